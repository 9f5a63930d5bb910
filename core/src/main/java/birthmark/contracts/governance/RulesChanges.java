package birthmark.contracts.governance;

import birthmark.contract.Context;
import birthmark.contract.Outcome;
import birthmark.contract.Replica;
import birthmark.contract.Replicas;
import birthmark.contract.RulesVersions;
import birthmark.contract.RulesVersions.From;
import birthmark.contracts.parties.PartyId;
import birthmark.state.Entry;
import birthmark.state.View;
import java.util.Optional;

/** How the rules change: at a height, once more than two thirds of the weight are ready. */
final class RulesChanges {
  private RulesChanges() {}

  static Outcome schedule(View state, Context at, GovernanceTransaction.ScheduleRules tx) {
    Optional<Entry<From, RulesVersions.Scheduled>> next = RulesVersions.next(state, at.height());
    if (next.isPresent()) {
      return Outcome.rejected(
          GovernanceRefusal.ALREADY_SCHEDULED,
          "version " + next.get().value().version() + " from " + next.get().key().height());
    }
    long inForce = RulesVersions.inForce(state, at.height());
    if (tx.version() != Math.addExact(inForce, 1)) {
      return notNext(inForce);
    }
    long earliest = Math.addExact(at.height(), Governance.LEAD);
    if (tx.height() < earliest) {
      return Outcome.rejected(GovernanceRefusal.TOO_SOON, "the earliest is " + earliest);
    }
    Replicas replicas = Replicas.latest(state);
    long ready = ready(state, replicas, tx.version());
    if (Math.multiplyExact(3, ready) <= Math.multiplyExact(2, replicas.weight())) {
      return Outcome.rejected(
          GovernanceRefusal.NOT_READY, ready + " of " + replicas.weight() + " are");
    }
    From from = new From(tx.height());
    PartyId by = new PartyId(at.signer().id());
    return Outcome.accepted()
        .writes(RulesVersions.schedule(state, at, from, tx.version()))
        .put(Governance.CHANGES, from, new Governance.Change(tx.version(), by, at.time()))
        .fact(new GovernanceFact.RulesScheduled(tx.version(), tx.height(), by))
        .outcome();
  }

  private static Outcome notNext(long inForce) {
    return Outcome.rejected(
        GovernanceRefusal.VERSION_NOT_NEXT, "version " + inForce + " is in force");
  }

  /** What those weigh whose replicas are ready for {@code version}. */
  private static long ready(View state, Replicas replicas, long version) {
    long weight = 0;
    for (Replica member : replicas.members()) {
      Governance.Ready ready = new Governance.Ready(version, new PartyId(member.party()));
      if (state.find(Governance.READINESS, ready).isPresent()) {
        weight = Math.addExact(weight, member.weight());
      }
    }
    return weight;
  }

  static Outcome withdraw(View state, Context at, GovernanceTransaction.WithdrawRules tx) {
    Optional<Entry<From, RulesVersions.Scheduled>> next =
        RulesVersions.next(state, at.height())
            .filter(each -> each.value().version() == tx.version());
    if (next.isEmpty()) {
      return Outcome.rejected(GovernanceRefusal.NOT_SCHEDULED);
    }
    From from = next.get().key();
    return Outcome.accepted()
        .remove(RulesVersions.TABLE, from)
        .remove(Governance.CHANGES, from)
        .fact(
            new GovernanceFact.RulesWithdrawn(
                tx.version(), from.height(), new PartyId(at.signer().id())))
        .outcome();
  }

  static Outcome signal(View state, Context at, GovernanceTransaction.SignalReadiness tx) {
    PartyId by = new PartyId(at.signer().id());
    Replicas replicas = Replicas.latest(state);
    long own = replicas.weight(by.value());
    if (own == 0) {
      return Outcome.rejected(GovernanceRefusal.RUNS_NO_REPLICA);
    }
    long inForce = RulesVersions.inForce(state, at.height());
    if (tx.version() != Math.addExact(inForce, 1)) {
      return notNext(inForce);
    }
    Governance.Ready ready = new Governance.Ready(tx.version(), by);
    if (state.find(Governance.READINESS, ready).isPresent()) {
      return Outcome.rejected(GovernanceRefusal.ALREADY_READY);
    }
    long weight = Math.addExact(ready(state, replicas, tx.version()), own);
    return Outcome.accepted()
        .put(Governance.READINESS, ready, new Governance.Since(at.height()))
        .fact(new GovernanceFact.ReadinessSignalled(tx.version(), weight, replicas.weight(), by))
        .outcome();
  }
}
