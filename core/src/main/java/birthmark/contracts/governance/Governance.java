package birthmark.contracts.governance;

import birthmark.codec.Timestamp;
import birthmark.contract.ApprovalClass;
import birthmark.contract.Context;
import birthmark.contract.Contract;
import birthmark.contract.Outcome;
import birthmark.contract.Readers;
import birthmark.contract.Role;
import birthmark.contract.RulesVersions;
import birthmark.contract.RulesVersions.From;
import birthmark.contract.Surface;
import birthmark.contracts.parties.Parties;
import birthmark.contracts.parties.PartyId;
import birthmark.state.Entry;
import birthmark.state.Table;
import birthmark.state.View;
import java.util.Optional;

/**
 * Governance: which rules version decides from which height on, as a replica asks for it.
 *
 * <p>A version comes at its height on every replica alike. A program that does not know it stops
 * before that height and says so.
 */
public final class Governance implements Contract<GovernanceTransaction> {
  /** How many blocks a version must be scheduled ahead. */
  public static final long LEAD = 10;

  /**
   * A rules version that was asked for.
   *
   * @param version the version
   * @param by who asked for it
   * @param at when
   */
  public record Change(long version, PartyId by, Timestamp at) {}

  /** All versions that decided and that are to decide, by the first height. */
  public static final Table<From, Change> CHANGES =
      Table.of(1, "changes", From.class, Change.class);

  /** The contract; it keeps nothing of its own. */
  public Governance() {}

  @Override
  public Outcome decide(View state, Context at, GovernanceTransaction transaction) {
    if (!Parties.holds(state, at.signer(), Role.REPLICA)) {
      return Outcome.rejected(GovernanceRefusal.NOT_A_REPLICA);
    }
    return switch (transaction) {
      case GovernanceTransaction.ScheduleRules schedule -> schedule(state, at, schedule);
      case GovernanceTransaction.WithdrawRules withdraw -> withdraw(state, at, withdraw);
    };
  }

  private static Outcome schedule(View state, Context at, GovernanceTransaction.ScheduleRules tx) {
    Optional<Entry<From, RulesVersions.Scheduled>> next = RulesVersions.next(state, at.height());
    if (next.isPresent()) {
      return Outcome.rejected(
          GovernanceRefusal.ALREADY_SCHEDULED,
          "version " + next.get().value().version() + " from " + next.get().key().height());
    }
    long inForce = RulesVersions.inForce(state, at.height());
    if (tx.version() != Math.addExact(inForce, 1)) {
      return Outcome.rejected(
          GovernanceRefusal.VERSION_NOT_NEXT, "version " + inForce + " is in force");
    }
    long earliest = Math.addExact(at.height(), LEAD);
    if (tx.height() < earliest) {
      return Outcome.rejected(GovernanceRefusal.TOO_SOON, "the earliest is " + earliest);
    }
    From from = new From(tx.height());
    PartyId by = new PartyId(at.signer().id());
    return Outcome.accepted()
        .writes(RulesVersions.schedule(state, at, from, tx.version()))
        .put(CHANGES, from, new Change(tx.version(), by, at.time()))
        .fact(new GovernanceFact.RulesScheduled(tx.version(), tx.height(), by))
        .outcome();
  }

  private static Outcome withdraw(View state, Context at, GovernanceTransaction.WithdrawRules tx) {
    Optional<Entry<From, RulesVersions.Scheduled>> next =
        RulesVersions.next(state, at.height())
            .filter(each -> each.value().version() == tx.version());
    if (next.isEmpty()) {
      return Outcome.rejected(GovernanceRefusal.NOT_SCHEDULED);
    }
    From from = next.get().key();
    return Outcome.accepted()
        .remove(RulesVersions.TABLE, from)
        .remove(CHANGES, from)
        .fact(
            new GovernanceFact.RulesWithdrawn(
                tx.version(), from.height(), new PartyId(at.signer().id())))
        .outcome();
  }

  @Override
  public Surface surface() {
    return Surface.at("governance", "governance", "Which rules decide from which height on.")
        .reads(Parties.class)
        .submit(GovernanceTransaction.class)
        .facts(GovernanceFact.class)
        .refusals(GovernanceRefusal.class)
        .approvals(
            ApprovalClass.RULES,
            GovernanceTransaction.ScheduleRules.class,
            GovernanceTransaction.WithdrawRules.class)
        .tables(CHANGES)
        .governs()
        .list(
            "changes",
            "The rules versions that decided, and the one that is to, by their first heights.",
            CHANGES,
            Readers.everyone());
  }
}
