package birthmark.sim.chaos;

import birthmark.bytes.Bytes;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An engine that is not honest: CometBFT with a liar between it and its node. It proposes what is
 * no bundle, a bundle twice and forged statements, votes for all of that, says nothing or nonsense
 * of the log with its votes, and passes nobody's statements on.
 *
 * <p>It is started as CometBFT is, with the program itself before: {@code PROGRAM start --home
 * DIR}.
 */
public final class HostileEngine {
  private static final int PREPARE_PROPOSAL = 17;
  private static final int PROCESS_PROPOSAL = 18;
  private static final int EXTEND_VOTE = 19;
  private static final int VERIFY_VOTE_EXTENSION = 20;
  private static final int REAP_TXS = 23;
  private static final int LENGTH_DELIMITED = 2;
  private static final byte[] ACCEPT = {1 << 3, 1};
  private static final int NONSENSE_OCTETS = 40;
  private static final int MORE_BIT = 0x80;
  private static final Pattern APPLICATION = Pattern.compile("proxy_app = \"unix://([^\"]*)\"");

  private final Path application;
  private final Random random = new Random(666);

  private HostileEngine(Path application) {
    this.application = application;
  }

  /** Runs it until CometBFT ends. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Path home = Path.of(args[args.length - 1]);
    Path config = home.resolve("config").resolve("config.toml");
    String settings = Files.readString(config);
    Matcher application = APPLICATION.matcher(settings);
    if (!application.find()) {
      throw new IOException(config + " names no application");
    }
    Path socket = Path.of(application.group(1)).resolveSibling("liar.sock");
    Files.writeString(config, application.replaceFirst("proxy_app = \"unix://" + socket + "\""));
    Files.deleteIfExists(socket);
    try (ServerSocketChannel door = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      door.bind(UnixDomainSocketAddress.of(socket));
      HostileEngine liar = new HostileEngine(Path.of(application.group(1)));
      Thread.ofPlatform().daemon().start(() -> liar.accept(door));
      Process engine = new ProcessBuilder(args).inheritIO().start();
      Runtime.getRuntime().addShutdownHook(new Thread(engine::destroyForcibly));
      System.exit(engine.waitFor());
    }
  }

  private void accept(ServerSocketChannel door) {
    try {
      while (true) {
        SocketChannel near = door.accept();
        SocketChannel far = SocketChannel.open(UnixDomainSocketAddress.of(application));
        Thread.ofPlatform().daemon().start(() -> pass(near, far, false));
        Thread.ofPlatform().daemon().start(() -> pass(far, near, true));
      }
    } catch (IOException e) {
      System.err.println("the liar ends: " + e.getMessage());
    }
  }

  private void pass(SocketChannel from, SocketChannel to, boolean answers) {
    try (from;
        to;
        InputStream in = new BufferedInputStream(Channels.newInputStream(from));
        OutputStream out = Channels.newOutputStream(to)) {
      for (Optional<byte[]> next = message(in); next.isPresent(); next = message(in)) {
        byte[] message = answers ? lie(next.get()) : next.get();
        ByteArrayOutputStream framed = new ByteArrayOutputStream();
        varint(framed, message.length);
        framed.write(message);
        framed.writeTo(out);
        out.flush();
      }
    } catch (IOException e) {
      System.err.println("the liar lost a connection: " + e.getMessage());
    }
  }

  private static Optional<byte[]> message(InputStream in) throws IOException {
    int length = 0;
    int shift = 0;
    for (int octet = in.read(); ; octet = in.read()) {
      if (octet < 0) {
        return Optional.empty();
      }
      length |= (octet & ~MORE_BIT) << shift;
      shift += 7;
      if (octet < MORE_BIT) {
        return Optional.of(in.readNBytes(length));
      }
    }
  }

  private static void varint(ByteArrayOutputStream out, int value) {
    int left = value;
    while (left >= MORE_BIT) {
      out.write((left & 0x7f) | MORE_BIT);
      left >>>= 7;
    }
    out.write(left);
  }

  /** The answer that the engine gets in the place of the node's. */
  private synchronized byte[] lie(byte[] answer) {
    Field field = Field.at(answer, 0);
    return switch (field.number()) {
      case PREPARE_PROPOSAL -> Field.of(PREPARE_PROPOSAL, proposal(field.value().toByteArray()));
      case PROCESS_PROPOSAL -> Field.of(PROCESS_PROPOSAL, ACCEPT);
      case VERIFY_VOTE_EXTENSION -> Field.of(VERIFY_VOTE_EXTENSION, ACCEPT);
      case EXTEND_VOTE ->
          Field.of(EXTEND_VOTE, random.nextBoolean() ? new byte[0] : Field.of(1, nonsense()));
      case REAP_TXS -> Field.of(REAP_TXS, new byte[0]);
      default -> answer;
    };
  }

  private byte[] nonsense() {
    byte[] octets = new byte[NONSENSE_OCTETS];
    random.nextBytes(octets);
    return octets;
  }

  /** A list of transactions that no honest replica proposes, or an honest one. */
  private byte[] proposal(byte[] honest) {
    List<byte[]> txs = new ArrayList<>();
    for (int at = 0; at < honest.length; ) {
      Field tx = Field.at(honest, at);
      txs.add(tx.value().toByteArray());
      at = tx.end();
    }
    switch (random.nextInt(4)) {
      case 0 -> txs.add(nonsense());
      case 1 -> txs.addAll(List.copyOf(txs));
      case 2 -> {
        if (!txs.isEmpty()) {
          byte[] last = txs.getLast();
          last[last.length - 1] ^= 1;
        }
      }
      default -> txs.clear();
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    txs.forEach(tx -> out.writeBytes(Field.of(1, tx)));
    return out.toByteArray();
  }

  /** A field of a message whose value is octets. */
  private record Field(int number, Bytes value, int end) {
    static Field at(byte[] message, int from) {
      int at = from;
      int tag = 0;
      int shift = 0;
      do {
        tag |= (message[at] & 0x7f) << shift;
        shift += 7;
      } while ((message[at++] & MORE_BIT) != 0);
      int length = 0;
      shift = 0;
      do {
        length |= (message[at] & 0x7f) << shift;
        shift += 7;
      } while ((message[at++] & MORE_BIT) != 0);
      return new Field(
          tag >>> 3, Bytes.copyOf(Arrays.copyOfRange(message, at, at + length)), at + length);
    }

    static byte[] of(int number, byte[] value) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      varint(out, (number << 3) | LENGTH_DELIMITED);
      varint(out, value.length);
      out.writeBytes(value);
      return out.toByteArray();
    }
  }
}
