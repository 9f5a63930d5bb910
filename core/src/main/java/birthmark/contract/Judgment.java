package birthmark.contract;

import birthmark.state.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What came of a transaction: first who may ask for it in whose name ({@link Authority}), then its
 * contract, then whether enough of the replicas want it ({@link Assembly}).
 */
public sealed interface Judgment {
  /**
   * A contract and what it changes.
   *
   * @param rules the contract
   * @param accepted its changes and facts
   */
  record Part(Rulebook.Rules rules, Outcome.Accepted accepted) {}

  /**
   * It took effect, or is one of several approvals that it needs.
   *
   * @param parts one to three, in order
   * @param inForce whether it took effect; else it waits for others
   */
  record Accepted(List<Part> parts, boolean inForce) implements Judgment {}

  /**
   * It is refused.
   *
   * @param rules by whose rule
   * @param rejected why
   */
  record Refused(Rulebook.Rules rules, Outcome.Rejected rejected) implements Judgment {}

  /**
   * Judges {@code transaction}: a pure function of its arguments.
   *
   * @param rulebook the rules in force
   * @param rules those of the transaction's contract
   * @param acting in whose name it is asked for, if the statement says so
   */
  static Judgment of(
      Rulebook rulebook,
      Rulebook.Rules rules,
      View state,
      Context at,
      Transaction transaction,
      Optional<Acting> acting) {
    Optional<ApprovalClass> kind = rules.approvalClass(transaction);
    Optional<Rulebook.Rules> keeper = rulebook.authority();
    Context as = at;
    Authority.Limit limit = Authority.Limit.NONE;
    List<Part> before = new ArrayList<>();
    if (keeper.isPresent() && (kind.isPresent() || acting.isPresent())) {
      Authority authority = keeper.get().surface().authority().orElseThrow();
      switch (authority.rule(state, new Authority.Request(at, rules, transaction, kind, acting))) {
        case Authority.Settled settled -> {
          return of(keeper.get(), settled.outcome(), before, false);
        }
        case Authority.Granted granted -> {
          add(before, keeper.get(), granted);
          as = at.as(granted.principal());
          limit = granted.limit();
        }
      }
    }
    Outcome outcome = rules.contract().decide(state, as, transaction);
    if (outcome instanceof Outcome.Accepted accepted) {
      Optional<Reason> broken = limit.broken(accepted);
      if (broken.isPresent()) {
        return of(keeper.orElseThrow(), Outcome.rejected(broken.get()), List.of(), true);
      }
    }
    Optional<Rulebook.Rules> chair = rulebook.assembly();
    if (outcome instanceof Outcome.Accepted
        && chair.isPresent()
        && rules.decidedTogether(transaction)) {
      Assembly assembly = chair.get().surface().assembly().orElseThrow();
      switch (assembly.rule(state, new Authority.Request(as, rules, transaction, kind, acting))) {
        case Authority.Settled settled -> {
          return of(chair.get(), settled.outcome(), before, false);
        }
        case Authority.Granted granted -> add(before, chair.get(), granted);
      }
    }
    return of(rules, outcome, before, true);
  }

  private static void add(List<Part> parts, Rulebook.Rules rules, Authority.Granted granted) {
    if (!granted.before().writes().isEmpty() || !granted.before().facts().isEmpty()) {
      parts.add(new Part(rules, granted.before()));
    }
  }

  private static Judgment of(
      Rulebook.Rules rules, Outcome outcome, List<Part> before, boolean inForce) {
    return switch (outcome) {
      case Outcome.Rejected rejected -> new Refused(rules, rejected);
      case Outcome.Accepted accepted -> {
        List<Part> parts = new ArrayList<>(before);
        parts.add(new Part(rules, accepted));
        yield new Accepted(List.copyOf(parts), inForce);
      }
    };
  }
}
