package birthmark.contracts.things;

import birthmark.bytes.Bytes;
import birthmark.contract.Context;
import birthmark.contract.Outcome;
import birthmark.contract.Role;
import birthmark.contracts.parties.Parties;
import birthmark.contracts.parties.PartyId;
import birthmark.merkle.LogProof;
import birthmark.merkle.LogTree;
import birthmark.merkle.LogVerdict;
import birthmark.state.View;
import java.util.List;
import java.util.Optional;

/** Decides what a maker registers all at once, and what is claimed from it, thing by thing. */
final class Batches {
  private Batches() {}

  static Outcome register(View state, Context at, ThingTransaction.RegisterBatch batch) {
    if (!Parties.holds(state, at.signer(), Role.MAKER)) {
      return Outcome.rejected(ThingRefusal.NOT_A_MAKER);
    }
    Optional<Model> model = state.find(Things.MODELS, batch.model());
    if (model.isEmpty()) {
      return Outcome.rejected(ThingRefusal.NO_SUCH_MODEL, "model " + batch.model());
    }
    PartyId maker = new PartyId(at.signer().id());
    if (!model.get().maker().equals(maker)) {
      return Outcome.rejected(ThingRefusal.MODEL_OF_ANOTHER_MAKER);
    }
    Batch.Name name = new Batch.Name(batch.model(), batch.root());
    if (state.find(Things.BATCHES, name).isPresent()) {
      return Outcome.rejected(ThingRefusal.BATCH_EXISTS);
    }
    return Outcome.accepted()
        .put(Things.BATCHES, name, new Batch(maker, batch.count(), batch.content(), at.height()))
        .fact(
            new ThingFact.BatchRegistered(
                batch.model(), batch.root(), batch.count(), batch.content(), maker))
        .outcome();
  }

  /** Whoever registered a batch ends it: whatever led to it, what was claimed stays born. */
  static Outcome callOff(View state, Context at, ThingTransaction.CallOffBatch asked) {
    Batch.Name name = new Batch.Name(asked.model(), asked.root());
    Optional<Batch> batch = state.find(Things.BATCHES, name);
    if (batch.isEmpty()) {
      return Outcome.rejected(
          ThingRefusal.NO_SUCH_BATCH, "model " + asked.model() + ", root " + asked.root());
    }
    PartyId maker = batch.get().maker();
    if (!maker.subject().equals(at.signer())) {
      return Outcome.rejected(ThingRefusal.MODEL_OF_ANOTHER_MAKER);
    }
    if (state.find(Things.CALLED_OFF, name).isPresent()) {
      return Outcome.rejected(ThingRefusal.BATCH_CALLED_OFF);
    }
    return Outcome.accepted()
        .put(Things.CALLED_OFF, name, new Batch.CalledOff(asked.reason(), at.height()))
        .fact(new ThingFact.BatchCalledOff(asked.model(), asked.root(), maker, asked.reason()))
        .outcome();
  }

  /**
   * The birth of a thing whose certificate is in a batch. Who hands it in makes no difference: the
   * maker signed the root, and the thing that it holds its key.
   */
  static Outcome claim(View state, Context at, ThingTransaction.ClaimBirth claim) {
    Certificate certificate = claim.certificate();
    Batch.Name name = new Batch.Name(certificate.model(), claim.root());
    Optional<Batch> batch = state.find(Things.BATCHES, name);
    if (batch.isEmpty()) {
      return Outcome.rejected(
          ThingRefusal.NO_SUCH_BATCH, "model " + certificate.model() + ", root " + claim.root());
    }
    Optional<Batch.CalledOff> calledOff = state.find(Things.CALLED_OFF, name);
    if (calledOff.isPresent()) {
      return Outcome.rejected(
          ThingRefusal.BATCH_CALLED_OFF,
          "at height " + calledOff.get().since() + ": " + calledOff.get().reason());
    }
    LogVerdict verdict =
        LogProof.verifyInclusion(
            LogTree.leafHash(Certificate.CODEC.encode(certificate)),
            claim.index(),
            batch.get().count(),
            hashes(claim.path()),
            claim.root());
    if (verdict != LogVerdict.HOLDS) {
      return Outcome.rejected(
          ThingRefusal.NOT_IN_THE_BATCH, "index " + claim.index() + " of " + batch.get().count());
    }
    Model model = state.find(Things.MODELS, certificate.model()).orElseThrow();
    return Births.decide(
        state,
        at,
        new Births.Made(
            batch.get().maker(),
            model,
            certificate,
            Optional.of(new Batch.Place(certificate.model(), claim.root(), claim.index()))));
  }

  private static List<Bytes> hashes(List<Batch.Sibling> path) {
    return path.stream().map(Batch.Sibling::hash).toList();
  }
}
