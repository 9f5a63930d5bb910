package birthmark.contracts.things;

import birthmark.bytes.Bytes;
import birthmark.codec.Length;
import birthmark.contract.ApprovalClass;
import birthmark.contract.Context;
import birthmark.contract.Contract;
import birthmark.contract.Outcome;
import birthmark.contract.Role;
import birthmark.contract.Subject;
import birthmark.contract.Surface;
import birthmark.contracts.parties.Parties;
import birthmark.contracts.parties.Party;
import birthmark.contracts.parties.PartyId;
import birthmark.cose.KeyId;
import birthmark.state.Table;
import birthmark.state.View;
import java.util.Optional;

/**
 * Things: models, birth certificates, weak identifiers, parts, owners, and keys that were copied.
 *
 * <p>A thing is named by the thumbprint of its first signing key and keeps that name when it gets
 * new keys. A maker may give a thing less assurance than the model needs: the certificate is to be
 * true, and it is admission that refuses such a thing.
 *
 * <p><b>Copied keys.</b> Two different statements with one number by one key prove that two signers
 * hold it. A copy that jumps ahead does not lock the owner out for good: the owner's client goes on
 * above the highest number counted, the first number that both use proves the copy, and owner and
 * maker re-key the thing with their own keys, which the copy does not have. A quarantine is lifted
 * by new keys; it can be lifted without only if owner and maker both ask for that, each knowing
 * that a key that was copied stays copied. The same pair of statements cannot quarantine it again;
 * another pair can. Evidence by a key that the thing has no longer says nothing of the thing.
 */
public final class Things implements Contract<ThingTransaction> {
  /**
   * A place in a model's line.
   *
   * @param model the model
   * @param batch the batch
   * @param thing the thing
   */
  public record Made(ModelId model, @Length(min = 1, max = 32) String batch, ThingId thing) {}

  /**
   * A thing and whose it is; a part is its whole's.
   *
   * @param owner whose
   * @param thing the thing
   */
  public record Owned(PartyId owner, ThingId thing) {}

  /**
   * A part and what it is built into.
   *
   * @param whole the whole
   * @param part the part
   */
  public record Fitted(ThingId whole, ThingId part) {}

  /**
   * An owner's things of one model.
   *
   * @param owner whose
   * @param model which model
   */
  public record Fleet(PartyId owner, ModelId model) {}

  /**
   * The height from which something is so.
   *
   * @param height the height
   */
  public record Since(long height) {}

  /**
   * An open offer.
   *
   * @param to who may accept
   * @param since the height at which it was made
   */
  public record OpenOffer(PartyId to, long since) {}

  /**
   * A proposal's place: each of the two has at most one open for a thing, the last one counts.
   *
   * @param thing about which thing
   * @param by whose
   */
  public record ProposalKey(ThingId thing, PartyId by) {}

  /**
   * A number that a key was seen to have used twice.
   *
   * @param key the key
   * @param sequence the number
   */
  public record Doubled(KeyId key, long sequence) {}

  /**
   * The two statements that show it.
   *
   * @param first the one's id
   * @param second the other's id
   * @param since the height at which it was shown
   * @param subject whose key it is
   * @param reporter who showed it
   */
  public record Copies(
      @Length(min = 32, max = 32) Bytes first,
      @Length(min = 32, max = 32) Bytes second,
      long since,
      Subject subject,
      Subject reporter) {}

  /** The models. */
  public static final Table<ModelId, Model> MODELS =
      Table.of(1, "models", ModelId.class, Model.class);

  /** The things. */
  public static final Table<ThingId, Thing> THINGS =
      Table.of(2, "things", ThingId.class, Thing.class);

  /** Their birth certificates. */
  public static final Table<ThingId, Certificate> CERTIFICATES =
      Table.of(3, "certificates", ThingId.class, Certificate.class);

  /** The things of each model, batch by batch. */
  public static final Table<Made, Since> LINES = Table.of(4, "lines", Made.class, Since.class);

  /** The things of each owner, without those that are parts. */
  public static final Table<Owned, Since> BELONGINGS =
      Table.of(5, "belongings", Owned.class, Since.class);

  /** The parts of each thing. */
  public static final Table<Fitted, Since> PARTS = Table.of(6, "parts", Fitted.class, Since.class);

  /** Who goes by which identifier. */
  public static final Table<Claim, Claim.Claimed> CLAIMS =
      Table.of(7, "claims", Claim.class, Claim.Claimed.class);

  /** The open offers. */
  public static final Table<ThingId, OpenOffer> OFFERS =
      Table.of(8, "offers", ThingId.class, OpenOffer.class);

  /** The things shut out because their keys have copies. */
  public static final Table<ThingId, Quarantine> QUARANTINES =
      Table.of(9, "quarantines", ThingId.class, Quarantine.class);

  /** What owners and makers asked for and the other has not agreed to yet. */
  public static final Table<ProposalKey, Proposal> PROPOSALS =
      Table.of(10, "proposals", ProposalKey.class, Proposal.class);

  /** The numbers that keys were seen to have used twice. */
  public static final Table<Doubled, Copies> COPIES =
      Table.of(11, "copies", Doubled.class, Copies.class);

  /** When the open proposals lapse. */
  public static final Table<Proposal.Lapse, Since> LAPSES =
      Table.of(12, "lapses", Proposal.Lapse.class, Since.class);

  /** The batches. */
  public static final Table<Batch.Name, Batch> BATCHES =
      Table.of(13, "batches", Batch.Name.class, Batch.class);

