package birthmark.client.cli;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.OfflineVerifier;
import birthmark.finality.ReplicaReceipts;
import birthmark.proof.ReceiptCheck;
import birthmark.proof.TransparentStatement;

/** Whether one of a transparent statement's receipts is of a ledger that one trusts. */
sealed interface TransparentCheck {
  /**
   * One is.
   *
   * @param verdict of the ledger's replica
   * @param receipt what it proves
   * @param inFull whether the log has the statement itself, or its SHA-256
   */
  record Proven(ReplicaReceipts.Verdict verdict, ReceiptCheck.Proven receipt, boolean inFull)
      implements TransparentCheck {}

  /**
   * None is.
   *
   * @param why what is wrong with the last of them
   */
  record Refused(String why) implements TransparentCheck {}

  /** The check against the ledger that {@code verifier} trusts. */
  static TransparentCheck of(OfflineVerifier verifier, TransparentStatement transparent) {
    String why = "it has no receipt";
    for (Bytes receipt : transparent.receipts()) {
      for (Bytes entry : transparent.entries()) {
        ReplicaReceipts.Verdict verdict = verifier.verify(entry, receipt);
        switch (verdict.check()) {
          case ReceiptCheck.Proven proven -> {
            return new Proven(verdict, proven, entry.equals(transparent.statement()));
          }
          case ReceiptCheck.Refused refused -> why = refused.sentence();
        }
      }
    }
    return new Refused(why);
  }
}
