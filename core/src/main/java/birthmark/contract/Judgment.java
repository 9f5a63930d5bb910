package birthmark.contract;

import birthmark.state.View;
import java.util.List;
import java.util.Optional;

/**
 * What came of a transaction: first who may ask for it in whose name ({@link Authority}), then its
 * contract.
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
   * @param parts one or two, in order
   */
  record Accepted(List<Part> parts) implements Judgment {}

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
    if (keeper.isEmpty() || (kind.isEmpty() && acting.isEmpty())) {
      return of(rules, rules.contract().decide(state, at, transaction), List.of());
    }
    Authority authority = keeper.get().surface().authority().orElseThrow();
    return switch (authority.rule(
        state, new Authority.Request(at, rules, transaction, kind, acting))) {
      case Authority.Settled settled -> of(keeper.get(), settled.outcome(), List.of());
      case Authority.Granted granted -> {
        Part before = new Part(keeper.get(), granted.before());
        boolean nothing = granted.before().writes().isEmpty() && granted.before().facts().isEmpty();
        yield of(
            rules,
            rules.contract().decide(state, at.as(granted.principal()), transaction),
            nothing ? List.of() : List.of(before));
      }
    };
  }

  private static Judgment of(Rulebook.Rules rules, Outcome outcome, List<Part> before) {
    return switch (outcome) {
      case Outcome.Rejected rejected -> new Refused(rules, rejected);
      case Outcome.Accepted accepted -> {
        Part last = new Part(rules, accepted);
        yield new Accepted(before.isEmpty() ? List.of(last) : List.of(before.getFirst(), last));
      }
    };
  }
}
