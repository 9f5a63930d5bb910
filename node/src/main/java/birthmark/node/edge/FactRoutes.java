package birthmark.node.edge;

import birthmark.codec.Variants;
import birthmark.contract.Fact;
import birthmark.contract.Rulebook;
import birthmark.json.Json;
import birthmark.node.edge.Operation.Identity;
import birthmark.node.index.FactFilter;
import birthmark.node.index.FactPage;
import birthmark.node.index.Index;
import birthmark.node.index.IndexException;
import birthmark.node.index.IndexedFact;
import birthmark.node.index.Position;
import birthmark.node.query.FactFeed;
import birthmark.node.query.Viewer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What became true: page by page, or as a stream that resumes where it was left. */
final class FactRoutes {
  private static final String READERS =
      "everyone where the fact is open, else the subjects it concerns and the roles auditor,"
          + " regulator and replica";
  private static final int LIMIT_DEFAULT = 100;
  private static final String NOW = "now";

  private final Rulebook rulebook;
  private final Readings readings;
  private final FactFeed feed;
  private final FactStreams streams;
  private final Schemas schemas;

  FactRoutes(
      Rulebook rulebook, Readings readings, FactFeed feed, FactStreams streams, Schemas schemas) {
    this.rulebook = rulebook;
    this.readings = readings;
    this.feed = feed;
    this.streams = streams;
    this.schemas = schemas;
  }

  List<Route> routes() {
    return List.of(
        Route.get(
            "/v1/facts",
            operation("facts", "What became true. Readers: " + READERS + "."),
            request -> facts(request, false)),
        Route.get(
            "/v1/alarms",
            operation("alarms", "What somebody should look at now. Readers: " + READERS + "."),
            request -> facts(request, true)));
  }

  private Operation operation(String id, String summary) {
    return Operation.of(id, summary)
        .query("contract", "Only this contract's.", Schemas.any())
        .query("type", "Only facts of this name, in kebab case; needs contract.", Schemas.any())
        .query("subject", "Only facts that concern this party or thing.", Schemas.id())
        .query("after", "The next of an answer, an event's id, or now.", Schemas.any())
        .query(
            "limit",
            "How many facts a page has, " + LIMIT_DEFAULT + " if not given.",
            Schemas.whole(1, Index.LIMIT_MAX))
        .identity(Identity.OPTIONAL)
        .answers(200, "A page.", MediaTypes.JSON, pageSchema())
        .answers(200, "A stream of events.", MediaTypes.EVENTS, Schemas.any());
  }

  private Reply facts(Request request, boolean alarms) {
    FactFilter filter = filter(request, alarms);
    String form = Accept.choose(request, List.of(MediaTypes.JSON, MediaTypes.EVENTS));
    int limit = (int) request.whole("limit", 1, Index.LIMIT_MAX, LIMIT_DEFAULT);
    return readings.forViewer(
        request,
        (reading, viewer) -> {
          if (form.equals(MediaTypes.EVENTS)) {
            return streams.open(viewer, request.peer(), filter, start(request));
          }
          FactPage page = page(viewer, filter, start(request), limit);
          List<Json> facts = new ArrayList<>();
          for (IndexedFact fact : page.facts()) {
            facts.add(feed.json(fact));
          }
          long height = reading.asOf().height();
          return Reply.json(
              Readings.asOf(reading.asOf())
                  .put(
                      "indexed",
                      Json.object()
                          .put("height", Math.max(0, page.height()))
                          .put("lag", Math.max(0, height - page.height()))
                          .build())
                  .put("facts", new Json.Arr(facts))
                  .put("next", page.next().toString())
                  .put("more", page.more())
                  .build());
        });
  }

