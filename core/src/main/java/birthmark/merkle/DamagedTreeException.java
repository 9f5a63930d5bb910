package birthmark.merkle;

/** Stored pages or tiles that are missing or do not have the hash that stands for them. */
public final class DamagedTreeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Says what was found and where. */
  public DamagedTreeException(String message) {
    super(message);
  }
}
