package birthmark.node.edge;

import birthmark.bytes.Bytes;
import birthmark.contract.Reason;
import birthmark.contract.Rulebook;
import birthmark.cose.KeyId;
import birthmark.cose.Sign1;
import birthmark.json.Json;
import birthmark.node.edge.Operation.Identity;
import birthmark.node.query.Reading;
import birthmark.node.query.Receipts;
import birthmark.node.query.StatementRecord;
import birthmark.node.store.Recorded;
import birthmark.node.submit.Answer;
import birthmark.node.submit.Submission;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Submitting statements, and what became of them. */
final class StatementRoutes {
  private static final String READERS = "its signer and the roles auditor, regulator and replica";
  private static final String RECEIPT = "A COSE Receipt (RFC 9942).";
  private static final long PATIENCE_SECONDS = 60;
  private static final int SIGNED_MAX = 1_000;
  private static final int SIGNED_DEFAULT = 100;

  private final Rulebook rulebook;
  private final Submission submission;
  private final Readings readings;
  private final Receipts receipts;
  private final StatementAnswers answers;
  private final Meters meters;
  private final Schemas schemas;

  StatementRoutes(
      Rulebook rulebook,
      Submission submission,
      Readings readings,
      Receipts receipts,
      Meters meters,
      Schemas schemas) {
    this.rulebook = rulebook;
    this.submission = submission;
    this.readings = readings;
    this.receipts = receipts;
    this.answers = new StatementAnswers(rulebook);
    this.meters = meters;
    this.schemas = schemas;
  }

  List<Route> routes() {
    Json committed = schemas.component("api.committed", committedSchema());
    return List.of(
        Route.post(
            "/v1/statements",
            Operation.of("submit", "Takes a statement, or several, and answers once it is synced.")
                .takes(MediaTypes.COSE, Schemas.any())
                .takes(MediaTypes.CBOR_SEQUENCE, Schemas.any())
                .answers(201, "It took effect.", MediaTypes.JSON, committed)
                .answers(
                    200,
                    "A repeated statement's first answer, or one for each of a sequence.",
                    MediaTypes.JSON,
                    Json.object()
                        .put("oneOf", new Json.Arr(List.of(committed, batchSchema(committed))))
                        .build())
                .answers(201, RECEIPT, MediaTypes.COSE, Schemas.any())
                .answers(200, RECEIPT, MediaTypes.COSE, Schemas.any())
                .or(403)
                .or(409)
                .or(422)
                .or(429)
                .or(HttpFault.UNAVAILABLE),
            this::submit),
        Route.get(
            "/v1/statements",
            Operation.of(
                    "statement.list",
                    "What a key signed, accepted or refused, in the order of its numbers; for "
                        + READERS
                        + ".")
                .requiredQuery("key", "The key's id.", Schemas.id())
                .query(
                    "from",
                    "Only from the block at this height on.",
                    Schemas.whole(0, Long.MAX_VALUE))
                .query("after", "The next of an answer.", Schemas.whole(0, Long.MAX_VALUE))
                .query("limit", "How many are looked at.", Schemas.whole(1, SIGNED_MAX))
                .identity(Identity.REQUIRED)
                .answers(200, "What it signed.", MediaTypes.JSON, signedSchema()),
            this::signed),
        Route.get(
            "/v1/statements/{id}",
            Operation.of("statement", "What became of a statement; for " + READERS + ".")
                .path("id", "The statement's id.", Schemas.id())
                .identity(Identity.REQUIRED)
                .or(HttpFault.NOT_FOUND)
                .answers(200, "What became of it.", MediaTypes.JSON, statusSchema()),
            this::status),
        Route.get(
            "/v1/statements/{id}/entry",
            Operation.of("entry", "An accepted statement as logged; for " + READERS + ".")
                .path("id", "The statement's id.", Schemas.id())
                .identity(Identity.REQUIRED)
                .or(HttpFault.NOT_FOUND)
                .answers(200, "The signed statement.", MediaTypes.COSE, Schemas.any()),
            this::entry),
        Route.get(
            "/v1/statements/{id}/receipt",
            Operation.of(
                    "receipt",
                    "An accepted statement's receipt with the checkpoint, for whoever knows the"
                        + " id.")
                .path("id", "The statement's id.", Schemas.id())
                .or(HttpFault.NOT_FOUND)
                .answers(200, RECEIPT, MediaTypes.COSE, Schemas.any()),
            this::receipt));
  }

