package birthmark.node.edge;

import birthmark.answer.Question;
import birthmark.bytes.Bytes;
import birthmark.codec.MalformedException;
import birthmark.json.JsonException;
import birthmark.json.JsonReader;
import birthmark.node.edge.Operation.Identity;
import java.util.List;

/** Many questions at once, answered as of one block by one proof. */
final class QuestionRoutes {
  private static final int BODY_LENGTH_MAX = 1 << 20;

  private final Readings readings;
  private final ProofReplies proofs;
  private final Schemas schemas;

  QuestionRoutes(Readings readings, ProofReplies proofs, Schemas schemas) {
    this.readings = readings;
    this.proofs = proofs;
    this.schemas = schemas;
  }

  List<Route> routes() {
    return List.of(
        Route.post(
            "/v1/questions",
            Readings.asOf(
                Operation.of(
                        "questions.ask",
                        "What each of many keys holds as of one block, with one proof of all of it;"
                            + " what is not for whoever asks is left out")
                    .identity(Identity.OPTIONAL)
                    .takes(MediaTypes.JSON, schemas.of(AskedQuestions.CODEC.shape()))
                    .or(HttpFault.NOT_FOUND)
                    .answers(200, ProofReplies.ABOUT, MediaTypes.PROOFS, Schemas.any())),
            this::answer));
  }

  private Reply answer(Request request) {
    List<Question> questions = asked(request);
    Readings.Answering answering =
        (reading, _) -> {
          try {
            return proofs.reply(reading, questions);
          } catch (MalformedException e) {
            throw Readings.nothing("A question names no key: " + e.sentence() + ".");
          }
        };
    return readings.forViewer(request, readings.asOf(request, answering));
  }

  private static List<Question> asked(Request request) {
    String type = MediaTypes.bare(request.value("content-type").orElse(""));
    if (!type.equals(MediaTypes.JSON)) {
      throw new ProblemException(
          HttpFault.UNSUPPORTED_MEDIA_TYPE,
          "Questions are sent as " + MediaTypes.JSON + ", not as '" + type + "'.");
    }
    Bytes body = request.body().read(BODY_LENGTH_MAX);
    try {
      return AskedQuestions.CODEC.fromJson(JsonReader.read(body)).asked();
    } catch (JsonException e) {
      throw new ProblemException(HttpFault.MALFORMED, "The body: " + e.getMessage() + ".");
    } catch (MalformedException e) {
      throw new ProblemException(HttpFault.MALFORMED, "The body: " + e.sentence() + ".");
    }
  }
}
