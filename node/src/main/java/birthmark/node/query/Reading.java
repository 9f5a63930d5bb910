package birthmark.node.query;

import birthmark.answer.Answer.Found;
import birthmark.answer.Answer.Page;
import birthmark.answer.Cursor;
import birthmark.answer.Span;
import birthmark.bundle.BundleCheck;
import birthmark.bundle.HistoryRows;
import birthmark.bytes.Bytes;
import birthmark.codec.Codec;
import birthmark.codec.KeyCodec;
import birthmark.codec.MalformedException;
import birthmark.codec.Timestamp;
import birthmark.contract.Acting;
import birthmark.contract.Keys;
import birthmark.contract.Now;
import birthmark.contract.OpenRequest;
import birthmark.contract.Read;
import birthmark.contract.Readers;
import birthmark.contract.Reason;
import birthmark.contract.Rulebook;
import birthmark.contract.RulesVersions;
import birthmark.contract.Subject;
import birthmark.contract.Transaction;
import birthmark.cose.CoseKey;
import birthmark.cose.KeyId;
import birthmark.json.Json;
import birthmark.machine.Overlay;
import birthmark.machine.Window;
import birthmark.merkle.LogProof;
import birthmark.merkle.TilePath;
import birthmark.node.store.BlockHead;
import birthmark.node.store.Recorded;
import birthmark.node.store.Snapshot;
import birthmark.state.Entry;
import birthmark.state.View;
import birthmark.statement.EnvelopeRefusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;

/**
 * The ledger as of one block for one viewer: it gives what that viewer may see, and nothing else.
 *
 * <p>What is not there and what may not be seen look alike.
 */
public final class Reading {
  private final Snapshot snapshot;
  private final Rulebook rulebook;
  private final Viewer viewer;
  private final View state;
  private final long finalSize;

  /** What {@code viewer} may see of {@code snapshot}, which the caller closes afterwards. */
  public Reading(Snapshot snapshot, Rulebook rulebook, Viewer viewer) {
    this(snapshot, rulebook, viewer, 0);
  }

  /**
   * The same.
   *
   * @param finalSize how many entries of the log are final
   */
  public Reading(Snapshot snapshot, Rulebook rulebook, Viewer viewer, long finalSize) {
    this.snapshot = snapshot;
    this.finalSize = finalSize;
    this.viewer = viewer;
    View newest = new Overlay(rulebook, snapshot);
    long version = RulesVersions.inForce(newest, snapshot.tip().height());
    this.rulebook =
        rulebook
            .ofVersion(version)
            .orElseThrow(() -> new IllegalStateException("version " + version));
    this.state = new Overlay(this.rulebook, snapshot);
  }

  /** The moment. */
  public AsOf asOf() {
    return AsOf.of(snapshot.tip(), finalSize);
  }

  /** The rules that decided the block. */
  public Rulebook rules() {
    return rulebook;
  }

  /** Proves what this viewer may see. */
  public AnswerProver prover(Receipts receipts) {
    return new AnswerProver(snapshot, rulebook, viewer, receipts);
  }

  /**
   * What would become of {@code transaction} if this viewer asked for it now, by the state after
   * this block; nothing is placed.
   *
   * @param limit how many of those that would change are told
   * @throws IllegalStateException if the viewer has not shown who it is
   */
  public Rehearsed rehearse(
      Bytes network, Transaction transaction, Optional<Acting> acting, int limit) {
    return new Rehearsals(snapshot, rulebook, viewer)
        .of(
            network,
            viewer.key().orElseThrow(IllegalStateException::new),
            viewer.reader().orElseThrow(IllegalStateException::new).subject(),
            transaction,
            acting,
            limit);
  }

  /** The bundle about {@code subject} for this viewer. */
  public Bundles.Made bundle(Bundles bundles, Subject subject) throws InterruptedException {
    return bundles.of(snapshot, viewer, subject);
  }

  /** The checkpoint of this block, a C2SP note. */
  public String checkpoint() {
    return snapshot.checkpoint();
  }

  /**
   * The record under the key that {@code texts} name.
   *
   * @throws MalformedException if they name none
   */
  public <K, V> Optional<Found> find(Read.Find<K, V> read, List<String> texts)
      throws MalformedException {
    K key = read.table().key().parse(texts);
    return state
        .find(read.table(), key)
        .filter(value -> admits(read.readers(), key, value))
        .map(
            value ->
                new Found(
                    read.table().key().codec().toJson(key), read.table().value().toJson(value)));
  }

