package birthmark.node.edge;

import java.util.List;

/** Whether the node can commit, and what it has stored is what was written. */
public interface Health {
  /** What is wrong, a sentence each; none where all is well. */
  List<String> troubles();
}
