package birthmark.sim.play;

import birthmark.sim.world.Result;
import birthmark.sim.world.Tally;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

/**
 * Many simulations: each seed twice, which must give one trace; several seeds at once, each by one
 * thread.
 */
public final class Seeds {
  private static final int TAIL_LINES = 30;

  private final LongFunction<Result> play;
  private final long from;
  private final long count;
  private final AtomicLong taken = new AtomicLong();
  private final Tally tally = new Tally();
  private final List<Failure> failures = new ArrayList<>();
  private long done;
  private volatile boolean stopped;

  /**
   * A seed in which something does not hold.
   *
   * @param seed the seed
   * @param sentence what does not hold
   * @param tail the end of its trace
   */
  public record Failure(long seed, String sentence, List<String> tail) {}

  /** The seeds {@code from} to {@code from + count - 1} of nodes made of {@code parts}. */
  public Seeds(Parts parts, long from, long count) {
    this(seed -> Simulation.run(seed, parts), from, count);
  }

  /** The seeds {@code from} to {@code from + count - 1} of what {@code play} makes of each. */
  public Seeds(LongFunction<Result> play, long from, long count) {
    this.play = play;
    this.from = from;
    this.count = count;
  }

  /** Plays all of them on {@code threads} threads. */
  public void run(int threads) throws InterruptedException {
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      List<Callable<Boolean>> all = Collections.nCopies(threads, this::runAll);
      for (Future<Boolean> each : executor.invokeAll(all)) {
        each.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("the simulation itself failed", e.getCause());
    }
  }

  private boolean runAll() {
    for (long next = taken.getAndIncrement();
        next < count && !stopped;
        next = taken.getAndIncrement()) {
      Result result = play.apply(from + next);
      Result again = play.apply(from + next);
      note(result, result.violation().or(() -> Result.difference(result, again)));
    }
    return !stopped;
  }

  private synchronized void note(Result result, Optional<String> failure) {
    done++;
    tally.add(result.tally());
    failure.ifPresent(
        sentence -> {
          List<String> lines = result.lines();
          failures.add(
              new Failure(
                  result.seed(),
                  sentence,
                  lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size())));
        });
  }

  /** Begins no further seed. */
  public void stop() {
    stopped = true;
  }

  /** How many seeds were played. */
  public synchronized long done() {
    return done;
  }

  /** The seeds that failed so far, in their order. */
  public synchronized List<Failure> failures() {
    return failures.stream().sorted(Comparator.comparingLong(Failure::seed)).toList();
  }

  /** What there was of all of them together. */
  public synchronized Tally tally() {
    Tally copy = new Tally();
    copy.add(tally);
    return copy;
  }
}
