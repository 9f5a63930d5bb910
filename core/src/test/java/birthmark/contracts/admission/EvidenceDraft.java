package birthmark.contracts.admission;

import static birthmark.testing.Fleet.attest;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import birthmark.bytes.Bytes;
import birthmark.contract.Fact;
import birthmark.contract.Reason;
import birthmark.contracts.firmware.Version;
import birthmark.contracts.things.Assurance;
import birthmark.testing.Fleet;
import birthmark.testing.Fleet.Device;
import java.util.Optional;

/** Good evidence to vary, of the block that was sealed last when it was made. */
final class EvidenceDraft {
  private final Fleet fleet;
  private final Device device;
  private Nonce nonce;
  private DebugStatus debug = DebugStatus.DISABLED_SINCE_BOOT;
  private long bootCount = 7;
  private Bytes image;
  private Assurance measured = Assurance.SELF_REPORTED;
  private Optional<Bytes> settings = Optional.empty();

  EvidenceDraft(Fleet fleet, Device device, String version) {
    this.fleet = fleet;
    this.device = device;
    this.nonce = fleet.nonce();
    this.image = Fleet.image(device.model(), version);
  }

  EvidenceDraft nonce(Nonce changed) {
    nonce = changed;
    return this;
  }

  EvidenceDraft debug(DebugStatus changed) {
    debug = changed;
    return this;
  }

  EvidenceDraft bootCount(long changed) {
    bootCount = changed;
    return this;
  }

  EvidenceDraft image(Bytes changed) {
    image = changed;
    return this;
  }

  EvidenceDraft measured(Assurance changed) {
    measured = changed;
    return this;
  }

  EvidenceDraft settings(Bytes changed) {
    settings = Optional.of(changed);
    return this;
  }

  Evidence evidence() {
    return new Evidence(
        nonce,
        device.id(),
        debug,
        bootCount,
        new Evidence.Image(image, new Version("1.0"), measured),
        settings);
  }

  Fact attested() {
    return fleet.accept(fleet.operator(), attest(device, evidence())).getFirst();
  }

  Reason refusal() {
    return fleet.refuse(fleet.operator(), attest(device, evidence()));
  }

  Finding finding() {
    return assertInstanceOf(AdmissionFact.Refused.class, attested()).finding();
  }

  Standing.Kind admitted() {
    return assertInstanceOf(AdmissionFact.Admitted.class, attested()).kind();
  }
}
