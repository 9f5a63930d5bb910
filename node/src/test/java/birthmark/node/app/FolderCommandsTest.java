package birthmark.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.Numbers;
import birthmark.contracts.Contracts;
import birthmark.contracts.parties.PartyRefusal;
import birthmark.json.Json;
import birthmark.json.JsonReader;
import birthmark.node.index.FactFilter;
import birthmark.node.index.FactPage;
import birthmark.node.index.FactScope;
import birthmark.node.index.Index;
import birthmark.node.index.Position;
import birthmark.node.store.FolderLock;
import birthmark.node.store.RocksKeyValues;
import birthmark.node.store.Snapshot;
import birthmark.node.store.Store;
import birthmark.node.submit.Answer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("real")
class FolderCommandsTest {
  private final List<Bytes> sent = new ArrayList<>();
  @TempDir Path parent;

  private Path data() {
    return parent.resolve("data");
  }

  private NodeFolder folder() {
    return new NodeFolder(data(), Map.of());
  }

  /** A ledger in a folder, as a node that took a few statements and was stopped leaves it. */
  private void founded() throws Exception {
    try (FolderLedger ledger = new FolderLedger(data(), 1)) {
      register(ledger, "a", 5);
      sent.add(ledger.registration("a-0"));
      Answer refused = ledger.submit(sent.getLast());
      assertInstanceOf(Answer.Refused.class, refused, refused.toString());
    }
  }

  private void register(FolderLedger ledger, String prefix, int count) {
    for (int i = 0; i < count; i++) {
      sent.add(ledger.registration(prefix + "-" + i));
      Answer answer = ledger.submit(sent.getLast());
      assertInstanceOf(Answer.Committed.class, answer, answer.toString());
    }
  }

  /** What a command said. */
  private record Said(int status, String out, String err) {}

