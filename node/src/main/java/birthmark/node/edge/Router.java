package birthmark.node.edge;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Finds the route of a request: a step that is written out counts before one that is named.
 *
 * <p>All routes are checked when it is made, so that none hides another.
 */
final class Router {
  private final List<Route> routes;
  private final Node root = new Node();

  private static final class Node {
    private final Map<String, Node> written = new TreeMap<>();
    private Optional<Node> named = Optional.empty();
    private final Map<String, Route> byMethod = new TreeMap<>();
  }

  /**
   * A router of {@code routes}.
   *
   * @throws IllegalArgumentException naming all that hide each other or share a name
   */
  Router(List<Route> routes) {
    this.routes = List.copyOf(routes);
    List<String> faults = new ArrayList<>();
    Set<String> ids = new TreeSet<>();
    for (Route route : routes) {
      Node node = root;
      for (String step : route.steps()) {
        node = below(node, step);
      }
      Route other = node.byMethod.put(route.method(), route);
      if (other != null) {
        faults.add(route.method() + " " + route.template() + " is the same as " + other.template());
      }
      if (!ids.add(route.operation().id())) {
        faults.add("the operation " + route.operation().id() + " is there twice");
      }
    }
    if (!faults.isEmpty()) {
      throw new IllegalArgumentException(
          "routes hide each other; rename what a surface declares: " + String.join("; ", faults));
    }
  }

  private static Node below(Node node, String step) {
    if (Route.isName(step)) {
      if (node.named.isEmpty()) {
        node.named = Optional.of(new Node());
      }
      return node.named.get();
    }
    return node.written.computeIfAbsent(step, _ -> new Node());
  }

  /** All routes. */
  List<Route> routes() {
    return routes;
  }

  /**
   * A route and the steps that it names.
   *
   * @param route the route
   * @param named the steps' values by name
   */
  record Match(Route route, Map<String, String> named) {}

  /**
   * The route of a request.
   *
   * @throws ProblemException if no route has this path, or not this method
   */
  Match match(String method, String rawPath) {
    List<String> steps = Percent.steps(rawPath);
    Optional<Node> node = find(root, steps, 0);
    if (node.isEmpty()) {
      throw new ProblemException(Problem.of(HttpFault.NO_SUCH_ROUTE));
    }
    Route route = node.get().byMethod.get(method);
    if (route == null) {
      throw new ProblemException(
          Problem.of(HttpFault.METHOD_NOT_ALLOWED)
              .with(new Field("Allow", String.join(", ", node.get().byMethod.keySet()))));
    }
    Map<String, String> named = new TreeMap<>();
    for (int i = 0; i < steps.size(); i++) {
      String step = route.steps().get(i);
      if (Route.isName(step)) {
        named.put(step.substring(1, step.length() - 1), steps.get(i));
      }
    }
    return new Match(route, named);
  }

  private static Optional<Node> find(Node node, List<String> steps, int at) {
    if (at == steps.size()) {
      return node.byMethod.isEmpty() ? Optional.empty() : Optional.of(node);
    }
    Node written = node.written.get(steps.get(at));
    if (written != null) {
      Optional<Node> found = find(written, steps, at + 1);
      if (found.isPresent()) {
        return found;
      }
    }
    return node.named.flatMap(below -> find(below, steps, at + 1));
  }

  /**
   * Refuses parameters of the query that the route does not know, so that a misspelt one is not
   * taken for none.
   */
  static void checkQuery(Route route, Request request) {
    Set<String> known =
        route.operation().parameters().stream()
            .filter(parameter -> !parameter.inPath())
            .map(Operation.Parameter::name)
            .collect(Collectors.toCollection(TreeSet::new));
    for (String name : request.query().keySet()) {
      if (!known.contains(name)) {
        throw new ProblemException(
            HttpFault.MALFORMED,
            "The query has a parameter '"
                + (name.length() > 40 ? name.substring(0, 40) + "…" : name)
                + "' that this route does not know; it knows "
                + (known.isEmpty() ? "none" : String.join(", ", known))
                + ".");
      }
    }
  }
}
