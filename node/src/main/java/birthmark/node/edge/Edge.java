package birthmark.node.edge;

import birthmark.bytes.Bytes;
import birthmark.json.Json;
import birthmark.machine.Tip;
import birthmark.node.index.Index;
import birthmark.node.query.Bundles;
import birthmark.node.query.FactFeed;
import birthmark.node.query.Receipts;
import birthmark.node.query.Viewers;
import birthmark.node.store.Snapshot;
import birthmark.node.store.StoreException;
import io.helidon.common.socket.SocketOptions;
import io.helidon.common.tls.Tls;
import io.helidon.common.tls.TlsClientAuth;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ErrorHandling;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.logging.Logger;

/** The node's REST interface over HTTP/1.1. */
public final class Edge implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Edge.class.getName());
  private static final int REQUEST_LINE_MAX = 8_192;
  private static final int HEAD_MAX = 16_384;
  private static final int INCIDENT_OCTETS = 8;

  /** What the web server says of a head that is too long, which it has no status of its own for. */
  private static final String HEAD_EXCEEDED = "Header size exceeded";

  // Held here: loggers that nobody holds forget their level.
  private static final Logger WEB_SERVER_LOG = Logger.getLogger("io.helidon");

  private final Router router;
  private final Deadlines deadlines;
  private final Optional<FactStreams> streams;
  private final Meters meters;
  private final SecureRandom random = new SecureRandom();
  private final EdgeSettings settings;
  private final WebServer server;

  private Edge(
      EdgeSettings settings, Router router, Optional<FactStreams> streams, Meters meters, Tls tls) {
    this.settings = settings;
    this.router = router;
    this.streams = streams;
    this.meters = meters;
    this.deadlines = new Deadlines(settings.limits());
    this.server = server(tls);
  }

  /**
   * Starts to listen.
   *
   * @throws EdgeException if it cannot, saying what to do
   */
  public static Edge start(EdgeSettings settings, EdgeParts parts) throws EdgeException {
    Tls tls = tls(settings);
    Schemas schemas = new Schemas();
    Bytes network = parts.genesis().network();
    Identification identification =
        new Identification(
            new Viewers(parts.rulebook(), parts.signatures(), parts.roles()),
            parts.clock(),
            network);
    Readings readings = new Readings(parts.rulebook(), parts.snapshots(), identification);
    Optional<FactFeed> feed = parts.index().map(index -> new FactFeed(index, parts.rulebook()));
    Optional<FactStreams> streams =
        feed.map(facts -> new FactStreams(readings, facts, settings.limits()));
    Meters meters = new Meters(parts.metrics(), new StatementAnswers(parts.rulebook()));
    List<Route> routes = new ArrayList<>();
    Receipts receipts =
        new Receipts(parts.receiptKey(), parts.genesis().name(), parts.snapshots()::cosigned);
    ProofReplies proofs = new ProofReplies(receipts);
    routes.addAll(
        new StatementRoutes(
                parts.rulebook(), parts.submission(), readings, receipts, meters, schemas)
            .routes());
    routes.addAll(
        new LedgerRoutes(parts.rulebook(), parts.genesis(), readings, proofs, schemas).routes());
    routes.addAll(new LogRoutes(network, readings, schemas).routes());
    routes.addAll(new DidRoutes(readings, schemas).routes());
    if (feed.isPresent()) {
      Index index = parts.index().orElseThrow();
      routes.addAll(
          new BundleRoutes(
                  readings,
                  new Bundles(
                      parts.rulebook(),
                      parts.genesis(),
                      receipts,
                      index,
                      parts.snapshots()::changes))
              .routes());
      routes.addAll(
          new FactRoutes(parts.rulebook(), readings, feed.get(), streams.orElseThrow(), schemas)
              .routes());
    }
    routes.addAll(new PrepareRoutes(parts.rulebook(), network, readings, schemas).routes());
    routes.addAll(new RehearsalRoutes(parts.rulebook(), network, readings, schemas).routes());
    routes.addAll(new OpenRequestRoutes(parts.rulebook(), readings, schemas).routes());
    routes.addAll(new ReadRoutes(parts.rulebook(), readings, proofs, schemas).routes());
    routes.addAll(new QuestionRoutes(readings, proofs, schemas).routes());
    routes.addAll(
        new NodeRoutes(
                readings,
                parts.index(),
                parts.health(),
                parts.metrics(),
                settings.metricsForAll(),
                schemas)
            .routes());
    parts.annexes().forEach(annex -> routes.addAll(AnnexRoutes.of(annex)));
    routes.add(NodeRoutes.document(routes, new OpenApi(parts.rulebook(), schemas)));
    gauges(parts);
    Edge edge = new Edge(settings, new Router(routes), streams, meters, tls);
    edge.listen();
    return edge;
  }

  private static void gauges(EdgeParts parts) {
    gauge(parts, "birthmark.height", "The last block", tip -> tip.height());
    gauge(parts, "birthmark.log.size", "Entries of the log", tip -> tip.log().size());
    parts
        .index()
        .ifPresent(
            index ->
                gauge(
                    parts,
                    "birthmark.index.lag",
                    "Blocks that the index is behind",
                    tip -> Math.max(0, tip.height() - index.height())));
  }

  private static void gauge(
      EdgeParts parts, String name, String about, ToDoubleFunction<Tip> figure) {
    MeterRegistry registry = parts.metrics();
    Gauge.builder(
            name,
            parts,
            each -> {
              try (Snapshot snapshot = each.snapshots().get()) {
                return figure.applyAsDouble(snapshot.tip());
              }
            })
        .description(about)
        .register(registry);
  }

  /**
   * Goes on only if a node may listen as {@code settings} say: before anything is made for it.
   *
   * @throws EdgeException if it may not, or its certificate cannot be used
   */
  public static void check(EdgeSettings settings) throws EdgeException {
    tls(settings);
  }

  private static Tls tls(EdgeSettings settings) throws EdgeException {
    if (settings.tls().isPresent()) {
      return Tls.builder()
          .sslContext(TlsContext.of(settings.tls().get()))
          .clientAuth(TlsClientAuth.OPTIONAL)
          .build();
    }
    try {
      if (!InetAddress.getByName(settings.host()).isLoopbackAddress()) {
        throw new EdgeException(
            settings.host()
                + " can be reached from other machines, which needs TLS: give the node a"
                + " certificate (a PKCS#12 file), or listen on 127.0.0.1");
      }
    } catch (UnknownHostException e) {
      throw new EdgeException("there is no address called " + settings.host(), e);
    }
    return Tls.builder().enabled(false).build();
  }

  private WebServer server(Tls tls) {
    Limits limits = settings.limits();
    DirectHandlers.Builder direct = DirectHandlers.builder();
    for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
      direct.addHandler(type, this::outsideOfRouting);
    }
    return WebServerConfig.builder()
        .host(settings.host())
        .port(settings.port())
        .tls(tls)
        .shutdownHook(false)
        .errorHandling(ErrorHandling.builder().includeEntity(true).build())
        .shutdownGracePeriod(Duration.ofSeconds(2))
        .maxPayloadSize(StatementSequence.LENGTH_MAX)
        .maxTcpConnections(FileHandles.atMost(limits.connections()))
        .maxConcurrentRequests(limits.requests())
        .idleConnectionTimeout(limits.idle())
        .idleConnectionPeriod(limits.idle().dividedBy(4))
        .connectionOptions(SocketOptions.builder().tcpNoDelay(true).build())
        // One protocol alone: with several a connection that says nothing is waited for for ever.
        .protocolsDiscoverServices(false)
        .addConnectionSelector(doorway(limits))
        .directHandlers(direct.build())
        .routing(HttpRouting.builder().any(this::handle))
        .build();
  }

  private Doorway doorway(Limits limits) {
    Http1Config http =
        Http1Config.builder()
            .maxPrologueLength(REQUEST_LINE_MAX)
            .maxHeadersSize(HEAD_MAX)
            .addReceiveListener(deadlines)
            .log(log -> log.receiveLog(false).sendLog(false))
            .build();
    return new Doorway(
        Http1ConnectionSelector.builder().config(http).build(),
        deadlines,
        limits.connectionsOfOnePeer());
  }

  private void listen() throws EdgeException {
    // The server logs a stack trace where it cannot listen; the sentence below says it better.
    WEB_SERVER_LOG.setLevel(java.util.logging.Level.OFF);
    deadlines.start();
    try {
      server.start();
    } catch (UncheckedIOException e) {
      deadlines.close();
      throw new EdgeException(deaf(), e);
    } finally {
      WEB_SERVER_LOG.setLevel(java.util.logging.Level.SEVERE);
    }
    if (!server.isRunning() || server.port() < 0) {
      deadlines.close();
      throw new EdgeException(deaf());
    }
  }

  private String deaf() {
    return "cannot listen on "
        + settings.host()
        + ":"
        + settings.port()
        + ". Is another program there? Choose another port.";
  }

  /** The port that it listens on. */
  public int port() {
    return server.port();
  }

  /** Where it is reached, such as {@code http://127.0.0.1:8080}. */
  public String url() {
    String host = settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host();
    return (settings.tls().isPresent() ? "https://" : "http://") + host + ":" + port();
  }

  private void handle(ServerRequest in, ServerResponse out) {
    long start = System.nanoTime();
    Exchange exchange = new Exchange(in, out, deadlines);
    String template = "none";
    ProblemForm problems = ProblemForm.JSON;
    Runnable release = () -> {};
    int status = 0;
    try {
      Reply reply;
      try {
        Router.Match match = router.match(exchange.method(), exchange.rawPath());
        template = match.route().template();
        problems = match.route().operation().problems();
        Request request = exchange.request().named(match.named());
        Router.checkQuery(match.route(), request);
        Accept.choose(request, match.route().operation().mediaTypes());
        reply = match.route().handler().handle(request);
      } catch (ProblemException e) {
        reply = problems.reply(e.problem());
      } catch (StoreException e) {
        reply = problems.reply(unreadable(e));
      } catch (CloseConnectionException e) {
        throw e; // the client has left: there is nobody to answer
      } catch (RuntimeException e) {
        reply = problems.reply(incident(exchange, e)).last();
      }
      if (reply instanceof Reply.Stream stream) {
        release = stream.release();
      }
      status = reply.status();
      exchange.send(reply);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      release.run();
      deadlines.answered();
      meters.answered(template, status, System.nanoTime() - start);
    }
  }

  /** What was to be read is gone, or the disk fails. */
  private static Problem unreadable(StoreException e) {
    if (e.kind() == StoreException.Kind.CLOSED) {
      return Problem.of(HttpFault.BUSY).retryAfter(1_000);
    }
    LOG.log(Level.ERROR, "the store cannot be read", e);
    return Problem.of(HttpFault.UNAVAILABLE, e.sentence());
  }

  private Problem incident(Exchange exchange, RuntimeException e) {
    String incident = incidentNumber();
    LOG.log(
        Level.ERROR,
        "incident " + incident + " on " + exchange.method() + " " + exchange.rawPath(),
        e);
    return fault(incident);
  }

  private String incidentNumber() {
    byte[] octets = new byte[INCIDENT_OCTETS];
    random.nextBytes(octets);
    return Bytes.ofOwned(octets).hex();
  }

  private static Problem fault(String incident) {
    return Problem.of(
            HttpFault.FAULT,
            "The node failed on this request. Tell its operator incident " + incident + ".")
        .with("incident", new Json.Text(incident));
  }

  /** What is wrong before a request gets to a route. */
  private DirectHandler.TransportResponse outsideOfRouting(
      DirectHandler.TransportRequest request,
      DirectHandler.EventType type,
      Status status,
      ServerResponseHeaders headers,
      String message) {
    deadlines.leavesUnread();
    Problem problem = outsideOfRouting(request, status, message);
    Reply.Whole reply = Reply.problem(problem);
    reply.fields().forEach(field -> headers.set(HeaderValues.create(field.name(), field.value())));
    headers.set(HeaderValues.create(HeaderNames.CONTENT_TYPE, reply.mediaType()));
    return DirectHandler.TransportResponse.builder()
        .status(Status.create(reply.status()))
        .headers(headers)
        .entity(reply.octets().unsafe())
        .keepAlive(false)
        .build();
  }

  private Problem outsideOfRouting(
      DirectHandler.TransportRequest request, Status status, String message) {
    if (status.code() == 400 && HEAD_EXCEEDED.equals(message)) {
      return Problem.of(
          HttpFault.HEAD_TOO_LARGE,
          "The request's header fields have more than "
              + HEAD_MAX
              + " octets together. Send fewer or shorter ones.");
    }
    if (status.code() == 400 && request.headers().contains(HeaderNames.CONTENT_ENCODING)) {
      return Problem.of(HttpFault.UNSUPPORTED_MEDIA_TYPE, Exchange.NO_CODINGS);
    }
    return switch (status.code()) {
      case 500 -> {
        String incident = incidentNumber();
        LOG.log(Level.ERROR, "incident " + incident + " before a request got to its route");
        yield fault(incident);
      }
      case 413 -> Problem.of(HttpFault.TOO_LARGE);
      case 414 -> Problem.of(HttpFault.URI_TOO_LONG);
      case 503 -> Problem.of(HttpFault.BUSY).retryAfter(1_000);
      case 505 -> Problem.of(HttpFault.VERSION);
      default -> Problem.of(HttpFault.MALFORMED, "This is not an HTTP/1.1 request.");
    };
  }

  /** Takes no more requests, lets those in progress end, and closes all connections. */
  @Override
  public void close() {
    streams.ifPresent(FactStreams::close);
    server.stop();
    deadlines.close();
  }
}
