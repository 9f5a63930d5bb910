package birthmark.node.engine;

import birthmark.bytes.Bytes;
import birthmark.statement.Statement;
import java.util.Optional;

/** What an engine asks about statements that another replica passes on or proposes. */
public interface Admission {
  /** What a proposed statement is by its octets and the last block. */
  sealed interface Proposed {
    /**
     * It is to be decided.
     *
     * @param statement what the octets hold
     */
    record Valid(Statement statement) implements Proposed {}

    /** It is none by the rules known here; others may know rules of which it is one. */
    record Unknown() implements Proposed {}

    /** No honest replica proposes it: a form that never counts, or a forged signature. */
    record Forged() implements Proposed {}
  }

  /** The statement that {@code octets} hold, if nothing speaks against ordering it now. */
  Optional<Statement> passedOn(Bytes octets);

  /** What {@code octets} in a proposed block are. */
  Proposed proposed(Bytes octets);
}
