package birthmark.sim.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The way from one replica's engine to another's: a port of its own, at which connections can be
 * delayed or held up, and which a packet filter knows the two by.
 */
final class Wire implements AutoCloseable {
  private static final int BUFFER = 1 << 15;
  private static final int CONNECT_MILLIS = 2_000;
  private static final int LOOK_MILLIS = 20;

  private final int from;
  private final int to;
  private final int target;
  private final ServerSocket door;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile int delayMillis;
  private volatile boolean held;

  /** The way from replica {@code from} to {@code to}, whose engine listens on {@code target}. */
  Wire(int from, int to, int target) throws IOException {
    this.from = from;
    this.to = to;
    this.target = target;
    this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().daemon().name("wire-" + from + "-" + to).start(this::accept);
  }

  int port() {
    return door.getLocalPort();
  }

  /** Whether it is one of {@code replica}'s. */
  boolean touches(int replica) {
    return from == replica || to == replica;
  }

  /** Has each piece of data wait so long. */
  void delay(int millis) {
    delayMillis = millis;
  }

  /** Lets nothing through, or again. */
  void hold(boolean nothing) {
    held = nothing;
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        Socket near = door.accept();
        open.add(near);
        Thread.ofVirtual().start(() -> connect(near));
      } catch (IOException e) {
        if (!door.isClosed()) {
          throw new java.io.UncheckedIOException(e);
        }
      }
    }
  }

  private void connect(Socket near) {
    Socket far = new Socket();
    try {
      far.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target), CONNECT_MILLIS);
      near.setTcpNoDelay(true);
      far.setTcpNoDelay(true);
      open.add(far);
      Thread.ofVirtual().start(() -> pass(near, far));
      pass(far, near);
    } catch (IOException e) {
      end(near);
      end(far);
    }
  }

  private void pass(Socket one, Socket other) {
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = one.getInputStream();
        OutputStream out = other.getOutputStream()) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        TimeUnit.MILLISECONDS.sleep(delayMillis);
        while (held) {
          TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        out.write(buffer, 0, read);
        out.flush();
      }
    } catch (IOException e) {
      // One of the two has gone: so does the other.
      end(other);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      end(one);
      end(other);
    }
  }

  private void end(Socket socket) {
    open.remove(socket);
    try {
      socket.close();
    } catch (IOException e) {
      open.remove(socket);
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
    open.forEach(this::end);
  }
}
