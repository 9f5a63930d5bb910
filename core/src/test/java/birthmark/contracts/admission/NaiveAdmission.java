package birthmark.contracts.admission;

import birthmark.bytes.Bytes;
import birthmark.contracts.admission.Standing.Kind;
import birthmark.contracts.firmware.Severity;
import birthmark.contracts.things.ModelId;
import birthmark.contracts.things.ThingId;
import birthmark.cose.CoseKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The rules of firmware and admission once more, as plainly as they can be put: lists searched from
 * end to end, times in milliseconds, nothing shared with the contracts.
 */
final class NaiveAdmission {
  /** A release. */
  static final class Image {
    final String version;
    final long counter;
    Optional<Severity> revoked = Optional.empty();
    // The deadline that the release after this one gives.
    long deadline = Long.MAX_VALUE;

    Image(String version, long counter) {
      this.version = version;
      this.counter = counter;
    }
  }

  /** What an operator asks for. */
  record Rules(
      long validity,
      long freshness,
      boolean measuredBoot,
      boolean baseline,
      Optional<Severity> restrict,
      Optional<Severity> quarantine,
      boolean observe) {}

  /** What evidence says. */
  record Claim(
      long nonceHeight,
      long nonceTime,
      boolean debug,
      long boots,
      boolean measuredBoot,
      String version,
      Optional<Bytes> settings) {}

  /** A thing. */
  static final class Thing {
    final CoseKey key;
    final ModelId model;
    final boolean measuredBoot;
    String owner = "town";
    Optional<String> judgedFor = Optional.empty();
    long nonceHeight = -1;
    long boots;
    long counter;
    long until;
    // When it is to be told that the evidence expired.
    long expiry = Long.MAX_VALUE;
    Optional<Finding> finding = Optional.empty();
    Optional<String> runs = Optional.empty();
    Optional<Kind> hold = Optional.empty();
    String holder = "";
    long holdHeight;

    Thing(CoseKey key, ModelId model, boolean measuredBoot) {
      this.key = key;
      this.model = model;
      this.measuredBoot = measuredBoot;
    }

    ThingId id() {
      return ThingId.of(key);
    }
  }

  private static final Rules DEFAULT =
      new Rules(
          86_400,
          300,
          false,
          false,
          Optional.of(Severity.HIGH),
          Optional.of(Severity.CRITICAL),
          false);

  private final ModelId lifeSafety;
  private final Map<String, List<Image>> images = new TreeMap<>();
  final Map<String, Rules> rules = new TreeMap<>();
  final Map<String, Bytes> baselines = new TreeMap<>();
  final List<Thing> things = new ArrayList<>();

  NaiveAdmission(ModelId lifeSafety) {
    this.lifeSafety = lifeSafety;
  }

  /** A model's releases in the order published. */
  List<Image> images(ModelId model) {
    return images.computeIfAbsent(model.value(), key -> new ArrayList<>());
  }

  private boolean alive(Thing thing) {
    return thing.model.equals(lifeSafety);
  }

  Rules rules(Thing thing) {
    return rules.getOrDefault(thing.owner + thing.model, DEFAULT);
  }

  Optional<Image> image(ModelId model, String version) {
    return images(model).stream().filter(image -> image.version.equals(version)).findFirst();
  }

  /** The earliest deadline that any later release gave. */
  long deadline(ModelId model, String version) {
    long earliest = Long.MAX_VALUE;
    boolean reached = false;
    for (Image image : images(model)) {
      reached |= image.version.equals(version);
      if (reached) {
        earliest = Math.min(earliest, image.deadline);
      }
    }
    return earliest;
  }

  private Kind action(Thing thing, Severity severity) {
    Rules rules = rules(thing);
    if (alive(thing)) {
      return Kind.WARNED;
    }
    if (rules.quarantine.isPresent() && severity.compareTo(rules.quarantine.get()) >= 0) {
      return Kind.QUARANTINED;
    }
    return rules.restrict.isPresent() && severity.compareTo(rules.restrict.get()) >= 0
        ? Kind.RESTRICTED
        : Kind.WARNED;
  }

  private boolean held(Thing thing) {
    return thing.hold.isPresent() && thing.holder.equals(thing.owner);
  }

  /** Judges a claim: a refusal, a finding, or {@code "good"}. */
  Object attest(Thing thing, Claim claim, long now) {
    Rules rules = rules(thing);
    boolean stale =
        claim.nonceTime + rules.freshness * 1_000 < now
            || (held(thing) && claim.nonceHeight < thing.holdHeight);
    if (stale) {
      return AdmissionRefusal.NONCE_STALE;
    }
    if (claim.nonceHeight <= thing.nonceHeight) {
      return AdmissionRefusal.NONCE_USED;
    }
    if (claim.boots < thing.boots) {
      return AdmissionRefusal.BOOT_COUNT_WENT_BACK;
    }
    Optional<Image> image = image(thing.model, claim.version);
    thing.nonceHeight = claim.nonceHeight;
    thing.boots = claim.boots;
    thing.judgedFor = Optional.of(thing.owner);
    thing.runs = image.map(found -> found.version);
    thing.finding = finding(thing, claim, image, now);
    thing.until = now + rules.validity * 1_000;
    long deadline =
        alive(thing) || image.isEmpty() ? Long.MAX_VALUE : deadline(thing.model, claim.version);
    boolean expires =
        thing.finding.isEmpty() || thing.finding.equals(Optional.of(Finding.IMAGE_REVOKED));
    thing.expiry = expires ? Math.min(thing.until, deadline) : Long.MAX_VALUE;
    if (thing.finding.isPresent()) {
      return thing.finding.get();
    }
    thing.counter = Math.max(thing.counter, image.orElseThrow().counter);
    if (held(thing) && thing.hold.equals(Optional.of(Kind.EVICTED))) {
      thing.hold = Optional.empty();
    }
    return "good";
  }

