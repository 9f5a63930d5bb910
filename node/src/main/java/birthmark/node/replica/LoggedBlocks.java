package birthmark.node.replica;

import birthmark.bytes.Bytes;
import birthmark.codec.MalformedException;
import birthmark.machine.Block;
import birthmark.machine.BlockResult;
import birthmark.machine.Decision;
import birthmark.machine.Ledger;
import birthmark.machine.Machine;
import birthmark.machine.Seal;
import birthmark.machine.Tip;
import birthmark.node.store.LogEntries;
import birthmark.node.store.Snapshot;
import birthmark.statement.RefusedException;
import birthmark.statement.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The blocks of a log, each decided again and compared with its seal. */
final class LoggedBlocks {
  private final LogEntries source;
  private final Supplier<Snapshot> decided;
  private final Optional<StatementsAhead> ahead;

  /**
   * Those that {@code source} has.
   *
   * @param decided the ledger as it is after those that were decided
   */
  LoggedBlocks(LogEntries source, Supplier<Snapshot> decided) {
    this(source, decided, Optional.empty());
  }

  /**
   * Those that {@code source} has.
   *
   * @param decided the ledger as it is after those that were decided
   * @param ahead takes all of them apart meanwhile, if something does
   */
  LoggedBlocks(LogEntries source, Supplier<Snapshot> decided, Optional<StatementsAhead> ahead) {
    this.source = source;
    this.decided = decided;
    this.ahead = ahead;
  }

  /** What takes the entries apart while others are decided, if something does. */
  Optional<StatementsAhead> ahead() {
    return ahead;
  }

  /** Says what differs, and where. */
  static final class DiffersException extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Replay.Differs differs;

    DiffersException(long height, long index, String sentence) {
      super(sentence, null, false, false);
      this.differs = new Replay.Differs(height, index, sentence);
    }

    Replay.Differs differs() {
      return differs;
    }
  }

  /**
   * A block that came out as its seal says.
   *
   * @param block the statements that were accepted
   * @param result what it does
   */
  record Decided(Block block, BlockResult result) {}

  /** The entry at {@code index}, which must be there. */
  Bytes entry(long height, long index) throws DiffersException {
    return source
        .entry(index)
        .orElseThrow(() -> new DiffersException(height, index, "the entry is missing"));
  }

  /** Has {@code machine} decide the block after {@code tip}. */
  Decided next(Machine machine, Tip tip, Ledger ledger) throws DiffersException {
    long height = tip.height() + 1;
    long index = tip.log().size();
    LoggedEntries entries = new LoggedEntries(this, machine, decided, height, index);
    List<Statement> statements = new ArrayList<>();
    int at = 0;
    while (!Seal.is(entries.entry(at))) {
      Optional<Statement> read = entries.statement(at);
      Statement statement =
          read.isPresent() ? read.get() : statement(machine, height, index + at, entries.entry(at));
      statements.add(statement);
      at++;
      if (statement.registered().isPresent()) {
        if (!statement.registered().equals(Optional.of(entries.entry(at)))) {
          throw new DiffersException(
              height, index + at, "the entry is not what the statement before it registers");
        }
        at++;
      }
    }
    Bytes entry = entries.entry(at);
    index += at;
    Seal seal = seal(height, index, entry);
    Block block = new Block(height, seal.time(), statements, true);
    BlockResult result;
    try {
      result = machine.replay(tip, ledger, block, seal.refusals());
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new DiffersException(height, index, "the seal does not follow: " + e.getMessage());
    }
    long logged = tip.log().size();
    for (int i = 0; i < statements.size(); i++) {
      if (!(result.decisions().get(i) instanceof Decision.Accepted)) {
        throw new DiffersException(
            height, logged, "the logged statement is not accepted: " + result.decisions().get(i));
      }
      logged += statements.get(i).registered().isPresent() ? 2 : 1;
    }
    compare(height, index, result, entry);
    return new Decided(block, result);
  }

  private static Statement statement(Machine machine, long height, long index, Bytes entry)
      throws DiffersException {
    try {
      return Statement.decode(machine.rulebook(), entry);
    } catch (RefusedException e) {
      throw new DiffersException(
          height, index, "the entry is no statement under these rules: " + e.getMessage());
    }
  }

  private static Seal seal(long height, long index, Bytes entry) throws DiffersException {
    try {
      return Seal.decode(entry);
    } catch (MalformedException e) {
      throw new DiffersException(height, index, "the seal cannot be read: " + e.sentence());
    }
  }

  static void compare(long height, long index, BlockResult result, Bytes entry)
      throws DiffersException {
    if (!result.seal().map(Seal::encode).equals(Optional.of(entry))) {
      throw new DiffersException(
          height, index, "the seal is not the one that the log alone leads to");
    }
  }
}
