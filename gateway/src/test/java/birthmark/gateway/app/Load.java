package birthmark.gateway.app;

import birthmark.bytes.Bytes;
import birthmark.cose.Algorithm;
import birthmark.cose.JdkSigningKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Many things that connect to one broker by MQTT 3.1.1, in a process of their own, so that what
 * they take is not the broker's.
 */
final class Load {
  private static final int ATTEMPTS = 5;
  private static final int WINDOW = 16;
  private static final int HANDSHAKES_AT_ONCE = 8;
  private static final int CONNACK = 0x20;
  private static final int PUBLISH = 0x30;
  private static final int PUBACK = 0x40;
  private static final int AT_LEAST_ONCE = 2;

  private Load() {}

  /** A thing's name, keys and certificate, as a line of a file. */
  record Member(String name, KeyPair pair, X509Certificate certificate) {
    static Member made(KeyPair pair) throws Exception {
      String name = JdkSigningKey.of(pair).publicKey().thumbprint().toString();
      // OpenSSL tells trusted certificates apart by their subjects.
      X500Name subject = new X500Name("CN=" + name);
      Instant now = Instant.now();
      byte[] der =
          new X509v3CertificateBuilder(
                  subject,
                  BigInteger.ONE,
                  Date.from(now.minus(Duration.ofDays(1))),
                  Date.from(now.plus(Duration.ofDays(1))),
                  subject,
                  SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()))
              .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()))
              .getEncoded();
      return new Member(name, pair, certificate(der));
    }

    static Member fresh() throws Exception {
      return made(JdkSigningKey.generate(Algorithm.ES256, new SecureRandom()));
    }

    private static X509Certificate certificate(byte[] der) throws GeneralSecurityException {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    }

    String line() throws GeneralSecurityException {
      Base64.Encoder base64 = Base64.getEncoder();
      return String.join(
          " ",
          name,
          base64.encodeToString(pair.getPrivate().getEncoded()),
          base64.encodeToString(certificate.getEncoded()));
    }

    static Member of(String line) throws GeneralSecurityException {
      String[] words = line.split(" ", -1);
      PrivateKey key =
          KeyFactory.getInstance("EC")
              .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(words[1])));
      X509Certificate certificate = certificate(Base64.getDecoder().decode(words[2]));
      return new Member(words[0], new KeyPair(certificate.getPublicKey(), key), certificate);
    }

    /** Its connection, for which a broker that was just started is asked a few times. */
    SSLSocket connected(int port, X509Certificate server) throws Exception {
      return persisting(() -> admitted(new Socket(InetAddress.getLoopbackAddress(), port), server));
    }

    /** The same, of which only the end is awaited: what comes is not decrypted. */
    SocketChannel idle(int port, X509Certificate server) throws Exception {
      return persisting(
          () -> {
            SocketChannel channel =
                SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            SSLSocket _ = admitted(channel.socket(), server);
            return channel;
          });
    }

    private static <T> T persisting(Callable<T> attempt) throws Exception {
      for (int i = 1; i < ATTEMPTS; i++) {
        try {
          return attempt.call();
        } catch (IOException e) {
          TimeUnit.SECONDS.sleep(i);
        }
      }
      return attempt.call();
    }

    private SSLSocket admitted(Socket plain, X509Certificate server) throws Exception {
      SSLSocket socket = secured(plain, server);
      socket.getOutputStream().write(connect(name));
      socket.getOutputStream().flush();
      InputStream in = socket.getInputStream();
      byte[] answer = in.readNBytes(4);
      if (answer.length < 4 || answer[0] != CONNACK || answer[3] != 0) {
        throw new IOException(name + " is not let in");
      }
      return socket;
    }

    /** TLS by its certificate, and nothing said yet. */
    SSLSocket secured(int port, X509Certificate server) throws Exception {
      return secured(new Socket(InetAddress.getLoopbackAddress(), port), server);
    }

    private SSLSocket secured(Socket plain, X509Certificate server) throws Exception {
      char[] none = {};
      KeyStore shown = KeyStore.getInstance("PKCS12");
      shown.load(null, null);
      shown.setKeyEntry("thing", pair.getPrivate(), none, new Certificate[] {certificate});
      KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
      keys.init(shown, none);
      SSLContext tls = SSLContext.getInstance("TLS");
      tls.init(keys.getKeyManagers(), Client.trust(server), null);
      SSLSocket socket =
          (SSLSocket)
              tls.getSocketFactory().createSocket(plain, "127.0.0.1", plain.getPort(), true);
      socket.setTcpNoDelay(true);
      socket.startHandshake();
      return socket;
    }
  }

  /** A CONNECT with a clean session and no keep-alive to speak of (section 3.1). */
  private static byte[] connect(String name) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(0x10);
    out.write(12 + name.length());
    out.writeBytes(new byte[] {0, 4, 'M', 'Q', 'T', 'T', 4, 2, 4, 0});
    text(out, name);
    return out.toByteArray();
  }

  /** Adds a text as MQTT has it (section 1.5.3). */
  static void text(ByteArrayOutputStream out, String text) {
    out.write(text.length() >>> 8);
    out.write(text.length());
    out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** A packet of MQTT: its first octet, its length, the rest. */
  static byte[] packet(int head, byte[] rest) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(head);
    int length = rest.length;
    while (length > 127) {
      out.write((length & 127) | 128);
      length >>>= 7;
    }
    out.write(length);
    out.writeBytes(rest);
    return out.toByteArray();
  }

  /** How long the rest of a packet is (section 2.2.3). */
  static int length(DataInputStream in) throws IOException {
    int length = 0;
    for (int shift = 0, octet = 128; octet > 127; shift += 7) {
      octet = in.readUnsignedByte();
      length |= (octet & 127) << shift;
    }
    return length;
  }

  /** A SUBSCRIBE for QoS 1 (section 3.8). */
  static byte[] subscribe(String filter) {
    ByteArrayOutputStream subscribe = new ByteArrayOutputStream();
    subscribe.writeBytes(new byte[] {0, 1});
    text(subscribe, filter);
    subscribe.write(1);
    return packet(0x82, subscribe.toByteArray());
  }

  /**
   * Runs one: {@code crowd} connects, says so, answers each line that comes in by how many
   * connections there are, waits and tells the moment in milliseconds at which each connection
   * ended; {@code loop} has each thing publish to itself and tells messages a second.
   */
  public static void main(String[] words) throws Exception {
    int port = Integer.parseInt(words[1]);
    X509Certificate server;
    try (InputStream in = Files.newInputStream(Path.of(words[2]))) {
      server = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
    List<Member> members = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of(words[3]))) {
      members.add(Member.of(line));
    }
    if (words[0].equals("crowd")) {
      crowd(port, server, members);
    } else {
      List<byte[]> messages = new ArrayList<>();
      for (String line : Files.readAllLines(Path.of(words[4]))) {
        messages.add(Bytes.fromHex(line).toByteArray());
      }
      loop(port, server, members, messages, Integer.parseInt(words[5]));
    }
  }

  private static void crowd(int port, X509Certificate server, List<Member> members)
      throws Exception {
    List<SocketChannel> here = new ArrayList<>();
    try (ExecutorService handshakes = Executors.newFixedThreadPool(HANDSHAKES_AT_ONCE)) {
      List<Future<SocketChannel>> coming = new ArrayList<>();
      for (Member member : members) {
        coming.add(handshakes.submit(() -> member.idle(port, server)));
      }
      for (Future<SocketChannel> each : coming) {
        here.add(each.get());
      }
    }
    AtomicInteger open = new AtomicInteger(here.size());
    Thread.ofPlatform().daemon().start(() -> answer(open));
    System.out.println("Connected");
    awaitEnds(here, open).forEach(System.out::println);
  }

  /**
   * The moments at which connections ended. By one thread that looks at all of them, since things
   * have processors of their own, and these have those of the gateway.
   */
  private static List<Long> awaitEnds(List<SocketChannel> here, AtomicInteger open)
      throws IOException {
    List<Long> ends = new ArrayList<>();
    ByteBuffer unread = ByteBuffer.allocateDirect(1 << 14);
    try (Selector selector = Selector.open()) {
      for (SocketChannel each : here) {
        each.configureBlocking(false);
        each.register(selector, SelectionKey.OP_READ);
      }
      while (open.get() > 0) {
        selector.select(
            key -> {
              if (ended((SocketChannel) key.channel(), unread)) {
                key.cancel();
                ends.add(System.currentTimeMillis());
                open.decrementAndGet();
              }
            });
      }
    }
    return ends;
  }

  private static boolean ended(SocketChannel channel, ByteBuffer unread) {
    try {
      int came;
      do {
        unread.clear();
        came = channel.read(unread);
      } while (came > 0);
      return came < 0;
    } catch (IOException e) {
      return true; // That is an end, too.
    }
  }

  /** Answers each line that comes in by how many connections there are. */
  private static void answer(AtomicInteger open) {
    try {
      int octet = System.in.read();
      while (octet >= 0) {
        if (octet == '\n') {
          System.out.println("Open " + open);
        }
        octet = System.in.read();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void loop(
      int port, X509Certificate server, List<Member> members, List<byte[]> messages, int each)
      throws Exception {
    CountDownLatch all = new CountDownLatch(members.size());
    AtomicLong came = new AtomicLong();
    List<Runnable> starts = new ArrayList<>();
    for (Member member : members) {
      starts.add(looping(member, member.connected(port, server), messages, each, came, all));
    }
    long start = System.nanoTime();
    starts.forEach(Runnable::run);
    if (!all.await(10, TimeUnit.MINUTES)) {
      throw new IOException("messages do not come");
    }
    System.out.println("Rate " + came.get() * 1e9 / (System.nanoTime() - start));
    System.exit(0);
  }

  /** Subscribes to its own topic; what is given back has it publish there, so much under way. */
  private static Runnable looping(
      Member member,
      SSLSocket socket,
      List<byte[]> messages,
      int each,
      AtomicLong came,
      CountDownLatch all)
      throws IOException {
    String topic = "things/" + member.name() + "/x";
    OutputStream out = socket.getOutputStream();
    DataInputStream in = new DataInputStream(socket.getInputStream());
    out.write(subscribe(topic));
    out.flush();
    in.readNBytes(5);
    Semaphore window = new Semaphore(WINDOW);
    Thread.ofVirtual().start(() -> receive(in, out, window, each, came, all));
    return () -> Thread.ofVirtual().start(() -> publish(out, topic, messages, window, each));
  }

  private static void publish(
      OutputStream out, String topic, List<byte[]> messages, Semaphore window, int each) {
    try {
      for (int i = 0; i < each; i++) {
        window.acquire();
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        text(rest, topic);
        int id = 1 + i % 60_000;
        rest.write(id >>> 8);
        rest.write(id);
        rest.writeBytes(messages.get(i % messages.size()));
        send(out, packet(PUBLISH | AT_LEAST_ONCE, rest.toByteArray()));
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void send(OutputStream out, byte[] packet) throws IOException {
    synchronized (out) {
      out.write(packet);
      out.flush();
    }
  }

  private static void receive(
      DataInputStream in,
      OutputStream out,
      Semaphore window,
      int each,
      AtomicLong came,
      CountDownLatch all) {
    try {
      for (int got = 0; got < each; ) {
        int head = in.readUnsignedByte();
        byte[] rest = in.readNBytes(length(in));
        if ((head & 0xf0) == PUBACK) {
          window.release();
        } else if ((head & 0xf0) == PUBLISH) {
          int topic = ((rest[0] & 255) << 8) | (rest[1] & 255);
          send(out, packet(PUBACK, new byte[] {rest[2 + topic], rest[3 + topic]}));
          got++;
          came.incrementAndGet();
        }
      }
      all.countDown();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
