package birthmark.contract;

import birthmark.state.Table;
import birthmark.state.Write;
import java.util.ArrayList;
import java.util.List;

/** Collects writes and facts of an accepted transaction. */
public final class Acceptance {
  private final List<Write<?, ?>> writes = new ArrayList<>();
  private final List<Fact> facts = new ArrayList<>();

  Acceptance() {}

  /** Sets a record. */
  public <K, V> Acceptance put(Table<K, V> table, K key, V value) {
    writes.add(table.put(key, value));
    return this;
  }

  /** Removes a record. */
  public <K, V> Acceptance remove(Table<K, V> table, K key) {
    writes.add(table.remove(key));
    return this;
  }

  /** Adds writes made elsewhere. */
  public Acceptance writes(List<? extends Write<?, ?>> more) {
    writes.addAll(more);
    return this;
  }

  /** States a fact. */
  public Acceptance fact(Fact fact) {
    facts.add(fact);
    return this;
  }

  /** States facts made elsewhere. */
  public Acceptance facts(List<? extends Fact> more) {
    facts.addAll(more);
    return this;
  }

  /** The outcome. */
  public Outcome.Accepted outcome() {
    return new Outcome.Accepted(List.copyOf(writes), List.copyOf(facts));
  }
}
