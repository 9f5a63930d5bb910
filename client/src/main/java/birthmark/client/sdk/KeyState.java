package birthmark.client.sdk;

import birthmark.bytes.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * What a key has signed, in a folder beside its key file: for each ledger the highest number used
 * and the statements that wait for an answer.
 *
 * <p>A number that was used twice would prove to everybody that the key was copied. So where the
 * folder may be older than what was signed (it was restored, or copied with the key, or is missing)
 * numbers go on far ahead of the highest known. Such a folder is told by a file in it that is never
 * touched: its inode and the time of that inode's last change are noted beside it, and nobody can
 * restore those.
 */
public final class KeyState {
  /** How far numbers skip ahead where some may be unknown: many times the ledger's window. */
  public static final long SKIP = 16_384;

  private static final String SUFFIX = ".state";
  private static final String PLACE = "place";
  private static final String ANCHOR = "anchor";
  private static final String COMPLETE = "complete";
  private static final String INCOMPLETE = "incomplete";
  private static final String SEQUENCE = ".sequence";
  private static final String OUTBOX = ".outbox";

  private final Path folder;
  private final boolean complete;

  private KeyState(Path folder, boolean complete) {
    this.folder = folder;
    this.complete = complete;
  }

  private static Path folderOf(Path keyFile) {
    String name = keyFile.getFileName().toString();
    String stem =
        name.endsWith(KeyFile.SUFFIX)
            ? name.substring(0, name.length() - KeyFile.SUFFIX.length())
            : name;
    return keyFile.toAbsolutePath().resolveSibling(stem + SUFFIX);
  }

  /** Makes the folder of a key that is new: it has signed nothing. */
  static void createWith(Path keyFile) throws IOException {
    Path folder = folderOf(keyFile);
    if (!Files.exists(folder)) {
      PrivateFiles.createFolder(folder);
      writePlace(folder, COMPLETE);
    }
  }

  /** The folder of the key in {@code keyFile}. */
  public static KeyState of(Path keyFile) throws ClientException {
    Path folder = folderOf(keyFile);
    try {
      PrivateFiles.createFolder(folder);
      Path place = folder.resolve(PLACE);
      List<String> noted = Files.exists(place) ? Files.readAllLines(place) : List.of();
      if (noted.size() == 2 && noted.get(0).equals(Anchor.of(folder.resolve(ANCHOR)))) {
        return new KeyState(folder, noted.get(1).equals(COMPLETE));
      }
      skipAll(folder);
      writePlace(folder, INCOMPLETE);
      return new KeyState(folder, false);
    } catch (IOException e) {
      throw PrivateFiles.unwritable(folder, e);
    }
  }

  private static void skipAll(Path folder) throws IOException, ClientException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(file -> file.getFileName().toString().endsWith(SEQUENCE)).toList();
    }
    for (Path file : files) {
      new SequenceFile(file)
          .update(
              highest -> highest.isEmpty() ? highest : OptionalLong.of(ahead(highest.getAsLong())));
    }
  }

  /** Where numbers go on behind {@code highest} if some above it may have been used. */
  public static long ahead(long highest) {
    return Math.min(highest, HighestNumber.MAX - SKIP) + SKIP;
  }

  private static void writePlace(Path folder, String what) throws IOException {
    PrivateFiles.replace(folder.resolve(ANCHOR), new byte[0]);
    PrivateFiles.replace(
        folder.resolve(PLACE),
        (Anchor.of(folder.resolve(ANCHOR)) + "\n" + what + "\n")
            .getBytes(StandardCharsets.US_ASCII));
  }

  /** The numbers that the key has used on the ledger {@code network}. */
  public Numbers numbers(Bytes network) throws ClientException {
    Path file = folder.resolve(stem(network) + SEQUENCE);
    try {
      // An empty file was made by somebody who has not got a number from it yet.
      boolean unused = !Files.exists(file) || Files.size(file) == 0;
      return new Numbers(new SequenceFile(file), complete && unused);
    } catch (IOException e) {
      throw PrivateFiles.unwritable(file, e);
    }
  }

  /** The statements for the ledger {@code network} that wait for an answer. */
  public Outbox outbox(Bytes network) {
    return new Outbox(folder.resolve(stem(network) + OUTBOX));
  }

  private static String stem(Bytes network) {
    return network.hex().substring(0, 16);
  }
}
