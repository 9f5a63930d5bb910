package birthmark.contracts.governance;

/** The steps of agreeing on a block at which replicas vote. */
public enum VotePhase {
  /** The first vote of a round. */
  PREVOTE,
  /** The second: enough of them make the block final. */
  PRECOMMIT
}
