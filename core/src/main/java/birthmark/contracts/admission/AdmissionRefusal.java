package birthmark.contracts.admission;

import birthmark.contract.Reason;

/** Why a transaction is refused by {@link Admission}, in the order checked. */
public enum AdmissionRefusal implements Reason {
  /** Only operators. */
  NOT_AN_OPERATOR(
      "Only a party with the role operator sets policies and baselines. Ask a replica for the"
          + " role, or sign with a key of that party."),
  /** Nobody registered the model. */
  NO_SUCH_MODEL("No model has this id. Check how it is written."),
  /** The model asks for more. */
  BELOW_THE_MODELS_LEAST(
      "The model's maker asks for more than this policy: measurements of its things must rest on"
          + " measured boot. Ask for as much, or more."),
  /** It is no thing's. */
  NO_SUCH_THING("No thing has this id or key. Register the thing first."),
  /** Only its owner. */
  NOT_THE_OWNER(
      "Only a thing's owner decides that. Sign with a key of that party; a part is its whole's"
          + " owner's."),
  /** It is out already. */
  OUT_ALREADY(
      "The thing is quarantined or banned already and stays out until you lift that. Nothing"
          + " needs to be done; to ban what is quarantined, ban it."),
  /** There is nothing to lift. */
  NOT_BANNED("The thing is not banned by you. Nothing needs to be lifted."),
  /** There is nothing to lift. */
  NOT_QUARANTINED(
      "The thing is not quarantined by you. What a revocation keeps apart comes back with another"
          + " release; a copied key needs new keys."),
  /** Not evidence in form. */
  EVIDENCE_MALFORMED(
      "This is not evidence: a COSE_Sign1 of content type application/eat+cwt whose claims are"
          + " exactly those of the profile. Correct the claim named and sign again."),
  /** The key counts no more. */
  EVIDENCE_KEY_REVOKED(
      "The key that signed the evidence has been revoked. Sign with the thing's present key."),
  /** It speaks for another. */
  UEID_NOT_THE_SIGNER(
      "The evidence names another thing than the one whose key signed it. A thing attests for"
          + " itself alone."),
  /** Its key has a copy. */
  KEY_COPIED(
      "The thing is quarantined because its key was copied, so its evidence shows nothing. Let"
          + " its owner and maker give it new keys, or release it."),
  /** No such block. */
  NONCE_UNKNOWN(
      "The nonce names no block of this ledger that is remembered: its height and the log's root"
          + " after it. Fetch the latest checkpoint and attest again."),
  /** An old block. */
  NONCE_STALE(
      "The block that the nonce names is too old. Fetch the latest checkpoint and attest again."),
  /** A block used before. */
  NONCE_USED(
      "The thing attested with this block or a later one before, and a nonce counts once. Fetch"
          + " the latest checkpoint and attest again."),
  /** It was restored from a snapshot, or there are two of it. */
  BOOT_COUNT_WENT_BACK(
      "The thing says it was started fewer times than it said before: it was restored from a"
          + " snapshot, or another one uses its key. Look at the thing; if it is sound, give it"
          + " new keys."),
  /** The dead stay out. */
  THING_DECOMMISSIONED("The thing was decommissioned, which is for ever."),
  /** Nobody breaks the glass alone. */
  NOT_BY_TWO(
      "It takes two people to let a thing in like this. Have your party require two approvals or"
          + " more for the class break-glass, then propose it and have another approve."),
  /** An emergency ends soon. */
  EMERGENCY_TOO_LONG("It must end after now and within three days. Name an earlier end."),
  /** Only the maker knows. */
  NOT_THE_MAKER(
      "What things of a model may talk to is for the model's maker to say, while it holds the role"
          + " maker."),
  /** Nothing to tighten. */
  NO_SUCH_USAGE(
      "The model's maker describes no usage with this digest now. Look at the one in force and"
          + " name its digest."),
  /** A name too many. */
  NOT_IN_THE_USAGE("The usage description has no such entry or topic. Name those that it has."),
  /** Who decides at doors. */
  NOT_A_WATCHER("Who decides at a door holds the role auditor or operator. Have it granted."),
  /** Nothing to end. */
  NO_SUCH_WATCH("There is no watch of yours to end."),
  /** A device is enrolled once. */
  ALREADY_KNOWN("You have enrolled this device already. Strike it off first to enrol it anew."),
  /** What can attest must. */
  HAS_A_CERTIFICATE(
      "A thing with a birth certificate goes by this identifier. Let it attest; if it is another,"
          + " find out which of the two is not what it says."),
  /** There is nothing to strike off. */
  NOT_KNOWN("You have enrolled no such device. List yours to see how they are named.");

  private final String sentence;

  AdmissionRefusal(String sentence) {
    this.sentence = sentence;
  }

  @Override
  public String sentence() {
    return sentence;
  }
}
