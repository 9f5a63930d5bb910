package birthmark.client.sdk;

/** Something that a user must know and can do something about: what was wrong, and what to do. */
public final class ClientException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What kind of thing went wrong; a program that calls another one tells them apart. */
  public enum Kind {
    /** The ledger refused, or a proof does not hold. */
    REFUSED,
    /** What was asked for makes no sense as it was written. */
    USAGE,
    /** No node answered; what was asked for may still happen. */
    UNANSWERED,
    /** Something on this machine: a file, a key, a password. */
    LOCAL
  }

  private final Kind kind;
  private final String remedy;

  private ClientException(Kind kind, String what, String remedy) {
    super(what);
    this.kind = kind;
    this.remedy = remedy;
  }

  /** A refusal by the ledger, or of a proof. */
  public static ClientException refused(String what, String remedy) {
    return new ClientException(Kind.REFUSED, what, remedy);
  }

  /** A request that makes no sense. */
  public static ClientException usage(String what, String remedy) {
    return new ClientException(Kind.USAGE, what, remedy);
  }

  /** Silence where an answer was awaited. */
  public static ClientException unanswered(String what, String remedy) {
    return new ClientException(Kind.UNANSWERED, what, remedy);
  }

  /** A fault of this machine's files, keys or passwords. */
  public static ClientException local(String what, String remedy) {
    return new ClientException(Kind.LOCAL, what, remedy);
  }

  /** This, with what caused it. */
  public ClientException because(Throwable cause) {
    initCause(cause);
    return this;
  }

  /** The kind. */
  public Kind kind() {
    return kind;
  }

  /** What was wrong and where, one sentence. */
  public String what() {
    return String.valueOf(getMessage());
  }

  /** What to do about it, one sentence; empty where nothing can be done. */
  public String remedy() {
    return remedy;
  }
}
