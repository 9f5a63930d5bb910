package birthmark.node.app;

import birthmark.node.cometbft.EngineFolder;
import birthmark.node.testing.CometBft;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Nodes as their operators start them, each with the others' engines by their IDs. */
final class Operators {
  private Operators() {}

  /** The nodes of {@code homes}, which do not run yet. */
  static List<ClusterNode> nodes(List<Path> homes) throws Exception {
    List<Integer> ports = Cluster.freePorts(2 * homes.size());
    List<String> engines = new ArrayList<>();
    for (int i = 0; i < homes.size(); i++) {
      Path begun = homes.get(i).resolve(Founding.ENGINE);
      Path engine =
          Files.exists(begun)
              ? begun
              : homes.get(i).resolve("first-start").resolve(Founding.ENGINE);
      engines.add(EngineFolder.nodeId(engine) + "@127.0.0.1:" + ports.get(i));
    }
    List<ClusterNode> nodes = new ArrayList<>();
    for (int i = 0; i < homes.size(); i++) {
      List<String> peers = new ArrayList<>(engines);
      peers.remove(i);
      nodes.add(
          new ClusterNode(
              homes.get(i),
              URI.create("http://127.0.0.1:" + ports.get(homes.size() + i)),
              List.of(
                  "--engine",
                  "cometbft",
                  "--cometbft",
                  CometBft.program().toString(),
                  "--p2p",
                  "127.0.0.1:" + ports.get(i),
                  "--peers",
                  String.join(",", peers))));
    }
    return nodes;
  }
}
