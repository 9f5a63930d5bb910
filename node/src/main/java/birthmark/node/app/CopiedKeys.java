package birthmark.node.app;

import birthmark.bytes.Bytes;
import birthmark.contract.Keys;
import birthmark.contract.Subject;
import birthmark.contracts.things.Thing;
import birthmark.contracts.things.ThingId;
import birthmark.contracts.things.ThingTransaction;
import birthmark.contracts.things.Things;
import birthmark.cose.KeyId;
import birthmark.node.submit.CloneEvidence;
import birthmark.node.submit.LastBlock;
import birthmark.state.View;
import birthmark.statement.Statement;
import java.util.Optional;

/**
 * Evidence of copied keys in the words of the contract that acts on it.
 *
 * <p>What the contract would refuse is not sent: whoever has a copied key could else have the node
 * fill the ledger with refusals.
 */
public final class CopiedKeys implements CloneEvidence {
  @Override
  public Case of(View state, LastBlock.First first, Statement second) {
    Things.Doubled doubled = new Things.Doubled(second.key(), second.sequence());
    if (state.find(Things.COPIES, doubled).isPresent()) {
      return new Known();
    }
    return pointless(state, second.key()).orElseGet(() -> shown(first, second));
  }

  private static Optional<Case> pointless(View state, KeyId key) {
    Optional<Subject> subject = state.find(Keys.TABLE, key).map(Keys.Registered::subject);
    if (subject.isEmpty() || subject.get().kind() != Subject.Kind.THING) {
      return Optional.empty();
    }
    ThingId id = new ThingId(subject.get().id());
    if (Things.quarantined(state, id)) {
      return Optional.of(new Known());
    }
    Optional<Thing> thing = state.find(Things.THINGS, id);
    return thing.filter(now -> !now.signing().equals(key)).isPresent()
        ? Optional.of(new NotShowable("the thing has another key by now"))
        : Optional.empty();
  }

  private static Case shown(LastBlock.First first, Statement second) {
    Bytes octets = second.envelope().encode();
    if (octets.length() > ThingTransaction.EVIDENCE_MAX) {
      return new NotShowable("the second statement is too large to be carried in another");
    }
    if (first.index().isPresent()) {
      return new Showable(new ThingTransaction.ReportClone(first.index().get(), octets));
    }
    if (first.octets().isEmpty()) {
      return new NotShowable(
          "this node was made from the log, which has no refused statement but its id");
    }
    Bytes earlier = first.octets().get();
    if (octets.length() + earlier.length() > ThingTransaction.EVIDENCE_MAX) {
      return new NotShowable("the two statements together are too large to be carried in another");
    }
    return new Showable(new ThingTransaction.ReportCopies(earlier, octets));
  }
}
