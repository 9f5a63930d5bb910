package birthmark.contracts.admission;

import static birthmark.testing.Fleet.CAMERA;
import static birthmark.testing.Fleet.PUMP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.contract.Read;
import birthmark.contract.Readers;
import birthmark.contract.Role;
import birthmark.contract.Subject;
import birthmark.contracts.firmware.Severity;
import birthmark.contracts.firmware.Version;
import birthmark.contracts.things.Assurance;
import birthmark.contracts.things.ModelId;
import birthmark.contracts.things.ThingId;
import birthmark.contracts.things.Things;
import birthmark.cose.SigningKey;
import birthmark.state.Entry;
import birthmark.testing.Fleet;
import birthmark.testing.Fleet.Device;
import birthmark.testing.PolicyDraft;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What can be read of admission, how completely, and by whom. */
class AdmissionReadsTest {
  private final Fleet fleet = new Fleet();

  private Read read(String path) {
    return fleet.rulebook().named("admission").orElseThrow().surface().reads().stream()
        .filter(each -> each.path().equals(path))
        .findFirst()
        .orElseThrow();
  }

  @SuppressWarnings("unchecked")
  private Read.DerivedListing<RunId, Run, Affected> affected() {
    return (Read.DerivedListing<RunId, Run, Affected>) read("affected/{model}/{version}");
  }

  private List<Affected> affected(ModelId model, String version, int pageSize) {
    List<Affected> all = new ArrayList<>();
    Optional<RunId> after = Optional.empty();
    while (true) {
      List<Entry<RunId, Affected>> page =
          affected()
              .page(
                  fleet.view(), fleet.now(), List.of(model, new Version(version)), after, pageSize);
      page.forEach(row -> all.add(row.value()));
      if (page.size() < pageSize) {
        return all;
      }
      after = Optional.of(page.getLast().key());
    }
  }

  @Test
  void whoRunsAReleaseIsNamedWithoutAGapPageByPageAndNobodyElseIs() {
    fleet.publish(CAMERA, "1.0", 1);
    fleet.publish(CAMERA, "1.1", 1);
    TreeSet<String> running = new TreeSet<>();
    for (int i = 0; i < 23; i++) {
      Device device = fleet.born(CAMERA, Assurance.SELF_REPORTED);
      fleet.attest(device, i % 4 == 0 ? "1.1" : "1.0");
      if (i % 4 != 0) {
        running.add(device.id().toString());
      }
    }
    for (int pageSize : new int[] {1, 7, 1_000}) {
      TreeSet<String> named = new TreeSet<>();
      for (Affected row : affected(CAMERA, "1.0", pageSize)) {
        assertTrue(named.add(row.thing().toString()), "no thing is named twice");
      }
      assertEquals(running, named);
    }
  }

  @Test
  void beforeARevocationItIsShownWhatEachSeverityWouldDoAndAfterItWhatWasDone() {
    fleet.publish(CAMERA, "1.0", 1);
    Device device = fleet.born(CAMERA, Assurance.MEASURED_BOOT);
    fleet.attest(device, "1.0");
    Affected before = affected(CAMERA, "1.0", 10).getFirst();
    assertEquals(Optional.empty(), before.action());
    assertEquals(
        List.of(Action.WARN, Action.WARN, Action.RESTRICT, Action.QUARANTINE),
        List.of(before.onLow(), before.onMedium(), before.onHigh(), before.onCritical()));
    assertEquals(Standing.Kind.ADMITTED, before.standing());
    fleet.revoke(CAMERA, "1.0", Severity.HIGH);
    Affected after = affected(CAMERA, "1.0", 10).getFirst();
    assertEquals(Optional.of(Action.RESTRICT), after.action());
    assertEquals(Standing.Kind.RESTRICTED, after.standing());
    assertEquals(Assurance.SELF_REPORTED, after.measured());
    assertEquals(Fleet.party(fleet.operator()), after.owner());
  }

  @Test
  void eachOwnersPolicyDecidesForItsOwnThingsAndLivesCountForMore() {
    fleet.publish(PUMP, "1.0", 1);
    fleet.publish(CAMERA, "1.0", 1);
    Device pump = fleet.born(PUMP, Assurance.SELF_REPORTED);
    Device mine = fleet.born(CAMERA, Assurance.SELF_REPORTED);
    Device theirs = fleet.born(CAMERA, Assurance.SELF_REPORTED);
    fleet.give(theirs, fleet.operator(), fleet.other());
    fleet.accept(
        fleet.other(),
        new PolicyDraft()
            .onRevocation(Optional.empty(), Optional.of(Severity.LOW))
            .observe()
            .on(CAMERA));
    for (Device device : List.of(pump, mine, theirs)) {
      fleet.attest(device, "1.0");
    }
    for (Affected row : affected(CAMERA, "1.0", 10)) {
      boolean own = row.thing().equals(mine.id());
      assertEquals(own ? Action.WARN : Action.QUARANTINE, row.onLow());
      assertEquals(!own, row.observeOnly());
    }
    assertEquals(Action.WARN, affected(PUMP, "1.0", 10).getFirst().onCritical());
  }

