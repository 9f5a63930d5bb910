package birthmark.contracts.things;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.codec.Codec;
import birthmark.contract.Acceptance;
import birthmark.contract.Context;
import birthmark.contract.Keys;
import birthmark.contract.Now;
import birthmark.contract.Outcome;
import birthmark.contracts.parties.PartyId;
import birthmark.cose.KeyId;
import birthmark.state.View;
import java.util.List;
import java.util.Optional;

/**
 * Decides what a thing's owner and its maker must agree on. Where they are one, one transaction
 * takes effect at once; else the first one is a proposal.
 */
final class Agreement {
  private static final Codec<ThingTransaction> TRANSACTION = Codec.of(ThingTransaction.class);

  private Agreement() {}

  static Outcome rekey(View state, Context at, ThingTransaction.Rekey rekey) {
    Optional<Thing> found = state.find(Things.THINGS, rekey.thing());
    Optional<ThingRefusal> refusal = notForBoth(state, at, rekey.thing(), found);
    if (refusal.isPresent()) {
      return Outcome.rejected(refusal.get());
    }
    if (Keys.taken(state, rekey.signing()) || Keys.taken(state, rekey.agreement())) {
      return Outcome.rejected(ThingRefusal.KEY_TAKEN);
    }
    Thing thing = found.orElseThrow();
    Pair pair = new Pair(state, at, rekey.thing(), thing);
    Optional<Outcome> proposal = pair.propose(Proposal.Action.REKEY, rekey);
    if (proposal.isPresent()) {
      return proposal.get();
    }
    Acceptance accepted = pair.agreed();
    for (KeyId old : List.of(thing.signing(), thing.agreement())) {
      accepted.put(Keys.TABLE, old, state.find(Keys.TABLE, old).orElseThrow().revoke(at));
    }
    boolean lifted = Things.quarantined(state, rekey.thing());
    if (lifted) {
      accepted.remove(Things.QUARANTINES, rekey.thing());
    }
    KeyId signing = rekey.signing().thumbprint();
    return accepted
        .writes(
            List.of(
                Keys.register(at, rekey.thing().subject(), Keys.Purpose.SIGNING, rekey.signing()),
                Keys.register(
                    at, rekey.thing().subject(), Keys.Purpose.AGREEMENT, rekey.agreement())))
        .put(Things.THINGS, rekey.thing(), thing.withKeys(signing, rekey.agreement().thumbprint()))
        .fact(
            new ThingFact.Rekeyed(
                rekey.thing(), thing.maker(), pair.owner(), thing.signing(), signing, lifted))
        .outcome();
  }

  static Outcome release(View state, Context at, ThingTransaction.Release release) {
    Optional<Thing> found = state.find(Things.THINGS, release.thing());
    Optional<ThingRefusal> refusal = notForBoth(state, at, release.thing(), found);
    if (refusal.isPresent()) {
      return Outcome.rejected(refusal.get());
    }
    if (!Things.quarantined(state, release.thing())) {
      return Outcome.rejected(ThingRefusal.NOT_QUARANTINED);
    }
    Thing thing = found.orElseThrow();
    Pair pair = new Pair(state, at, release.thing(), thing);
    Optional<Outcome> proposal = pair.propose(Proposal.Action.RELEASE, release);
    if (proposal.isPresent()) {
      return proposal.get();
    }
    return pair.agreed()
        .remove(Things.QUARANTINES, release.thing())
        .fact(new ThingFact.Released(release.thing(), thing.maker(), pair.owner(), release.note()))
        .outcome();
  }

  private static Optional<ThingRefusal> notForBoth(
      View state, Context at, ThingId id, Optional<Thing> thing) {
    if (thing.isEmpty()) {
      return Optional.of(ThingRefusal.NO_SUCH_THING);
    }
    boolean either =
        thing.get().maker().subject().equals(at.signer())
            || Things.owner(state, thing.get()).subject().equals(at.signer());
    if (!either) {
      return Optional.of(ThingRefusal.NEITHER_OWNER_NOR_MAKER);
    }
    return Things.decommissioned(state, id)
        ? Optional.of(ThingRefusal.THING_DECOMMISSIONED)
        : Optional.empty();
  }

