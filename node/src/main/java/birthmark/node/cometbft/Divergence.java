package birthmark.node.cometbft;

import birthmark.bytes.Bytes;
import birthmark.machine.Decision;
import birthmark.node.engine.Execution;
import birthmark.node.engine.Standing;
import birthmark.proof.Checkpoint;
import birthmark.proof.Note;
import birthmark.statement.Statement;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Whether others have come to another log than this replica. Votes at one height carry the log as
 * of the same block, so when more than a third of the weight signed another one, some honest
 * replica did, and it is this one that went astray.
 */
final class Divergence {
  private static final int STATEMENTS_TOLD = 5;

  private final Cosignatures cosignatures;
  private final String other;
  private final SortedMap<String, Note> others = new TreeMap<>();
  private String lastBlock = "no block since the start";

  /**
   * None was seen yet.
   *
   * @param doors of other nodes, where any are known
   */
  Divergence(Cosignatures cosignatures, List<URI> doors) {
    this.cosignatures = cosignatures;
    this.other =
        doors.isEmpty() ? "another replica's" : "another replica's, such as " + doors.getFirst();
  }

  /** A block was decided here: what others said before is past. */
  void decided(Execution.Decided block, List<Statement> statements) {
    others.clear();
    if (block.sealed()) {
      StringBuilder told = new StringBuilder("block " + block.height());
      for (int i = 0; i < Math.min(statements.size(), STATEMENTS_TOLD); i++) {
        Decision decision = block.decisions().get(i);
        told.append(i == 0 ? ", with statement " : ", ")
            .append(statements.get(i).id())
            .append(decision instanceof Decision.Accepted ? " (accepted)" : " (not accepted)");
      }
      int more = statements.size() - STATEMENTS_TOLD;
      lastBlock = told + (more > 0 ? " and " + more + " more" : "");
    }
  }

  /**
   * Takes in what one replica signed of the log as of the last block.
   *
   * @return why this replica must not go on, if it must not
   */
  Optional<String> seen(Note signed, Standing own) {
    Checkpoint theirs = Checkpoint.of(signed);
    if (theirs.size() == own.log().size() && theirs.root().equals(own.log().root())) {
      return Optional.empty();
    }
    Note all = others.merge(signed.text(), signed, Cosignatures::joined);
    return cosignatures.isMoreThanAThird(all)
        ? Optional.of(sentence(theirs, own.log().size(), own.log().root()))
        : Optional.empty();
  }

  /** What to say about {@code theirs} where this replica has another log. */
  String sentence(Checkpoint theirs, long size, Bytes root) {
    return "This replica's log has "
        + size
        + " entries and root "
        + root
        + ", the others signed "
        + theirs.size()
        + " entries and root "
        + theirs.root()
        + ". The last block decided here is "
        + lastBlock
        + ". It decides nothing more. 'birthmark ledger compare --entries THIS OTHER --as KEY'"
        + " names the first statement that came out differently, and how: THIS is this node's"
        + " address, OTHER "
        + other
        + ", KEY one of a replica, an auditor or a regulator. Then rejoin as docs/operate.md"
        + " says.";
  }
}
