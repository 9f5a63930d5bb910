package birthmark.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.KeyFile;
import birthmark.client.sdk.NotesServer;
import birthmark.client.sdk.Passwords;
import birthmark.client.sdk.QuickKeys;
import birthmark.testing.NotesLedger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of a contract of which the program knows nothing but its surface. */
@Tag("real")
class GeneratedCommandsTest {
  @TempDir private Path home;
  private NotesServer server;

  @BeforeEach
  void startsALedgerFoundedByTheUser() throws Exception {
    KeyFile key = QuickKeys.create(home.resolve("keys/author.p12"));
    NotesLedger ledger =
        new NotesLedger(
            List.of(key.signingKey(Passwords.fixed(QuickKeys.PASSWORD.toCharArray()))), 1_000);
    server = new NotesServer(ledger);
    assertEquals(ExitStatus.DONE, run("ledger", "pin").status());
  }

  @AfterEach
  void stopsIt() {
    server.close();
  }

  private Run run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--node", server.url().toString()));
    return Run.of(home, NotesLedger::rulebook, all.toArray(String[]::new));
  }

  @Test
  void aTransactionIsPlacedAndToldInWords() {
    Run pinned = run("note", "pin", "--title", "Milk", "--text", "Buy some");
    assertEquals(ExitStatus.DONE, pinned.status(), pinned.err());
    assertTrue(pinned.out().startsWith("committed in block 1"), pinned.out());
    assertEquals("", pinned.err());
  }

  @Test
  void aRefusalIsToldWithItsReasonAndWhatToDo() {
    run("note", "pin", "--title", "Milk", "--text", "Buy some");
    Run refused = run("note", "pin", "--title", "Milk", "--text", "Sell some");
    assertEquals(ExitStatus.REFUSED, refused.status());
    assertEquals("", refused.out());
    assertTrue(refused.err().contains("refused: title-taken"), refused.err());
    assertTrue(refused.err().contains("Choose another"), refused.err());
    assertTrue(refused.err().contains("counted in block 2"), refused.err());
  }

  @Test
  void withJsonThereIsOneDocumentWhetherItIsRefusedOrNot() {
    assertFalse(
        run("note", "pin", "--title", "a", "--text", "b", "--json").text("statement").isEmpty());
    Run refused = run("note", "unpin", "--title", "x", "--json");
    assertEquals(ExitStatus.REFUSED, refused.status());
    assertEquals("refused", refused.text("status"));
  }

  @Test
  void whatWasSignedToAFileIsPlacedLaterAndAgainAsTheSame() throws Exception {
    Path file = home.resolve("pin.cose");
    Run signed =
        run("note", "pin", "--title", "a", "--text", "b", "--out", file.toString(), "--json");
    assertEquals(ExitStatus.DONE, signed.status(), signed.err());
    assertEquals(List.of(), server.received());
    assertEquals(ExitStatus.DONE, run("statement", "submit", file.toString()).status());
    Run again = run("statement", "submit", file.toString(), "--json");
    assertEquals(signed.text("statement"), again.text("statement"));
    Bytes octets = Bytes.ofOwned(Files.readAllBytes(file));
    assertEquals(List.of(octets, octets), server.received());
  }

  @Test
  void jsonInAFileIsATransactionToo() throws Exception {
    Path file = home.resolve("pin.json");
    Files.writeString(file, "{\"title\": \"a\", \"text\": \"b\"}");
    Run run = run("statement", "sign", "notes", "pin", "@" + file);
    assertEquals(ExitStatus.DONE, run.status(), run.err());
  }

  @Test
  void aNumberGivenByHandIsUsedAndNeverGivenAgain() {
    run(
        "note",
        "pin",
        "--title",
        "a",
        "--text",
        "b",
        "--out",
        home.resolve("1").toString(),
        "--sequence",
        "500");
    run("note", "pin", "--title", "c", "--text", "d");
    Run decoded = run("statement", "decode", home.resolve("1").toString(), "--json");
    assertTrue(decoded.out().contains("\"sequence\": 500"), decoded.out());
    Run next =
        run("note", "pin", "--title", "e", "--text", "f", "--out", home.resolve("2").toString());
    assertEquals(ExitStatus.DONE, next.status());
    Run second = run("statement", "decode", home.resolve("2").toString(), "--json");
    assertTrue(second.out().contains("\"sequence\": 502"), second.out());
  }
}
