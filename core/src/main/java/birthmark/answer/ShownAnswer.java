package birthmark.answer;

import birthmark.answer.Answer.Found;
import birthmark.bytes.Bytes;
import birthmark.codec.Codec;
import birthmark.codec.KeyCodec;
import birthmark.codec.MalformedException;
import birthmark.contract.Now;
import birthmark.contract.Read;
import birthmark.contract.Rulebook;
import birthmark.machine.Overlay;
import birthmark.merkle.KeyRange;
import birthmark.merkle.NotShownException;
import birthmark.merkle.ShownState;
import birthmark.merkle.StateProof.Part;
import birthmark.merkle.StateProof.Row;
import birthmark.state.Table;
import birthmark.state.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The answer to a question from the part of the state that a proof shows. */
public final class ShownAnswer {
  private final Rulebook rulebook;
  private final ShownState shown;
  private final Now now;
  private final View view;

  /** Answers by {@code rulebook} as of {@code now}. */
  public ShownAnswer(Rulebook rulebook, ShownState shown, Now now) {
    this.rulebook = rulebook;
    this.shown = shown;
    this.now = now;
    this.view = new Overlay(rulebook, new ShownRows(shown));
  }

  /**
   * The answer.
   *
   * @throws MalformedException if the question names no key of the read
   * @throws NotShownException if the proof does not show what the answer follows from
   * @throws IllegalStateException if a rule cannot be applied to the rows
   */
  public Answer of(Read read, Question question) throws MalformedException {
    int parameters = read.parameters().size();
    if (question.texts().size() != parameters) {
      throw new MalformedException(
          "", "needs " + parameters + " values, not " + question.texts().size());
    }
    return switch (read) {
      case Read.Find<?, ?> find -> find(find, question);
      case Read.Derived<?, ?> derived -> derive(derived, question);
      case Read.Listing<?, ?> listing -> list(listing, question);
      case Read.DerivedListing<?, ?, ?> listing -> listDerived(listing, question);
    };
  }

  private <K, V> Answer find(Read.Find<K, V> read, Question question) throws MalformedException {
    K key = read.table().key().parse(question.texts());
    return view.find(read.table(), key)
        .<Answer>map(value -> found(read.table().key(), key, read.table().value(), value))
        .orElse(new Answer.Nothing());
  }

  private <Q, R> Answer derive(Read.Derived<Q, R> read, Question question)
      throws MalformedException {
    Q query = read.query().parse(question.texts());
    return read.derivation()
        .of(view, now, query)
        .<Answer>map(answer -> found(read.query(), query, read.answer(), answer))
        .orElse(new Answer.Nothing());
  }

  private <K, V> Answer list(Read.Listing<K, V> read, Question question) throws MalformedException {
    return page(
        read.table(), read.readers().open(), question, read.table().value(), (key, row) -> row);
  }

  private <K, V, R> Answer listDerived(Read.DerivedListing<K, V, R> read, Question question)
      throws MalformedException {
    return page(
        read.table(),
        read.readers().open(),
        question,
        read.answer(),
        (key, row) -> read.derivation().of(view, now, key, row));
  }

  /** What a page shows of a record. */
  private interface Showing<K, V, R> {
    R of(K key, V row);
  }

  private <K, V, R> Answer page(
      Table<K, V> table, boolean open, Question question, Codec<R> values, Showing<K, V, R> showing)
      throws MalformedException {
    if (question.limit() < 1 || question.limit() > Question.LIMIT_MAX) {
      throw new MalformedException("limit", "is from 1 to " + Question.LIMIT_MAX);
    }
    Span<K> span = Span.parse(table.key(), question.texts(), question.after());
    Bytes prefix = rulebook.prefix(table);
    KeyRange range = span.range(table.key(), prefix);
    List<Found> records = new ArrayList<>();
    long withheld = 0;
    for (Part part : shown.parts(range, question.limit())) {
      if (part instanceof Row row) {
        K key = table.key().decode(row.key(), Table.PREFIX_LENGTH);
        R value = showing.of(key, table.value().decode(row.value()));
        records.add(found(table.key(), key, values, value));
      } else if (open) {
        throw new NotShownException(part.key());
      } else {
        withheld += part.count();
      }
    }
    boolean ends = records.size() + withheld < question.limit() || records.isEmpty();
    Optional<List<String>> next =
        ends ? Optional.empty() : Optional.of(Cursor.texts(records.getLast().key()));
    return new Answer.Page(records, withheld, next);
  }

  private static <K, V> Found found(KeyCodec<K> keys, K key, Codec<V> values, V value) {
    return new Found(keys.codec().toJson(key), values.toJson(value));
  }
}
