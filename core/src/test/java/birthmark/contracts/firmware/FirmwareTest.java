package birthmark.contracts.firmware;

import static birthmark.testing.Fleet.CAMERA;
import static birthmark.testing.Fleet.LOCK;
import static birthmark.testing.Fleet.release;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.contract.Fact;
import birthmark.contract.Outcome;
import birthmark.contract.Reason;
import birthmark.contract.Role;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.contracts.things.ModelId;
import birthmark.state.Entry;
import birthmark.testing.ContractTest;
import birthmark.testing.Fleet;
import birthmark.testing.FleetHearing;
import birthmark.testing.Hearing;
import birthmark.testing.ProductContractTest;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FirmwareTest extends ProductContractTest<Fleet> {
  private final Fleet fleet = new Fleet();

  private Timestamp in(long seconds) {
    return fleet.now().time().plusSeconds(seconds);
  }

  private Reason refuse(FirmwareTransaction transaction) {
    return fleet.refuse(fleet.maker(), transaction);
  }

  private static FirmwareTransaction.RevokeRelease revocation(ModelId model, String version) {
    return new FirmwareTransaction.RevokeRelease(
        model,
        new Version(version),
        Severity.HIGH,
        "it opens the door",
        Optional.of("ACME-2026-1"));
  }

  private Release find(String version) {
    return fleet
        .view()
        .find(Firmware.RELEASES, new ReleaseId(CAMERA, new Version(version)))
        .orElseThrow();
  }

  private Optional<Timestamp> deadline(String version) {
    return Firmware.deadline(fleet.view(), CAMERA, find(version));
  }

  private ReleaseStanding standing(String version) {
    ReleaseId id = new ReleaseId(CAMERA, new Version(version));
    return ReleaseStanding.of(
        id,
        find(version),
        fleet.view().find(Firmware.LINES, CAMERA).orElseThrow(),
        fleet.now().time());
  }

  @Test
  void aReleaseIsFoundByVersionAndByImage() {
    fleet.publish(CAMERA, "1.0", 3);
    Entry<ReleaseId, Release> found =
        Firmware.byImage(fleet.view(), CAMERA, Fleet.image(CAMERA, "1.0")).orElseThrow();
    assertEquals(new ReleaseId(CAMERA, new Version("1.0")), found.key());
    assertEquals(find("1.0"), found.value());
    assertEquals(3, found.value().securityCounter());
    assertEquals(Fleet.party(fleet.maker()), found.value().maker());
    assertEquals(
        Optional.empty(),
        Firmware.byImage(fleet.view(), LOCK, Fleet.image(CAMERA, "1.0")),
        "an image of one model is no image of another");
  }

  FirmwareTest() {
    super(Firmware.class, Fleet::new);
  }

  @Override
  protected Hearing hearing() {
    return new FleetHearing().hearing;
  }

  @Override
  protected NaiveModel model(Hearing hearing) {
    return new NaiveFirmware(new FleetHearing(), hearing);
  }

  private static FirmwareTransaction first(ModelId model) {
    return release(model, "1.0", 1, Optional.empty());
  }

  private static Outcome publish(Fleet fleet, FirmwareTransaction transaction) {
    return fleet.outcome(fleet.maker(), transaction);
  }

  private static Fleet published() {
    Fleet fleet = new Fleet();
    fleet.publish(CAMERA, "1.0", 5);
    return fleet;
  }

  @Override
  protected List<Case<Fleet>> cases() {
    return List.of(
        accepts(
            "a maker publishes for its model",
            world -> publish(world, first(CAMERA)),
            FirmwareFact.ReleasePublished.class),
        accepts(
            "a deadline is told when it passes",
            world -> {
              Fleet fleet = published();
              fleet.publish(CAMERA, "1.1", 5, fleet.now().time().plusSeconds(100));
              ContractTest.assertFacts(fleet.come(98));
              return fleet.come(1);
            },
            FirmwareFact.DeadlinePassed.class),
        accepts(
            "of deadlines that gave way to an earlier one nothing is told",
            world -> {
              Fleet fleet = published();
              Timestamp end = fleet.now().time().plusSeconds(100);
              fleet.publish(CAMERA, "1.1", 5, end);
              fleet.publish(CAMERA, "1.2", 5, end.plusSeconds(50));
              fleet.publish(CAMERA, "1.3", 5, end);
              fleet.publish(CAMERA, "1.4", 5, end.plusSeconds(10));
              return fleet.come(1_000);
            },
            FirmwareFact.DeadlinePassed.class,
            FirmwareFact.DeadlinePassed.class),
        accepts(
            "a maker revokes what it published",
            world -> publish(published(), revocation(CAMERA, "1.0")),
            FirmwareFact.ReleaseRevoked.class),
        refuses(
            FirmwareRefusal.NO_SUCH_MODEL,
            "nothing is published for a model that nobody registered",
            world -> publish(world, first(new ModelId("acme:none")))),
        refuses(
            FirmwareRefusal.NOT_THE_MAKER,
            "another maker publishes nothing for it",
            world -> world.outcome(world.other(), first(CAMERA))),
        refuses(
            FirmwareRefusal.NOT_THE_MAKER,
            "another maker revokes nothing of it",
            world -> {
              world.publish(CAMERA, "1.0", 1);
              return world.outcome(world.other(), revocation(CAMERA, "1.0"));
            }),
        refuses(
            FirmwareRefusal.NO_RELEASE_BEFORE,
            "a first release gives no deadline",
            world -> publish(world, release(CAMERA, "1.0", 1, Optional.of(Fleet.START)))),
        refuses(
            FirmwareRefusal.VERSION_TAKEN,
            "a version is given once",
            world -> publish(published(), release(CAMERA, "1.0", 6, Optional.empty()))),
        refuses(
            FirmwareRefusal.IMAGE_TAKEN,
            "an image is published once for a model",
            world -> publish(published(), sameImage(CAMERA, "1.0", "1.1"))),
        accepts(
            "an image may be that of another model too",
            world -> publish(published(), sameImage(LOCK, "1.0", "1.1")),
            FirmwareFact.ReleasePublished.class),
        refuses(
            FirmwareRefusal.COUNTER_WENT_BACK,
            "the security counter does not fall",
            world -> publish(published(), release(CAMERA, "1.1", 4, Optional.empty()))),
        refuses(
            FirmwareRefusal.NO_SUCH_RELEASE,
            "what was not published is not revoked",
            world -> publish(published(), revocation(CAMERA, "9.9"))),
        refuses(
            FirmwareRefusal.ALREADY_REVOKED,
            "a release is revoked once",
            world -> {
              Fleet fleet = published();
              publish(fleet, revocation(CAMERA, "1.0"));
              return publish(fleet, revocation(CAMERA, "1.0"));
            }),
        refuses(
            FirmwareRefusal.TOO_MANY_DEADLINES,
            "no more deadlines lie ahead than are kept",
            world -> {
              Fleet fleet = published();
              Timestamp far = Fleet.START.plusSeconds(10_000);
              for (int i = 0; i < Line.DEADLINES_MAX; i++) {
                fleet.publish(CAMERA, "2." + i, 5, far.plusSeconds(i));
              }
              return publish(fleet, release(CAMERA, "3.0", 5, Optional.of(far.plusSeconds(1_000))));
            }));
  }

  /** A release of {@code model} with the image of the camera's {@code published}. */
  private static FirmwareTransaction.Publish sameImage(
      ModelId model, String published, String version) {
    return new FirmwareTransaction.Publish(
        model,
        new Version(version),
        Fleet.image(CAMERA, published),
        1,
        9,
        Optional.empty(),
        "urn:uuid:0",
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void aMakerThatLostItsRolePublishesAndRevokesNothing() {
    fleet.publish(CAMERA, "1.0", 1);
    fleet.accept(
        fleet.maker(), new PartyTransaction.Withdraw(Fleet.party(fleet.maker()), Role.MAKER));
    assertEquals(
        FirmwareRefusal.NOT_THE_MAKER, refuse(release(CAMERA, "1.1", 1, Optional.empty())));
    assertEquals(FirmwareRefusal.NOT_THE_MAKER, refuse(revocation(CAMERA, "1.0")));
  }

  @Test
  void theSecurityCounterMayStayAndRiseButNotFall() {
    fleet.publish(CAMERA, "1.0", 5);
    fleet.publish(CAMERA, "1.1", 5);
    fleet.publish(CAMERA, "1.2", 9);
    assertEquals(
        FirmwareRefusal.COUNTER_WENT_BACK, refuse(release(CAMERA, "1.3", 8, Optional.empty())));
  }

  @Test
  void aDeadlineHoldsForTheReleaseBeforeAndAllBeforeThat() {
    fleet.publish(CAMERA, "1.0", 1);
    fleet.publish(CAMERA, "1.1", 1);
    Timestamp end = in(1_000);
    fleet.publish(CAMERA, "1.2", 1, end);
    assertEquals(Optional.of(end), deadline("1.0"));
    assertEquals(Optional.of(end), deadline("1.1"));
    assertEquals(Optional.empty(), deadline("1.2"));
  }

  @Test
  void anOlderReleaseNeverOutlivesAYoungerOne() {
    fleet.publish(CAMERA, "1.0", 1);
    Timestamp early = in(1_000);
    fleet.publish(CAMERA, "1.1", 1, early);
    Timestamp late = in(9_000);
    fleet.publish(CAMERA, "1.2", 1, late);
    assertEquals(Optional.of(early), deadline("1.0"));
    assertEquals(Optional.of(late), deadline("1.1"));
    Timestamp urgent = in(500);
    fleet.publish(CAMERA, "1.3", 1, urgent);
    assertEquals(Optional.of(urgent), deadline("1.0"));
    assertEquals(Optional.of(urgent), deadline("1.1"));
    assertEquals(Optional.of(urgent), deadline("1.2"));
    assertEquals(Optional.empty(), deadline("1.3"));
  }

  @Test
  void deadlinesThatHavePassedMakeRoomForNewOnes() {
    fleet.publish(CAMERA, "1.0", 1);
    for (int i = 1; i <= Line.DEADLINES_MAX; i++) {
      fleet.publish(CAMERA, "1." + i, 1, in(100 + i));
    }
    assertEquals(
        FirmwareRefusal.TOO_MANY_DEADLINES,
        refuse(release(CAMERA, "2.0", 1, Optional.of(in(5_000)))));
    fleet.pass(110);
    Timestamp end = in(5_000);
    fleet.publish(CAMERA, "2.0", 1, end);
    assertEquals(Optional.of(end), deadline("1." + Line.DEADLINES_MAX));
    assertTrue(!fleet.now().time().isBefore(deadline("1.0").orElseThrow()), "it stays superseded");
  }

  @Test
  void aReleaseStandsAsItsDeadlineAndRevocationSay() {
    fleet.publish(CAMERA, "1.0", 1);
    assertEquals(ReleaseStanding.Kind.NEWEST, standing("1.0").kind());
    Timestamp end = in(1_000);
    fleet.publish(CAMERA, "1.1", 1, end);
    assertEquals(ReleaseStanding.Kind.OLDER, standing("1.0").kind());
    assertEquals(Optional.of(end), standing("1.0").deadline());
    fleet.pass(1_000);
    assertEquals(ReleaseStanding.Kind.SUPERSEDED, standing("1.0").kind());
    fleet.accept(fleet.maker(), revocation(CAMERA, "1.0"));
    assertEquals(ReleaseStanding.Kind.REVOKED, standing("1.0").kind());
    assertEquals(new Version("1.1"), standing("1.0").newest());
  }

  @Test
  void everybodyMayReadOfAReleaseAndARevocationIsAnAlarm() {
    Fact published =
        fleet.accept(fleet.maker(), release(CAMERA, "1.0", 1, Optional.empty())).getFirst();
    Fact revoked = fleet.accept(fleet.maker(), revocation(CAMERA, "1.0")).getFirst();
    assertTrue(published.open() && revoked.open());
    assertTrue(revoked.alarm() && !published.alarm());
    assertEquals(List.of(Fleet.party(fleet.maker()).subject()), revoked.concerns());
  }

  @Test
  void aLocationIsAUriThatSomebodyCanFetch() {
    for (String sound :
        List.of("https://a.example/x?y=z#w", "coaps://[2001:db8::1]/fw", "urn:acme:fw:1")) {
      assertEquals(sound, located(sound).location());
    }
    for (String unsound :
        List.of(
            "http://a.example/x",
            "https://",
            "urn:",
            "ftp://a.example/x",
            "https://a.example/a b",
            "https://a.example/<x>",
            "https://a.example/é",
            "/x")) {
      assertThrows(IllegalArgumentException.class, () -> located(unsound), unsound);
    }
  }

  private static FirmwareTransaction.Publish located(String location) {
    return new FirmwareTransaction.Publish(
        CAMERA,
        new Version("1.0"),
        Bytes.copyOf(new byte[32]),
        1,
        1,
        Optional.empty(),
        location,
        Optional.empty(),
        Optional.empty());
  }

  @Test
  void aVersionFitsIntoAPath() {
    for (String sound : List.of("1", "1.2.3-rc.1+abc_d", "V2", "a".repeat(Version.MAX))) {
      assertEquals(sound, new Version(sound).text());
    }
    for (String unsound :
        List.of("", ".1", "-1", "1/2", "1 2", "1é", "a".repeat(Version.MAX + 1))) {
      assertThrows(IllegalArgumentException.class, () -> new Version(unsound), unsound);
    }
  }
}
