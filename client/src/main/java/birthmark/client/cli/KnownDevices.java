package birthmark.client.cli;

import birthmark.answer.Answer;
import birthmark.answer.Question;
import birthmark.client.sdk.ClientException;
import birthmark.codec.MalformedException;
import birthmark.contracts.admission.Admission;
import birthmark.contracts.admission.KnownDevice;
import birthmark.contracts.parties.PartyId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/** An operator's devices that cannot attest, all of them, as the ledger proves them. */
final class KnownDevices {
  private static final int PAGE = 10_000;

  private KnownDevices() {}

  /**
   * The devices of {@code operator}.
   *
   * @throws ClientException if whoever asks may not read all of them
   */
  static SequencedMap<KnownDevice.Id, KnownDevice> of(Invocation invocation, PartyId operator)
      throws ClientException {
    SequencedMap<KnownDevice.Id, KnownDevice> devices = new LinkedHashMap<>();
    Optional<List<String>> after = Optional.of(List.of());
    while (after.isPresent()) {
      Question question =
          new Question(
              "admission", "known/{owner}", List.of(operator.toString()), after.get(), PAGE);
      if (!(ProvenAnswers.proven(invocation, question).answer() instanceof Answer.Page page)) {
        throw new IllegalStateException("a list is answered by a page");
      }
      if (page.withheld() > 0) {
        throw ClientException.refused(
            "you may not read all devices of this operator", "Ask as the operator: --as KEY.");
      }
      try {
        for (Answer.Found found : page.records()) {
          devices.put(
              Admission.KNOWN.key().codec().fromJson(found.key()),
              Admission.KNOWN.value().fromJson(found.value()));
        }
      } catch (MalformedException e) {
        throw new IllegalStateException("what was proven is not of its own form", e);
      }
      after = page.next();
    }
    return devices;
  }
}
