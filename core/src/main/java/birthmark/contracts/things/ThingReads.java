package birthmark.contracts.things;

import birthmark.bytes.Bytes;
import birthmark.contract.Readers;
import birthmark.contract.Role;
import birthmark.contract.Subject;
import birthmark.contract.Surface;
import birthmark.state.Entry;
import birthmark.state.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What can be read of things, and by whom. */
final class ThingReads {
  private static final int CLAIMANTS_MAX = 100;

  private ThingReads() {}

  /**
   * What holds of a thing now, derived: its owner through its whole, and whether it is shut out.
   */
  static Optional<Standing> standing(View state, ThingId id) {
    return state
        .find(Things.THINGS, id)
        .map(
            thing ->
                new Standing(
                    thing.model(),
                    thing.batch(),
                    thing.maker(),
                    Things.owner(state, thing),
                    thing.whole(),
                    thing.signing(),
                    thing.agreement(),
                    thing.assurance(),
                    state.find(Things.QUARANTINES, id),
                    thing.since()));
  }

  /** The things that go by what a label says. */
  static Optional<Claim.Claimants> claimants(View state, Claim.Label label) {
    List<Claim.Claimant> found = new ArrayList<>();
    try {
      find(state, new Identifier.Public(label.kind(), label.value()), found);
    } catch (IllegalArgumentException e) {
      // Not an identifier of that kind as printed: nobody can go by it. It may be a token.
    }
    token(label.value())
        .ifPresent(token -> find(state, new Identifier.Blinded(label.kind(), token), found));
    return found.isEmpty()
        ? Optional.empty()
        : Optional.of(new Claim.Claimants(List.copyOf(found)));
  }

  private static Optional<Bytes> token(String text) {
    boolean hex =
        text.length() == 64
            && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    return hex ? Optional.of(Bytes.fromHex(text)) : Optional.empty();
  }

  private static void find(View state, Identifier identifier, List<Claim.Claimant> found) {
    List<Object> leading =
        List.of(
            identifier.kind().indexed(),
            identifier instanceof Identifier.Blinded,
            identifier.digest());
    int room = CLAIMANTS_MAX - found.size();
    if (room < 1) {
      return;
    }
    for (Entry<Claim, Claim.Claimed> each :
        state.list(Things.CLAIMS, leading, Optional.empty(), room)) {
      found.add(new Claim.Claimant(each.key().thing(), each.value().model(), each.key().since()));
    }
  }

  /** Maker, owner and the thing itself. */
  private static List<Subject> concerned(View state, ThingId id) {
    return state
        .find(Things.THINGS, id)
        .map(
            thing ->
                List.of(
                    id.subject(), thing.maker().subject(), Things.owner(state, thing).subject()))
        .orElse(List.of());
  }

  private static <K, V> Readers<K, V> overseers() {
    return Readers.roles(Role.REGULATOR, Role.AUDITOR);
  }

  private static <V> Readers<ThingId, V> ofThing() {
    return Readers.<ThingId, V>concerned((state, id, value) -> concerned(state, id))
        .or(overseers());
  }

  private static List<Subject> makerOf(View state, ModelId model) {
    return state
        .find(Things.MODELS, model)
        .map(found -> List.of(found.maker().subject()))
        .orElse(List.of());
  }

  /** Whoever made the model that a key names, and overseers. */
  private static <K, V> Readers<K, V> ofModel(Function<K, ModelId> model) {
    return Readers.<K, V>concerned((state, key, value) -> makerOf(state, model.apply(key)))
        .or(overseers());
  }

  private static List<Subject> withReporter(View state, Things.Doubled key, Things.Copies copies) {
    List<Subject> subjects = new ArrayList<>(List.of(copies.subject(), copies.reporter()));
    if (copies.subject().kind() == Subject.Kind.THING) {
      subjects.addAll(concerned(state, new ThingId(copies.subject().id())));
    }
    return subjects;
  }

  private static Readers<Things.ProposalKey, Proposal> ofProposal() {
    return Readers.<Things.ProposalKey, Proposal>concerned(
            (state, key, value) -> concerned(state, key.thing()))
        .or(overseers());
  }

