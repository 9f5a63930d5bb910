package birthmark.node.query;

import birthmark.contract.Consequence;
import birthmark.contract.Rulebook;
import birthmark.json.Json;
import birthmark.machine.Rehearsal;
import java.util.List;
import java.util.SortedMap;

/**
 * What would become of a transaction, for whoever would ask for it.
 *
 * @param rehearsal what the contracts say
 * @param effects what would follow otherwise than now, for each contract that says what does
 */
public record Rehearsed(Rehearsal rehearsal, List<Effect> effects) {
  /**
   * What would change of one thing that follows from the state.
   *
   * @param rules the contract that says what follows
   * @param consequence what follows
   * @param looked how many were looked at
   * @param complete whether these are all that can change
   * @param withheld how many of those that change may not be seen
   * @param moves how many go from which word to which, both told with an arrow between
   * @param changed those that change, at most as many as asked for
   */
  public record Effect(
      Rulebook.Rules rules,
      Consequence<?, ?> consequence,
      long looked,
      boolean complete,
      long withheld,
      SortedMap<Move, Long> moves,
      List<Change> changed) {}

  /**
   * From what to what.
   *
   * @param from the word before; empty where there was nothing
   * @param to the word after; empty where there is nothing
   */
  public record Move(String from, String to) implements Comparable<Move> {
    @Override
    public int compareTo(Move other) {
      int first = from.compareTo(other.from);
      return first != 0 ? first : to.compareTo(other.to);
    }
  }

  /**
   * One that changes.
   *
   * @param key what it is about
   * @param move from what to what
   * @param after all that would follow; null where nothing would
   */
  public record Change(Json key, Move move, Json after) {}
}
