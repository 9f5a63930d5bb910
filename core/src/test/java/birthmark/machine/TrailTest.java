package birthmark.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.codec.Timestamp;
import birthmark.contract.Keys;
import birthmark.contract.Subject;
import birthmark.contracts.things.Assurance;
import birthmark.cose.SigningKey;
import birthmark.state.Entry;
import birthmark.testing.Fleet;
import birthmark.testing.Fleet.Device;
import birthmark.testing.Life;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TrailTest {
  private final Fleet fleet = new Fleet();

  private Optional<Trail> others(Subject subject) {
    return fleet.view().find(Trail.TABLE, subject);
  }

  private Optional<Trail> own(SigningKey key) {
    return fleet.view().find(Window.TABLE, key.publicKey().thumbprint()).flatMap(Window::trail);
  }

  @Test
  void aLinkIsTheHashThatTheProtocolSays() {
    Bytes outcome = Sha256.of(Bytes.fromHex("01"));
    Trail one = Trail.NONE.with(7, 3, new Timestamp(1_000), outcome);
    Sha256 hash = new Sha256().add(0x20).add(new byte[32]);
    hash.add(ByteBuffer.allocate(24).putLong(7).putLong(3).putLong(1_000).array());
    assertEquals(new Trail(1, Bytes.ofOwned(hash.add(outcome).digest())), one);
    Trail two = one.with(8, 3, new Timestamp(1_000), outcome);
    assertEquals(2, two.count());
    assertNotEquals(one.head(), two.head());
    assertNotEquals(two, one.with(9, 3, new Timestamp(1_000), outcome));
    assertNotEquals(two, one.with(8, 4, new Timestamp(1_000), outcome));
    assertNotEquals(two, one.with(8, 3, new Timestamp(1_001), outcome));
  }

  @Test
  void whatAThingSignsOfItselfIsInItsKeysWindowAndNothingElseIs() {
    fleet.publish(Fleet.CAMERA, "1.0.0", 1);
    Device camera = fleet.born(Fleet.CAMERA, Assurance.SELF_REPORTED);
    assertEquals(3, others(camera.id().subject()).orElseThrow().count());
    assertEquals(Optional.empty(), own(camera.key()));
    fleet.accept(camera.key(), Fleet.attest(camera, fleet.evidence(camera, "1.0.0")));
    assertEquals(3, others(camera.id().subject()).orElseThrow().count());
    assertEquals(1, own(camera.key()).orElseThrow().count());
    fleet.attest(camera, "1.0.0");
    assertEquals(4, others(camera.id().subject()).orElseThrow().count());
    assertEquals(1, own(camera.key()).orElseThrow().count());
    assertEquals(Optional.empty(), own(fleet.operator()), "parties have no trails");
    assertEquals(Optional.empty(), others(Fleet.party(fleet.operator()).subject()));
  }

  @Test
  void aRefusedStatementIsInNoTrail() {
    Device camera = fleet.born(Fleet.CAMERA, Assurance.SELF_REPORTED);
    Trail before = others(camera.id().subject()).orElseThrow();
    fleet.refuse(
        camera.key(),
        Fleet.attest(
            camera, fleet.evidence(fleet.born(Fleet.CAMERA, Assurance.SELF_REPORTED), "1.0.0")));
    assertEquals(before, others(camera.id().subject()).orElseThrow());
    assertEquals(Optional.empty(), own(camera.key()));
  }

  @Test
  void everyKeyThatASubjectHasOrHadIsListed() {
    Life life = new Life(new Fleet(), 1);
    List<Entry<Keys.OfSubject, Keys.Since>> listed =
        life.fleet()
            .view()
            .list(
                Keys.OF_SUBJECT,
                List.of(life.subject().kind(), life.subject().id()),
                Optional.empty(),
                100);
    assertEquals(4, listed.size());
    int revoked = 0;
    for (Entry<Keys.OfSubject, Keys.Since> each : listed) {
      Keys.Registered key = life.fleet().view().find(Keys.TABLE, each.key().key()).orElseThrow();
      assertEquals(life.subject(), key.subject());
      assertEquals(key.since(), each.value().since());
      revoked += key.revoked().isPresent() ? 1 : 0;
    }
    assertEquals(2, revoked);
    Subject founder = Fleet.party(life.fleet().maker()).subject();
    assertFalse(
        life.fleet()
            .view()
            .list(Keys.OF_SUBJECT, List.of(founder.kind(), founder.id()), Optional.empty(), 9)
            .isEmpty());
  }
}