  /** Removes what {@code party} asked for about {@code thing}, if it asked for anything. */
  static void forget(View state, Acceptance accepted, ThingId thing, PartyId party) {
    Things.ProposalKey key = new Things.ProposalKey(thing, party);
    Optional<Proposal> open = state.find(Things.PROPOSALS, key);
    if (open.isPresent()) {
      accepted
          .remove(Things.PROPOSALS, key)
          .remove(Things.LAPSES, new Proposal.Lapse(open.get().expires(), thing, party));
    }
  }

  /** Removes a proposal that nobody agreed to in time. */
  static Outcome.Accepted lapse(View state, Now at, Proposal.Lapse lapse, Things.Since since) {
    Things.ProposalKey key = new Things.ProposalKey(lapse.thing(), lapse.by());
    Proposal proposal = state.find(Things.PROPOSALS, key).orElseThrow();
    Thing thing = state.find(Things.THINGS, lapse.thing()).orElseThrow();
    PartyId owner = Things.owner(state, thing);
    PartyId with = lapse.by().equals(owner) ? thing.maker() : owner;
    return Outcome.accepted()
        .remove(Things.PROPOSALS, key)
        .fact(
            new ThingFact.ProposalLapsed(
                lapse.thing(), proposal.action(), proposal.digest(), lapse.by(), with))
        .outcome();
  }

  /** The two who must agree about a thing, one of whom signs. */
  private record Pair(View state, Context at, ThingId id, Thing thing, PartyId owner) {
    Pair(View state, Context at, ThingId id, Thing thing) {
      this(state, at, id, thing, Things.owner(state, thing));
    }

    PartyId signer() {
      return new PartyId(at.signer().id());
    }

    PartyId other() {
      return signer().equals(owner) ? thing.maker() : owner;
    }

    /** What is to be answered as long as the other one has not asked for the same. */
    Optional<Outcome> propose(Proposal.Action action, ThingTransaction transaction) {
      if (owner.equals(thing.maker())) {
        return Optional.empty();
      }
      Bytes digest = Sha256.of(TRANSACTION.encode(transaction));
      if (open(other(), digest)) {
        return Optional.empty();
      }
      if (open(signer(), digest)) {
        return Optional.of(Outcome.rejected(ThingRefusal.ALREADY_PROPOSED));
      }
      Proposal proposal =
          new Proposal(
              action,
              digest,
              at.statement(),
              at.key(),
              at.height(),
              at.time().plusSeconds(Proposal.VALID_SECONDS));
      return Optional.of(
          replaced(proposal)
              .put(Things.PROPOSALS, new Things.ProposalKey(id, signer()), proposal)
              .put(Things.LAPSES, lapse(proposal), new Things.Since(at.height()))
              .fact(
                  new ThingFact.Proposed(id, action, digest, signer(), other(), proposal.expires()))
              .outcome());
    }

    private Proposal.Lapse lapse(Proposal proposal) {
      return new Proposal.Lapse(proposal.expires(), id, signer());
    }

    /** An acceptance in which what the signer asked for before no longer lapses. */
    private Acceptance replaced(Proposal proposal) {
      Acceptance accepted = Outcome.accepted();
      state
          .find(Things.PROPOSALS, new Things.ProposalKey(id, signer()))
          .map(this::lapse)
          .filter(before -> !before.equals(lapse(proposal)))
          .ifPresent(before -> accepted.remove(Things.LAPSES, before));
      return accepted;
    }

    /** Whether {@code party} asks for this very transaction, in time and with a key that counts. */
    private boolean open(PartyId party, Bytes digest) {
      return state
          .find(Things.PROPOSALS, new Things.ProposalKey(id, party))
          .filter(
              proposal ->
                  proposal.digest().equals(digest)
                      && at.time().isBefore(proposal.expires())
                      && state
                          .find(Keys.TABLE, proposal.key())
                          .map(key -> key.validAt(at.height()))
                          .orElse(false))
          .isPresent();
    }

    /** An acceptance that ends what either asked for before. */
    Acceptance agreed() {
      Acceptance accepted = Outcome.accepted();
      forget(state, accepted, id, thing.maker());
      if (!owner.equals(thing.maker())) {
        forget(state, accepted, id, owner);
      }
      return accepted;
    }
  }
}
