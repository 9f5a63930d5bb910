package birthmark.contracts.admission;

/** Whether a thing can be debugged, numbered as RFC 9711, section 4.2.9. */
public enum DebugStatus {
  /** A debug facility is enabled. */
  ENABLED,
  /** All are disabled now. */
  DISABLED,
  /** All have been disabled since the thing started. */
  DISABLED_SINCE_BOOT,
  /** Nobody but the manufacturer can enable one. Needs the claim {@code oemid}: not used here. */
  DISABLED_PERMANENTLY,
  /** Nobody can enable one ever again. */
  DISABLED_FULLY_AND_PERMANENTLY
}
