package birthmark.node.upkeep;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** Folders and files as wholes. */
public final class Folders {
  private Folders() {}

  /** Removes {@code folder} with all in it; nothing where there is none. */
  public static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        // A database that is just being closed may have removed it.
        Files.deleteIfExists(file);
      }
    }
  }

  /** The same for a folder that holds only what can be made again. */
  public static void clear(Path scratch) {
    try {
      delete(scratch);
    } catch (IOException e) {
      throw new UncheckedIOException("the folder " + scratch + " cannot be cleared", e);
    }
  }

  /** The octets of all files in {@code folder}, without those that are just being removed. */
  public static long octets(Path folder) throws IOException {
    AtomicLong octets = new AtomicLong();
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            octets.addAndGet(attributes.isRegularFile() ? attributes.size() : 0);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException why) throws IOException {
            if (file.equals(folder) || !(why instanceof NoSuchFileException)) {
              throw why;
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return octets.get();
  }

  /** Writes a file as a whole or not at all, and safe from a loss of power when this returns. */
  public static void write(Path file, byte[] octets) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".new");
    Files.write(temporary, octets);
    sync(temporary);
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    sync(file.resolveSibling("."));
  }

  /** Makes what is in a file, or the names in a folder, safe from a loss of power. */
  public static void sync(Path path) throws IOException {
    // A folder can be opened to read only.
    StandardOpenOption option =
        Files.isDirectory(path) ? StandardOpenOption.READ : StandardOpenOption.WRITE;
    try (FileChannel channel = FileChannel.open(path, option)) {
      channel.force(true);
    }
  }
}
