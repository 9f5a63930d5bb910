package birthmark.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.client.sdk.NotesLog;
import birthmark.testing.NotesLedger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two clients of one ledger, each with the checkpoint that it was given. */
class CompareCommandTest {
  @TempDir private Path folder;
  private final NotesLedger notes = new NotesLedger(2, 100_000, 5);
  private Path log = Path.of("");
  private Path evidence = Path.of("");

  @BeforeEach
  void aLog() throws Exception {
    log = folder.resolve("log");
    evidence = folder.resolve("evidence");
    Run.trust(folder.resolve("home"), notes.machine().genesis());
  }

  /** What a client keeps who looked at the log when it had {@code blocks} blocks. */
  private String held(NotesLedger ledger, Path at, int from, int blocks, String text)
      throws Exception {
    NotesLog.grow(ledger, from, blocks, text);
    NotesLog.mirror(ledger, at);
    Path held = folder.resolve(text + " " + (from + blocks));
    Files.copy(at.resolve("checkpoint"), held, StandardCopyOption.REPLACE_EXISTING);
    return held.toString();
  }

  private Run compare(Path shown, String... checkpoints) {
    List<String> words = new ArrayList<>(List.of("ledger", "compare"));
    words.addAll(List.of(checkpoints));
    words.addAll(List.of("--log", shown.toString(), "--out", evidence.toString(), "--json"));
    return Run.of(folder.resolve("home"), NotesLedger::rulebook, words.toArray(String[]::new));
  }

  private void contradict(Run run) throws Exception {
    assertEquals(ExitStatus.REFUSED, run.status(), run.out() + run.err());
    assertEquals(evidence.toString(), run.text("evidence"));
    assertTrue(run.err().contains("show them to everyone"), run.err());
  }

  @Test
  void twoOfOneLogAreConsistentInAnyOrder() throws Exception {
    String early = held(notes, log, 0, 2, "text");
    String late = held(notes, log, 2, 3, "text");
    NotesLog.grow(notes, 5, 1, "text");
    NotesLog.mirror(notes, log);
    for (List<String> each :
        List.of(List.of(early, late), List.of(late, early), List.of(early), List.of(late, late))) {
      Run run = compare(log, each.toArray(String[]::new));
      assertEquals(ExitStatus.DONE, run.status(), run.err());
    }
    assertFalse(Files.exists(evidence));
  }

  @Test
  void aLogRolledBackAndRegrownDifferentlyIsCaughtByTwoClientsWhateverItsSize() throws Exception {
    String first = held(notes, log, 0, 3, "text");
    for (int blocks : List.of(2, 3, 6)) {
      NotesLedger again = new NotesLedger(2, 100_000, 5);
      Path anew = folder.resolve("anew " + blocks);
      String second = held(again, anew, 0, blocks, "other");
      contradict(compare(anew, first, second));
      contradict(compare(anew, second, first));
      contradict(compare(anew, first));
      assertEquals(
          Files.readString(Path.of(first)) + "\n" + Files.readString(Path.of(second)),
          Files.readString(evidence));
    }
  }

  @Test
  void twoOfOneSizeNeedNoLog() throws Exception {
    String first = held(notes, log, 0, 3, "text");
    NotesLedger again = new NotesLedger(2, 100_000, 5);
    String second = held(again, folder.resolve("anew"), 0, 3, "other");
    contradict(compare(folder.resolve("nowhere"), first, second));
    Run same = compare(folder.resolve("nowhere"), first, first);
    assertEquals(ExitStatus.DONE, same.status(), same.err());
  }

  @Test
  void whatNobodySignedOrIsNoCheckpointIsNoEvidence() throws Exception {
    String first = held(notes, log, 0, 3, "text");
    Path forged = folder.resolve("forged");
    List<String> lines = new ArrayList<>(Files.readAllLines(Path.of(first)));
    lines.set(1, "4");
    Files.writeString(forged, String.join("\n", lines) + "\n");
    Run run = compare(log, first, forged.toString());
    assertEquals(ExitStatus.REFUSED, run.status(), run.out());
    assertTrue(run.err().contains("no replica of the ledger signed"), run.err());
    Files.writeString(forged, "something else");
    Run none = compare(log, forged.toString());
    assertEquals(ExitStatus.USAGE, none.status(), none.out());
    assertFalse(Files.exists(evidence));
  }

  private Run entries(Path one, Path other) {
    return Run.of(
        folder.resolve("home"),
        NotesLedger::rulebook,
        "ledger",
        "compare",
        "--entries",
        one.toString(),
        other.toString(),
        "--json");
  }

  @Test
  void theFirstStatementThatTwoLogsDecidedDifferentlyIsNamedWhoeverSigned() throws Exception {
    NotesLog.grow(notes, 0, 3, "text");
    NotesLedger again = new NotesLedger(2, 100_000, 5);
    Path anew = folder.resolve("anew");
    NotesLog.grow(again, 0, 2, "text");
    NotesLog.mirror(again, anew);
    NotesLog.mirror(notes, log);
    Run same = entries(log, anew);
    assertEquals(ExitStatus.DONE, same.status(), same.err());
    assertTrue(same.out().contains("\"entries\": 6"), same.out());

    NotesLog.grow(again, 2, 2, "other");
    NotesLog.mirror(again, anew);
    Run run = entries(log, anew);
    assertEquals(ExitStatus.REFUSED, run.status(), run.err());
    assertTrue(run.out().contains("\"transaction\": \"notes/pin\""), run.out());
    assertTrue(
        run.err().contains("number 3 of key " + notes.founders().get(1).publicKey().thumbprint()),
        run.err());
    assertTrue(run.err().contains("part at entry 6, in block 3"), run.err());
    assertTrue(run.err().contains("not counted at"), run.err());
  }

  @Test
  void logsOfTwoLedgersOrNoneAreNotCompared() throws Exception {
    NotesLog.grow(notes, 0, 1, "text");
    NotesLog.mirror(notes, log);
    NotesLedger foreign = new NotesLedger(3, 100_000, 6);
    Path strange = folder.resolve("strange");
    NotesLog.grow(foreign, 0, 1, "text");
    NotesLog.mirror(foreign, strange);
    Run two = entries(log, strange);
    assertEquals(ExitStatus.REFUSED, two.status(), two.err());
    assertTrue(two.err().contains("another genesis"), two.err());
    Run none = entries(log, folder.resolve("nowhere"));
    assertEquals(ExitStatus.UNANSWERED, none.status(), none.err());
    assertTrue(none.err().contains("serves no checkpoint"), none.err());
  }
}
