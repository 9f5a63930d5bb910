package birthmark.bundle;

/** Why a bundle shows nothing, in the order checked. */
public enum BundleRefusal {
  /** More octets than a bundle has. */
  TOO_LARGE("the file is longer than any bundle is"),
  /** Not the encoding of a bundle. */
  MALFORMED("this is not a bundle, or it was altered or cut"),
  /** Of a ledger that is not trusted. */
  OTHER_NETWORK("the bundle is of another ledger than the one that is trusted"),
  /** The replica sets do not lead to one that is in force. */
  REPLICAS("a change of the replica set does not follow from the set before"),
  /** The seal is not in the log. */
  RECEIPT("the receipt does not prove the block that the bundle speaks as of"),
  /** A receipt for something else than a seal. */
  NOT_A_SEAL("the receipt is for another entry of the log than the end of a block"),
  /** Decided by rules that this program does not have. */
  OTHER_RULES("the block was decided by another version of the rules than this program knows"),
  /** The rows are not those of the state. */
  STATE("the rows are not a part of the ledger's state after that block"),
  /** Entries out of order. */
  ORDER("the entries of the history are not in the order of the log, or lie behind the block"),
  /** Not what comes of a statement. */
  OUTCOME("what came of a statement is not told in the form that the ledger has"),
  /** A statement that is not the one told of. */
  STATEMENT("a statement is not the one that the entry tells of"),
  /** A statement that is not in the log. */
  NOT_INCLUDED("a statement is not the entry of the log that it is said to be"),
  /** Rows are missing. */
  NOT_SHOWN("the rows do not show what the history is checked by: something is left out"),
  /** A key that is not the one to sign. */
  KEY("a statement is by a key that did not count then, or is not whose it is said to be"),
  /** A signature that does not verify. */
  SIGNATURE("a statement's signature does not verify"),
  /** Something is missing, too many or altered. */
  HISTORY("the entries are not the whole history: one is missing, added, moved or altered"),
  /** No such read. */
  UNKNOWN_READ("the bundle answers a question that this program does not know, or one twice"),
  /** The answer needs more than the rows. */
  NOT_ANSWERED("an answer does not follow from the rows shown");

  private final String sentence;

  BundleRefusal(String sentence) {
    this.sentence = sentence;
  }

  /** What was found, without a full stop. */
  public String sentence() {
    return sentence;
  }
}
