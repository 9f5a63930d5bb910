package birthmark.node.store;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborReader;
import birthmark.codec.Timestamp;
import birthmark.cose.KeyId;
import birthmark.cose.Sign1;
import birthmark.machine.Tip;
import birthmark.merkle.PageSource;
import birthmark.merkle.Tiles;
import birthmark.state.Entry;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * One frozen moment of the disk for all who read the same block; it thaws when the last of them,
 * and the store itself, has let go.
 */
final class SharedSnapshot {
  private final KeyValues.Frozen rows;
  private final StoredLedger ledger;
  private final StateCache cache;
  private final Tip tip;
  private final String checkpoint;

  // The store's own hold is the first; at 0 nobody can take hold again.
  private final AtomicInteger holds = new AtomicInteger(1);

  SharedSnapshot(KeyValues.Frozen rows, StateCache cache, Tip tip, String checkpoint) {
    this.rows = rows;
    this.ledger = new StoredLedger(rows);
    this.cache = cache;
    this.tip = tip;
    this.checkpoint = checkpoint;
  }

  Tip tip() {
    return tip;
  }

  Timestamp time() {
    return tip.time();
  }

  /** A snapshot for one reader; empty where the last hold is gone. */
  Optional<Snapshot> take() {
    while (true) {
      int now = holds.get();
      if (now == 0) {
        return Optional.empty();
      }
      if (holds.compareAndSet(now, now + 1)) {
        return Optional.of(new Hold());
      }
    }
  }

  /** Lets go of one hold. */
  void release() {
    if (holds.decrementAndGet() == 0) {
      rows.close();
    }
  }

  boolean released() {
    return holds.get() == 0;
  }

  /** Ends it for everybody. */
  void end() {
    rows.close();
  }

  /** One reader's hold. */
  private final class Hold implements Snapshot {
    private final AtomicBoolean closed = new AtomicBoolean();

    @Override
    public Tip tip() {
      return tip;
    }

    @Override
    public String checkpoint() {
      return checkpoint;
    }

    @Override
    public Optional<Bytes> value(Bytes key) {
      return cache.value(tip.height(), key, ledger::value);
    }

    @Override
    public <V> Optional<V> value(Bytes key, Function<Bytes, V> decode) {
      return cache.value(tip.height(), key, ledger::value, decode);
    }

    @Override
    public List<Entry<Bytes, Bytes>> list(Bytes prefix, Optional<Bytes> after, int limit) {
      return ledger.list(prefix, after, limit);
    }

    @Override
    public Optional<Bytes> entry(long index) {
      return ledger.entry(index);
    }

    @Override
    public PageSource pages() {
      return ledger.pages();
    }

    @Override
    public Tiles tiles() {
      return ledger.tiles();
    }

    @Override
    public Optional<Recorded> recorded(Bytes statement) {
      return rows.get(Column.IDS, statement)
          .flatMap(
              place ->
                  place.length() == Layout.SEQUENCE_LENGTH
                      ? counted(Layout.sequenceKey(place), Layout.sequenceNumber(place))
                      : Optional.of(accepted(Layout.readUnsigned(place))));
    }

    @Override
    public Optional<Recorded> recorded(KeyId key, long sequence) {
      return counted(key, sequence);
    }

    @Override
    public List<Recorded> recorded(KeyId key, long after, int limit) {
      if (after == Long.MAX_VALUE) {
        return List.of();
      }
      return rows
          .scan(
              Column.SEQUENCES,
              Layout.sequence(key, after + 1),
              Optional.of(Layout.sequence(key, Long.MAX_VALUE)),
              limit)
          .stream()
          .map(row -> counted(key, Layout.sequenceNumber(row.key())))
          .flatMap(Optional::stream)
          .toList();
    }

    @Override
    public Optional<Bytes> octets(Recorded recorded) {
      return switch (recorded.verdict()) {
        case Recorded.Accepted(long index) -> entry(index);
        case Recorded.Refused _ ->
            rows.get(Column.SEQUENCES, Layout.sequence(recorded.key(), recorded.sequence()))
                .map(Layout.Counted::load)
                .flatMap(
                    counted ->
                        counted instanceof Layout.Counted.Refused refused
                                && refused.octets().length() > 0
                            ? Optional.of(refused.octets())
                            : Optional.empty());
      };
    }

    private Optional<Recorded> counted(KeyId key, long sequence) {
      return rows.get(Column.SEQUENCES, Layout.sequence(key, sequence))
          .map(Layout.Counted::load)
          .map(
              counted ->
                  switch (counted) {
                    case Layout.Counted.Accepted(long index) -> accepted(index);
                    case Layout.Counted.Refused refused ->
                        new Recorded(
                            refused.statement(),
                            key,
                            sequence,
                            refused.height(),
                            new Recorded.Refused(
                                refused.contract(), refused.reason(), refused.detail()));
                  });
    }

    /** The log has all that is known of an accepted statement. */
    private Recorded accepted(long index) {
      Sign1 statement = Sign1.decode(entry(index).orElseThrow(() -> missing("entry", index)));
      CborReader payload = new CborReader(statement.payload());
      payload.array(Integer.MAX_VALUE);
      payload.skip();
      payload.skip();
      payload.skip();
      long sequence = payload.unsigned();
      long height = heightOf(index).orElseThrow(() -> missing("the block of entry", index));
      return new Recorded(
          statement.id(), statement.keyId(), sequence, height, new Recorded.Accepted(index));
    }

    private StoreException missing(String what, long index) {
      return new StoreException(
          StoreException.Kind.DAMAGED,
          "The store lacks " + what + " " + index + " of the log. Restore it from a backup.");
    }

    @Override
    public Optional<Long> heightOf(long index) {
      if (index < 0 || index >= tip.log().size()) {
        return Optional.empty();
      }
      return rows.scan(Column.BLOCKS, Layout.seal(index), Optional.empty(), 1).stream()
          .findFirst()
          .map(seal -> Layout.readUnsigned(seal.value()));
    }

    @Override
    public Optional<Long> sealOf(long height) {
      return block(height).map(BlockHead::seal);
    }

    @Override
    public Optional<BlockHead> block(long height) {
      return height < 0
          ? Optional.empty()
          : rows.get(Column.BLOCKS, Layout.height(height))
              .map(value -> Layout.loadBlock(height, value));
    }

    @Override
    public Optional<Snapshot> again() {
      return closed.get() ? Optional.empty() : take();
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        release();
      }
    }
  }
}
