package birthmark.contracts.firmware;

import birthmark.codec.Length;
import birthmark.codec.Timestamp;
import birthmark.contracts.things.ModelId;
import java.util.Optional;

/**
 * Whether a release may run as of a moment.
 *
 * @param model the model
 * @param version the release
 * @param kind where it stands
 * @param newest the model's newest release
 * @param deadline the moment from which it is no longer admitted, past or to come
 * @param revocation why it may no longer run, if it was revoked
 * @param why the standing in words
 */
public record ReleaseStanding(
    ModelId model,
    Version version,
    Kind kind,
    Version newest,
    Optional<Timestamp> deadline,
    Optional<Release.Revocation> revocation,
    @Length(min = 1, max = 800) String why) {
  /** Where a release can stand. */
  public enum Kind {
    /** The newest of its model. */
    NEWEST,
    /** Older, and admitted still. */
    OLDER,
    /** Its deadline has passed. */
    SUPERSEDED,
    /** It was revoked. */
    REVOKED
  }

  static ReleaseStanding of(ReleaseId id, Release release, Line line, Timestamp now) {
    Optional<Timestamp> deadline = line.deadline(release.position());
    Kind kind;
    String why;
    if (release.revocation().isPresent()) {
      Release.Revocation revocation = release.revocation().get();
      kind = Kind.REVOKED;
      why = "It was revoked at " + revocation.at() + ": " + revocation.reason();
    } else if (deadline.isPresent() && !now.isBefore(deadline.get())) {
      kind = Kind.SUPERSEDED;
      why =
          "It is no longer admitted since "
              + deadline.get()
              + ". Install "
              + line.newest()
              + ", the newest.";
    } else if (release.position() == line.releases()) {
      kind = Kind.NEWEST;
      why = "It is the newest release of its model.";
    } else {
      kind = Kind.OLDER;
      why =
          "A newer release is out: "
              + line.newest()
              + "."
              + deadline.map(at -> " This one is admitted until " + at + ".").orElse("");
    }
    return new ReleaseStanding(
        id.model(), id.version(), kind, line.newest(), deadline, release.revocation(), why);
  }
}
