package birthmark.sim.chaos;

import birthmark.node.app.ClusterNode;
import birthmark.node.app.ClusterTable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Looks at all nodes all the time: each height has one root, whoever says so. */
final class Watch implements AutoCloseable {
  private static final int EVERY_MILLIS = 200;

  private final List<ClusterNode> nodes;
  private final List<ClusterNode> all;
  private final ClusterTable table;
  private final Map<Long, String> roots = new ConcurrentHashMap<>();
  private final Queue<String> violations = new ConcurrentLinkedQueue<>();
  private final Thread thread;
  private volatile boolean closed;

  Watch(List<ClusterNode> nodes) {
    this(nodes, List.of());
  }

  /** The same, with {@code followers} that have no vote. */
  Watch(List<ClusterNode> nodes, List<ClusterNode> followers) {
    this.nodes = List.copyOf(nodes);
    this.all = Stream.concat(nodes.stream(), followers.stream()).toList();
    this.table = new ClusterTable(nodes);
    this.thread = Thread.ofPlatform().daemon().name("watch").unstarted(this::look);
  }

  void start() {
    thread.start();
  }

  private void look() {
    try {
      while (!closed) {
        for (ClusterNode node : all) {
          Optional<ClusterTable.Standing> _ = standing(node);
        }
        TimeUnit.MILLISECONDS.sleep(EVERY_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Optional<ClusterTable.Standing> standing(ClusterNode node) throws InterruptedException {
    Optional<ClusterTable.Standing> standing = table.standing(node);
    standing.ifPresent(
        each -> {
          String before = roots.putIfAbsent(each.height(), each.root());
          if (before != null && !before.equals(each.root())) {
            violations.add(
                "two roots at height "
                    + each.height()
                    + ": "
                    + before
                    + " and, by "
                    + node.url()
                    + ", "
                    + each.root());
          }
        });
    return standing;
  }

  /** All that are looked at. */
  List<ClusterNode> all() {
    return all;
  }

  /** At how many heights a root was seen. */
  int heights() {
    return roots.size();
  }

  List<String> violations() {
    return List.copyOf(violations);
  }

  /** Where all nodes stand, if they stand at one block and nothing troubles any of them. */
  Optional<ClusterTable.Standing> together() throws InterruptedException {
    Optional<ClusterTable.Standing> first = standing(nodes.getFirst());
    for (ClusterNode node : all) {
      Optional<ClusterTable.Standing> each = standing(node);
      if (each.isEmpty()
          || !each.get().troubles().isEmpty()
          || !each.map(ClusterTable.Standing::root)
              .equals(first.map(ClusterTable.Standing::root))) {
        return Optional.empty();
      }
    }
    return first;
  }

  /**
   * Waits until every node answers, has no trouble and is past where the farthest was when this
   * began; how long that took, if it came to it.
   */
  Optional<Duration> agreed(Duration patience) throws InterruptedException {
    long began = System.nanoTime();
    long farthest = roots.keySet().stream().mapToLong(Long::longValue).max().orElse(0);
    while (System.nanoTime() - began < patience.toNanos()) {
      int there = 0;
      for (ClusterNode node : nodes) {
        there +=
            standing(node)
                    .filter(each -> each.height() > farthest && each.troubles().isEmpty())
                    .isPresent()
                ? 1
                : 0;
      }
      if (there == nodes.size()) {
        return Optional.of(Duration.ofNanos(System.nanoTime() - began));
      }
      TimeUnit.MILLISECONDS.sleep(EVERY_MILLIS / 4);
    }
    return Optional.empty();
  }

  /** Waits until {@code node} answers at its door again; whether it did. */
  boolean answers(ClusterNode node, Duration patience) throws InterruptedException {
    long began = System.nanoTime();
    while (table.standing(node).isEmpty()) {
      if (System.nanoTime() - began > patience.toNanos()) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(EVERY_MILLIS / 4);
    }
    return true;
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    table.close();
  }
}
