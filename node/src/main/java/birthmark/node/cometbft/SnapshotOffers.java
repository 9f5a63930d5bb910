package birthmark.node.cometbft;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborException;
import birthmark.cbor.CborReader;
import birthmark.cbor.CborWriter;
import birthmark.cose.Signatures;
import birthmark.finality.ReplicaSet;
import birthmark.finality.ReplicaSetChange;
import birthmark.merkle.LogFrontier;
import birthmark.merkle.LogTree;
import birthmark.merkle.Tile;
import birthmark.merkle.Tiles;
import birthmark.node.engine.LogTransfer;
import birthmark.proof.Checkpoint;
import birthmark.proof.Note;
import birthmark.proof.NoteException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The snapshots that this replica offers to those that come in. A log only grows, so one is no more
 * than a size at which it was final, and the engine's height of that: nothing is copied.
 */
final class SnapshotOffers {
  /** The most heights of the engine for which one is offered, the same by all replicas. */
  private static final long SPACING_MAX = 100;

  /** Where the engine keeps few blocks they come more often: their headers must still be there. */
  private static final long SPACINGS_KEPT = 10;

  /** How many are shown. */
  private static final int SHOWN = 2;

  /** How many can still be fetched. */
  private static final int KEPT = 64;

  /** How many blocks may be waiting for their checkpoint to be final. */
  private static final int SEALED = 64;

  /** CometBFT takes no more octets of a chunk. */
  private static final int CHUNK_OCTETS_MAX = 15_900_000;

  private static final System.Logger LOG = System.getLogger(SnapshotOffers.class.getName());

  /** A log that was final, after the engine's block at {@code height}. */
  private record Offer(long height, long size, Bytes note) {}

  private final LogTransfer log;
  private final ReplicaSet founding;
  private final Signatures signatures;
  private final long spacing;

  /** The engine's height of the blocks at whose end the log had a size, by that size. */
  private final SortedMap<Long, Long> sealed = new TreeMap<>();

  private List<Offer> offers;
  private List<LogSnapshot> shown = List.of();
  private long shownHeight = -1;

  /**
   * Those of {@code log}.
   *
   * @param founding the replicas that it began with
   * @param keptBlocks how many of its blocks the engine keeps
   */
  SnapshotOffers(LogTransfer log, ReplicaSet founding, Signatures signatures, long keptBlocks) {
    this.spacing = Math.clamp(keptBlocks / SPACINGS_KEPT, 1, SPACING_MAX);
    this.log = log;
    this.founding = founding;
    this.signatures = signatures;
    this.offers = log.offers().map(SnapshotOffers::load).orElse(List.of());
  }

  /** A block was stored. */
  synchronized void stored(long height, long size) {
    sealed.put(size, height);
    if (sealed.size() > SEALED) {
      sealed.remove(sealed.firstKey());
    }
  }

  /** A checkpoint of this log became final. */
  synchronized void settled(Note note) {
    long size = Checkpoint.of(note).size();
    Long height = sealed.get(size);
    sealed.headMap(size + 1).clear();
    long last = offers.isEmpty() ? -spacing : offers.getLast().height();
    if (height == null || height / spacing <= last / spacing) {
      return;
    }
    List<Offer> more = new ArrayList<>(offers);
    more.add(new Offer(height, size, note.encode()));
    offers = List.copyOf(more.subList(Math.max(0, more.size() - KEPT), more.size()));
    log.keepOffers(save(offers));
  }

  /** The heights of those that are shown, the newest last. */
  synchronized List<Long> heights() {
    return recent().stream().map(Offer::height).toList();
  }

  private List<Offer> recent() {
    return offers.subList(Math.max(0, offers.size() - SHOWN), offers.size());
  }

  /** Those that are shown. */
  synchronized List<LogSnapshot> list() {
    long newest = offers.isEmpty() ? 0 : offers.getLast().height();
    if (newest != shownHeight) {
      shown = recent().stream().map(this::describe).flatMap(Optional::stream).toList();
      shownHeight = newest;
    }
    return shown;
  }

