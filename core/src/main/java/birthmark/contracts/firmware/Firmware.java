package birthmark.contracts.firmware;

import birthmark.bytes.Bytes;
import birthmark.codec.Length;
import birthmark.codec.Timestamp;
import birthmark.contract.Acceptance;
import birthmark.contract.ApprovalClass;
import birthmark.contract.Context;
import birthmark.contract.Contract;
import birthmark.contract.Due;
import birthmark.contract.Now;
import birthmark.contract.Outcome;
import birthmark.contract.Readers;
import birthmark.contract.Role;
import birthmark.contract.Surface;
import birthmark.contracts.parties.Parties;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.things.Model;
import birthmark.contracts.things.ModelId;
import birthmark.contracts.things.Things;
import birthmark.state.Entry;
import birthmark.state.Table;
import birthmark.state.View;
import java.util.List;
import java.util.Optional;

/**
 * Firmware releases: who published which image of a model, from when an older one is no longer
 * admitted, and which may no longer run.
 *
 * <p>A revocation is one write, however many things run the release: what it means for each is
 * derived on read.
 */
public final class Firmware implements Contract<FirmwareTransaction> {
  /**
   * An image of a model.
   *
   * @param model the model it runs on
   * @param digest SHA-256 of the image
   */
  public record ImageId(ModelId model, @Length(min = 32, max = 32) Bytes digest) {}

  /**
   * A deadline of a model's releases.
   *
   * @param due from when they are no longer admitted
   * @param model the model
   */
  public record DeadlineId(Timestamp due, ModelId model) implements Due {}

  /** The releases. */
  public static final Table<ReleaseId, Release> RELEASES =
      Table.of(1, "releases", ReleaseId.class, Release.class);

  /** Which release has which image. */
  public static final Table<ImageId, Version> IMAGES =
      Table.of(2, "images", ImageId.class, Version.class);

  /** The line of each model's releases. */
  public static final Table<ModelId, Line> LINES = Table.of(3, "lines", ModelId.class, Line.class);

  /** The last release that each deadline holds for. */
  public static final Table<DeadlineId, Version> DEADLINES =
      Table.of(4, "deadlines", DeadlineId.class, Version.class);

  /** The contract; it keeps nothing of its own. */
  public Firmware() {}

  @Override
  public Outcome decide(View state, Context at, FirmwareTransaction transaction) {
    return switch (transaction) {
      case FirmwareTransaction.Publish publish -> publish(state, at, publish);
      case FirmwareTransaction.RevokeRelease revoke -> revoke(state, at, revoke);
    };
  }

  private static Outcome publish(View state, Context at, FirmwareTransaction.Publish tx) {
    Optional<Outcome> refusal = makerOnly(state, at, tx.model());
    if (refusal.isPresent()) {
      return refusal.get();
    }
    ReleaseId id = new ReleaseId(tx.model(), tx.version());
    if (state.find(RELEASES, id).isPresent()) {
      return Outcome.rejected(FirmwareRefusal.VERSION_TAKEN, "version " + tx.version());
    }
    ImageId image = new ImageId(tx.model(), tx.image());
    Optional<Version> taken = state.find(IMAGES, image);
    if (taken.isPresent()) {
      return Outcome.rejected(FirmwareRefusal.IMAGE_TAKEN, "it is that of version " + taken.get());
    }
    Optional<Line> before = state.find(LINES, tx.model());
    if (before.isPresent() && tx.securityCounter() < before.get().securityCounter()) {
      return Outcome.rejected(
          FirmwareRefusal.COUNTER_WENT_BACK,
          tx.securityCounter()
              + " after "
              + before.get().securityCounter()
              + " of version "
              + before.get().newest());
    }
    if (before.isEmpty() && tx.previousDeadline().isPresent()) {
      return Outcome.rejected(FirmwareRefusal.NO_RELEASE_BEFORE);
    }
    Line line = before.orElse(new Line(0, tx.version(), 0, List.of()));
    Acceptance accepted = Outcome.accepted();
    if (tx.previousDeadline().isPresent()) {
      Timestamp from = tx.previousDeadline().get();
      Optional<Line> superseded = line.supersede(from, at.time());
      if (superseded.isEmpty()) {
        return Outcome.rejected(FirmwareRefusal.TOO_MANY_DEADLINES);
      }
      for (Line.Deadline late : line.deadlines()) {
        if (late.from().isAfter(from)) {
          accepted.remove(DEADLINES, new DeadlineId(late.from(), tx.model()));
        }
      }
      accepted.put(DEADLINES, new DeadlineId(from, tx.model()), line.newest());
      line = superseded.get();
    }
    PartyId maker = new PartyId(at.signer().id());
    Release release =
        new Release(
            tx.image(),
            tx.imageSize(),
            tx.securityCounter(),
            line.releases() + 1,
            tx.sbom(),
            tx.location(),
            tx.notes(),
            maker,
            at.time(),
            Optional.empty());
    return accepted
        .put(RELEASES, id, release)
        .put(IMAGES, image, tx.version())
        .put(LINES, tx.model(), line.publish(tx.version(), tx.securityCounter()))
        .fact(
            new FirmwareFact.ReleasePublished(
                tx.model(),
                tx.version(),
                tx.image(),
                tx.securityCounter(),
                tx.previousDeadline(),
                maker))
        .outcome();
  }

