package birthmark.contract;

/**
 * Classes of transactions that a party may have approved by several before they take effect.
 *
 * <p>A contract says which of its transactions are of a class ({@link Surface#approvals}); the rest
 * follows. Positions are for ever from 1.0 on; a new class goes last.
 */
public enum ApprovalClass {
  /** What a party has approved, and by whom. */
  POLICIES,
  /** A party's own keys. */
  KEYS,
  /** Roles that a replica gives and takes. */
  ROLES,
  /** The ledger's rules. */
  RULES,
  /** Who owns a thing. */
  OWNERSHIP,
  /** Firmware releases. */
  RELEASE,
  /** The end of a firmware release. */
  REVOCATION,
  /** What an operator asks of things before it lets them in. */
  ADMISSION,
  /** A new key for a party that lost its own, which guardians give it. */
  RECOVERY,
  /** Samples that are left out. */
  EXCLUSION,
  /** Which roots of makers' certificates are trusted. */
  ROOTS,
  /** What lets a thing in whatever its evidence shows; it always takes two. */
  BREAK_GLASS,
  /** Who is a maker. Where a party has no policy for it, that for roles counts. */
  MAKERS
}
