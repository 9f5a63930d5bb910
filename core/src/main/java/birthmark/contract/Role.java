package birthmark.contract;

/** What a party may do on the ledger, granted by a replica. */
public enum Role {
  /** Makes things and their firmware. */
  MAKER,
  /** Runs things and decides which of them may join its network. */
  OPERATOR,
  /** Certifies things. */
  CERTIFIER,
  /** Analyses samples. */
  LABORATORY,
  /** Watches over a field by law. */
  REGULATOR,
  /** Verifies what others did. */
  AUDITOR,
  /** Runs a node of the ledger. */
  REPLICA,
  /** Asks for what replicas decide together, without a vote. */
  PROPOSER
}