  private static Outcome revoke(View state, Context at, FirmwareTransaction.RevokeRelease tx) {
    Optional<Outcome> refusal = makerOnly(state, at, tx.model());
    if (refusal.isPresent()) {
      return refusal.get();
    }
    ReleaseId id = new ReleaseId(tx.model(), tx.version());
    Optional<Release> release = state.find(RELEASES, id);
    if (release.isEmpty()) {
      return Outcome.rejected(FirmwareRefusal.NO_SUCH_RELEASE, "version " + tx.version());
    }
    if (release.get().revocation().isPresent()) {
      return Outcome.rejected(
          FirmwareRefusal.ALREADY_REVOKED, "at " + release.get().revocation().get().at());
    }
    Release.Revocation why =
        new Release.Revocation(tx.severity(), tx.reason(), tx.advisory(), at.time());
    return Outcome.accepted()
        .put(RELEASES, id, release.get().revoked(why))
        .fact(
            new FirmwareFact.ReleaseRevoked(
                tx.model(),
                tx.version(),
                tx.severity(),
                tx.reason(),
                tx.advisory(),
                new PartyId(at.signer().id())))
        .outcome();
  }

  private static Optional<Outcome> makerOnly(View state, Context at, ModelId id) {
    Optional<Model> model = state.find(Things.MODELS, id);
    if (model.isEmpty()) {
      return Optional.of(Outcome.rejected(FirmwareRefusal.NO_SUCH_MODEL, "model " + id));
    }
    boolean maker =
        model.get().maker().subject().equals(at.signer())
            && Parties.holds(state, at.signer(), Role.MAKER);
    return maker ? Optional.empty() : Optional.of(Outcome.rejected(FirmwareRefusal.NOT_THE_MAKER));
  }

  /** The release of {@code model} that has the image {@code digest}. */
  public static Optional<Entry<ReleaseId, Release>> byImage(
      View state, ModelId model, Bytes digest) {
    return state
        .find(IMAGES, new ImageId(model, digest))
        .flatMap(version -> find(state, new ReleaseId(model, version)));
  }

  /** The release {@code id} with its id. */
  public static Optional<Entry<ReleaseId, Release>> find(View state, ReleaseId id) {
    return state.find(RELEASES, id).map(release -> new Entry<>(id, release));
  }

  /** The moment from which {@code release} of {@code model} is no longer admitted, if any. */
  public static Optional<Timestamp> deadline(View state, ModelId model, Release release) {
    return state.find(LINES, model).flatMap(line -> line.deadline(release.position()));
  }

  /** The release of {@code model} that was published last. */
  public static Optional<Entry<ReleaseId, Release>> newest(View state, ModelId model) {
    return state
        .find(LINES, model)
        .flatMap(line -> find(state, new ReleaseId(model, line.newest())));
  }

  private static Outcome.Accepted pass(View state, Now at, DeadlineId id, Version last) {
    PartyId maker = state.find(Things.MODELS, id.model()).orElseThrow().maker();
    return Outcome.accepted()
        .fact(new FirmwareFact.DeadlinePassed(id.model(), last, id.due(), maker))
        .outcome();
  }

  private static Optional<ReleaseStanding> standing(View state, Timestamp now, ReleaseId id) {
    return state
        .find(RELEASES, id)
        .flatMap(
            release ->
                state
                    .find(LINES, id.model())
                    .map(line -> ReleaseStanding.of(id, release, line, now)));
  }

  @Override
  public Surface surface() {
    return Surface.at(
            "firmware", "firmware", "Firmware releases, their images, deadlines and revocations.")
        .reads(Parties.class)
        .reads(Things.class)
        .submit(FirmwareTransaction.class)
        .facts(FirmwareFact.class)
        .refusals(FirmwareRefusal.class)
        .tables(RELEASES, IMAGES, LINES, DEADLINES)
        .approvals(ApprovalClass.RELEASE, FirmwareTransaction.Publish.class)
        .approvals(ApprovalClass.REVOCATION, FirmwareTransaction.RevokeRelease.class)
        .due(DEADLINES, Firmware::pass)
        .find("releases/{model}/{version}", "A release.", RELEASES, Readers.everyone())
        .list("models/{model}/releases", "A model's releases.", RELEASES, Readers.everyone())
        .find(
            "models/{model}/line",
            "A model's newest release and the deadlines of older ones.",
            LINES,
            Readers.everyone())
        .find(
            "images/{model}/{digest}",
            "The version of the release that has an image.",
            IMAGES,
            Readers.everyone())
        .derive(
            "releases/{model}/{version}/standing",
            "Whether a release may run, and why.",
            ReleaseId.class,
            ReleaseStanding.class,
            Readers.everyone(),
            (state, now, id) -> standing(state, now.time(), id));
  }
}