  private Optional<LogSnapshot> describe(Offer offer) {
    Tiles tiles = log.tiles();
    long whole = offer.size() / LogSnapshot.CHUNK_ENTRIES;
    Bytes roots = Bytes.EMPTY;
    for (long tile = 0; tile * Tile.WIDTH < whole; tile++) {
      int width = (int) Math.min(Tile.WIDTH, whole - tile * Tile.WIDTH);
      roots = roots.concat(hashes(tiles, 1, tile, width));
    }
    int rest = (int) (offer.size() % LogSnapshot.CHUNK_ENTRIES);
    if (rest > 0) {
      Bytes leaves = hashes(tiles, 0, whole, rest);
      List<Bytes> all = new ArrayList<>();
      for (int i = 0; i < rest; i++) {
        all.add(leaves.slice(i * LogTree.HASH_LENGTH, (i + 1) * LogTree.HASH_LENGTH));
      }
      roots = roots.concat(LogFrontier.EMPTY.append(all).root());
    }
    LogSnapshot made =
        new LogSnapshot(offer.height(), offer.size(), roots, changes(offer.size()), offer.note());
    Optional<String> fault = made.fault(founding, signatures);
    if (fault.isPresent() || made.metadata().length() > LogSnapshot.METADATA_MAX) {
      LOG.log(
          System.Logger.Level.WARNING,
          "The ledger as of the engine''s height {0} cannot be offered to others: {1}.",
          String.valueOf(offer.height()),
          fault.orElse("it has too many chunks"));
      return Optional.empty();
    }
    return Optional.of(made);
  }

  private static Bytes hashes(Tiles tiles, int level, long index, int width) {
    return tiles
        .tile(level, index)
        .filter(tile -> tile.length() >= width * LogTree.HASH_LENGTH)
        .orElseThrow(() -> new IllegalStateException("the log's tiles are damaged"))
        .slice(0, width * LogTree.HASH_LENGTH);
  }

  /** The changes of the replica set that had happened by then. */
  private List<ReplicaSetChange> changes(long size) {
    return log.replicaSetChanges().stream()
        .map(each -> ReplicaSetChange.read(new CborReader(each)))
        .filter(each -> checkpointSize(each) <= size)
        .toList();
  }

  private static long checkpointSize(ReplicaSetChange change) {
    try {
      return Checkpoint.of(Note.decode(change.checkpoint())).size();
    } catch (NoteException e) {
      throw new IllegalStateException("a stored change of the replica set is damaged", e);
    }
  }

  /** A chunk of a snapshot that was offered, if it was; the same entries whichever it is. */
  Optional<Bytes> chunk(long height, long format, long chunk) {
    Optional<Offer> offer;
    synchronized (this) {
      offer = offers.stream().filter(each -> each.height() == height).findFirst();
    }
    if (offer.isEmpty() || format != LogSnapshot.FORMAT || !isChunk(chunk, offer.get())) {
      return Optional.empty();
    }
    long from = chunk * LogSnapshot.CHUNK_ENTRIES;
    long end = Math.min(offer.get().size(), from + LogSnapshot.CHUNK_ENTRIES);
    List<Bytes> entries = new ArrayList<>();
    for (long i = from; i < end; i++) {
      log.entry(i).ifPresent(entries::add);
    }
    return Optional.of(LogSnapshot.chunk(entries))
        .filter(octets -> octets.length() > 0 && octets.length() <= CHUNK_OCTETS_MAX);
  }

  private static boolean isChunk(long chunk, Offer offer) {
    return chunk >= 0 && chunk < Math.ceilDiv(offer.size(), LogSnapshot.CHUNK_ENTRIES);
  }

  private static Bytes save(List<Offer> offers) {
    CborWriter out = new CborWriter().array(offers.size());
    for (Offer each : offers) {
      out.array(3).unsigned(each.height()).unsigned(each.size()).bytes(each.note());
    }
    return out.toBytes();
  }

  private static List<Offer> load(Bytes saved) {
    try {
      CborReader in = new CborReader(saved);
      List<Offer> offers = new ArrayList<>();
      for (int left = in.array(KEPT); left > 0; left--) {
        in.arrayOf(3);
        offers.add(new Offer(in.unsigned(), in.unsigned(), in.bytes(Note.MAX_LENGTH)));
      }
      in.end();
      return List.copyOf(offers);
    } catch (CborException e) {
      LOG.log(System.Logger.Level.WARNING, "What was offered before is damaged, and left out.", e);
      return List.of();
    }
  }
}
