package birthmark.node.cometbft;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborWriter;
import birthmark.cose.Signatures;
import birthmark.finality.ReplicaSet;
import birthmark.finality.ReplicaSetChange;
import birthmark.merkle.LogTree;
import birthmark.merkle.Tile;
import birthmark.node.engine.LogTransfer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes a snapshot in that others offer. Nothing of it is believed: its checkpoint follows from the
 * genesis by the replicas' signatures, its chunks from the checkpoint, and its blocks are decided
 * again. The engine's own header of it, a node's word, has to agree.
 *
 * <p>What is here already is only compared. So one that was cut short goes on where it was.
 */
final class SnapshotIntake {
  /** What to answer to an offer. */
  enum Offered {
    /** Its chunks are wanted. */
    ACCEPTED,
    /** Another one may do. */
    REJECTED,
    /** It is in a form that is not known. */
    UNKNOWN_FORMAT,
    /** Nobody honest offers this. */
    SENDER_REJECTED
  }

  /** What to answer to a chunk. */
  sealed interface Applied {
    /** It is taken in. */
    record Accepted() implements Applied {}

    /** It is not what it should be, and its sender is not asked again. */
    record Forged(long chunk, String sender) implements Applied {}

    /** None of this snapshot can be taken in. */
    record Aborted(String sentence) implements Applied {}
  }

  /** What the engine was shown of its own chain. */
  interface Headers {
    /** Whether all that was shown of the block at {@code height} has these validators. */
    boolean have(long height, Bytes validatorsHash);
  }

  /** The hashes of the validators of the next two heights, as the ledger has them now. */
  interface Validators {
    /** Those of the block after the last one, then those of the block after it. */
    List<Bytes> nextTwo();
  }

  private static final System.Logger LOG = System.getLogger(SnapshotIntake.class.getName());

  /** A block has fewer: it is one of the engine's. */
  private static final int BLOCK_ENTRIES_MAX = 32_768;

  /** So many entries are taken in at once, which all processors share. */
  static final int GATHERED = 16_384;

  /** So many octets of them are taken in however few they are. */
  private static final long GATHERED_OCTETS = 16L << 20;

  private final LogTransfer log;
  private final ReplicaSet founding;
  private final Signatures signatures;
  private final Headers headers;
  private final Validators validators;
  private final int gathered;
  private Optional<LogSnapshot> snapshot = Optional.empty();

  /** Entries behind the log that are not taken in yet. */
  private final List<Bytes> open = new ArrayList<>();

  /**
   * Into {@code log}.
   *
   * @param founding the replicas that the ledger began with
   * @param gathered how many entries are taken in at once, if the last chunk is not there
   */
  SnapshotIntake(
      LogTransfer log,
      ReplicaSet founding,
      Signatures signatures,
      Headers headers,
      Validators validators,
      int gathered) {
    this.log = log;
    this.founding = founding;
    this.signatures = signatures;
    this.headers = headers;
    this.validators = validators;
    this.gathered = gathered;
  }

  /** Looks at an offer of {@code chunks} chunks, whose log has the root {@code appHash}. */
  Offered offer(Request.OfferSnapshot offered) {
    snapshot = Optional.empty();
    open.clear();
    if (offered.format() != LogSnapshot.FORMAT) {
      return Offered.UNKNOWN_FORMAT;
    }
    Optional<LogSnapshot> read = LogSnapshot.read(offered.height(), offered.metadata());
    Optional<String> fault =
        read.isPresent()
            ? read.get().fault(founding, signatures)
            : Optional.of("it is described in no known form");
    if (fault.isPresent() || read.get().chunks() != offered.chunks()) {
      LOG.log(
          System.Logger.Level.WARNING,
          "A snapshot that another replica offers is refused: {0}.",
          fault.orElse("it has another number of chunks than it says"));
      return Offered.SENDER_REJECTED;
    }
    // The header is a node's word: that it differs tells nothing about who offers this.
    if (!read.get().root().equals(offered.appHash()) || isBehind(read.get())) {
      return Offered.REJECTED;
    }
    snapshot = read;
    LOG.log(
        System.Logger.Level.INFO,
        "The log comes from other replicas up to entry {0}, {1} chunks; {2} entries are here.",
        String.valueOf(read.get().size()),
        String.valueOf(read.get().chunks()),
        String.valueOf(log.size()));
    return Offered.ACCEPTED;
  }

