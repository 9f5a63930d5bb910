package birthmark.sim.bench;

import java.nio.file.Path;

/**
 * How much is measured.
 *
 * @param folder where ledgers are made; emptied afterwards
 * @param keys how many keys sign
 * @param rounds how often and how much for rates
 * @param latencySeconds how long latencies are measured
 * @param things how many things the rows about many things have; 0 where they are skipped
 */
record Settings(Path folder, int keys, Rounds rounds, int latencySeconds, int things) {
  /**
   * How often and how much.
   *
   * @param warmUp rounds that do not count
   * @param measured rounds that count
   * @param statements statements a round
   */
  record Rounds(int warmUp, int measured, int statements) {}

  /**
   * All of it. A round's end, when the last blocks are decided and one processor has nothing left
   * to do, is no part of what lasts: rounds are long enough that it hardly counts.
   */
  static Settings full(Path folder) {
    return new Settings(folder, 10_000, new Rounds(2, 4, 120_000), 30, 1_000_000);
  }

  static Settings quick(Path folder) {
    return new Settings(folder, 2_000, new Rounds(2, 3, 15_000), 5, 0);
  }
}
