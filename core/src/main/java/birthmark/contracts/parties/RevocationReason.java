package birthmark.contracts.parties;

/** Why a key no longer counts. */
public enum RevocationReason {
  /** Another key took its place. */
  SUPERSEDED,
  /** Nobody can use it any more. */
  LOST,
  /** Somebody else may have it. */
  COMPROMISED,
  /** What it was for has ended. */
  NO_LONGER_NEEDED
}
