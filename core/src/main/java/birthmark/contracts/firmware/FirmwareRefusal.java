package birthmark.contracts.firmware;

import birthmark.contract.Reason;

/** Why a transaction is refused by {@link Firmware}, in the order checked. */
public enum FirmwareRefusal implements Reason {
  /** Nobody registered the model. */
  NO_SUCH_MODEL("No model has this id. Register the model first, or check how it is written."),
  /** Only its maker. */
  NOT_THE_MAKER(
      "Only the model's maker, while it holds the role maker, publishes and revokes its firmware."
          + " Sign with a key of that party."),
  /** The version is taken. */
  VERSION_TAKEN(
      "Another release of the model has this version, and a version is given once. Choose"
          + " another."),
  /** The image is taken. */
  IMAGE_TAKEN(
      "Another release of the model has this very image. Publish a new image, or refer to that"
          + " release."),
  /** The security counter would fall. */
  COUNTER_WENT_BACK(
      "The security counter is below that of the release before. Keep it, or raise it: things"
          + " refuse to go back."),
  /** There is nothing the deadline could be for. */
  NO_RELEASE_BEFORE(
      "This is the model's first release, so no release before it can have a deadline. Leave the"
          + " deadline out."),
  /** Too many deadlines lie ahead. */
  TOO_MANY_DEADLINES(
      "The model's releases have 32 deadlines still to come, the most there may be. Leave the"
          + " deadline out, or set one no later than those."),
  /** There is no such release. */
  NO_SUCH_RELEASE(
      "The model has no release with this version. List its releases to see how it is written."),
  /** It is revoked already. */
  ALREADY_REVOKED("The release was revoked before, for ever. Nothing needs to be done.");

  private final String sentence;

  FirmwareRefusal(String sentence) {
    this.sentence = sentence;
  }

  @Override
  public String sentence() {
    return sentence;
  }
}
