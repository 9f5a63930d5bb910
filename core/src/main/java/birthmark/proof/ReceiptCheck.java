package birthmark.proof;

import birthmark.bytes.Bytes;

/** What checking a receipt came to. */
public sealed interface ReceiptCheck {
  /**
   * The entry is in the log.
   *
   * @param origin which log
   * @param index the entry's number, from 0
   * @param size how many entries the log had
   * @param root the log's root then
   * @param claims whom the receipt names, as the log signed it
   * @param checkpoint the signed checkpoint, for whoever asks for more signatures than the log's
   *     own
   */
  record Proven(
      String origin, long index, long size, Bytes root, Receipt.Claims claims, Note checkpoint)
      implements ReceiptCheck {}

  /**
   * Nothing is proven.
   *
   * @param reason why
   * @param detail what was found, for people; may be empty
   */
  record Refused(ReceiptRefusal reason, String detail) implements ReceiptCheck {
    /** Why, for people. */
    public String sentence() {
      return detail.isEmpty() ? reason.sentence() : reason.sentence() + " (" + detail + ")";
    }
  }
}
