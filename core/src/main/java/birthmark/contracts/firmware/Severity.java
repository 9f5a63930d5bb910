package birthmark.contracts.firmware;

/** How bad it is to go on running a revoked release, in rising order. */
public enum Severity {
  /** Little harm. */
  LOW,
  /** Some harm, or harm under rare conditions. */
  MEDIUM,
  /** Much harm. */
  HIGH,
  /** It is being exploited, or people may come to harm. */
  CRITICAL
}
