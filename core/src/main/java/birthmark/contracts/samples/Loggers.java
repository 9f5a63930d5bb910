package birthmark.contracts.samples;

import birthmark.contract.Acceptance;
import birthmark.contract.Context;
import birthmark.contract.Outcome;
import birthmark.contract.Role;
import birthmark.contracts.parties.Parties;
import birthmark.contracts.parties.PartyId;
import birthmark.cose.KeyId;
import birthmark.state.View;
import java.util.Optional;

/** Devices that sign their own files, and what those files say. */
final class Loggers {
  private Loggers() {}

  static Outcome register(View state, Context at, SamplingTransaction.RegisterLogger tx) {
    if (!Parties.holds(state, at.signer(), Role.OPERATOR)) {
      return Outcome.rejected(SamplingRefusal.NOT_AN_OPERATOR);
    }
    Logger.Id id = new Logger.Id(Sampling.signer(at), tx.key().thumbprint());
    if (state.find(Sampling.LOGGERS, id).isPresent()) {
      return Outcome.rejected(SamplingRefusal.LOGGER_TAKEN, "logger " + id);
    }
    return Outcome.accepted()
        .put(Sampling.LOGGERS, id, new Logger(tx.model(), tx.serial(), tx.key(), at.time()))
        .fact(new SamplingFact.LoggerRegistered(id, tx.model(), tx.serial()))
        .outcome();
  }

  /** The signature that it carries is good: nothing is decided before that was seen. */
  static Outcome capture(View state, Context at, SamplingTransaction.CaptureLog tx) {
    PartyId operator = Sampling.signer(at);
    KeyId key = tx.key().thumbprint();
    Logger.Id logger = new Logger.Id(operator, key);
    if (state.find(Sampling.LOGGERS, logger).isEmpty()) {
      return Outcome.rejected(SamplingRefusal.NO_SUCH_LOGGER, "logger " + logger);
    }
    Capture.Id id = new Capture.Id(operator, key, tx.file());
    if (state.find(Sampling.CAPTURES, id).isPresent()) {
      return Outcome.rejected(SamplingRefusal.ALREADY_CAPTURED, "file " + id);
    }
    Optional<SignedDecimal> mean = tx.findings().log().map(LogFindings.Readings::mean);
    Acceptance accepted =
        Outcome.accepted()
            .put(
                Sampling.CAPTURES,
                id,
                new Capture(tx.signed(), tx.signature(), tx.findings(), mean, at.time()))
            .fact(new SamplingFact.LogCaptured(logger, tx.file(), mean));
    if (tx.findings().alarmed()) {
      accepted.fact(new SamplingFact.ExcursionFound(logger, tx.file(), tx.findings().alarms()));
    }
    return accepted.outcome();
  }
}
