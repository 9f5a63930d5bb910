package birthmark.node.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.contract.Genesis;
import birthmark.json.Json;
import birthmark.json.JsonReader;
import birthmark.node.upkeep.ControlSocket;
import birthmark.node.upkeep.Progress;
import java.io.IOException;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a machine does to a node: a clear sentence, the data intact, and on again by itself. */
@Tag("real")
class FaultsTest {
  private static final int COMMITTED = 201;
  private static final int REPEATED = 200;
  private static final int UNAVAILABLE = 503;
  private static final int DAY_SECONDS = 86_400;

  @TempDir Path parent;
  private final List<Bytes> acknowledged = new ArrayList<>();
  private final List<NodeProcess> nodes = new ArrayList<>();
  private Optional<Load> load = Optional.empty();

  private Path data() {
    return parent.resolve("data");
  }

  private Path log() {
    return parent.resolve("log-" + nodes.size());
  }

  private NodeProcess start(List<String> before, Map<String, String> environment) throws Exception {
    NodeProcess node = NodeProcess.launch(data(), log(), before, environment);
    nodes.add(node);
    node.awaitListening();
    if (load.isEmpty()) {
      load = Optional.of(new Load(genesis(node), 6));
    }
    return node;
  }

  private static Genesis genesis(NodeProcess node) throws Exception {
    return Genesis.CODEC.decode(
        Bytes.ofOwned(Files.readAllBytes(node.seen(Path.of("genesis.cbor")))));
  }

  @AfterEach
  void stopped() {
    nodes.forEach(NodeProcess::close);
  }

  private Bytes statement() {
    return load.orElseThrow().statement();
  }

  private void commits(NodeProcess node) throws Exception {
    Bytes statement = statement();
    HttpResponse<String> answer = node.submit(statement);
    assertEquals(COMMITTED, answer.statusCode(), answer.body());
    acknowledged.add(statement);
  }

  /** The sentence with which a statement is not taken. */
  private String refusal(NodeProcess node) throws Exception {
    HttpResponse<String> answer = node.submit(statement());
    assertEquals(UNAVAILABLE, answer.statusCode(), answer.body());
    return answer.body();
  }

  /** Waits until statements are taken again, and looks for all that was acknowledged before. */
  private void recovers(NodeProcess node) throws Exception {
    Bytes statement = statement();
    HttpResponse<String> answer = node.submit(statement);
    for (int i = 0; i < 100 && answer.statusCode() == UNAVAILABLE; i++) {
      Thread.sleep(100);
      answer = node.submit(statement);
    }
    assertTrue(answer.statusCode() == COMMITTED || answer.statusCode() == REPEATED, answer.body());
    acknowledged.add(statement);
    // The index is tried again once a second, so that health comes back a little later.
    int health = node.get("/healthz").statusCode();
    for (int i = 0; i < 100 && health == UNAVAILABLE; i++) {
      Thread.sleep(100);
      health = node.get("/healthz").statusCode();
    }
    assertEquals(200, health, node.get("/healthz").body());
    for (Bytes each : acknowledged) {
      HttpResponse<String> again = node.submit(each);
      assertEquals(REPEATED, again.statusCode(), again.body());
    }
  }

  @Test
  void aFullDiskIsSaidAndOnceThereIsSpaceTheNodeGoesOn() throws Exception {
    needsRoot();
    Files.createDirectories(data());
    NodeProcess node =
        start(
            List.of(
                "unshare",
                "--mount",
                "sh",
                "-c",
                "mount -t tmpfs -o size=32m tmpfs " + data() + " && exec \"$@\"",
                "node"),
            Map.of());
    commits(node);
    Path ballast = node.seen(Path.of("ballast"));
    fill(ballast);
    String sentence = "";
    for (int i = 0; i < 200 && sentence.isEmpty(); i++) {
      HttpResponse<String> answer = node.submit(statement());
      sentence = answer.statusCode() == UNAVAILABLE ? answer.body() : "";
    }
    assertTrue(sentence.contains("is full, so nothing can be stored"), sentence);
    assertTrue(sentence.contains("Free some space"), sentence);
    assertEquals(UNAVAILABLE, node.get("/healthz").statusCode());
    assertEquals(200, node.get("/v1/checkpoint").statusCode(), "what is stored can be read");
    Files.delete(ballast);
    recovers(node);
  }

  /** A mount needs root; where CI is not root this must not pass unseen. */
  private static void needsRoot() {
    boolean root = "root".equals(System.getProperty("user.name"));
    assumeTrue(root || System.getenv("CI") != null, "skipped: mounting a disk needs root");
  }

  private static void fill(Path ballast) throws IOException {
    try (OutputStream out = Files.newOutputStream(ballast)) {
      for (int size = 1 << 16; size > 0; size /= 16) {
        fill(out, new byte[size]);
      }
    }
  }

