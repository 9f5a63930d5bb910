package birthmark.node.app;

import birthmark.client.sdk.ClientException;
import birthmark.node.cometbft.CometProgram;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** {@code birthmark cluster}: several nodes of one ledger on this machine. */
final class ClusterCommand implements FolderCommand {
  private static final int NODES = 4;
  private static final int EVERY_SECONDS = 1;
  private static final int QUIET_EVERY_SECONDS = 30;
  private static final int START_SECONDS = 120;

  @Override
  public String help() {
    return """
    birthmark cluster [--nodes N] [--data DIR] [--cometbft PATH]

    Runs the nodes of one ledger on this machine, each with a CometBFT of its own that agrees with
    the others: a ledger that goes on while more than two thirds of them do. The first start makes
    keys and a genesis; a table shows how they stand; Ctrl-C stops all.

      --nodes N         how many (default 4: one may fail)
      --data DIR        where they are, a folder each (default ./cluster)
      --cometbft PATH   the program (default: built once by go install, kept in the user's cache)
    """;
  }

  @Override
  public Set<String> valued() {
    return Set.of("--nodes", "--data", "--cometbft");
  }

  @Override
  public Set<String> alone() {
    return Set.of();
  }

  @Override
  public int run(Arguments arguments, Surroundings around)
      throws ClientException, Arguments.UsageException {
    int count = arguments.count("--nodes").orElse(NODES);
    Path folder = arguments.path("--data").orElse(Path.of("cluster")).toAbsolutePath().normalize();
    Path program;
    try {
      program =
          CometProgram.find(
              arguments.path("--cometbft"), around.environment(), around.err()::println);
    } catch (CometProgram.MissingException e) {
      throw ClientException.local("CometBFT is missing", String.valueOf(e.getMessage()));
    }
    try (UntilStopped running = new UntilStopped()) {
      try (Cluster cluster = Cluster.start(folder, count, program, List.of());
          ClusterTable table = new ClusterTable(cluster.nodes())) {
        awaitAnswers(cluster, table, running);
        tell(cluster, around.out());
        show(table, running, around);
        around.out().println("Stopping all nodes.");
      }
      around.out().println("Stopped.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return DONE;
  }

  private static void awaitAnswers(Cluster cluster, ClusterTable table, UntilStopped running)
      throws InterruptedException, ClientException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    for (ClusterNode node : cluster.nodes()) {
      while (table.standing(node).isEmpty() && !running.isStopped()) {
        boolean alive = node.process().map(Process::isAlive).orElse(false);
        if (!alive || System.nanoTime() - end > 0) {
          throw ClientException.local(
              "the node in " + node.folder() + " does not start", "It said:\n" + node.lastWords());
        }
        TimeUnit.MILLISECONDS.sleep(200);
      }
    }
  }

  private static void tell(Cluster cluster, PrintStream out) {
    ClusterNode first = cluster.nodes().getFirst();
    out.println(
        "A ledger of " + cluster.nodes().size() + " nodes in " + first.folder().getParent());
    out.println(
        "  founder's key  "
            + first.folder().resolve(Founding.FOUNDER_KEY)
            + ", its password beside it");
    if (cluster.nodes().size() > 1) {
      out.println(
          "                 Roles and rules take more than two thirds of the founders: one asks,");
      out.println("                 the others say 'birthmark governance agree MOTION --yes'");
    }
    out.println("  clients        --node " + first.url() + ",… takes several, asked in turn");
    out.flush();
  }

  private static void show(ClusterTable table, UntilStopped running, Surroundings around)
      throws InterruptedException {
    int shown = 0;
    do {
      List<String> lines = table.lines();
      if (around.terminal() && shown > 0) {
        around.out().print("\u001b[" + shown + "A\u001b[J");
      }
      lines.forEach(around.out()::println);
      around.out().flush();
      shown = lines.size();
    } while (!running.await(around.terminal() ? EVERY_SECONDS : QUIET_EVERY_SECONDS));
  }
}
