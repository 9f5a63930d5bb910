package birthmark.contracts.governance;

import birthmark.contract.Acceptance;
import birthmark.contract.Checkpoints;
import birthmark.contract.Context;
import birthmark.contract.Now;
import birthmark.contract.Outcome;
import birthmark.contract.Replica;
import birthmark.contract.Replicas;
import birthmark.contracts.governance.GovernanceFact.Departure;
import birthmark.contracts.governance.GovernanceTransaction.Attend;
import birthmark.contracts.governance.GovernanceTransaction.LimitAbsence;
import birthmark.contracts.parties.PartyId;
import birthmark.cose.KeyId;
import birthmark.state.Entry;
import birthmark.state.View;
import birthmark.state.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Replicas show now and then that they are there: by their signature under a checkpoint of the last
 * minutes. One that does not for too long is suspended, and comes back by showing it again.
 */
final class Absences {
  /** How long until it is tried again to suspend a replica, where that was too much at once. */
  private static final long AGAIN_SECONDS = 60;

  private Absences() {}

  /** The replicas of the latest set, then those that are suspended. */
  static List<Replica> all(View state) {
    List<Replica> all = new ArrayList<>(Replicas.latest(state).members());
    for (Entry<ReplicaOffer.Id, Absence.Suspended> each :
        state.list(Governance.SUSPENDED, List.of(), Optional.empty(), View.LIST_MAX)) {
      all.add(each.value().replica());
    }
    return all;
  }

  /** The replica that {@code id} names, of the latest set or suspended. */
  static Optional<Replica> known(View state, KeyId id) {
    return Replicas.latest(state).find(id).or(() -> suspended(state, id));
  }

  private static Optional<Replica> suspended(View state, KeyId id) {
    return state
        .find(Governance.SUSPENDED, new ReplicaOffer.Id(id))
        .map(Absence.Suspended::replica);
  }

  /** What has a replica go for good, of the latest set or suspended. */
  static Outcome gone(View state, Context at, Replica replica, Departure departure) {
    if (suspended(state, replica.id()).isEmpty()) {
      return ReplicaChanges.without(state, at, replica, departure);
    }
    return Outcome.accepted()
        .remove(Governance.SUSPENDED, new ReplicaOffer.Id(replica.id()))
        .fact(
            new GovernanceFact.ReplicaRemoved(
                replica.id(),
                new PartyId(replica.party()),
                departure,
                at.height(),
                new PartyId(at.signer().id())))
        .outcome();
  }

  /** What begins the time that a replica may be absent, where there is a limit. */
  static List<Write<?, ?>> watch(View state, Now at, KeyId replica) {
    return state
        .find(Governance.ABSENCE, Absence.Of.REPLICAS)
        .map(limit -> until(state, at, replica, limit.seconds()))
        .orElse(List.of());
  }

  private static List<Write<?, ?>> until(View state, Now at, KeyId replica, long seconds) {
    Absence.Shown shown = new Absence.Shown(at.time().plusSeconds(seconds), at.height());
    Absence.End end = new Absence.End(shown.until(), replica);
    List<Write<?, ?>> writes = new ArrayList<>();
    // Removed and put again it would be two writes of one record.
    if (!ends(state, replica).equals(Optional.of(end))) {
      writes.addAll(forgotten(state, replica));
    }
    writes.add(Governance.ATTENDANCE.put(new ReplicaOffer.Id(replica), shown));
    writes.add(Governance.ABSENCES.put(end, new Motion.Since(at.height())));
    return writes;
  }

  /** What ends that time. */
  private static List<Write<?, ?>> forgotten(View state, KeyId replica) {
    return ends(state, replica)
        .<List<Write<?, ?>>>map(end -> List.of(Governance.ABSENCES.remove(end)))
        .orElse(List.of());
  }

  private static Optional<Absence.End> ends(View state, KeyId replica) {
    return state
        .find(Governance.ATTENDANCE, new ReplicaOffer.Id(replica))
        .map(shown -> new Absence.End(shown.until(), replica));
  }

