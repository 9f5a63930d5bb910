package birthmark.node.hostile;

import java.time.Duration;
import org.junit.jupiter.api.Tag;

/** Greedy clients in short. */
@Tag("real")
class GreedyClientsTest extends GreedyClients {
  GreedyClientsTest() {
    super(3, Duration.ofMillis(900), 1_000);
  }
}
