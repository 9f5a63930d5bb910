package birthmark.contracts.governance;

import birthmark.codec.MalformedException;
import birthmark.contract.Context;
import birthmark.contract.Genesis;
import birthmark.contract.Outcome;
import birthmark.contract.Replica;
import birthmark.contracts.governance.GovernanceFact.Departure;
import birthmark.contracts.governance.GovernanceFact.DoubleSigningShown;
import birthmark.contracts.governance.GovernanceTransaction.ReportDoubleCheckpoint;
import birthmark.contracts.governance.GovernanceTransaction.ReportDoubleVote;
import birthmark.contracts.parties.PartyId;
import birthmark.state.View;
import java.util.Optional;

/**
 * Replicas that signed what contradicts itself go, whoever shows it.
 *
 * <p>The signatures were checked before, so what is left is whose keys they are. A replica goes
 * like any other: not the last one, and no more than a third of the weight at once; who shows it
 * may do so again once the others weigh enough. Its keys are never used again.
 */
final class Evictions {
  private Evictions() {}

  static Outcome votes(View state, Context at, ReportDoubleVote tx) {
    Optional<Replica> voter =
        Absences.all(state).stream()
            .filter(each -> each.consensus().equals(Optional.of(tx.voter())))
            .findFirst();
    return evicted(state, at, voter, Offence.VOTES, tx.height());
  }

  static Outcome checkpoints(View state, Context at, ReportDoubleCheckpoint tx) {
    String origin = origin(at);
    if (!origin.equals(tx.origin())) {
      return Outcome.rejected(GovernanceRefusal.OTHER_LOG, "this one is " + origin);
    }
    Optional<Replica> signer = Absences.known(state, tx.checkpoint().thumbprint());
    return evicted(state, at, signer, Offence.CHECKPOINTS, tx.size());
  }

  /** The ledger's name, which its first log entry has. */
  static String origin(Context at) {
    try {
      return Genesis.CODEC.decode(at.log().entry(0).orElseThrow()).name();
    } catch (MalformedException e) {
      throw new IllegalStateException("the first entry of the log is no genesis", e);
    }
  }

  private static Outcome evicted(
      View state, Context at, Optional<Replica> found, Offence offence, long when) {
    if (found.isEmpty()) {
      return Outcome.rejected(GovernanceRefusal.NO_SUCH_REPLICA);
    }
    Replica replica = found.get();
    return switch (Absences.gone(state, at, replica, Departure.EVICTED)) {
      case Outcome.Rejected rejected -> rejected;
      case Outcome.Accepted accepted ->
          Outcome.accepted()
              .writes(accepted.writes())
              .fact(
                  new DoubleSigningShown(
                      replica.id(),
                      new PartyId(replica.party()),
                      offence,
                      when,
                      new PartyId(at.signer().id())))
              .facts(accepted.facts())
              .outcome();
    };
  }
}
