package birthmark.node.app;

import birthmark.client.sdk.ClientException;
import birthmark.codec.Timestamp;
import birthmark.node.cometbft.EngineFolder;
import birthmark.node.engine.Clock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Several nodes of one ledger on this machine, each with an engine, over the loopback address. */
public final class Cluster implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.1";

  private final List<ClusterNode> nodes;
  private final List<ClusterNode> followers = new ArrayList<>();

  /** The port at which one node's engine reaches another's. */
  public interface Wiring {
    /** Straight to where the other listens. */
    Wiring DIRECT = (_, _, listening) -> listening;

    /**
     * The port by which {@code from} reaches {@code to}, both counted from 0, which listens at
     * {@code listening}.
     */
    int port(int from, int to, int listening) throws IOException;
  }

  private Cluster(List<ClusterNode> nodes) {
    this.nodes = nodes;
  }

  /**
   * Starts the nodes in {@code folder}, or as many new ones where there are none.
   *
   * @param program CometBFT
   * @param flags what each node is started with besides
   * @throws ClientException if the folder cannot be used
   */
  public static Cluster start(Path folder, int count, Path program, List<String> flags)
      throws ClientException {
    return start(folder, count, program, flags, Wiring.DIRECT);
  }

  /** The same, with {@code wiring} between the engines. */
  public static Cluster start(
      Path folder, int count, Path program, List<String> flags, Wiring wiring)
      throws ClientException {
    List<ClusterNode> nodes = new ArrayList<>();
    try {
      List<NodeFolder> folders = founded(folder, count);
      List<Integer> ports = freePorts(2 * folders.size());
      for (int i = 0; i < folders.size(); i++) {
        List<String> peers = new ArrayList<>();
        List<String> doors = new ArrayList<>();
        for (int j = 0; j < folders.size(); j++) {
          if (j != i) {
            int port = wiring.port(i, j, ports.get(2 * j));
            peers.add(EngineFolder.nodeId(home(folders.get(j))) + "@" + LOOPBACK + ":" + port);
            doors.add("http://" + LOOPBACK + ":" + ports.get(2 * j + 1));
          }
        }
        List<String> options =
            new ArrayList<>(
                List.of("--engine", "cometbft", "--cometbft", program.toString(), "--p2p"));
        options.add(LOOPBACK + ":" + ports.get(2 * i));
        if (!peers.isEmpty()) {
          options.addAll(List.of("--peers", String.join(",", peers)));
          options.addAll(List.of("--nodes", String.join(",", doors)));
        }
        options.addAll(flags);
        URI url = URI.create("http://" + LOOPBACK + ":" + ports.get(2 * i + 1));
        nodes.add(new ClusterNode(folders.get(i).path(), url, options));
      }
      Cluster cluster = new Cluster(List.copyOf(nodes));
      try {
        for (ClusterNode node : nodes) {
          node.start();
        }
      } catch (IOException e) {
        cluster.close();
        throw e;
      }
      return cluster;
    } catch (IOException e) {
      throw ClientException.local(
              "the nodes in " + folder + " cannot be started: " + e.getMessage(),
              "Check that the folder can be written by this user and that the disk is not full.")
          .because(e);
    }
  }

  /** The folders of the nodes; made with one genesis where there are none. */
  private static List<NodeFolder> founded(Path folder, int count)
      throws IOException, ClientException {
    List<NodeFolder> folders = new ArrayList<>();
    for (int i = 1; Files.exists(folder.resolve("node-" + i)) || i <= count; i++) {
      folders.add(new NodeFolder(folder.resolve("node-" + i), Map.of()));
    }
    if (folders.size() > count) {
      throw ClientException.local(
          folder + " has a ledger of " + folders.size() + " nodes",
          "Start it with --nodes " + folders.size() + ", or name another folder with --data.");
    }
    if (folders.stream().noneMatch(NodeFolder::hasEngine)) {
      new Founding(Map.of())
          .prepare(
              folders.stream().map(NodeFolder::staging).toList(),
              true,
              new Timestamp(Clock.system().millis()));
    }
    for (NodeFolder each : folders) {
      if (!each.hasEngine()) {
        throw ClientException.local(
            each.path() + " is no node of the ledger in " + folder,
            "Start it with as many nodes as it was made with, or name another folder with --data.");
      }
    }
    return folders;
  }

  private static Path home(NodeFolder folder) {
    return Files.exists(folder.engine())
        ? folder.engine()
        : folder.staging().resolve(Founding.ENGINE);
  }

  /** Ports that nothing listens on now, all different. */
  public static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      return held.stream().map(ServerSocket::getLocalPort).toList();
    } finally {
      for (ServerSocket each : held) {
        each.close();
      }
    }
  }

  /**
   * Starts a node in {@code folder} that follows the ledger of those that run, by way of the first
   * of them, and has no vote.
   *
   * @param program CometBFT
   * @throws ClientException if the folder cannot be used
   */
  public ClusterNode follow(Path folder, Path program) throws ClientException {
    NodeFolder first = new NodeFolder(nodes.getFirst().folder(), Map.of());
    NodeFolder place = new NodeFolder(folder, Map.of());
    try {
      new Founding(Map.of()).keys(place.staging());
      JoinCommand.complete(place.staging(), first.genesis(), Optional.empty());
      List<Integer> ports = freePorts(2);
      List<String> options =
          List.of(
              "--engine",
              "cometbft",
              "--cometbft",
              program.toString(),
              "--p2p",
              LOOPBACK + ":" + ports.getFirst(),
              "--peers",
              EngineFolder.nodeId(home(first)) + "@" + nodes.getFirst().p2p());
      URI url = URI.create("http://" + LOOPBACK + ":" + ports.getLast());
      ClusterNode follower = new ClusterNode(place.path(), url, options);
      followers.add(follower);
      follower.start();
      return follower;
    } catch (IOException e) {
      throw place.unusable(e);
    }
  }

  /** The nodes. */
  public List<ClusterNode> nodes() {
    return nodes;
  }

  /** Stops all, at once, and waits until they have. */
  @Override
  public void close() {
    List<ClusterNode> all = new ArrayList<>(nodes);
    all.addAll(followers);
    all.forEach(ClusterNode::ask);
    all.forEach(ClusterNode::awaitStop);
  }
}
