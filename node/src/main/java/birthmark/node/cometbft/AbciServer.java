package birthmark.node.cometbft;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The socket on which one run of the engine asks the application: a unix socket that only the
 * node's user can open, messages behind their length, answers in the order of the requests.
 *
 * <p>Closing it ends all connections and waits for what is being answered, so that nothing of an
 * engine that ended is done after the next one has asked where the ledger stands.
 */
final class AbciServer implements AutoCloseable {
  /** Answers requests; connections ask at the same time. */
  interface Handler {
    /** The answer; one that cannot be given is an exception, which ends the engine. */
    ProtoWriter answer(Request request);
  }

  private static final System.Logger LOG = System.getLogger(AbciServer.class.getName());
  private static final int BUFFER = 1 << 16;
  private static final int MESSAGE_OCTETS_MAX = 64 << 20;
  private static final int LENGTH_OCTETS_MAX = 5;

  private final Path file;
  private final Handler handler;
  private final ServerSocketChannel server;
  private final ReentrantLock lock = new ReentrantLock();
  private final List<SocketChannel> peers = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private boolean closed;

  private AbciServer(Path file, Handler handler, ServerSocketChannel server) {
    this.file = file;
    this.handler = handler;
    this.server = server;
  }

  /**
   * Listens at {@code file}; what is there is replaced.
   *
   * @throws IOException if there can be no socket, such as where the path is too long
   */
  static AbciServer open(Path file, Handler handler) throws IOException {
    ServerSocketChannel channel = EngineSocket.listen(file);
    AbciServer made = new AbciServer(file, handler, channel);
    made.begin("birthmark-abci", made::accept);
    return made;
  }

  private void begin(String name, Runnable task) {
    lock.lock();
    try {
      if (!closed) {
        threads.add(Thread.ofPlatform().daemon().name(name).start(task));
      }
    } finally {
      lock.unlock();
    }
  }

  private void accept() {
    while (server.isOpen()) {
      try {
        SocketChannel peer = server.accept();
        lock.lock();
        try {
          peers.add(peer);
        } finally {
          lock.unlock();
        }
        begin("birthmark-abci-connection", () -> serve(peer));
      } catch (ClosedChannelException e) {
        LOG.log(System.Logger.Level.TRACE, "the socket was closed", e);
      } catch (IOException e) {
        LOG.log(System.Logger.Level.WARNING, "The engine could not connect: {0}.", e.getMessage());
      }
    }
  }

  private void serve(SocketChannel peer) {
    try (peer;
        InputStream in = new BufferedInputStream(Channels.newInputStream(peer), BUFFER);
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(peer), BUFFER)) {
      while (true) {
        byte[] message = read(in);
        Request request = Request.read(new ProtoReader(message, 0, message.length));
        ProtoWriter answer = answer(request);
        out.write(answer.delimited());
        if (in.available() == 0 || request instanceof Request.Flush) {
          out.flush();
        }
      }
    } catch (EOFException | ClosedChannelException e) {
      LOG.log(System.Logger.Level.TRACE, "the engine closed a connection", e);
    } catch (IOException | ProtoReader.MalformedException e) {
      LOG.log(System.Logger.Level.DEBUG, "a connection of the engine ended", e);
    }
  }

  private ProtoWriter answer(Request request) {
    try {
      return handler.answer(request);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "the engine could not be answered", e);
      return Response.exception("the ledger could not answer: " + e.getMessage());
    }
  }

  private static byte[] read(InputStream in) throws IOException {
    int length = 0;
    for (int i = 0; ; i++) {
      int octet = in.read();
      if (octet < 0 || i == LENGTH_OCTETS_MAX) {
        throw new EOFException("no message");
      }
      length |= (octet & 0x7f) << (7 * i);
      if (octet < 0x80) {
        break;
      }
    }
    if (length < 0 || length > MESSAGE_OCTETS_MAX) {
      throw new IOException("a message of " + length + " octets is too long");
    }
    byte[] message = in.readNBytes(length);
    if (message.length < length) {
      throw new EOFException("a message is cut short");
    }
    return message;
  }

  @Override
  public void close() {
    List<Thread> running;
    lock.lock();
    try {
      closed = true;
      closeQuietly(server);
      peers.forEach(AbciServer::closeQuietly);
      running = List.copyOf(threads);
    } finally {
      lock.unlock();
    }
    for (Thread thread : running) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "a socket is left behind", e);
    }
  }

  private static void closeQuietly(Closeable channel) {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "a socket could not be closed", e);
    }
  }
}
