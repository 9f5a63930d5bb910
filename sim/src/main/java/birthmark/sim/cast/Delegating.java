package birthmark.sim.cast;

import birthmark.bytes.Bytes;
import birthmark.contract.Acting;
import birthmark.contracts.parties.ApprovalProposal;
import birthmark.contracts.parties.Approvals;
import birthmark.contracts.parties.Delegation;
import birthmark.contracts.parties.Delegations;
import birthmark.contracts.parties.Departments;
import birthmark.contracts.parties.Handle;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.contracts.parties.TransactionName;
import birthmark.contracts.things.Thing;
import birthmark.contracts.things.ThingId;
import birthmark.contracts.things.Things;
import birthmark.state.Entry;
import birthmark.state.Table;
import birthmark.state.View;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** What parties let each other do, departments, and who says no to what others proposed. */
final class Delegating {
  private static final int FEW = 100;
  private static final int SECONDS_MAX = 2_000;
  private static final List<TransactionName> NAMES =
      List.of(
          new TransactionName("things/offer"),
          new TransactionName("things/decommission"),
          new TransactionName("things/birth"),
          new TransactionName("admission/quarantine"),
          new TransactionName("admission/set-policy"),
          new TransactionName("firmware/publish"));

  private final Cast cast;
  private final RandomGenerator random;

  Delegating(Cast cast, RandomGenerator random) {
    this.cast = cast;
    this.random = random;
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private static <K, V> List<Entry<K, V>> rows(View state, Table<K, V> table) {
    return state.list(table, List.of(), Optional.empty(), FEW);
  }

  private Cast.Party somebody(PartyId party) {
    Cast.Party other = pick(cast.parties());
    return chance(85) ? cast.party(party).orElse(other) : other;
  }

  Intention next(Intentions.Knowledge known, Bytes network) {
    View state = known.state();
    return switch (random.nextInt(11)) {
      case 0 -> end(state);
      case 1, 2 -> department(state, network);
      case 3, 4 -> rejection(state);
      case 5, 6 -> onward(known);
      default -> new Intention(pick(cast.parties()).key(), delegation(known));
    };
  }

  private PartyTransaction delegation(Intentions.Knowledge known) {
    List<Delegation.ThingName> things =
        chance(60)
            ? List.of()
            : rows(known.state(), Things.THINGS).stream()
                .map(Entry<ThingId, Thing>::key)
                .map(thing -> new Delegation.ThingName(thing.value()))
                .limit(2)
                .toList();
    return new PartyTransaction.Delegate(
        pick(cast.parties()).id(),
        chance(70) ? NAMES : NAMES.subList(0, 2),
        things,
        known.time().plusSeconds(random.nextInt(SECONDS_MAX)),
        chance(60));
  }

  /** Somebody passes on what it may do for another. */
  private Intention onward(Intentions.Knowledge known) {
    List<Entry<Delegation.Id, Delegation>> given = rows(known.state(), Delegations.DELEGATIONS);
    if (given.isEmpty()) {
      return new Intention(pick(cast.parties()).key(), delegation(known));
    }
    Delegation.Id id = pick(given).key();
    return new Intention(
        somebody(id.to()).key(),
        delegation(known),
        Optional.of(Acting.inNameOf(id.party().value())));
  }

  private Intention end(View state) {
    List<Entry<Delegation.Id, Delegation>> given = rows(state, Delegations.DELEGATIONS);
    if (given.isEmpty()) {
      PartyId party = pick(cast.parties()).id();
      return new Intention(
          pick(cast.parties()).key(), new PartyTransaction.EndDelegation(party, party));
    }
    Entry<Delegation.Id, Delegation> one = pick(given);
    PartyId by = pick(List.of(one.key().party(), one.key().to(), one.value().by()));
    return new Intention(
        somebody(by).key(), new PartyTransaction.EndDelegation(one.key().party(), one.key().to()));
  }

  private Intention department(View state, Bytes network) {
    List<Entry<Departments.Under, Delegation.Since>> under = rows(state, Departments.UNDER);
    if (!under.isEmpty() && chance(50)) {
      Departments.Under one = pick(under).key();
      return new Intention(
          somebody(one.organisation()).key(),
          new PartyTransaction.ReleaseDepartment(one.department()));
    }
    Cast.Party organisation = pick(cast.parties());
    // A party that has not registered yet becomes a department; a spare key one that does nothing.
    SeededKey key = chance(60) ? pick(cast.parties()).key() : pick(cast.spares());
    Bytes possession =
        PartyTransaction.FoundDepartment.claim(network, organisation.id(), key.publicKey())
            .sign(key);
    return new Intention(
        organisation.key(),
        new PartyTransaction.FoundDepartment(
            organisation.id(),
            key.publicKey(),
            new Handle("department-" + random.nextInt(FEW)),
            "A department",
            possession));
  }

  private Intention rejection(View state) {
    List<Entry<ApprovalProposal.Id, ApprovalProposal>> open = rows(state, Approvals.PROPOSALS);
    if (open.isEmpty()) {
      PartyId party = pick(cast.parties()).id();
      return new Intention(
          pick(cast.parties()).key(), new PartyTransaction.Reject(party, party.value()));
    }
    Entry<ApprovalProposal.Id, ApprovalProposal> one = pick(open);
    List<PartyId> approvers =
        Approvals.policy(state, one.key().party(), one.value().kind())
            .map(policy -> policy.approvers())
            .orElse(List.of(one.key().party()));
    return new Intention(
        somebody(pick(approvers)).key(),
        new PartyTransaction.Reject(one.key().party(), one.key().proposal()));
  }

  /** The same, asked for by somebody to whom it was delegated, where it was. */
  Optional<Intention> inName(Intentions.Knowledge known, PartyId party, Intention intention) {
    List<Entry<Delegation.Id, Delegation>> given =
        known.state().list(Delegations.DELEGATIONS, List.of(party), Optional.empty(), FEW).stream()
            .filter(each -> known.time().isBefore(each.value().until()) || chance(2))
            .toList();
    List<PartyId> above =
        known.state().find(Departments.ABOVE, party).stream()
            .map(Departments.Above::organisation)
            .toList();
    if ((given.isEmpty() && above.isEmpty()) || chance(50)) {
      return Optional.empty();
    }
    PartyId by = given.isEmpty() ? pick(above) : pick(given).key().to();
    return Optional.of(
        new Intention(
            somebody(by).key(),
            intention.transaction(),
            Optional.of(Acting.inNameOf(party.value()))));
  }
}
