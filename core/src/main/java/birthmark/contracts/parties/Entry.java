package birthmark.contracts.parties;

import birthmark.codec.About;
import birthmark.codec.Timestamp;
import birthmark.contract.Allowance;
import java.util.Optional;

/**
 * Who may register, and what it takes.
 *
 * @param mode who
 * @param bits the least work, in leading zero bits of its digest; with {@link Mode#WORK} alone
 * @param hourly how many may register in an hour before more work is needed; with work alone
 * @param quota how many statements a key of who came in by work may place in a minute, until
 *     somebody with a role vouches for it; with work alone
 * @param since the height at which this was set
 */
@About("Who may register, and what it takes.")
public record Entry(
    Mode mode, Optional<Long> bits, Optional<Long> hourly, Optional<Long> quota, long since) {
  /** The most work that is ever needed, in bits: more than anybody does. */
  public static final long BITS_MAX = 64;

  /** The most that replicas may ask for to begin with: hours on one machine. */
  public static final long LEAST_BITS_MAX = 40;

  private static final long HOURLY_MAX = 1_000_000;
  private static final long QUOTA_MAX = 1_000_000;
  private static final long MILLIS_AN_HOUR = 3_600_000;

  /** Who may register. */
  public enum Mode {
    /** Anybody. */
    FREE,
    /** Whoever does some work, or is vouched for. */
    WORK,
    /** Those whom somebody with a role vouches for. */
    VOUCHED
  }

  /** The one rule there is. */
  public enum Rule {
    /** For all who register. */
    ALL
  }

  /**
   * What names the rule.
   *
   * @param rule which
   */
  public record Of(Rule rule) {
    /** The rule for all. */
    public static final Of ALL = new Of(Rule.ALL);
  }

  /**
   * How far those who came in by work have used up the hours.
   *
   * @param until each takes its part of an hour from the moment on until which they are used up
   */
  public record Arrivals(Timestamp until) {}

  /**
   * A party that came in by work and that nobody vouched for.
   *
   * @param quota how many statements each of its keys may place in a minute
   * @param since the height at which it came
   */
  @About("A party that came in by work and that nobody vouched for.")
  public record Newcomer(long quota, long since) {}

  /**
   * Who vouched for a party that is to register.
   *
   * @param by who
   * @param since the height at which it did
   */
  @About("Who vouched for a party that is to register.")
  public record Voucher(PartyId by, long since) {}

  /**
   * Who may register, and what it takes now.
   *
   * @param mode who
   * @param bits how many leading zero bits the digest of the work needs now; where work is asked
   *     for
   * @param hourly how many may register in an hour before more work is needed
   * @param quota how many statements a newcomer's key may place in a minute
   */
  @About("Who may register, and what it takes now.")
  public record Standing(
      Mode mode, Optional<Long> bits, Optional<Long> hourly, Optional<Long> quota) {}

  /**
   * Checks what replicas set.
   *
   * @throws IllegalArgumentException if a number is out of range, or there where it has no meaning
   */
  static void require(Mode mode, Optional<Long> bits, Optional<Long> hourly, Optional<Long> quota) {
    boolean work = mode == Mode.WORK;
    if (bits.isPresent() != work || hourly.isPresent() != work || quota.isPresent() != work) {
      throw new IllegalArgumentException(
          "bits, hourly and quota go with the mode work, all three, and with no other");
    }
    range("bits", bits, 1, LEAST_BITS_MAX);
    range("hourly", hourly, 1, HOURLY_MAX);
    range("quota", quota, Allowance.LEAST, QUOTA_MAX);
  }

  private static void range(String name, Optional<Long> number, long least, long most) {
    if (number.isPresent() && (number.get() < least || number.get() > most)) {
      throw new IllegalArgumentException(name + " is " + least + " to " + most);
    }
  }

  /** How many bits are needed at {@code now}: one more for each hour that is used up. */
  long bitsAt(Timestamp now, Optional<Arrivals> arrivals) {
    long ahead =
        arrivals
            .map(used -> Math.max(0, Math.subtractExact(used.until().millis(), now.millis())))
            .orElse(0L);
    return Math.min(BITS_MAX, Math.addExact(bits.orElse(0L), ahead / MILLIS_AN_HOUR));
  }

  /** What is used up once one more came in at {@code now}. */
  Arrivals after(Timestamp now, Optional<Arrivals> before) {
    long from =
        before.map(used -> Math.max(now.millis(), used.until().millis())).orElse(now.millis());
    long part = MILLIS_AN_HOUR / hourly.orElseThrow();
    return new Arrivals(new Timestamp(Math.min(Timestamp.MAX_MILLIS, Math.addExact(from, part))));
  }
}
