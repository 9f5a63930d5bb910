package birthmark.sim.chaos;

import birthmark.node.app.ClusterNode;
import birthmark.node.app.ClusterTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What is looked at when all is well again: each node has all that was acknowledged, once. */
record Settlement(Watch watch, Load load) {
  /** How long is waited for what was promised within less. */
  static final Duration PATIENCE = Duration.ofSeconds(90);

  /**
   * Ends the clients and compares what they were told with what each node has.
   *
   * @param others how many statements the log may have that are not the clients'
   * @return what was promised and not kept, a sentence each
   */
  List<String> violations(int others) throws InterruptedException {
    List<String> violations = settled(others);
    violations.addAll(watch.violations());
    return violations;
  }

  private List<String> settled(int others) throws InterruptedException {
    List<String> violations = new ArrayList<>();
    if (!load.finish(PATIENCE)) {
      violations.add("statements are not acknowledged though all nodes are well");
    }
    load.refusals().forEach(each -> violations.add("a sound statement was refused: " + each));
    Optional<ClusterTable.Standing> end = watch.together();
    long patience = System.nanoTime() + PATIENCE.toNanos();
    while (end.isEmpty() && System.nanoTime() < patience) {
      TimeUnit.MILLISECONDS.sleep(200);
      end = watch.together();
    }
    if (end.isEmpty()) {
      violations.add("the nodes do not come to one block" + lastWords(watch.all()));
      return violations;
    }
    for (ClusterNode node : watch.all()) {
      violations.addAll(load.lost(node.url()));
    }
    if (load.places() != load.count()) {
      violations.add("two statements were acknowledged as one entry");
    }
    // The genesis, a seal for each block and for the first, and each statement once.
    long statements = end.get().size() - 1 - (end.get().height() + 1);
    if (load.refusals().isEmpty() && statements < load.count()) {
      violations.add(
          "the log has " + statements + " statements, and " + load.count() + " were acknowledged");
    }
    if (statements > load.count() + others) {
      violations.add("the log has " + statements + " statements, and clients made " + load.count());
    }
    return violations;
  }

  /** What {@code nodes} have said of late. */
  static String lastWords(List<ClusterNode> nodes) {
    StringBuilder said = new StringBuilder();
    nodes.forEach(node -> said.append('\n').append(node.lastWords()));
    return said.toString();
  }
}
