package birthmark.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** Nodes of one ledger that are looked at: each height has one root, whoever is asked when. */
final class WatchedNodes implements AutoCloseable {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(100);

  private final Map<Long, String> roots = new HashMap<>();
  private final ClusterTable table = new ClusterTable(List.of());

  private ClusterTable.Standing standing(ClusterNode node) throws Exception {
    Optional<ClusterTable.Standing> standing = table.standing(node);
    standing.ifPresent(
        each ->
            assertEquals(
                each.root(),
                roots.computeIfAbsent(each.height(), _ -> each.root()),
                "one root at height " + each.height()));
    return standing.orElseThrow(() -> new AssertionError(node.url() + " does not answer"));
  }

  /** Waits until all nodes have block {@code height}. */
  void awaitHeight(List<ClusterNode> nodes, long height) throws Exception {
    long end = System.nanoTime() + PATIENCE_NANOS;
    for (ClusterNode node : nodes) {
      while (standing(node).height() < height) {
        assertTrue(System.nanoTime() - end < 0, () -> "no block " + height + node.lastWords());
        TimeUnit.MILLISECONDS.sleep(200);
      }
    }
  }

  /** Waits until all nodes stand at one block, which the replicas were idle to come to. */
  ClusterTable.Standing awaitAgreement(List<ClusterNode> nodes) throws Exception {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (System.nanoTime() - end < 0) {
      TreeSet<String> seen = new TreeSet<>();
      Optional<ClusterTable.Standing> last = Optional.empty();
      for (ClusterNode node : nodes) {
        last = table.standing(node);
        seen.add(last.isEmpty() ? "" : last.get().root());
      }
      if (seen.size() == 1 && last.isPresent() && last.get().troubles().isEmpty()) {
        return standing(nodes.getFirst());
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
    StringBuilder said = new StringBuilder("the nodes do not agree");
    nodes.forEach(node -> said.append('\n').append(node.lastWords()));
    throw new AssertionError(said.toString());
  }

  @Override
  public void close() {
    table.close();
  }
}