  static Surface addTo(Surface surface) {
    return surface
        .histories(
            Subject.Kind.THING,
            Readers.<Subject, Subject>concerned(
                    (state, subject, same) -> concerned(state, new ThingId(subject.id())))
                .or(overseers()))
        .find("models/{model}", "A model.", Things.MODELS, Readers.everyone())
        .list("models", "All models.", Things.MODELS, Readers.everyone())
        .derive(
            "things/{thing}",
            "A thing: its model, owner, keys, and whether it is quarantined.",
            ThingId.class,
            Standing.class,
            ofThing(),
            (state, now, id) -> standing(state, id))
        .find(
            "certificates/{thing}", "A thing's birth certificate.", Things.CERTIFICATES, ofThing())
        .derive(
            "identifiers/{kind}/{value}",
            "The things that go by an identifier, from its text or its token; more than one is a"
                + " clash.",
            Claim.Label.class,
            Claim.Claimants.class,
            Readers.everyone(),
            (state, now, label) -> claimants(state, label))
        .list(
            "lines/{model}",
            "The things of a model, by batch.",
            Things.LINES,
            ofModel(Things.Made::model))
        .list(
            "lines/{model}/{batch}",
            "The things of one batch of a model.",
            Things.LINES,
            ofModel(Things.Made::model))
        .find("batches/{model}/{root}", "A batch.", Things.BATCHES, ofModel(Batch.Name::model))
        .list(
            "batches/{model}",
            "The batches of a model.",
            Things.BATCHES,
            ofModel(Batch.Name::model))
        .find(
            "called-off/{model}/{root}",
            "Why and when a batch was called off.",
            Things.CALLED_OFF,
            ofModel(Batch.Name::model))
        .list(
            "called-off/{model}",
            "The batches of a model that were called off.",
            Things.CALLED_OFF,
            ofModel(Batch.Name::model))
        .list(
            "claimed/{model}/{root}",
            "The things claimed from a batch, by their places.",
            Things.CLAIMED,
            ofModel(Batch.Place::model))
        .list(
            "belongings/{owner}",
            "The things that a party owns, without their parts.",
            Things.BELONGINGS,
            Readers.<Things.Owned, Things.Since>concerned(
                    (state, key, value) -> List.of(key.owner().subject()))
                .or(overseers()))
        .list(
            "parts/{whole}",
            "The parts that a thing is built from.",
            Things.PARTS,
            Readers.<Things.Fitted, Things.Since>concerned(
                    (state, key, value) -> concerned(state, key.whole()))
                .or(overseers()))
        .find(
            "offers/{thing}",
            "The open offer of a thing.",
            Things.OFFERS,
            Readers.<ThingId, Things.OpenOffer>concerned(
                    (state, id, offer) -> List.of(offer.to().subject()))
                .or(ofThing()))
        .list(
            "fleet-offers/{owner}",
            "The models of which an owner offers all that it has.",
            Things.FLEET_OFFERS,
            Readers.<Things.Fleet, Things.OpenOffer>concerned(
                    (state, fleet, offer) -> List.of(fleet.owner().subject(), offer.to().subject()))
                .or(overseers()))
        .find(
            "decommissioned/{thing}",
            "That a thing is no more, and why.",
            Things.DECOMMISSIONED,
            ofThing())
        .find("quarantines/{thing}", "Why a thing is quarantined.", Things.QUARANTINES, ofThing())
        .list("quarantines", "The quarantined things.", Things.QUARANTINES, ofThing())
        .list(
            "proposals",
            "What owners and makers asked for and the others have not agreed to yet.",
            Things.PROPOSALS,
            ofProposal())
        .list(
            "proposals/{thing}",
            "What owner or maker asked for and the other has not agreed to yet.",
            Things.PROPOSALS,
            ofProposal())
        .openRequests(
            "proposals/{thing}/{by}",
            "What an owner or maker asked for: the other agrees by asking for the same.",
            Things.PROPOSALS,
            Proposal::statement,
            ofProposal())
        .list(
            "copies/{key}",
            "The numbers that a key was seen to have used twice.",
            Things.COPIES,
            Readers.<Things.Doubled, Things.Copies>concerned(ThingReads::withReporter)
                .or(overseers()));
  }
}
