package birthmark.client.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NumbersTest {
  private static final Bytes NETWORK = Bytes.ofOwned(new byte[32]);
  private static final Bytes OTHER = Bytes.fromHex("11".repeat(32));

  @TempDir private Path folder;
  private Path key;

  @BeforeEach
  void makesTheFolderOfANewKey() throws IOException {
    key = folder.resolve("a.p12");
    KeyState.createWith(key);
  }

  private Numbers numbers() throws ClientException {
    return KeyState.of(key).numbers(NETWORK);
  }

  private Path sequenceFile() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("a.state"))) {
      return files.filter(file -> file.toString().endsWith(".sequence")).findFirst().orElseThrow();
    }
  }

  @Test
  void numbersStartWithOneAndAreNeverGivenTwice() throws ClientException {
    assertEquals(1, numbers().reserve());
    assertEquals(2, numbers().reserve());
    assertEquals(3, numbers().reserve(10));
    assertEquals(13, numbers().reserve());
    assertEquals(OptionalLong.of(13), numbers().highest());
  }

  @Test
  void eachLedgerHasNumbersOfItsOwn() throws ClientException {
    numbers().reserve(5);
    assertEquals(1, KeyState.of(key).numbers(OTHER).reserve());
  }

  @Test
  void aNumberIsOnDiskWhenItIsGiven() throws Exception {
    long given = numbers().reserve(7_654_321);
    assertEquals(1, given);
    assertTrue(Files.readString(sequenceFile()).contains("0000000000007654321 "));
  }

  @Test
  void aWriteThatIsCutShortNeverBringsANumberBack() throws Exception {
    numbers().reserve();
    for (int round = 0; round < 4; round++) {
      long given = numbers().reserve();
      byte[] whole = Files.readAllBytes(sequenceFile());
      long before = given - 1;
      // The line written last, torn at every place: the other one still counts.
      String last = String.format(Locale.ROOT, "%019d", given);
      int start = new String(whole, StandardCharsets.US_ASCII).indexOf(last);
      for (int torn = start; torn < start + last.length(); torn++) {
        byte[] file = whole.clone();
        file[torn] ^= 1;
        Files.write(sequenceFile(), file);
        assertEquals(OptionalLong.of(before), numbers().highest());
      }
      Files.write(sequenceFile(), whole);
    }
  }

  @Test
  void aDamagedFileGivesNoNumberUntilTheLedgerWasAsked() throws Exception {
    numbers().reserve(100);
    Files.writeString(sequenceFile(), "damaged");
    ClientException unknown = assertThrows(ClientException.class, () -> numbers().reserve());
    assertTrue(unknown.what().contains("not known"), unknown.what());
    assertTrue(numbers().reconcile(90));
    assertEquals(90 + KeyState.SKIP + 1, numbers().reserve());
  }

  @Test
  void whatTheLedgerCountedAndTheFolderKnowsChangesNothing() throws ClientException {
    numbers().reserve(5);
    assertFalse(numbers().reconcile(5));
    assertFalse(numbers().reconcile(0));
    assertEquals(6, numbers().reserve());
  }

  @Test
  void aNewKeyThatTheLedgerDoesNotKnowStartsWithOne() throws ClientException {
    assertFalse(numbers().reconcile(0));
    assertEquals(1, numbers().reserve());
  }

  @Test
  void numbersThatTheLedgerCountedBehindTheFoldersBackAreSkippedByFar() throws ClientException {
    numbers().reserve(5);
    assertTrue(numbers().reconcile(8));
    assertEquals(8 + KeyState.SKIP + 1, numbers().reserve());
  }

  @Test
  void aFolderRestoredFromABackupSkipsAheadAlsoWithoutANode() throws Exception {
    numbers().reserve(5);
    Path backup = folder.resolve("backup");
    copy(folder.resolve("a.state"), backup);
    numbers().reserve(3);
    delete(folder.resolve("a.state"));
    copy(backup, folder.resolve("a.state"));
    assertEquals(5 + KeyState.SKIP + 1, numbers().reserve());
    assertEquals(5 + KeyState.SKIP + 2, numbers().reserve());
    // Of a ledger that the backup says nothing about nothing is known.
    assertThrows(ClientException.class, () -> KeyState.of(key).numbers(OTHER).reserve());
  }

  @Test
  void aKeyFileCopiedWithoutItsFolderSignsNothingUntilTheLedgerWasAsked() throws Exception {
    numbers().reserve(5);
    delete(folder.resolve("a.state"));
    assertThrows(ClientException.class, () -> numbers().reserve());
    assertTrue(numbers().reconcile(0));
    assertEquals(KeyState.SKIP + 1, numbers().reserve());
  }

  @Test
  void threadsThatShareAKeyNeverGetTheSameNumber() throws Exception {
    ConcurrentSkipListSet<Long> given = new ConcurrentSkipListSet<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<?>> running =
          Stream.generate(
                  () ->
                      threads.submit(
                          () -> {
                            for (int i = 0; i < 25; i++) {
                              assertTrue(given.add(numbers().reserve()));
                            }
                            return null;
                          }))
              .limit(4)
              .<Future<?>>map(each -> each)
              .toList();
      for (Future<?> each : running) {
        each.get();
      }
    }
    assertEquals(100, given.size());
    assertEquals(100, given.last());
  }

  @Test
  void numbersThatRunOutAreRefused() throws ClientException {
    numbers().continueAbove(Long.MAX_VALUE - 1);
    assertEquals(Long.MAX_VALUE, numbers().reserve());
    assertThrows(ClientException.class, () -> numbers().reserve());
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  private static void delete(Path tree) throws IOException {
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
