package birthmark.node.edge;

import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.Router;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/**
 * A connection whose first octets of a request are noticed as they come: the server itself tells of
 * a request only once its first line is whole, which may be never.
 */
final class HeardConnection implements ConnectionContext {
  private final ConnectionContext connection;
  private final Deadlines deadlines;
  private final DataReader reader;

  /** {@code connection}, of which {@code deadlines} hears. */
  HeardConnection(ConnectionContext connection, Deadlines deadlines) {
    this.connection = connection;
    this.deadlines = deadlines;
    this.reader = DataReader.create(this::pull);
  }

  private byte[] pull() {
    if (reader.available() > 0) {
      // It came together with the request before, and more of it is waited for.
      deadlines.heard(connection);
    }
    DataReader in = connection.dataReader();
    in.ensureAvailable();
    deadlines.heard(connection);
    return in.readBytes(in.available());
  }

  @Override
  public DataReader dataReader() {
    return reader;
  }

  @Override
  public ListenerContext listenerContext() {
    return connection.listenerContext();
  }

  @Override
  public ExecutorService executor() {
    return connection.executor();
  }

  @Override
  public DataWriter dataWriter() {
    return connection.dataWriter();
  }

  @Override
  public Router router() {
    return connection.router();
  }

  @Override
  public Optional<ProxyProtocolData> proxyProtocolData() {
    return connection.proxyProtocolData();
  }

  @Override
  public HelidonSocket serverSocket() {
    return connection.serverSocket();
  }

  @Override
  public PeerInfo remotePeer() {
    return connection.remotePeer();
  }

  @Override
  public PeerInfo localPeer() {
    return connection.localPeer();
  }

  @Override
  public boolean isSecure() {
    return connection.isSecure();
  }

  @Override
  public String socketId() {
    return connection.socketId();
  }

  @Override
  public String childSocketId() {
    return connection.childSocketId();
  }
}
