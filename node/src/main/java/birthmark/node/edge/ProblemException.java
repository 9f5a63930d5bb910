package birthmark.node.edge;

import java.io.Serial;

/** A request that cannot be answered as asked; it carries no stack trace, for refusing is cheap. */
final class ProblemException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  ProblemException(Problem problem) {
    super(problem.detail(), null, false, false);
    this.problem = problem;
  }

  ProblemException(HttpFault fault, String detail) {
    this(Problem.of(fault, detail));
  }

  Problem problem() {
    return problem;
  }
}
