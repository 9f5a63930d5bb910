package birthmark.node.store;

/** Why the store cannot read or write, with a sentence for the operator. */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Kinds of causes. */
  public enum Kind {
    /** The disk is full. */
    FULL,
    /** The disk takes no writes. */
    READ_ONLY,
    /** The process may open no more files. */
    NO_HANDLES,
    /** Another process has the folder. */
    IN_USE,
    /** The folder is of another format. */
    OTHER_FORMAT,
    /** The folder is another ledger's. */
    OTHER_NETWORK,
    /** What was read is not what was written. */
    DAMAGED,
    /** A snapshot was used after its end. */
    CLOSED,
    /** Anything else that the disk answered. */
    FAILED
  }

  private final Kind kind;

  /** A cause in words: what is wrong, where, and what to do. */
  public StoreException(Kind kind, String sentence) {
    super(sentence);
    this.kind = kind;
  }

  /** A cause in words, and what the disk said. */
  public StoreException(Kind kind, String sentence, Throwable cause) {
    super(sentence, cause);
    this.kind = kind;
  }

  /** The kind of cause. */
  public Kind kind() {
    return kind;
  }

  /** What is wrong, where, and what to do. */
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
