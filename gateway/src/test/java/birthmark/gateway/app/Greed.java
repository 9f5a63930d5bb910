package birthmark.gateway.app;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocket;

/**
 * What takes more of a gateway than its share, in a process of its own: connections that stop half
 * way, and one that publishes as fast as the gateway takes it. It goes on until its input ends.
 */
final class Greed {
  private static final int HANDSHAKES_AT_ONCE = 8;
  private static final int OF_ONE_ADDRESS = 200;
  private static final int CONNACK = 0x20;
  private static final int PUBACK = 0x40;
  private static final int DISCONNECT = 0xe0;
  private static final int PAYLOAD = 64;

  /** So many messages go out in one write, or a slow writer would be measured. */
  private static final int BATCH = 500;

  private final InetSocketAddress gateway;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean over;

  private Greed(int port) {
    this.gateway = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /**
   * Runs one; words: what, the gateway's port, its certificate, a file with a member's line, and
   * how many connections. It says {@code Open} once all are, {@code Told CODE REASON} for what the
   * gateway says to it, and in the end how much it did.
   */
  public static void main(String[] words) throws Exception {
    X509Certificate server;
    try (InputStream in = Files.newInputStream(Path.of(words[2]))) {
      server = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
    Load.Member member = Load.Member.of(Files.readAllLines(Path.of(words[3])).getFirst());
    int count = Integer.parseInt(words[4]);
    Greed greed = new Greed(Integer.parseInt(words[1]));
    Thread ending = Thread.ofPlatform().daemon().start(greed::awaitEnd);
    switch (words[0]) {
      case "mute" -> greed.plain(count, new byte[0]);
      case "record" -> greed.plain(count, new byte[] {22, 3, 1, 2, 0, 1, 0});
      case "connect" -> greed.halfway(count, member, server);
      case "hello" -> greed.hello(count);
      default -> greed.flood(member, server, words[0].equals("flood-told") ? 1 : 0);
    }
    ending.join();
    System.exit(0);
  }

  private void awaitEnd() {
    try {
      while (System.in.read() >= 0) {
        // Nothing is expected but the end.
      }
    } catch (IOException e) {
      // That is an end, too.
    }
    over = true;
  }

  /** Connections without TLS that send {@code octets} and stop; who is cut off comes again. */
  private void plain(int count, byte[] octets) throws InterruptedException {
    CountDownLatch all = new CountDownLatch(count);
    AtomicLong cut = new AtomicLong();
    for (int i = 0; i < count; i++) {
      InetAddress from = InetAddress.ofLiteral("127.1.0." + (1 + i / OF_ONE_ADDRESS));
      Thread.ofVirtual()
          .start(
              () -> {
                while (!over) {
                  try (Socket socket = new Socket()) {
                    socket.bind(new InetSocketAddress(from, 0));
                    socket.connect(gateway);
                    socket.getOutputStream().write(octets);
                    all.countDown();
                    awaitCut(socket);
                    cut.incrementAndGet();
                  } catch (IOException e) {
                    pause();
                  }
                }
              });
    }
    opened(all);
    while (!over) {
      pause();
    }
    System.out.println("Cut " + cut.get());
  }

  /** Connections that end their TLS handshake and stop within their CONNECT. */
  private void halfway(int count, Load.Member member, X509Certificate server) throws Exception {
    AtomicLong cut = new AtomicLong();
    CountDownLatch all = new CountDownLatch(count);
    try (ExecutorService handshakes = Executors.newFixedThreadPool(HANDSHAKES_AT_ONCE)) {
      for (int i = 0; i < count; i++) {
        Future<?> _ =
            handshakes.submit(
                () -> {
                  SSLSocket socket = member.secured(gateway.getPort(), server);
                  open.add(socket);
                  socket.getOutputStream().write(new byte[] {0x10, 76, 0, 4, 'M', 'Q', 'T'});
                  Thread.ofVirtual()
                      .start(
                          () -> {
                            awaitCut(socket);
                            cut.incrementAndGet();
                          });
                  all.countDown();
                  return socket;
                });
      }
      opened(all);
    }
    while (!over) {
      pause();
    }
    System.out.println("Cut " + cut.get());
  }

  /** Handshakes of DTLS that stop half way, each again and again from another port. */
  private void hello(int count) throws InterruptedException {
    HalfHandshakes handshakes = new HalfHandshakes(gateway);
    CountDownLatch all = new CountDownLatch(count);
    handshakes.begin(count, all, () -> over);
    opened(all);
    while (!over) {
      pause();
    }
    System.out.println("Answered " + handshakes.answered());
  }

  private static void opened(CountDownLatch all) throws InterruptedException {
    System.out.println(
        all.await(2, TimeUnit.MINUTES) ? "Open" : "Missing " + all.getCount() + " connections");
  }

  private static void awaitCut(Socket socket) {
    try {
      while (socket.getInputStream().read() >= 0) {
        // Whatever is said to it, it says no more.
      }
    } catch (IOException e) {
      // That is an end, too.
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Publishes by MQTT 5 as fast as the gateway takes it; put out, it tries again and again. */
  private void flood(Load.Member member, X509Certificate server, int qos) throws Exception {
    byte[] batch = batch("things/" + member.name() + "/x", qos);
    long sent = 0;
    boolean first = true;
    while (!over) {
      try (SSLSocket socket = member.secured(gateway.getPort(), server)) {
        OutputStream out = socket.getOutputStream();
        DataInputStream in = new DataInputStream(socket.getInputStream());
        out.write(connect(member.name()));
        out.flush();
        if (first) {
          first = false;
          System.out.println("Open");
        }
        Thread listening = Thread.ofVirtual().start(() -> listen(in));
        while (!over && listening.isAlive()) {
          out.write(batch);
          out.flush();
          sent += BATCH;
        }
      } catch (IOException e) {
        // Cut off: it does not give up.
      }
      pause();
    }
    System.out.println("Sent " + sent);
  }

  /** Tells each reason that the gateway gives, until the end. */
  private static void listen(DataInputStream in) {
    String last = "";
    try {
      while (true) {
        int head = in.readUnsignedByte();
        byte[] rest = in.readNBytes(Load.length(in));
        int at =
            switch (head & 0xf0) {
              case CONNACK -> 1;
              case PUBACK -> 2;
              case DISCONNECT -> 0;
              default -> rest.length;
            };
        int code = at < rest.length ? rest[at] & 255 : 0;
        String told =
            "Told "
                + code
                + " "
                + new String(rest, StandardCharsets.UTF_8).replaceAll("[^ -~]", "").strip();
        if (code >= 0x80 && !told.equals(last)) {
          last = told;
          System.out.println(told);
        }
      }
    } catch (IOException e) {
      // The end.
    }
  }

  /** A CONNECT of MQTT 5 with a clean start (section 3.1). */
  private static byte[] connect(String name) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0x10);
    out.write(13 + name.length());
    out.writeBytes(new byte[] {0, 4, 'M', 'Q', 'T', 'T', 5, 2, 4, 0, 0, 0});
    out.write(name.length());
    out.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
    return out.toByteArray();
  }

  /** Many PUBLISH packets of MQTT 5 (section 3.3). */
  private static byte[] batch(String topic, int qos) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int identifier = qos == 0 ? 0 : 2;
    int length = 2 + topic.length() + identifier + 1 + PAYLOAD;
    for (int i = 1; i <= BATCH; i++) {
      out.write(0x30 | qos << 1);
      out.write((length & 127) | 128);
      out.write(length >>> 7);
      out.write(0);
      out.write(topic.length());
      out.writeBytes(topic.getBytes(StandardCharsets.US_ASCII));
      if (qos > 0) {
        out.write(i >>> 8);
        out.write(i);
      }
      out.write(0);
      out.writeBytes(new byte[PAYLOAD]);
    }
    return out.toByteArray();
  }
}
