package birthmark.contracts.samples;

import birthmark.codec.Timestamp;
import birthmark.contract.Context;
import birthmark.contract.Outcome;
import birthmark.contracts.parties.Parties;
import birthmark.contracts.parties.PartyId;
import birthmark.state.View;
import java.util.Optional;

/** A sample's way from its sampler to the laboratory, each hand-over signed by both. */
final class Custody {
  private Custody() {}

  static Outcome collect(View state, Context at, SamplingTransaction.Collect tx) {
    Optional<Sample> found = state.find(Sampling.SAMPLES, tx.sample());
    if (found.isEmpty()) {
      return Outcome.rejected(SamplingRefusal.NO_SUCH_SAMPLE, "sample " + tx.sample());
    }
    Sample sample = found.get();
    if (!sample.sampler().subject().equals(at.signer())) {
      return Outcome.rejected(SamplingRefusal.NOT_THE_SAMPLER);
    }
    if (sample.taken().isPresent()) {
      return Outcome.rejected(SamplingRefusal.ALREADY_COLLECTED, "at " + sample.taken().get());
    }
    Timestamp end = state.find(Sampling.PLANS, tx.sample().plan()).orElseThrow().end();
    boolean inTime =
        !tx.at().isBefore(sample.registered())
            && tx.at().isBefore(end)
            && !Sampling.isAhead(at, tx.at());
    if (!inTime) {
      return Outcome.rejected(
          SamplingRefusal.COLLECTED_OUT_OF_TIME,
          tx.at() + " is not between " + sample.registered() + " and " + end + " or " + at.time());
    }
    return Outcome.accepted()
        .put(Sampling.SAMPLES, tx.sample(), sample.takenAt(tx.at()))
        .fact(new SamplingFact.SampleCollected(tx.sample(), tx.at()))
        .outcome();
  }

  static Outcome handOver(View state, Context at, SamplingTransaction.HandOver tx) {
    Optional<Sample> found = state.find(Sampling.SAMPLES, tx.sample());
    if (found.isEmpty()) {
      return Outcome.rejected(SamplingRefusal.NO_SUCH_SAMPLE, "sample " + tx.sample());
    }
    PartyId from = Sampling.signer(at);
    if (!found.get().custodian().equals(Optional.of(from))) {
      return Outcome.rejected(SamplingRefusal.NOT_THE_CUSTODIAN);
    }
    if (Parties.find(state, tx.to().subject()).isEmpty()) {
      return Outcome.rejected(SamplingRefusal.NO_SUCH_PARTY, "party " + tx.to());
    }
    return Outcome.accepted()
        .put(Sampling.SAMPLES, tx.sample(), found.get().offeredTo(tx.to()))
        .fact(new SamplingFact.SampleHandedOver(tx.sample(), from, tx.to()))
        .outcome();
  }

  static Outcome receive(View state, Context at, SamplingTransaction.Receive tx) {
    Optional<Sample> found = state.find(Sampling.SAMPLES, tx.sample());
    if (found.isEmpty()) {
      return Outcome.rejected(SamplingRefusal.NO_SUCH_SAMPLE, "sample " + tx.sample());
    }
    PartyId by = Sampling.signer(at);
    if (!found.get().offered().equals(Optional.of(by))) {
      return Outcome.rejected(SamplingRefusal.NOT_OFFERED);
    }
    return Outcome.accepted()
        .put(Sampling.SAMPLES, tx.sample(), found.get().receivedBy(by))
        .fact(new SamplingFact.SampleReceived(tx.sample(), by))
        .outcome();
  }
}
