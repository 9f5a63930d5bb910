package birthmark.node.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.node.webhook.Destination.UnfitException;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where nothing is sent, whatever it is called. */
class DestinationTest {
  private static final Optional<String> NONE = Optional.empty();
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "10.1.2.3",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.1",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.7",
        "203.0.113.9",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:8.8.8.8%0",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::1",
        "3fff::1",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "5f00::1"
      })
  void anAddressInsideIsNotPublicHoweverItIsWritten(String text) throws Exception {
    InetAddress address;
    try {
      address = InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      return; // Not even an address: nothing is sent there.
    }
    assertFalse(PublicAddress.is(address), text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.1", "172.15.0.1", "172.32.0.1",
        "192.0.3.1", "198.17.0.1", "198.20.0.1", "223.255.255.255", "2600::1", "2a00:1450::1",
        "2003::1"
      })
  void anAddressOutsideIsPublic(String text) throws Exception {
    assertTrue(PublicAddress.is(InetAddress.getByName(text)), text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://example.org/",
        "ftp://example.org/",
        "file:///etc/passwd",
        "//example.org/",
        "https:///x",
        "https://user@example.org/",
        "https://example.org/#x",
        "https://example.org:22/",
        "https://example.org:25/",
        "https://example.org/\r\nX: 1",
        "https://example.org/ x",
        "https://exämple.org/",
        "",
        "https://"
      })
  void whatIsNoAddressOfTheWebIsRefused(String text) {
    assertThrows(UnfitException.class, () -> Destination.parse(text, NONE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://127.0.0.1/", "https://2130706433/", "https://0x7f000001/", "https://127.1/",
        "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://localhost/",
            "https://10.0.0.1:8443/"
      })
  void whatIsMeantInsideIsNotSent(String text) {
    assertThrows(
        IOException.class,
        () -> Destination.parse(text, NONE).pinned(InetAddress::getAllByName, NONE));
  }

  @Test
  void oneAddressInsideAmongOthersIsEnoughToSendNothing() {
    Destination.Names both = host -> new InetAddress[] {address("8.8.8.8"), address("192.168.0.1")};
    assertThrows(
        UnfitException.class,
        () -> Destination.parse("https://example.org/", NONE).pinned(both, NONE));
  }

  private static InetAddress address(String text) throws IOException {
    return InetAddress.getByName(text);
  }

  @Test
  void aNameIsLookedUpOnceForEachTellingAndThatVeryAddressIsUsed() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    // Public when it is looked at, inside when a client would ask again.
    Destination.Names rebinding =
        host ->
            new InetAddress[] {
              asked.getAndIncrement() == 0 ? address("8.8.8.8") : address("127.0.0.1")
            };
    Destination to = Destination.parse("https://example.org/x?y=1", NONE);
    InetSocketAddress pinned = to.pinned(rebinding, NONE);
    assertEquals(1, asked.get());
    assertEquals(address("8.8.8.8"), pinned.getAddress());
    assertFalse(pinned.isUnresolved());
    assertEquals("/x?y=1", to.target());
    try (Post post = new Post(rebinding, NONE, PATIENCE)) {
      assertThrows(UnfitException.class, () -> post.send(to, Map.of(), Bytes.EMPTY));
    }
  }

  @Test
  void aRedirectIsNotFollowed() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    String named = "127.0.0.1:" + server.getAddress().getPort();
    server.createContext(
        "/away",
        exchange -> {
          exchange.getResponseHeaders().add("Location", "http://" + named + "/inside");
          exchange.sendResponseHeaders(307, -1);
          exchange.close();
        });
    server.createContext(
        "/inside",
        exchange -> {
          inside.incrementAndGet();
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    try (Post post = new Post(InetAddress::getAllByName, Optional.of(named), PATIENCE)) {
      Destination to = Destination.parse("http://" + named + "/away", Optional.of(named));
      Post.Answered answered = post.send(to, Map.of(), Bytes.EMPTY);
      assertEquals(307, answered.status());
      assertFalse(answered.well());
      assertEquals(0, inside.get());
      assertThrows(
          UnfitException.class,
          () -> Destination.parse("http://127.0.0.1:1/away", Optional.of(named)));
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aReceiverThatNeverEndsHoldsNobodyUp() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Post post =
            new Post(
                InetAddress::getAllByName,
                Optional.of("127.0.0.1:" + silent.getLocalPort()),
                Duration.ofMillis(300))) {
      Optional<String> named = Optional.of("127.0.0.1:" + silent.getLocalPort());
      Destination to = Destination.parse("http://" + named.get() + "/", named);
      assertThrows(IOException.class, () -> post.send(to, Map.of(), Bytes.EMPTY));
    }
  }
}
