package birthmark.sim.bench;

import java.nio.file.Path;
import java.util.List;

/**
 * Something that is measured.
 *
 * @param names the rows that come of it
 * @param isLong whether it takes minutes, so that a quick bench skips it
 * @param run measures in a folder of its own
 */
record Measure(List<String> names, boolean isLong, Run run) {
  /** One measurement. */
  interface Run {
    /** The rows, in the order of their names. */
    List<Figure> in(Path folder, Settings settings) throws Exception;
  }
}