  private FactPage page(Viewer viewer, FactFilter filter, Position after, int limit) {
    try {
      return feed.page(viewer.facts(), filter, after, limit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProblemException(Problem.of(HttpFault.BUSY).retryAfter(1_000));
    } catch (IndexException e) {
      if (e.isBusy()) {
        throw new ProblemException(Problem.of(HttpFault.BUSY).retryAfter(1_000));
      }
      throw e;
    }
  }

  private Position start(Request request) {
    Optional<String> text = request.value("last-event-id").or(() -> request.parameter("after"));
    if (text.isEmpty()) {
      return Position.START;
    }
    if (text.get().equals(NOW)) {
      return Position.endOf(Math.max(0, feed.height()));
    }
    return Position.parse(text.get())
        .orElseThrow(
            () ->
                Request.malformed(
                    "after", "is a fact's position such as 12.0, or now", text.get()));
  }

  private FactFilter filter(Request request, boolean alarms) {
    Optional<String> contract = request.parameter("contract");
    Optional<String> type = request.parameter("type");
    if (type.isPresent() && contract.isEmpty()) {
      throw new ProblemException(
          HttpFault.MALFORMED, "A fact's type is its contract's: give 'contract' too.");
    }
    Optional<Rulebook.Rules> rules = contract.map(this::contract);
    return new FactFilter(
        rules.isPresent() ? OptionalInt.of(rules.get().number()) : OptionalInt.empty(),
        type.isPresent()
            ? OptionalInt.of(tag(rules.orElseThrow(), type.get()))
            : OptionalInt.empty(),
        request.id("subject"),
        alarms);
  }

  private Rulebook.Rules contract(String name) {
    return rulebook
        .named(name)
        .orElseThrow(
            () ->
                Request.malformed(
                    "contract",
                    "is one of "
                        + rulebook.contracts().stream()
                            .map(rules -> rules.surface().path())
                            .toList(),
                    name));
  }

  private static int tag(Rulebook.Rules rules, String type) {
    return rules
        .facts()
        .named(type)
        .map(Variants.Variant::tag)
        .orElseThrow(
            () ->
                Request.malformed(
                    "type",
                    "is one of "
                        + rules.facts().all().stream().map(Variants.Variant::name).toList(),
                    type));
  }

  private Json pageSchema() {
    Json position = Schemas.type("string").put("pattern", "^[0-9]+\\.[0-9]+$").build();
    List<Json> kinds = new ArrayList<>();
    for (Rulebook.Rules rules : rulebook.contracts()) {
      for (Variants.Variant<Fact> variant : rules.facts().all()) {
        kinds.add(
            schemas.component(
                "api.fact." + rules.surface().path() + "." + variant.name(),
                Schemas.object(
                    List.of(
                        "position",
                        "height",
                        "time",
                        "index",
                        "contract",
                        "fact",
                        "alarm",
                        "value"),
                    Json.object()
                        .put("position", position)
                        .put("height", Schemas.whole(0, Long.MAX_VALUE))
                        .put("time", Schemas.time())
                        .put("statement", Schemas.id())
                        .put("index", Schemas.whole(0, Long.MAX_VALUE))
                        .put("contract", Schemas.constant(rules.surface().path()))
                        .put("fact", Schemas.constant(variant.name()))
                        .put("alarm", Schemas.type("boolean").build())
                        .put("value", schemas.of(variant.shape()))
                        .build())));
      }
    }
    Json lag =
        Schemas.object(
            List.of("height", "lag"),
            Json.object()
                .put("height", Schemas.whole(0, Long.MAX_VALUE))
                .put("lag", Schemas.whole(0, Long.MAX_VALUE))
                .build());
    return Schemas.object(
        List.of("asOf", "indexed", "facts", "next", "more"),
        Json.object()
            .put("asOf", Readings.asOfSchema(schemas))
            .put("indexed", lag)
            .put("facts", Schemas.list(Json.object().put("oneOf", new Json.Arr(kinds)).build()))
            .put("next", position)
            .put("more", Schemas.type("boolean").build())
            .build());
  }
}
