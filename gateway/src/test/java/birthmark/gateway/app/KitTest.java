package birthmark.gateway.app;

import birthmark.testing.PythonTools;
import birthmark.testing.SharedData;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kit in Python by its own tests and gates; its README is run as a reader would type it. */
@Tag("real")
class KitTest {
  private static final Path KIT = SharedData.root().resolve("kits/python");

  @TempDir private Path folder;

  @Test
  void itsOwnTestsAndGatesPass() throws Exception {
    PythonTools.gates(KIT, PythonTools.installed("kit", KIT.resolve("requirements.txt")), folder);
  }
}
