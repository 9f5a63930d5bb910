package birthmark.gateway.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import birthmark.cose.Algorithm;
import java.io.BufferedReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Ten thousand connections at once ({@code -Dbirthmark.crowd=N} for others); what they cost is told
 * and not judged. Each is a file handle here and one in the process that makes them.
 */
@Tag("long")
@ExtendWith(Front.Shared.class)
@Order(Front.ORDER)
class CrowdTest {
  private static final int CONNECTIONS = Integer.getInteger("birthmark.crowd", 10_000);
  private static final Duration TURN = Duration.ofSeconds(5);

  @Test
  void aCrowdIsServedAndNobodyElseIsHeldUp(Front front) throws Exception {
    Path folder = Files.createDirectories(front.folder.resolve("crowd"));
    Load.Member one = Load.Member.made(front.tester.file().signingPair(Site.PASSWORDS));
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      lines.add(new Load.Member("crowd-" + i, one.pair(), one.certificate()).line());
    }
    Path members = Files.write(folder.resolve("members"), lines);
    lines.clear();
    Load.Member beside =
        Load.Member.made(
            front.site.admitted("beside", Algorithm.ES256).file().signingPair(Site.PASSWORDS));
    try (HonestThing honest =
        new HonestThing(beside, front.gateway.port(), front.gateway.certificate())) {
      HonestThing.talk(List.of(honest), TURN);
      double quiet = HonestThing.p99(HonestThing.talk(List.of(honest), TURN));
      long before = Memory.used();
      long start = System.nanoTime();
      Process crowd =
          Program.java(
              folder,
              "birthmark.gateway.app.Load",
              "crowd",
              String.valueOf(front.gateway.port()),
              front.gateway.certificateFile().toString(),
              members.toString());
      try {
        BufferedReader said = Program.reader(crowd);
        Program.awaited(folder, said, "Connected");
        double seconds = (System.nanoTime() - start) / 1e9;
        double kilobytes = (Memory.used() - before) / 1e3 / CONNECTIONS;
        double crowded = HonestThing.p99(HonestThing.talk(List.of(honest), TURN));
        OutputStream asked = crowd.getOutputStream();
        asked.write("how many\n".getBytes(StandardCharsets.US_ASCII));
        asked.flush();
        assertEquals("Open " + CONNECTIONS, Program.awaited(folder, said, "Open "));
        System.out.printf(
            Locale.ROOT,
            "gateway.crowd %d connections open (must 10000) after %.0f s, %.1f kB each (must 30);"
                + " p99 of another's messages %.1f ms, %.1f before (must be at most twice)%n",
            CONNECTIONS,
            seconds,
            kilobytes,
            crowded,
            quiet);
      } finally {
        crowd.destroyForcibly().waitFor();
      }
    }
  }
}
