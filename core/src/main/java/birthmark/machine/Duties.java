package birthmark.machine;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.contract.Due;
import birthmark.contract.Duty;
import birthmark.contract.Now;
import birthmark.contract.Outcome;
import birthmark.contract.Rulebook;
import birthmark.state.Entry;
import birthmark.state.Table;
import birthmark.state.View;
import birthmark.state.Write;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Finds what is due at a block's time: records of the tables that contracts declare duties on, the
 * earliest first; of one moment, in the order of contracts, tables and keys.
 *
 * <p>Where nothing is due, it costs a look at the first record of each such table.
 */
public final class Duties {
  /** The most that one block does by itself; the rest waits for the next. */
  public static final int MAX = View.LIST_MAX;

  private final List<Declared<?, ?>> declared = new ArrayList<>();

  /**
   * A record that is due.
   *
   * @param rules whose it is
   * @param duty what happens
   * @param record the record
   */
  public record Item<K extends Due, V>(Rulebook.Rules rules, Duty<K, V> duty, Entry<K, V> record) {
    /** Removes the record. */
    public Write<K, V> removal() {
      return duty.table().remove(record.key());
    }

    /** What the contract does, in a {@code state} without the record. */
    public Outcome.Accepted decide(View state, Now at) {
      return duty.rule().perform(state, at, record.key(), record.value());
    }

    /** Whether the record is still there as it was. */
    boolean holds(View state) {
      return state.find(duty.table(), record.key()).equals(Optional.of(record.value()));
    }

    /** The record's ordered key. */
    Bytes key() {
      return duty.table().key().encode(Bytes.EMPTY, record.key());
    }
  }

  /**
   * What is due.
   *
   * @param items at most {@link #MAX}, in order
   * @param more whether there is more, or may be
   */
  public record Agenda(List<Item<?, ?>> items, boolean more) {}

  /** A duty of a contract. */
  private record Declared<K extends Due, V>(Rulebook.Rules rules, Duty<K, V> duty) {
    private Table<K, V> table() {
      return duty.table();
    }

    /** The due records, the earliest first, at most {@link #MAX}. */
    List<Item<K, V>> due(View state, Timestamp time) {
      List<Item<K, V>> items = new ArrayList<>();
      List<Entry<K, V>> first = state.list(table(), List.of(), Optional.empty(), 1);
      if (first.isEmpty() || first.getFirst().key().due().isAfter(time)) {
        return items;
      }
      for (Entry<K, V> record : state.list(table(), List.of(), Optional.empty(), MAX)) {
        if (record.key().due().isAfter(time)) {
          break;
        }
        items.add(new Item<>(rules, duty, record));
      }
      return items;
    }
  }

  /** The duties that the contracts of {@code rulebook} declare. */
  public Duties(Rulebook rulebook) {
    for (Rulebook.Rules rules : rulebook.contracts()) {
      List<Duty<?, ?>> own = new ArrayList<>(rules.surface().duties());
      own.sort(Comparator.comparingInt(duty -> duty.table().number()));
      for (Duty<?, ?> duty : own) {
        declared.add(new Declared<>(rules, duty));
      }
    }
  }

  /** What is due in {@code state} at {@code time}. */
  public Agenda due(View state, Timestamp time) {
    List<Item<?, ?>> items = new ArrayList<>();
    boolean more = false;
    for (Declared<?, ?> each : declared) {
      List<? extends Item<?, ?>> due = each.due(state, time);
      items.addAll(due);
      more |= due.size() == MAX;
    }
    // The sort is stable: what is due at one moment stays in the order it was found.
    items.sort(Comparator.comparing((Item<?, ?> item) -> item.record().key().due()));
    if (items.size() > MAX) {
      return new Agenda(List.copyOf(items.subList(0, MAX)), true);
    }
    return new Agenda(List.copyOf(items), more);
  }
}
