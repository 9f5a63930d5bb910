package birthmark.node.store;

import birthmark.bytes.Bytes;
import birthmark.codec.MalformedException;
import birthmark.codec.Timestamp;
import birthmark.contract.Rulebook;
import birthmark.machine.BlockResult;
import birthmark.machine.Ledger;
import birthmark.machine.Seal;
import birthmark.machine.Tip;
import birthmark.merkle.LogTree;
import birthmark.merkle.PageSource;
import birthmark.merkle.Tile;
import birthmark.merkle.Tiles;
import birthmark.node.store.StoreException.Kind;
import birthmark.state.Entry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What lasts of one ledger: log, state, trees, outcomes and facts, one atomic, synced batch a
 * block.
 *
 * <p>One thread commits; any thread takes snapshots. After a failed commit nobody knows whether the
 * block is stored: {@link #recover} finds out, and until then nothing is committed.
 */
public final class Store implements AutoCloseable {
  /** How long a snapshot lives, in seconds of block time. */
  static final long SNAPSHOT_SECONDS = 60;

  /**
   * How many records may have changed since the state tree's pages were stored: the more, the fewer
   * pages are written over and over, and the longer a start takes, which changes them again.
   */
  private static final int UNSAVED_KEYS_MAX = 32_768;

  private static final int ROWS_AT_ONCE = 1_000;
  private static final Bytes NO_NOTE = Bytes.EMPTY;

  private final KeyValues disk;
  private final Bytes network;
  private final FactsCodec facts;
  private final boolean keepsFacts;
  private final StateCache cache = new StateCache();
  private final TreePages tree;
  private final Ledger ledger;
  private final ReplicaNotes notes;
  private final List<SharedSnapshot> retired = new ArrayList<>();
  private volatile Optional<SharedSnapshot> current = Optional.empty();
  private volatile boolean broken;
  private long height = -1;

  /**
   * The store on {@code disk}.
   *
   * @param network the ledger's network id
   * @param keepsFacts whether there is an index that takes in the facts and says so
   * @throws StoreException if the disk holds another format or another ledger, or its end is
   *     damaged
   */
  public Store(KeyValues disk, Rulebook rulebook, Bytes network, boolean keepsFacts) {
    this(disk, rulebook, network, keepsFacts, UNSAVED_KEYS_MAX);
  }

  /**
   * The store on {@code disk}.
   *
   * @param unsavedKeysMax how many records may change before the state tree's pages are stored
   *     again; a ledger keeps what it was founded with, so that each replay stores the same
   */
  public Store(
      KeyValues disk, Rulebook rulebook, Bytes network, boolean keepsFacts, long unsavedKeysMax) {
    this.disk = disk;
    this.tree = new TreePages(disk, unsavedKeysMax);
    this.network = network;
    this.facts = new FactsCodec(rulebook);
    this.keepsFacts = keepsFacts;
    this.ledger = new Live(new StoredLedger(disk));
    this.notes = new ReplicaNotes(disk);
    load();
  }

  /**
   * Whether {@code disk} holds the ledger {@code network}; false where it holds none.
   *
   * @throws StoreException if it holds another, or another format
   */
  public static boolean isFounded(Rows disk, Bytes network) {
    Optional<Bytes> format = disk.get(Column.META, Layout.META_FORMAT);
    if (format.isEmpty()) {
      return false;
    }
    long found = Layout.readUnsigned(format.get());
    if (found != Layout.FORMAT) {
      throw new StoreException(
          Kind.OTHER_FORMAT,
          "The folder holds a ledger in format "
              + found
              + "; this program reads format "
              + Layout.FORMAT
              + ". Use the program's version that made it, or give this one another folder.");
    }
    Bytes other =
        disk.get(Column.META, Layout.META_NETWORK)
            .orElseThrow(() -> damaged("the network id is missing"));
    if (!other.equals(network)) {
      throw new StoreException(
          Kind.OTHER_NETWORK,
          "The folder holds the ledger "
              + other
              + ", not "
              + network
              + ". Give this ledger a folder of its own.");
    }
    return true;
  }

  /**
   * How many records may change on {@code disk} before the state tree's pages are stored again.
   *
   * @throws StoreException if it does not say
   */
  public static long unsavedKeysMax(Rows disk) {
    return TreePages.unsavedKeysMax(disk);
  }

  private void load() {
    if (!isFounded(disk, network)) {
      return;
    }
    Layout.SavedTip saved = Layout.SavedTip.load(meta(Layout.META_TIP));
    Tip tip = new Tip(saved.height(), saved.time(), tree.load(saved.height()), saved.log());
    check(tip);
    height = tip.height();
    cache.begin(height);
    String note =
        new String(
            disk.get(Column.META, Layout.META_CHECKPOINT).orElse(NO_NOTE).unsafe(),
            StandardCharsets.UTF_8);
    show(tip, note);
  }

  private Bytes meta(Bytes name) {
    return disk.get(Column.META, name).orElseThrow(() -> damaged("the tip is missing"));
  }

  /** Compares the tip with the last seal: the end is what a loss of power can hurt. */
  private void check(Tip tip) {
    long last = tip.log().size() - 1;
    Bytes entry = ledger.entry(last).orElseThrow(() -> damaged("the last seal is missing"));
    try {
      Seal seal = Seal.decode(entry);
      if (seal.height() != tip.height()
          || !seal.time().equals(tip.time())
          || !seal.stateRoot().equals(tip.tree().root())) {
        throw damaged("the state is not the one that the last seal names");
      }
    } catch (MalformedException e) {
      throw damaged("the last entry is no seal: " + e.sentence());
    }
    Bytes hashes =
        ledger.tiles().tile(0, last / Tile.WIDTH).orElseThrow(() -> damaged("a tile is missing"));
    int at = (int) (last % Tile.WIDTH) * LogTree.HASH_LENGTH;
    if (hashes.length() < at + LogTree.HASH_LENGTH
        || !hashes.slice(at, at + LogTree.HASH_LENGTH).equals(LogTree.leafHash(entry))) {
      throw damaged("the last tile does not have the hash of the last entry");
    }
  }

  private static StoreException damaged(String what) {
    return new StoreException(
        Kind.DAMAGED,
        "The end of the stored ledger is damaged ("
            + what
            + "). Restore it from a backup or from another replica.");
  }

  /** Where the ledger stands; empty before its founding. */
  public Optional<Tip> tip() {
    return current.map(SharedSnapshot::tip);
  }

  /** The ledger as last committed, for the thread that commits. */
  public Ledger ledger() {
    return ledger;
  }

  /** The log as it is now; unlike a snapshot it can be read for as long as the store is open. */
  public LogEntries log() {
    return log(tip().map(tip -> tip.log().size()).orElse(0L));
  }

  /** The first {@code size} entries of the log, which nothing changes any more. */
  public LogEntries log(long size) {
    return LogEntries.of(disk, size);
  }

  /**
   * The ledger as last committed.
   *
   * @throws StoreException if it is not founded yet
   */
  public Snapshot snapshot() {
    while (true) {
      SharedSnapshot newest =
          current.orElseThrow(
              () -> new StoreException(Kind.CLOSED, "The ledger is not founded yet, or closed."));
      Optional<Snapshot> taken = newest.take();
      if (taken.isPresent()) {
        return taken.get();
      }
    }
  }

  /**
   * Stores a block; it is safe from a loss of power once this returns.
   *
   * @throws StoreException if it is not, as far as is known
   */
  public void commit(Commit commit) {
    if (broken) {
      throw new IllegalStateException("recover before committing again");
    }
    BlockResult result = commit.result();
    Batch batch = new Batch();
    facts(batch, commit, BlockRows.put(batch, commit));
    Tip tip = tree.put(batch, result);
    meta(batch, commit);
    try {
      disk.write(batch, true);
      height = result.tip().height();
      cache.commit(height, result.state());
      tree.stored(tip);
      show(tip, commit.checkpoint());
    } catch (StoreException e) {
      broken = true;
      throw e;
    }
  }

  private void facts(Batch batch, Commit commit, List<BlockFacts.Stated> stated) {
    Tip tip = commit.result().tip();
    if (!keepsFacts) {
      batch.put(Column.META, Layout.META_FORGOTTEN, Layout.unsigned(tip.height()));
    } else if (!stated.isEmpty()) {
      batch.put(
          Column.FACTS,
          Layout.number(tip.height()),
          facts.encode(new BlockFacts(tip.height(), tip.time(), stated)));
    }
  }

  private void meta(Batch batch, Commit commit) {
    Tip tip = commit.result().tip();
    batch.put(Column.META, Layout.META_FORMAT, Layout.unsigned(Layout.FORMAT));
    batch.put(Column.META, Layout.META_NETWORK, network);
    batch.put(
        Column.META,
        Layout.META_TIP,
        new Layout.SavedTip(tip.height(), tip.time(), tip.log()).save());
    batch.put(Column.META, Layout.META_CHECKPOINT, note(commit.checkpoint()));
    if (commit.engineHeight() > 0) {
      batch.put(Column.META, Layout.META_ENGINE_HEIGHT, Layout.unsigned(commit.engineHeight()));
    }
  }

  /** What is kept beside the blocks. */
  public ReplicaNotes notes() {
    return notes;
  }

  private static Bytes note(String checkpoint) {
    return Bytes.ofOwned(checkpoint.getBytes(StandardCharsets.UTF_8));
  }

  /** Makes a committed block the newest one that readers see. */
  private void show(Tip tip, String note) {
    Optional<SharedSnapshot> before = current;
    current = Optional.of(new SharedSnapshot(disk.freeze(), cache, tip, note));
    before.ifPresent(
        old -> {
          old.release();
          retired.add(old);
        });
    Timestamp now = tip.time();
    retired.removeIf(
        old -> {
          boolean late = old.time().plusSeconds(SNAPSHOT_SECONDS).isBefore(now);
          if (late) {
            old.end();
          }
          return late || old.released();
        });
  }

  /**
   * Keeps {@code note} as the signed checkpoint of the last block: for a store that was made from a
   * log, which has the checkpoint beside it.
   */
  public void keepCheckpoint(String note) {
    Batch batch = new Batch();
    batch.put(Column.META, Layout.META_CHECKPOINT, note(note));
    disk.write(batch, true);
    show(tip().orElseThrow(), note);
  }

  /** Whether a commit failed, so that nothing can be committed before {@link #recover}. */
  public boolean broken() {
    return broken;
  }

  /**
   * Finds out after a failed commit what is stored, and goes on from there.
   *
   * @throws StoreException if the disk still fails; what was stored can still be read
   */
  public void recover() {
    if (!broken) {
      return;
    }
    disk.reopen();
    load();
    broken = false;
  }

  /**
   * The facts of blocks behind {@code after} that readers see, at most {@code limit} blocks; blocks
   * without facts are left out.
   *
   * <p>What a failed commit left on the disk is not among them: it may be gone again after {@link
   * #recover}.
   */
  public List<BlockFacts> facts(long after, int limit) {
    Optional<Bytes> end = tip().map(tip -> Layout.number(tip.height() + 1));
    if (end.isEmpty()) {
      return List.of();
    }
    List<BlockFacts> found = new ArrayList<>();
    for (Entry<Bytes, Bytes> row : disk.scan(Column.FACTS, Layout.number(after + 1), end, limit)) {
      found.add(facts.decode(Layout.number(row.key()), row.value()));
    }
    return List.copyOf(found);
  }

  /** The last height of which the facts are no longer kept; -1 while all are. */
  public long forgotten() {
    return disk.get(Column.META, Layout.META_FORGOTTEN).map(Layout::readUnsigned).orElse(-1L);
  }

  /**
   * Forgets the facts of all blocks up to {@code height}: the index has them and will keep them.
   */
  public void forget(long height) {
    List<Entry<Bytes, Bytes>> rows;
    do {
      rows =
          disk.scan(
              Column.FACTS, Layout.number(0), Optional.of(Layout.number(height + 1)), ROWS_AT_ONCE);
      if (!rows.isEmpty()) {
        Batch batch = new Batch();
        rows.forEach(row -> batch.remove(Column.FACTS, row.key()));
        long last = Layout.number(rows.getLast().key());
        batch.put(Column.META, Layout.META_FORGOTTEN, Layout.unsigned(Math.max(last, forgotten())));
        // Synced, so that never more than one record of the write-ahead log can be torn.
        disk.write(batch, true);
      }
    } while (rows.size() == ROWS_AT_ONCE);
  }

  @Override
  public void close() {
    current.ifPresent(SharedSnapshot::end);
    current = Optional.empty();
    disk.close();
  }

  /** What the thread that commits reads: records used often come from memory. */
  private final class Live implements Ledger {
    private final StoredLedger stored;

    Live(StoredLedger stored) {
      this.stored = stored;
    }

    @Override
    public Optional<Bytes> value(Bytes key) {
      return cache.value(height, key, stored::value);
    }

    @Override
    public <V> Optional<V> value(Bytes key, Function<Bytes, V> decode) {
      return cache.value(height, key, stored::value, decode);
    }

    @Override
    public List<Entry<Bytes, Bytes>> list(Bytes prefix, Optional<Bytes> after, int limit) {
      return stored.list(prefix, after, limit);
    }

    @Override
    public Optional<Bytes> entry(long index) {
      return stored.entry(index);
    }

    @Override
    public PageSource pages() {
      return stored.pages();
    }

    @Override
    public Tiles tiles() {
      return stored.tiles();
    }
  }
}
