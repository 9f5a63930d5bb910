package birthmark.contracts.admission;

import birthmark.codec.Timestamp;
import birthmark.contract.Acceptance;
import birthmark.contract.Context;
import birthmark.contract.Due;
import birthmark.contract.Now;
import birthmark.contract.Outcome;
import birthmark.contract.Role;
import birthmark.contracts.parties.Parties;
import birthmark.contracts.parties.PartyId;
import birthmark.state.View;
import java.util.Optional;

/**
 * A party that decides at a door and said when it is heard of again, so that its silence is an
 * alarm.
 *
 * @param seconds within how long
 * @param heard when it was heard of last
 */
public record Watch(long seconds, Timestamp heard) {
  /** The longest that one may be silent: a day. */
  public static final long SECONDS_MAX = 86_400;

  /**
   * When a party must have been heard of again.
   *
   * @param due when
   * @param party who
   */
  public record End(Timestamp due, PartyId party) implements Due {}

  /**
   * What is known of the end of a watch.
   *
   * @param heard when the party was heard of last
   */
  public record Heard(Timestamp heard) {}

  private End end(PartyId party) {
    return new End(heard.plusSeconds(seconds), party);
  }

  static Outcome decide(View state, Context at, AdmissionTransaction.KeepWatch tx) {
    if (!Parties.holds(state, at.signer(), Role.AUDITOR)
        && !Parties.holds(state, at.signer(), Role.OPERATOR)) {
      return Outcome.rejected(AdmissionRefusal.NOT_A_WATCHER);
    }
    PartyId party = new PartyId(at.signer().id());
    Optional<Watch> before = state.find(Admission.WATCHES, party);
    if (tx.seconds() == 0 && before.isEmpty()) {
      return Outcome.rejected(AdmissionRefusal.NO_SUCH_WATCH);
    }
    Acceptance accepted = Outcome.accepted();
    before
        .map(watch -> watch.end(party))
        .filter(end -> state.find(Admission.WATCH_ENDS, end).isPresent())
        .ifPresent(end -> accepted.remove(Admission.WATCH_ENDS, end));
    if (tx.seconds() == 0) {
      return accepted
          .remove(Admission.WATCHES, party)
          .fact(new AdmissionFact.WatchEnded(party))
          .outcome();
    }
    Watch watch = new Watch(tx.seconds(), at.time());
    accepted
        .put(Admission.WATCHES, party, watch)
        .put(Admission.WATCH_ENDS, watch.end(party), new Heard(at.time()));
    if (before.isEmpty()) {
      accepted.fact(new AdmissionFact.WatchBegun(party, tx.seconds()));
    }
    return accepted.outcome();
  }

  /** States that a party that decides at a door was not heard of in time. */
  static Outcome.Accepted silent(View state, Now at, End end, Heard last) {
    return Outcome.accepted()
        .remove(Admission.WATCHES, end.party())
        .fact(new AdmissionFact.WatchSilent(end.party(), last.heard()))
        .outcome();
  }
}
