package birthmark.gateway.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that is ended as a loss of power would, after it had begun to keep watch. */
@Tag("long")
class SilenceTest {
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(5);

  @TempDir private Path folder;

  private interface Seen {
    boolean now() throws Exception;
  }

  private static void await(String what, Seen seen) throws Exception {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!seen.now()) {
      assertTrue(System.nanoTime() - end < 0, what);
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }

  @Test
  void aGatewayThatStopsDecidingIsAnAlarmAtTheNode() throws Exception {
    Path password = folder.resolve("password");
    Files.createFile(
        password,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(password, "of a test");
    try (Site site = new Site(folder)) {
      Process gateway =
          Program.java(
              folder,
              Main.class.getName(),
              "--home",
              site.gatewayHome(List.of(site.url())).toString(),
              "--as",
              "door",
              "--password-file",
              password.toString(),
              "--data",
              folder.resolve("gateway").toString(),
              "--mqtt",
              "none",
              "--coap",
              "127.0.0.1:0",
              "--watch",
              "60");
      try {
        Program.awaited(folder, Program.reader(gateway), "Listening");
        await("it keeps watch", () -> site.told("watch-begun") == 1);
        assertEquals(0, site.told("watch-silent"));
      } finally {
        gateway.destroyForcibly();
      }
      await("an alarm", () -> site.told("watch-silent") == 1);
    }
  }
}
