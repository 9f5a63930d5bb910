package birthmark.sim.chaos;

import birthmark.answer.AnswerCheck;
import birthmark.answer.AnswerVerifier;
import birthmark.bytes.Bytes;
import birthmark.client.sdk.LogSource;
import birthmark.client.sdk.LogWatch;
import birthmark.client.sdk.OfflineVerifier;
import birthmark.contract.Genesis;
import birthmark.contracts.Contracts;
import birthmark.cose.CoseException;
import birthmark.cose.JdkSignatures;
import birthmark.cose.Sign1;
import birthmark.finality.Finality;
import birthmark.proof.Note;
import birthmark.proof.ReceiptCheck;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Those who are served by a door that lies, and believe only what is proven to them: a client with
 * a statement and one with a question, and a monitor that looks at the log beside the node.
 */
record Beholders(Genesis genesis, URI honest, URI lying, Doors doors, Load load) {
  private static final String QUESTION = "/v1/governance/sets?limit=10";
  private static final String PROOF = "application/vnd.birthmark.answer-proof+cbor";

  /** Which lies were believed, a sentence each. */
  List<String> deceived() throws IOException, InterruptedException {
    List<String> deceived = new ArrayList<>();
    placing().ifPresent(deceived::add);
    asking().ifPresent(deceived::add);
    watching().ifPresent(deceived::add);
    return deceived;
  }

  /** A statement that is acknowledged and dropped: no receipt of it is final, so it is sent on. */
  private Optional<String> placing() throws IOException, InterruptedException {
    Bytes statement = load.one();
    if (doors.place(lying, statement).flatMap(Doors.Said::index).isEmpty()) {
      return Optional.of("the door that should lie does not acknowledge what it drops");
    }
    String path = "/v1/statements/" + id(statement) + "/receipt";
    Bytes receipt = doors.octets(lying, path, "*/*");
    OfflineVerifier reader = new OfflineVerifier(genesis);
    boolean isFinal =
        reader.verify(statement, receipt).check() instanceof ReceiptCheck.Proven proven
            && Finality.of(proven.checkpoint(), reader.sets(), List.of(), new JdkSignatures())
                == Finality.FINAL;
    load.place(statement);
    return isFinal ? Optional.of("a receipt that one replica forged is final") : Optional.empty();
  }

  private static String id(Bytes statement) throws IOException {
    try {
      return Sign1.decode(statement).id().hex();
    } catch (CoseException e) {
      throw new IOException("a client signed what is none of our messages", e);
    }
  }

  /** A question about the state, with a proof of the answer. */
  private Optional<String> asking() throws IOException, InterruptedException {
    OfflineVerifier reader = new OfflineVerifier(genesis);
    AnswerVerifier verifier =
        new AnswerVerifier(
            Contracts.rulebook(), (entry, receipt) -> reader.verify(entry, receipt).check());
    if (!(verifier.verify(doors.octets(honest, QUESTION, PROOF)) instanceof AnswerCheck.Proven)) {
      return Optional.of("an honest answer is not believed");
    }
    return verifier.verify(doors.octets(lying, QUESTION, PROOF)) instanceof AnswerCheck.Proven
        ? Optional.of("state that is not so is believed")
        : Optional.empty();
  }

  /** A monitor that saw the log at an honest node and then looks at it here. */
  private Optional<String> watching() throws IOException, InterruptedException {
    LogWatch.Look seen = watch(honest).look(Optional.empty());
    if (!(seen instanceof LogWatch.Look.Consistent(Note held, var _))) {
      return Optional.of("the monitor does not believe an honest node: " + seen);
    }
    return watch(lying).look(Optional.of(held)) instanceof LogWatch.Look.Inconsistent
        ? Optional.empty()
        : Optional.of("the monitor has no two checkpoints that show the lie");
  }

  private LogWatch watch(URI door) {
    return new LogWatch(new OfflineVerifier(genesis), LogSource.of(door, Optional.empty()));
  }
}
