package birthmark.contracts.samples;

import birthmark.codec.Timestamp;
import birthmark.contract.Acceptance;
import birthmark.contract.Context;
import birthmark.contract.Now;
import birthmark.contract.Outcome;
import birthmark.contract.Role;
import birthmark.contracts.parties.Parties;
import birthmark.state.View;
import java.util.Optional;

/** Readings of sensors, and that they were beyond a limit for too long, told once each time. */
final class Streams {
  private Streams() {}

  static Outcome open(View state, Context at, SamplingTransaction.OpenStream tx) {
    if (!Parties.holds(state, at.signer(), Role.OPERATOR)) {
      return Outcome.rejected(SamplingRefusal.NOT_AN_OPERATOR);
    }
    StreamId id = new StreamId(Sampling.signer(at), tx.stream());
    if (state.find(Sampling.STREAMS, id).isPresent()) {
      return Outcome.rejected(SamplingRefusal.STREAM_TAKEN, "stream " + id);
    }
    return Outcome.accepted()
        .put(
            Sampling.STREAMS,
            id,
            new SensorStream(tx.watch(), at.time(), Optional.empty(), Optional.empty()))
        .fact(new SamplingFact.StreamOpened(id, tx.watch()))
        .outcome();
  }

  static Outcome report(View state, Context at, SamplingTransaction.ReportReadings tx) {
    StreamId id = tx.stream();
    Optional<SensorStream> found = state.find(Sampling.STREAMS, id);
    if (found.isEmpty()) {
      return Outcome.rejected(SamplingRefusal.NO_SUCH_STREAM, "stream " + id);
    }
    SensorStream stream = found.get();
    if (!stream.watch().sensor().equals(at.signer().id())) {
      return Outcome.rejected(SamplingRefusal.NOT_THE_SENSOR);
    }
    Timestamp first = tx.readings().getFirst().at();
    Timestamp last = tx.readings().getLast().at();
    boolean inTime =
        !Sampling.isAhead(at, last)
            && stream.last().map(newest -> first.isAfter(newest.at())).orElse(true);
    if (!inTime) {
      return Outcome.rejected(
          SamplingRefusal.READINGS_OUT_OF_TIME,
          first + " to " + last + ", the newest " + stream.last() + ", now " + at.time());
    }
    Acceptance accepted = Outcome.accepted();
    Optional<Timestamp> before = stream.tellFrom();
    for (SensorStream.Reading reading : tx.readings()) {
      stream = stream.with(reading);
      if (stream.tellFrom().map(from -> !reading.at().isBefore(from)).orElse(false)) {
        stream = tell(accepted, id, stream);
      }
    }
    Optional<Timestamp> after = stream.tellFrom();
    if (!before.equals(after)) {
      before.ifPresent(due -> accepted.remove(Sampling.LASTING, new SensorStream.Lasting(due, id)));
      after.ifPresent(
          due ->
              accepted.put(
                  Sampling.LASTING,
                  new SensorStream.Lasting(due, id),
                  new Notice.Since(at.height())));
    }
    return accepted.put(Sampling.STREAMS, id, stream).outcome();
  }

  private static SensorStream tell(Acceptance accepted, StreamId id, SensorStream stream) {
    accepted.fact(
        new SamplingFact.StreamBeyondLimit(
            id,
            stream.beyond().orElseThrow().since(),
            stream.last().orElseThrow(),
            stream.watch().limit(),
            stream.watch().unit()));
    return stream.told();
  }

  /** Nothing was reported that says otherwise, so it lasts. */
  static Outcome.Accepted lasts(View state, Now at, SensorStream.Lasting due, Notice.Since since) {
    SensorStream stream = state.find(Sampling.STREAMS, due.stream()).orElseThrow();
    Acceptance accepted = Outcome.accepted();
    SensorStream told = tell(accepted, due.stream(), stream);
    return accepted.put(Sampling.STREAMS, due.stream(), told).outcome();
  }
}
