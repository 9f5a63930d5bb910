package birthmark.node.edge;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.socket.PeerInfo;
import io.helidon.common.task.InterruptableTask;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1Connection;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;

/**
 * The one way in for connections: each speaks HTTP/1.1, and each peer has its share of them.
 *
 * <p>Whoever is turned away is told so. And where an answer is given before all of a request was
 * read, what still comes is read for a moment and thrown away: a connection closed over unread
 * octets is reset, and the client would lose the answer (RFC 9112, section 9.6).
 */
final class Doorway implements ServerConnectionSelector {
  private static final System.Logger LOG = System.getLogger(Doorway.class.getName());
  private static final long LINGER_OCTETS = 8L << 20;
  private static final int COME_BACK_MILLIS = 10_000;

  private final Http1ConnectionSelector http;
  private final PeerShares peers;
  private final Deadlines deadlines;
  private final int most;

  /** Lets each peer have {@code most} connections, which {@code http} serves. */
  Doorway(Http1ConnectionSelector http, Deadlines deadlines, int most) {
    this.http = http;
    this.peers = new PeerShares(most);
    this.deadlines = deadlines;
    this.most = most;
  }

  @Override
  public int bytesToIdentifyConnection() {
    return http.bytesToIdentifyConnection();
  }

  @Override
  public Support supports(BufferData data) {
    return http.supports(data);
  }

  @Override
  public Set<String> supportedApplicationProtocols() {
    return http.supportedApplicationProtocols();
  }

  @Override
  public ServerConnection connection(ConnectionContext context) {
    InetAddress peer = address(context.remotePeer());
    return peers.take(peer) ? new Admitted(context, heard(context), peer) : new TurnedAway(context);
  }

  private Http1Connection heard(ConnectionContext context) {
    return (Http1Connection) http.connection(new HeardConnection(context, deadlines));
  }

  static InetAddress address(PeerInfo peer) {
    return peer.address() instanceof InetSocketAddress socket
        ? socket.getAddress()
        : InetAddress.ofLiteral("0.0.0.0");
  }

  /** A connection with a place. */
  private final class Admitted implements ServerConnection, InterruptableTask<Void> {
    private final ConnectionContext context;
    private final Http1Connection connection;
    private final InetAddress peer;

    Admitted(ConnectionContext context, Http1Connection connection, InetAddress peer) {
      this.context = context;
      this.connection = connection;
      this.peer = peer;
    }

    @Override
    public void handle(Limit limit) throws InterruptedException {
      try {
        connection.handle(limit);
      } finally {
        try {
          if (deadlines.leftUnread()) {
            linger(context);
          }
        } finally {
          peers.giveBack(peer);
        }
      }
    }

    @Override
    public Duration idleTime() {
      return connection.idleTime();
    }

    @Override
    public void close(boolean interrupt) {
      connection.close(interrupt);
    }

    @Override
    public boolean canInterrupt() {
      return connection.canInterrupt();
    }
  }

  /** A connection that its peer may not have. */
  private final class TurnedAway implements ServerConnection {
    private final ConnectionContext context;

    TurnedAway(ConnectionContext context) {
      this.context = context;
    }

    @Override
    public void handle(Limit limit) {
      Problem problem =
          Problem.of(
                  HttpFault.TOO_MANY,
                  "This address has "
                      + most
                      + " connections open, as many as one may have. Close some, or use those.")
              .retryAfter(COME_BACK_MILLIS);
      try {
        context.dataWriter().writeNow(BufferData.create(RawAnswer.of(problem)));
      } catch (UncheckedIOException | IllegalStateException e) {
        LOG.log(Level.TRACE, "a client turned away had left", e);
        return;
      }
      linger(context);
    }

    @Override
    public Duration idleTime() {
      return Duration.ZERO;
    }

    @Override
    public void close(boolean interrupt) {
      // It ends by itself within the time to linger.
    }
  }

  /** Reads on for a moment, so that the client can read what it was told. */
  private void linger(ConnectionContext context) {
    deadlines.lingering(context);
    DataReader in = context.dataReader();
    try {
      for (long read = 0; read < LINGER_OCTETS; ) {
        in.ensureAvailable();
        int available = in.available();
        in.skip(available);
        read += available;
      }
    } catch (DataReader.InsufficientDataAvailableException
        | CloseConnectionException
        | UncheckedIOException e) {
      LOG.log(Level.TRACE, "a client has read its answer and left, or its time is up", e);
    } finally {
      deadlines.answered();
    }
  }
}
