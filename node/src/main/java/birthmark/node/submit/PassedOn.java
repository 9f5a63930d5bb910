package birthmark.node.submit;

import birthmark.bytes.Bytes;
import birthmark.cose.Signatures;
import birthmark.machine.Machine;
import birthmark.node.engine.Admission;
import birthmark.node.submit.Examination.Finding;
import birthmark.statement.EnvelopeRefusal;
import birthmark.statement.RefusedException;
import birthmark.statement.Statement;
import java.util.Optional;

/** Examines what other replicas pass on or propose as this node's own door does. */
public final class PassedOn implements Admission {
  private static final long MILLIS_A_MINUTE = 60_000;

  private final LastBlock.Source ledger;
  private final Examination examination;

  /** An examination by the last block of {@code ledger}. */
  public PassedOn(Machine machine, Signatures signatures, LastBlock.Source ledger) {
    this.ledger = ledger;
    this.examination = new Examination(machine, signatures);
  }

  @Override
  public Optional<Statement> passedOn(Bytes octets) {
    try (LastBlock last = ledger.open()) {
      Statement statement = examination.decode(octets);
      long minute = last.time().millis() / MILLIS_A_MINUTE;
      return examination.examine(last, statement, minute) instanceof Finding.Fit
          ? Optional.of(statement)
          : Optional.empty();
    } catch (RefusedException e) {
      return Optional.empty();
    }
  }

  @Override
  public Proposed proposed(Bytes octets) {
    Statement statement;
    try {
      statement = examination.decode(octets);
    } catch (RefusedException e) {
      return e.reason() == EnvelopeRefusal.MALFORMED || e.reason() == EnvelopeRefusal.OTHER_NETWORK
          ? new Proposed.Forged()
          : new Proposed.Unknown();
    }
    try (LastBlock last = ledger.open()) {
      return examination.isForged(last.state(), statement)
          ? new Proposed.Forged()
          : new Proposed.Valid(statement);
    }
  }
}
