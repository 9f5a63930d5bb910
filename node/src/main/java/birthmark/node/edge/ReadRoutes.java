package birthmark.node.edge;

import birthmark.answer.Answer;
import birthmark.answer.Question;
import birthmark.codec.MalformedException;
import birthmark.codec.Shape;
import birthmark.contract.Read;
import birthmark.contract.Readers;
import birthmark.contract.Rulebook;
import birthmark.json.Json;
import birthmark.node.edge.Operation.Identity;
import birthmark.node.query.Reading;
import birthmark.node.query.Viewer;
import birthmark.state.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A route for each read that a contract's surface declares. */
final class ReadRoutes {
  private static final int LIMIT_DEFAULT = 100;

  private final Rulebook rulebook;
  private final Readings readings;
  private final ProofReplies proofs;
  private final Schemas schemas;

  ReadRoutes(Rulebook rulebook, Readings readings, ProofReplies proofs, Schemas schemas) {
    this.rulebook = rulebook;
    this.readings = readings;
    this.proofs = proofs;
    this.schemas = schemas;
  }

  List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    for (Rulebook.Rules rules : rulebook.contracts()) {
      for (Read read : rules.surface().reads()) {
        routes.add(route(rules.surface().path(), read));
      }
    }
    return routes;
  }

  private Route route(String contract, Read read) {
    Operation operation =
        Operation.of(
                contract + "." + name(read),
                read.about() + " Readers: " + readers(read).words() + ".")
            .identity(identity(read))
            .or(HttpFault.NOT_FOUND);
    List<Shape> leaves = Schemas.leaves(keyShape(read));
    for (int i = 0; i < read.parameters().size(); i++) {
      operation =
          operation.path(read.parameters().get(i), "A part of the key.", schemas.of(leaves.get(i)));
    }
    operation = Readings.asOf(operation);
    operation =
        switch (read) {
          case Read.DerivedListing<?, ?, ?> listing ->
              paged(operation, listing.table().key().shape(), listing.answer().shape());
          case Read.Find<?, ?> find ->
              operation.answers(
                  200,
                  "The record.",
                  MediaTypes.JSON,
                  foundSchema(find.table().key().shape(), find.table().value().shape()));
          case Read.Derived<?, ?> derived ->
              operation.answers(
                  200,
                  "What follows from the state.",
                  MediaTypes.JSON,
                  foundSchema(derived.query().shape(), derived.answer().shape()));
          case Read.Listing<?, ?> listing ->
              paged(operation, listing.table().key().shape(), listing.table().value().shape());
        };
    operation = operation.answers(200, ProofReplies.ABOUT, MediaTypes.PROOF, Schemas.any());
    return Route.get("/v1/" + contract + "/" + read.path(), operation, handler(contract, read));
  }

  private Operation paged(Operation operation, Shape key, Shape value) {
    return operation
        .query(
            "limit",
            "How many records are looked at, "
                + LIMIT_DEFAULT
                + " if not given. More than "
                + View.LIST_MAX
                + " only of an answer that proves itself.",
            Schemas.whole(1, Question.LIMIT_MAX))
        .query("after", "The next of the page before.", Schemas.any())
        .answers(200, "A page of records.", MediaTypes.JSON, pageSchema(key, value));
  }

  /** Proofs of what is derived show rows that are not all for everyone. */
  private static Identity identity(Read read) {
    if (!readers(read).open()) {
      return Identity.REQUIRED;
    }
    return switch (read) {
      case Read.Find<?, ?> _, Read.Listing<?, ?> _ -> Identity.IGNORED;
      case Read.Derived<?, ?> _, Read.DerivedListing<?, ?, ?> _ -> Identity.OPTIONAL;
    };
  }

  private static String name(Read read) {
    return read.path().replace("/", ".").replace("{", "").replace("}", "");
  }

  private static Readers<?, ?> readers(Read read) {
    return switch (read) {
      case Read.Find<?, ?> find -> find.readers();
      case Read.Listing<?, ?> listing -> listing.readers();
      case Read.DerivedListing<?, ?, ?> listing -> listing.readers();
      case Read.Derived<?, ?> derived -> derived.readers();
    };
  }

  private static Shape keyShape(Read read) {
    return switch (read) {
      case Read.Find<?, ?> find -> find.table().key().shape();
      case Read.Listing<?, ?> listing -> listing.table().key().shape();
      case Read.DerivedListing<?, ?, ?> listing -> listing.table().key().shape();
      case Read.Derived<?, ?> derived -> derived.query().shape();
    };
  }

  private Route.Handler handler(String contract, Read read) {
    return request -> {
      List<String> texts = read.parameters().stream().map(request::step).toList();
      Question question = question(contract, read, texts, request);
      if (ProofReplies.wanted(request)) {
        return answer(
            read, request, reading -> proofs.reply(reading, inForce(question, reading), question));
      }
      return answer(
          read, request, reading -> reply(inForce(question, reading), request, texts, reading));
    };
  }

  /** The read as the rules have it that decided the block. */
  private static Read inForce(Question question, Reading reading) {
    return question
        .read(reading.rules())
        .orElseThrow(
            () ->
                Readings.nothing(
                    "As of block "
                        + reading.asOf().height()
                        + " the rules in force, version "
                        + reading.rules().version()
                        + ", do not know this read."));
  }

  private static Question question(
      String contract, Read read, List<String> texts, Request request) {
    boolean paged = read instanceof Read.Listing || read instanceof Read.DerivedListing;
    return paged
        ? new Question(contract, read.path(), texts, after(request), limit(request))
        : new Question(contract, read.path(), texts, List.of(), 0);
  }

  private interface Answering {
    Reply answer(Reading reading) throws MalformedException;
  }

  private Reply answer(Read read, Request request, Answering answering) {
    Readings.Answering safely =
        (reading, _) -> {
          try {
            return answering.answer(reading);
          } catch (MalformedException e) {
            throw new ProblemException(
                HttpFault.MALFORMED,
                "The path or query names no key of this read: " + e.sentence() + ".");
          }
        };
    Readings.Answering asOf = readings.asOf(request, safely);
    if (!readers(read).open()) {
      return readings.forKnown(request, readers(read).words(), asOf);
    }
    return identity(read) == Identity.OPTIONAL
        ? readings.forViewer(request, asOf)
        : readings.ask(reading -> asOf.answer(reading, Viewer.nobody()));
  }

  private static Reply reply(Read read, Request request, List<String> texts, Reading reading)
      throws MalformedException {
    return switch (read) {
      case Read.Find<?, ?> find -> found(read, reading, reading.find(find, texts));
      case Read.Derived<?, ?> derived -> found(read, reading, reading.derive(derived, texts));
      case Read.Listing<?, ?> listing ->
          page(reading, reading.list(listing, texts, after(request), limit(request)));
      case Read.DerivedListing<?, ?, ?> listing ->
          page(reading, reading.listDerived(listing, texts, after(request), limit(request)));
    };
  }

  private static List<String> after(Request request) {
    return request.parameter("after").map(Percent::steps).orElse(List.of());
  }

  private static int limit(Request request) {
    return (int)
        request.whole(
            "limit",
            1,
            ProofReplies.wanted(request) ? Question.LIMIT_MAX : View.LIST_MAX,
            LIMIT_DEFAULT);
  }

  private static Reply found(Read read, Reading reading, Optional<Answer.Found> found) {
    Answer.Found record =
        found.orElseThrow(
            () ->
                Readings.nothing(
                    "As of block "
                        + reading.asOf().height()
                        + " nothing is recorded under this key, or whoever asks may not see it."
                        + " Readers: "
                        + readers(read).words()
                        + "."));
    return Reply.json(
        Readings.asOf(reading.asOf())
            .put("key", record.key())
            .put("value", record.value())
            .build());
  }

  private static Reply page(Reading reading, Answer.Page page) {
    List<Json> records = new ArrayList<>();
    for (Answer.Found record : page.records()) {
      records.add(Json.object().put("key", record.key()).put("value", record.value()).build());
    }
    Json.ObjectBuilder object =
        Readings.asOf(reading.asOf())
            .put("records", new Json.Arr(records))
            .put("withheld", page.withheld());
    page.next().ifPresent(next -> object.put("next", Percent.path(next)));
    return Reply.json(object.build());
  }

  private Json foundSchema(Shape key, Shape value) {
    return Schemas.object(
        List.of("asOf", "key", "value"),
        Json.object()
            .put("asOf", Readings.asOfSchema(schemas))
            .put("key", schemas.of(key))
            .put("value", schemas.of(value))
            .build());
  }

  private Json pageSchema(Shape key, Shape value) {
    Json record =
        Schemas.object(
            List.of("key", "value"),
            Json.object().put("key", schemas.of(key)).put("value", schemas.of(value)).build());
    return Schemas.object(
        List.of("asOf", "records", "withheld"),
        Json.object()
            .put("asOf", Readings.asOfSchema(schemas))
            .put("records", Schemas.list(record))
            .put("withheld", Schemas.whole(0, View.LIST_MAX))
            .put("next", Schemas.any())
            .build());
  }
}