  private static void fill(OutputStream out, byte[] octets) {
    try {
      while (true) {
        out.write(octets);
      }
    } catch (IOException e) {
      assertTrue(String.valueOf(e.getMessage()).contains("No space left"), e.toString());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          30 | cannot be written to | Make it writable
          28 | is full              | Free some space
          5  | failed               | Look after the disk
          """)
  void aDiskThatFailsUnderARunningNodeIsSaidAndOvercome(int errno, String what, String remedy)
      throws Exception {
    UnreliableMachine machine = new UnreliableMachine(parent, data());
    NodeProcess node = start(List.of(), machine.environment());
    commits(node);
    machine.failChanges(errno);
    String sentence = refusal(node);
    assertTrue(sentence.contains(what) && sentence.contains(remedy), sentence);
    assertEquals(200, node.get("/v1/checkpoint").statusCode(), "what is stored can be read");
    assertEquals(UNAVAILABLE, node.get("/healthz").statusCode());
    machine.failChanges(0);
    recovers(node);
  }

  @Test
  void aFolderThatCannotBeWrittenToStopsTheStartWithASentence() throws Exception {
    needsRoot();
    start(List.of(), Map.of()).stop();
    NodeProcess node =
        NodeProcess.launch(
            data(),
            log(),
            List.of(
                "unshare",
                "--mount",
                "sh",
                "-c",
                "mount --bind "
                    + data()
                    + " "
                    + data()
                    + " && mount -o remount,ro,bind "
                    + data()
                    + " && exec \"$@\"",
                "node"),
            Map.of());
    nodes.add(node);
    assertEquals(1, node.awaitEnd());
    assertTrue(node.said().contains("cannot be written to ("), node.said());
    assertTrue(node.said().contains("Make it writable for the node's user"), node.said());
    assertTrue(!node.said().contains("\tat "), "no stack trace: " + node.said());
    recovers(start(List.of(), Map.of()));
  }

  @Test
  void withoutFileHandlesWhatIsPossibleGoesOnAndTheRestIsSaid() throws Exception {
    NodeProcess node = start(List.of(), Map.of());
    commits(node);
    Path socket = data().resolve("node.sock");
    String request = "{\"command\":\"backup\",\"to\":\"" + parent.resolve("backups") + "\"}";
    // Once with handles, so that every class that it needs was read from its file.
    ControlSocket.ask(socket, (Json.Obj) JsonReader.read(request), Progress.NONE);
    commits(node);
    try (SocketChannel control = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      // The node has this connection, and one over HTTP, before it has no handles left.
      Thread.sleep(300);
      limitHandles(node, 8);
      commits(node);
      control.write(ByteBuffer.wrap((request + "\n").getBytes(StandardCharsets.UTF_8)));
      String answer =
          new String(Channels.newInputStream(control).readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(answer.contains("Too many open files") || answer.contains("ulimit -n"), answer);
    }
    limitHandles(node, 4_096);
    recovers(node);
    assertEquals(200, node.get("/healthz").statusCode());
  }

  private static void limitHandles(NodeProcess node, int limit) throws Exception {
    assertEquals(
        0,
        new ProcessBuilder(
                "prlimit", "--pid", Long.toString(node.pid()), "--nofile=" + limit + ":4096")
            .inheritIO()
            .start()
            .waitFor());
  }

  @Test
  void noAcknowledgementLeavesBeforeTheSyncOfASlowDiskReturned() throws Exception {
    UnreliableMachine machine = new UnreliableMachine(parent, data());
    NodeProcess node = start(List.of(), machine.environment());
    commits(node);
    Duration slow = Duration.ofMillis(1_500);
    machine.syncMillis(slow.toMillis());
    long begun = System.nanoTime();
    commits(node);
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    assertTrue(took.compareTo(slow) >= 0, () -> "acknowledged after " + took);
    assertEquals(200, node.get("/healthz").statusCode(), "slow is not broken");
    machine.syncMillis(0);
    recovers(node);
  }

  @Test
  void aClockSetBackADayIsSaidAndNeitherStopsTheNodeNorBlockTime() throws Exception {
    UnreliableMachine machine = new UnreliableMachine(parent, data());
    NodeProcess node = start(List.of(), machine.environment());
    commits(node);
    Timestamp before = time(node);
    machine.clockSeconds(-DAY_SECONDS);
    commits(node);
    assertEquals(before, time(node), "block time stands still");
    node.awaitSaid("s behind the last block");
    assertTrue(node.said().contains("Set the clock right"), node.said());
    node.stop();
    // A start at the wrong time is no different.
    NodeProcess again = start(List.of(), machine.environment());
    commits(again);
    assertEquals(before, time(again));
    machine.clockSeconds(0);
    recovers(again);
  }

  private static Timestamp time(NodeProcess node) throws Exception {
    Json.Obj health = (Json.Obj) JsonReader.read(node.get("/healthz").body());
    Json.Obj asOf = (Json.Obj) health.member("asOf").orElseThrow();
    return Timestamp.parse(((Json.Text) asOf.member("time").orElseThrow()).value());
  }

  @Test
  void aSecondNodeOnTheSameFolderIsRefusedAndTheFirstGoesOn() throws Exception {
    NodeProcess first = start(List.of(), Map.of());
    commits(first);
    NodeProcess second = NodeProcess.launch(data(), log(), List.of(), Map.of());
    nodes.add(second);
    assertEquals(1, second.awaitEnd());
    assertTrue(second.said().contains("Another node runs on " + data()), second.said());
    assertTrue(second.said().contains("Stop it first"), second.said());
    recovers(first);
  }
}
