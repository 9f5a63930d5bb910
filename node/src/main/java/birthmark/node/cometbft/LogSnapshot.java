package birthmark.node.cometbft;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborException;
import birthmark.cbor.CborReader;
import birthmark.cbor.CborWriter;
import birthmark.cose.Signatures;
import birthmark.finality.Finality;
import birthmark.finality.ReplicaSet;
import birthmark.finality.ReplicaSetChange;
import birthmark.finality.ReplicaSets;
import birthmark.merkle.LogFrontier;
import birthmark.merkle.LogTree;
import birthmark.merkle.Tile;
import birthmark.proof.Checkpoint;
import birthmark.proof.Note;
import birthmark.proof.NoteException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A snapshot of the ledger as replicas offer it to each other: the log up to a final checkpoint, in
 * chunks of {@value #CHUNK_ENTRIES} entries, all of which is proven from the genesis.
 *
 * @param height the engine's height of the last block in it
 * @param size how many entries the log has
 * @param roots the root of each chunk's entries, in a row
 * @param changes what proves each change of the replica set until then
 * @param note the final checkpoint over the log of that size
 */
record LogSnapshot(
    long height, long size, Bytes roots, List<ReplicaSetChange> changes, Bytes note) {
  /** The only form so far. */
  static final int FORMAT = 1;

  /** Entries in a chunk; the last one may have fewer. */
  static final int CHUNK_ENTRIES = Tile.WIDTH;

  /** CometBFT takes no more octets of what describes a snapshot. */
  static final int METADATA_MAX = 3_900_000;

  private static final int ITEMS = 4;
  private static final int CHANGES_MAX = 1_000;

  /** Keeps a copy. */
  LogSnapshot {
    changes = List.copyOf(changes);
  }

  /** How many chunks it has. */
  int chunks() {
    return roots.length() / LogTree.HASH_LENGTH;
  }

  /** The root of the entries of a chunk. */
  Bytes chunkRoot(int chunk) {
    return roots.slice(chunk * LogTree.HASH_LENGTH, (chunk + 1) * LogTree.HASH_LENGTH);
  }

  /** The log's root: a log's tree splits where its chunks do, so theirs are its nodes. */
  Bytes root() {
    List<Bytes> all = new ArrayList<>(chunks());
    for (int i = 0; i < chunks(); i++) {
      all.add(chunkRoot(i));
    }
    return LogFrontier.EMPTY.append(all).root();
  }

  /** What goes with the offer, {@code [size, roots, [change…], note]}. */
  Bytes metadata() {
    CborWriter out = new CborWriter();
    out.array(ITEMS).unsigned(size).bytes(roots).array(changes.size());
    changes.forEach(each -> each.write(out));
    return out.bytes(note).toBytes();
  }

  /** What {@code metadata} describe; empty if they describe no snapshot. */
  static Optional<LogSnapshot> read(long height, Bytes metadata) {
    if (height < 1 || metadata.length() > METADATA_MAX) {
      return Optional.empty();
    }
    try {
      CborReader in = new CborReader(metadata);
      in.arrayOf(ITEMS);
      long size = in.unsigned();
      Bytes roots = in.bytes(METADATA_MAX);
      List<ReplicaSetChange> changes = new ArrayList<>();
      for (int left = in.array(CHANGES_MAX); left > 0; left--) {
        changes.add(ReplicaSetChange.read(in));
      }
      Bytes note = in.bytes(Note.MAX_LENGTH);
      in.end();
      long chunks = Math.ceilDiv(size, CHUNK_ENTRIES);
      return size > 0 && roots.length() == chunks * LogTree.HASH_LENGTH
          ? Optional.of(new LogSnapshot(height, size, roots, changes, note))
          : Optional.empty();
    } catch (CborException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Why it does not follow from the ledger that {@code founding} began, if it does not. */
  Optional<String> fault(ReplicaSet founding, Signatures signatures) {
    ReplicaSets sets = new ReplicaSets(founding, signatures);
    Optional<String> astray = sets.follow(changes);
    if (astray.isPresent()) {
      return astray;
    }
    try {
      Note signed = Note.decode(note);
      Checkpoint checkpoint = Checkpoint.of(signed);
      if (!checkpoint.origin().equals(founding.origin())
          || Finality.of(signed, sets, List.of(), signatures) != Finality.FINAL) {
        return Optional.of("its checkpoint is not final");
      }
      return checkpoint.size() == size && checkpoint.root().equals(root())
          ? Optional.empty()
          : Optional.of("its chunks are not the log that its checkpoint is of");
    } catch (NoteException e) {
      return Optional.of("it has no checkpoint");
    }
  }

  /** How many entries chunk {@code chunk} has. */
  int entries(int chunk) {
    return (int) Math.min(CHUNK_ENTRIES, size - (long) chunk * CHUNK_ENTRIES);
  }

  /** Entries as a chunk has them, each behind four octets of its length. */
  static Bytes chunk(List<Bytes> entries) {
    int length = 0;
    for (Bytes entry : entries) {
      length += Integer.BYTES + entry.length();
    }
    ByteBuffer out = ByteBuffer.allocate(length);
    for (Bytes entry : entries) {
      out.putInt(entry.length()).put(entry.unsafe());
    }
    return Bytes.ofOwned(out.array());
  }

  /** The entries that {@code octets} have as chunk {@code chunk}; empty unless it is that chunk. */
  Optional<List<Bytes>> entries(int chunk, Bytes octets) {
    List<Bytes> entries = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(octets.unsafe());
    while (in.remaining() >= Integer.BYTES && entries.size() < CHUNK_ENTRIES) {
      int length = in.getInt();
      if (length < 0 || length > in.remaining()) {
        return Optional.empty();
      }
      entries.add(octets.slice(in.position(), in.position() + length));
      in.position(in.position() + length);
    }
    return !in.hasRemaining()
            && entries.size() == entries(chunk)
            && LogFrontier.EMPTY.append(LogTree.leafHashes(entries)).root().equals(chunkRoot(chunk))
        ? Optional.of(entries)
        : Optional.empty();
  }
}
