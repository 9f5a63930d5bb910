package birthmark.contracts.governance;

import birthmark.codec.About;
import birthmark.codec.Timestamp;
import birthmark.contract.Due;
import birthmark.contract.Replica;
import birthmark.cose.KeyId;

/** How long replicas may be absent, and how long each has been. */
public final class Absence {
  /** The shortest time that a replica may be absent, in seconds. */
  public static final long MIN_SECONDS = 600;

  /** The longest, in seconds: 90 days. */
  public static final long MAX_SECONDS = 7_776_000;

  private Absence() {}

  /** The one rule there is. */
  public enum Rule {
    /** For all replicas. */
    ALL
  }

  /**
   * What names the rule.
   *
   * @param rule which
   */
  public record Of(Rule rule) {
    /** The rule for replicas. */
    public static final Of REPLICAS = new Of(Rule.ALL);
  }

  /**
   * How long a replica may be absent.
   *
   * @param seconds how long
   * @param since the height at which it was set
   */
  public record Limit(long seconds, long since) {}

  /**
   * Until when a replica has shown that it is there.
   *
   * @param until when it is suspended unless it shows so again
   * @param since the height at which it last did, or began
   */
  public record Shown(Timestamp until, long since) {}

  /**
   * A replica and when it is suspended.
   *
   * @param due when
   * @param replica the thumbprint of its checkpoint key
   */
  public record End(Timestamp due, KeyId replica) implements Due {}

  /**
   * A replica that is suspended.
   *
   * @param replica as it was
   * @param since the height at which it was
   */
  @About("A replica that is suspended.")
  public record Suspended(Replica replica, long since) {}
}
