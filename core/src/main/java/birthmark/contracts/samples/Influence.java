package birthmark.contracts.samples;

import java.util.ArrayList;
import java.util.List;

/**
 * What leaving out values would do to a percentile and to whether it is above a limit.
 *
 * <p>All of it follows from a few of the values in order: leaving out one of those above the
 * percentile's rank does the same whichever it is, and of all sets of one size the greatest values
 * lower it most.
 */
public final class Influence {
  private final Percentile percentile;
  private final Decimal limit;
  private final Ranked all;
  private final boolean exceeded;

  /**
   * Neighbours in order of which leaving out any one does the same.
   *
   * @param first the rank of the first, from 1
   * @param last the rank of the last
   * @param figure the figure without one of them
   * @param flips whether that is on the other side of the limit
   */
  public record Run(int first, int last, Figure figure, boolean flips) {}

  /** The influence of each of {@code all} on {@code percentile}, held against {@code limit}. */
  public Influence(Percentile percentile, Decimal limit, Ranked all) {
    this.percentile = percentile;
    this.limit = limit;
    this.all = all;
    this.exceeded = figure().exceeds(limit);
  }

  /** The figure of all. */
  public Figure figure() {
    return percentile.of(all);
  }

  /** Whether it is above the limit. */
  public boolean exceeded() {
    return exceeded;
  }

  /** The figure without one value, for each: at most three runs, none where there is but one. */
  public List<Run> leaveOneOut() {
    int count = all.count();
    List<Run> runs = new ArrayList<>();
    if (count == 1) {
      return runs;
    }
    // The figure of the rest looks at two ranks: what is left out lies below, at or above them.
    long position = percentile.position(count - 1) / Figure.PER_MILLIONTH;
    int rank = Math.clamp(position, 1, count - 1);
    int from = 1;
    for (int last : List.of(rank, Math.min(rank + 1, count), count)) {
      if (last >= from) {
        Figure figure = percentile.of(all.without(last));
        runs.add(new Run(from, last, figure, figure.exceeds(limit) != exceeded));
        from = last + 1;
      }
    }
    return runs;
  }

  /** How many values there are of which leaving out one alone changes the side of the limit. */
  public int flippingAlone() {
    return leaveOneOut().stream()
        .filter(Run::flips)
        .mapToInt(run -> run.last() - run.first() + 1)
        .sum();
  }

  /**
   * How many values must be left out at least to change the side of the limit: the greatest ones if
   * the figure is above it, else the least ones; 0 if no number of them does.
   */
  public int smallestFlip() {
    int low = 0;
    int high = all.count() - 1;
    if (!flips(high)) {
      return 0;
    }
    // The figure only moves one way as more of them are left out.
    while (high - low > 1) {
      int middle = (low + high) / 2;
      if (flips(middle)) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return high;
  }

  private boolean flips(int left) {
    Ranked rest = exceeded ? all.without(0, left) : all.without(left, 0);
    return percentile.of(rest).exceeds(limit) != exceeded;
  }

  /** The figure with {@code value} put back. */
  public Figure restored(long value) {
    return percentile.of(all.with(value));
  }
}
