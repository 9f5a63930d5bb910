package birthmark.node.edge;

import birthmark.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Endpoints of an annex as routes. */
final class AnnexRoutes {
  private AnnexRoutes() {}

  static List<Route> of(Annex annex) {
    return annex.endpoints().stream().map(AnnexRoutes::route).toList();
  }

  private static Route route(Annex.Endpoint endpoint) {
    Operation operation =
        Operation.of(endpoint.name(), endpoint.about()).problems(ProblemForm.CONCISE);
    for (var step : new TreeMap<>(endpoint.steps()).entrySet()) {
      operation = operation.path(step.getKey(), step.getValue(), Schemas.type("string").build());
    }
    if (endpoint.takes().isPresent()) {
      operation = operation.takes(endpoint.takes().get().mediaType(), Schemas.any());
    }
    for (Annex.Given given : endpoint.gives()) {
      operation =
          operation.answers(given.status(), given.about(), given.mediaType(), Schemas.any());
    }
    for (int status : endpoint.faults()) {
      operation = operation.or(status);
    }
    return new Route(
        endpoint.method(),
        endpoint.path(),
        operation,
        request -> reply(endpoint.handler().answer(asked(endpoint, request))));
  }

  private static Annex.Asked asked(Annex.Endpoint endpoint, Request request) {
    return new Annex.Asked(
        request.named(),
        endpoint.takes().map(body -> body(body, request)).orElse(Bytes.EMPTY),
        request.scheme() + "://" + request.authority());
  }

  private static Bytes body(Annex.Body body, Request request) {
    String type = MediaTypes.bare(request.value("content-type").orElse(""));
    if (!type.equals(body.mediaType())) {
      throw new ProblemException(
          HttpFault.UNSUPPORTED_MEDIA_TYPE,
          "This is sent as " + body.mediaType() + ", not as '" + type + "'.");
    }
    return request.body().read(body.lengthMax());
  }

  private static Reply reply(Annex.Told told) {
    return switch (told) {
      case Annex.Told.Well well ->
          new Reply.Whole(
              well.status(),
              well.mediaType(),
              well.octets(),
              fields(well.location(), well.retryAfterSeconds()),
              true);
      case Annex.Told.Wrong wrong ->
          ProblemForm.concise(
              wrong.status(),
              wrong.title(),
              wrong.detail(),
              fields(Optional.empty(), wrong.retryAfterSeconds()));
    };
  }

  private static List<Field> fields(Optional<String> location, Optional<Long> retryAfterSeconds) {
    List<Field> fields = new ArrayList<>();
    location.ifPresent(where -> fields.add(new Field("Location", where)));
    retryAfterSeconds.ifPresent(
        seconds -> fields.add(new Field("Retry-After", Long.toString(seconds))));
    return fields;
  }
}
