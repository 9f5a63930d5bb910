package birthmark.proof;

/** Why a receipt is refused, in the order checked. */
public enum ReceiptRefusal {
  /** More octets than a receipt has. */
  TOO_LARGE("the receipt is longer than any receipt is"),
  /** Not the encoding of a receipt. */
  MALFORMED("this is not a receipt, or it was altered or cut"),
  /** The checkpoint is not a note with a checkpoint. */
  CHECKPOINT_MALFORMED("the receipt's checkpoint is malformed"),
  /** The checkpoint is of another log. */
  WRONG_ORIGIN("the receipt is from another ledger than the one you trust"),
  /** No signature under the checkpoint is by the pinned key. */
  CHECKPOINT_UNSIGNED("the checkpoint is not signed by the key you trust"),
  /** The pinned key's signature under the checkpoint does not verify. */
  CHECKPOINT_SIGNATURE("the checkpoint was altered or its signature is forged"),
  /** The inclusion proof is for another size than the checkpoint. */
  WRONG_SIZE("the proof and the checkpoint are for different sizes of the log"),
  /** The inclusion proof has the wrong number of hashes or an impossible index. */
  PROOF_MALFORMED("the proof of inclusion is malformed"),
  /** The entry and the path do not lead to the checkpoint's root. */
  NOT_INCLUDED("the receipt is for another statement than this one, or its proof was altered"),
  /** The receipt is signed by another key than the pinned one. */
  UNKNOWN_KEY("the receipt is signed by another key than the one you trust"),
  /** The receipt names an algorithm that the key does not have. */
  WRONG_ALGORITHM("the receipt names an algorithm that is not the key's"),
  /** The signature of the receipt does not verify. */
  RECEIPT_SIGNATURE("the receipt was altered or its signature is forged"),
  /** All of it holds, and was signed by a replica that has left since. */
  SIGNER_HAS_LEFT(
      "a replica that has left since signed this, and nothing shows that it did so in time");

  private final String sentence;

  ReceiptRefusal(String sentence) {
    this.sentence = sentence;
  }

  /** What was found, without a full stop. */
  public String sentence() {
    return sentence;
  }
}