  private Optional<Finding> finding(Thing thing, Claim claim, Optional<Image> image, long now) {
    Rules rules = rules(thing);
    if (claim.debug) {
      return Optional.of(Finding.DEBUG_ENABLED);
    }
    if (rules.measuredBoot && !(claim.measuredBoot && thing.measuredBoot)) {
      return Optional.of(Finding.NOT_MEASURED_WELL_ENOUGH);
    }
    if (image.isEmpty()) {
      return Optional.of(Finding.UNKNOWN_IMAGE);
    }
    if (image.get().counter < thing.counter) {
      return Optional.of(Finding.ROLLED_BACK);
    }
    if (!alive(thing) && deadline(thing.model, image.get().version) <= now) {
      return Optional.of(Finding.SUPERSEDED);
    }
    Optional<Bytes> wanted = Optional.ofNullable(baselines.get(thing.owner + thing.model));
    if (wanted.isEmpty() && rules.baseline) {
      return Optional.of(Finding.NO_BASELINE);
    }
    if (wanted.isPresent() && !wanted.equals(claim.settings)) {
      return Optional.of(Finding.SETTINGS_DIFFER);
    }
    boolean out =
        image.get().revoked.isPresent()
            && action(thing, image.get().revoked.get()) == Kind.QUARANTINED;
    return out ? Optional.of(Finding.IMAGE_REVOKED) : Optional.empty();
  }

  /** Where a thing stands: its kind, and in front of it "observed" where that overrides it. */
  String standing(Thing thing, long now) {
    if (held(thing)) {
      return thing.hold.get().toString();
    }
    Kind kind = automatic(thing, now);
    boolean overridden = !kind.admits() || kind == Kind.RESTRICTED;
    return rules(thing).observe && overridden ? "observed " + kind : kind.toString();
  }

  private Kind automatic(Thing thing, long now) {
    if (!thing.judgedFor.equals(Optional.of(thing.owner))) {
      return Kind.NEVER_ATTESTED;
    }
    if (thing.finding.isPresent() && thing.finding.get() != Finding.IMAGE_REVOKED) {
      return Kind.REFUSED;
    }
    String version = thing.runs.orElseThrow();
    Optional<Kind> action =
        image(thing.model, version).orElseThrow().revoked.map(severity -> action(thing, severity));
    boolean superseded = deadline(thing.model, version) <= now;
    if (action.equals(Optional.of(Kind.QUARANTINED))) {
      return Kind.QUARANTINED;
    }
    if (superseded && !alive(thing)) {
      return Kind.REFUSED;
    }
    if (thing.until <= now) {
      return Kind.OVERDUE;
    }
    return action.orElse(superseded ? Kind.WARNED : Kind.ADMITTED);
  }

  /** Decides about a thing; whether that was granted. */
  boolean hold(Thing thing, Kind kind, long height) {
    Optional<Kind> before = held(thing) ? thing.hold : Optional.empty();
    boolean granted =
        before.isEmpty()
            || before.equals(Optional.of(Kind.EVICTED))
            || (before.equals(Optional.of(Kind.QUARANTINED)) && kind == Kind.BANNED);
    if (granted) {
      thing.hold = Optional.of(kind);
      thing.holder = thing.owner;
      thing.holdHeight = height;
    }
    return granted;
  }

  /** Lifts a decision; whether there was one. */
  boolean lift(Thing thing, Kind kind) {
    if (!held(thing) || !thing.hold.equals(Optional.of(kind))) {
      return false;
    }
    boolean goodSince = thing.nonceHeight >= thing.holdHeight && thing.finding.isEmpty();
    thing.hold = goodSince ? Optional.empty() : Optional.of(Kind.EVICTED);
    return true;
  }

  /** The things that were in until their evidence expired, and where they stand now. */
  SortedSet<String> expire(long now) {
    TreeSet<String> expired = new TreeSet<>();
    for (Thing thing : things) {
      if (thing.expiry <= now) {
        if (in(standing(thing, thing.expiry - 1))) {
          expired.add(thing.id() + " " + standing(thing, now).split(" ", -1)[0]);
        }
        thing.expiry = Long.MAX_VALUE;
      }
    }
    return expired;
  }

  private static boolean in(String standing) {
    return standing.startsWith("observed") || Kind.valueOf(standing).admits();
  }

  /** Which things run which release. */
  SortedSet<String> running() {
    TreeSet<String> running = new TreeSet<>();
    for (Thing thing : things) {
      thing.runs.ifPresent(version -> running.add(thing.model + " " + version + " " + thing.id()));
    }
    return running;
  }
}
