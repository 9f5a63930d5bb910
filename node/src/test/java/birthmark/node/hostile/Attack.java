package birthmark.node.hostile;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Clients that mean a node no good, at it until closed: some connections, each on a thread of its
 * own that does the same again and again.
 */
final class Attack implements AutoCloseable {
  private final InetSocketAddress node;
  private final List<Thread> threads = new ArrayList<>();
  private final ConcurrentLinkedQueue<Socket> sockets = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<String> answers = new ConcurrentLinkedQueue<>();
  private volatile boolean over;

  /** What one connection does. */
  interface Play {
    /** Does it, on {@code socket}; whoever is cut off gets an exception. */
    void on(Attack attack, Socket socket) throws IOException, InterruptedException;
  }

  /** What is written on a connection. */
  interface Request {
    /** Writes it. */
    void write() throws IOException, InterruptedException;
  }

  /**
   * Connections to {@code url} from as many {@code addresses}, {@code each} with so many, that all
   * do {@code play}, {@code again} or once.
   */
  Attack(URI url, int addresses, int each, boolean again, Play play) throws InterruptedException {
    int clients = addresses * each;
    this.node = new InetSocketAddress(InetAddress.ofLiteral(url.getHost()), url.getPort());
    CountDownLatch open = new CountDownLatch(clients);
    for (int i = 0; i < clients; i++) {
      InetAddress from = InetAddress.ofLiteral("127.1.0." + (1 + i / each));
      threads.add(Thread.startVirtualThread(() -> run(from, again, play, open)));
    }
    if (!open.await(60, TimeUnit.SECONDS)) {
      throw new AssertionError(open.getCount() + " of " + clients + " clients got no connection");
    }
  }

  private void run(InetAddress from, boolean again, Play play, CountDownLatch open) {
    boolean first = true;
    while (first || (again && !over)) {
      try (Socket socket = new Socket()) {
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(node);
        sockets.add(socket);
        if (first) {
          open.countDown();
          first = false;
        }
        play.on(this, socket);
        sockets.remove(socket);
        // One machine is both sides here: without a pause the attacker's own work would be
        // measured.
        TimeUnit.MILLISECONDS.sleep(20);
      } catch (IOException e) {
        assertTrue(over || !again, e::toString);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** Whether it is to end. */
  boolean isOver() {
    return over;
  }

  /** What was answered: head and body of each, or that a client was cut off without a word. */
  List<String> answers() {
    return answers.stream().filter(answer -> !answer.isEmpty()).toList();
  }

  static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  /** Sends what {@code request} writes, and keeps the answer: all that comes until the end. */
  void ask(Socket socket, Request request) throws IOException, InterruptedException {
    Thread listener = Thread.startVirtualThread(() -> listen(socket));
    try {
      request.write();
      socket.shutdownOutput();
    } catch (SocketException e) {
      // Whoever has answered need not take the rest.
      assertTrue(String.valueOf(e.getMessage()).matches(".*(reset|pipe|closed).*"), e::toString);
    }
    listener.join();
  }

  private void listen(Socket socket) {
    try {
      answers.add(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      answers.add(over ? "" : "cut off: " + e.getMessage());
    }
  }

  @Override
  public void close() throws IOException {
    over = true;
    for (Socket socket : sockets) {
      socket.close();
    }
    threads.forEach(Thread::interrupt);
  }
}
