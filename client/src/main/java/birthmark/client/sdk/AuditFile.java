package birthmark.client.sdk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A file that facts are exported to, and beside it, in {@code FILE.position}, behind which fact to
 * go on and how long the file was then.
 *
 * <p>Lines are synced before the position is, and what stands behind the position's length is cut
 * off at the next start: so each fact is in it once, whenever the program was killed.
 */
public final class AuditFile implements AutoCloseable {
  private static final int NOTE_MAX = 200;

  private final Path file;
  private final Path note;
  private final FileChannel channel;
  private final Optional<String> position;

  private AuditFile(Path file, Path note, FileChannel channel, Optional<String> position) {
    this.file = file;
    this.note = note;
    this.channel = channel;
    this.position = position;
  }

  /**
   * The file at {@code file}, made if there is none.
   *
   * @throws ClientException if it holds what no export left, or cannot be written
   */
  public static AuditFile open(Path file) throws ClientException {
    Path note = file.resolveSibling(file.getFileName() + ".position");
    try {
      boolean before = Files.exists(note);
      long length = 0;
      Optional<String> position = Optional.empty();
      if (before) {
        if (Files.size(note) > NOTE_MAX) {
          throw foreign(file, note);
        }
        String[] words = Files.readString(note).strip().split(" ", -1);
        if (words.length != 2 || !words[1].matches("[0-9]{1,18}")) {
          throw foreign(file, note);
        }
        position = words[0].equals("-") ? Optional.empty() : Optional.of(words[0]);
        length = Long.parseLong(words[1]);
      }
      long there = Files.exists(file) ? Files.size(file) : 0;
      if (there < length || (!before && there > 0)) {
        throw foreign(file, note);
      }
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      channel.truncate(length);
      channel.position(length);
      return new AuditFile(file, note, channel, position);
    } catch (IOException e) {
      throw PrivateFiles.unwritable(file, e);
    }
  }

  private static ClientException foreign(Path file, Path note) {
    return ClientException.local(
        file + " and " + note + " do not go together",
        "Export to a new file; or, if the file was moved away, remove " + note + " as well.");
  }

  /** The last fact that is in it, if there is one. */
  public Optional<String> position() {
    return position;
  }

  /** Adds {@code lines}, the last of which is of the fact at {@code last}. */
  public void add(String lines, String last) throws ClientException {
    try {
      ByteBuffer octets = ByteBuffer.wrap(lines.getBytes(StandardCharsets.UTF_8));
      while (octets.hasRemaining()) {
        channel.write(octets);
      }
      channel.force(true);
      String said = last + " " + channel.position() + "\n";
      PrivateFiles.replace(note, said.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw PrivateFiles.unwritable(file, e);
    }
  }

  @Override
  public void close() throws ClientException {
    try {
      channel.close();
    } catch (IOException e) {
      throw PrivateFiles.unwritable(file, e);
    }
  }
}