  /**
   * A page of the records whose keys start with what {@code leading} names.
   *
   * @param after the texts of the key behind which the page starts; empty for the first page
   * @param limit how many records are looked at, at most {@link View#LIST_MAX}
   * @throws MalformedException if the texts name no key, or {@code after} lies outside the listing
   */
  public <K, V> Page list(
      Read.Listing<K, V> read, List<String> leading, List<String> after, int limit)
      throws MalformedException {
    Span<K> span = Span.parse(read.table().key(), leading, after);
    return page(
        state.list(read.table(), span.leading(), span.after(), limit),
        read.readers(),
        read.table().key(),
        read.table().value(),
        limit);
  }

  /**
   * A page of what follows for each of the records whose keys start with what {@code leading}
   * names; else as {@link #list}.
   *
   * @throws MalformedException if the texts name no key, or {@code after} lies outside the listing
   */
  public <K, V, R> Page listDerived(
      Read.DerivedListing<K, V, R> read, List<String> leading, List<String> after, int limit)
      throws MalformedException {
    Span<K> span = Span.parse(read.table().key(), leading, after);
    return page(
        read.page(state, now(), span.leading(), span.after(), limit),
        read.readers(),
        read.table().key(),
        read.answer(),
        limit);
  }

  private <K, V> Page page(
      List<Entry<K, V>> entries,
      Readers<K, V> readers,
      KeyCodec<K> keys,
      Codec<V> values,
      int limit) {
    List<Found> records = new ArrayList<>();
    for (Entry<K, V> entry : entries) {
      if (admits(readers, entry.key(), entry.value())) {
        records.add(new Found(keys.codec().toJson(entry.key()), values.toJson(entry.value())));
      }
    }
    Optional<List<String>> next =
        entries.size() < limit
            ? Optional.empty()
            : Optional.of(Cursor.texts(keys.codec().toJson(entries.getLast().key())));
    return new Page(records, entries.size() - records.size(), next);
  }

  private Now now() {
    return new Now(snapshot.tip().height(), snapshot.tip().time());
  }

  /**
   * What follows from the state for the key that {@code texts} name.
   *
   * @throws MalformedException if they name none
   */
  public <Q, R> Optional<Found> derive(Read.Derived<Q, R> read, List<String> texts)
      throws MalformedException {
    Q query = read.query().parse(texts);
    return read.derivation()
        .of(state, now(), query)
        .filter(answer -> admits(read.readers(), query, answer))
        .map(answer -> new Found(read.query().codec().toJson(query), read.answer().toJson(answer)));
  }

  private <K, V> boolean admits(Readers<K, V> readers, K key, V value) {
    return readers.admits(state, viewer.reader(), key, value);
  }

  /**
   * What C2SP tlog-tiles serves at {@code path}; entries only to those who watch over the ledger.
   */
  public Optional<Bytes> tile(TilePath path) {
    return path.level().isPresent() || viewer.oversees()
        ? TileQuery.find(snapshot, path)
        : Optional.empty();
  }

  /** The hashes that show that the log only grew from {@code first} to {@code second} entries. */
  public List<Bytes> consistency(long first, long second) {
    return LogProof.consistency(snapshot.tiles(), first, second);
  }

  /** The log's root when it had {@code size} entries. */
  public Bytes root(long size) {
    return LogProof.root(snapshot.tiles(), size);
  }

  /** A registered key: everyone may know whose it is. */
  public Optional<KeyRecord> key(KeyId id) {
    return state
        .find(Keys.TABLE, id)
        .map(
            registered ->
                new KeyRecord(
                    registered,
                    viewer.oversees() || viewer.is(registered.subject())
                        ? Optional.of(state.find(Window.TABLE, id).orElse(Window.NEW).highest())
                        : Optional.empty()));
  }

