package birthmark.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * The standards' test vectors and real data, which lie beside the project in {@code
 * ../shared/data}.
 *
 * <p>Where the folder is absent a test that asks for it is reported as skipped; with {@code
 * CI=true} it fails, so that a run that proves nothing cannot pass for one that does.
 */
public final class SharedData {
  private SharedData() {}

  /** The project's root folder. */
  public static Path root() {
    String root = System.getProperty("birthmark.root");
    if (root == null) {
      throw new IllegalStateException(
          "the system property birthmark.root is not set: run the tests with Maven, or set it to"
              + " the project's folder");
    }
    return Path.of(root);
  }

  /**
   * The file or folder at {@code relative} below the shared data; skips or fails the test that
   * lacks it.
   */
  public static Path file(String relative) {
    Path file = root().resolveSibling("shared").resolve("data").resolve(relative);
    if (!Files.exists(file)) {
      String missing = "no test data at " + file;
      if ("true".equals(System.getenv("CI"))) {
        Assertions.fail(missing + "; with CI=true every test must run");
      }
      Assumptions.abort(missing);
    }
    return file;
  }
}
