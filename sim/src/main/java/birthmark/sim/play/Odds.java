package birthmark.sim.play;

import java.util.random.RandomGenerator;

/**
 * How often things go wrong in one simulation, each in 1,000 of its occasions. Every seed has its
 * own: what goes wrong everywhere at once hides what goes wrong alone.
 *
 * @param messageLost of statements and answers on their way
 * @param messageTwice of statements that arrive twice
 * @param messageTampered of statements of which a copy with a flipped bit arrives too
 * @param writeFails of writes that the disk answers with a fault
 * @param writeCrashes of writes in which the process ends
 * @param nodeEnds of moments at which the node's process ends, or its power
 * @param diskRefuses of moments from which the disk takes nothing for a while
 * @param rowDamaged of moments at which a row is damaged
 * @param clockJumps of moments at which the node's clock is set
 * @param clientEnds of moments at which a client's process ends, or its folder is restored
 * @param keyCopied of moments at which somebody copies a thing's key
 */
record Odds(
    int messageLost,
    int messageTwice,
    int messageTampered,
    int writeFails,
    int writeCrashes,
    int nodeEnds,
    int diskRefuses,
    int rowDamaged,
    int clockJumps,
    int clientEnds,
    int keyCopied) {
  /** Nothing goes wrong. */
  static final Odds CALM = new Odds(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

  /** Odds of which about half are none. */
  static Odds of(RandomGenerator random) {
    return new Odds(
        some(random, 200),
        some(random, 200),
        some(random, 50),
        some(random, 100),
        some(random, 60),
        some(random, 60),
        some(random, 30),
        some(random, 60),
        some(random, 60),
        some(random, 150),
        some(random, 30));
  }

  private static int some(RandomGenerator random, int max) {
    return random.nextBoolean() ? random.nextInt(1, max + 1) : 0;
  }

  /** Whether one of these odds falls. */
  static boolean fall(int odds, RandomGenerator random) {
    return odds > 0 && random.nextInt(1_000) < odds;
  }
}
