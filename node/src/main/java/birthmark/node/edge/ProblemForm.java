package birthmark.node.edge;

import birthmark.cbor.CborWriter;
import java.util.List;

/** How problems are written. */
enum ProblemForm {
  /** As JSON (RFC 9457). */
  JSON {
    @Override
    Reply.Whole reply(Problem problem) {
      return Reply.problem(problem);
    }

    @Override
    String mediaType() {
      return MediaTypes.PROBLEM;
    }
  },
  /** As CBOR with title (-1) and detail (-2) (RFC 9290). */
  CONCISE {
    @Override
    Reply.Whole reply(Problem problem) {
      return concise(
          problem.kind().status(), problem.kind().title(), problem.detail(), problem.fields());
    }

    @Override
    String mediaType() {
      return MediaTypes.CONCISE_PROBLEM;
    }
  };

  private static final int TITLE = -1;
  private static final int DETAIL = -2;

  abstract Reply.Whole reply(Problem problem);

  abstract String mediaType();

  static Reply.Whole concise(int status, String title, String detail, List<Field> fields) {
    CborWriter out = new CborWriter();
    out.map(2).integer(TITLE).text(title).integer(DETAIL).text(detail);
    return new Reply.Whole(status, MediaTypes.CONCISE_PROBLEM, out.toBytes(), fields, true);
  }
}
