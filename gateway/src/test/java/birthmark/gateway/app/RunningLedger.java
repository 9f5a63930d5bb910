package birthmark.gateway.app;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.KeyFile;
import birthmark.client.sdk.Passwords;
import birthmark.codec.MalformedException;
import birthmark.contract.Genesis;
import birthmark.cose.SigningKey;
import birthmark.node.app.Cluster;
import birthmark.node.app.ClusterNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A ledger's nodes, each in a process of its own.
 *
 * @param nodes where they are
 * @param genesis what the ledger began with
 * @param founders the keys of founders, as many as decide together
 * @param processes what stops the nodes
 */
record RunningLedger(
    List<URI> nodes, Genesis genesis, List<SigningKey> founders, Runnable processes) {
  private static final Pattern LISTENING = Pattern.compile("Listening on (http://\\S+)");
  private static final int START_SECONDS = 60;

  /** One node in {@code folder}. */
  static RunningLedger alone(Path folder)
      throws IOException, InterruptedException, ClientException, MalformedException {
    Path log = folder.resolve("node.log");
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "birthmark.node.app.Main",
                "start",
                "--data",
                folder.resolve("node").toString(),
                "--http",
                "127.0.0.1:0")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    URI url = awaited(process, log);
    Path node = folder.resolve("node");
    return new RunningLedger(
        List.of(url), genesis(node), List.of(founder(node)), () -> stop(process));
  }

  /** Several nodes, which {@code cluster} stops. */
  static RunningLedger of(Cluster cluster) throws IOException, ClientException, MalformedException {
    List<SigningKey> founders = new ArrayList<>();
    for (ClusterNode node : cluster.nodes()) {
      founders.add(founder(node.folder()));
    }
    return new RunningLedger(
        cluster.nodes().stream().map(ClusterNode::url).toList(),
        genesis(cluster.nodes().getFirst().folder()),
        founders.subList(0, founders.size() * 2 / 3 + 1),
        () -> {});
  }

  private static Genesis genesis(Path node) throws IOException, MalformedException {
    return Genesis.CODEC.decode(Bytes.ofOwned(Files.readAllBytes(node.resolve("genesis.cbor"))));
  }

  private static SigningKey founder(Path node) throws ClientException {
    return KeyFile.open(node.resolve("founder.p12"))
        .signingKey(Passwords.of(Optional.of(node.resolve("founder.password")), Map.of()));
  }

  private static URI awaited(Process process, Path log) throws IOException, InterruptedException {
    for (int i = 0; i < 10 * START_SECONDS && process.isAlive(); i++) {
      Matcher listening = LISTENING.matcher(Files.readString(log));
      if (listening.find()) {
        return URI.create(listening.group(1));
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    process.destroyForcibly();
    throw new AssertionError("the node does not start; it said:\n" + Files.readString(log));
  }

  private static void stop(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
