package birthmark.node.app;

import birthmark.bytes.Bytes;
import birthmark.contracts.things.ThingTransaction;
import birthmark.contracts.things.Things;
import birthmark.node.submit.CloneEvidence;
import birthmark.node.submit.LastBlock;
import birthmark.state.View;
import birthmark.statement.Statement;

/** Evidence of copied keys in the words of the contract that acts on it. */
final class CopiedKeys implements CloneEvidence {
  @Override
  public Case of(View state, LastBlock.First first, Statement second) {
    if (state
        .find(Things.COPIES, new Things.Doubled(second.key(), second.sequence()))
        .isPresent()) {
      return new Known();
    }
    Bytes octets = second.envelope().encode();
    if (octets.length() > ThingTransaction.EVIDENCE_MAX) {
      return new NotShowable("the second statement is too large to be carried in another");
    }
    if (first.index().isPresent()) {
      return new Showable(new ThingTransaction.ReportClone(first.index().get(), octets));
    }
    if (octets.length() + first.octets().length() > ThingTransaction.EVIDENCE_MAX) {
      return new NotShowable("the two statements together are too large to be carried in another");
    }
    return new Showable(new ThingTransaction.ReportCopies(first.octets(), octets));
  }
}