  static Outcome limit(View state, Context at, LimitAbsence tx) {
    Acceptance accepted = Outcome.accepted();
    for (Replica replica : Replicas.latest(state).members()) {
      if (tx.seconds().isPresent()) {
        accepted.writes(until(state, at.now(), replica.id(), tx.seconds().get()));
      } else {
        accepted.writes(forgotten(state, replica.id()));
      }
    }
    if (tx.seconds().isPresent()) {
      accepted.put(
          Governance.ABSENCE,
          Absence.Of.REPLICAS,
          new Absence.Limit(tx.seconds().get(), at.height()));
    } else {
      accepted.remove(Governance.ABSENCE, Absence.Of.REPLICAS);
    }
    return accepted
        .fact(new GovernanceFact.AbsenceLimited(tx.seconds(), new PartyId(at.signer().id())))
        .outcome();
  }

  static Outcome attend(View state, Context at, Attend tx) {
    String origin = Evictions.origin(at);
    if (!origin.equals(tx.origin())) {
      return Outcome.rejected(GovernanceRefusal.OTHER_LOG, "this one is " + origin);
    }
    KeyId id = tx.checkpoint().thumbprint();
    Optional<Replica> away = suspended(state, id);
    if (away.isEmpty() && Replicas.latest(state).find(id).isEmpty()) {
      return Outcome.rejected(GovernanceRefusal.NO_SUCH_REPLICA);
    }
    if (away.isEmpty() && state.find(Governance.ABSENCE, Absence.Of.REPLICAS).isEmpty()) {
      return Outcome.rejected(GovernanceRefusal.NO_LIMIT);
    }
    boolean recent =
        state
            .find(Checkpoints.TABLE, new Checkpoints.Height(tx.height()))
            .map(block -> block.size() == tx.size() && block.root().equals(tx.root()))
            .orElse(false);
    if (!recent) {
      return Outcome.rejected(GovernanceRefusal.NOT_RECENT);
    }
    if (away.isEmpty()) {
      return Outcome.accepted()
          .writes(watch(state, at.now(), id))
          .fact(new GovernanceFact.AttendanceShown(id, new PartyId(at.signer().id())))
          .outcome();
    }
    return switch (ReplicaChanges.with(state, at, away.get())) {
      case Outcome.Rejected rejected -> rejected;
      case Outcome.Accepted accepted ->
          Outcome.accepted()
              .writes(accepted.writes())
              .remove(Governance.SUSPENDED, new ReplicaOffer.Id(id))
              .facts(accepted.facts())
              .outcome();
    };
  }

  /** Suspends a replica that was absent too long, if it is one and can go now. */
  static Outcome.Accepted end(View state, Now at, Absence.End end, Motion.Since since) {
    ReplicaOffer.Id id = new ReplicaOffer.Id(end.replica());
    Optional<Replica> replica = Replicas.latest(state).find(end.replica());
    if (replica.isEmpty() || state.find(Governance.ABSENCE, Absence.Of.REPLICAS).isEmpty()) {
      return Outcome.accepted().remove(Governance.ATTENDANCE, id).outcome();
    }
    PartyId party = new PartyId(replica.get().party());
    return switch (ReplicaChanges.without(
        state, at.height(), party, replica.get(), Departure.SUSPENDED)) {
      case Outcome.Rejected _ ->
          Outcome.accepted()
              .put(
                  Governance.ATTENDANCE,
                  id,
                  new Absence.Shown(at.time().plusSeconds(AGAIN_SECONDS), since.since()))
              .put(
                  Governance.ABSENCES,
                  new Absence.End(at.time().plusSeconds(AGAIN_SECONDS), end.replica()),
                  since)
              .outcome();
      case Outcome.Accepted accepted ->
          Outcome.accepted()
              .writes(accepted.writes())
              .remove(Governance.ATTENDANCE, id)
              .put(Governance.SUSPENDED, id, new Absence.Suspended(replica.get(), at.height()))
              .facts(accepted.facts())
              .outcome();
    };
  }
}
