package birthmark.node.edge;

import java.util.List;

/** Whether the node can commit, its index follows, and what is stored is what was written. */
public interface Health {
  /** What is wrong, a sentence each; none where all is well. */
  List<String> troubles();
}
