package birthmark.sim.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.cose.SigningKey;
import birthmark.finality.Finality;
import birthmark.finality.ReplicaSet;
import birthmark.node.store.Snapshot;
import birthmark.node.submit.FastSignatures;
import birthmark.node.witness.Cosigning;
import birthmark.node.witness.Witness;
import birthmark.proof.Checkpoint;
import birthmark.proof.Note;
import birthmark.proof.NoteKey;
import birthmark.proof.ReceiptCheck;
import birthmark.proof.ReceiptVerifier;
import birthmark.testing.PythonTools;
import birthmark.testing.SharedData;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log and a witness in another language that knows nothing but the protocol between them. */
@Tag("real")
class WitnessedLogTest {
  private static final Cosigning.Pace FAST =
      new Cosigning.Pace(Duration.ofMillis(20), Duration.ofSeconds(5));

  @TempDir private Path folder;
  private final SigningKey key = NativeKeys.generate();
  private LotLedger ledger;
  private Process process;
  private Witness witness;

  @BeforeEach
  void start() throws IOException, InterruptedException {
    ledger = new LotLedger(folder.resolve("one"), 1_000, 100, key);
    Path sources = SharedData.root().resolve("verifier");
    Path programs = PythonTools.installed("verifier", sources.resolve("requirements.txt"));
    ProcessBuilder builder =
        new ProcessBuilder(
            programs.resolve("python3").toString(),
            SharedData.root().resolve("sim/src/test/resources/witness.py").toString(),
            "witness.example",
            ledger.anchor().checkpointKey().encode());
    builder.environment().put("PYTHONPATH", sources.resolve("src").toString());
    builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader told = process.inputReader();
    witness = Witness.parse(List.of(told.readLine())).getFirst();
  }

  @AfterEach
  void stop() {
    process.destroy();
    ledger.close();
  }

  private Cosigning cosigning(LotLedger of, List<Witness> witnesses) {
    return new Cosigning(witnesses, of::snapshot, new Kept(), FastSignatures.best(), FAST);
  }

  /** What a node keeps of it in its store. */
  private static final class Kept implements Cosigning.Memory {
    private volatile Optional<Bytes> note = Optional.empty();

    @Override
    public Optional<Bytes> kept() {
      return note;
    }

    @Override
    public void keep(Bytes newest) {
      note = Optional.of(newest);
    }
  }

  private static void await(BooleanSupplier what) throws InterruptedException {
    for (int i = 0; i < 2_000 && !what.getAsBoolean(); i++) {
      Thread.sleep(10);
    }
    assertTrue(what.getAsBoolean());
  }

  private void awaitTip(Cosigning cosigning) throws InterruptedException {
    long size;
    try (Snapshot now = ledger.snapshot()) {
      size = now.tip().log().size();
    }
    await(() -> size(cosigning.cosigned()) == size);
  }

  private static long size(Optional<Note> note) {
    return note.map(each -> Checkpoint.of(each).size()).orElse(-1L);
  }

  @Test
  void receiptsAreFinalForWhoeverNamesTheWitnessAndForNobodyElse() throws Exception {
    try (Cosigning cosigning = cosigning(ledger, List.of(witness));
        Snapshot now = ledger.snapshot()) {
      awaitTip(cosigning);
      Bytes receipt = ledger.receipts(cosigning::cosigned).of(now, 7).encode();
      ReceiptCheck check =
          new ReceiptVerifier(ledger.anchor(), FastSignatures.best())
              .verify(now.entry(7).orElseThrow(), receipt);
      Note note = assertInstanceOf(ReceiptCheck.Proven.class, check).checkpoint();
      ReplicaSet alone = ReplicaSet.of(ledger.genesis());
      assertEquals(
          Finality.FINAL, Finality.of(note, alone, List.of(witness.key()), FastSignatures.best()));
      assertEquals(Finality.COMMITTED, Finality.of(note, alone, List.of(), FastSignatures.best()));
    }
  }

  @Test
  void aLogThatGrewIsCosignedAgainAlsoAfterARestart() throws Exception {
    try (Cosigning cosigning = cosigning(ledger, List.of(witness))) {
      awaitTip(cosigning);
      ledger.addToFirst(300);
      awaitTip(cosigning);
    }
    ledger.addToFirst(5);
    try (Cosigning again = cosigning(ledger, List.of(witness))) {
      awaitTip(again);
      assertEquals(List.of(), again.troubles());
    }
  }

  @Test
  void whatWasCosignedIsKnownAfterARestartAlsoWhereTheWitnessIsGone() throws Exception {
    Kept kept = new Kept();
    try (Cosigning cosigning =
        new Cosigning(List.of(witness), ledger::snapshot, kept, FastSignatures.best(), FAST)) {
      awaitTip(cosigning);
    }
    process.destroyForcibly().waitFor();
    try (Cosigning again =
        new Cosigning(List.of(witness), ledger::snapshot, kept, FastSignatures.best(), FAST)) {
      Note note = again.cosigned().orElseThrow();
      ReplicaSet alone = ReplicaSet.of(ledger.genesis());
      assertEquals(
          Finality.FINAL, Finality.of(note, alone, List.of(witness.key()), FastSignatures.best()));
    }
  }

  @Test
  void anEntryBehindTheCosignedCheckpointGetsAReceiptThatIsOnlyCommitted() throws Exception {
    try (Cosigning cosigning = cosigning(ledger, List.of(witness))) {
      awaitTip(cosigning);
      Optional<Note> before = cosigning.cosigned();
      ledger.addToFirst(3);
      try (Snapshot now = ledger.snapshot()) {
        long last = now.tip().log().size() - 1;
        assertEquals(last + 1, ledger.receipts(() -> before).of(now, last).inclusion().size());
        assertEquals(size(before), ledger.receipts(() -> before).of(now, 7).inclusion().size());
      }
    }
  }

  @Test
  void aLogThatWasRolledBackAndGrewDifferentlyIsNotCosigned() throws Exception {
    try (Cosigning cosigning = cosigning(ledger, List.of(witness))) {
      awaitTip(cosigning);
    }
    try (LotLedger other = new LotLedger(folder.resolve("other"), 500, 100, key);
        Cosigning cosigning = cosigning(other, List.of(witness))) {
      await(() -> cosigning.troubles().toString().contains("which now has fewer"));
      other.addToFirst(2_000);
      await(() -> cosigning.troubles().toString().contains("another log with the same name"));
      assertEquals(cosigning.troubles(), cosigning.contradictions());
      assertEquals(Optional.empty(), cosigning.cosigned());
    }
  }

  @Test
  void aWitnessThatIsNotThereHoldsUpNeitherTheLogNorTheOthers() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    String url = " http://127.0.0.1:" + free + "/w/";
    String dead =
        new NoteKey("dead.example", witness.key().kind(), witness.key().publicKey()).encode() + url;
    try (Cosigning cosigning =
        cosigning(ledger, List.of(Witness.parse(List.of(dead)).getFirst(), witness))) {
      awaitTip(cosigning);
      ledger.addToFirst(10);
      awaitTip(cosigning);
      await(() -> cosigning.troubles().toString().contains("dead.example does not answer"));
    }
  }
}
