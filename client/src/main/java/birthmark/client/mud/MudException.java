package birthmark.client.mud;

/** Something in a file that is no usage description which can be enforced, and where. */
public final class MudException extends Exception {
  private static final long serialVersionUID = 1L;

  MudException(String where, String what) {
    super(where.isEmpty() ? what : where + ": " + what);
  }
}
