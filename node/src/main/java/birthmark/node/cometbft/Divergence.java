package birthmark.node.cometbft;

import birthmark.bytes.Bytes;
import birthmark.machine.Decision;
import birthmark.node.engine.Execution;
import birthmark.node.engine.Standing;
import birthmark.proof.Checkpoint;
import birthmark.proof.Note;
import birthmark.statement.Statement;
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
  private final SortedMap<String, Note> others = new TreeMap<>();
  private String lastBlock = "no block since the start";

  Divergence(Cosignatures cosignatures) {
    this.cosignatures = cosignatures;
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
        + ". It decides nothing more. Keep the folder to find out why (compare GET"
        + " /v1/statements/ID with another node), and rejoin with a copy of another replica's"
        + " ledger as docs/operate.md says.";
  }
}
