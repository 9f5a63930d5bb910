package birthmark.node.upkeep;

/** Told how far something long has come. */
public interface Progress {
  /** Nobody who looks. */
  Progress NONE = (step, done, all) -> {};

  /**
   * How far it is.
   *
   * @param step what is being done, such as {@code "replaying the log"}
   * @param done how much of it is done
   * @param all how much there is to do; 0 where nobody knows
   */
  void at(String step, long done, long all);
}