  private boolean isBehind(LogSnapshot offered) {
    return offered.size() < log.size() || offered.height() < log.engineHeight();
  }

  /** Takes chunk {@code index} in, which comes in its turn. */
  Applied apply(Request.ApplySnapshotChunk part) {
    if (snapshot.isEmpty() || part.index() < 0 || part.index() >= snapshot.get().chunks()) {
      return new Applied.Aborted("no such chunk is wanted");
    }
    LogSnapshot wanted = snapshot.get();
    int index = (int) part.index();
    Optional<List<Bytes>> entries = wanted.entries(index, part.chunk());
    if (entries.isEmpty()) {
      LOG.log(
          System.Logger.Level.WARNING,
          "Chunk {0} of a snapshot is not what it should be: {1} is not asked again.",
          String.valueOf(part.index()),
          part.sender());
      return new Applied.Forged(part.index(), part.sender());
    }
    boolean last = index + 1 == wanted.chunks();
    Optional<String> fault = take((long) index * LogSnapshot.CHUNK_ENTRIES, entries.get(), last);
    if (fault.isPresent()) {
      return new Applied.Aborted(fault.get());
    }
    return last ? arrive(wanted) : new Applied.Accepted();
  }

  /** Entries that begin at {@code first}; those that are in the log already must be the same. */
  private Optional<String> take(long first, List<Bytes> entries, boolean last) {
    long here = Math.clamp(log.size() - first, 0, entries.size());
    if (!isSame(first, entries.subList(0, (int) here))) {
      return Optional.of(
          "This replica's log is another than the one that the others signed: its entries from "
              + first
              + " on differ. Keep the folder to find out why, and rejoin as docs/operate.md says");
    }
    open.addAll(entries.subList((int) here, entries.size()));
    boolean enough =
        open.size() >= gathered || open.stream().mapToLong(Bytes::length).sum() >= GATHERED_OCTETS;
    return (enough || last) && !open.isEmpty() ? takeOpen() : Optional.empty();
  }

  /** Takes in the blocks that are complete. */
  private Optional<String> takeOpen() {
    if (!log.isArriving()) {
      log.arriving(true);
    }
    long before = log.size();
    Optional<String> fault = log.take(open);
    open.subList(0, (int) (log.size() - before)).clear();
    return fault.isEmpty() && open.size() > BLOCK_ENTRIES_MAX
        ? Optional.of("a block of it has no end")
        : fault;
  }

  private boolean isSame(long first, List<Bytes> entries) {
    if (entries.isEmpty()) {
      return true;
    }
    Bytes tile = log.tiles().tile(0, first / Tile.WIDTH).orElse(Bytes.EMPTY);
    List<Bytes> hashes = new ArrayList<>(LogTree.leafHashes(entries));
    for (int i = 0; i < hashes.size(); i++) {
      int at = i * LogTree.HASH_LENGTH;
      if (tile.length() < at + LogTree.HASH_LENGTH
          || !tile.slice(at, at + LogTree.HASH_LENGTH).equals(hashes.get(i))) {
        return false;
      }
    }
    return true;
  }

  private Applied arrive(LogSnapshot whole) {
    if (log.size() != whole.size()) {
      return new Applied.Aborted("the snapshot does not end with a block");
    }
    List<Bytes> hashes = validators.nextTwo();
    for (int i = 0; i < hashes.size(); i++) {
      if (!headers.have(whole.height() + 1 + i, hashes.get(i))) {
        return new Applied.Aborted(
            "the node that was asked for the engine's headers told other validators than the"
                + " ledger has");
      }
    }
    if (!log.isArriving()) {
      log.arriving(true);
    }
    log.arrived(
        whole.height(),
        whole.changes().stream().map(SnapshotIntake::encoded).toList(),
        whole.note());
    LOG.log(
        System.Logger.Level.INFO,
        "The ledger is here up to entry {0}; what came since comes as blocks.",
        String.valueOf(whole.size()));
    return new Applied.Accepted();
  }

  private static Bytes encoded(ReplicaSetChange change) {
    CborWriter out = new CborWriter();
    change.write(out);
    return out.toBytes();
  }
}
