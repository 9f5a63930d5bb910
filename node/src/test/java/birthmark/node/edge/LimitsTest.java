package birthmark.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.node.edge.RunningEdge.Got;
import birthmark.node.parcels.MemoryNode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("real")
class LimitsTest {
  private static final Duration SHORT = Duration.ofSeconds(1);
  private static final int OF_ONE_PEER = 20;

  @TempDir private Path folder;
  private RunningEdge edge;
  private MemoryNode node;

  @BeforeEach
  void start() throws Exception {
    edge =
        new RunningEdge(
            folder,
            new Limits(
                SHORT,
                SHORT,
                SHORT,
                Duration.ofSeconds(4),
                SHORT,
                300,
                OF_ONE_PEER,
                100,
                SHORT,
                Duration.ofSeconds(60),
                8,
                4),
            1_000_000);
    node = edge.node();
  }

  @AfterEach
  void stop() {
    edge.close();
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), edge.edge().port());
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  private static String head(String... lines) {
    return String.join("\r\n", lines) + "\r\n\r\n";
  }

  /** Everything that the other end sends until it closes. */
  private static String readAll(Socket socket) throws IOException {
    try {
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (SocketException e) {
      return "closed: " + e.getMessage();
    }
  }

  /** Sends {@code text} an octet at a time until it is sent or the other end has had enough. */
  private static void trickle(Socket socket, String text) throws InterruptedException {
    OutputStream out;
    try {
      out = socket.getOutputStream();
      for (byte octet : text.getBytes(StandardCharsets.ISO_8859_1)) {
        out.write(octet);
        out.flush();
        Thread.sleep(50);
      }
    } catch (IOException e) {
      assertTrue(String.valueOf(e.getMessage()).matches(".*(reset|pipe|closed).*"), e::toString);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GET /v1/rules HTTP/1.1\r\n"})
  void aRequestLineOrHeadThatTricklesInIsCutOffAndTheClientToldWhy(String sent) throws Exception {
    try (Socket socket = connect()) {
      write(socket, sent);
      Thread reader =
          Thread.startVirtualThread(
              () -> {
                try {
                  trickle(socket, "X-A: " + "a".repeat(1_000));
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      String answer = readAll(socket);
      reader.interrupt();
      assertTrue(answer.startsWith("HTTP/1.1 408 "), answer);
      assertTrue(answer.contains("/v1/problems/http/timeout"), answer);
    }
  }

  @Test
  void aRequestLineThatTricklesInBehindAnAnswerIsToldToo() throws Exception {
    try (Socket socket = connect()) {
      write(socket, head("GET /v1/nothing HTTP/1.1", "Host: x") + "GE");
      String answers = readAll(socket);
      assertTrue(answers.startsWith("HTTP/1.1 404 "), answers);
      assertTrue(answers.contains("HTTP/1.1 408 "), answers);
    }
  }

  @Test
  void aBodyThatTricklesInIsCutOffAndTheClientToldWhy() throws Exception {
    try (Socket socket = connect()) {
      write(
          socket,
          head(
              "POST /v1/statements HTTP/1.1",
              "Host: x",
              "Content-Type: application/cose",
              "Content-Length: 5000"));
      Thread writer =
          Thread.startVirtualThread(
              () -> {
                try {
                  trickle(socket, "a".repeat(1_000));
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      String answer = readAll(socket);
      writer.interrupt();
      assertTrue(answer.startsWith("HTTP/1.1 408 "), answer);
    }
    assertEquals(201, edge.submit(node.parcel("alice", 1, "red", 1, "bob")).status());
  }

  @Test
  void aConnectionThatAsksNothingIsClosed() throws Exception {
    try (Socket socket = connect()) {
      assertEquals("", readAll(socket));
    }
  }

  @Test
  void manyIdleConnectionsHoldUpNobody() throws Exception {
    List<Socket> idle = new ArrayList<>();
    try {
      for (int i = 0; i < 200; i++) {
        idle.add(connectFrom(InetAddress.ofLiteral("127.0.1." + (1 + i / OF_ONE_PEER))));
      }
      long start = System.nanoTime();
      assertEquals(201, edge.submit(node.parcel("alice", 1, "red", 1, "bob")).status());
      assertTrue(System.nanoTime() - start < 2_000_000_000L);
    } finally {
      for (Socket socket : idle) {
        socket.close();
      }
    }
  }

  @Test
  void aReaderThatTakesNothingIsCutOffAndHurtsNobody() throws Exception {
    for (int i = 1; i <= 400; i++) {
      assertEquals(201, edge.submit(node.parcel("alice", i, "b".repeat(40), i, "bob")).status());
    }
    edge.indexed();
    try (Socket lazy = new Socket()) {
      lazy.setReceiveBufferSize(1_024);
      lazy.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), edge.edge().port()));
      lazy.setSoTimeout(20_000);
      StringBuilder pipelined = new StringBuilder();
      for (int i = 0; i < 400; i++) {
        pipelined.append(head("GET /v1/rules HTTP/1.1", "Host: x"));
      }
      // Some 10 MB of answers that nobody takes.
      Thread.startVirtualThread(
          () -> {
            try {
              write(lazy, pipelined.toString());
            } catch (IOException e) {
              Thread.currentThread().interrupt();
            }
          });
      Thread.sleep(200);
      assertEquals(
          200, edge.getAs("audit", "/v1/facts?limit=1000").status(), "others are answered");
      Thread.sleep(3_000);
      String taken = readAll(lazy);
      assertTrue(
          taken.length() < 9_000_000 || taken.startsWith("closed"),
          () -> "it was cut off, not served to the end: " + taken.length());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /v1/rules HTTP/1.1",
        "GET /v1/rules HTTP/1.1|Host: a|Host: b",
        "GET /v1/rules",
        "GET  HTTP/1.1|Host: x",
        "GET /v1/<b> HTTP/1.1|Host: x",
        "GET /v1/%zz HTTP/1.1|Host: x",
        "GET /v1/rules?a=%zz HTTP/1.1|Host: x",
        "\u0000\u0001\u0002\u0003",
        "POST /v1/statements HTTP/1.1|Host: x|Content-Length: -1",
        "POST /v1/statements HTTP/1.1|Host: x|Content-Length: 5|Transfer-Encoding: chunked",
        "POST /v1/statements HTTP/1.1|Host: x|Content-Type: application/cose|Transfer-Encoding:"
            + " chunked||zz",
        "GET /v1/rules HTTP/1.1|Host: x|Bad Name: y",
      })
  void whatIsNoRequestIsAProblemAndNeverAStackTrace(String request) throws Exception {
    try (Socket socket = connect()) {
      write(socket, head(request.split("\\|", -1)));
      socket.shutdownOutput();
      String answer = readAll(socket);
      assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
      assertTrue(answer.contains("application/problem+json"), answer);
      assertTrue(answer.contains("/v1/problems/http/malformed"), answer);
    }
  }

  @Test
  void aHeadWithoutEndIsRefused() throws Exception {
    try (Socket socket = connect()) {
      StringBuilder head = new StringBuilder("GET /v1/rules HTTP/1.1\r\nHost: x\r\n");
      for (int i = 0; i < 100_000; i++) {
        head.append("A: b\r\n");
      }
      Thread.startVirtualThread(
          () -> {
            try {
              write(socket, head.toString());
            } catch (IOException e) {
              Thread.currentThread().interrupt();
            }
          });
      String answer = readAll(socket);
      assertTrue(answer.startsWith("HTTP/1.1 431 "), answer);
      assertTrue(answer.contains("/v1/problems/http/head-too-large"), answer);
    }
  }

  @Test
  void aRequestLineWithoutEndIsRefused() throws Exception {
    try (Socket socket = connect()) {
      write(socket, head("GET /" + "a".repeat(9_000) + " HTTP/1.1", "Host: x"));
      String answer = readAll(socket);
      assertTrue(answer.startsWith("HTTP/1.1 414 "), answer);
      assertTrue(answer.contains("/v1/problems/http/uri-too-long"), answer);
    }
  }

  @Test
  void aBodyOfAGibibyteIsRefusedBeforeItIsSent() throws Exception {
    try (Socket socket = connect()) {
      write(
          socket,
          head(
              "POST /v1/statements HTTP/1.1",
              "Host: x",
              "Content-Type: application/cose",
              "Content-Length: 1073741824",
              "Expect: 100-continue"));
      String answer = readAll(socket);
      assertTrue(answer.startsWith("HTTP/1.1 413 "), answer);
      assertTrue(answer.contains("/v1/problems/http/too-large"), answer);
    }
  }

  @Test
  void whoSendsAGibibyteAllTheSameCanReadWhyItIsRefused() throws Exception {
    for (String framing : List.of("Content-Length: 1073741824", "Transfer-Encoding: chunked")) {
      try (Socket socket = connect()) {
        write(
            socket,
            head(
                "POST /v1/statements HTTP/1.1",
                "Host: x",
                "Content-Type: application/cose",
                framing));
        Thread.startVirtualThread(() -> pour(socket));
        String answer = readAll(socket);
        assertTrue(answer.startsWith("HTTP/1.1 413 "), answer);
        assertTrue(answer.contains("/v1/problems/http/too-large"), answer);
      }
    }
  }

  /** Sends chunks of 64 KiB until the other end has had enough. */
  private static void pour(Socket socket) {
    String chunk = "10000\r\n" + "a".repeat(65_536) + "\r\n";
    try {
      for (int i = 0; i < 16_384; i++) {
        write(socket, chunk);
      }
    } catch (IOException e) {
      assertTrue(String.valueOf(e.getMessage()).matches(".*(reset|pipe|closed).*"), e::toString);
    }
  }

  @Test
  void anAddressHasItsShareOfConnectionsAndIsToldWhenToComeBack() throws Exception {
    InetAddress greedy = InetAddress.ofLiteral("127.0.0.2");
    List<Socket> held = new ArrayList<>();
    try {
      for (int i = 0; i < OF_ONE_PEER; i++) {
        held.add(connectFrom(greedy));
      }
      // They are counted by a thread of the server's, while a test before this may still pour.
      Thread.sleep(500);
      String answer = answerTo(greedy, 429);
      assertTrue(answer.contains("\r\nRetry-After: 10\r\n"), answer);
      assertTrue(answer.contains("/v1/problems/http/too-many"), answer);
      assertTrue(answer.contains(OF_ONE_PEER + " connections open"), answer);
      answerTo(InetAddress.ofLiteral("127.0.0.3"), 200);
      held.removeLast().close();
      answerTo(greedy, 200);
    } finally {
      for (Socket socket : held) {
        socket.close();
      }
    }
  }

  private Socket connectFrom(InetAddress address) throws IOException {
    Socket socket = new Socket();
    socket.bind(new InetSocketAddress(address, 0));
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), edge.edge().port()));
    socket.setSoTimeout(20_000);
    return socket;
  }

  /** An answer to {@code address} with {@code status}, which must come before long. */
  private String answerTo(InetAddress address, int status) throws Exception {
    String answer = "";
    for (int i = 0; i < 20; i++) {
      try (Socket socket = connectFrom(address)) {
        write(socket, head("GET / HTTP/1.1", "Host: x", "Connection: close"));
        answer = readAll(socket);
      }
      if (answer.startsWith("HTTP/1.1 " + status + " ")) {
        return answer;
      }
      // Connections are counted and forgotten by threads of their own.
      Thread.sleep(50);
    }
    throw new AssertionError("no " + status + " but " + answer);
  }

  @Test
  void aCompressedBodyIsRefusedUnread() throws Exception {
    Got got =
        edge.send(
            edge.request("/v1/statements")
                .header("Content-Type", "application/cose")
                .header("Content-Encoding", "gzip")
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[100])));
    assertEquals(415, got.status(), got::text);
  }

  @Test
  void aHeadThatIsTooLongIsRefusedForThatAndOneThatIsNoneAsMalformed() throws Exception {
    try (Socket one = connect();
        Socket other = connect()) {
      write(one, head("GET /v1/rules HTTP/1.1", "Host: x", "X-Long: " + "a".repeat(16_384)));
      String longHead = readAll(one);
      assertTrue(longHead.startsWith("HTTP/1.1 431 "), longHead);
      assertTrue(longHead.contains("/v1/problems/http/head-too-large"), longHead);
      write(other, head("GET /v1/rules HTTP/1.1", "no header field"));
      String noHead = readAll(other);
      assertTrue(noHead.startsWith("HTTP/1.1 400 "), noHead);
      assertTrue(noHead.contains("/v1/problems/http/malformed"), noHead);
    }
  }

  @Test
  void http10IsRefused() throws Exception {
    try (Socket socket = connect()) {
      write(socket, head("GET /v1/rules HTTP/1.0"));
      String answer = readAll(socket);
      assertTrue(answer.startsWith("HTTP/1.1 505 "), answer);
    }
  }

  @Test
  void anAddressThatOthersReachNeedsTls() {
    EdgeException e =
        Assertions.assertThrows(
            EdgeException.class,
            () ->
                Edge.start(
                    new EdgeSettings("0.0.0.0", 0, Optional.empty(), false, Limits.USUAL),
                    edge.parts()));
    assertTrue(String.valueOf(e.getMessage()).contains("needs TLS"), e::toString);
  }
}
