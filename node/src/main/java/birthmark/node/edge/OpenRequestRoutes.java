package birthmark.node.edge;

import birthmark.codec.MalformedException;
import birthmark.codec.Shape;
import birthmark.contract.OpenRequest;
import birthmark.contract.Rulebook;
import birthmark.node.edge.Operation.Identity;
import birthmark.node.query.Reading;
import java.util.ArrayList;
import java.util.List;

/** The statements whose transaction somebody else is to send too, as contracts declare them. */
final class OpenRequestRoutes {
  private final Rulebook rulebook;
  private final Readings readings;
  private final Schemas schemas;

  OpenRequestRoutes(Rulebook rulebook, Readings readings, Schemas schemas) {
    this.rulebook = rulebook;
    this.readings = readings;
    this.schemas = schemas;
  }

  List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    for (Rulebook.Rules rules : rulebook.contracts()) {
      for (OpenRequest<?, ?> open : rules.surface().openRequests()) {
        routes.add(route(rules.surface().path(), open));
      }
    }
    return routes;
  }

  private Route route(String contract, OpenRequest<?, ?> open) {
    Operation operation =
        Operation.of(
                contract + "." + String.join(".", open.parameters()) + ".statement",
                open.about() + " Readers: " + open.readers().words() + ".")
            .identity(Identity.REQUIRED)
            .or(HttpFault.NOT_FOUND)
            .answers(200, "The statement that asked, as logged.", MediaTypes.COSE, Schemas.any());
    List<Shape> leaves = Schemas.leaves(open.table().key().shape());
    for (int i = 0; i < open.parameters().size(); i++) {
      operation =
          operation.path(open.parameters().get(i), "A part of the key.", schemas.of(leaves.get(i)));
    }
    return Route.get(
        "/v1/" + contract + "/" + open.path() + "/statement",
        operation,
        request -> answer(open, request));
  }

  private Reply answer(OpenRequest<?, ?> open, Request request) {
    List<String> texts = open.parameters().stream().map(request::step).toList();
    return readings.forKnown(
        request, open.readers().words(), (reading, _) -> answer(open, texts, reading));
  }

  private static Reply answer(OpenRequest<?, ?> open, List<String> texts, Reading reading) {
    try {
      return Reply.octets(
          MediaTypes.COSE,
          reading
              .asked(open, texts)
              .orElseThrow(
                  () ->
                      Readings.nothing(
                          "As of block "
                              + reading.asOf().height()
                              + " nothing is asked for under this key, or whoever asks may not see"
                              + " it.")));
    } catch (MalformedException e) {
      throw new ProblemException(
          HttpFault.MALFORMED, "The path names no key: " + e.sentence() + ".");
    }
  }
}
