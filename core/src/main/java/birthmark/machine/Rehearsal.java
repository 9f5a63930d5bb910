package birthmark.machine;

import birthmark.contract.Acting;
import birthmark.contract.Context;
import birthmark.contract.Fact;
import birthmark.contract.Judgment;
import birthmark.contract.Outcome;
import birthmark.contract.Rulebook;
import birthmark.contract.Subject;
import birthmark.contract.Transaction;
import birthmark.state.RawState;
import birthmark.state.View;
import java.util.List;
import java.util.Optional;

/**
 * What would become of a transaction in the next block, decided by the contracts themselves and
 * written nowhere. Signatures that it carries and the soundness of its keys are not looked at.
 *
 * @param transaction what is asked for
 * @param judgment what would become of the statement
 * @param facts what would become true at once
 * @param atLast where it would wait for others to approve or vote: what its contract says once they
 *     have
 * @param principal in whose name it is asked for
 * @param after the state with its changes, those of {@code atLast} among them
 */
public record Rehearsal(
    Transaction transaction,
    Judgment judgment,
    List<Fact> facts,
    Optional<Outcome> atLast,
    Subject principal,
    View after) {
  /**
   * Rehearses {@code transaction} on {@code stored}, which stays as it is.
   *
   * @param rulebook the rules in force
   * @param at the circumstances of the next block
   */
  public static Rehearsal of(
      Rulebook rulebook,
      RawState stored,
      Context at,
      Transaction transaction,
      Optional<Acting> acting) {
    Overlay overlay = new Overlay(rulebook, stored);
    Rulebook.Rules rules = rulebook.of(transaction);
    Subject principal = acting.map(each -> Subject.party(each.party())).orElse(at.signer());
    Judgment judgment = Judgment.of(rulebook, rules, overlay, at, transaction, acting);
    if (!(judgment instanceof Judgment.Accepted accepted)) {
      return new Rehearsal(transaction, judgment, List.of(), Optional.empty(), principal, overlay);
    }
    List<Fact> facts =
        accepted.parts().stream().flatMap(part -> part.accepted().facts().stream()).toList();
    Optional<Outcome> atLast = Optional.empty();
    if (!accepted.inForce()) {
      Outcome outcome = rules.contract().decide(overlay, at.as(principal), transaction);
      atLast = Optional.of(outcome);
      if (outcome instanceof Outcome.Accepted effective) {
        effective.writes().forEach(write -> Histories.apply(overlay, write));
      }
    } else {
      accepted
          .parts()
          .forEach(
              part -> part.accepted().writes().forEach(write -> Histories.apply(overlay, write)));
    }
    return new Rehearsal(transaction, judgment, facts, atLast, principal, overlay);
  }
}
