package birthmark.sim.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import birthmark.codec.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class EventQueueTest {
  private static final Timestamp START = Timestamp.parse("2026-01-01T00:00:00Z");

  private final EventQueue world = new EventQueue();
  private final List<String> happened = new ArrayList<>();

  private void ask(long millis, String name) {
    world.after(Duration.ofMillis(millis), name, () -> happened.add(name));
  }

  private void performAll() {
    while (world.waiting() > 0) {
      world.next().action().run();
    }
  }

  @Test
  void eventsHappenInTheOrderOfTimeAndOfOneMomentAsTheyWereAskedFor() {
    ask(5, "late");
    ask(1, "first");
    ask(1, "second");
    ask(0, "now");
    performAll();
    assertEquals(List.of("now", "first", "second", "late"), happened);
    assertEquals(5_000_000, world.nanos());
  }

  @Test
  void whatAnEventAsksForCountsFromItsOwnTime() {
    world.after(Duration.ofMillis(3), "asks", () -> ask(2, "asked"));
    ask(4, "between");
    performAll();
    assertEquals(List.of("between", "asked"), happened);
    assertEquals(5_000_000, world.nanos());
  }

  @Test
  void nothingHappensInThePastOrOutOfNothing() {
    assertThrows(IllegalArgumentException.class, () -> ask(-1, "before"));
    assertThrows(NoSuchElementException.class, world::next);
  }

  @Test
  void aClockThatIsSetDoesNotChangeHowTimePasses() {
    SimulatedClock clock = new SimulatedClock(world, START);
    ask(1_500, "later");
    clock.jump(Duration.ofDays(-1));
    world.next();
    assertEquals(START.millis() + 1_500 - Duration.ofDays(1).toMillis(), clock.millis());
    assertEquals(1_500_000_000, clock.nanos());
    clock.correct();
    assertEquals(START.millis() + 1_500, clock.millis());
  }
}