  private Reply submit(Request request) throws InterruptedException {
    String type = MediaTypes.bare(request.value("content-type").orElse(""));
    return switch (type) {
      case MediaTypes.COSE -> {
        String form = Accept.choose(request, List.of(MediaTypes.JSON, MediaTypes.COSE));
        yield one(request.body().read(Sign1.MAX_LENGTH), form.equals(MediaTypes.COSE));
      }
      case MediaTypes.CBOR_SEQUENCE -> {
        Accept.choose(request, List.of(MediaTypes.JSON));
        yield several(StatementSequence.split(request.body().read(StatementSequence.LENGTH_MAX)));
      }
      default ->
          throw new ProblemException(
              HttpFault.UNSUPPORTED_MEDIA_TYPE,
              "A statement is sent as "
                  + MediaTypes.COSE
                  + ", several as "
                  + MediaTypes.CBOR_SEQUENCE
                  + ", not as '"
                  + type
                  + "'.");
    };
  }

  private Reply one(Bytes statement, boolean receipt) throws InterruptedException {
    return switch (answer(meters.submitted(submission.submit(statement)))) {
      case Answer.Committed committed -> {
        int status = committed.repeated() ? 200 : 201;
        Reply.Whole reply =
            receipt
                ? Reply.octets(status, MediaTypes.COSE, receipt(committed.index()))
                : Reply.json(status, answers.json(committed, readings.status(committed.index())));
        yield reply.with(new Field("Location", StatementAnswers.path(committed.statement())));
      }
      case Answer.Refused refused -> throw new ProblemException(answers.problem(refused));
      case Answer.OverQuota over -> throw new ProblemException(StatementAnswers.problem(over));
      case Answer.Busy busy -> throw new ProblemException(StatementAnswers.problem(busy));
      case Answer.Unavailable unavailable ->
          throw new ProblemException(StatementAnswers.problem(unavailable));
    };
  }

  private Bytes receipt(long index) {
    return readings.of(snapshot -> receipts.of(snapshot, index).encode());
  }

  private Reply several(List<Bytes> statements) throws InterruptedException {
    List<CompletableFuture<Answer>> pending = new ArrayList<>(statements.size());
    for (Bytes statement : statements) {
      pending.add(meters.submitted(submission.submit(statement)));
    }
    List<Json> told = new ArrayList<>(statements.size());
    for (CompletableFuture<Answer> each : pending) {
      told.add(
          switch (answer(each)) {
            case Answer.Committed committed ->
                Json.object()
                    .put("committed", answers.json(committed, readings.status(committed.index())))
                    .build();
            case Answer.Refused refused -> refused(answers.problem(refused));
            case Answer.OverQuota over -> refused(StatementAnswers.problem(over));
            case Answer.Busy busy -> refused(StatementAnswers.problem(busy));
            case Answer.Unavailable unavailable -> refused(StatementAnswers.problem(unavailable));
          });
    }
    return Reply.json(Json.object().put("answers", new Json.Arr(told)).build());
  }

  private static Json refused(Problem problem) {
    return Json.object().put("refused", problem.json()).build();
  }

  private static Answer answer(CompletableFuture<Answer> pending) throws InterruptedException {
    try {
      return pending.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      return new Answer.Busy(
          "No answer came within "
              + PATIENCE_SECONDS
              + " seconds; the statement may still take effect. Send the same octets again to learn"
              + " what became of it.",
          1_000);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a submission failed", e);
    }
  }

  private Reply status(Request request) {
    Bytes id = request.idStep("id");
    return readings.forKnown(
        request,
        READERS,
        (reading, _) ->
            Reply.json(
                json(
                    reading, reading.statement(id).orElseThrow(StatementRoutes::noSuchStatement))));
  }

  private Reply signed(Request request) {
    KeyId key = request.requiredKey("key");
    long from = request.whole("from", 0, Long.MAX_VALUE, 0);
    long after = request.whole("after", 0, Long.MAX_VALUE, 0);
    int limit = (int) request.whole("limit", 1, SIGNED_MAX, SIGNED_DEFAULT);
    return readings.forKnown(
        request,
        READERS,
        (reading, _) -> {
          Reading.Signed signed = reading.signedBy(key, from, after, limit);
          Json.ObjectBuilder object =
              Readings.asOf(reading.asOf())
                  .put(
                      "statements",
                      new Json.Arr(
                          signed.statements().stream().map(each -> json(reading, each)).toList()));
          signed.next().ifPresent(next -> object.put("next", next));
          return Reply.json(object.build());
        });
  }