  private Optional<Readers.Reader> reader(Subject subject, Role... roles) {
    return Optional.of(new Readers.Reader(subject, List.of(roles)));
  }

  private static Subject subject(SigningKey key) {
    return Fleet.party(key).subject();
  }

  @Test
  @SuppressWarnings("unchecked")
  void aStandingIsReadByThingOwnerMakerRegulatorAndAuditorAndByNobodyElse() {
    Device device = fleet.born(CAMERA, Assurance.SELF_REPORTED);
    Device second = fleet.born(CAMERA, Assurance.SELF_REPORTED);
    Read.Derived<ThingId, Standing> read =
        (Read.Derived<ThingId, Standing>) read("standings/{thing}");
    Standing standing = read.derivation().of(fleet.view(), fleet.now(), device.id()).orElseThrow();
    for (Optional<Readers.Reader> rightful :
        List.of(
            reader(device.id().subject()),
            reader(subject(fleet.operator())),
            reader(subject(fleet.maker())),
            reader(subject(fleet.other()), Role.REGULATOR),
            reader(subject(fleet.other()), Role.AUDITOR))) {
      assertTrue(read.readers().admits(fleet.view(), rightful, device.id(), standing));
    }
    for (Optional<Readers.Reader> stranger :
        List.of(
            Optional.<Readers.Reader>empty(),
            reader(second.id().subject()),
            reader(subject(fleet.other()), Role.MAKER, Role.OPERATOR))) {
      assertFalse(read.readers().admits(fleet.view(), stranger, device.id(), standing));
    }
  }

  @Test
  void whatRunsAReleaseIsReadInWholeByItsMakerAndInPartByEachOwner() {
    fleet.publish(CAMERA, "1.0", 1);
    Device mine = fleet.born(CAMERA, Assurance.SELF_REPORTED);
    Device theirs = fleet.born(CAMERA, Assurance.SELF_REPORTED);
    fleet.give(theirs, fleet.operator(), fleet.other());
    fleet.attest(mine, "1.0");
    fleet.attest(theirs, "1.0");
    assertEquals(2, readable(reader(subject(fleet.maker()))));
    assertEquals(1, readable(reader(subject(fleet.operator()))));
    assertEquals(1, readable(reader(subject(fleet.other()))));
    assertEquals(0, readable(Optional.empty()));
  }

  private long readable(Optional<Readers.Reader> reader) {
    return affected()
        .page(fleet.view(), fleet.now(), List.of(CAMERA, new Version("1.0")), Optional.empty(), 10)
        .stream()
        .filter(row -> affected().readers().admits(fleet.view(), reader, row.key(), row.value()))
        .count();
  }

  @Test
  @SuppressWarnings("unchecked")
  void anOwnersListNamesItsThingsAlsoThoseThatNeverAttested() {
    Device first = fleet.born(CAMERA, Assurance.SELF_REPORTED);
    Device second = fleet.born(PUMP, Assurance.SELF_REPORTED);
    fleet.publish(CAMERA, "1.0", 1);
    fleet.attest(first, "1.0");
    var read =
        (Read.DerivedListing<Things.Owned, Things.Since, Standing>)
            read("operators/{owner}/standings");
    List<Standing> standings =
        read
            .page(
                fleet.view(),
                fleet.now(),
                List.of(Fleet.party(fleet.operator())),
                Optional.empty(),
                10)
            .stream()
            .map(Entry::value)
            .toList();
    assertEquals(2, standings.size());
    for (Standing standing : standings) {
      assertEquals(
          standing.thing().equals(second.id())
              ? Standing.Kind.NEVER_ATTESTED
              : Standing.Kind.ADMITTED,
          standing.kind());
    }
  }

  @Test
  @SuppressWarnings("unchecked")
  void thePolicyOfAnOperatorThatSetNoneIsTheDefault() {
    var read = (Read.Derived<PolicyId, Policy>) read("policies/{owner}/{model}");
    PolicyId id = new PolicyId(Fleet.party(fleet.operator()), CAMERA);
    assertEquals(Optional.of(Policy.DEFAULT), read.derivation().of(fleet.view(), fleet.now(), id));
    PolicyId nothing = new PolicyId(id.owner(), new ModelId("acme:none"));
    assertEquals(Optional.empty(), read.derivation().of(fleet.view(), fleet.now(), nothing));
  }
}
