package birthmark.codec;

import birthmark.cbor.CborException;

/** Bytes or JSON that are not a value of the shape asked for: where, and what was wrong. */
public final class MalformedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String where;
  private final String what;

  /**
   * {@code where} is a path of component names such as {@code certificate.model}, empty for the
   * whole.
   */
  public MalformedException(String where, String what) {
    super(what);
    this.where = where;
    this.what = what;
  }

  /** Octets that are not the CBOR they should be. */
  public MalformedException(CborException cause) {
    this("", String.valueOf(cause.getMessage()));
    initCause(cause);
  }

  /** The path of component names to what was wrong; empty for the whole. */
  public String where() {
    return where;
  }

  /** The same, one level further out. */
  MalformedException inside(String component) {
    String path =
        where.isEmpty() || where.startsWith("[") ? component + where : component + "." + where;
    MalformedException outer = new MalformedException(path, what);
    outer.initCause(this);
    return outer;
  }

  /** Path and message in one sentence. */
  public String sentence() {
    return where.isEmpty() ? what : where + ": " + what;
  }
}
