package birthmark.contracts.parties;

import birthmark.contract.ApprovalClass;
import birthmark.contract.Authority;
import birthmark.contract.Context;
import birthmark.contract.Keys;
import birthmark.contract.Outcome;
import birthmark.contract.Subject;
import birthmark.state.Table;
import birthmark.state.View;
import java.util.Optional;

/**
 * Decides what parties let each other ask for in their names: some transactions, about some things,
 * for some time.
 *
 * <p>Who passes on what it was given gives no more than it has: each link of the chain is looked at
 * when it is used, so the end of one ends all that hang on it.
 */
public final class Delegations {
  /** What each party lets others do. */
  public static final Table<Delegation.Id, Delegation> DELEGATIONS =
      Table.of(12, "delegations", Delegation.Id.class, Delegation.class);

  /** What each party may do for others. */
  public static final Table<Delegation.Held, Delegation.Since> HELD =
      Table.of(13, "held-delegations", Delegation.Held.class, Delegation.Since.class);

  /** How often a delegation can be passed on, the first giving included. */
  public static final int LINKS_MAX = 4;

  private Delegations() {}

  /** Whether {@code self} may ask for this in the name of {@code principal}, which is another. */
  static Authority.Ruling rule(
      View state, Authority.Request request, PartyId principal, PartyId self) {
    PartyFact.ActedFor fact = new PartyFact.ActedFor(principal, self);
    if (Departments.above(state, principal, self)) {
      return new Authority.Granted(principal.subject(), Outcome.accepted().fact(fact).outcome());
    }
    boolean passing = request.transaction() instanceof PartyTransaction.Delegate;
    TransactionName name = new TransactionName(request.name());
    Authority.Limit limit = Authority.Limit.NONE;
    PartyId holder = self;
    for (int links = 0; links < LINKS_MAX; links++) {
      Optional<Delegation> found = state.find(DELEGATIONS, new Delegation.Id(principal, holder));
      if (found.isEmpty()) {
        return refused(PartyRefusal.NOT_ENTITLED);
      }
      Delegation link = found.get();
      if (!request.at().time().isBefore(link.until())) {
        return refused(PartyRefusal.DELEGATION_OVER);
      }
      boolean passes = link.onward() || (links == 0 && !passing);
      if (!passes || !(passing || link.transactions().contains(name))) {
        return refused(PartyRefusal.DELEGATION_TOO_NARROW);
      }
      limit = limit.and(passing ? Optional.empty() : link.limit());
      if (link.by().equals(principal)) {
        return new Authority.Granted(
            principal.subject(),
            Outcome.accepted().fact(fact).outcome(),
            limit.otherwise(PartyRefusal.DELEGATION_TOO_NARROW));
      }
      holder = link.by();
    }
    return refused(PartyRefusal.TOO_MANY_LEVELS);
  }

  private static Authority.Ruling refused(PartyRefusal refusal) {
    return new Authority.Settled(Outcome.rejected(refusal));
  }

  static Outcome delegate(View state, Context at, PartyTransaction.Delegate tx) {
    if (Parties.find(state, at.signer()).isEmpty()) {
      return Outcome.rejected(PartyRefusal.NOT_A_PARTY);
    }
    if (state.find(Parties.PARTIES, tx.to()).isEmpty()) {
      return Outcome.rejected(PartyRefusal.NO_SUCH_PARTY);
    }
    if (!at.time().isBefore(tx.until())) {
      return Outcome.rejected(PartyRefusal.ENDS_IN_THE_PAST);
    }
    PartyId principal = new PartyId(at.signer().id());
    PartyId by = giver(state, at, principal);
    PartyId holder = by;
    for (int links = 1; !holder.equals(principal); links++) {
      if (holder.equals(tx.to())) {
        return Outcome.rejected(PartyRefusal.DELEGATION_LOOP);
      }
      if (links == LINKS_MAX) {
        return Outcome.rejected(PartyRefusal.TOO_MANY_LEVELS);
      }
      holder = state.find(DELEGATIONS, new Delegation.Id(principal, holder)).orElseThrow().by();
    }
    if (tx.to().equals(principal)) {
      return Outcome.rejected(PartyRefusal.DELEGATION_LOOP);
    }
    Delegation.Id id = new Delegation.Id(principal, tx.to());
    Optional<Delegation> before = state.find(DELEGATIONS, id);
    if (before.isPresent() && !by.equals(principal) && !before.get().by().equals(by)) {
      return Outcome.rejected(PartyRefusal.DELEGATED_BY_ANOTHER);
    }
    return Outcome.accepted()
        .put(
            DELEGATIONS,
            id,
            new Delegation(
                tx.transactions(), tx.things(), tx.until(), tx.onward(), by, at.height()))
        .put(HELD, new Delegation.Held(tx.to(), principal), new Delegation.Since(at.height()))
        .fact(
            new PartyFact.Delegated(
                principal, tx.to(), tx.transactions(), tx.things(), tx.until(), tx.onward(), by))
        .outcome();
  }

  /** Who gives it: whoever signed and passes on its own, or else the party itself. */
  private static PartyId giver(View state, Context at, PartyId principal) {
    Subject signed =
        state.find(Keys.TABLE, at.key()).map(Keys.Registered::subject).orElse(at.signer());
    PartyId self = new PartyId(signed.id());
    boolean passes =
        !self.equals(principal)
            && Approvals.policy(state, principal, ApprovalClass.POLICIES).isEmpty()
            && !Departments.above(state, principal, self);
    return passes ? self : principal;
  }

  static Outcome end(View state, Context at, PartyTransaction.EndDelegation tx) {
    if (Parties.find(state, at.signer()).isEmpty()) {
      return Outcome.rejected(PartyRefusal.NOT_A_PARTY);
    }
    PartyId self = new PartyId(at.signer().id());
    Delegation.Id id = new Delegation.Id(tx.party(), tx.to());
    Optional<Delegation> found =
        state
            .find(DELEGATIONS, id)
            .filter(
                each -> self.equals(tx.party()) || self.equals(tx.to()) || self.equals(each.by()));
    if (found.isEmpty()) {
      return Outcome.rejected(PartyRefusal.NO_SUCH_DELEGATION);
    }
    return Outcome.accepted()
        .remove(DELEGATIONS, id)
        .remove(HELD, new Delegation.Held(tx.to(), tx.party()))
        .fact(new PartyFact.DelegationEnded(tx.party(), tx.to(), self))
        .outcome();
  }
}
