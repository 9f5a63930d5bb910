package birthmark.client.cli;

/** What all help has in common. */
final class Help {
  /** Columns. */
  static final int WIDTH = 100;

  private Help() {}
}
