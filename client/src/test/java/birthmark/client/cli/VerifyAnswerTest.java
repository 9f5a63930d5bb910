package birthmark.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.answer.AnswerProof;
import birthmark.answer.Question;
import birthmark.bytes.Bytes;
import birthmark.contract.Genesis;
import birthmark.contract.Keys;
import birthmark.cose.SigningKey;
import birthmark.json.Json;
import birthmark.merkle.KeyRange;
import birthmark.merkle.LogProof;
import birthmark.proof.Checkpoint;
import birthmark.proof.CheckpointSigner;
import birthmark.proof.Receipt;
import birthmark.testing.MemoryLedger;
import birthmark.testing.NotesLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyAnswerTest {
  @TempDir private Path folder;
  private final NotesLedger notes = new NotesLedger(2, 1_000, 5);
  private final SigningKey replica = notes.founders().getFirst();
  private Path file;

  @BeforeEach
  void trustsTheLedger() throws Exception {
    file = folder.resolve("answer");
    Run.trust(folder.resolve("home"), notes.machine().genesis());
  }

  /** The proof of whose key this is, by a node that asks its state for {@code shown}. */
  private AnswerProof proof(String kid, String shown) {
    MemoryLedger ledger = notes.ledger();
    Genesis genesis = notes.machine().genesis();
    long size = ledger.tip().log().size();
    Bytes root = ledger.tip().log().root();
    CheckpointSigner signer = CheckpointSigner.of(genesis.name(), replica);
    Receipt receipt =
        Receipt.issue(
            replica,
            Receipt.Claims.NONE,
            new Receipt.Inclusion(
                size, size - 1, LogProof.inclusion(ledger.tiles(), size - 1, size)),
            root,
            signer.note(new Checkpoint(genesis.name(), size, root)));
    Bytes key = notes.machine().rulebook().prefix(Keys.TABLE).concat(Bytes.fromHex(shown));
    return new AnswerProof(
        new Question(Question.LEDGER, Question.KEYS.path(), List.of(kid), List.of(), 0),
        ledger.entry(size - 1).orElseThrow(),
        receipt.encode(),
        ledger.tip().tree().prove(ledger.pages(), List.of(KeyRange.of(key)), ledger::value));
  }

  private Run verify(Bytes octets, String... more) throws IOException {
    Files.write(file, octets.toByteArray());
    List<String> arguments = new ArrayList<>(List.of("verify", file.toString()));
    arguments.addAll(List.of(more));
    return Run.of(folder.resolve("home"), NotesLedger::rulebook, arguments.toArray(String[]::new));
  }

  private String kid() {
    return replica.publicKey().thumbprint().toString();
  }

  @Test
  void tellsWhatTheRowsShow() throws IOException {
    Run run = verify(proof(kid(), kid()).encode(), "--json");
    assertEquals(ExitStatus.DONE, run.status(), run.err());
    assertEquals("/v1/ledger/keys/" + kid(), run.text("asked"));
    Json.Obj value = (Json.Obj) run.json().member("value").orElseThrow();
    assertEquals(new Json.Text("signing"), value.member("purpose").orElseThrow());
    assertTrue(verify(proof(kid(), kid()).encode()).out().contains("verified"));
  }

  @Test
  void tellsThatThereIsNothing() throws IOException {
    String nobody = "5a".repeat(32);
    Run run = verify(proof(nobody, nobody).encode(), "--json");
    assertEquals(ExitStatus.DONE, run.status(), run.err());
    assertEquals(new Json.Bool(true), run.json().member("nothing").orElseThrow());
  }

  @Test
  void refusesRowsThatDoNotShowTheAnswer() throws IOException {
    Run run = verify(proof(kid(), "5a".repeat(32)).encode());
    assertEquals(ExitStatus.REFUSED, run.status());
    assertTrue(run.err().contains("something is left out"), run.err());
  }

  @Test
  void refusesAnAlteredProof() throws IOException {
    byte[] octets = proof(kid(), kid()).encode().toByteArray();
    octets[octets.length - 1] ^= 1;
    Run run = verify(Bytes.ofOwned(octets));
    assertEquals(ExitStatus.REFUSED, run.status());
    assertTrue(run.err().contains("altered, hidden or invented"), run.err());
  }

  @Test
  void saysWhatAFileIsNot() throws IOException {
    Run run = verify(Bytes.fromHex("d28443"));
    assertEquals(ExitStatus.USAGE, run.status());
    assertTrue(run.err().contains("no proof of an answer"), run.err());
  }
}
