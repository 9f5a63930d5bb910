package birthmark.contracts.governance;

import birthmark.contract.Acceptance;
import birthmark.contract.Assembly;
import birthmark.contract.Authority;
import birthmark.contract.Context;
import birthmark.contract.Now;
import birthmark.contract.Outcome;
import birthmark.contract.Replicas;
import birthmark.contract.Role;
import birthmark.contracts.parties.Parties;
import birthmark.contracts.parties.PartyId;
import birthmark.state.View;
import java.util.List;
import java.util.Optional;

/**
 * Motions: what replicas decide together takes effect with the statement by which enough of the
 * weight has asked for the very same.
 *
 * <p>The first that asks opens the motion; asking for the same is voting for it. A party with the
 * role proposer may open one without a vote of its own. Each vote is counted by what its party's
 * replicas weigh when the last one comes. A motion that can no longer be carried is removed at
 * once, any other when its time is over.
 */
final class Motions implements Assembly {
  Motions() {}

  @Override
  public Authority.Ruling rule(View state, Authority.Request request) {
    Context at = request.at();
    PartyId self = new PartyId(at.signer().id());
    Replicas replicas = Replicas.latest(state);
    boolean votes = replicas.weight(self.value()) > 0;
    if (!votes && !Parties.holds(state, self, Role.PROPOSER)) {
      return settled(Outcome.rejected(GovernanceRefusal.RUNS_NO_REPLICA));
    }
    Decision decision = Decision.of(request.kind());
    Threshold threshold = Threshold.of(state, decision);
    Motion.Id id = new Motion.Id(request.digest());
    Optional<Motion> found = state.find(Governance.MOTIONS, id);
    Optional<Motion> open = found.filter(each -> at.time().isBefore(each.expires()));
    if (!votes) {
      return settled(
          open.isPresent()
              ? Outcome.rejected(GovernanceRefusal.ALREADY_PROPOSED)
              : begin(request, new Opening(id, decision, threshold, List.of()), found));
    }
    VoteCount ayes =
        new VoteCount(state, at.height(), replicas, open.map(Motion::ayes).orElse(List.of()));
    if (ayes.has(self)) {
      return settled(Outcome.rejected(GovernanceRefusal.ALREADY_VOTED));
    }
    VoteCount withOwn = ayes.and(new Motion.Vote(self, at.key()));
    Acceptance accepted = Outcome.accepted();
    if (threshold.isMet(withOwn.weight(), replicas.weight())) {
      if (found.isPresent()) {
        close(accepted, id, found.get());
      }
      if (open.isPresent()) {
        accepted.fact(new GovernanceFact.MotionCarried(id.digest(), withOwn.parties(), self));
      }
      return new Authority.Granted(at.signer(), accepted.outcome());
    }
    return settled(
        open.isPresent()
            ? vote(accepted, id, open.get(), withOwn, self)
            : begin(request, new Opening(id, decision, threshold, withOwn.votes()), found));
  }

  private static Authority.Ruling settled(Outcome outcome) {
    return new Authority.Settled(outcome);
  }

  /** A motion that begins, and who is for it. */
  private record Opening(
      Motion.Id id, Decision decision, Threshold threshold, List<Motion.Vote> ayes) {}

  private static Outcome begin(Authority.Request request, Opening opening, Optional<Motion> over) {
    Context at = request.at();
    PartyId self = new PartyId(at.signer().id());
    Motion.Id id = opening.id();
    Motion motion =
        new Motion(
            opening.decision(),
            at.statement(),
            self,
            opening.ayes(),
            List.of(),
            at.height(),
            at.time().plusSeconds(opening.threshold().openSeconds()));
    Acceptance accepted = Outcome.accepted();
    over.ifPresent(each -> accepted.remove(Governance.LAPSES, lapse(id, each)));
    return accepted
        .put(Governance.MOTIONS, id, motion)
        .put(Governance.LAPSES, lapse(id, motion), new Motion.Since(at.height()))
        .fact(
            new GovernanceFact.MotionOpened(
                id.digest(),
                request.rules().number(),
                request.rules().transactions().of(request.transaction()).tag(),
                at.statement(),
                self,
                motion.expires()))
        .outcome();
  }

  private static Outcome vote(
      Acceptance accepted, Motion.Id id, Motion motion, VoteCount ayes, PartyId self) {
    List<Motion.Vote> noes = without(motion.noes(), self);
    return accepted
        .put(Governance.MOTIONS, id, motion.with(ayes.votes(), noes))
        .fact(
            new GovernanceFact.VoteCast(
                id.digest(), true, ayes.weight(), ayes.replicas().weight(), self))
        .outcome();
  }

  /** A replica votes against a motion. */
  static Outcome oppose(View state, Context at, GovernanceTransaction.Oppose tx) {
    PartyId self = new PartyId(at.signer().id());
    Replicas replicas = Replicas.latest(state);
    if (replicas.weight(self.value()) == 0) {
      return Outcome.rejected(GovernanceRefusal.RUNS_NO_REPLICA);
    }
    Motion.Id id = new Motion.Id(tx.motion());
    Optional<Motion> open =
        state.find(Governance.MOTIONS, id).filter(each -> at.time().isBefore(each.expires()));
    if (open.isEmpty()) {
      return Outcome.rejected(GovernanceRefusal.NO_SUCH_MOTION);
    }
    Motion motion = open.get();
    VoteCount noes = new VoteCount(state, at.height(), replicas, motion.noes());
    if (noes.has(self)) {
      return Outcome.rejected(GovernanceRefusal.ALREADY_VOTED);
    }
    VoteCount withOwn = noes.and(new Motion.Vote(self, at.key()));
    Acceptance accepted = Outcome.accepted();
    long others = Math.subtractExact(replicas.weight(), withOwn.weight());
    if (!Threshold.of(state, motion.decision()).isMet(others, replicas.weight())) {
      close(accepted, id, motion);
      return accepted
          .fact(new GovernanceFact.MotionDefeated(id.digest(), withOwn.parties(), self))
          .outcome();
    }
    return accepted
        .put(Governance.MOTIONS, id, motion.with(without(motion.ayes(), self), withOwn.votes()))
        .fact(
            new GovernanceFact.VoteCast(
                id.digest(), false, withOwn.weight(), replicas.weight(), self))
        .outcome();
  }

  /** Removes a motion that too few were in favour of in time. */
  static Outcome.Accepted lapse(View state, Now at, Motion.Lapse lapse, Motion.Since since) {
    Motion.Id id = new Motion.Id(lapse.motion());
    Motion motion = state.find(Governance.MOTIONS, id).orElseThrow();
    return Outcome.accepted()
        .remove(Governance.MOTIONS, id)
        .fact(new GovernanceFact.MotionLapsed(lapse.motion(), motion.by()))
        .outcome();
  }

  private static void close(Acceptance accepted, Motion.Id id, Motion motion) {
    accepted.remove(Governance.MOTIONS, id).remove(Governance.LAPSES, lapse(id, motion));
  }

  private static Motion.Lapse lapse(Motion.Id id, Motion motion) {
    return new Motion.Lapse(motion.expires(), id.digest());
  }

  private static List<Motion.Vote> without(List<Motion.Vote> votes, PartyId party) {
    return votes.stream().filter(each -> !each.by().equals(party)).toList();
  }
}
