package birthmark.node.edge;

import birthmark.bundle.Bundle;
import birthmark.bundle.BundleCodec;
import birthmark.bytes.Bytes;
import birthmark.codec.Names;
import birthmark.contract.Subject;
import birthmark.node.edge.Operation.Identity;
import birthmark.node.index.IndexException;
import birthmark.node.query.Bundles;
import birthmark.node.query.Reading;
import java.util.List;

/** One file about one subject: its whole history and where it stands. */
final class BundleRoutes {
  private static final String READERS =
      "the subject, those whose it is or who made it, and the roles auditor and regulator";

  private final Readings readings;
  private final Bundles bundles;

  BundleRoutes(Readings readings, Bundles bundles) {
    this.readings = readings;
    this.bundles = bundles;
  }

  List<Route> routes() {
    List<String> kinds = bundles.kinds().stream().map(BundleRoutes::name).toList();
    return List.of(
        Route.get(
            "/v1/histories/{subjectKind}/{subject}",
            Operation.of(
                    "history",
                    "A subject's whole history and where it stands, with all that is needed to"
                        + " verify it offline. Readers: "
                        + READERS
                        + ".")
                .path(
                    "subjectKind",
                    "What it is.",
                    Schemas.type("string").put("enum", Schemas.texts(kinds)).build())
                .path("subject", "Its id.", Schemas.id())
                .identity(Identity.REQUIRED)
                .or(HttpFault.NOT_FOUND)
                .or(HttpFault.HISTORY_TOO_LONG)
                .answers(200, "A bundle.", MediaTypes.BUNDLE, Schemas.any()),
            this::history));
  }

  private static String name(Subject.Kind kind) {
    return Names.kebab(kind.name());
  }

  private Reply history(Request request) {
    Bytes id = request.idStep("subject");
    Subject subject =
        bundles.kinds().stream()
            .filter(kind -> name(kind).equals(request.step("subjectKind")))
            .map(kind -> new Subject(kind, id))
            .findFirst()
            .orElseThrow(
                () ->
                    Readings.nothing(
                        "There are no histories of a kind of subjects with this name."));
    return readings.forKnown(request, READERS, (reading, _) -> history(reading, subject));
  }

  private Reply history(Reading reading, Subject subject) {
    try {
      return switch (reading.bundle(bundles, subject)) {
        case Bundles.Made.Ready ready -> {
          Bytes encoded = BundleCodec.encode(ready.bundle());
          if (encoded.length() > Bundle.LENGTH_MAX) {
            throw new ProblemException(Problem.of(HttpFault.HISTORY_TOO_LONG));
          }
          yield Reply.octets(MediaTypes.BUNDLE, encoded);
        }
        case Bundles.Made.Nothing _ ->
            throw Readings.nothing(
                "As of block "
                    + reading.asOf().height()
                    + " there is no such subject, or its history is not for whoever asks. Readers: "
                    + READERS
                    + ".");
        case Bundles.Made.TooLong _ ->
            throw new ProblemException(Problem.of(HttpFault.HISTORY_TOO_LONG));
        case Bundles.Made.Behind _ ->
            throw new ProblemException(Problem.of(HttpFault.BUSY).retryAfter(1_000));
      };
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
}
