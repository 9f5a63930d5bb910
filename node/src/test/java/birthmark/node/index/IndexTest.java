package birthmark.node.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.contract.Subject;
import birthmark.node.parcels.MemoryNode;
import birthmark.node.parcels.Parcels;
import birthmark.node.store.BlockFacts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IndexTest {
  private static final FactScope ALL = new FactScope.Everything();

  @TempDir private Path folder;
  private MemoryNode node = new MemoryNode(1_000_000);
  private Path file = Path.of("");

  @BeforeEach
  void makeFacts() {
    node = new MemoryNode(1_000_000);
    file = folder.resolve("index.sqlite");
    parcels(1, 20);
  }

  private void parcels(int from, int to) {
    for (int i = from; i <= to; i++) {
      node.submit(node.parcel("alice", i, "red", i, "bob")).join();
    }
  }

  private Index open() {
    return Index.open(file, node.machine().network(), node.machine().rulebook());
  }

  private Index followed() throws InterruptedException {
    Index index = open();
    node.onCommit(index::committed);
    index.follow(node, node.replay());
    awaitAll(index);
    return index;
  }

  private void awaitAll(Index index) throws InterruptedException {
    long height = node.snapshot().tip().height();
    index.awaitAbove(height - 1, Duration.ofSeconds(20));
    assertEquals(height, index.height());
  }

  private static List<String> positions(Index index, FactScope scope, FactFilter filter)
      throws InterruptedException {
    List<String> positions = new ArrayList<>();
    Position after = Position.START;
    boolean more = true;
    while (more) {
      FactPage page = index.facts(scope, filter, after, 7);
      page.facts().forEach(fact -> positions.add(fact.position().toString()));
      after = page.next();
      more = page.more();
    }
    return positions;
  }

  private static List<String> expected(int to) {
    List<String> positions = new ArrayList<>();
    for (int height = 1; height <= to; height++) {
      positions.add(height + ".0");
      if (height == 1) {
        positions.add("1.1");
      }
    }
    return positions;
  }

  @Test
  void theIndexCatchesUpAndFollows() throws InterruptedException {
    try (Index index = followed()) {
      assertEquals(expected(20), positions(index, ALL, FactFilter.ALL));
      parcels(21, 25);
      awaitAll(index);
      assertEquals(expected(25), positions(index, ALL, FactFilter.ALL));
      assertEquals(Optional.empty(), index.trouble());
    }
  }

  @Test
  void whatWasIndexedIsThereAfterAnotherStart() throws InterruptedException {
    try (Index index = followed()) {
      assertEquals(20, index.height());
    }
    parcels(21, 22);
    try (Index index = open()) {
      assertEquals(20, index.height());
    }
    try (Index index = followed()) {
      assertEquals(expected(22), positions(index, ALL, FactFilter.ALL));
    }
  }

  /** What a crash leaves: the file as it was at some moment of writing, without its end. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100, 4_096, 9_000, 20_000, 33_000})
  void noFactIsLostOrDoubledWhereverTheLogOfWritesIsTorn(int cut) throws Exception {
    Path copy = folder.resolve("copy.sqlite");
    try (Index index = open()) {
      node.onCommit(index::committed);
      index.follow(node, node.replay());
      awaitAll(index);
      Files.copy(file, copy);
      Path log = folder.resolve("index.sqlite-wal");
      byte[] written = Files.exists(log) ? Files.readAllBytes(log) : new byte[0];
      int kept = Math.max(0, written.length - cut);
      Files.write(folder.resolve("copy.sqlite-wal"), Arrays.copyOf(written, kept));
    }
    file = copy;
    try (Index index = followed()) {
      assertEquals(expected(20), positions(index, ALL, FactFilter.ALL));
    }
  }

  @Test
  void aDamagedFileIsMadeAgain() throws Exception {
    try (Index index = followed()) {
      assertEquals(20, index.height());
    }
    Files.write(file, new byte[300], StandardOpenOption.WRITE);
    try (Index index = followed()) {
      assertEquals(expected(20), positions(index, ALL, FactFilter.ALL));
    }
    Files.writeString(file, "not a database at all, but long enough to look at");
    try (Index index = followed()) {
      assertEquals(expected(20), positions(index, ALL, FactFilter.ALL));
    }
  }

  @Test
  void aFullDiskKeepsOutOnlyWhatDoesNotFit() throws Exception {
    parcels(21, 600);
    List<BlockFacts> all = node.after(-1, 1_000);
    // The driver takes settings behind a question mark: to SQLite, more pages are a full disk.
    Path small = folder.resolve("small.sqlite?max_page_count=20");
    try (FactWriter writer =
        FactWriter.open(small, node.machine().network(), node.machine().rulebook())) {
      FactTables.Progress reached = writer.add(writer.progress(), all.subList(0, 10));
      FactTables.Progress ten = reached;
      SQLException full =
          assertThrows(SQLException.class, () -> writer.add(ten, all.subList(10, all.size())));
      assertTrue(full.toString().contains("full"), full::toString);
      assertEquals(ten, writer.progress());
      reached = writer.add(ten, all.subList(10, 20));
      assertEquals(all.get(19).height(), reached.height());
      assertEquals(reached, writer.progress());
    }
  }

  @Test
  void anotherLedgersIndexIsNotUsed() throws Exception {
    try (Index index = followed()) {
      assertEquals(20, index.height());
    }
    Bytes other = Bytes.fromHex("ab".repeat(32));
    try (Index index = Index.open(file, other, node.machine().rulebook())) {
      assertEquals(-1, index.height());
    }
  }

  @Test
  void whatTheSourceHasForgottenComesFromTheLog() throws Exception {
    node.forget(10);
    try (Index index = followed()) {
      assertEquals(expected(20), positions(index, ALL, FactFilter.ALL));
    }
  }

  @Test
  void rebuildingGivesTheSameFactsAgain() throws Exception {
    try (Index index = open()) {
      index.rebuild(node.replay());
      List<String> first = positions(index, ALL, FactFilter.ALL);
      index.rebuild(node.replay());
      assertEquals(first, positions(index, ALL, FactFilter.ALL));
      assertEquals(expected(20), first);
    }
  }

  @Test
  void theSourceMayForgetOnlyWhatIsSafeFromAPowerCut() throws Exception {
    try (Index index = followed()) {
      for (int i = 0; i < 80 && node.kept().isEmpty(); i++) {
        Thread.sleep(100);
      }
      assertEquals(List.of(20L), node.kept());
      // Nothing is left in the log of writes that a power cut could undo.
      assertEquals(20, index.height());
    }
  }

  @Test
  void scopesAndFiltersAgreeWithALookAtEveryFact() throws Exception {
    node.submit(node.parcel("bob", 1, "blue", 1, "carol")).join();
    node.submit(node.sign("bob", 2, new Parcels.Lose(new Parcels.Box("blue"), 1))).join();
    node.submit(node.sign("carol", 1, new Parcels.DropKey(node.kid("carol-2")))).join();
    try (Index index = followed()) {
      List<FactScope> scopes = new ArrayList<>(List.of(ALL, new FactScope.Open()));
      for (String name : new String[] {"alice", "bob", "carol", "audit"}) {
        scopes.add(new FactScope.Concerning(Subject.party(node.party(name))));
      }
      List<Optional<Bytes>> subjects =
          List.of(
              Optional.empty(), Optional.of(node.party("bob")), Optional.of(node.party("carol")));
      for (FactScope scope : scopes) {
        for (int tag = -1; tag <= 4; tag++) {
          for (Optional<Bytes> subject : subjects) {
            for (boolean alarms : new boolean[] {false, true}) {
              FactFilter filter =
                  new FactFilter(
                      tag < 0 ? OptionalInt.empty() : OptionalInt.of(1),
                      tag < 1 ? OptionalInt.empty() : OptionalInt.of(tag),
                      subject,
                      alarms);
              assertEquals(
                  naive(scope, filter),
                  positions(index, scope, filter),
                  () -> scope + " " + filter);
            }
          }
        }
      }
    }
  }

  private List<String> naive(FactScope scope, FactFilter filter) throws Exception {
    List<String> positions = new ArrayList<>();
    for (BlockFacts block : node.after(-1, 1_000)) {
      int number = 0;
      for (BlockFacts.Stated stated : block.facts()) {
        boolean seen =
            switch (scope) {
              case FactScope.Everything _ -> true;
              case FactScope.Open _ -> stated.fact().open();
              case FactScope.Concerning who ->
                  stated.fact().open() || stated.fact().concerns().contains(who.subject());
            };
        int tag = node.machine().rulebook().contracts().getFirst().facts().of(stated.fact()).tag();
        boolean asked =
            (filter.tag().isEmpty() || filter.tag().getAsInt() == tag)
                && (!filter.alarms() || stated.fact().alarm())
                && filter
                    .subject()
                    .map(id -> stated.fact().concerns().contains(Subject.party(id)))
                    .orElse(true);
        if (seen && asked) {
          positions.add(new Position(block.height(), number).toString());
        }
        number++;
      }
    }
    return positions;
  }

  @Test
  void aPageIsBounded() throws InterruptedException {
    try (Index index = followed()) {
      assertThrows(
          IllegalArgumentException.class,
          () -> index.facts(ALL, FactFilter.ALL, Position.START, 0));
      assertThrows(
          IllegalArgumentException.class,
          () -> index.facts(ALL, FactFilter.ALL, Position.START, 1_001));
    }
  }

  @ParameterizedTest
  @CsvSource({"0.0", "12.7", "8796093022207.1048575"})
  void positionsAreReadAsTheyAreWritten(String text) {
    assertEquals(text, Position.parse(text).orElseThrow().toString());
    assertEquals(text, Position.ofRow(Position.parse(text).orElseThrow().row()).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "1",
        "1.",
        ".1",
        "1.2.3",
        "a.b",
        "-1.0",
        "1.1048576",
        "8796093022208.0",
        "99999999999999.0",
        "1.٣"
      })
  void whatIsNoPositionIsNone(String text) {
    assertFalse(Position.parse(text).isPresent());
  }
}
