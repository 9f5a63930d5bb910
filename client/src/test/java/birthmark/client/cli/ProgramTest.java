package birthmark.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.codec.Variants;
import birthmark.contract.Rulebook;
import birthmark.contract.Transaction;
import birthmark.contracts.Contracts;
import birthmark.testing.NotesLedger;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgramTest {
  /** For commands that must not need a contract. */
  private static Rulebook none() {
    throw new AssertionError("this command made the contracts");
  }

  @TempDir private Path home;

  private Run notes(String... arguments) {
    return Run.of(home, NotesLedger::rulebook, arguments);
  }

  private static String expected(String name) throws IOException {
    try (InputStream in = ProgramTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "--help, help.txt",
    "note --help, help-note.txt",
    "note pin --help, help-note-pin.txt",
    "note list --help, help-note-list.txt",
    "note show --help, help-note-show.txt",
    "key new --help, help-key-new.txt",
  })
  void helpNeedsNoManual(String command, String file) throws IOException {
    Run run = notes(command.split(" ", -1));
    assertEquals(ExitStatus.DONE, run.status());
    assertEquals(expected(file), run.out());
    assertEquals("", run.err());
  }

  @Test
  void helpIsFoundByEveryWayOfAsking() {
    String help = notes("note", "pin", "--help").out();
    assertEquals(help, notes("help", "note", "pin").out());
    assertEquals(help, notes("note", "pin", "-h").out());
    assertEquals(notes("--help").out(), notes().out());
    assertEquals(notes("--help").out(), notes("help").out());
  }

  @Test
  void everyTransactionAndReadOfEveryContractHasACommandWithHelp() {
    Rulebook rulebook = Contracts.rulebook();
    List<String> commands = new ArrayList<>();
    for (Rulebook.Rules rules : rulebook.contracts()) {
      for (Variants.Variant<Transaction> variant : rules.transactions().all()) {
        commands.add(rules.surface().noun() + " " + variant.name());
      }
      assertFalse(ReadCommand.all(rules).isEmpty());
      ReadCommand.all(rules)
          .forEach(spec -> commands.add(rules.surface().noun() + " " + spec.name()));
    }
    assertEquals(commands.size(), commands.stream().distinct().count());
    for (String command : commands) {
      Run run = Run.of(home, () -> rulebook, (command + " --help").split(" ", -1));
      assertEquals(ExitStatus.DONE, run.status(), () -> command + ": " + run.err());
      assertTrue(run.out().startsWith("Usage: birthmark " + command), run.out());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          nots                          | there is no command 'nots'     | Did you mean note
          note pinn                     | there is no command 'pinn'     | Did you mean pin
          note pin --titel x            | there is no option '--titel'   | --title
          note pin --title x            | missing required option        | birthmark note pin --help
          note show                     | missing required               | birthmark note show --help
          note show a b                 | a word too many                | birthmark note show --help
          key new a --algorithm rsa     | not 'rsa'                      | ed25519
          """)
  void aWrongCommandIsToldWithWhatToDo(String command, String what, String remedy) {
    Run run = notes(command.strip().split(" ", -1));
    assertEquals(ExitStatus.USAGE, run.status(), run.err());
    assertTrue(run.err().startsWith("birthmark: "), run.err());
    assertTrue(run.err().contains(what.strip()), run.err());
    assertTrue(run.err().contains(remedy.strip()), run.err());
    assertEquals("", run.out());
  }

  @Test
  void withJsonAFaultIsAJsonDocumentToo() {
    Run run = notes("key", "show", "nobody", "--json");
    assertEquals(ExitStatus.LOCAL, run.status());
    assertEquals("failed", run.text("status"));
    assertEquals("local", run.text("kind"));
    assertTrue(run.text("what").contains("there is no key file"), run.out());
    assertTrue(run.err().contains("there is no key file"), run.err());
  }

  @Test
  void noTraceOfTheProgramIsShownUnlessAskedFor() {
    Run quiet = notes("key", "show", "nobody");
    assertFalse(quiet.err().contains("\tat "), quiet.err());
    Run loud = notes("key", "show", "nobody", "--debug");
    assertTrue(loud.err().contains("\tat birthmark."), loud.err());
  }

  @Test
  void aFaultOfTheProgramIsSaidToBeOne() {
    Run run =
        Run.of(
            home,
            () -> {
              throw new IllegalStateException("planted");
            },
            "note",
            "list");
    assertEquals(ExitStatus.FAULT, run.status());
    assertTrue(run.err().contains("a fault of its own"), run.err());
    assertFalse(run.err().contains("\tat "), run.err());
  }

  @Test
  void aNodeThatDoesNotAnswerIsToldApartFromARefusal() {
    Run run = notes("note", "list", "--node", "http://127.0.0.1:1", "--timeout", "0");
    assertEquals(ExitStatus.UNANSWERED, run.status(), run.err());
    assertTrue(run.err().contains("http://127.0.0.1:1"), run.err());
    assertTrue(run.err().contains("birthmark start"), run.err());
  }

  @Test
  void keysAreMadeListedShownAndExportedWithoutAnyContract() throws IOException {
    Run made = Run.of(home, ProgramTest::none, "key", "new", "cam", "--agreement", "--json");
    assertEquals(ExitStatus.DONE, made.status(), made.err());
    assertTrue(Files.exists(home.resolve("keys/cam.p12")));
    String id = made.text("id");

    Run list = Run.of(home, ProgramTest::none, "key", "list");
    assertTrue(list.out().contains(id), list.out());
    assertTrue(list.out().contains("x25519"), list.out());
    Run show = Run.of(home, ProgramTest::none, "key", "show", "cam", "--json");
    assertEquals(id, show.text("id"));
    Run cose = Run.of(home, ProgramTest::none, "key", "export", "cam");
    assertEquals(show.text("publicKey"), cose.out().strip());
    Run agreement = Run.of(home, ProgramTest::none, "key", "export", "cam", "--agreement");
    assertEquals(show.text("agreementPublicKey"), agreement.out().strip());
    Path pem = home.resolve("cam.pem");
    Run.of(
        home,
        ProgramTest::none,
        "key",
        "export",
        "cam",
        "--format",
        "pem",
        "--out",
        pem.toString());
    assertTrue(Files.readString(pem).startsWith("-----BEGIN PUBLIC KEY-----\n"));
    Run again =
        Run.of(
            home,
            ProgramTest::none,
            "key",
            "export",
            "cam",
            "--format",
            "pem",
            "--out",
            pem.toString());
    assertEquals(ExitStatus.LOCAL, again.status());
  }

  @Test
  void whereNobodyIsSaidToActTheKeysAreNamed() {
    Run nobody = notes("note", "unpin", "--title", "x");
    assertEquals(ExitStatus.USAGE, nobody.status());
    assertTrue(nobody.err().contains("birthmark key new"), nobody.err());
  }

  @Test
  void aCompletionScriptKnowsEveryCommand() {
    Run run = notes("completion");
    assertEquals(ExitStatus.DONE, run.status());
    assertTrue(run.out().contains("pin unpin"), "no transactions in the script");
    assertTrue(run.out().contains("--title"), "no options in the script");
  }
}
