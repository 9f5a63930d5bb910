package birthmark.gateway.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What stands between a thing and a gateway: it passes datagrams on, keeps what the thing sent, and
 * can come from another address from one moment on, as behind a router that forgot.
 */
final class Relay implements AutoCloseable {
  private static final int DATAGRAM_MAX = 65_535;
  private static final int HANDSHAKE = 22;

  private final InetSocketAddress gateway;
  private final DatagramSocket near;
  private final List<byte[]> sent = new CopyOnWriteArrayList<>();
  private volatile DatagramSocket far;
  private volatile SocketAddress thing;

  Relay(InetSocketAddress gateway) throws IOException {
    this.gateway = gateway;
    this.near = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    this.thing = near.getLocalSocketAddress();
    this.far = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::toGateway);
    DatagramSocket first = far;
    Thread.ofVirtual().start(() -> fromGateway(first));
  }

  /** Where the thing finds the gateway. */
  InetSocketAddress address() {
    return new InetSocketAddress(near.getLocalAddress(), near.getLocalPort());
  }

  /** Has the thing come from another address from now on. */
  void move() throws IOException {
    DatagramSocket next = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(() -> fromGateway(next));
    DatagramSocket before = far;
    far = next;
    before.close();
  }

  /** What the thing sent so far, the first first. */
  List<byte[]> sent() {
    return List.copyOf(sent);
  }

  /** How many of {@code datagrams} begin with a record of a handshake. */
  static long handshakes(List<byte[]> datagrams) {
    return datagrams.stream().filter(each -> each[0] == HANDSHAKE).count();
  }

  private void toGateway() {
    pump(
        near,
        packet -> {
          thing = packet.getSocketAddress();
          byte[] octets = Arrays.copyOf(packet.getData(), packet.getLength());
          sent.add(octets);
          far.send(new DatagramPacket(octets, octets.length, gateway));
        });
  }

  private void fromGateway(DatagramSocket socket) {
    pump(
        socket,
        packet -> near.send(new DatagramPacket(packet.getData(), packet.getLength(), thing)));
  }

  private interface Passing {
    void on(DatagramPacket packet) throws IOException;
  }

  private static void pump(DatagramSocket socket, Passing passing) {
    while (!socket.isClosed()) {
      try {
        DatagramPacket packet = new DatagramPacket(new byte[DATAGRAM_MAX], DATAGRAM_MAX);
        socket.receive(packet);
        passing.on(packet);
      } catch (IOException e) {
        if (!socket.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  @Override
  public void close() {
    near.close();
    far.close();
  }
}
