package birthmark.node.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Random;

/**
 * What stands between a process and its folder ({@code src/test/c/unreliable.c}): it can let
 * changes fail, make syncs slow, set the clock, and take back all that was not synced.
 */
final class UnreliableMachine {
  /** The errno of a device that fails. */
  static final int EIO = 5;

  /** The errno of a disk that is full. */
  static final int ENOSPC = 28;

  /** The errno of a file system that became read-only. */
  static final int EROFS = 30;

  private final Path library;
  private final Path journal;
  private final Path orders;
  private final Path root;

  /**
   * A machine that watches over {@code root}.
   *
   * @param work a folder for the library and its journal, not below {@code root}
   */
  UnreliableMachine(Path work, Path root) throws IOException, InterruptedException {
    this.root = root.toAbsolutePath();
    this.library = work.resolve("unreliable.so");
    this.journal = work.resolve("journal");
    this.orders = work.resolve("orders");
    Files.write(orders, new byte[3 * Long.BYTES]);
    Process compiler =
        new ProcessBuilder(
                "cc",
                "-O1",
                "-shared",
                "-fPIC",
                "-o",
                library.toString(),
                Path.of("src", "test", "c", "unreliable.c").toString(),
                "-ldl",
                "-lpthread")
            .inheritIO()
            .start();
    assertEquals(0, compiler.waitFor(), "these tests need a C compiler: apt install gcc libc6-dev");
  }

  /** What a process must have in its environment to run on this machine. */
  Map<String, String> environment() {
    return Map.of(
        "LD_PRELOAD", library.toString(),
        "UNRELIABLE_ROOT", root.toString(),
        "UNRELIABLE_JOURNAL", journal.toString(),
        "UNRELIABLE_ORDERS", orders.toString());
  }

  /** Lets every change fail with {@code errno}; 0 lets them succeed again. */
  void failChanges(int errno) throws IOException {
    order(0, errno);
  }

  /** How long each sync takes. */
  void syncMillis(long millis) throws IOException {
    order(1, millis);
  }

  /** Lets every sync return at once, with nothing on the disk. */
  void lieAboutSyncs() throws IOException {
    order(1, -1);
  }

  /** How far the clock is off. */
  void clockSeconds(long seconds) throws IOException {
    order(2, seconds);
  }

  private void order(int place, long value) throws IOException {
    try (FileChannel file =
        FileChannel.open(orders, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      MappedByteBuffer numbers = file.map(FileChannel.MapMode.READ_WRITE, 0, 3L * Long.BYTES);
      numbers.order(ByteOrder.nativeOrder()).putLong(place * Long.BYTES, value);
    }
  }

  /** How many syncs returned since the last cut. */
  int syncs() throws IOException {
    return (int) Journal.read(journal).stream().filter(Journal.Synced.class::isInstance).count();
  }

  /**
   * Takes back what a loss of power takes: call it when every process on the machine is dead.
   *
   * @param random tells which pages of what was not synced reached the disk nevertheless
   * @param survival how many of them do
   * @return how many changes were taken back
   */
  int cutPower(Random random, PowerCut.Survival survival) throws IOException {
    int taken = new PowerCut(root, Journal.read(journal), graves(), random, survival).run();
    forget();
    return taken;
  }

  /** Begins a new journal: all that was written is on the disk. */
  void forget() throws IOException {
    Files.deleteIfExists(journal);
    if (Files.exists(graves())) {
      try (var files = Files.list(graves())) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private Path graves() {
    return journal.resolveSibling("journal.graves");
  }
}
