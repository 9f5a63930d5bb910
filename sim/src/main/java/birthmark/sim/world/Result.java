package birthmark.sim.world;

import birthmark.bytes.Bytes;
import java.util.List;
import java.util.Optional;

/**
 * What became of one simulation.
 *
 * @param seed which one it was
 * @param violation what must hold and did not
 * @param lines its trace
 * @param hash SHA-256 of the trace
 * @param tally what there was of it
 */
public record Result(
    long seed, Optional<String> violation, List<String> lines, Bytes hash, Tally tally) {
  /** Where the traces of two simulations of one seed part; empty if they are the same. */
  public static Optional<String> difference(Result one, Result other) {
    if (one.hash().equals(other.hash())) {
      return Optional.empty();
    }
    int at = 0;
    while (at < Math.min(one.lines().size(), other.lines().size())
        && one.lines().get(at).equals(other.lines().get(at))) {
      at++;
    }
    return Optional.of(
        "two runs of the seed differ from line "
            + (at + 1)
            + " on: '"
            + one.line(at)
            + "', and then '"
            + other.line(at)
            + "'");
  }

  private String line(int at) {
    return at < lines.size() ? lines.get(at) : "nothing";
  }
}
