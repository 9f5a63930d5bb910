package birthmark.sim.cast;

import birthmark.bytes.Bytes;
import birthmark.contract.Transaction;
import birthmark.contracts.admission.AdmissionTransaction;
import birthmark.contracts.admission.DebugStatus;
import birthmark.contracts.admission.Evidence;
import birthmark.contracts.firmware.FirmwareTransaction;
import birthmark.contracts.firmware.Severity;
import birthmark.contracts.firmware.Version;
import birthmark.contracts.things.Assurance;
import birthmark.contracts.things.ModelId;
import birthmark.contracts.things.Thing;
import birthmark.contracts.things.ThingId;
import birthmark.contracts.things.Things;
import java.util.List;
import java.util.Optional;

/** Firmware, what operators demand of it, what things show, and who is kept out. */
final class Admitting {
  private static final List<String> VERSIONS = List.of("1.0", "1.1", "2.0", "2.1");

  private final Cast cast;
  private final Picks picks;

  Admitting(Cast cast, Picks picks) {
    this.cast = cast;
    this.picks = picks;
  }

  static Bytes image(ModelId model, String version) {
    return Picks.digest(model + " " + version);
  }

  Intention release(Intentions.Knowledge known) {
    ModelId model = picks.known(known);
    String version = picks.pick(VERSIONS);
    return Intention.by(
        picks.maker(model),
        new FirmwareTransaction.Publish(
            model,
            new Version(version),
            image(model, version),
            4_096,
            VERSIONS.indexOf(version) / 2,
            Optional.empty(),
            "https://firmware.sim.example/" + version,
            picks.chance(30) ? Optional.of(known.time().plusSeconds(30)) : Optional.empty(),
            Optional.empty()));
  }

  Intention revokeRelease(Intentions.Knowledge known) {
    ModelId model = picks.known(known);
    return Intention.by(
        picks.maker(model),
        new FirmwareTransaction.RevokeRelease(
            model,
            new Version(picks.pick(VERSIONS)),
            picks.pick(List.of(Severity.values())),
            "it opens the door",
            Optional.empty()));
  }

  Intention policy(Intentions.Knowledge known) {
    return Intention.by(
        picks.operator(),
        new AdmissionTransaction.SetPolicy(
            picks.known(known),
            picks.random().nextInt(60, 600),
            picks.random().nextInt(10, 900),
            picks.pick(List.of(Assurance.values())),
            picks.chance(20),
            Optional.of(Severity.MEDIUM),
            picks.chance(50) ? Optional.of(Severity.CRITICAL) : Optional.empty(),
            picks.chance(20)));
  }

  Intention baseline(Intentions.Knowledge known) {
    return Intention.by(
        picks.operator(),
        new AdmissionTransaction.SetBaseline(
            picks.known(known),
            picks.chance(70) ? Optional.of(Picks.digest("settings")) : Optional.empty(),
            "the harbour"));
  }

  Intention attest(Intentions.Knowledge known) {
    SeededKey born = picks.thing(known, true);
    ThingId thing = Cast.thing(born);
    Optional<Thing> found = known.state().find(Things.THINGS, thing);
    ModelId model = found.map(Thing::model).orElseGet(() -> picks.pick(Cast.models()));
    SeededKey key = found.map(Thing::signing).flatMap(cast::thingKey).orElse(born);
    String version = picks.pick(VERSIONS);
    Evidence evidence =
        new Evidence(
            known.nonce(),
            thing,
            picks.pick(List.of(DebugStatus.DISABLED_SINCE_BOOT, DebugStatus.ENABLED)),
            picks.random().nextInt(10),
            new Evidence.Image(
                image(model, version),
                new Version(version),
                picks.pick(List.of(Assurance.values()))),
            picks.chance(50) ? Optional.of(Picks.digest("settings")) : Optional.empty());
    Transaction attest = new AdmissionTransaction.Attest(evidence.sign(key));
    return picks.chance(70) ? new Intention(key, attest) : Intention.by(picks.anybody(), attest);
  }

  Intention hold(Intentions.Knowledge known) {
    ThingId thing = Cast.thing(picks.thing(known, true));
    Transaction transaction =
        switch (picks.random().nextInt(5)) {
          case 0 -> new AdmissionTransaction.Evict(thing, "it is old");
          case 1 -> new AdmissionTransaction.Ban(thing, "it is loud");
          case 2 -> new AdmissionTransaction.Unban(thing);
          case 3 -> new AdmissionTransaction.Quarantine(thing, "it is odd");
          default -> new AdmissionTransaction.Release(thing);
        };
    return Intention.by(picks.owner(known, thing), transaction);
  }
}
