package birthmark.machine;

import birthmark.bytes.Bytes;
import birthmark.codec.Length;
import birthmark.contract.Allowance;
import birthmark.contract.Rulebook;
import birthmark.contract.Subject;
import birthmark.cose.KeyId;
import birthmark.state.Table;
import birthmark.state.View;
import java.util.Arrays;
import java.util.Optional;

/**
 * Which numbers of a key were counted: the anti-replay window of RFC 4303, section 3.4.3, with
 * 1,024 places, and the key's use of its quota.
 *
 * @param highest the highest number counted; 0 before the first
 * @param gaps bit i (from the lowest bit of the first octet) is set where {@code highest - i} was
 *     not counted; without trailing zero octets, so that a key that never skips has none
 * @param minute the minute of block time that {@code used} counts
 * @param used the statements counted in that minute
 * @param trail of a thing's key, what it signed of the thing's history, if anything
 */
public record Window(
    long highest, @Length(max = 128) Bytes gaps, long minute, long used, Optional<Trail> trail) {
  /** The places. */
  public static final int PLACES = 1_024;

  /** How far a number may lie ahead of the highest. */
  public static final long JUMP_MAX = 1L << 20;

  /** The windows by key. */
  public static final Table<KeyId, Window> TABLE =
      Table.of(3, "windows", KeyId.class, Window.class);

  /** Of a key that has signed nothing. */
  public static final Window NEW = new Window(0, Bytes.EMPTY, 0, 0, Optional.empty());

  /** Where a number stands. */
  public enum Place {
    /** Not counted yet: it may be. */
    OPEN,
    /** Counted already. */
    COUNTED,
    /** Behind the window: it will never count. */
    BEHIND,
    /** Too far ahead for now. */
    TOO_FAR
  }

  /** Where {@code sequence} stands. */
  public Place place(long sequence) {
    if (sequence > highest) {
      return sequence - highest > JUMP_MAX ? Place.TOO_FAR : Place.OPEN;
    }
    long back = highest - sequence;
    if (back >= PLACES) {
      return Place.BEHIND;
    }
    return gap((int) back) ? Place.OPEN : Place.COUNTED;
  }

  private boolean gap(int back) {
    int octet = back >>> 3;
    return octet < gaps.length() && (gaps.octet(octet) >>> (back & 7) & 1) == 1;
  }

  /**
   * The window after {@code sequence}, which is {@link Place#OPEN}, was counted in {@code
   * nowMinute}.
   */
  public Window count(long sequence, long nowMinute) {
    long usedNow = nowMinute == minute ? used + 1 : 1;
    if (sequence == highest + 1 && gaps.length() == 0) {
      return new Window(sequence, Bytes.EMPTY, nowMinute, usedNow, trail);
    }
    byte[] bits = Arrays.copyOf(gaps.unsafe(), PLACES / 8);
    if (sequence <= highest) {
      int back = (int) (highest - sequence);
      bits[back >>> 3] &= (byte) ~(1 << (back & 7));
      return new Window(highest, trimmed(bits), nowMinute, usedNow, trail);
    }
    long ahead = sequence - highest;
    byte[] moved = new byte[PLACES / 8];
    for (int back = 1; back < PLACES; back++) {
      long before = back - ahead;
      // Numbers between the old highest and the new one are gaps; number 0 and below never were
      // any.
      boolean skipped = before < 0;
      boolean open =
          skipped ? sequence - back >= 1 : (bits[(int) before >>> 3] >>> (before & 7) & 1) == 1;
      if (open) {
        moved[back >>> 3] |= (byte) (1 << (back & 7));
      }
    }
    return new Window(sequence, trimmed(moved), nowMinute, usedNow, trail);
  }

  /** The same window with {@code longer} in the place of the trail. */
  Window following(Trail longer) {
    return new Window(highest, gaps, minute, used, Optional.of(longer));
  }

  /** Whether the key has used up {@code quota} statements in {@code nowMinute}. */
  public boolean spent(long quota, long nowMinute) {
    return nowMinute == minute && used >= quota;
  }

  /**
   * How many statements the key, which is {@code subject}'s, may place in {@code nowMinute}.
   *
   * @param most the ledger's quota
   */
  public long quota(long most, Rulebook inForce, View state, Subject subject, long nowMinute) {
    return spent(Allowance.LEAST, nowMinute)
        ? inForce
            .allowance()
            .flatMap(rule -> rule.of(state, subject))
            .map(few -> Math.min(few, most))
            .orElse(most)
        : most;
  }

  private static Bytes trimmed(byte[] bits) {
    int length = bits.length;
    while (length > 0 && bits[length - 1] == 0) {
      length--;
    }
    return Bytes.copyOf(bits, 0, length);
  }
}
