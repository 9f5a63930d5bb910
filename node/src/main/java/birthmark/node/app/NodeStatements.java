package birthmark.node.app;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.Numbers;
import birthmark.codec.Timestamp;
import birthmark.contract.Transaction;
import birthmark.cose.SigningKey;
import birthmark.machine.Machine;
import birthmark.machine.Window;
import birthmark.node.submit.LastBlock;
import birthmark.node.submit.OwnStatements;
import birthmark.node.submit.UnavailableException;
import birthmark.statement.Statement;

/** What the node itself has to say, signed with its own key under numbers reserved on disk. */
public record NodeStatements(Machine machine, SigningKey key, Numbers numbers)
    implements OwnStatements {
  private static final long VALIDITY_SECONDS = 3_600;

  /**
   * The node's signer, its numbers above all that the ledger has counted.
   *
   * @throws UnavailableException if the numbers cannot be read or written
   */
  public static NodeStatements above(
      LastBlock.Source blocks, Machine machine, SigningKey key, Numbers numbers) {
    try (LastBlock last = blocks.open()) {
      numbers.reconcile(
          last.state()
              .find(Window.TABLE, key.publicKey().thumbprint())
              .map(Window::highest)
              .orElse(0L));
    } catch (ClientException e) {
      throw unavailable(e);
    }
    return new NodeStatements(machine, key, numbers);
  }

  @Override
  public Bytes sign(Transaction transaction, Timestamp now) {
    try {
      return new Statement.Draft(
              machine.network(), numbers.reserve(), now.plusSeconds(VALIDITY_SECONDS), transaction)
          .sign(machine.rulebook(), key);
    } catch (ClientException e) {
      throw unavailable(e);
    }
  }

  private static UnavailableException unavailable(ClientException e) {
    return new UnavailableException(e.what() + ". " + e.remedy(), e);
  }
}