  /**
   * The keys of {@code subject} as of {@code height}: the state keeps each with the heights from
   * which it counts and no more, for ever. Empty where it had none yet.
   */
  public Optional<SubjectKeys> keys(Subject subject, long height) {
    List<CoseKey> valid = new ArrayList<>();
    TreeSet<Long> changes = new TreeSet<>();
    for (BundleCheck.Held held : HistoryRows.keys(state, subject)) {
      changes.add(held.key().since());
      held.key().revoked().ifPresent(changes::add);
      if (held.key().validAt(height)) {
        valid.add(held.key().key());
      }
    }
    if (changes.isEmpty() || changes.first() > height) {
      return Optional.empty();
    }
    return Optional.of(
        new SubjectKeys(
            height,
            valid,
            timeOf(changes.first()),
            timeOf(Objects.requireNonNull(changes.floor(height))),
            Optional.ofNullable(changes.higher(height))));
  }

  /** What became of a statement, for its signer and those who watch over the ledger. */
  public Optional<StatementRecord> statement(Bytes id) {
    return snapshot
        .recorded(id)
        .filter(this::maySee)
        .map(recorded -> new StatementRecord(recorded, timeOf(recorded), reasonOf(recorded)));
  }

  /**
   * The statement that asked for what the texts name, for whoever may read that record.
   *
   * @throws MalformedException if the texts name no key
   */
  public <K, V> Optional<Bytes> asked(OpenRequest<K, V> open, List<String> texts)
      throws MalformedException {
    K key = open.table().key().parse(texts);
    return state
        .find(open.table(), key)
        .filter(record -> admits(open.readers(), key, record))
        .flatMap(record -> snapshot.recorded(open.statement().apply(record)))
        .flatMap(this::entryOf);
  }

  /**
   * What a key signed, accepted or refused, in the order of its numbers.
   *
   * @param statements those of the page that may be seen
   * @param next behind which number the next page starts, if there may be more
   */
  public record Signed(List<StatementRecord> statements, OptionalLong next) {}

  /**
   * What {@code key} signed from the block at height {@code from} on, for its owner and those who
   * watch over the ledger.
   *
   * @param after only numbers above this one
   * @param limit how many are looked at
   */
  public Signed signedBy(KeyId key, long from, long after, int limit) {
    List<Recorded> page = snapshot.recorded(key, after, limit);
    List<StatementRecord> shown =
        page.stream()
            .filter(each -> each.height() >= from && maySee(each))
            .map(each -> new StatementRecord(each, timeOf(each), reasonOf(each)))
            .toList();
    return new Signed(
        shown,
        page.size() < limit ? OptionalLong.empty() : OptionalLong.of(page.getLast().sequence()));
  }

  /** An accepted statement as logged, for its signer and those who watch over the ledger. */
  public Optional<Bytes> entry(Bytes id) {
    return snapshot.recorded(id).filter(this::maySee).flatMap(this::entryOf);
  }

  private Optional<Bytes> entryOf(Recorded recorded) {
    return recorded.verdict() instanceof Recorded.Accepted accepted
        ? snapshot.entry(accepted.index())
        : Optional.empty();
  }

  private boolean maySee(Recorded recorded) {
    return viewer.oversees() || signer(recorded).map(viewer::is).orElse(false);
  }

  private Optional<Subject> signer(Recorded recorded) {
    return state.find(Keys.TABLE, recorded.key()).map(Keys.Registered::subject);
  }

  private Timestamp timeOf(Recorded recorded) {
    return timeOf(recorded.height());
  }

  private Timestamp timeOf(long height) {
    return snapshot
        .block(height)
        .map(BlockHead::time)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "block " + height + " decided something and is not there"));
  }

  private Optional<Reason> reasonOf(Recorded recorded) {
    if (!(recorded.verdict() instanceof Recorded.Refused refused)) {
      return Optional.empty();
    }
    List<? extends Reason> reasons =
        refused.contract() == Rulebook.LEDGER
            ? List.of(EnvelopeRefusal.values())
            : rulebook
                .numbered(refused.contract())
                .map(rules -> rules.surface().refusals())
                .orElse(List.of());
    if (refused.reason() >= reasons.size()) {
      throw new IllegalStateException(
          "statement "
              + recorded.statement()
              + " was refused by rule "
              + refused.reason()
              + " of contract "
              + refused.contract()
              + ", which this program does not know");
    }
    return Optional.of(reasons.get(refused.reason()));
  }

  /** The JSON form of a key's record. */
  public static Json json(Keys.Registered registered) {
    return Keys.TABLE.value().toJson(registered);
  }
}
