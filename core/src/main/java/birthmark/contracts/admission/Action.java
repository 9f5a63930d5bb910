package birthmark.contracts.admission;

/** What becomes of a thing that runs a revoked release, in rising order. */
public enum Action {
  /** It stays in; its operator is warned. */
  WARN,
  /** It stays in, in the narrower segment for such things. */
  RESTRICT,
  /** It is kept apart until it runs another release. */
  QUARANTINE
}
