package birthmark.gateway.hook;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.ConnectionToken;
import birthmark.contracts.admission.TopicUse;
import birthmark.contracts.things.ThingId;
import birthmark.cose.KeyId;
import birthmark.gateway.admission.Admissions;
import birthmark.gateway.admission.Decision;
import birthmark.gateway.admission.Segment;
import birthmark.gateway.mqtt.DeviceCertificates;
import birthmark.gateway.mqtt.Topics;
import java.io.ByteArrayInputStream;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Things at a broker that the site keeps: who may connect there, which topics each may use, and who
 * has to go. Whatever is not allowed is denied.
 */
final class SiteBroker implements Admissions.Listener {
  /** The most things at one broker. */
  static final int THINGS_MAX = 100_000;

  /** The most things that one answer tells to end. */
  static final int ENDED_AT_ONCE = 100;

  private static final int PASSWORDS_MAX = 100_000;

  /** What may be asked for, as brokers number it. */
  enum Access {
    /** To be sent what is published to a topic. */
    READ(1),
    /** To publish to a topic. */
    WRITE(2),
    /** To subscribe to a filter. */
    SUBSCRIBE(4);

    private final int number;

    Access(int number) {
      this.number = number;
    }

    static Optional<Access> of(String number) {
      for (Access each : values()) {
        if (String.valueOf(each.number).equals(number)) {
          return Optional.of(each);
        }
      }
      return Optional.empty();
    }
  }

  /** What a client shows that connects. */
  record Credentials(String password, Bytes certificate) {}

  /** The key that a client showed to hold, and the token by which it did, if it was by one. */
  private record Shown(KeyId key, Optional<ConnectionToken> token) {}

  /** A thing that has to go. */
  private record Ended(long number, ThingId thing) {}

  private final Admissions admissions;
  private final String name;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();
  private final Map<ThingId, KeyId> present = new HashMap<>();
  private final Map<ThingId, KeyId> asleep = new HashMap<>();
  private final Map<Bytes, Long> passwords = new HashMap<>();
  private final Deque<Ended> ended = new ArrayDeque<>();
  private String epoch;
  private long sequence;

  /** The broker that its owner calls {@code name}. */
  SiteBroker(Admissions admissions, String name, InstantSource clock) {
    this.admissions = admissions;
    this.name = name;
    this.clock = clock;
    this.epoch = freshEpoch();
    admissions.listen(this);
  }

  private String freshEpoch() {
    byte[] octets = new byte[16];
    random.nextBytes(octets);
    return Bytes.ofOwned(octets).hex();
  }

  /** Takes note that the broker starts with nobody connected; answers where changes begin. */
  synchronized String begin() {
    present.keySet().forEach(admissions::leave);
    present.clear();
    asleep.clear();
    ended.clear();
    epoch = freshEpoch();
    sequence = 0;
    return position();
  }

  private String position() {
    return epoch + " " + sequence + "\n";
  }

  /** Why whoever shows {@code credentials} may not connect as {@code clientId}; empty if it may. */
  Optional<String> connect(String clientId, Credentials credentials) {
    Optional<ThingId> thing = Admissions.thing(clientId);
    if (thing.isEmpty()) {
      return Optional.of("the client id is the thing's id: 64 hexadecimal digits in lower case");
    }
    Shown shown;
    try {
      shown = shown(thing.get(), credentials);
    } catch (ClientException e) {
      return Optional.of(e.what());
    }
    Decision asked = admissions.decide(thing.get(), shown.key());
    return mayBeHere(asked.segment()) ? enter(thing.get(), shown) : Optional.of(asked.why());
  }

  /** Attesting is answered by the gateway's own doors alone, so who only may attest stays out. */
  private static boolean mayBeHere(Segment segment) {
    return segment.covers(Segment.NARROW);
  }

  private synchronized Optional<String> enter(ThingId thing, Shown shown) {
    Optional<String> used = shown.token().flatMap(this::useUp);
    if (used.isPresent()) {
      return used;
    }
    if (present.remove(thing) != null) {
      admissions.leave(thing);
    }
    if (present.size() >= THINGS_MAX) {
      return Optional.of("there are " + THINGS_MAX + " things at this broker, more are not taken");
    }
    Decision decision = admissions.enter(thing, shown.key());
    if (!mayBeHere(decision.segment())) {
      admissions.leave(thing);
      return Optional.of(decision.why());
    }
    present.put(thing, shown.key());
    asleep.remove(thing);
    return Optional.empty();
  }

