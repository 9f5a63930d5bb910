package birthmark.node.query;

import birthmark.answer.AnswerProof;
import birthmark.answer.AnswersProof;
import birthmark.answer.Question;
import birthmark.answer.Recorder;
import birthmark.answer.Span;
import birthmark.bytes.Bytes;
import birthmark.codec.MalformedException;
import birthmark.contract.Now;
import birthmark.contract.Read;
import birthmark.contract.Readers;
import birthmark.contract.Rulebook;
import birthmark.machine.Overlay;
import birthmark.merkle.KeyRange;
import birthmark.merkle.StateProof;
import birthmark.node.store.Snapshot;
import birthmark.state.Entry;
import birthmark.state.Table;
import birthmark.state.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Proves answers: runs a read on a state that notes what is read, and gives exactly those rows.
 *
 * <p>A proof shows no row that the viewer may not see by itself. Records of a listing that are not
 * for the viewer stay hidden in the proof, which shows that there is something.
 */
public final class AnswerProver {
  private final Snapshot snapshot;
  private final Rulebook rulebook;
  private final Viewer viewer;
  private final Receipts receipts;
  private final View state;
  private final RowReaders rowReaders;
  private final boolean mayLearnAbsence;

  /** A prover for everyone, of what everyone may read. */
  public static AnswerProver forEveryone(Snapshot snapshot, Rulebook rulebook, Receipts receipts) {
    return new AnswerProver(snapshot, rulebook, Viewer.nobody(), receipts);
  }

  AnswerProver(Snapshot snapshot, Rulebook rulebook, Viewer viewer, Receipts receipts) {
    this(snapshot, rulebook, viewer, receipts, false);
  }

  /**
   * A prover for a viewer who may know all about a subject, also that there is nothing.
   *
   * @param mayLearnAbsence whether it is one
   */
  AnswerProver(
      Snapshot snapshot,
      Rulebook rulebook,
      Viewer viewer,
      Receipts receipts,
      boolean mayLearnAbsence) {
    this.mayLearnAbsence = mayLearnAbsence;
    this.snapshot = snapshot;
    this.rulebook = rulebook;
    this.viewer = viewer;
    this.receipts = receipts;
    this.state = new Overlay(rulebook, snapshot);
    this.rowReaders = new RowReaders(rulebook, state, viewer);
  }

  /** What the viewer may see of what an answer follows from. */
  sealed interface Seen {
    /**
     * The rows.
     *
     * @param recorder all that was read
     * @param shown the rows of it that may be shown
     */
    record Rows(Recorder recorder, Map<Bytes, Bytes> shown) implements Seen {}

    /** There is nothing, or nothing that this viewer may see. */
    record Nothing() implements Seen {}

    /** The answer follows from rows of a table that the viewer may not see. */
    record NotForViewer(String table) implements Seen {}
  }

  /** What came of a question. */
  public sealed interface Proving {
    /** The answer, proven. */
    record Proven(AnswerProof proof) implements Proving {}

    /** There is nothing, or nothing that this viewer may see: it learns no more. */
    record Nothing() implements Proving {}

    /** The answer follows from rows of a table that the viewer may not see. */
    record NotForViewer(String table) implements Proving {}
  }

  /**
   * Answers {@code question} to {@code read}.
   *
   * @throws MalformedException if it names no key of the read
   */
  public Proving prove(Read read, Question question) throws MalformedException {
    return switch (seen(read, question)) {
      case Seen.Nothing _ -> new Proving.Nothing();
      case Seen.NotForViewer hidden -> new Proving.NotForViewer(hidden.table());
      case Seen.Rows rows -> proven(question, rows.recorder(), rows.shown());
    };
  }

