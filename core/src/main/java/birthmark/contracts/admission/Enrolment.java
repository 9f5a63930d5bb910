package birthmark.contracts.admission;

import birthmark.contract.Acceptance;
import birthmark.contract.Context;
import birthmark.contract.Outcome;
import birthmark.contract.Role;
import birthmark.contracts.parties.Parties;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.things.Things;
import birthmark.state.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Decides which devices an operator knows that cannot attest. */
final class Enrolment {
  private Enrolment() {}

  static Outcome enrol(View state, Context at, AdmissionTransaction.Enrol tx) {
    if (!Parties.holds(state, at.signer(), Role.OPERATOR)) {
      return Outcome.rejected(AdmissionRefusal.NOT_AN_OPERATOR);
    }
    PartyId owner = new PartyId(at.signer().id());
    Acceptance accepted = Outcome.accepted();
    List<KnownDevice.Id> ids = new ArrayList<>();
    for (int i = 0; i < tx.devices().size(); i++) {
      KnownDevice.Device device = tx.devices().get(i);
      KnownDevice.Id id = KnownDevice.Id.of(owner, device);
      // One device can be written in two ways.
      if (ids.contains(id) || state.find(Admission.KNOWN, id).isPresent()) {
        return Outcome.rejected(AdmissionRefusal.ALREADY_KNOWN, "device " + (i + 1));
      }
      boolean claimed =
          !state
              .list(
                  Things.CLAIMS, List.of(id.kind(), id.blinded(), id.digest()), Optional.empty(), 1)
              .isEmpty();
      // Else whoever cannot pass as genuine would come in as one that nobody asks.
      if (claimed && !device.identifier().kind().withinModel()) {
        return Outcome.rejected(AdmissionRefusal.HAS_A_CERTIFICATE, "device " + (i + 1));
      }
      ids.add(id);
      accepted
          .put(
              Admission.KNOWN,
              id,
              new KnownDevice(device.identifier(), device.product(), tx.segment(), at.height()))
          .fact(
              new AdmissionFact.Enrolled(
                  owner, device.identifier(), device.product(), tx.segment()));
    }
    return accepted.outcome();
  }

  static Outcome strikeOff(View state, Context at, AdmissionTransaction.StrikeOff tx) {
    PartyId owner = new PartyId(at.signer().id());
    KnownDevice.Id id = KnownDevice.Id.of(owner, tx.device());
    if (state.find(Admission.KNOWN, id).isEmpty()) {
      return Outcome.rejected(AdmissionRefusal.NOT_KNOWN);
    }
    return Outcome.accepted()
        .remove(Admission.KNOWN, id)
        .fact(
            new AdmissionFact.StruckOff(
                owner, tx.device().identifier(), tx.device().product(), tx.reason()))
        .outcome();
  }
}
