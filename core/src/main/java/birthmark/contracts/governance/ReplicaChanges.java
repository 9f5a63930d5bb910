package birthmark.contracts.governance;

import birthmark.contract.Acceptance;
import birthmark.contract.Context;
import birthmark.contract.Keys;
import birthmark.contract.Now;
import birthmark.contract.Outcome;
import birthmark.contract.Replica;
import birthmark.contract.Replicas;
import birthmark.contract.Role;
import birthmark.contracts.governance.GovernanceFact.Departure;
import birthmark.contracts.governance.GovernanceTransaction.AddReplica;
import birthmark.contracts.governance.GovernanceTransaction.LeaveReplicas;
import birthmark.contracts.governance.GovernanceTransaction.OfferReplica;
import birthmark.contracts.governance.GovernanceTransaction.RemoveReplica;
import birthmark.contracts.governance.GovernanceTransaction.WeighReplica;
import birthmark.contracts.governance.GovernanceTransaction.WithdrawOffer;
import birthmark.contracts.parties.Parties;
import birthmark.contracts.parties.PartyId;
import birthmark.cose.CoseKey;
import birthmark.cose.KeyId;
import birthmark.state.View;
import birthmark.state.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How the set of replicas changes.
 *
 * <p>A set hands over to the next by signing for it, so those who stay must be able to do that
 * without those who go: a set never takes away more than a third of the weight of the one before.
 * From {@value #SAFE} replicas on no more than a third is new either, so that newcomers who fail to
 * come up cannot stop the ledger. All that one block decides is one change.
 */
final class ReplicaChanges {
  /** With fewer replicas of one weight the ledger stands no failure of one. */
  static final int SAFE = 4;

  private ReplicaChanges() {}

  static Outcome offer(View state, Context at, OfferReplica tx) {
    if (!tx.party().subject().equals(at.signer())) {
      return Outcome.rejected(GovernanceRefusal.OFFERED_FOR_ANOTHER);
    }
    List<CoseKey> keys = new ArrayList<>(List.of(tx.checkpoint()));
    tx.consensus().ifPresent(keys::add);
    for (CoseKey key : keys) {
      if (Keys.taken(state, key)
          || state.find(Governance.REPLICA_KEYS, id(key.thumbprint())).isPresent()) {
        return Outcome.rejected(GovernanceRefusal.KEY_USED, "key " + key.thumbprint());
      }
    }
    Acceptance accepted = Outcome.accepted();
    for (CoseKey key : keys) {
      accepted.put(
          Governance.REPLICA_KEYS,
          id(key.thumbprint()),
          new ReplicaOffer.KeyOwner(tx.party(), at.height()));
    }
    KeyId replica = tx.checkpoint().thumbprint();
    return accepted
        .put(
            Governance.OFFERS,
            id(replica),
            new ReplicaOffer(
                tx.party(), tx.checkpoint(), tx.consensus(), tx.endpoint(), at.height()))
        .fact(new GovernanceFact.ReplicaOffered(replica, tx.party()))
        .outcome();
  }

  /**
   * What makes the keys of {@code replica} its party's for ever.
   *
   * @throws IllegalArgumentException if one of them was another's, or is no replica's
   */
  static List<Write<?, ?>> claim(View state, Now at, Replica replica) {
    List<CoseKey> keys = new ArrayList<>(List.of(replica.checkpoint()));
    replica.consensus().ifPresent(keys::add);
    List<Write<?, ?>> writes = new ArrayList<>();
    for (CoseKey key : keys) {
      if (Keys.taken(state, key)
          || state.find(Governance.REPLICA_KEYS, id(key.thumbprint())).isPresent()) {
        throw new IllegalArgumentException(
            "the key " + key.thumbprint() + " of a replica was used before");
      }
      writes.add(
          Governance.REPLICA_KEYS.put(
              id(key.thumbprint()),
              new ReplicaOffer.KeyOwner(new PartyId(replica.party()), at.height())));
    }
    return writes;
  }

  static Outcome withdrawOffer(View state, Context at, WithdrawOffer tx) {
    Optional<ReplicaOffer> offer = state.find(Governance.OFFERS, id(tx.replica()));
    if (offer.isEmpty()) {
      return Outcome.rejected(GovernanceRefusal.NO_SUCH_OFFER);
    }
    PartyId party = offer.get().party();
    if (!party.subject().equals(at.signer())) {
      return Outcome.rejected(GovernanceRefusal.NOT_YOUR_REPLICA);
    }
    return Outcome.accepted()
        .remove(Governance.OFFERS, id(tx.replica()))
        .fact(new GovernanceFact.OfferWithdrawn(tx.replica(), party))
        .outcome();
  }

  static Outcome add(View state, Context at, AddReplica tx) {
    Replicas latest = Replicas.latest(state);
    if (latest.find(tx.replica()).isPresent()) {
      return Outcome.rejected(GovernanceRefusal.ALREADY_A_REPLICA);
    }
    Optional<ReplicaOffer> offer = state.find(Governance.OFFERS, id(tx.replica()));
    if (offer.isEmpty()) {
      return Outcome.rejected(GovernanceRefusal.NO_SUCH_OFFER);
    }
    return switch (with(state, at, offer.get().weighing(tx.weight()))) {
      case Outcome.Rejected rejected -> rejected;
      case Outcome.Accepted accepted ->
          Outcome.accepted()
              .writes(accepted.writes())
              .remove(Governance.OFFERS, id(tx.replica()))
              .facts(accepted.facts())
              .outcome();
    };
  }

  /** What has {@code replica} be one from now on; the time that it may be absent begins. */
  static Outcome with(View state, Context at, Replica replica) {
    PartyId party = new PartyId(replica.party());
    if (!Parties.holds(state, party, Role.REPLICA)) {
      return Outcome.rejected(GovernanceRefusal.OFFER_WITHOUT_ROLE, "party " + party);
    }
    Replicas latest = Replicas.latest(state);
    if (latest.members().size() == Replicas.MAX) {
      return Outcome.rejected(GovernanceRefusal.TOO_MANY_REPLICAS);
    }
    List<Replica> members = new ArrayList<>(latest.members());
    members.add(replica);
    Change change = new Change(state, at, Replicas.of(members));
    return change
        .refused()
        .orElseGet(
            () ->
                change
                    .accepted()
                    .writes(Absences.watch(state, at.now(), replica.id()))
                    .fact(
                        new GovernanceFact.ReplicaAdded(
                            replica.id(), party, replica.weight(), change.from(), change.by()))
                    .outcome());
  }

  static Outcome remove(View state, Context at, RemoveReplica tx) {
    Optional<Replica> replica = Absences.known(state, tx.replica());
    return replica.isEmpty()
        ? Outcome.rejected(GovernanceRefusal.NO_SUCH_REPLICA)
        : Absences.gone(state, at, replica.get(), Departure.REMOVED);
  }

  static Outcome leave(View state, Context at, LeaveReplicas tx) {
    Optional<Replica> replica = Absences.known(state, tx.replica());
    if (replica.isEmpty()) {
      return Outcome.rejected(GovernanceRefusal.NO_SUCH_REPLICA);
    }
    return replica.get().owner().equals(at.signer())
        ? Absences.gone(state, at, replica.get(), Departure.LEFT)
        : Outcome.rejected(GovernanceRefusal.NOT_YOUR_REPLICA);
  }

  static Outcome without(View state, Context at, Replica replica, Departure departure) {
    return without(state, at.height(), new PartyId(at.signer().id()), replica, departure);
  }

  /** What has {@code replica} go, by whose doing whatever that is. */
  static Outcome without(
      View state, long height, PartyId by, Replica replica, Departure departure) {
    List<Replica> members = others(Replicas.latest(state), replica);
    if (members.isEmpty()) {
      return Outcome.rejected(GovernanceRefusal.LAST_REPLICA);
    }
    Change change = new Change(state, height, by, Replicas.of(members));
    return change
        .refused()
        .orElseGet(
            () -> {
              Acceptance accepted =
                  change
                      .accepted()
                      .fact(
                          new GovernanceFact.ReplicaRemoved(
                              replica.id(),
                              new PartyId(replica.party()),
                              departure,
                              change.from(),
                              change.by()));
              if (members.size() < SAFE) {
                accepted.fact(new GovernanceFact.TooFewReplicas(members.size(), change.by()));
              }
              return accepted.outcome();
            });
  }

  static Outcome weigh(View state, Context at, WeighReplica tx) {
    Optional<Replica> found = Replicas.latest(state).find(tx.replica());
    if (found.isEmpty()) {
      return Outcome.rejected(GovernanceRefusal.NO_SUCH_REPLICA);
    }
    Replica replica = found.get();
    if (replica.weight() == tx.weight()) {
      return Outcome.rejected(GovernanceRefusal.SAME_WEIGHT);
    }
    List<Replica> members = new ArrayList<>(others(Replicas.latest(state), replica));
    members.add(replica.weighing(tx.weight()));
    Change change = new Change(state, at, Replicas.of(members));
    return change
        .refused()
        .orElseGet(
            () ->
                change
                    .accepted()
                    .fact(
                        new GovernanceFact.ReplicaWeighed(
                            replica.id(),
                            new PartyId(replica.party()),
                            replica.weight(),
                            tx.weight(),
                            change.from(),
                            change.by()))
                    .outcome());
  }

  private static List<Replica> others(Replicas all, Replica but) {
    return all.members().stream().filter(each -> !each.id().equals(but.id())).toList();
  }

  private static ReplicaOffer.Id id(KeyId replica) {
    return new ReplicaOffer.Id(replica);
  }

  /** What follows the set that signs at the next height. */
  record Change(View state, long height, PartyId by, Replicas next) {
    Change(View state, Context at, Replicas next) {
      this(state, at.height(), new PartyId(at.signer().id()), next);
    }

    long from() {
      return Math.addExact(height, Replicas.LEAD);
    }

    /** Why it is too much at once, if it is. */
    Optional<Outcome> refused() {
      Replicas before = Replicas.at(state, Math.addExact(height, 1));
      long stays = 0;
      for (Replica replica : before.members()) {
        long later = next.find(replica.id()).map(Replica::weight).orElse(0L);
        stays = Math.addExact(stays, Math.min(replica.weight(), later));
      }
      boolean tooMuchGoes = isMoreThanAThird(Math.subtractExact(before.weight(), stays), before);
      boolean tooMuchComes =
          next.members().size() >= SAFE
              && isMoreThanAThird(Math.subtractExact(next.weight(), stays), next);
      return tooMuchGoes || tooMuchComes
          ? Optional.of(Outcome.rejected(GovernanceRefusal.TOO_MUCH_AT_ONCE))
          : Optional.empty();
    }

    private static boolean isMoreThanAThird(long weight, Replicas of) {
      return Math.multiplyExact(3, weight) > of.weight();
    }

    Acceptance accepted() {
      return Outcome.accepted()
          .writes(Replicas.follow(state, height, next))
          .put(Governance.SETS, new Replicas.From(from()), next);
    }
  }
}
