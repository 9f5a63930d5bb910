package birthmark.contracts.governance;

/** What a replica signed that no honest one signs. */
public enum Offence {
  /** Two votes on different blocks at one height, round and step of the engine. */
  VOTES,
  /** Two checkpoints of one size with different roots. */
  CHECKPOINTS
}
