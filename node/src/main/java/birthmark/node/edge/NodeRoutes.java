package birthmark.node.edge;

import birthmark.json.Json;
import birthmark.json.JsonWriter;
import birthmark.node.index.Index;
import birthmark.node.query.AsOf;
import birthmark.node.query.Reading;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What operators and programs ask about the node itself. */
final class NodeRoutes {
  private static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";
  private static final String PAGE =
      """
      <!doctype html>
      <html lang="en">
      <meta charset="utf-8">
      <title>Birthmark node</title>
      <h1>Birthmark node</h1>
      <p>A replica of an append-only ledger. It answers over REST:</p>
      <ul>
      <li><a href="/openapi.json">/openapi.json</a> describes every route
      <li><a href="/v1/rules">/v1/rules</a> what may be asked, and why it may be refused
      <li><a href="/v1/genesis">/v1/genesis</a> what this ledger started from
      <li><a href="/v1/checkpoint">/v1/checkpoint</a> where it stands now
      <li><a href="/healthz">/healthz</a> whether it can commit
      </ul>
      """;

  private final Readings readings;
  private final Optional<Index> index;
  private final Health health;
  private final PrometheusMeterRegistry metrics;
  private final boolean metricsForAll;
  private final Schemas schemas;

  NodeRoutes(
      Readings readings,
      Optional<Index> index,
      Health health,
      PrometheusMeterRegistry metrics,
      boolean metricsForAll,
      Schemas schemas) {
    this.readings = readings;
    this.index = index;
    this.health = health;
    this.metrics = metrics;
    this.metricsForAll = metricsForAll;
    this.schemas = schemas;
  }

  List<Route> routes() {
    Json state = schemas.component("api.health", healthSchema());
    return List.of(
        Route.get(
            "/healthz",
            Operation.of("healthz", "Whether the node can commit, and why not.")
                .answers(200, "It can.", MediaTypes.JSON, state)
                .answers(503, "It cannot.", MediaTypes.JSON, state),
            _ -> health()),
        Route.get(
            "/metrics",
            Operation.of("metrics", "Figures for Prometheus.")
                .or(HttpFault.FORBIDDEN)
                .answers(200, "In Prometheus' text format.", METRICS, Schemas.any()),
            this::metrics),
        Route.get(
            "/",
            Operation.of("index", "Where to go from here.")
                .answers(200, "A page.", MediaTypes.HTML, Schemas.any()),
            _ -> Reply.text(200, MediaTypes.HTML, PAGE)));
  }

  /** The route of the document that describes {@code others} and itself. */
  static Route document(List<Route> others, OpenApi openApi) {
    Operation operation =
        Operation.of("openapi", "This document.")
            .answers(200, "OpenAPI 3.1.", MediaTypes.JSON, Schemas.type("object").build());
    List<Route> all = new ArrayList<>(others);
    all.add(Route.get(OpenApi.PATH, operation, _ -> Reply.json(Json.object().build())));
    String document = JsonWriter.compact(openApi.document(all));
    return Route.get(OpenApi.PATH, operation, _ -> Reply.text(200, MediaTypes.JSON, document));
  }

  private Reply health() {
    List<String> troubles = health.troubles();
    AsOf moment = readings.ask(Reading::asOf);
    Json.ObjectBuilder object =
        Readings.asOf(moment)
            .put("status", troubles.isEmpty() ? "ok" : "failing")
            .put("troubles", Schemas.texts(troubles));
    index.ifPresent(each -> object.put("indexed", indexed(each.height(), moment.height())));
    return Reply.json(troubles.isEmpty() ? 200 : 503, object.build());
  }

  private static Json indexed(long reached, long height) {
    return Json.object()
        .put("height", Math.max(0, reached))
        .put("lag", Math.max(0, height - reached))
        .build();
  }

  private Reply metrics(Request request) {
    if (!metricsForAll && !request.peer().isLoopbackAddress()) {
      throw new ProblemException(
          HttpFault.FORBIDDEN,
          "Figures are told on the node's own machine only, unless its operator opens them.");
    }
    return Reply.text(200, METRICS, metrics.scrape("text/plain; version=0.0.4; charset=utf-8"));
  }

  private Json healthSchema() {
    return Schemas.object(
        List.of("asOf", "status", "troubles"),
        Json.object()
            .put("asOf", Readings.asOfSchema(schemas))
            .put(
                "status",
                Schemas.type("string").put("enum", Schemas.texts(List.of("ok", "failing"))).build())
            .put("indexed", Schemas.type("object").build())
            .put("troubles", Schemas.list(Schemas.any()))
            .build());
  }
}
