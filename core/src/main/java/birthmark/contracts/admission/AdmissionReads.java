package birthmark.contracts.admission;

import birthmark.codec.Codec;
import birthmark.codec.KeyCodec;
import birthmark.contract.Read;
import birthmark.contract.Readers;
import birthmark.contract.Role;
import birthmark.contract.Subject;
import birthmark.contract.Surface;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.things.ModelId;
import birthmark.contracts.things.ThingId;
import birthmark.contracts.things.Things;
import birthmark.state.View;
import java.util.List;

/** What can be read of admission, and by whom. */
final class AdmissionReads {
  private AdmissionReads() {}

  /** The thing itself, its owner and its maker. */
  private static List<Subject> concerned(View state, ThingId id) {
    return state
        .find(Things.THINGS, id)
        .map(
            thing ->
                List.of(
                    id.subject(), Things.owner(state, thing).subject(), thing.maker().subject()))
        .orElse(List.of());
  }

  private static List<Subject> maker(View state, ModelId model) {
    return state
        .find(Things.MODELS, model)
        .map(found -> List.of(found.maker().subject()))
        .orElse(List.of());
  }

  private static <K, V> Readers<K, V> overseers() {
    return Readers.roles(Role.REGULATOR, Role.AUDITOR);
  }

  private static <V> Readers<ThingId, V> ofThing() {
    return Readers.<ThingId, V>concerned((state, id, value) -> concerned(state, id))
        .or(overseers());
  }

  /** Of each thing that runs a release: the thing, its owner and the release's maker. */
  private static <V> Readers<RunId, V> ofRun() {
    return Readers.<RunId, V>concerned((state, run, value) -> concerned(state, run.thing()))
        .or(Readers.concerned((state, run, value) -> maker(state, run.release().model())))
        .or(overseers());
  }

  private static <V> Readers<PolicyId, V> ofPolicy() {
    return Readers.<PolicyId, V>concerned((state, id, value) -> List.of(id.owner().subject()))
        .or(overseers());
  }

  static Surface addTo(Surface surface) {
    Read.Derived<ThingId, Standing> standings =
        new Read.Derived<>(
            "standings/{thing}",
            "Whether a thing may be on its operator's network now, and why.",
            KeyCodec.of(ThingId.class),
            Codec.of(Standing.class),
            (state, now, id) -> new Standings(state, now.time()).of(id),
            ofThing());
    return surface
        .derive(standings)
        .consequences(Moves.of(standings))
        .deriveEach(
            "standings",
            "Where each thing stands that ever attested.",
            Admission.VERDICTS,
            Standing.class,
            ofThing(),
            (state, now, id, verdict) -> new Standings(state, now.time()).of(id).orElseThrow())
        .deriveEach(
            "operators/{owner}/standings",
            "Where each thing of an owner stands, without the parts of things.",
            Things.BELONGINGS,
            Standing.class,
            Readers.<Things.Owned, Standing>concerned(
                    (state, owned, standing) -> concerned(state, owned.thing()))
                .or(overseers()),
            (state, now, owned, since) ->
                new Standings(state, now.time()).of(owned.thing()).orElseThrow())
        .find(
            "verdicts/{thing}",
            "The verdict on a thing's latest evidence, as it was decided.",
            Admission.VERDICTS,
            ofThing())
        .list(
            "running/{model}/{version}",
            "The things that run a release, by their latest evidence.",
            Admission.RUNNING,
            ofRun())
        .deriveEach(
            "affected/{model}/{version}",
            "Each thing that runs a release, and what revoking the release does to it.",
            Admission.RUNNING,
            Affected.class,
            ofRun(),
            (state, now, run, record) ->
                new Standings(state, now.time()).affected(run, record).orElseThrow())
        .find("holds/{thing}", "What an owner decided about a thing.", Admission.HOLDS, ofThing())
        .find(
            "emergencies/{thing}",
            "Until when an owner's people let a thing in, whatever its evidence shows.",
            Admission.EMERGENCIES,
            ofThing())
        .list(
            "known/{owner}",
            "The devices of an operator that cannot attest: known, segmented, never genuine.",
            Admission.KNOWN,
            Readers.<KnownDevice.Id, KnownDevice>concerned(
                    (state, id, device) -> List.of(id.owner().subject()))
                .or(overseers()))
        .find(
            "sightings/{thing}",
            "When a thing that is no more was seen last.",
            Admission.SIGHTINGS,
            ofThing())
        .derive(
            "policies/{owner}/{model}",
            "What an operator asks of its things of a model; the default where it set nothing.",
            PolicyId.class,
            Policy.class,
            ofPolicy(),
            (state, now, id) ->
                state.find(Things.MODELS, id.model()).map(model -> Policy.of(state, id)))
        .list("policies/{owner}", "What an operator asks.", Admission.POLICIES, ofPolicy())
        .find(
            "baselines/{owner}/{model}",
            "The settings that an operator wants.",
            Admission.BASELINES,
            ofPolicy())
        .list(
            "baselines/{owner}",
            "The settings that an operator wants, by model.",
            Admission.BASELINES,
            ofPolicy())
        .find(
            "descriptions/{model}",
            "What a maker says that its things of a model may talk to.",
            Admission.DESCRIPTIONS,
            Readers.everyone())
        .derive(
            "usages/{owner}/{model}",
            "What an operator's things of a model may talk to, as the operator tightened it.",
            PolicyId.class,
            Usage.class,
            ofPolicy(),
            (state, now, id) -> Usage.of(state, id))
        .list(
            "tightenings/{owner}",
            "What an operator takes away from what its things may talk to.",
            Admission.TIGHTENINGS,
            ofPolicy())
        .find(
            "watches/{party}",
            "Within what time a party that decides at a door is heard of again.",
            Admission.WATCHES,
            Readers.<PartyId, Watch>concerned((state, party, watch) -> List.of(party.subject()))
                .or(overseers()));
  }
}
