package birthmark.node.app;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.KeyFile;
import birthmark.client.sdk.Numbers;
import birthmark.client.sdk.Passwords;
import birthmark.codec.Timestamp;
import birthmark.contract.Genesis;
import birthmark.contract.Transaction;
import birthmark.contracts.Contracts;
import birthmark.contracts.parties.Handle;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.cose.SigningKey;
import birthmark.node.engine.Clock;
import birthmark.node.submit.Answer;
import birthmark.node.testing.FastKey;
import birthmark.node.testing.TestNode;
import birthmark.node.upkeep.ControlSocket;
import birthmark.statement.Statement;
import birthmark.testing.SeededRandom;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A node's folder with its ledger open, as a running node has it, but without a door. */
final class FolderLedger implements AutoCloseable {
  private final NodeFolder.Opened opened;
  private final LedgerKeeper keeper;
  private final Optional<ControlSocket> control;
  private final SeededRandom random;
  private final Path data;
  private final Clock clock;

  /** Opens the folder {@code data}, made where there is none. */
  FolderLedger(Path data, long seed) throws ClientException {
    this(data, seed, Clock.system());
  }

  /** The same, by {@code clock}. */
  FolderLedger(Path data, long seed, Clock clock) throws ClientException {
    NodeFolder folder = new NodeFolder(data, Map.of());
    this.data = data;
    this.clock = clock;
    this.random = new SeededRandom(seed);
    this.opened = folder.open(clock);
    Numbers numbers = opened.numbers().numbers(opened.genesis().network());
    this.keeper =
        new LedgerKeeper(
            new LedgerKeeper.Places(folder.ledger(), Optional.of(folder.index()), folder.scratch()),
            Contracts.rulebook(),
            opened.genesis(),
            opened.checkpoint(),
            (blocks, machine) ->
                NodeStatements.above(blocks, machine, opened.statements(), numbers),
            clock);
    this.control = ControlSocket.open(folder.socket(), keeper.jobs());
  }

  /** A new key's statement that registers a party. */
  Bytes registration(String handle) {
    SigningKey key = FastKey.generate(random);
    return registration(opened.genesis(), key, 1, handle);
  }

  /** A key's statement that registers a party. */
  static Bytes registration(Genesis genesis, SigningKey key, long sequence, String handle) {
    return new Statement.Draft(
            genesis.network(),
            sequence,
            new Timestamp(System.currentTimeMillis()).plusSeconds(3_600),
            new PartyTransaction.Register(key.publicKey(), new Handle(handle), "Somebody"))
        .sign(Contracts.rulebook(), key);
  }

  /** The key that the ledger was founded with. */
  SigningKey founder() throws ClientException {
    return KeyFile.open(data.resolve("founder.p12"))
        .signingKey(Passwords.of(Optional.of(data.resolve("founder.password")), Map.of()));
  }

  /** What {@code key} asks for under the number {@code sequence}, for the next hour. */
  Bytes statement(SigningKey key, long sequence, Transaction transaction) {
    return new Statement.Draft(
            opened.genesis().network(),
            sequence,
            new Timestamp(clock.millis()).plusSeconds(3_600),
            transaction)
        .sign(keeper.rulebook(), key);
  }

  /** What becomes of what {@code key} asks for. */
  Answer submit(SigningKey key, long sequence, Transaction transaction) {
    return submit(statement(key, sequence, transaction));
  }

  /** What becomes of a statement. */
  Answer submit(Bytes statement) {
    return TestNode.get(keeper.submission().submit(statement));
  }

  LedgerKeeper keeper() {
    return keeper;
  }

  NodeFolder.Opened opened() {
    return opened;
  }

  @Override
  public void close() {
    control.ifPresent(ControlSocket::close);
    keeper.close();
    opened.close();
  }
}
