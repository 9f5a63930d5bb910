package birthmark.node.app;

import birthmark.bytes.Bytes;
import birthmark.json.Json;
import birthmark.json.JsonWriter;
import birthmark.node.cometbft.CometEngine;
import birthmark.node.edge.Annex;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What other replicas' engines ask of this one's that come in by a snapshot: public headers, and
 * who signed them.
 */
final class EngineAnnex implements Annex {
  private static final String JSON = "application/json";
  private static final String HEIGHT = "engineHeight";

  private final CometEngine engine;

  /** That of {@code engine}. */
  EngineAnnex(CometEngine engine) {
    this.engine = engine;
  }

  @Override
  public List<Endpoint> endpoints() {
    return List.of(
        new Endpoint(
            "GET",
            "/engine",
            "engine",
            "The first block that the engine still has, and the heights of its snapshots.",
            Map.of(),
            Optional.empty(),
            List.of(new Given(200, "Both.", JSON)),
            List.of(503),
            _ -> told(engine.range())),
        new Endpoint(
            "GET",
            "/engine/headers/{engineHeight}",
            "engine-headers",
            "The engine's header at a height, who signed it, and the parameters of its chain.",
            Map.of(HEIGHT, "The engine's height, from 1."),
            Optional.empty(),
            List.of(new Given(200, "As CometBFT gives them.", JSON)),
            List.of(400, 503),
            this::headers));
  }

  private Told headers(Asked asked) {
    String height = asked.step(HEIGHT);
    return height.matches("[1-9][0-9]{0,17}")
        ? told(engine.headers(Long.parseLong(height)))
        : new Told.Wrong(
            400, "No height", "A height is a number from 1, not " + height, Optional.empty());
  }

  private static Told told(Optional<Json.Obj> found) {
    return found
        .<Told>map(
            json ->
                new Told.Well(
                    200,
                    JSON,
                    Bytes.ofOwned(JsonWriter.compact(json).getBytes(StandardCharsets.UTF_8)),
                    Optional.empty(),
                    Optional.empty()))
        .orElseGet(
            () ->
                new Told.Wrong(
                    503,
                    "Not there",
                    "The engine of this node does not run, or has no such block. Ask again, or"
                        + " another node.",
                    Optional.of(1L)));
  }
}
