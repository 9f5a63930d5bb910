package birthmark.proof;

import birthmark.bytes.Bytes;

/** What somebody goes by to believe that an entry is in the log. */
@FunctionalInterface
public interface LogTrust {
  /**
   * Whether {@code receipt} proves that {@code entry} is in the log.
   *
   * @param entry the octets of the log's entry
   * @param receipt an encoded receipt
   */
  ReceiptCheck verify(Bytes entry, Bytes receipt);
}
