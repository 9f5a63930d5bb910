package birthmark.node.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.contracts.parties.Handle;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.cose.Algorithm;
import birthmark.cose.JdkSigningKey;
import birthmark.cose.SigningKey;
import birthmark.node.testing.FrontDoor;
import birthmark.node.testing.FrontDoor.Told;
import birthmark.node.testing.NodeProcess;
import birthmark.testing.SeededRandom;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node process under clients that send slowly, or much, or never read. Others wait at most twice
 * as long as when all is quiet; whoever is refused is told why and, where it helps, when to come
 * back; memory stays what the node was given.
 *
 * <p>Quiet and attacked times alternate, and of each the calmest counts: what else the machine does
 * only ever adds, while an attack that harms harms every time. One machine is node, attackers and
 * honest clients, which {@link #NOISE} allows for.
 */
@Tag("alone")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class GreedyClients {
  private static final int QUOTA = 60;
  private static final Duration NOISE = Duration.ofMillis(25);

  /** Connections are made and cleared away before anything is measured. */
  private static final long SETTLE_MILLIS = 500;

  private static final String HEAP = "-Xmx256m";
  private static final int OF_ONE_ADDRESS = 200;
  private static final String POST =
      "POST /v1/statements HTTP/1.1\r\nHost: node\r\nContent-Type: application/cose\r\n";

  private final int rounds;
  private final Duration turn;
  private final int idle;
  private NodeProcess node;
  private FrontDoor door;
  private HonestClient honest;

  /**
   * @param rounds how often quiet and attacked times alternate
   * @param turn how long each is
   * @param idle how many connections are held without a word
   */
  GreedyClients(int rounds, Duration turn, int idle) {
    this.rounds = rounds;
    this.turn = turn;
    this.idle = idle;
  }

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    node = NodeProcess.startWithQuota(folder.resolve("data"), QUOTA, HEAP);
    door = FrontDoor.of(node);
    honest = new HonestClient(door, 120);
    honest.placeFor(Duration.ofSeconds(3));
  }

  @AfterAll
  void stop() {
    door.close();
    node.close();
  }

  /** Something that attacks until it is closed. */
  private interface Siege {
    Attack begin() throws Exception;
  }

  /** Holds others' waiting under {@code siege} against their waiting without; all its answers. */
  private List<String> withstands(String name, Siege siege) throws Exception {
    List<Double> quiet = new ArrayList<>();
    List<Double> attacked = new ArrayList<>();
    List<String> answers = new ArrayList<>();
    // A machine that stands still in one round is given others: what an attack does, it does in
    // all.
    for (int i = 0; i < rounds || (i < 3 * rounds && !holds(quiet, attacked)); i++) {
      quiet.add(p99(honest.placeFor(turn)));
      Attack attack = siege.begin();
      try (attack) {
        TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
        attacked.add(p99(honest.placeFor(turn)));
      }
      answers.addAll(attack.answers());
      TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
    }
    double before = Collections.min(quiet);
    double under = Collections.min(attacked);
    System.out.printf(
        Locale.ROOT,
        "%-23s p99 %.1f ms quiet, %.1f ms attacked (of rounds %s and %s); node holds %d MiB%n",
        name,
        before,
        under,
        rounded(quiet),
        rounded(attacked),
        node.residentOctets() >> 20);
    assertTrue(
        holds(quiet, attacked),
        () -> name + ": others' p99 went from " + before + " to " + under + " ms");
    assertEquals(200, door.get("/healthz").status());
    assertFalse(node.log().contains("OutOfMemory"), "the node ran out of memory");
    return answers;
  }

  /** Whether others wait at most twice as long under attack, but for what a machine does anyway. */
  private static boolean holds(List<Double> quiet, List<Double> attacked) {
    return Collections.min(attacked) <= 2 * Collections.min(quiet) + NOISE.toMillis();
  }

  private static List<Long> rounded(List<Double> millis) {
    return millis.stream().map(Math::round).toList();
  }

  private static double p99(List<Long> nanos) {
    List<Long> sorted = nanos.stream().sorted().toList();
    return sorted.get(Math.min(sorted.size() - 1, sorted.size() * 99 / 100)) / 1e6;
  }

  private static void each(List<String> answers, String... parts) {
    assertFalse(answers.isEmpty(), "nobody was answered");
    for (String part : parts) {
      assertTrue(
          answers.stream().allMatch(answer -> answer.contains(part)),
          () -> part + " is not in each of " + answers.stream().distinct().limit(5).toList());
    }
  }

  @Test
  void whoSendsAnOctetASecondHoldsUpNobody() throws Exception {
    withstands(
        "an octet a second",
        () ->
            new Attack(
                node.url(),
                2,
                100,
                false,
                (attack, socket) -> {
                  String request = POST + "Content-Length: 5000\r\n\r\n" + "a".repeat(5_000);
                  for (int i = 0; !attack.isOver() && i < request.length(); i++) {
                    Attack.write(socket, request.substring(i, i + 1));
                    TimeUnit.SECONDS.sleep(1);
                  }
                }));
  }

  @Test
  void connectionsThatSayNothingHoldUpNobody() throws Exception {
    withstands(
        idle + " idle connections",
        () ->
            new Attack(
                node.url(),
                idle / OF_ONE_ADDRESS,
                OF_ONE_ADDRESS,
                false,
                (attack, socket) -> TimeUnit.MINUTES.sleep(10)));
  }

  /** Four clients at one address that send what {@code request} writes, again and again. */
  private Attack fourAsking(Attack.Play request) throws InterruptedException {
    return new Attack(
        node.url(),
        1,
        4,
        true,
        (attack, socket) -> attack.ask(socket, () -> request.on(attack, socket)));
  }

  @Test
  void bodiesOfAGibibyteAreRefusedWithTheReason() throws Exception {
    List<String> answers =
        withstands(
            "1 GiB bodies",
            () ->
                fourAsking(
                    (attack, socket) -> {
                      Attack.write(socket, POST + "Content-Length: 1073741824\r\n\r\n");
                      pour(attack, socket, "a".repeat(65_536), 16_384);
                    }));
    each(answers, "HTTP/1.1 413 ", "/v1/problems/http/too-large");
  }

  @Test
  void aHundredThousandHeaderLinesAreRefusedWithTheReason() throws Exception {
    List<String> answers =
        withstands(
            "10^5 header lines",
            () ->
                fourAsking(
                    (attack, socket) -> {
                      Attack.write(socket, "GET /v1/rules HTTP/1.1\r\nHost: node\r\n");
                      pour(attack, socket, "X-Line: of many\r\n".repeat(1_000), 100);
                    }));
    each(answers, "HTTP/1.1 431 ", "/v1/problems/http/head-too-large");
  }

  /** Sends {@code part} again and again, at a pace that leaves the machine to the node. */
  private static void pour(Attack attack, Socket socket, String part, int times)
      throws IOException, InterruptedException {
    for (int i = 0; i < times && !attack.isOver(); i++) {
      Attack.write(socket, part);
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  @Test
  void compressedBombsAreRefusedUnopened() throws Exception {
    byte[] bomb = bomb();
    String head = POST + "Content-Encoding: gzip\r\nContent-Length: " + bomb.length + "\r\n\r\n";
    List<String> answers =
        withstands(
            "compressed bombs",
            () ->
                fourAsking(
                    (attack, socket) -> {
                      Attack.write(socket, head);
                      socket.getOutputStream().write(bomb);
                    }));
    each(answers, "HTTP/1.1 415 ", "Content codings are not taken");
  }

  /** A gibibyte of nothing in about a mebibyte. */
  private static byte[] bomb() throws IOException {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bomb)) {
      byte[] nothing = new byte[1 << 20];
      for (int i = 0; i < 1_024; i++) {
        gzip.write(nothing);
      }
    }
    return bomb.toByteArray();
  }

  @Test
  void aSignerAtAThousandTimesItsQuotaIsToldWhenToComeBackAndHoldsUpNobody() throws Exception {
    SigningKey key =
        JdkSigningKey.of(JdkSigningKey.generate(Algorithm.ED25519, new SeededRandom(3)));
    beginWithinAMinute();
    Bytes batch = Bytes.EMPTY;
    for (int i = 1; i <= 100; i++) {
      batch = batch.concat(door.sign(key, i, register(key)));
    }
    byte[] hundred = batch.toByteArray();
    String head =
        "POST /v1/statements HTTP/1.1\r\nHost: node\r\nContent-Type: application/cbor-seq\r\n"
            + "Connection: close\r\nContent-Length: "
            + hundred.length
            + "\r\n\r\n";
    // A hundred statements ten times a second are a thousand times what a minute's quota is good
    // for in that time.
    List<String> answers =
        withstands(
            "1,000 times the quota",
            () ->
                new Attack(
                    node.url(),
                    1,
                    1,
                    true,
                    (attack, socket) -> {
                      attack.ask(
                          socket,
                          () -> {
                            Attack.write(socket, head);
                            socket.getOutputStream().write(hundred);
                          });
                      TimeUnit.MILLISECONDS.sleep(80);
                    }));
    each(answers, "HTTP/1.1 200 ");
    Told told = door.submit(door.sign(key, 1_000, register(key)));
    assertEquals("ledger/over-quota", told.problem());
    assertEquals(429, told.status());
    int seconds = Integer.parseInt(told.field("Retry-After"));
    assertTrue(seconds >= 1 && seconds <= 60, told.field("Retry-After"));
  }

  /** Waits for the next minute if this one is nearly over: with it ends what is used of a quota. */
  private static void beginWithinAMinute() throws InterruptedException {
    long left = 60_000 - System.currentTimeMillis() % 60_000;
    if (left < 30_000) {
      TimeUnit.MILLISECONDS.sleep(left);
    }
  }

  private static PartyTransaction register(SigningKey key) {
    return new PartyTransaction.Register(key.publicKey(), new Handle("greedy"), "Greedy");
  }

  @Test
  void readersOfTheFactStreamThatNeverReadHoldUpNobody() throws Exception {
    withstands(
        "readers that never read",
        () ->
            new Attack(
                node.url(),
                20,
                8,
                false,
                (attack, socket) -> {
                  Attack.write(
                      socket,
                      "GET /v1/facts HTTP/1.1\r\nHost: node\r\nAccept: text/event-stream\r\n\r\n");
                  TimeUnit.MINUTES.sleep(10);
                }));
  }

  @Test
  void answersThatNobodyTakesHoldUpNobody() throws Exception {
    String pipelined = "GET /openapi.json HTTP/1.1\r\nHost: node\r\n\r\n".repeat(100);
    withstands(
        "answers not taken",
        () ->
            new Attack(
                node.url(),
                1,
                20,
                false,
                (attack, socket) -> {
                  socket.setReceiveBufferSize(1_024);
                  Attack.write(socket, pipelined);
                  TimeUnit.MINUTES.sleep(10);
                }));
  }
}
