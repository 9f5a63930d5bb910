package birthmark.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import birthmark.bytes.Bytes;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class WindowTest {
  @Test
  void everyNumberStandsWhereARecordOfAllNumbersSaysItDoes() {
    for (long seed = 1; seed <= 40; seed++) {
      Random random = new Random(seed);
      Window window = Window.NEW;
      TreeSet<Long> counted = new TreeSet<>();
      for (int step = 0; step < 600; step++) {
        long sequence = next(random, window.highest());
        Window.Place expected = model(counted, sequence);
        assertEquals(expected, window.place(sequence), "seed " + seed + ", number " + sequence);
        if (expected == Window.Place.OPEN) {
          window = window.count(sequence, step / 100);
          counted.add(sequence);
        }
      }
    }
  }

  private static long next(Random random, long highest) {
    return switch (random.nextInt(8)) {
      case 0 -> Math.max(1, highest - random.nextInt(2_000));
      case 1 -> highest + 1 + random.nextInt(1_100);
      case 2 -> highest + Window.JUMP_MAX + random.nextInt(3);
      case 3 -> Math.max(1, highest - random.nextInt(20));
      default -> highest + 1;
    };
  }

  private static Window.Place model(SortedSet<Long> counted, long sequence) {
    long highest = counted.isEmpty() ? 0 : counted.last();
    if (sequence > highest + Window.JUMP_MAX) {
      return Window.Place.TOO_FAR;
    }
    if (sequence <= highest - Window.PLACES) {
      return Window.Place.BEHIND;
    }
    return counted.contains(sequence) ? Window.Place.COUNTED : Window.Place.OPEN;
  }

  @Test
  void aKeyThatNeverSkipsKeepsNoGaps() {
    Window window = Window.NEW;
    for (long sequence = 1; sequence <= 3_000; sequence++) {
      window = window.count(sequence, 0);
    }
    assertEquals(Bytes.EMPTY, window.gaps());
    assertEquals(3_000, window.highest());
  }

  @Test
  void aSkippedNumberStaysOpenUntilTheWindowPassesIt() {
    Window window = Window.NEW.count(1, 0).count(3, 0);
    assertEquals(Window.Place.OPEN, window.place(2));
    Window far = window.count(3 + Window.PLACES - 2, 0);
    assertEquals(Window.Place.OPEN, far.place(2));
    assertEquals(Window.Place.BEHIND, window.count(3 + Window.PLACES - 1, 0).place(2));
    assertEquals(Window.Place.COUNTED, far.count(2, 0).place(2));
  }

  @Test
  void theQuotaStartsAnewEachMinute() {
    Window window = Window.NEW.count(1, 7).count(2, 7);
    assertEquals(true, window.spent(2, 7));
    assertEquals(false, window.spent(3, 7));
    assertEquals(false, window.spent(2, 8));
    assertEquals(1, window.count(3, 8).used());
  }
}
