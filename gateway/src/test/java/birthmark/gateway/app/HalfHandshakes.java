package birthmark.gateway.app;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * Handshakes of DTLS 1.2 (RFC 6347) that stop once the server has answered for good: each shows
 * that it is at its address, has the server make its keys and sign them, and says no more.
 */
final class HalfHandshakes {
  private static final int HANDSHAKE = 22;
  private static final int CLIENT_HELLO = 1;
  private static final int SERVER_HELLO = 2;
  private static final int HELLO_VERIFY_REQUEST = 3;
  private static final int RECORD_HEAD = 13;
  private static final int MESSAGE_HEAD = 12;
  private static final int DATAGRAM_MAX = 2_048;
  private static final int ANSWER_MILLIS = 1_000;
  private static final byte[] VERSION = {(byte) 0xfe, (byte) 0xfd};

  /** What a thing with a raw public key on P-256 offers. */
  private static final byte[] OFFERED =
      bytes(
          0, 2, 0xc0, 0xae, // TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8
          1, 0, // no compression
          0, 34, // extensions
          0, 10, 0, 4, 0, 2, 0, 23, // supported_groups: secp256r1
          0, 11, 0, 2, 1, 0, // ec_point_formats: uncompressed
          0, 13, 0, 4, 0, 2, 4, 3, // signature_algorithms: ECDSA with SHA-256
          0, 19, 0, 2, 1, 2, // client_certificate_type: raw public key (RFC 7250)
          0, 20, 0, 2, 1, 2); // server_certificate_type: the same

  private final InetSocketAddress gateway;
  private final AtomicLong answered = new AtomicLong();

  HalfHandshakes(InetSocketAddress gateway) {
    this.gateway = gateway;
  }

  /** How many the server has answered with its keys. */
  long answered() {
    return answered.get();
  }

  /** Begins one after the other from each of {@code count} ports, until it is {@code over}. */
  void begin(int count, CountDownLatch all, BooleanSupplier over) {
    for (int i = 0; i < count; i++) {
      Thread.ofVirtual()
          .start(
              () -> {
                while (!over.getAsBoolean()) {
                  try {
                    if (half()) {
                      answered.incrementAndGet();
                      all.countDown();
                    }
                    TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextInt(ANSWER_MILLIS));
                  } catch (IOException | InterruptedException e) {
                    // The next one begins anew.
                  }
                }
              });
    }
  }

  /** One, from a port of its own; whether it came half way. */
  private boolean half() throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(gateway);
      socket.setSoTimeout(ANSWER_MILLIS);
      byte[] random = new byte[32];
      new SecureRandom().nextBytes(random);
      send(socket, 0, hello(random, new byte[0]));
      Optional<byte[]> cookie = cookie(received(socket));
      if (cookie.isEmpty()) {
        return false;
      }
      send(socket, 1, hello(random, cookie.get()));
      byte[] answer = received(socket);
      return answer.length > RECORD_HEAD && answer[RECORD_HEAD] == SERVER_HELLO;
    }
  }

  private static byte[] hello(byte[] random, byte[] cookie) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(VERSION);
    out.writeBytes(random);
    out.write(0); // no session
    out.write(cookie.length);
    out.writeBytes(cookie);
    out.writeBytes(OFFERED);
    return out.toByteArray();
  }

  private static void send(DatagramSocket socket, int number, byte[] hello) throws IOException {
    ByteBuffer out = ByteBuffer.allocate(RECORD_HEAD + MESSAGE_HEAD + hello.length);
    out.put((byte) HANDSHAKE).put(VERSION).putShort((short) 0).putShort((short) 0).putInt(number);
    out.putShort((short) (MESSAGE_HEAD + hello.length));
    out.putInt(CLIENT_HELLO << 24 | hello.length).putShort((short) number);
    // All of it in one fragment: its offset and length, three octets each.
    out.putShort((short) 0).put((byte) 0).put((byte) 0).putShort((short) hello.length);
    out.put(hello);
    socket.send(new DatagramPacket(out.array(), out.position()));
  }

  private static byte[] received(DatagramSocket socket) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[DATAGRAM_MAX], DATAGRAM_MAX);
    socket.receive(packet);
    return Arrays.copyOf(packet.getData(), packet.getLength());
  }

  /** The cookie that the server wants to see again. */
  private static Optional<byte[]> cookie(byte[] record) {
    int at = RECORD_HEAD + MESSAGE_HEAD + VERSION.length;
    if (record.length <= at || record[RECORD_HEAD] != HELLO_VERIFY_REQUEST) {
      return Optional.empty();
    }
    int length = record[at] & 255;
    return Optional.of(Arrays.copyOfRange(record, at + 1, at + 1 + length));
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }
}
