package birthmark.contract;

/**
 * Why a transaction is refused: an enum constant, in the order checked; its position never changes
 * from 1.0 on.
 */
public interface Reason {
  /** The constant's name: a state of things, such as {@code NOT_THE_MAKER}. */
  String name();

  /** The constant's position. */
  int ordinal();

  /** What was wrong and what to do about it, for people. */
  String sentence();
}
