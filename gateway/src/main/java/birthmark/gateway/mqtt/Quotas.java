package birthmark.gateway.mqtt;

import birthmark.contracts.things.ThingId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How much each thing has published of late, over all its connections: one that comes anew begins
 * where it left.
 *
 * <p>What is beyond its rate is refused. Being refused is work too, so a thing is refused as much
 * again as any may publish, and whoever goes on beyond that is put out for a while.
 */
final class Quotas {
  /** How long who does not heed refusals is put out. */
  static final Duration OUT = Duration.ofSeconds(10);

  /** What may come at once is what may come in so many seconds. */
  private static final double BURST_SECONDS = 2;

  private static final double NANOS_A_SECOND = 1e9;

  private final BrokerSettings.Limits limits;
  private final Map<ThingId, Quota> quotas = new ConcurrentHashMap<>();
  private long sweptNanos = System.nanoTime();

  Quotas(BrokerSettings.Limits limits) {
    this.limits = limits;
  }

  /** What becomes of a message. */
  enum Verdict {
    /** It goes to whoever subscribed. */
    TAKEN,
    /** It goes to nobody, and its sender is told. */
    REFUSED,
    /** The same, and its sender has to go: it heeds no refusal. */
    PUT_OUT
  }

  /**
   * Counts a message of {@code thing}.
   *
   * @param length topic and payload, in octets
   * @param operators how many octets a second its operator lets it publish; 0 for any number
   */
  Verdict count(ThingId thing, long length, long operators) {
    return quotas.computeIfAbsent(thing, _ -> new Quota(limits)).count(length, operators);
  }

  /** How many seconds {@code thing}, which comes, still has to stay away, if it was put out. */
  Optional<Long> outSeconds(ThingId thing) {
    sweep();
    return Optional.ofNullable(quotas.get(thing)).flatMap(Quota::outSeconds);
  }

  /** Forgets those of whom nothing is left to be known. */
  private synchronized void sweep() {
    if (System.nanoTime() - sweptNanos > OUT.toNanos()) {
      quotas.values().removeIf(Quota::isDrained);
      sweptNanos = System.nanoTime();
    }
  }

  /** So much of something that drains at a rate. */
  private static final class Leak {
    private double level;

    void drain(double amount) {
      level = Math.max(0, level - amount);
    }

    boolean hasRoom(long amount, long perSecond) {
      return perSecond == 0 || level + amount <= BURST_SECONDS * perSecond;
    }

    void add(long amount) {
      level += amount;
    }
  }

  /** One thing's. */
  private static final class Quota {
    private final BrokerSettings.Limits limits;
    private final Leak messages = new Leak();
    private final Leak octets = new Leak();
    private final Leak refusedMessages = new Leak();
    private final Leak refusedOctets = new Leak();
    private long lastNanos = System.nanoTime();
    private Optional<Long> outUntilNanos = Optional.empty();

    private Quota(BrokerSettings.Limits limits) {
      this.limits = limits;
    }

    synchronized Verdict count(long length, long operators) {
      long general = limits.octetsPerSecond();
      long octetsPerSecond =
          operators == 0 || general == 0
              ? Math.max(operators, general)
              : Math.min(operators, general);
      drain(octetsPerSecond);
      if (outSeconds().isEmpty()
          && messages.hasRoom(1, limits.messagesPerSecond())
          && octets.hasRoom(length, octetsPerSecond)) {
        messages.add(1);
        octets.add(length);
        return Verdict.TAKEN;
      }
      if (outSeconds().isEmpty()
          && refusedMessages.hasRoom(1, limits.messagesPerSecond())
          && refusedOctets.hasRoom(length, general)) {
        refusedMessages.add(1);
        refusedOctets.add(length);
        return Verdict.REFUSED;
      }
      outUntilNanos = outUntilNanos.or(() -> Optional.of(System.nanoTime() + OUT.toNanos()));
      return Verdict.PUT_OUT;
    }

    private void drain(long octetsPerSecond) {
      long now = System.nanoTime();
      double seconds = (now - lastNanos) / NANOS_A_SECOND;
      lastNanos = now;
      messages.drain(seconds * limits.messagesPerSecond());
      octets.drain(seconds * octetsPerSecond);
      refusedMessages.drain(seconds * limits.messagesPerSecond());
      refusedOctets.drain(seconds * limits.octetsPerSecond());
    }

    private synchronized Optional<Long> outSeconds() {
      if (outUntilNanos.isPresent() && outUntilNanos.get() - System.nanoTime() <= 0) {
        outUntilNanos = Optional.empty();
      }
      return outUntilNanos.map(
          until -> Math.ceilDiv(until - System.nanoTime(), (long) NANOS_A_SECOND));
    }

    /** Whether it is as a new one is; what an operator allows drains within two seconds. */
    private synchronized boolean isDrained() {
      return outSeconds().isEmpty()
          && System.nanoTime() - lastNanos > BURST_SECONDS * NANOS_A_SECOND;
    }
  }
}
