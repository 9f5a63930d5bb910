package birthmark.node.hostile;

import java.time.Duration;
import org.junit.jupiter.api.Tag;

/** Greedy clients at length, with 10,000 idle connections. */
@Tag("long")
class GreedyClientsLongTest extends GreedyClients {
  GreedyClientsLongTest() {
    super(5, Duration.ofSeconds(5), 10_000);
  }
}
