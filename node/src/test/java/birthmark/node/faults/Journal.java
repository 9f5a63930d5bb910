package birthmark.node.faults;

import birthmark.bytes.Bytes;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What an unreliable machine noted: each change with what it replaced, and each sync. */
final class Journal {
  private static final int WRITE = 1;
  private static final int TRUNCATE = 2;
  private static final int CREATE = 3;
  private static final int RENAME = 4;
  private static final int UNLINK = 5;
  private static final int SYNCED = 6;
  private static final int FOLDER_SYNCED = 7;

  /** An event; {@code at} is its place in the journal. */
  sealed interface Event {
    long at();
  }

  /** Octets were written over {@code before}, in a file that had {@code size} octets. */
  record Write(long at, long inode, long offset, long length, long size, Bytes before)
      implements Event {}

  /** A file was cut (or made longer) to {@code size}; {@code tail} went. */
  record Truncate(long at, long inode, long before, long size, Bytes tail) implements Event {}

  /** A file came to be. */
  record Create(long at, long inode, Path path) implements Event {}

  /** A file got another name; what had that name is in grave {@code grave}, 0 for none. */
  record Rename(long at, long grave, Path from, Path to) implements Event {}

  /** A name went; the file is in grave {@code grave}. */
  record Unlink(long at, long grave, Path path) implements Event {}

  /** All changes of a file before {@code until} are on the disk. */
  record Synced(long at, long until, long inode) implements Event {}

  /** All changes of names in a folder before {@code until} are on the disk. */
  record FolderSynced(long at, long until, Path path) implements Event {}

  private Journal() {}

  /** The events, the oldest first; one that was cut short by a kill never happened. */
  static List<Event> read(Path file) throws IOException {
    List<Event> events = new ArrayList<>();
    if (!Files.exists(file)) {
      return events;
    }
    ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    try {
      while (in.hasRemaining()) {
        events.add(event(in.position(), in));
      }
    } catch (BufferUnderflowException e) {
      // Killed while it was written, before the change itself was made.
      return events;
    }
    return events;
  }

  private static Event event(long at, ByteBuffer in) {
    int type = (int) in.getLong();
    return switch (type) {
      case WRITE ->
          new Write(at, in.getLong(), in.getLong(), in.getLong(), in.getLong(), octets(in));
      case TRUNCATE -> new Truncate(at, in.getLong(), in.getLong(), in.getLong(), octets(in));
      case CREATE -> new Create(at, in.getLong(), path(in));
      case RENAME -> new Rename(at, in.getLong(), path(in), path(in));
      case UNLINK -> new Unlink(at, in.getLong(), path(in));
      case SYNCED -> new Synced(at, in.getLong(), in.getLong());
      case FOLDER_SYNCED -> new FolderSynced(at, in.getLong(), path(in));
      default -> throw new AssertionError("no event has type " + type);
    };
  }

  private static Bytes octets(ByteBuffer in) {
    long length = in.getLong();
    if (length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] octets = new byte[(int) length];
    in.get(octets);
    return Bytes.ofOwned(octets);
  }

  private static Path path(ByteBuffer in) {
    return Path.of(new String(octets(in).unsafe(), StandardCharsets.UTF_8)).normalize();
  }
}
