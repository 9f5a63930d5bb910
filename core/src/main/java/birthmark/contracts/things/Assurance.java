package birthmark.contracts.things;

/** How a thing's measurements are made, from the least that one can rely on to the most. */
public enum Assurance {
  /** The firmware measures itself: one that lies reports what it likes. */
  SELF_REPORTED,
  /** A key in hardware signs, released by a measured boot as in DICE, PSA or TPM. */
  MEASURED_BOOT;

  /** Whether this is at least {@code least}. */
  public boolean atLeast(Assurance least) {
    return compareTo(least) >= 0;
  }
}
