package birthmark.contracts.things;

import birthmark.bytes.Bytes;
import birthmark.contract.Acceptance;
import birthmark.contract.Context;
import birthmark.contract.Keys;
import birthmark.contract.Outcome;
import birthmark.contracts.parties.PartyId;
import birthmark.cose.CoseException;
import birthmark.cose.Sign1;
import birthmark.state.View;
import birthmark.statement.StatementHead;
import java.util.Optional;

/**
 * Decides whether two statements prove that a key was copied.
 *
 * <p>Signatures that the transaction carries were verified before. A statement in the log was
 * verified when it was accepted: whatever else may ever enter the log must not have the form of one
 * of our statements.
 */
final class Evidence {
  private Evidence() {}

  static Outcome decide(View state, Context at, ThingTransaction.ReportClone report) {
    Optional<Bytes> entry = at.log().entry(report.first());
    if (entry.isEmpty()) {
      return Outcome.rejected(ThingRefusal.NO_SUCH_ENTRY, "index " + report.first());
    }
    Optional<Sign1> first = message(entry.get());
    return first.isEmpty()
        ? Outcome.rejected(
            ThingRefusal.NOT_A_STATEMENT, "log entry " + report.first() + " is a seal or genesis")
        : compare(state, at, first.get(), Sign1.decode(report.second()));
  }

  static Outcome decide(View state, Context at, ThingTransaction.ReportCopies report) {
    return compare(state, at, Sign1.decode(report.first()), Sign1.decode(report.second()));
  }

  private static Optional<Sign1> message(Bytes entry) {
    try {
      return Optional.of(Sign1.decode(entry));
    } catch (CoseException e) {
      return Optional.empty();
    }
  }

  private static Outcome compare(View state, Context at, Sign1 first, Sign1 second) {
    Optional<StatementHead> one = StatementHead.of(first);
    Optional<StatementHead> other = StatementHead.of(second);
    if (one.isEmpty() || other.isEmpty()) {
      return Outcome.rejected(ThingRefusal.NOT_A_STATEMENT);
    }
    if (!first.keyId().equals(second.keyId())) {
      return Outcome.rejected(ThingRefusal.OF_TWO_KEYS);
    }
    // The transaction's signatures were verified, so the ledger knows the key.
    Keys.Registered key = state.find(Keys.TABLE, second.keyId()).orElseThrow();
    if (!signedAsRegistered(first, key) || !signedAsRegistered(second, key)) {
      return Outcome.rejected(ThingRefusal.NOT_A_STATEMENT);
    }
    if (!one.get().network().equals(at.network()) || !other.get().network().equals(at.network())) {
      return Outcome.rejected(ThingRefusal.OF_ANOTHER_NETWORK);
    }
    if (one.get().sequence() != other.get().sequence()) {
      return Outcome.rejected(
          ThingRefusal.OF_TWO_NUMBERS, one.get().sequence() + " and " + other.get().sequence());
    }
    if (first.id().equals(second.id())) {
      return Outcome.rejected(ThingRefusal.ONE_STATEMENT);
    }
    Things.Doubled doubled = new Things.Doubled(second.keyId(), one.get().sequence());
    if (state.find(Things.COPIES, doubled).isPresent()) {
      return Outcome.rejected(ThingRefusal.ALREADY_PROVEN);
    }
    Things.Copies copies =
        new Things.Copies(first.id(), second.id(), at.height(), key.subject(), at.signer());
    return switch (key.subject().kind()) {
      case PARTY -> warn(doubled, copies);
      case THING -> quarantine(state, at, doubled, copies);
    };
  }

  private static boolean signedAsRegistered(Sign1 message, Keys.Registered key) {
    return key.key().signingAlgorithm().equals(Optional.of(message.algorithm()));
  }

  private static Outcome warn(Things.Doubled doubled, Things.Copies copies) {
    return Outcome.accepted()
        .put(Things.COPIES, doubled, copies)
        .fact(
            new ThingFact.PartyKeyCopied(
                new PartyId(copies.subject().id()),
                doubled.key(),
                doubled.sequence(),
                copies.first(),
                copies.second()))
        .outcome();
  }

  private static Outcome quarantine(
      View state, Context at, Things.Doubled doubled, Things.Copies copies) {
    ThingId id = new ThingId(copies.subject().id());
    Thing thing = state.find(Things.THINGS, id).orElseThrow();
    if (!thing.signing().equals(doubled.key())) {
      return Outcome.rejected(ThingRefusal.KEY_REPLACED);
    }
    if (Things.quarantined(state, id)) {
      return Outcome.rejected(ThingRefusal.ALREADY_QUARANTINED);
    }
    PartyId owner = Things.owner(state, thing);
    Acceptance accepted =
        Outcome.accepted()
            .put(Things.COPIES, doubled, copies)
            .put(
                Things.QUARANTINES,
                id,
                new Quarantine(
                    doubled.key(), doubled.sequence(), at.height(), at.time(), copies.reporter()))
            .fact(
                new ThingFact.CloneProven(
                    id,
                    thing.maker(),
                    owner,
                    doubled.key(),
                    doubled.sequence(),
                    copies.first(),
                    copies.second()));
    // What was asked for before was asked for without knowing this.
    Agreement.forget(state, accepted, id, thing.maker());
    if (!owner.equals(thing.maker())) {
      Agreement.forget(state, accepted, id, owner);
    }
    return accepted.outcome();
  }
}
