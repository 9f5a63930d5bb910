package birthmark.sim.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TraceTest {
  private final EventQueue world = new EventQueue();
  private final Trace trace = new Trace(world);

  @Test
  void aLineSaysWhenSomethingHappenedToTheMicrosecond() {
    world.after(Duration.ofNanos(61_000_042_999L), "later", () -> {});
    trace.add("first");
    world.next();
    trace.add("second");
    assertEquals(List.of("0.000000 first", "61.000042 second"), trace.lines());
  }

  @Test
  void tracesAreTheSameOnlyIfEveryLineIs() {
    Trace other = new Trace(world);
    trace.add("one");
    other.add("one");
    assertEquals(trace.hash(), other.hash());
    trace.add("two");
    other.add("tw");
    assertNotEquals(trace.hash(), other.hash());
  }

  @Test
  void aTallyAddsUp() {
    Tally one = new Tally();
    one.count("blocks");
    one.count("blocks");
    Tally sum = new Tally();
    sum.count("crashes", 3);
    sum.add(one);
    sum.add(one);
    assertEquals(Map.of("blocks", 4L, "crashes", 3L), sum.counts());
    assertEquals(0, sum.of("never"));
  }
}
