package birthmark.contract;

import birthmark.state.Table;
import birthmark.state.View;

/**
 * What happens by itself when a record of a table comes due.
 *
 * <p>The machine removes the record and then does what the duty says, once, in the first block
 * whose time is not before that moment, or in a later one where too much is due at once. So what is
 * read of a deadline is still to be compared with the time: the duty tells, it does not decide.
 *
 * @param table the records, the earliest first
 * @param rule what is done
 */
public record Duty<K extends Due, V>(Table<K, V> table, Rule<K, V> rule) {
  /** Says what happens. */
  public interface Rule<K, V> {
    /**
     * The changes and facts: a pure function of its arguments, bounded as a transaction is.
     *
     * @param state the state, without the record
     * @param at the block
     */
    Outcome.Accepted perform(View state, Now at, K key, V value);
  }
}
