package birthmark.contracts.admission;

/** Why evidence does not get a thing admitted, in the order checked: the first that holds. */
public enum Finding {
  /** Somebody can look into the thing and change it. */
  DEBUG_ENABLED(
      "A debug facility of the thing is enabled, so whoever holds it can change what it measures."
          + " Disable it, restart the thing and attest again."),
  /** The measurement could be a lie. */
  NOT_MEASURED_WELL_ENOUGH(
      "The measurement rests on less than the model or the operator's policy asks for, so a good"
          + " digest may be a lie. Attest by measured boot, or, where the model allows it, lower"
          + " the policy."),
  /** Nobody published the image. */
  UNKNOWN_IMAGE(
      "The model has no release with this image: it was changed, or never published. Install a"
          + " published release and attest again."),
  /** It ran a release with a higher security counter before. */
  ROLLED_BACK(
      "The release's security counter is below that of one the thing ran before. Install a release"
          + " with at least that counter and attest again."),
  /** The release's deadline has passed. */
  SUPERSEDED("The release's deadline has passed. Install a newer release and attest again."),
  /** There is nothing to compare the settings with. */
  NO_BASELINE(
      "The operator's policy asks for a baseline of settings, and none is set for the model. Set"
          + " one and let the thing attest again."),
  /** The settings are others than the operator's. */
  SETTINGS_DIFFER(
      "The thing's settings are not those of the operator's baseline. Restore them, or set a new"
          + " baseline if they are right, and attest again."),
  /** The release was revoked. */
  IMAGE_REVOKED(
      "The release was revoked, and the operator's policy keeps out what runs it. Install another"
          + " release and attest again.");

  private final String sentence;

  Finding(String sentence) {
    this.sentence = sentence;
  }

  /** What was wrong and what to do about it, for people. */
  public String sentence() {
    return sentence;
  }
}
