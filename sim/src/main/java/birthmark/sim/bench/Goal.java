package birthmark.sim.bench;

/**
 * What a figure is to reach.
 *
 * @param must what is accepted
 * @param aim what is wanted
 * @param sense whether more is better
 */
record Goal(double must, double aim, Sense sense) {
  /** Which way is better. */
  enum Sense {
    MORE,
    LESS
  }

  static Goal atLeast(double must, double aim) {
    return new Goal(must, aim, Sense.MORE);
  }

  static Goal atMost(double must, double aim) {
    return new Goal(must, aim, Sense.LESS);
  }

  /** What reaching {@code measured} comes to. */
  String verdict(double measured) {
    if (reaches(measured, aim)) {
      return "aim";
    }
    return reaches(measured, must) ? "must" : "short";
  }

  private boolean reaches(double measured, double wanted) {
    return sense == Sense.MORE ? measured >= wanted : measured <= wanted;
  }
}
