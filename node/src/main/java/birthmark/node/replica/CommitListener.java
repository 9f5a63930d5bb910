package birthmark.node.replica;

/**
 * Told of every block once it is synced, in order, on the thread that commits: it returns at once.
 */
public interface CommitListener {
  /** A block was committed. */
  void committed(CommittedBlock block);
}
