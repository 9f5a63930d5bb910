package birthmark.sim.bench;

import birthmark.node.store.RocksKeyValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Folders that the bench makes, weighs and removes. */
final class Folder {
  private Folder() {}

  /** The octets of all files in {@code folder}. */
  static long octets(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      long octets = 0;
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        octets += Files.size(file);
      }
      return octets;
    }
  }

  /** The octets of a stored ledger, which nobody has open, once nothing superfluous is left. */
  static long compactedOctets(Path ledger) throws IOException {
    try (RocksKeyValues disk = RocksKeyValues.open(ledger)) {
      disk.compact();
    }
    return octets(ledger);
  }

  /** Removes {@code folder}. */
  static void remove(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        try {
          Files.delete(file);
        } catch (NoSuchFileException e) {
          // RocksDB removed it in the meantime.
        }
      }
    }
  }
}
