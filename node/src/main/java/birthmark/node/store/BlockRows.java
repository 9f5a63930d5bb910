package birthmark.node.store;

import birthmark.bytes.Bytes;
import birthmark.contract.Fact;
import birthmark.machine.BlockResult;
import birthmark.machine.Decision;
import birthmark.machine.Seal;
import birthmark.machine.Tip;
import birthmark.merkle.Tile;
import birthmark.state.Entry;
import birthmark.statement.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The rows that a block adds to the log, the state, and what is looked up of statements. */
final class BlockRows {
  private final Batch batch;
  private final BlockResult block;
  private final List<Statement> statements;
  private final List<Entry<Bytes, Bytes>> ids = new ArrayList<>();

  private BlockRows(Batch batch, Commit commit) {
    this.batch = batch;
    this.block = commit.result();
    this.statements = commit.statements();
  }

  /** Adds the rows of {@code commit} to {@code batch}; gives the facts that became true. */
  static List<BlockFacts.Stated> put(Batch batch, Commit commit) {
    BlockRows rows = new BlockRows(batch, commit);
    rows.log();
    rows.block.state().forEach((key, value) -> batch.change(Column.STATE, key, value));
    rows.head();
    return rows.decisions();
  }

  private void log() {
    long first = block.tip().log().size() - block.entries().size();
    for (int i = 0; i < block.entries().size(); i++) {
      batch.put(Column.ENTRIES, Layout.number(first + i), block.entries().get(i));
    }
    for (Tile tile : block.tiles()) {
      batch.put(Column.TILES, Layout.tile(tile.level(), tile.index()), tile.hashes());
    }
  }

  private void head() {
    Tip tip = block.tip();
    BlockHead head = new BlockHead(tip.height(), tip.time(), tip.log().size(), tip.log().root());
    batch.put(Column.BLOCKS, Layout.height(tip.height()), Layout.save(head));
    batch.put(Column.BLOCKS, Layout.seal(head.seal()), Layout.unsigned(tip.height()));
  }

  private List<BlockFacts.Stated> decisions() {
    List<BlockFacts.Stated> stated = BlockFacts.Stated.performed(block);
    boolean refusals = false;
    for (int i = 0; i < statements.size(); i++) {
      Statement statement = statements.get(i);
      switch (block.decisions().get(i)) {
        case Decision.Accepted accepted -> {
          Bytes place = Layout.sequence(statement.key(), statement.sequence());
          batch.put(Column.SEQUENCES, place, new Layout.Counted.Accepted(accepted.index()).save());
          ids.add(new Entry<>(statement.id(), Layout.unsigned(accepted.index())));
          for (Fact fact : accepted.facts()) {
            stated.add(BlockFacts.Stated.by(statement.id(), accepted.index(), fact));
          }
        }
        case Decision.Refused refused -> {
          refusals = true;
          refused(statement, refused);
        }
        case Decision.Ignored _ -> {}
      }
    }
    if (!refusals) {
      block.seal().ifPresent(this::replayed);
    }
    // In order, as the statements' numbers are already: a disk takes such rows in faster.
    ids.sort(Comparator.comparing(Entry::key));
    ids.forEach(row -> batch.put(Column.IDS, row.key(), row.value()));
    return stated;
  }

  private void refused(Statement statement, Decision.Refused refused) {
    Bytes place = Layout.sequence(statement.key(), statement.sequence());
    Layout.Counted counted =
        new Layout.Counted.Refused(
            statement.id(),
            block.tip().height(),
            refused.contract(),
            refused.reason().ordinal(),
            Layout.storable(refused.detail()),
            statement.envelope().encode());
    batch.put(Column.SEQUENCES, place, counted.save());
    ids.add(new Entry<>(statement.id(), place));
  }

  /** What a replay knows of refused statements: what the seal says, not the statements. */
  private void replayed(Seal seal) {
    for (Seal.Refusal refusal : seal.refusals()) {
      Bytes place = Layout.sequence(refusal.key(), refusal.sequence());
      Layout.Counted counted =
          new Layout.Counted.Refused(
              refusal.statement(),
              seal.height(),
              (int) refusal.contract(),
              (int) refusal.reason(),
              "",
              Bytes.EMPTY);
      batch.put(Column.SEQUENCES, place, counted.save());
      ids.add(new Entry<>(refusal.statement(), place));
    }
  }
}