  /**
   * Answers those of {@code questions} that this viewer is answered, by one proof; empty if it is
   * answered none of them.
   *
   * @throws MalformedException if one names no key of its read, or is not of one key
   */
  public Optional<AnswersProof> proveAll(List<Question> questions) throws MalformedException {
    List<Question> answered = new ArrayList<>();
    Recorder all = new Recorder(snapshot);
    for (Question question : questions) {
      Optional<Read> read = question.read(rulebook);
      if (read.isEmpty() || !ofOneKey(read.get())) {
        throw new MalformedException(
            question.contract() + "/" + question.path(), "is no read of one key");
      }
      if (seen(read.get(), question) instanceof Seen.Rows rows) {
        answered.add(question);
        all.add(rows.recorder());
      }
    }
    return answered.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new AnswersProof(answered, seal(), receipt(), rows(all.ranges(), all.rows())));
  }

  /** Whether a read shows all that it reads: a page of a list may hide some. */
  private static boolean ofOneKey(Read read) {
    return switch (read) {
      case Read.Find<?, ?> _, Read.Derived<?, ?> _ -> true;
      case Read.Listing<?, ?> _, Read.DerivedListing<?, ?, ?> _ -> false;
    };
  }

  /**
   * The rows that the answer to {@code question} follows from.
   *
   * @throws MalformedException if it names no key of the read
   */
  Seen seen(Read read, Question question) throws MalformedException {
    return switch (read) {
      case Read.Find<?, ?> find -> find(find, question);
      case Read.Derived<?, ?> derived -> derive(derived, question);
      case Read.Listing<?, ?> listing -> list(listing, question);
      case Read.DerivedListing<?, ?, ?> listing -> listDerived(listing, question);
    };
  }

  private <K, V> Seen find(Read.Find<K, V> read, Question question) throws MalformedException {
    K key = read.table().key().parse(question.texts());
    Recorder recorder = new Recorder(snapshot);
    Optional<V> value = new Overlay(rulebook, recorder).find(read.table(), key);
    return mayLearn(read.readers(), key, value)
        ? new Seen.Rows(recorder, recorder.rows())
        : new Seen.Nothing();
  }

  private <Q, R> Seen derive(Read.Derived<Q, R> read, Question question) throws MalformedException {
    Q query = read.query().parse(question.texts());
    Recorder recorder = new Recorder(snapshot);
    Optional<R> answer = read.derivation().of(new Overlay(rulebook, recorder), now(), query);
    if (!mayLearn(read.readers(), query, answer)) {
      return new Seen.Nothing();
    }
    return hidden(recorder.rows())
        .<Seen>map(Seen.NotForViewer::new)
        .orElseGet(() -> new Seen.Rows(recorder, recorder.rows()));
  }

  /** As {@link #seen}, of a question that is well made. */
  Seen seenBy(Read read, Question question) {
    try {
      return seen(read, question);
    } catch (MalformedException e) {
      throw new IllegalArgumentException("the question names no key: " + e.sentence(), e);
    }
  }

  /** Whether the viewer may know what is under a key, or that there is nothing. */
  private <K, V> boolean mayLearn(Readers<K, V> readers, K key, Optional<V> value) {
    return value
        .map(found -> readers.admits(state, viewer.reader(), key, found))
        .orElseGet(() -> mayLearnAbsence || readers.admitsAlways(viewer.reader()));
  }

  private <K, V> Seen list(Read.Listing<K, V> read, Question question) throws MalformedException {
    Span<K> span = Span.parse(read.table().key(), question.texts(), question.after());
    Recorder recorder = new Recorder(snapshot);
    TreeMap<Bytes, Bytes> shown = new TreeMap<>();
    for (Entry<K, V> entry : entries(recorder, read.table(), span, question.limit())) {
      if (read.readers().admits(state, viewer.reader(), entry.key(), entry.value())) {
        show(recorder, read.table(), entry.key(), shown);
      }
    }
    return new Seen.Rows(recorder, shown);
  }

  /** The first {@code limit} records of a listing, however many the state gives at once. */
  private <K, V> List<Entry<K, V>> entries(
      Recorder recorder, Table<K, V> table, Span<K> span, int limit) {
    View recorded = new Overlay(rulebook, recorder);
    List<Entry<K, V>> entries = new ArrayList<>();
    Optional<K> after = span.after();
    while (entries.size() < limit) {
      int wanted = Math.min(limit - entries.size(), View.LIST_MAX);
      List<Entry<K, V>> page = recorded.list(table, span.leading(), after, wanted);
      entries.addAll(page);
      if (page.size() < wanted) {
        break;
      }
      after = Optional.of(page.getLast().key());
    }
    return entries;
  }

  private <K, V, R> Seen listDerived(Read.DerivedListing<K, V, R> read, Question question)
      throws MalformedException {
    Span<K> span = Span.parse(read.table().key(), question.texts(), question.after());
    Recorder recorder = new Recorder(snapshot);
    Recorder behind = new Recorder(snapshot);
    TreeMap<Bytes, Bytes> shown = new TreeMap<>();
    for (Entry<K, V> entry : entries(recorder, read.table(), span, question.limit())) {
      Recorder own = new Recorder(snapshot);
      R answer =
          read.derivation().of(new Overlay(rulebook, own), now(), entry.key(), entry.value());
      if (read.readers().admits(state, viewer.reader(), entry.key(), answer)) {
        show(recorder, read.table(), entry.key(), shown);
        behind.add(own);
      }
    }
    recorder.add(behind);
    shown.putAll(behind.rows());
    return hidden(shown)
        .<Seen>map(Seen.NotForViewer::new)
        .orElseGet(() -> new Seen.Rows(recorder, shown));
  }

  private <K, V> void show(Recorder recorder, Table<K, V> table, K key, Map<Bytes, Bytes> shown) {
    Bytes raw = table.key().encode(rulebook.prefix(table), key);
    shown.put(raw, recorder.rows().get(raw));
  }

  /** The table of a row that is not for the viewer, if there is one. */
  private Optional<String> hidden(Map<Bytes, Bytes> rows) {
    for (Map.Entry<Bytes, Bytes> row : rows.entrySet()) {
      if (!rowReaders.admit(row.getKey(), row.getValue())) {
        return Optional.of(rowReaders.tableOf(row.getKey()));
      }
    }
    return Optional.empty();
  }

  private Now now() {
    return new Now(snapshot.tip().height(), snapshot.tip().time());
  }

  private Proving proven(Question question, Recorder recorder, Map<Bytes, Bytes> shown) {
    return new Proving.Proven(
        new AnswerProof(question, seal(), receipt(), rows(recorder.ranges(), shown)));
  }

  private StateProof rows(List<KeyRange> ranges, Map<Bytes, Bytes> shown) {
    return snapshot
        .tip()
        .tree()
        .prove(snapshot.pages(), ranges, key -> Optional.ofNullable(shown.get(key)));
  }

  private Bytes seal() {
    return snapshot
        .entry(last())
        .orElseThrow(() -> new IllegalStateException("the last seal is not stored"));
  }

  private Bytes receipt() {
    return receipts.of(snapshot, last()).encode();
  }

  private long last() {
    return snapshot.tip().log().size() - 1;
  }
}