  /** What was claimed from each place of a batch. */
  public static final Table<Batch.Place, Batch.Claimed> CLAIMED =
      Table.of(14, "claimed", Batch.Place.class, Batch.Claimed.class);

  /** The things that are no more. */
  public static final Table<ThingId, Decommissioned> DECOMMISSIONED =
      Table.of(15, "decommissioned", ThingId.class, Decommissioned.class);

  /** The open offers of all that an owner has of a model. */
  public static final Table<Fleet, OpenOffer> FLEET_OFFERS =
      Table.of(16, "fleet-offers", Fleet.class, OpenOffer.class);

  /** The batches from which nothing more is claimed. */
  public static final Table<Batch.Name, Batch.CalledOff> CALLED_OFF =
      Table.of(17, "called-off", Batch.Name.class, Batch.CalledOff.class);

  /** The contract; it keeps nothing of its own. */
  public Things() {}

  @Override
  public Outcome decide(View state, Context at, ThingTransaction transaction) {
    return switch (transaction) {
      case ThingTransaction.RegisterModel model -> register(state, at, model);
      case ThingTransaction.Birth birth -> Births.decide(state, at, birth.certificate());
      case ThingTransaction.Offer offer -> Ownership.offer(state, at, offer);
      case ThingTransaction.Accept accept -> Ownership.accept(state, at, accept.thing());
      case ThingTransaction.WithdrawOffer withdraw ->
          Ownership.withdraw(state, at, withdraw.thing());
      case ThingTransaction.ReportClone report -> Evidence.decide(state, at, report);
      case ThingTransaction.ReportCopies report -> Evidence.decide(state, at, report);
      case ThingTransaction.Rekey rekey -> Agreement.rekey(state, at, rekey);
      case ThingTransaction.Release release -> Agreement.release(state, at, release);
      case ThingTransaction.RegisterBatch batch -> Batches.register(state, at, batch);
      case ThingTransaction.ClaimBirth claim -> Batches.claim(state, at, claim);
      case ThingTransaction.CallOffBatch batch -> Batches.callOff(state, at, batch);
      case ThingTransaction.Decommission end -> Lives.decommission(state, at, end);
      case ThingTransaction.ReplacePart replace -> Lives.replacePart(state, at, replace);
      case ThingTransaction.Reset reset -> Lives.reset(state, at, reset);
      case ThingTransaction.OfferFleet offer -> Fleets.offer(state, at, offer);
      case ThingTransaction.WithdrawFleetOffer withdraw -> Fleets.withdraw(state, at, withdraw);
      case ThingTransaction.AcceptFleet accept -> Fleets.accept(state, at, accept);
    };
  }

  private static Outcome register(View state, Context at, ThingTransaction.RegisterModel model) {
    if (!Parties.holds(state, at.signer(), Role.MAKER)) {
      return Outcome.rejected(ThingRefusal.NOT_A_MAKER);
    }
    Optional<Party> maker = Parties.find(state, at.signer());
    if (!maker.flatMap(Party::handle).equals(Optional.of(model.model().maker()))) {
      return Outcome.rejected(ThingRefusal.MODEL_OF_ANOTHER_MAKER);
    }
    if (state.find(MODELS, model.model()).isPresent()) {
      return Outcome.rejected(ThingRefusal.MODEL_EXISTS);
    }
    PartyId id = new PartyId(at.signer().id());
    return Outcome.accepted()
        .put(
            MODELS,
            model.model(),
            new Model(
                id,
                model.name(),
                model.lifeSafety(),
                model.leastAssurance(),
                model.gtin(),
                at.height()))
        .fact(
            new ThingFact.ModelRegistered(
                model.model(),
                id,
                model.name(),
                model.lifeSafety(),
                model.leastAssurance(),
                model.gtin()))
        .outcome();
  }

  /** Whose {@code thing} is: a part is its whole's owner's. */
  public static PartyId owner(View state, Thing thing) {
    Thing top = thing;
    while (top.whole().isPresent()) {
      top = state.find(THINGS, top.whole().get()).orElseThrow();
    }
    return top.owner();
  }

  /** Whether {@code thing} is shut out because its key has a copy. */
  public static boolean quarantined(View state, ThingId thing) {
    return state.find(QUARANTINES, thing).isPresent();
  }

  /** Whether {@code thing} is no more. */
  public static boolean decommissioned(View state, ThingId thing) {
    return state.find(DECOMMISSIONED, thing).isPresent();
  }

  @Override
  public Surface surface() {
    return ThingReads.addTo(
        Surface.at(
                "things",
                "thing",
                "Things: their models, birth certificates, identifiers, parts, owners and copied"
                    + " keys.")
            .submit(ThingTransaction.class)
            .facts(ThingFact.class)
            .refusals(ThingRefusal.class)
            .approvals(
                ApprovalClass.OWNERSHIP,
                ThingTransaction.Offer.class,
                ThingTransaction.OfferFleet.class)
            .tables(
                MODELS,
                THINGS,
                CERTIFICATES,
                LINES,
                BELONGINGS,
                PARTS,
                CLAIMS,
                OFFERS,
                QUARANTINES,
                PROPOSALS,
                COPIES,
                LAPSES,
                BATCHES,
                CLAIMED,
                DECOMMISSIONED,
                FLEET_OFFERS,
                CALLED_OFF)
            .due(LAPSES, Agreement::lapse)
            .reads(Parties.class)
            .registersKeys());
  }
}
