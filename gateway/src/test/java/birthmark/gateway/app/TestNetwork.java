package birthmark.gateway.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * A network of its own with this machine as {@link #HERE} and two neighbours on the same wire, each
 * in a namespace: one that attacks, and one in whose name it does.
 */
final class TestNetwork {
  /** This machine's address there (RFC 5737). */
  static final String HERE = "198.51.100.1";

  /** The neighbour's address that the attacker takes. */
  static final String VICTIM = "198.51.100.3";

  private static final String ATTACKER = "198.51.100.2";

  private final String name = "bm" + ProcessHandle.current().pid() % 1_000_000;
  private final List<String> namespaces = new ArrayList<>();

  private TestNetwork() {}

  /** Makes it; skips the test where that is not permitted, and fails it where CI=true. */
  static TestNetwork open() throws IOException, InterruptedException {
    TestNetwork network = new TestNetwork();
    String trouble = network.made();
    if (trouble.isEmpty()) {
      return network;
    }
    network.close();
    if ("true".equals(System.getenv("CI"))) {
      Assertions.fail(
          "no network can be made here, and with CI=true every test must run: " + trouble);
    }
    return Assumptions.abort("no network can be made here: " + trouble);
  }

  private String made() throws IOException, InterruptedException {
    String trouble = run("ip", "link", "add", name, "type", "bridge");
    trouble += run("ip", "addr", "add", HERE + "/24", "dev", name);
    trouble += run("ip", "link", "set", name, "up");
    trouble += neighbour(attacker(), name + "a", ATTACKER);
    trouble += neighbour(victim(), name + "v", VICTIM);
    return trouble;
  }

  private String neighbour(String namespace, String port, String address)
      throws IOException, InterruptedException {
    String trouble = run("ip", "netns", "add", namespace);
    namespaces.add(namespace);
    trouble +=
        run("ip", "link", "add", port, "type", "veth", "peer", "name", "wire", "netns", namespace);
    trouble += run("ip", "link", "set", port, "master", name, "up");
    trouble += run("ip", "-n", namespace, "addr", "add", address + "/24", "dev", "wire");
    return trouble + run("ip", "-n", namespace, "link", "set", "wire", "up");
  }

  /** What went wrong. */
  private static String run(String... command) throws IOException, InterruptedException {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      return e.toString();
    }
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() == 0 ? "" : String.join(" ", command) + ": " + said;
  }

  /** The namespace of the attacker. */
  String attacker() {
    return name + "-attacker";
  }

  /** The namespace of the neighbour. */
  String victim() {
    return name + "-victim";
  }

  /** Takes it away. */
  void close() throws IOException, InterruptedException {
    for (String each : namespaces) {
      run("ip", "netns", "del", each);
    }
    run("ip", "link", "del", name);
  }
}
