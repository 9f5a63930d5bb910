package birthmark.sim.chaos;

import birthmark.node.app.Cluster;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** All ways between the replicas of a cluster. */
final class Wires implements Cluster.Wiring, AutoCloseable {
  private final List<Wire> all = new ArrayList<>();

  @Override
  public int port(int from, int to, int listening) throws IOException {
    Wire wire = new Wire(from, to, listening);
    all.add(wire);
    return wire.port();
  }

  /** Those to and from {@code replica}. */
  List<Wire> of(int replica) {
    return all.stream().filter(wire -> wire.touches(replica)).toList();
  }

  List<Wire> all() {
    return List.copyOf(all);
  }

  @Override
  public void close() throws IOException {
    for (Wire wire : all) {
      wire.close();
    }
  }
}
