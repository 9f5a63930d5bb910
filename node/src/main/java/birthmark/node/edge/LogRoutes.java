package birthmark.node.edge;

import birthmark.bytes.Bytes;
import birthmark.finality.ReplicaSetChanges;
import birthmark.json.Json;
import birthmark.merkle.Tile;
import birthmark.merkle.TilePath;
import birthmark.node.edge.Operation.Identity;
import birthmark.node.query.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The log as others' software follows it: C2SP tlog-tiles, and consistency of any two sizes. */
final class LogRoutes {
  /** Enough for 10^12 tiles, with one more for {@code .p/W}. */
  private static final int STEPS_MAX = 5;

  private static final String FOR_EVER = "public, max-age=31536000, immutable";

  private final Bytes network;
  private final Readings readings;
  private final Schemas schemas;

  LogRoutes(Bytes network, Readings readings, Schemas schemas) {
    this.network = network;
    this.readings = readings;
    this.schemas = schemas;
  }

  List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    routes.add(
        Route.get(
            "/checkpoint",
            Operation.of("log.checkpoint", "The latest checkpoint, where C2SP tlog-tiles has it.")
                .answers(200, "A C2SP note.", MediaTypes.TEXT, Schemas.any()),
            _ ->
                readings.ask(
                    reading -> Reply.text(200, MediaTypes.TEXT, readings.checkpoint(reading)))));
    routes.add(
        Route.get(
            "/replica-sets",
            Operation.of(
                    "log.changes",
                    "What proves each change of the replica set since the genesis, beside the"
                        + " checkpoint.")
                .answers(200, "The changes.", MediaTypes.CHANGES, Schemas.any()),
            _ ->
                Reply.octets(
                    MediaTypes.CHANGES,
                    new ReplicaSetChanges(network, readings.changes()).encode())));
    for (int steps = 1; steps <= STEPS_MAX; steps++) {
      routes.add(tileRoute(steps));
    }
    routes.add(
        Route.get(
            "/v1/consistency",
            Operation.of("consistency", "That the log only grew from one size to another.")
                .requiredQuery("first", "The smaller size.", Schemas.whole(1, Long.MAX_VALUE))
                .requiredQuery(
                    "second",
                    "The larger size, at most the log's.",
                    Schemas.whole(1, Long.MAX_VALUE))
                .answers(
                    200,
                    "The proof of RFC 9162 section 2.1.4.",
                    MediaTypes.JSON,
                    consistencySchema()),
            this::consistency));
    return routes;
  }

  private Route tileRoute(int steps) {
    Operation operation =
        Operation.of(
                "log.tile." + steps,
                "A part of the log by C2SP tlog-tiles. Entries: the roles auditor, regulator and"
                    + " replica; tiles of hashes: everyone.")
            .path("level", "0 to 7, or entries.", Schemas.any());
    StringBuilder template = new StringBuilder("/tile/{level}");
    for (int step = 1; step <= steps; step++) {
      operation = operation.path("n" + step, "A step of the tile's number.", Schemas.any());
      template.append("/{n").append(step).append('}');
    }
    return Route.get(
        template.toString(),
        operation
            .identity(Identity.OPTIONAL)
            .or(HttpFault.NOT_FOUND)
            .answers(200, "Hashes or entries in a row.", MediaTypes.OCTETS, Schemas.any()),
        this::tile);
  }

  private Reply tile(Request request) {
    Optional<TilePath> path = TilePath.parse(request.rawPath().substring(1));
    if (path.isEmpty()) {
      throw Readings.nothing("This is not the path of a tile as C2SP tlog-tiles writes it.");
    }
    return readings.forViewer(request, (reading, _) -> tile(reading, path.get()));
  }

  private static Reply tile(Reading reading, TilePath path) {
    Bytes octets =
        reading
            .tile(path)
            .orElseThrow(
                () ->
                    Readings.nothing(
                        "The log of "
                            + reading.asOf().size()
                            + " entries has no such tile, or whoever asks may not see it. Entries"
                            + " are for auditors, regulators and replicas."));
    boolean open = path.level().isPresent() && path.width() == Tile.WIDTH;
    Reply.Whole reply = Reply.octets(MediaTypes.OCTETS, octets);
    return open ? reply.with(new Field("Cache-Control", FOR_EVER)) : reply;
  }

  private Reply consistency(Request request) {
    return readings.ask(
        reading -> {
          long second = request.requiredWhole("second", 1, reading.asOf().size());
          long first = request.requiredWhole("first", 1, second);
          List<Json> path = new ArrayList<>();
          reading.consistency(first, second).forEach(hash -> path.add(new Json.Text(hash.hex())));
          return Reply.json(
              Readings.asOf(reading.asOf())
                  .put("first", first)
                  .put("firstRoot", reading.root(first).hex())
                  .put("second", second)
                  .put("secondRoot", reading.root(second).hex())
                  .put("path", new Json.Arr(path))
                  .build());
        });
  }

  private Json consistencySchema() {
    return Schemas.object(
        List.of("asOf", "first", "firstRoot", "second", "secondRoot", "path"),
        Json.object()
            .put("asOf", Readings.asOfSchema(schemas))
            .put("first", Schemas.whole(1, Long.MAX_VALUE))
            .put("firstRoot", Schemas.id())
            .put("second", Schemas.whole(1, Long.MAX_VALUE))
            .put("secondRoot", Schemas.id())
            .put("path", Schemas.list(Schemas.id()))
            .build());
  }
}
