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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitsTest {
  private static final Duration SHORT = Duration.ofSeconds(1);

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
                300,
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

  @Test
  void aHeadThatTricklesInIsCutOffAndTheClientToldWhy() throws Exception {
    try (Socket socket = connect()) {
      write(socket, "GET /v1/rules HTTP/1.1\r\n");
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
        idle.add(connect());
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
      assertTrue(answer.startsWith("HTTP/1.1 4") || answer.startsWith("closed"), answer);
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
