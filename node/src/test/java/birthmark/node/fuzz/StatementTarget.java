package birthmark.node.fuzz;

import birthmark.bytes.Bytes;
import birthmark.cose.CoseException;
import birthmark.cose.ForeignSign1;
import birthmark.statement.RefusedException;
import birthmark.statement.Statement;
import birthmark.testing.SignedLedger;
import java.util.List;

/** Statements, and COSE_Sign1 of others: what is read as a statement has no other form. */
final class StatementTarget implements Target {
  private final SignedLedger ledger = Ledgers.inhabited();

  @Override
  public List<Bytes> seeds() {
    return Ledgers.statements(ledger);
  }

  @Override
  public void read(Bytes octets) {
    try {
      ForeignSign1.decode(octets, List.of()).encodeWithoutUnprotected();
    } catch (CoseException e) {
      Target.require(e.getMessage() != null, "a refusal says what is wrong");
    }
    Statement statement;
    try {
      statement = Statement.decode(Ledgers.RULEBOOK, octets);
    } catch (RefusedException e) {
      Target.require(!e.reason().sentence().isBlank(), "a refusal says what is wrong");
      return;
    }
    Target.require(statement.envelope().encode().equals(octets), "a statement has one form");
    Bytes payload =
        new Statement.Draft(
                statement.network(),
                statement.sequence(),
                statement.expiry(),
                statement.transaction())
            .payload(Ledgers.RULEBOOK);
    Target.require(payload.equals(statement.envelope().payload()), "a transaction has one form");
  }
}
