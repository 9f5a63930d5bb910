package birthmark.gateway.admission;

/** How much of the gateway a thing may use. */
public enum Segment {
  /** Nothing. */
  NONE,
  /** What it takes to attest, so that it can come in. */
  ATTESTATION,
  /** That and what it takes to get another release: it runs one that was revoked. */
  NARROW,
  /** All that is its own. */
  WHOLE;

  /** Whether one who may use this may use {@code other}. */
  public boolean covers(Segment other) {
    return compareTo(other) >= 0;
  }
}
