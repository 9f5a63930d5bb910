package birthmark.gateway.admission;

import birthmark.client.sdk.Notices;
import birthmark.contracts.things.ThingId;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What is to be looked at again, gathered while the last look is under way: many things by one list
 * instead of one by one.
 */
final class Review implements AutoCloseable {
  /** From so many on a list is asked for instead of each. */
  private static final int MANY = 16;

  /** A block that nobody proves after so many attempts is not there. */
  private static final int ATTEMPTS = 100;

  private static final long PAUSE_MILLIS = 50;

  /** Looks at one thing as of a block; says whether that was proven. */
  interface One {
    boolean look(ThingId thing, long height);
  }

  /** Looks at many things; says whether where they stand was proven. */
  interface Many {
    /** At those of {@code round}. */
    boolean look(Round round);
  }

  /**
   * What one round looks at.
   *
   * @param things of which something was told, each as of its block
   * @param several that something told may concern
   * @param everything whether all that are here are looked at
   * @param height as of which block or later
   */
  record Round(Map<ThingId, Long> things, Set<ThingId> several, boolean everything, long height) {
    /** Those it names. */
    Set<ThingId> named() {
      Set<ThingId> named = new HashSet<>(things.keySet());
      named.addAll(several);
      return named;
    }
  }

  private final One one;
  private final Many many;
  private final Notices notices;
  private final Thread thread;
  private final Map<ThingId, Long> things = new HashMap<>();
  private final Set<ThingId> several = new HashSet<>();
  private boolean everything;
  private long manyHeight;
  private volatile long announced;
  private volatile boolean closed;

  Review(One one, Many many, Notices notices) {
    this.one = one;
    this.many = many;
    this.notices = notices;
    this.thread = Thread.ofPlatform().daemon().name("review").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Takes note that a node speaks of {@code height}. */
  synchronized void announce(long height) {
    announced = Math.max(announced, height);
  }

  /** The highest block that a node has spoken of. */
  long announced() {
    return announced;
  }

  /** Has {@code thing} looked at as of {@code height} or later. */
  synchronized void one(ThingId thing, long height) {
    things.merge(thing, height, Math::max);
    notifyAll();
  }

  /** Has {@code some} looked at as of {@code height} or later, which one change may concern. */
  synchronized void several(Collection<ThingId> some, long height) {
    several.addAll(some);
    manyHeight = Math.max(manyHeight, height);
    notifyAll();
  }

  /** Has everything looked at as of {@code height} or later. */
  synchronized void all(long height) {
    everything = true;
    manyHeight = Math.max(manyHeight, height);
    notifyAll();
  }

  private synchronized Round take() throws InterruptedException {
    while (things.isEmpty() && several.isEmpty() && !everything) {
      wait();
    }
    long height = manyHeight;
    for (long each : things.values()) {
      height = Math.max(height, each);
    }
    Round round = new Round(Map.copyOf(things), Set.copyOf(several), everything, height);
    things.clear();
    several.clear();
    everything = false;
    manyHeight = 0;
    return round;
  }

  private void run() {
    try {
      while (!closed) {
        Round round = take();
        if (round.everything() || !round.several().isEmpty() || round.things().size() > MANY) {
          if (!persist(() -> many.look(round))) {
            givenUp(round.height());
          }
          continue;
        }
        for (Map.Entry<ThingId, Long> each : round.things().entrySet()) {
          if (!persist(() -> one.look(each.getKey(), each.getValue()))) {
            givenUp(each.getValue());
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private interface Look {
    boolean done();
  }

  private boolean persist(Look look) throws InterruptedException {
    for (int i = 0; i < ATTEMPTS && !closed; i++) {
      if (look.done()) {
        return true;
      }
      Thread.sleep(PAUSE_MILLIS);
    }
    return closed;
  }

  /** Forgets a block that nobody proves, which whoever spoke of it may have made up. */
  private synchronized void givenUp(long height) {
    if (announced == height) {
      announced = 0;
    }
    notices.say(
        "No node proves block " + height + " that one spoke of; what was proven before counts on.");
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
