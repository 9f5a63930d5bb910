package birthmark.node.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Folders as wholes. */
final class Folders {
  private Folders() {}

  /** Removes {@code folder} with all in it; nothing where there is none. */
  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** The same for a folder that holds only what can be made again. */
  static void clear(Path scratch) {
    try {
      delete(scratch);
    } catch (IOException e) {
      throw new UncheckedIOException("the folder " + scratch + " of a replay cannot be cleared", e);
    }
  }
}
