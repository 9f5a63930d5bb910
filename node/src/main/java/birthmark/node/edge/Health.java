package birthmark.node.edge;

import java.util.List;

/** Whether the node can commit. */
public interface Health {
  /** Why it cannot, a sentence each; none where all is well. */
  List<String> troubles();
}
