package birthmark.contracts.admission;

import static birthmark.testing.Fleet.CAMERA;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import birthmark.contracts.admission.AdmissionTransaction.KeepWatch;
import birthmark.testing.Fleet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What things may talk to: what their maker says, as their operator tightened it. */
class UsageTest {
  private final Fleet fleet = new Fleet();

  private Optional<Usage> usage() {
    return Usage.of(fleet.view(), new PolicyId(Fleet.party(fleet.operator()), CAMERA));
  }

  private List<String> entries() {
    return usage().orElseThrow().entries().stream().map(UsageDescription.EntryName::text).toList();
  }

  @Test
  void localNetworksAreTakenAwayUnlessTheOperatorKeepsThem() {
    assertEquals(Optional.empty(), usage());
    fleet.accept(fleet.maker(), UsageCases.describe(CAMERA, "cam.json"));
    assertEquals(List.of("cl0-frdev", "cl1-frdev"), entries());
    assertEquals(List.of(UsageCases.STATE, UsageCases.ORDERS), usage().orElseThrow().topics());
    fleet.accept(fleet.operator(), UsageCases.tighten("cam.json", true, "cl1-frdev"));
    assertEquals(List.of("cl0-frdev", "loc0-frdev"), entries());
    assertEquals(List.of(UsageCases.STATE), usage().orElseThrow().topics());
    assertEquals(100_000, usage().orElseThrow().octetsPerSecond());
  }

  @Test
  void anotherDescriptionKeepsNoLocalNetworksByItselfAndStaysTightened() {
    fleet.accept(fleet.maker(), UsageCases.describe(CAMERA, "cam.json"));
    fleet.accept(fleet.operator(), UsageCases.tighten("cam.json", true, "cl1-frdev"));
    fleet.accept(fleet.maker(), UsageCases.describe(CAMERA, "cam-2.json"));
    assertEquals(List.of("cl0-frdev"), entries());
    assertEquals(List.of(UsageCases.STATE), usage().orElseThrow().topics());
    assertEquals(UsageCases.file("cam-2.json"), usage().orElseThrow().digest());
  }

  @Test
  void aWatchIsOfAMinuteToADay() {
    for (long seconds : new long[] {-1, 1, 59, 86_401}) {
      assertThrows(IllegalArgumentException.class, () -> new KeepWatch(seconds));
    }
  }
}
