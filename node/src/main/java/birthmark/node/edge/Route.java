package birthmark.node.edge;

import java.util.List;

/**
 * A method and a path with what answers it.
 *
 * @param method GET or POST
 * @param template the path, such as {@code /v1/statements/{id}}
 * @param operation what it is about
 * @param handler what answers it
 */
record Route(String method, String template, Operation operation, Handler handler) {
  /** Answers requests. */
  interface Handler {
    /**
     * The answer to {@code request}.
     *
     * @throws ProblemException if it cannot be answered as asked
     */
    Reply handle(Request request) throws InterruptedException;
  }

  static Route get(String template, Operation operation, Handler handler) {
    return new Route("GET", template, operation, handler);
  }

  static Route post(String template, Operation operation, Handler handler) {
    return new Route("POST", template, operation, handler);
  }

  /** The steps of the template; those in braces stand for any. */
  List<String> steps() {
    return List.of(template.substring(1).split("/", -1));
  }

  static boolean isName(String step) {
    return step.startsWith("{") && step.endsWith("}");
  }
}
