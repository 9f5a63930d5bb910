package birthmark.sim.world;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * What will happen, in the order of time; of one moment, in the order it was asked for. Time passes
 * from event to event and at no other pace.
 */
public final class EventQueue {
  private static final Comparator<Event> ORDER =
      Comparator.comparingLong(Event::nanos).thenComparingLong(Event::number);

  private final PriorityQueue<Event> events = new PriorityQueue<>(ORDER);
  private long now;
  private long asked;

  /**
   * Something that happens.
   *
   * @param nanos when, in nanoseconds since the world began
   * @param number how many were asked for before it
   * @param name what a reader of the trace is told
   * @param action what it does; it may ask for more
   */
  public record Event(long nanos, long number, String name, Runnable action) {}

  /** Asks for something to happen {@code delay} from now. */
  public void after(Duration delay, String name, Runnable action) {
    if (delay.isNegative()) {
      throw new IllegalArgumentException("nothing can happen in the past: " + name);
    }
    events.add(new Event(now + delay.toNanos(), asked, name, action));
    asked++;
  }

  /** Nanoseconds since the world began. */
  public long nanos() {
    return now;
  }

  /** How many events are still to come. */
  public int waiting() {
    return events.size();
  }

  /**
   * Lets time pass until the next event, which the caller is to perform.
   *
   * @throws java.util.NoSuchElementException if nothing more will happen
   */
  public Event next() {
    Event event = events.remove();
    now = event.nanos();
    return event;
  }
}
