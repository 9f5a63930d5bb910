package birthmark.gateway.admission;

import birthmark.contracts.admission.Finding;
import birthmark.contracts.admission.Standing;
import birthmark.contracts.firmware.Version;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.things.ModelId;
import birthmark.contracts.things.ThingId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentMap;

/**
 * Things of one operator and model that were let in by one release. What becomes of a thing because
 * its release is revoked follows from these three alone, so that the proof of one puts out all,
 * unless something became of one of them by itself: that is told of as a fact of its own.
 */
record Kindred(PartyId owner, ModelId model, Version release) {
  /** Whose kin a thing is, if its release is what lets it in. */
  private static Optional<Kindred> of(Standing standing) {
    return switch (standing.kind()) {
      case ADMITTED, WARNED, RESTRICTED, OBSERVED -> kin(standing);
      case NEVER_ATTESTED, OVERDUE, REFUSED, QUARANTINED, EVICTED, BANNED, DECOMMISSIONED ->
          Optional.empty();
      // Its owner's people let it in, and it stays in.
      case EMERGENCY -> Optional.empty();
    };
  }

  /** Those of {@code things} that have kin among them, by what is {@code known} of them. */
  static List<List<ThingId>> among(Collection<ThingId> things, Map<ThingId, Known> known) {
    Map<Kindred, List<ThingId>> kin = new LinkedHashMap<>();
    for (ThingId thing : things) {
      Optional.ofNullable(known.get(thing))
          .flatMap(each -> of(each.standing()))
          .ifPresent(each -> kin.computeIfAbsent(each, _ -> new ArrayList<>()).add(thing));
    }
    return kin.values().stream().filter(each -> each.size() > 1).toList();
  }

  /**
   * Changes what is {@code known} of {@code kin} by what was proven of the first of them; gives
   * those for which anything followed.
   */
  static List<ThingId> follow(List<ThingId> kin, ConcurrentMap<ThingId, Known> known) {
    Known proven = known.get(kin.getFirst());
    List<ThingId> followed = new ArrayList<>();
    for (ThingId each : kin.subList(1, kin.size())) {
      Known before = known.get(each);
      if (proven != null
          && before != null
          && after(before, proven).filter(now -> known.replace(each, before, now)).isPresent()) {
        followed.add(each);
      }
    }
    return followed;
  }

  /**
   * What follows for a thing of which this was known {@code before}, once its kin's standing is
   * {@code proven}; empty where nothing follows but that it has to be asked for.
   *
   * <p>It is as old as what was known before: whoever comes back is asked about.
   */
  private static Optional<Known> after(Known before, Known proven) {
    Standing was = before.standing();
    Standing now = proven.standing();
    boolean byRelease =
        now.finding().equals(Optional.of(Finding.IMAGE_REVOKED))
            && of(was).equals(kin(now))
            && proven.height() >= before.height();
    if (!byRelease || Decision.segment(now).covers(Decision.segment(was))) {
      return Optional.empty();
    }
    Standing follows =
        new Standing(
            was.thing(),
            was.model(),
            was.owner(),
            now.admitted(),
            now.kind(),
            now.wouldBe(),
            now.finding(),
            was.release(),
            was.measured(),
            now.since(),
            now.until().isPresent() ? was.until() : now.until(),
            now.policy(),
            now.why());
    return Optional.of(
        new Known(follows, before.signing(), proven.height(), before.usage(), before.nanos()));
  }

  private static Optional<Kindred> kin(Standing standing) {
    return standing.release().map(each -> new Kindred(standing.owner(), standing.model(), each));
  }
}
