package birthmark.node.testing;

import birthmark.node.cometbft.CometProgram;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** The program {@code cometbft} for tests that run real engines. */
public final class CometBft {
  private CometBft() {}

  /**
   * The program in the user's cache, built there once. Skips the test where it cannot be had; fails
   * it where CI=true.
   */
  public static Path program() {
    try {
      return CometProgram.find(Optional.empty(), System.getenv(), _ -> {});
    } catch (CometProgram.MissingException e) {
      if ("true".equals(System.getenv("CI"))) {
        Assertions.fail(e.getMessage() + " With CI=true every test must run.");
      }
      return Assumptions.abort(String.valueOf(e.getMessage()));
    }
  }
}
