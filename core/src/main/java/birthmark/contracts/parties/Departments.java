package birthmark.contracts.parties;

import birthmark.contract.Context;
import birthmark.contract.Keys;
import birthmark.contract.Outcome;
import birthmark.state.Table;
import birthmark.state.View;
import java.util.Optional;

/**
 * Decides which organisation a department is of.
 *
 * <p>A department is a party like any other, with its own keys and things. The organisation above
 * may ask for anything in its name, and what the organisation has approved by several its
 * departments have too, unless they have a policy of their own.
 */
public final class Departments {
  /**
   * The organisation above a department.
   *
   * @param organisation which
   * @param since the height at which the department was founded
   */
  public record Above(PartyId organisation, long since) {}

  /**
   * A department of an organisation.
   *
   * @param organisation the organisation
   * @param department the department
   */
  public record Under(PartyId organisation, PartyId department) {}

  /** The organisation above each department. */
  public static final Table<PartyId, Above> ABOVE =
      Table.of(14, "organisations", PartyId.class, Above.class);

  /** The departments of each organisation. */
  public static final Table<Under, Delegation.Since> UNDER =
      Table.of(15, "departments", Under.class, Delegation.Since.class);

  /** How many organisations can be above a department, each above the other. */
  public static final int LEVELS_MAX = 4;

  private Departments() {}

  /** The organisation right above {@code party}, if it is a department. */
  static Optional<PartyId> above(View state, PartyId party) {
    return state.find(ABOVE, party).map(Above::organisation);
  }

  /** Whether {@code party} is a department, or one's department, of {@code organisation}. */
  static boolean above(View state, PartyId party, PartyId organisation) {
    Optional<PartyId> next = above(state, party);
    while (next.isPresent()) {
      if (next.get().equals(organisation)) {
        return true;
      }
      next = above(state, next.get());
    }
    return false;
  }

  static Outcome found(View state, Context at, PartyTransaction.FoundDepartment tx) {
    PartyId organisation = new PartyId(at.signer().id());
    Optional<Party> founder = Parties.find(state, at.signer());
    if (founder.isEmpty()) {
      return Outcome.rejected(PartyRefusal.NOT_A_PARTY);
    }
    if (!tx.organisation().equals(organisation)) {
      return Outcome.rejected(PartyRefusal.KEY_FOR_ANOTHER_PARTY);
    }
    if (founder.get().kind() != Party.Kind.ORGANISATION) {
      return Outcome.rejected(PartyRefusal.NOT_AN_ORGANISATION);
    }
    if (Keys.taken(state, tx.key())) {
      return Outcome.rejected(PartyRefusal.KEY_TAKEN, "key " + tx.key().thumbprint());
    }
    if (state.find(Parties.HANDLES, tx.handle()).isPresent()) {
      return Outcome.rejected(PartyRefusal.HANDLE_TAKEN, "handle " + tx.handle());
    }
    int levels = 1;
    for (Optional<PartyId> next = above(state, organisation);
        next.isPresent();
        next = above(state, next.get())) {
      levels++;
    }
    if (levels > LEVELS_MAX) {
      return Outcome.rejected(PartyRefusal.TOO_MANY_LEVELS);
    }
    if (Newcomers.isOne(state, at.signer())) {
      return Outcome.rejected(PartyRefusal.NEWCOMER);
    }
    PartyId department = new PartyId(tx.key().thumbprint().value());
    return Parties.enter(at, tx.key(), Party.organisation(tx.handle(), tx.name(), at.height()))
        .put(Parties.HANDLES, tx.handle(), department)
        .put(ABOVE, department, new Above(organisation, at.height()))
        .put(UNDER, new Under(organisation, department), new Delegation.Since(at.height()))
        .fact(new PartyFact.DepartmentFounded(organisation, department, tx.handle()))
        .outcome();
  }

  static Outcome release(View state, Context at, PartyTransaction.ReleaseDepartment tx) {
    PartyId organisation = new PartyId(at.signer().id());
    if (!above(state, tx.department()).equals(Optional.of(organisation))) {
      return Outcome.rejected(PartyRefusal.NOT_YOUR_DEPARTMENT);
    }
    return Outcome.accepted()
        .remove(ABOVE, tx.department())
        .remove(UNDER, new Under(organisation, tx.department()))
        .fact(new PartyFact.DepartmentReleased(organisation, tx.department()))
        .outcome();
  }
}