  private static Said run(String name, Object... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    FolderCommand.Surroundings around =
        new FolderCommand.Surroundings(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            Map.of());
    List<String> all = Arrays.stream(words).map(Object::toString).toList();
    int status = FolderCommands.run(name, FolderCommands.named(name).orElseThrow(), all, around);
    return new Said(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private static Json member(Said said, String name) throws Exception {
    Json.Obj document = (Json.Obj) JsonReader.read(said.out());
    return document.member(name).orElseThrow();
  }

  @Test
  void fsckOfAWholeLedgerSaysWhereItStands() throws Exception {
    founded();
    Said said = run("fsck", "--data", data());
    assertEquals(FolderCommand.DONE, said.status(), said.err());
    assertTrue(said.out().contains("is whole: block "), said.out());
    Said machine = run("fsck", "--data", data(), "--json");
    assertEquals(new Json.Bool(true), member(machine, "whole"));
    assertEquals(new Json.Arr(List.of()), member(machine, "damage"));
    assertTrue(Files.notExists(folder().scratch()), "nothing is left behind");
  }

  @Test
  void fsckOfADamagedLedgerSaysWhatToDo() throws Exception {
    founded();
    try (var files = Files.list(folder().ledger())) {
      for (Path file : files.filter(each -> each.toString().endsWith(".sst")).toList()) {
        byte[] octets = Files.readAllBytes(file);
        if (octets.length > 0) {
          octets[octets.length / 4] ^= 1;
          Files.write(file, octets);
        }
      }
    }
    Said said = run("fsck", "--data", data());
    assertEquals(FolderCommand.DAMAGED, said.status(), said.err());
    assertTrue(said.out().contains("birthmark restore --from"), said.out());
    Said machine = run("fsck", "--data", data(), "--json");
    assertEquals(FolderCommand.DAMAGED, machine.status());
    assertEquals(new Json.Bool(false), member(machine, "whole"));
  }

  /** The root of the log after block {@code height}. */
  private static Bytes rootAfter(long height, Path data) throws Exception {
    return read(data, now -> now.block(height).orElseThrow().root());
  }

  private static <T> T read(Path data, Function<Snapshot, T> reading) throws Exception {
    NodeFolder folder = new NodeFolder(data, Map.of());
    try (Store store =
            new Store(
                RocksKeyValues.openToRead(folder.ledger()),
                Contracts.rulebook(),
                folder.genesis().network(),
                true);
        Snapshot now = store.snapshot()) {
      return reading.apply(now);
    }
  }

  private static long height(Path data) throws Exception {
    return read(data, now -> now.tip().height());
  }

  private Path moved(Path data) throws Exception {
    Path aside = data.resolveSibling("aside");
    Files.move(data, aside);
    return aside;
  }

  private void copyKeys(Path from) throws Exception {
    for (String key : List.of("checkpoint.p12", "statements.p12", "node.password")) {
      Files.copy(from.resolve(key), data().resolve(key));
    }
  }

  @Test
  void aBackupOfARunningNodeIsRestoredToTheSameRoots() throws Exception {
    founded();
    Path backups = parent.resolve("backups");
    long last;
    try (FolderLedger ledger = new FolderLedger(data(), 2)) {
      Said first = run("backup", "--data", data(), "--to", backups, "--json");
      assertEquals(FolderCommand.DONE, first.status(), first.err());
      assertEquals(new Json.Int(1), member(first, "backup"));
      register(ledger, "b", 5);
      Said second = run("backup", "--data", data(), "--to", backups, "--json");
      assertEquals(new Json.Int(2), member(second, "backup"));
      last = ((Json.Int) member(second, "height")).value();
    }
    Path old = moved(data());
    Said restored = run("restore", "--from", backups, "--data", data());
    assertEquals(FolderCommand.DONE, restored.status(), restored.err());
    assertTrue(restored.out().contains("verified and restored"), restored.out());
    long height = height(data());
    assertTrue(height >= last, "all that was there when the backup began is in it");
    assertEquals(rootAfter(height, old), rootAfter(height, data()));
    assertTrue(Files.notExists(folder().incoming()), "nothing is left behind");
    assertTrue(Files.notExists(data().resolve("checkpoint.p12")), "no key is in a backup");
    copyKeys(old);
    try (FolderLedger ledger = new FolderLedger(data(), 3)) {
      register(ledger, "c", 1);
    }
    Said again = run("restore", "--from", backups, "--data", data());
    assertEquals(FolderCommand.LOCAL, again.status());
    assertTrue(again.err().contains("there is a ledger in"), again.err());
    Said earlier = run("restore", "--from", backups, "--data", data() + "-1", "--backup", 1);
    assertEquals(FolderCommand.DONE, earlier.status(), earlier.err());
    assertTrue(height(Path.of(data() + "-1")) < last);
  }

  @Test
  void aRestoredNodeUsesNoNumberOfItsKeyTwice() throws Exception {
    Path backups = parent.resolve("backups");
    long used;
    try (FolderLedger ledger = new FolderLedger(data(), 4)) {
      assertEquals(FolderCommand.DONE, run("backup", "--data", data(), "--to", backups).status());
      Numbers numbers = numbers(ledger);
      numbers.reserve(100);
      used = numbers.reserve();
    }
    Path old = moved(data());
    assertEquals(FolderCommand.DONE, run("restore", "--from", backups, "--data", data()).status());
    copyKeys(old);
    try (FolderLedger ledger = new FolderLedger(data(), 5)) {
      assertTrue(numbers(ledger).reserve() > used + 1_000);
    }
  }

  private static Numbers numbers(FolderLedger ledger) throws Exception {
    return ledger.opened().numbers().numbers(ledger.opened().genesis().network());
  }

  @Test
  void onlyAsManyBackupsAreKeptAsAskedFor() throws Exception {
    founded();
    Path backups = parent.resolve("backups");
    run("backup", "--data", data(), "--to", backups);
    Said second = run("backup", "--data", data(), "--to", backups, "--keep", 1, "--json");
    assertEquals(new Json.Int(2), member(second, "backup"));
    Said gone = run("restore", "--from", backups, "--data", data() + "-1", "--backup", 1);
    assertEquals(FolderCommand.LOCAL, gone.status());
    assertTrue(gone.err().contains("only [2]"), gone.err());
  }

  @Test
  void aDamagedBackupIsNotRestored() throws Exception {
    founded();
    Path backups = parent.resolve("backups");
    run("backup", "--data", data(), "--to", backups);
    int damaged = 0;
    try (var files = Files.walk(backups)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".sst")).toList()) {
        byte[] octets = Files.readAllBytes(file);
        octets[octets.length / 3] ^= 1;
        Files.write(file, octets);
        damaged++;
      }
    }
    assertTrue(damaged > 0);
    moved(data());
    Said said = run("restore", "--from", backups, "--data", data());
    assertEquals(FolderCommand.DAMAGED, said.status(), said.out());
    assertTrue(Files.notExists(folder().ledger()));
  }

  @Test
  void backupsOfTwoLedgersAreKeptApart() throws Exception {
    founded();
    Path backups = parent.resolve("backups");
    run("backup", "--data", data(), "--to", backups);
    moved(data());
    founded();
    Said other = run("backup", "--data", data(), "--to", backups);
    assertEquals(FolderCommand.LOCAL, other.status());
    assertTrue(other.err().contains("backups of another ledger"), other.err());
    Said stranger = run("backup", "--data", data(), "--to", parent);
    assertTrue(stranger.err().contains("is not empty and has no backups"), stranger.err());
    Said none = run("restore", "--from", parent, "--data", parent.resolve("x"));
    assertTrue(none.err().contains("There are no backups in"), none.err());
  }

  @Test
  void anExportedLogIsImportedToTheSameRoots() throws Exception {
    founded();
    Path file = parent.resolve("ledger.log");
    Json root;
    try (FolderLedger _ = new FolderLedger(data(), 6)) {
      Said said = run("export", "--data", data(), "--to", file, "--json");
      assertEquals(FolderCommand.DONE, said.status(), said.err());
      root = member(said, "root");
    }
    assertEquals(
        FolderCommand.LOCAL, run("export", "--data", data(), "--to", file).status(), "not over it");
    Path old = moved(data());
    Said imported = run("import", "--from", file, "--data", data());
    assertEquals(FolderCommand.DONE, imported.status(), imported.err());
    assertEquals(root, new Json.Text(rootAfter(height(data()), data()).hex()));
    assertEquals(FolderCommand.DONE, run("fsck", "--data", data()).status());
    copyKeys(old);
    try (FolderLedger ledger = new FolderLedger(data(), 7)) {
      for (Bytes accepted : sent.subList(0, 5)) {
        assertTrue(assertInstanceOf(Answer.Committed.class, ledger.submit(accepted)).repeated());
      }
      // Of a refused statement the log has but a line, which is enough for its answer.
      assertEquals(
          PartyRefusal.HANDLE_TAKEN,
          assertInstanceOf(Answer.Refused.class, ledger.submit(sent.get(5))).reason());
    }
  }

  @Test
  void aLogThatWasChangedOrCutShortIsNotImported() throws Exception {
    founded();
    Path file = parent.resolve("ledger.log");
    run("export", "--data", data(), "--to", file);
    byte[] whole = Files.readAllBytes(file);
    Path target = parent.resolve("imported");
    Random random = new Random(3);
    for (int round = 0; round < 12; round++) {
      byte[] octets =
          round % 2 == 0 ? whole.clone() : Arrays.copyOf(whole, random.nextInt(whole.length));
      if (round % 2 == 0) {
        octets[random.nextInt(octets.length)] ^= (byte) (1 << random.nextInt(8));
      }
      Files.write(file, octets);
      Said said = run("import", "--from", file, "--data", target);
      assertEquals(FolderCommand.DAMAGED, said.status(), said.out());
      assertTrue(said.err().contains("Nothing was imported"), said.err());
      assertTrue(Files.notExists(target.resolve("ledger")));
    }
    Files.write(file, Arrays.copyOf(whole, whole.length + 1));
    assertEquals(FolderCommand.DAMAGED, run("import", "--from", file, "--data", target).status());
    byte[] nobodys = whole.clone();
    nobodys[new String(whole, StandardCharsets.ISO_8859_1).indexOf("founder") + 2] ^= 1;
    Files.write(file, nobodys);
    Said said = run("import", "--from", file, "--data", target);
    assertEquals(FolderCommand.DAMAGED, said.status(), said.out());
    assertTrue(said.err().contains("names the founder"), said.err());
  }

  @Test
  void theIndexIsMadeAgainFromTheLog() throws Exception {
    founded();
    FactPage before = facts();
    assertTrue(before.facts().size() >= 5);
    Files.write(folder().index(), new byte[100]);
    Said said = run("reindex", "--data", data());
    assertEquals(FolderCommand.DONE, said.status(), said.err());
    assertEquals(before.facts(), facts().facts());
  }

  /** All facts in the index, which has caught up. */
  private FactPage facts() throws Exception {
    try (FolderLedger ledger = new FolderLedger(data(), 9)) {
      Index index = ledger.keeper().index().orElseThrow();
      index.awaitAbove(5, Duration.ofSeconds(20));
      return index.facts(new FactScope.Everything(), FactFilter.ALL, Position.START, 100);
    }
  }

  @Test
  void aFolderInUseIsLeftAlone() throws Exception {
    founded();
    try (FolderLock _ = folder().lock()) {
      Said said = run("fsck", "--data", data());
      assertEquals(FolderCommand.LOCAL, said.status());
      assertTrue(said.err().contains("Another node runs on"), said.err());
      assertEquals("", said.out());
    }
  }

  @Test
  void anImportThatMustWaitForAnotherLeavesWhatThatHasMade() throws Exception {
    founded();
    Path file = parent.resolve("ledger.log");
    run("export", "--data", data(), "--to", file);
    moved(data());
    try (FolderLock _ = folder().lock()) {
      Path made = Files.createDirectories(folder().incoming()).resolve("half");
      Files.write(made, new byte[1]);
      Said said = run("import", "--from", file, "--data", data());
      assertEquals(FolderCommand.LOCAL, said.status(), said.out());
      assertTrue(Files.exists(made), "it is the other's");
    }
    assertEquals(FolderCommand.DONE, run("import", "--from", file, "--data", data()).status());
    assertTrue(Files.notExists(folder().incoming()));
  }

  @Test
  void whereThePathAllowsNoSocketABackupSaysToStopTheNode() throws Exception {
    founded();
    Path deep = Files.createDirectories(parent.resolve("x".repeat(110)));
    Files.move(data(), deep.resolve("data"));
    try (FolderLedger _ = new FolderLedger(deep.resolve("data"), 8)) {
      Said said = run("backup", "--data", deep.resolve("data"), "--to", parent.resolve("backups"));
      assertEquals(FolderCommand.LOCAL, said.status(), said.out());
      assertTrue(said.err().contains("does not answer at"), said.err());
      assertTrue(said.err().contains("or stop the node first"), said.err());
    }
    Said stopped = run("backup", "--data", deep.resolve("data"), "--to", parent.resolve("backups"));
    assertEquals(FolderCommand.DONE, stopped.status(), stopped.err());
  }

  @Test
  void whatMakesNoSenseIsRefusedWithTheWayOut() {
    Said option = run("fsck", "--dta", data());
    assertEquals(FolderCommand.USAGE, option.status());
    assertTrue(option.err().contains("there is no option --dta"), option.err());
    assertEquals(FolderCommand.USAGE, run("fsck", "--data").status());
    Said nowhere = run("fsck", "--data", parent.resolve("nowhere"));
    assertEquals(FolderCommand.LOCAL, nowhere.status());
    assertTrue(nowhere.err().contains("holds no ledger"), nowhere.err());
    assertTrue(Files.notExists(parent.resolve("nowhere")), "a check makes nothing");
    assertEquals(Optional.empty(), FolderCommands.named("start"));
  }

  @Test
  void everyCommandExplainsItsOptions() {
    for (String name : FolderCommands.names()) {
      FolderCommand command = FolderCommands.named(name).orElseThrow();
      Said said = run(name, "--help");
      assertEquals(FolderCommand.DONE, said.status());
      assertTrue(said.out().startsWith("birthmark " + name), said.out());
      command.valued().forEach(option -> assertTrue(said.out().contains(option), option));
      command.alone().forEach(option -> assertTrue(said.out().contains(option), option));
    }
  }
}
