package birthmark.client.cli;

import birthmark.client.coap.Exchange;
import birthmark.client.coap.GatewayLink;
import birthmark.client.messages.Identity;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.KeyFile;
import birthmark.contract.Genesis;
import birthmark.contracts.things.ThingId;
import birthmark.cose.CoseException;
import birthmark.cose.CoseKey;
import birthmark.cose.JdkSignatures;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Optional;

/** What commands about messages work with: the thing of a key file, its conversations, its way. */
final class Conversing {
  /** How long what was proven of an agreement counts with nobody to ask. */
  private static final Duration PROOF_MAX = Duration.ofHours(12);

  private static final String FOLDER = ".messages";

  private Conversing() {}

  private static ThingId thing(Invocation invocation, KeyFile file) throws ClientException {
    Optional<String> named = invocation.option(MessageCommands.THING);
    return named.isPresent()
        ? new ThingId(invocation.values().digest(named.get()))
        : ThingId.of(file.publicKey());
  }

  /** The thing that acts, by its key file. */
  static ThingId thing(Invocation invocation) throws ClientException {
    return thing(invocation, invocation.keyFile());
  }

  /** Its way to the gateway that the options name. */
  static GatewayLink link(Invocation invocation) throws ClientException {
    KeyFile file = invocation.keyFile();
    return new GatewayLink(
        address(MessageProofCommands.given(invocation, MessageCommands.GATEWAY)),
        known(Path.of(MessageProofCommands.given(invocation, MessageCommands.TRUST))),
        file.signingPair(invocation.passwords()),
        thing(invocation, file));
  }

  /** Its conversations, kept beside its key file. */
  static Exchange exchange(Invocation invocation, Exchange.Proofs proofs) throws ClientException {
    KeyFile file = invocation.keyFile();
    CoseKey agreement =
        file.agreementKey()
            .orElseThrow(
                () ->
                    ClientException.local(
                        "the key file " + file.path() + " holds no key that agrees on secrets",
                        "Make one that does with 'birthmark key new NAME --agreement'."));
    Genesis genesis = genesis(invocation);
    return new Exchange(
        folder(file.path(), genesis),
        new Identity(
            thing(invocation, file),
            file.signingKey(invocation.passwords()),
            agreement,
            file.agreementPrivateKey(invocation.passwords())),
        genesis,
        proofs,
        PROOF_MAX);
  }

  /** The ledger that the folder trusts; no node is asked where there is one. */
  private static Genesis genesis(Invocation invocation) throws ClientException {
    Optional<Genesis> pinned = invocation.home().genesis();
    return pinned.isPresent() ? pinned.get() : invocation.ledger().genesis();
  }

  private static Path folder(Path keyFile, Genesis genesis) {
    String name = keyFile.getFileName().toString();
    String stem =
        name.endsWith(KeyFile.SUFFIX)
            ? name.substring(0, name.length() - KeyFile.SUFFIX.length())
            : name;
    return keyFile
        .toAbsolutePath()
        .resolveSibling(stem + FOLDER)
        .resolve(genesis.network().hex().substring(0, 16));
  }

  private static InetSocketAddress address(String text) throws ClientException {
    int colon = text.lastIndexOf(':');
    String port = text.substring(colon + 1);
    if (colon < 1 || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65_535) {
      throw ClientException.usage(
          MessageCommands.GATEWAY + " needs HOST:PORT such as 192.0.2.1:5684, not '" + text + "'",
          "The gateway prints it where --coap is given.");
    }
    String host = text.substring(0, colon);
    InetSocketAddress address =
        new InetSocketAddress(
            host.startsWith("[") && host.endsWith("]")
                ? host.substring(1, host.length() - 1)
                : host,
            Integer.parseInt(port));
    if (address.isUnresolved()) {
      throw ClientException.usage("nobody knows the host " + host, "Correct it.");
    }
    return address;
  }

  /** The key in the gateway's certificate, by which things know it. */
  private static CoseKey known(Path file) throws ClientException {
    try (InputStream in = Files.newInputStream(file)) {
      return JdkSignatures.coseKey(
          CertificateFactory.getInstance("X.509").generateCertificate(in).getPublicKey());
    } catch (IOException | CertificateException | CoseException e) {
      throw ClientException.local(
              file + " holds no certificate of a gateway",
              "Name the server.pem that the gateway wrote into its own folder.")
          .because(e);
    }
  }
}
