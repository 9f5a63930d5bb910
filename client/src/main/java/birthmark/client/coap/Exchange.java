package birthmark.client.coap;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.client.messages.Correspondent;
import birthmark.client.messages.Envelope;
import birthmark.client.messages.Identity;
import birthmark.client.messages.Message;
import birthmark.client.messages.MessageException;
import birthmark.client.messages.MessageReceipt;
import birthmark.client.messages.ProvenAgreement;
import birthmark.client.sdk.ClientException;
import birthmark.contract.Genesis;
import birthmark.contracts.messages.AgreementId;
import birthmark.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A thing's conversations, each kept in a file of one folder and opened when it is first needed,
 * and what it does with them at a gateway.
 */
public final class Exchange implements AutoCloseable {
  private static final String PROOF = ".proof";

  private final Path folder;
  private final Identity self;
  private final Genesis genesis;
  private final Proofs proofs;
  private final Duration proofMax;
  private final InstantSource clock;
  private final Map<AgreementId, Correspondent> sides = new HashMap<>();

  /** Who has proofs of agreements: a gateway, or a node. */
  public interface Proofs {
    /** What proves where {@code agreement} stands; empty if there is nothing to show. */
    Optional<Bytes> of(AgreementId agreement) throws ClientException;
  }

  /** Nobody: what was proven last is gone by. A node shows a proof to auditors alone. */
  public static final Proofs KEPT =
      agreement -> {
        throw ClientException.unanswered(
            "nothing was proven here of the agreement " + agreement,
            "Send or receive by a gateway first: birthmark message receive.");
      };

  /** What came of one item that waited. */
  public sealed interface Taken {
    /** A message; {@code first} where it had not come before. */
    record Arrived(Message message, boolean first) implements Taken {}

    /** A receipt: its message is not sent again. */
    record Receipted(MessageReceipt receipt) implements Taken {}

    /** Something that counts for nothing, and is passed over. */
    record Refused(Bytes id, MessageException why) implements Taken {}
  }

  /** Takes note of each item as it comes. */
  public interface Told {
    /** What came of it; a message is kept by then, and its receipt is on its way after. */
    void of(Taken taken) throws ClientException;
  }

  /**
   * The conversations of {@code self} in {@code folder}.
   *
   * @param proofMax how long what was proven of an agreement counts with nobody to ask
   */
  public Exchange(Path folder, Identity self, Genesis genesis, Proofs proofs, Duration proofMax) {
    this(folder, self, genesis, proofs, proofMax, InstantSource.system());
  }

  /** The same by another clock. */
  public Exchange(
      Path folder,
      Identity self,
      Genesis genesis,
      Proofs proofs,
      Duration proofMax,
      InstantSource clock) {
    this.clock = clock;
    this.folder = folder;
    this.self = self;
    this.genesis = genesis;
    this.proofs = proofs;
    this.proofMax = proofMax;
  }

  /**
   * The thing's side of {@code agreement}, which goes by what is proven of it now or, with nobody
   * to ask or only somebody who knows less, by what was proven last.
   *
   * @throws ClientException if nothing is or was proven, or the conversation cannot be read
   */
  public Correspondent side(AgreementId agreement) throws ClientException {
    Correspondent open = sides.get(agreement);
    if (open != null) {
      if (open.agreement().sealed().plus(proofMax.dividedBy(2)).isBefore(clock.instant())) {
        open.update(proven(agreement));
      }
      return open;
    }
    Path file = folder.resolve(agreement.toString());
    Correspondent side = new Correspondent(file, self, proven(agreement), proofMax, clock);
    sides.put(agreement, side);
    return side;
  }

  /** What is shown is kept once it is checked, and only if nothing later was shown before. */
  private ProvenAgreement proven(AgreementId agreement) throws ClientException {
    Path file = folder.resolve(agreement + PROOF);
    try {
      Optional<ProvenAgreement> kept =
          Files.exists(file)
              ? Optional.of(ProvenAgreement.of(Bytes.ofOwned(Files.readAllBytes(file)), genesis))
              : Optional.empty();
      Bytes found;
      try {
        found = proofs.of(agreement).orElseThrow(() -> unknown(agreement));
      } catch (ClientException e) {
        if (e.kind() == ClientException.Kind.UNANSWERED && kept.isPresent()) {
          return kept.get();
        }
        throw e;
      }
      ProvenAgreement shown = ProvenAgreement.of(found, genesis);
      if (!shown.id().equals(agreement)) {
        throw ClientException.refused(
            "what is shown proves another agreement", "Show it to whoever runs the gateway.");
      }
      if (kept.isPresent() && kept.get().height() > shown.height()) {
        return kept.get();
      }
      keep(file, found);
      return shown;
    } catch (IOException e) {
      throw ClientException.local(
              "the proof " + file + " cannot be kept or read", "Is there room on the disk?")
          .because(e);
    }
  }

  private void keep(Path file, Bytes proof) throws IOException {
    Files.createDirectories(folder);
    Path next = file.resolveSibling(file.getFileName() + ".new");
    Files.write(next, proof.toByteArray());
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static ClientException unknown(AgreementId agreement) {
    return ClientException.refused(
        "there is no agreement " + agreement + " that names this thing",
        "'birthmark message agreements' lists them.");
  }

  /**
   * Takes all that waits for the thing, in order: keeps messages and hands over their receipts,
   * notes receipts, and passes over what counts for nothing.
   *
   * @throws ClientException if the gateway does not answer; what was not taken waits on
   */
  public void takeAll(GatewayLink link, Told told) throws ClientException {
    for (Optional<Bytes> next = link.next(); next.isPresent(); next = link.next()) {
      Bytes octets = next.get();
      try {
        told.of(taken(link, octets));
      } catch (MessageException e) {
        Bytes id = Sha256.of(octets);
        told.of(new Taken.Refused(id, e));
        link.pass(id);
      }
    }
  }

  private Taken taken(GatewayLink link, Bytes octets) throws MessageException, ClientException {
    Optional<AgreementId> receipted = receipted(octets);
    if (receipted.isPresent()) {
      return new Taken.Receipted(side(receipted.get()).receipted(octets));
    }
    Correspondent side = side(Envelope.decode(octets).said().address().agreement());
    Correspondent.Arrival arrival = side.receive(octets);
    link.received(arrival.receipt());
    return new Taken.Arrived(arrival.message(), arrival.first());
  }

  /** The agreement of the receipt that {@code octets} hold, if they hold one. */
  private static Optional<AgreementId> receipted(Bytes octets) {
    try {
      return Optional.of(MessageReceipt.decode(octets).said().address().agreement());
    } catch (MessageException e) {
      return Optional.empty();
    }
  }

  /** Posts again what no receipt has come for; what the gateway says to each. */
  public List<Json.Obj> sendAgain(GatewayLink link, Correspondent side)
      throws MessageException, ClientException {
    List<Json.Obj> answers = new ArrayList<>();
    for (Correspondent.Outgoing each : side.unanswered()) {
      answers.add(link.post(each.envelope()));
    }
    return List.copyOf(answers);
  }

  @Override
  public void close() throws ClientException {
    for (Correspondent side : sides.values()) {
      side.close();
    }
  }
}
