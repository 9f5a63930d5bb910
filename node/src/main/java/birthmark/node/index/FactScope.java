package birthmark.node.index;

import birthmark.contract.Subject;

/**
 * The right to see facts: without one the index gives nothing away. Only {@code
 * birthmark.node.query} hands them out, to whoever has shown who it is.
 */
public sealed interface FactScope {
  /** Every fact: for those who watch over the ledger. */
  record Everything() implements FactScope {}

  /** The facts that everybody may read. */
  record Open() implements FactScope {}

  /**
   * The facts that everybody may read and those that concern one subject.
   *
   * @param subject the one who reads
   */
  record Concerning(Subject subject) implements FactScope {}
}