  private Json json(Reading reading, StatementRecord record) {
    Recorded recorded = record.recorded();
    String status =
        recorded.verdict() instanceof Recorded.Accepted accepted
            ? readings.status(accepted.index())
            : "refused";
    Json.ObjectBuilder object =
        Readings.asOf(reading.asOf())
            .put("statement", recorded.statement().hex())
            .put("status", status)
            .put("key", recorded.key().toString())
            .put("sequence", recorded.sequence())
            .put("height", recorded.height())
            .put("time", record.time().toString());
    return switch (recorded.verdict()) {
      case Recorded.Accepted verdict ->
          object
              .put("index", verdict.index())
              .put("links", StatementAnswers.links(recorded.statement()))
              .build();
      case Recorded.Refused verdict ->
          object.put("problem", problem(record, verdict).json()).build();
    };
  }

  private Problem problem(StatementRecord record, Recorded.Refused verdict) {
    Reason reason = record.reason().orElseThrow();
    return new Problem(
            Problem.Kind.of(rulebook, verdict.contract(), reason),
            StatementAnswers.sentence(reason.sentence(), verdict.detail()),
            List.of(),
            List.of())
        .with("statement", new Json.Text(record.recorded().statement().hex()))
        .with("counted", new Json.Int(record.recorded().height()));
  }

  private Reply entry(Request request) {
    Bytes id = request.idStep("id");
    return readings.forKnown(
        request,
        READERS,
        (reading, _) ->
            Reply.octets(
                MediaTypes.COSE, reading.entry(id).orElseThrow(StatementRoutes::noSuchStatement)));
  }

  private Reply receipt(Request request) {
    Bytes id = request.idStep("id");
    return readings.of(
        snapshot ->
            Reply.octets(
                MediaTypes.COSE,
                receipts
                    .of(snapshot, id)
                    .orElseThrow(
                        () ->
                            Readings.nothing(
                                "No statement of this id took effect, so there is no receipt for"
                                    + " it."))
                    .encode()));
  }

  private static ProblemException noSuchStatement() {
    return Readings.nothing(
        "No statement of this id was counted, or it may be read only by "
            + READERS
            + ". A statement that was not counted may be sent again.");
  }

  private static Json.Obj linksSchema() {
    Json path = Schemas.type("string").put("format", "uri-reference").build();
    return Json.object().put("status", path).put("entry", path).put("receipt", path).build();
  }

  private static Json committedSchema() {
    return Schemas.object(
        List.of("statement", "status", "index", "height", "time", "repeated", "facts", "links"),
        Json.object()
            .put("statement", Schemas.id())
            .put("status", Readings.statusSchema())
            .put("index", Schemas.whole(0, Long.MAX_VALUE))
            .put("height", Schemas.whole(0, Long.MAX_VALUE))
            .put("time", Schemas.time())
            .put("repeated", Schemas.type("boolean").build())
            .put("facts", Schemas.list(StatementAnswers.factSchema()))
            .put("links", Schemas.object(List.of(), linksSchema()))
            .build());
  }

  private static Json batchSchema(Json committed) {
    Json element =
        Json.object()
            .put(
                "oneOf",
                new Json.Arr(
                    List.of(
                        Schemas.object(
                            List.of("committed"),
                            Json.object().put("committed", committed).build()),
                        Schemas.object(
                            List.of("refused"),
                            Json.object()
                                .put("refused", Schemas.reference(OpenApi.PROBLEM))
                                .build()))))
            .build();
    return Schemas.object(
        List.of("answers"), Json.object().put("answers", Schemas.list(element)).build());
  }

  private Json signedSchema() {
    return Schemas.object(
        List.of("asOf", "statements"),
        Json.object()
            .put("asOf", Readings.asOfSchema(schemas))
            .put("statements", Schemas.list(statusSchema()))
            .put("next", Schemas.whole(0, Long.MAX_VALUE))
            .build());
  }

  private Json statusSchema() {
    return Schemas.object(
        List.of("asOf", "statement", "status", "key", "sequence", "height", "time"),
        Json.object()
            .put("asOf", Readings.asOfSchema(schemas))
            .put("statement", Schemas.id())
            .put(
                "status",
                Schemas.type("string")
                    .put("enum", Schemas.texts(List.of("committed", "final", "refused")))
                    .build())
            .put("key", Schemas.id())
            .put("sequence", Schemas.whole(1, Long.MAX_VALUE))
            .put("height", Schemas.whole(0, Long.MAX_VALUE))
            .put("time", Schemas.time())
            .put("index", Schemas.whole(0, Long.MAX_VALUE))
            .put("links", Schemas.object(List.of(), linksSchema()))
            .put("problem", Schemas.reference(OpenApi.PROBLEM))
            .build());
  }
}
