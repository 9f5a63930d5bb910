package birthmark.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.ProofFolder;
import birthmark.contract.Genesis;
import birthmark.cose.SigningKey;
import birthmark.json.Json;
import birthmark.merkle.LogProof;
import birthmark.proof.Checkpoint;
import birthmark.proof.CheckpointSigner;
import birthmark.proof.Note;
import birthmark.proof.Receipt;
import birthmark.statement.Statement;
import birthmark.testing.NotesLedger;
import birthmark.testing.notes.Notes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerifyCommandTest {
  @TempDir private Path folder;
  private final NotesLedger notes = new NotesLedger(2, 1_000, 5);
  private final SigningKey replica = notes.founders().getFirst();
  private Statement statement;
  private Path proof;

  @BeforeEach
  void writesTheProofOfAStatementInALog() throws ClientException {
    statement = notes.sign(notes.founders().get(1), 1, pin("a"));
    notes.block(statement);
    notes.block(notes.sign(notes.founders().get(1), 2, pin("b")));
    proof = folder.resolve("proof");
    new ProofFolder(
            statement.envelope().encode(), receipt(2), Optional.of(genesis()), Optional.empty())
        .save(proof);
  }

  private static Notes.Pin pin(String title) {
    return new Notes.Pin(new Notes.Title(title), "text");
  }

  private Genesis genesis() {
    return notes.machine().genesis();
  }

  private Note note() {
    long size = notes.ledger().tip().log().size();
    Bytes root = notes.ledger().tip().log().root();
    return CheckpointSigner.of(genesis().name(), replica)
        .note(new Checkpoint(genesis().name(), size, root));
  }

  private Bytes receipt(long index) {
    return receipt(index, note());
  }

  private Bytes receipt(long index, Note note) {
    long size = notes.ledger().tip().log().size();
    Bytes root = notes.ledger().tip().log().root();
    return Receipt.issue(
            replica,
            Receipt.Claims.NONE,
            new Receipt.Inclusion(
                size, index, LogProof.inclusion(notes.ledger().tiles(), index, size)),
            root,
            note)
        .encode();
  }

  private Path home() {
    return folder.resolve("home");
  }

  private Run verify(String... more) {
    List<String> arguments = new ArrayList<>(List.of("verify", proof.toString(), "--json"));
    arguments.addAll(List.of(more));
    return Run.of(home(), NotesLedger::rulebook, arguments.toArray(String[]::new));
  }

  private void trust(Genesis genesis) throws ClientException {
    Run.trust(home(), genesis);
  }

  private String network() {
    return genesis().network().hex();
  }

  @Test
  void aStatementOnTheLedgerThatIsTrustedIsVerifiedWithoutANode() throws ClientException {
    trust(genesis());
    Run run = verify();
    assertEquals(ExitStatus.DONE, run.status(), run.err());
    assertEquals(Optional.of(new Json.Bool(true)), run.json().member("verified"));
    assertEquals(statement.id().hex(), run.text("statement"));
    assertEquals(replica.publicKey().thumbprint().toString(), run.text("replica"));
    assertEquals(Optional.of(new Json.Int(2)), run.json().member("index"));
    assertEquals(Optional.of(new Json.Int(6)), run.json().member("size"));
  }

  @Test
  void whatIsProvenAndWhatNotIsSaidInWords() throws ClientException {
    trust(genesis());
    Run run = Run.of(home(), NotesLedger::rulebook, "verify", proof.toString());
    assertTrue(run.out().startsWith("verified  this statement took effect"), run.out());
    assertTrue(run.out().contains("Proven: it is entry 2"), run.out());
    assertTrue(run.out().contains("Not proven"), run.out());
  }

  @Test
  void whatAWitnessOfTheReadersCosignedIsFinal() throws Exception {
    trust(genesis());
    SigningKey key = notes.founders().get(1);
    CheckpointSigner witness = CheckpointSigner.cosigner("witness.example", key, 1_800_000_000);
    String named = witness.key().encode();
    assertEquals("committed", verify("--witness", named).text("status"));
    Path file = proof.resolve("receipt.cose");
    Note seen = note().with(witness.sign(Checkpoint.of(note())));
    Files.write(file, receipt(2, seen).toByteArray());
    assertEquals("committed", verify().text("status"));
    assertEquals("final", verify("--witness", named).text("status"));
    Run words =
        Run.of(home(), NotesLedger::rulebook, "verify", proof.toString(), "--witness", named);
    assertTrue(words.out().contains("Final: "), words.out());
  }

  @Test
  void aNetworkIdAloneIsReasonEnoughToTrust() {
    assertEquals(ExitStatus.DONE, verify("--network", network()).status());
  }

  @Test
  void aProofCannotSayItselfWhichLedgerIsTrusted() {
    Run run = verify();
    assertEquals(ExitStatus.USAGE, run.status());
    assertTrue(run.err().contains(network()), run.err());
    assertTrue(run.err().contains("--network"), run.err());
  }

  @Test
  void theProofOfAnotherLedgerIsRefused() throws ClientException {
    NotesLedger other = new NotesLedger(2, 1_000, 6);
    trust(other.machine().genesis());
    Run run = verify();
    assertEquals(ExitStatus.REFUSED, run.status());
    assertTrue(run.err().contains("another ledger"), run.err());
    assertEquals(ExitStatus.REFUSED, verify("--network", "00".repeat(32)).status());
  }

  @ParameterizedTest
  @ValueSource(strings = {"statement.cose", "receipt.cose"})
  void anAlteredOctetIsFoundWhereverItIs(String name) throws Exception {
    trust(genesis());
    Path file = proof.resolve(name);
    byte[] octets = Files.readAllBytes(file);
    for (int at = 0; at < octets.length; at += 7) {
      octets[at] ^= 1;
      Files.write(file, octets);
      Run run = verify();
      assertEquals(ExitStatus.REFUSED, run.status(), "octet " + at + ": " + run.out());
      assertEquals(Optional.of(new Json.Bool(false)), run.json().member("verified"));
      octets[at] ^= 1;
    }
  }

  @Test
  void aReceiptAloneNeedsItsStatement() throws IOException {
    Path receipt = proof.resolve("receipt.cose");
    Path file = proof.resolve("statement.cose");
    Path genesis = proof.resolve("genesis.cbor");
    Run alone = Run.of(home(), NotesLedger::rulebook, "verify", receipt.toString());
    assertEquals(ExitStatus.USAGE, alone.status());
    assertTrue(alone.err().contains("statement"), alone.err());
    Run nothing = Run.of(home(), NotesLedger::rulebook, "verify", proof.resolve("x").toString());
    assertEquals(ExitStatus.USAGE, nothing.status());
    assertTrue(nothing.err().contains("there is no file or folder"), nothing.err());
    Run both =
        Run.of(
            home(),
            NotesLedger::rulebook,
            "verify",
            receipt.toString(),
            "--statement",
            file.toString(),
            "--genesis",
            genesis.toString(),
            "--network",
            network());
    assertEquals(ExitStatus.DONE, both.status(), both.err());
  }

  @Test
  void aReceiptOfTheGenesisIsNoStatements() throws ClientException {
    trust(genesis());
    new ProofFolder(Genesis.CODEC.encode(genesis()), receipt(0), Optional.empty(), Optional.empty())
        .save(proof);
    Run run = verify();
    assertEquals(ExitStatus.REFUSED, run.status());
    assertTrue(run.err().contains("no statement"), run.err());
  }
}
