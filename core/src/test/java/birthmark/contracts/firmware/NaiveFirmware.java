package birthmark.contracts.firmware;

import static birthmark.testing.ContractSamples.pick;
import static org.junit.jupiter.api.Assertions.assertEquals;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.contract.Fact;
import birthmark.contract.Reason;
import birthmark.contracts.things.ModelId;
import birthmark.cose.CoseKey;
import birthmark.state.Entry;
import birthmark.state.View;
import birthmark.testing.ContractTest;
import birthmark.testing.Fleet;
import birthmark.testing.FleetHearing;
import birthmark.testing.Hearing;
import birthmark.testing.PartyWorld;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Releases once more, as a list in the order published. */
final class NaiveFirmware implements ContractTest.NaiveModel {
  private static final ModelId NO_MODEL = new ModelId("acme:none");

  private record Made(
      FirmwareTransaction.Publish release, boolean revoked, Optional<Timestamp> nextDeadline) {}

  private final FleetHearing parties;
  private final Hearing hearing;
  private final List<Made> all = new ArrayList<>();
  private final List<FirmwareFact.DeadlinePassed> ahead = new ArrayList<>();

  NaiveFirmware(FleetHearing parties, Hearing hearing) {
    this.parties = parties;
    this.hearing = hearing;
  }

  @Override
  public ContractTest.Move move(Random random) {
    CoseKey signer = random.nextInt(8) == 0 ? parties.other : parties.maker;
    ModelId model =
        random.nextInt(12) == 0 ? NO_MODEL : pick(List.of(Fleet.CAMERA, Fleet.PUMP), random);
    String version = "v" + random.nextInt(60);
    if (random.nextInt(4) == 0) {
      return new ContractTest.Move(
          signer,
          new FirmwareTransaction.RevokeRelease(
              model, new Version(version), Severity.HIGH, "bad", Optional.empty()));
    }
    Bytes image = Fleet.image(Fleet.CAMERA, "image " + random.nextInt(200));
    Optional<Timestamp> deadline =
        random.nextInt(3) == 0
            ? Optional.of(hearing.time().plusSeconds(random.nextInt(400)))
            : Optional.empty();
    return new ContractTest.Move(
        signer,
        new FirmwareTransaction.Publish(
            model,
            new Version(version),
            image,
            1,
            hearing.height() / 8 + random.nextInt(3),
            Optional.empty(),
            "urn:x:y",
            deadline,
            Optional.empty()));
  }

  private List<Made> of(ModelId model) {
    return all.stream().filter(made -> made.release().model().equals(model)).toList();
  }

  @Override
  public Optional<Reason> decide(ContractTest.Move move) {
    return switch ((FirmwareTransaction) move.transaction()) {
      case FirmwareTransaction.Publish tx -> publish(move.key(), tx);
      case FirmwareTransaction.RevokeRelease tx -> revoke(move.key(), tx);
    };
  }

  private Optional<Reason> publish(CoseKey signer, FirmwareTransaction.Publish tx) {
    List<Made> before = of(tx.model());
    if (tx.model().equals(NO_MODEL)) {
      return Optional.of(FirmwareRefusal.NO_SUCH_MODEL);
    }
    if (!signer.equals(parties.maker)) {
      return Optional.of(FirmwareRefusal.NOT_THE_MAKER);
    }
    if (before.stream().anyMatch(made -> made.release().version().equals(tx.version()))) {
      return Optional.of(FirmwareRefusal.VERSION_TAKEN);
    }
    if (before.stream().anyMatch(made -> made.release().image().equals(tx.image()))) {
      return Optional.of(FirmwareRefusal.IMAGE_TAKEN);
    }
    if (before.stream().anyMatch(made -> made.release().securityCounter() > tx.securityCounter())) {
      return Optional.of(FirmwareRefusal.COUNTER_WENT_BACK);
    }
    if (before.isEmpty() && tx.previousDeadline().isPresent()) {
      return Optional.of(FirmwareRefusal.NO_RELEASE_BEFORE);
    }
    if (tx.previousDeadline().isPresent()) {
      Made last = before.getLast();
      all.set(all.indexOf(last), new Made(last.release(), last.revoked(), tx.previousDeadline()));
      Timestamp from = tx.previousDeadline().get();
      ahead.removeIf(later -> later.model().equals(tx.model()) && !later.from().isBefore(from));
      ahead.add(
          new FirmwareFact.DeadlinePassed(
              tx.model(), last.release().version(), from, PartyWorld.id(parties.maker)));
    }
    all.add(new Made(tx, false, Optional.empty()));
    return Optional.empty();
  }

  private Optional<Reason> revoke(CoseKey signer, FirmwareTransaction.RevokeRelease tx) {
    if (tx.model().equals(NO_MODEL)) {
      return Optional.of(FirmwareRefusal.NO_SUCH_MODEL);
    }
    if (!signer.equals(parties.maker)) {
      return Optional.of(FirmwareRefusal.NOT_THE_MAKER);
    }
    for (Made made : of(tx.model())) {
      if (made.release().version().equals(tx.version())) {
        if (made.revoked()) {
          return Optional.of(FirmwareRefusal.ALREADY_REVOKED);
        }
        all.set(all.indexOf(made), new Made(made.release(), true, made.nextDeadline()));
        return Optional.empty();
      }
    }
    return Optional.of(FirmwareRefusal.NO_SUCH_RELEASE);
  }

  @Override
  public void pass(long seconds) {
    List<Fact> passed =
        ahead.stream()
            .filter(each -> !each.from().isAfter(hearing.time()))
            .sorted(
                Comparator.comparing(FirmwareFact.DeadlinePassed::from)
                    .thenComparing(each -> each.model().value()))
            .map(Fact.class::cast)
            .toList();
    assertEquals(passed, hearing.happened());
    ahead.removeIf(each -> passed.contains(each));
  }

  @Override
  public void compare(View state) {
    List<Entry<ReleaseId, Release>> stored =
        state.list(Firmware.RELEASES, List.of(), Optional.empty(), View.LIST_MAX);
    assertEquals(all.size(), stored.size());
    for (ModelId model : List.of(Fleet.CAMERA, Fleet.PUMP)) {
      List<Made> line = of(model);
      for (int i = 0; i < line.size(); i++) {
        Made made = line.get(i);
        Entry<ReleaseId, Release> found =
            Firmware.byImage(state, model, made.release().image()).orElseThrow();
        assertEquals(made.release().version(), found.key().version());
        assertEquals(i + 1, found.value().position());
        assertEquals(made.revoked(), found.value().revocation().isPresent());
        assertEquals(
            deadline(line.subList(i, line.size())),
            Firmware.deadline(state, model, found.value()),
            "release " + found.key());
      }
    }
  }

  /** The earliest deadline that the first of {@code releases} or a later one was given. */
  private static Optional<Timestamp> deadline(List<Made> releases) {
    return releases.stream()
        .flatMap(made -> made.nextDeadline().stream())
        .min(Timestamp::compareTo);
  }
}
