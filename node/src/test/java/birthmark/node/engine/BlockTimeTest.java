package birthmark.node.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import birthmark.codec.Timestamp;
import birthmark.node.testing.HandClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BlockTimeTest {
  private static final Timestamp START = Timestamp.parse("2026-01-01T00:00:00Z");
  private final HandClock clock = new HandClock(START);
  private final BlockTime time = new BlockTime(clock);

  @Test
  void blockTimeIsTheClocks() {
    clock.pass(Duration.ofSeconds(5));
    assertEquals(START.plusSeconds(5), time.next(START));
  }

  @Test
  void aClockSetBackNeverMovesBlockTimeBackwards() {
    clock.pass(Duration.ofSeconds(5));
    Timestamp last = time.next(START);
    clock.jump(Duration.ofDays(-1));
    assertEquals(last, time.next(last));
    clock.pass(Duration.ofSeconds(5));
    assertEquals(last, time.next(last));
    clock.jump(Duration.ofDays(1));
    // The clock is where it was, but forward by a day from where it has been since.
    clock.pass(Duration.ofMinutes(2));
    time.next(last);
    clock.pass(Duration.ofMinutes(2));
    assertEquals(START.plusSeconds(250), time.next(last));
  }

  @Test
  void aShortGlitchForwardIsNotFollowed() {
    clock.jump(Duration.ofDays(365));
    clock.pass(Duration.ofSeconds(10));
    Timestamp last = time.next(START);
    assertEquals(START.plusSeconds(10), last);
    clock.jump(Duration.ofDays(-365));
    clock.pass(Duration.ofSeconds(70));
    assertEquals(START.plusSeconds(80), time.next(last));
  }

  @Test
  void aClockThatStaysAheadIsFollowed() {
    clock.jump(Duration.ofDays(30));
    Timestamp last = time.next(START);
    for (int i = 0; i < 5; i++) {
      clock.pass(Duration.ofSeconds(10));
      last = time.next(last);
      assertEquals(START.plusSeconds(10L * (i + 1)), last);
    }
    clock.pass(Duration.ofSeconds(10));
    assertEquals(START.plusSeconds(60 + 30 * 86_400), time.next(last));
  }

  @Test
  void aSmallStepForwardIsFollowedAtOnce() {
    clock.jump(Duration.ofMinutes(4));
    assertEquals(START.plusSeconds(240), time.next(START));
  }

  @Test
  void aClockOutsideTheYearsThereAreIsHeldWithin() {
    HandClock broken = new HandClock(new Timestamp(0));
    broken.jump(Duration.ofDays(-10));
    assertEquals(START, new BlockTime(broken).next(START));
    broken.jump(Duration.ofDays(10_000_000));
    BlockTime late = new BlockTime(broken);
    assertEquals(new Timestamp(Timestamp.MAX_MILLIS), late.next(START));
  }
}
