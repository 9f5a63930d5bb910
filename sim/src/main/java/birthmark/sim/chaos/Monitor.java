package birthmark.sim.chaos;

import birthmark.client.sdk.LogSource;
import birthmark.client.sdk.LogWatch;
import birthmark.client.sdk.OfflineVerifier;
import birthmark.contract.Genesis;
import birthmark.proof.Note;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A monitor beside the nodes: each shows it a log that begins with all that it was shown before.
 */
final class Monitor {
  private final OfflineVerifier trust;
  private final List<LogSource> doors;
  private Optional<Note> held = Optional.empty();

  /** A monitor that looks at {@code nodes}. */
  Monitor(Genesis genesis, List<URI> nodes) {
    this.trust = new OfflineVerifier(genesis);
    this.doors = nodes.stream().map(node -> LogSource.of(node, Optional.empty())).toList();
  }

  /** Looks at all, which answer; what is wrong with their logs, a sentence each. */
  List<String> look() throws InterruptedException {
    List<String> violations = new ArrayList<>();
    List<LogWatch.Look.Consistent> seen = new ArrayList<>();
    for (LogSource door : doors) {
      try {
        switch (new LogWatch(trust, door).look(held)) {
          case LogWatch.Look.Consistent now -> seen.add(now);
          case LogWatch.Look.Inconsistent(String sentence, Note _, Note _) ->
              violations.add("the monitor: " + sentence);
          case LogWatch.Look.Refused(String sentence) -> violations.add("the monitor: " + sentence);
        }
      } catch (IOException e) {
        violations.add("the monitor gets no answer: " + e.getMessage());
      }
    }
    // One node may be behind another: next time each must begin with what all have shown now.
    held =
        seen.stream()
            .min(Comparator.comparingLong(now -> now.checkpoint().size()))
            .map(LogWatch.Look.Consistent::note);
    return violations;
  }
}
