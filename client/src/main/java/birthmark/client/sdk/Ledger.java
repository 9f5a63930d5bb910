package birthmark.client.sdk;

import birthmark.bytes.Bytes;
import birthmark.codec.MalformedException;
import birthmark.contract.Genesis;
import birthmark.json.Json;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * The one ledger that a client trusts, and the way to it.
 *
 * @param node where it is asked
 * @param genesis what it started from
 * @param network its network id
 */
public record Ledger(Node node, Genesis genesis, Bytes network) implements AutoCloseable {
  private static final String CBOR = "application/cbor";

  /**
   * The ledger of {@code home}; one that is not known yet is trusted from now on, which the user is
   * told.
   *
   * @param nodes where to ask, if not where the folder says
   * @param expected the network id that it must have, if the user knows it
   * @throws ClientException if the node serves another ledger
   */
  public static Ledger open(
      Home home,
      Optional<List<URI>> nodes,
      Optional<Bytes> expected,
      Patience patience,
      Notices notices)
      throws ClientException {
    return open(home, nodes, expected, patience, Optional.empty(), notices);
  }

  /** The same, asked over TLS with {@code tls} if that is given. */
  public static Ledger open(
      Home home,
      Optional<List<URI>> nodes,
      Optional<Bytes> expected,
      Patience patience,
      Optional<SSLContext> tls,
      Notices notices)
      throws ClientException {
    List<URI> urls = nodes.isPresent() ? nodes.get() : home.nodes();
    Node node = Node.at(urls, patience, tls);
    Optional<Genesis> pinned = home.genesis();
    if (pinned.isEmpty()) {
      return pin(home, urls, node, expected, notices);
    }
    Bytes network = pinned.get().network();
    if (expected.isPresent() && !expected.get().equals(network)) {
      throw another(home, network, expected.get());
    }
    Ledger ledger = new Ledger(node, pinned.get(), network);
    Bytes served = ledger.served();
    if (!served.equals(network)) {
      throw another(home, network, served);
    }
    return ledger;
  }

  /** Trusts the ledger that {@code urls} serve, in the place of any that was trusted before. */
  public static Ledger pin(
      Home home,
      List<URI> urls,
      Optional<Bytes> expected,
      Patience patience,
      Optional<SSLContext> tls,
      Notices notices)
      throws ClientException {
    return pin(home, urls, Node.at(urls, patience, tls), expected, notices);
  }

  private static Ledger pin(
      Home home, List<URI> urls, Node node, Optional<Bytes> expected, Notices notices)
      throws ClientException {
    Genesis genesis;
    try {
      genesis = Genesis.CODEC.decode(node.octets("/v1/genesis", CBOR, Optional.empty()));
    } catch (MalformedException | IllegalArgumentException e) {
      throw ClientException.refused(
              "what " + node.url() + " gives as its genesis is none",
              "Check the address, and that client and node are of one version.")
          .because(e);
    }
    Bytes network = genesis.network();
    if (expected.isPresent() && !expected.get().equals(network)) {
      throw ClientException.refused(
          "the node " + node.url() + " serves the ledger " + network + ", not " + expected.get(),
          "Ask whoever runs the ledger for its network id and for the address of a node.");
    }
    home.pin(urls, genesis);
    if (expected.isEmpty()) {
      notices.say(
          "Trusting the ledger '"
              + genesis.name()
              + "' (network "
              + network
              + ") because this is the first time that "
              + home.folder()
              + " is used. Compare the network id with whoever runs it; from now on nothing else"
              + " is accepted in its place.");
    }
    return new Ledger(node, genesis, network);
  }

  private Bytes served() throws ClientException {
    Json.Obj checkpoint = node.read("/v1/checkpoint", Optional.empty());
    try {
      return Bytes.fromHex(Node.text(checkpoint, "network"));
    } catch (IllegalArgumentException e) {
      throw ClientException.refused(
              "what " + node.url() + " gives as its checkpoint names no network",
              "Check the address, and that client and node are of one version.")
          .because(e);
    }
  }

  private static ClientException another(Home home, Bytes pinned, Bytes other) {
    return ClientException.refused(
        "this is another ledger: "
            + home.folder()
            + " trusts the network "
            + pinned
            + ", not "
            + other,
        "Use another folder (--home DIR) for another ledger. If this one was started anew and the"
            + " old one does not matter: 'birthmark ledger pin --again'.");
  }

  @Override
  public void close() {
    node.close();
  }
}
