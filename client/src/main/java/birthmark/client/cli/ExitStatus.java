package birthmark.client.cli;

import birthmark.client.sdk.ClientException;

/** The program's exit statuses, which scripts rely on. */
final class ExitStatus {
  /** Done. */
  static final int DONE = 0;

  /** The ledger refused, or a proof does not hold. */
  static final int REFUSED = 1;

  /** The command makes no sense as it was typed. */
  static final int USAGE = 2;

  /** No node answered. */
  static final int UNANSWERED = 3;

  /** Something on this machine: a file, a key, a password. */
  static final int LOCAL = 4;

  /** A fault of the program. */
  static final int FAULT = 70;

  private ExitStatus() {}

  /** The status for what went wrong. */
  static int of(ClientException.Kind kind) {
    return switch (kind) {
      case REFUSED -> REFUSED;
      case USAGE -> USAGE;
      case UNANSWERED -> UNANSWERED;
      case LOCAL -> LOCAL;
    };
  }

  /** A word for what went wrong, for scripts. */
  static String word(ClientException.Kind kind) {
    return switch (kind) {
      case REFUSED -> "refused";
      case USAGE -> "usage";
      case UNANSWERED -> "unanswered";
      case LOCAL -> "local";
    };
  }
}
