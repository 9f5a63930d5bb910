package birthmark.gateway.admission;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.contracts.admission.Finding;
import birthmark.contracts.admission.Standing;
import birthmark.contracts.admission.Standing.Kind;
import birthmark.contracts.firmware.Version;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.things.Assurance;
import birthmark.contracts.things.ModelId;
import birthmark.contracts.things.ThingId;
import birthmark.cose.KeyId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.junit.jupiter.api.Test;

/** The proof of one thing puts out those that its cause puts out, and nobody else. */
class KindredTest {
  private static final Timestamp BEFORE = new Timestamp(1_000);
  private static final Timestamp REVOKED = new Timestamp(2_000);
  private static final Timestamp UNTIL = new Timestamp(9_000);
  private static final String WHY = "Its release was revoked at 2000.";

  private final ConcurrentMap<ThingId, Known> known = new ConcurrentHashMap<>();

  private static ThingId thing(int number) {
    return new ThingId(Bytes.fromHex("%064x".formatted(number)));
  }

  private static PartyId party(String name) {
    return new PartyId(Bytes.copyOf((name + "-".repeat(32)).substring(0, 32).getBytes(US_ASCII)));
  }

  private static Known at(long height, Standing standing) {
    KeyId key = new KeyId(standing.thing().value());
    return new Known(standing, key, height, Optional.empty(), height);
  }

  private static Standing in(int number, String owner, String release, Kind kind) {
    return new Standing(
        thing(number),
        new ModelId("acme:lamp"),
        party(owner),
        true,
        kind,
        Optional.empty(),
        Optional.empty(),
        Optional.of(new Version(release)),
        Optional.of(Assurance.SELF_REPORTED),
        Optional.of(BEFORE),
        Optional.of(UNTIL),
        1,
        "It runs a genuine release.");
  }

  private static Standing after(Standing was, Kind kind, Optional<Finding> finding) {
    return new Standing(
        was.thing(),
        was.model(),
        was.owner(),
        kind.admits(),
        kind,
        Optional.empty(),
        finding,
        was.release(),
        was.measured(),
        Optional.of(REVOKED),
        kind.admits() ? Optional.of(new Timestamp(8_000)) : Optional.empty(),
        2,
        WHY);
  }

  private List<ThingId> all() {
    List<ThingId> all = new ArrayList<>(known.keySet());
    all.sort((one, other) -> one.value().compareTo(other.value()));
    return all;
  }

  /** What follows for the others once the first of its kin is proven to stand at {@code kind}. */
  private List<ThingId> followed(Kind kind, Optional<Finding> finding) {
    List<ThingId> kin =
        Kindred.among(all(), known).stream()
            .filter(each -> each.contains(thing(0)))
            .findFirst()
            .orElseThrow();
    Standing first = in(0, "bob", "1.0.0", Kind.ADMITTED);
    known.put(thing(0), at(7, after(first, kind, finding)));
    return Kindred.follow(kin, known);
  }

  private Known of(int number) {
    return Objects.requireNonNull(known.get(thing(number)));
  }

  private void keep(Standing standing) {
    known.put(standing.thing(), at(5, standing));
  }

  @Test
  void thoseOfTheSameOperatorModelAndReleaseFollow() {
    keep(in(0, "bob", "1.0.0", Kind.ADMITTED));
    keep(in(1, "bob", "1.0.0", Kind.ADMITTED));
    keep(in(2, "bob", "2.0.0", Kind.ADMITTED));
    keep(in(3, "eve", "1.0.0", Kind.ADMITTED));
    keep(in(4, "bob", "1.0.0", Kind.WARNED));
    keep(in(5, "bob", "1.0.0", Kind.EMERGENCY));
    assertEquals(
        List.of(thing(1), thing(4)),
        followed(Kind.QUARANTINED, Optional.of(Finding.IMAGE_REVOKED)));
    Known one = of(1);
    assertEquals(Segment.ATTESTATION, Decision.segment(one.standing()));
    assertEquals(
        after(
            in(1, "bob", "1.0.0", Kind.ADMITTED),
            Kind.QUARANTINED,
            Optional.of(Finding.IMAGE_REVOKED)),
        one.standing());
    assertEquals(7, one.height(), "as of the block that was proven");
    assertEquals(5, one.nanos(), "but no younger: whoever comes back is asked about");
    for (int i : new int[] {2, 3, 5}) {
      assertEquals(5, of(i).height(), "thing " + i);
    }
  }

  @Test
  void aNarrowerPartIsForAsLongAsItsOwnEvidenceCounts() {
    keep(in(0, "bob", "1.0.0", Kind.ADMITTED));
    keep(in(1, "bob", "1.0.0", Kind.ADMITTED));
    assertEquals(List.of(thing(1)), followed(Kind.RESTRICTED, Optional.of(Finding.IMAGE_REVOKED)));
    assertEquals(Optional.of(UNTIL), of(1).standing().until());
    assertEquals(Segment.NARROW, Decision.segment(of(1).standing()));
  }

  @Test
  void nothingFollowsFromWhatIsTheFirstOnesAlone() {
    for (Kind kind : Kind.values()) {
      keep(in(0, "bob", "1.0.0", Kind.ADMITTED));
      keep(in(1, "bob", "1.0.0", Kind.ADMITTED));
      assertEquals(List.of(), followed(kind, Optional.empty()), kind.name());
      keep(in(0, "bob", "1.0.0", Kind.ADMITTED));
      assertEquals(List.of(), followed(kind, Optional.of(Finding.SUPERSEDED)), kind.name());
    }
  }

  @Test
  void nothingFollowsThatLetsAnybodyUseMore() {
    keep(in(0, "bob", "1.0.0", Kind.ADMITTED));
    keep(in(1, "bob", "1.0.0", Kind.RESTRICTED));
    assertEquals(List.of(), followed(Kind.RESTRICTED, Optional.of(Finding.IMAGE_REVOKED)));
    keep(in(0, "bob", "1.0.0", Kind.ADMITTED));
    assertEquals(List.of(), followed(Kind.OBSERVED, Optional.of(Finding.IMAGE_REVOKED)));
  }

  @Test
  void whatWasProvenLaterStands() {
    keep(in(0, "bob", "1.0.0", Kind.ADMITTED));
    known.put(thing(1), at(8, in(1, "bob", "1.0.0", Kind.ADMITTED)));
    assertEquals(List.of(), followed(Kind.QUARANTINED, Optional.of(Finding.IMAGE_REVOKED)));
    assertEquals(Kind.ADMITTED, of(1).standing().kind());
  }
}
