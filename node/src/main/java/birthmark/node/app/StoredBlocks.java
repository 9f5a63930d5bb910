package birthmark.node.app;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.contract.Reason;
import birthmark.contract.Rulebook;
import birthmark.cose.KeyId;
import birthmark.machine.Overlay;
import birthmark.node.store.BlockHead;
import birthmark.node.store.Recorded;
import birthmark.node.store.Snapshot;
import birthmark.node.store.Store;
import birthmark.node.store.StoreException;
import birthmark.node.submit.Answer;
import birthmark.node.submit.LastBlock;
import birthmark.node.submit.UnavailableException;
import birthmark.state.Entry;
import birthmark.state.RawState;
import birthmark.state.View;
import birthmark.statement.EnvelopeRefusal;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** The newest block as submission asks for it, out of the store. */
public record StoredBlocks(Store store, Rulebook rulebook) implements LastBlock.Source {
  @Override
  public LastBlock open() {
    return of(() -> new Stored(store.snapshot(), rulebook));
  }

  private static <T> T of(Supplier<T> reading) {
    try {
      return reading.get();
    } catch (StoreException e) {
      throw new UnavailableException(e.sentence(), e);
    }
  }

  /** The records of a snapshot; where they cannot be read, whoever asked is told why. */
  private record Records(RawState stored) implements RawState {
    @Override
    public Optional<Bytes> value(Bytes key) {
      return of(() -> stored.value(key));
    }

    @Override
    public <V> Optional<V> value(Bytes key, Function<Bytes, V> decode) {
      return of(() -> stored.value(key, decode));
    }

    @Override
    public List<Entry<Bytes, Bytes>> list(Bytes prefix, Optional<Bytes> after, int limit) {
      return of(() -> stored.list(prefix, after, limit));
    }
  }

  /** The block that a snapshot stands at. */
  private record Stored(Snapshot snapshot, Rulebook rulebook, View state) implements LastBlock {
    Stored(Snapshot snapshot, Rulebook rulebook) {
      this(snapshot, rulebook, new Overlay(rulebook, new Records(snapshot)));
    }

    @Override
    public long height() {
      return snapshot.tip().height();
    }

    @Override
    public Timestamp time() {
      return snapshot.tip().time();
    }

    @Override
    public Optional<First> first(KeyId key, long sequence) {
      return of(() -> snapshot.recorded(key, sequence).map(this::first));
    }

    private First first(Recorded recorded) {
      Optional<Long> index =
          recorded.verdict() instanceof Recorded.Accepted(long at)
              ? Optional.of(at)
              : Optional.empty();
      return new First(recorded.statement(), snapshot.octets(recorded), index, answer(recorded));
    }

    private Answer answer(Recorded recorded) {
      return switch (recorded.verdict()) {
        case Recorded.Accepted(long index) ->
            new Answer.Committed(
                recorded.statement(),
                index,
                recorded.height(),
                snapshot.block(recorded.height()).map(BlockHead::time).orElseThrow(),
                List.of(),
                true);
        case Recorded.Refused(int contract, int reason, String detail) ->
            new Answer.Refused(
                Optional.of(recorded.statement()),
                contract,
                reason(contract, reason),
                detail,
                Optional.of(recorded.height()),
                Optional.empty());
      };
    }

    private Reason reason(int contract, int position) {
      List<? extends Reason> reasons =
          contract == Rulebook.LEDGER
              ? List.of(EnvelopeRefusal.values())
              : rulebook.numbered(contract).orElseThrow().surface().refusals();
      return reasons.get(position);
    }

    @Override
    public void close() {
      snapshot.close();
    }
  }
}
