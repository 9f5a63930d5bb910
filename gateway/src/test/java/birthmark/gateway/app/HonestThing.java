package birthmark.gateway.app;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;

/**
 * A thing that publishes to itself by MQTT 3.1.1, one message after another, and takes the time
 * until each comes. It sends without delay: Nagle's algorithm would be all that is measured.
 */
final class HonestThing implements AutoCloseable {
  private static final int PUBLISH = 0x30;
  private static final int PUBACK = 0x40;
  private static final int AT_LEAST_ONCE = 2;
  private static final int SECONDS = 15;
  private static final long PAUSE_MILLIS = 5;

  private final SSLSocket socket;
  private final OutputStream out;
  private final DataInputStream in;
  private final String topic;
  private int number;

  /** One that is connected as {@code member} and listens to its own topic. */
  HonestThing(Load.Member member, int port, X509Certificate server) throws Exception {
    this.socket = member.connected(port, server);
    socket.setSoTimeout(SECONDS * 1_000);
    this.out = socket.getOutputStream();
    this.in = new DataInputStream(socket.getInputStream());
    this.topic = "things/" + member.name() + "/x";
    out.write(Load.subscribe(topic));
    out.flush();
    in.readNBytes(5);
  }

  /** How long each message of {@code things} took, in nanoseconds, all at work for {@code turn}. */
  static List<Long> talk(List<HonestThing> things, Duration turn) throws Exception {
    List<Future<List<Long>>> all = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (HonestThing thing : things) {
        all.add(threads.submit(() -> thing.talk(turn)));
      }
    }
    List<Long> nanos = new ArrayList<>();
    for (Future<List<Long>> each : all) {
      nanos.addAll(each.get());
    }
    return nanos;
  }

  /** The 99th percentile of {@code nanos}, in milliseconds. */
  static double p99(List<Long> nanos) {
    List<Long> sorted = nanos.stream().sorted().toList();
    return sorted.get(Math.min(sorted.size() - 1, sorted.size() * 99 / 100)) / 1e6;
  }

  private List<Long> talk(Duration turn) throws IOException, InterruptedException {
    List<Long> nanos = new ArrayList<>();
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < turn.toNanos()) {
      nanos.add(once());
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
    return nanos;
  }

  private long once() throws IOException {
    number = number % 60_000 + 1;
    byte[] identifier = {(byte) (number >>> 8), (byte) number};
    ByteArrayOutputStream rest = new ByteArrayOutputStream();
    Load.text(rest, topic);
    rest.writeBytes(identifier);
    rest.writeBytes(identifier);
    long start = System.nanoTime();
    out.write(Load.packet(PUBLISH | AT_LEAST_ONCE, rest.toByteArray()));
    out.flush();
    boolean acknowledged = false;
    long came = 0;
    while (!acknowledged || came == 0) {
      int head = in.readUnsignedByte() & 0xf0;
      byte[] got = in.readNBytes(Load.length(in));
      if (head == PUBACK && Arrays.equals(got, identifier)) {
        acknowledged = true;
      } else if (head == PUBLISH) {
        came = System.nanoTime();
        int at = 2 + (((got[0] & 255) << 8) | (got[1] & 255));
        if (!Arrays.equals(Arrays.copyOfRange(got, at + 2, got.length), identifier)) {
          throw new IOException("another message came than was sent");
        }
        out.write(Load.packet(PUBACK, new byte[] {got[at], got[at + 1]}));
        out.flush();
      }
    }
    return came - start;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
