package birthmark.contract;

import birthmark.bytes.Bytes;

/**
 * A transaction that registers what somebody else signed. Where it is accepted, {@link #entry} is
 * logged right behind its statement, so that there is a receipt of what was registered itself. It
 * is of no {@link ApprovalClass}: what waits for approval would be logged before it is granted.
 */
public interface Registration extends Transaction {
  /** The log entry: what was registered, or its SHA-256. It follows from the transaction alone. */
  Bytes entry();
}
