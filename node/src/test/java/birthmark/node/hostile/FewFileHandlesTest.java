package birthmark.node.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import birthmark.node.testing.FrontDoor;
import birthmark.node.testing.NodeProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("real")
class FewFileHandlesTest {
  @TempDir private Path folder;

  @Test
  void moreConnectionsThanTheSystemHasHandlesForDoNotStopANode() throws Exception {
    try (NodeProcess node = NodeProcess.startWithHandles(folder.resolve("data"), 1_024);
        FrontDoor door = FrontDoor.of(node)) {
      HonestClient honest = new HonestClient(door, 1);
      try (Attack attack =
          new Attack(node.url(), 10, 120, false, (_, socket) -> TimeUnit.MINUTES.sleep(10))) {
        TimeUnit.SECONDS.sleep(2);
        assertFalse(attack.isOver());
      }
      honest.placeFor(Duration.ofMillis(300));
      assertEquals(200, door.get("/healthz").status());
    }
  }
}
