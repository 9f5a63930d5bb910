package birthmark.gateway.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.cose.Algorithm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Ten thousand connections at once ({@code -Dbirthmark.crowd=N} for others). */
@Tag("long")
@ExtendWith(Front.Shared.class)
@Order(Front.ORDER)
class CrowdTest {
  private static final int CONNECTIONS = Integer.getInteger("birthmark.crowd", 10_000);

  @Test
  void aCrowdIsServedAndNobodyElseIsHeldUp(Front front) throws Exception {
    Path folder = Files.createDirectories(front.folder.resolve("crowd"));
    Load.Member one = Load.Member.made(front.tester.file().signingPair(Site.PASSWORDS));
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      lines.add(new Load.Member("crowd-" + i, one.pair(), one.certificate()).line());
    }
    Process crowd =
        Program.java(
            folder,
            "birthmark.gateway.app.Load",
            "crowd",
            String.valueOf(front.gateway.port()),
            front.gateway.certificateFile().toString(),
            Files.write(folder.resolve("members"), lines).toString());
    Site.Device device = front.site.admitted("beside", Algorithm.ED25519);
    try (Client client = front.connected(device)) {
      Program.awaited(folder, Program.reader(crowd), "Connected");
      assertTrue(crowd.isAlive());
      assertEquals(1, client.subscribe(Front.own(device, "#")));
      assertEquals(0, client.publish(Front.own(device, "x"), "1"));
      assertEquals(Front.own(device, "x") + " 1", client.message());
    } finally {
      crowd.destroyForcibly();
    }
  }
}
