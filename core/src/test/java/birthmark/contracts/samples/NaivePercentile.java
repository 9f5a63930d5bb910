package birthmark.contracts.samples;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** A 90th percentile of whole numbers, as one counts it by hand. */
final class NaivePercentile {
  private NaivePercentile() {}

  /** The 90th percentile between the ranks around 0.9 n, in tenths. */
  static Optional<Integer> tenths(List<Integer> ascending) {
    if (ascending.isEmpty()) {
      return Optional.empty();
    }
    int position = 9 * ascending.size();
    int rank = Math.max(1, position / 10);
    int low = ascending.get(rank - 1);
    int high = ascending.get(Math.min(rank, ascending.size() - 1));
    int weight = position < 10 ? 0 : position % 10;
    return Optional.of(10 * low + weight * (high - low));
  }

  static Optional<String> text(Optional<Integer> tenths) {
    return tenths.map(
        each ->
            BigDecimal.valueOf(each, 1).signum() == 0
                ? "0"
                : BigDecimal.valueOf(each, 1).stripTrailingZeros().toPlainString());
  }
}