  /** The key that {@code credentials} show to be held: by TLS, or by a token as password. */
  private Shown shown(ThingId thing, Credentials credentials) throws ClientException {
    if (credentials.certificate().length() > 0) {
      try {
        X509Certificate certificate =
            (X509Certificate)
                CertificateFactory.getInstance("X.509")
                    .generateCertificate(
                        new ByteArrayInputStream(credentials.certificate().toByteArray()));
        return new Shown(DeviceCertificates.key(certificate).thumbprint(), Optional.empty());
      } catch (CertificateException e) {
        throw ClientException.refused(
                String.valueOf(e.getMessage()), "Connect with the thing's own certificate.")
            .because(e);
      }
    }
    ConnectionToken token = ConnectionToken.check(credentials.password(), name, clock.instant());
    if (!token.thing().equals(thing)) {
      throw ClientException.refused(
          "the password is of another thing", "Connect under its own id.");
    }
    return new Shown(token.key().thumbprint(), Optional.of(token));
  }

  /** Has each password count once, so that one that was copied lets nobody in. */
  private Optional<String> useUp(ConnectionToken token) {
    long now = clock.millis();
    if (passwords.size() >= PASSWORDS_MAX) {
      passwords.values().removeIf(expiry -> expiry <= now);
    }
    if (passwords.size() >= PASSWORDS_MAX) {
      return Optional.of("too many things connect at once; try again");
    }
    return passwords.putIfAbsent(token.id(), token.expiry().toEpochMilli()) == null
        ? Optional.empty()
        : Optional.of("the password was used before; make a new one");
  }

  /** Whether the thing {@code clientId} may have {@code access} to {@code topic} now. */
  boolean allows(String clientId, Access access, String topic) {
    Optional<ThingId> thing = Admissions.thing(clientId);
    return thing.isPresent()
        && Topics.allows(
            thing.get(),
            segment(thing.get()),
            admissions.usage(thing.get()),
            access == Access.WRITE ? TopicUse.Direction.PUBLISH : TopicUse.Direction.SUBSCRIBE,
            topic);
  }

  private Segment segment(ThingId thing) {
    Optional<KeyId> sleeper;
    synchronized (this) {
      if (present.containsKey(thing)) {
        return admissions.segment(thing);
      }
      sleeper = Optional.ofNullable(asleep.get(thing));
    }
    // What is published for a thing that sleeps waits for it while it would be let in.
    return sleeper.map(key -> admissions.segment(thing, key)).orElse(Segment.NONE);
  }

  /** Takes note that the last connection of the thing {@code clientId} ended. */
  synchronized void left(String clientId) {
    Optional<ThingId> thing = Admissions.thing(clientId);
    KeyId key = thing.isEmpty() ? null : present.remove(thing.get());
    if (key != null) {
      admissions.leave(thing.orElseThrow());
      if (asleep.size() >= THINGS_MAX) {
        asleep.clear();
      }
      asleep.put(thing.orElseThrow(), key);
    }
  }

  /**
   * What is another since the broker was told {@code after}: where it now is, and who has to go, a
   * line each; the line {@code more} where there is more. Empty if that is not known any more.
   */
  synchronized Optional<String> changes(String of, long after) {
    if (!of.equals(epoch)) {
      return Optional.empty();
    }
    ended.removeIf(each -> each.number() <= after);
    List<Ended> now = new ArrayList<>();
    for (Ended each : ended) {
      if (now.size() == ENDED_AT_ONCE) {
        break;
      }
      now.add(each);
    }
    boolean more = now.size() < ended.size();
    StringBuilder told =
        new StringBuilder()
            .append(epoch)
            .append(' ')
            .append(more ? now.getLast().number() : sequence)
            .append('\n');
    now.forEach(each -> told.append(each.thing()).append('\n'));
    return Optional.of(told + (more ? "more\n" : ""));
  }

  @Override
  public synchronized void changed(Decision decision, Segment before) {
    sequence++;
    if (present.containsKey(decision.thing())
        && (!decision.segment().covers(before) || !mayBeHere(decision.segment()))) {
      ended.add(new Ended(sequence, decision.thing()));
      if (ended.size() > THINGS_MAX) {
        // A broker that has not asked for so long has all of them to end.
        begin();
      }
    }
  }

  @Override
  public synchronized void usageChanged(ThingId thing) {
    sequence++;
  }
}
