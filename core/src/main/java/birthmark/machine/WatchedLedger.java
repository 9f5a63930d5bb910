package birthmark.machine;

import birthmark.bytes.Bytes;
import birthmark.merkle.PageSource;
import birthmark.merkle.Tiles;
import birthmark.state.Entry;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A ledger, as it is before a block, that remembers whether something stored could not be read.
 * What a contract makes of that is no decision: another replica can read it.
 */
final class WatchedLedger implements Ledger {
  private final Ledger ledger;

  // One statement asks for some of these over and over, and nothing stored changes meanwhile.
  private final HashMap<Bytes, Boolean> absent = new HashMap<>();

  private Optional<RuntimeException> fault = Optional.empty();

  WatchedLedger(Ledger ledger) {
    this.ledger = ledger;
  }

  /**
   * Goes on only if all that was asked for could be read.
   *
   * @throws RuntimeException what reading threw, if it did
   */
  void requireReadable() {
    if (fault.isPresent()) {
      throw fault.get();
    }
  }

  private RuntimeException remembered(RuntimeException thrown) {
    fault = Optional.of(thrown);
    return thrown;
  }

  @Override
  public Optional<Bytes> value(Bytes key) {
    return read(key, () -> ledger.value(key));
  }

  @Override
  public <V> Optional<V> value(Bytes key, Function<Bytes, V> decode) {
    return read(key, () -> ledger.value(key, decode));
  }

  private <V> Optional<V> read(Bytes key, Supplier<Optional<V>> stored) {
    if (absent.containsKey(key)) {
      return Optional.empty();
    }
    try {
      Optional<V> found = stored.get();
      if (found.isEmpty()) {
        absent.put(key, true);
      }
      return found;
    } catch (RuntimeException e) {
      throw remembered(e);
    }
  }

  @Override
  public List<Entry<Bytes, Bytes>> list(Bytes prefix, Optional<Bytes> after, int limit) {
    try {
      return ledger.list(prefix, after, limit);
    } catch (RuntimeException e) {
      throw remembered(e);
    }
  }

  @Override
  public Optional<Bytes> entry(long index) {
    try {
      return ledger.entry(index);
    } catch (RuntimeException e) {
      throw remembered(e);
    }
  }

  @Override
  public PageSource pages() {
    return ledger.pages();
  }

  @Override
  public Tiles tiles() {
    return ledger.tiles();
  }
}
