package birthmark.node.upkeep;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborException;
import birthmark.cbor.CborReader;
import birthmark.cbor.CborWriter;
import birthmark.codec.MalformedException;
import birthmark.contract.Genesis;
import birthmark.machine.Seal;
import birthmark.node.store.LogEntries;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A log in a file: a line {@value #MAGIC}, then the header {@code [size, checkpoint]}, or {@code
 * [size, checkpoint, changes]} where its replicas changed, and the entries in order, each in CBOR
 * or as logged after its length in 4 octets, most significant first.
 */
public final class LogFile {
  static final String MAGIC = "birthmark log 1\n";

  /** No entry is as long: a seal of a full block of refusals has less than half. */
  private static final int ENTRY_MAX = 16 << 20;

  private static final int BUFFER = 1 << 20;

  private LogFile() {}

  /**
   * Writes a log; the file has its name only once it is whole and on the disk.
   *
   * @param checkpoint the signed note over all of {@code log}
   * @param changes what proves the changes of its replicas, as a file of its own has it, if they
   *     changed
   * @throws IOException if the file is there already or cannot be written
   */
  static void write(
      Path file, LogEntries log, String checkpoint, Optional<Bytes> changes, Progress progress)
      throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try (FileChannel channel =
        FileChannel.open(
            part,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      DataOutputStream out =
          new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER));
      out.write(MAGIC.getBytes(StandardCharsets.US_ASCII));
      CborWriter header = new CborWriter();
      header.array(changes.isPresent() ? 3 : 2).unsigned(log.size()).text(checkpoint);
      changes.ifPresent(header::bytes);
      write(out, header.toBytes());
      for (long index = 0; index < log.size(); index++) {
        long missing = index;
        write(
            out,
            log.entry(index)
                .orElseThrow(() -> new IOException("the store lacks entry " + missing)));
        progress.at("writing the log", index + 1, log.size());
      }
      out.flush();
      channel.force(true);
    }
    // Never in the place of another.
    Files.move(part, file);
  }

  /**
   * What the ledger whose log is in {@code file} starts from; the last one where it went on under
   * others.
   *
   * @throws IOException if it cannot be read
   * @throws DamagedFileException if it is no log
   */
  public static Genesis genesis(Path file) throws IOException, DamagedFileException {
    try (Reader log = open(file)) {
      Bytes newest = entry(log, 0);
      boolean begins = false;
      for (long index = 1; index < log.size(); index++) {
        Bytes entry = entry(log, index);
        newest = begins && Genesis.isOfSuccessor(entry) ? entry : newest;
        begins = Seal.is(entry);
      }
      return Genesis.CODEC.decode(newest);
    } catch (MalformedException e) {
      throw new DamagedFileException("it holds no genesis: " + e.sentence());
    }
  }

  private static Bytes entry(Reader log, long index) throws DamagedFileException {
    return log.entry(index)
        .orElseThrow(() -> new DamagedFileException(log.fault().orElse("it has no entry")));
  }

  private static void write(DataOutputStream out, Bytes octets) throws IOException {
    out.writeInt(octets.length());
    out.write(octets.unsafe());
  }

  /**
   * Opens a log to read it once from its first entry to its last.
   *
   * @throws IOException if it cannot be read
   * @throws DamagedFileException if it is none
   */
  static Reader open(Path file) throws IOException, DamagedFileException {
    DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER));
    try {
      byte[] magic = in.readNBytes(MAGIC.length());
      if (!new String(magic, StandardCharsets.ISO_8859_1).equals(MAGIC)) {
        throw new DamagedFileException("it does not begin as one");
      }
      CborReader header = new CborReader(read(in, "the header"));
      int parts = header.array(3);
      long size = header.unsigned();
      String checkpoint = header.text(ENTRY_MAX);
      Optional<Bytes> changes =
          parts == 3 ? Optional.of(header.bytes(ENTRY_MAX)) : Optional.empty();
      header.end();
      return new Reader(in, size, checkpoint, changes);
    } catch (CborException e) {
      in.close();
      throw new DamagedFileException("its header cannot be read: " + e.getMessage());
    } catch (IOException | DamagedFileException e) {
      in.close();
      throw e;
    }
  }

  private static Bytes read(DataInputStream in, String what)
      throws IOException, DamagedFileException {
    try {
      int length = in.readInt();
      if (length < 1 || length > ENTRY_MAX) {
        throw new DamagedFileException(what + " has an impossible length");
      }
      byte[] octets = in.readNBytes(length);
      if (octets.length < length) {
        throw new DamagedFileException("it ends within " + what);
      }
      return Bytes.ofOwned(octets);
    } catch (EOFException e) {
      throw new DamagedFileException("it ends before " + what);
    }
  }

  /** A file is no log, or not all of one. */
  public static final class DamagedFileException extends Exception {
    private static final long serialVersionUID = 1L;

    DamagedFileException(String what) {
      super(what);
    }
  }

  /** The entries of a file in their order; each is read once, the last one again. */
  static final class Reader implements LogEntries, AutoCloseable {
    private final DataInputStream in;
    private final long size;
    private final String checkpoint;
    private final Optional<Bytes> changes;
    private long last = -1;
    private Bytes entry = Bytes.EMPTY;
    private Optional<String> fault = Optional.empty();

    private Reader(DataInputStream in, long size, String checkpoint, Optional<Bytes> changes) {
      this.in = in;
      this.size = size;
      this.checkpoint = checkpoint;
      this.changes = changes;
    }

    /** The signed note over all of it, as the file has it. */
    String checkpoint() {
      return checkpoint;
    }

    /** What proves the changes of its replicas, as a file of its own has it, if the file has it. */
    Optional<Bytes> changes() {
      return changes;
    }

    /** Why an entry was missing. */
    Optional<String> fault() {
      return fault;
    }

    @Override
    public long size() {
      return size;
    }

    @Override
    public Optional<Bytes> entry(long index) {
      if (index == last) {
        return Optional.of(entry);
      }
      if (index != last + 1) {
        throw new IllegalArgumentException("entry " + index + " is not the next");
      }
      try {
        entry = read(in, "entry " + index);
        last = index;
        return Optional.of(entry);
      } catch (DamagedFileException e) {
        fault = Optional.of(String.valueOf(e.getMessage()));
        return Optional.empty();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Whether nothing follows the last entry. */
    boolean ends() throws IOException {
      return last == size - 1 && in.read() < 0;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
