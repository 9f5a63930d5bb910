package birthmark.node.testing;

import birthmark.cose.SigningKey;
import birthmark.machine.Block;
import birthmark.machine.BlockResult;
import birthmark.machine.Machine;
import birthmark.machine.Tip;
import birthmark.node.replica.CheckpointSigner;
import birthmark.node.store.Commit;
import birthmark.node.store.KeyValues;
import birthmark.node.store.Store;
import birthmark.statement.Statement;
import birthmark.testing.NotesLedger;
import birthmark.testing.notes.Notes;
import java.util.List;

/** A ledger of notes in a store, decided block by block, with checkpoints that are signed. */
public final class NotesStore implements AutoCloseable {
  private static final long PAGES_AFTER_KEYS = 20;

  private final NotesLedger notes;
  private final Machine machine;
  private final Store store;
  private final CheckpointSigner signer;

  /** The ledger of {@code notes} on {@code disk}, founded where it is empty. */
  public NotesStore(NotesLedger notes, KeyValues disk) {
    this.notes = notes;
    this.machine = notes.machine();
    // Pages now and then, so that there are some, and some that are behind.
    this.store = new Store(disk, machine.rulebook(), machine.network(), true, PAGES_AFTER_KEYS);
    this.signer = CheckpointSigner.of(machine.genesis().name(), notes.founders().getFirst());
    if (store.tip().isEmpty()) {
      commit(machine.found(store.ledger()), List.of());
    }
  }

  private void commit(BlockResult result, List<Statement> statements) {
    store.commit(new Commit(result, statements, signer.sign(result.tip().log())));
  }

  /** Decides and stores the next block, a second after the last. */
  public BlockResult block(Statement... statements) {
    Tip tip = tip();
    Block block = new Block(tip.height() + 1, tip.time().plusSeconds(1), List.of(statements), true);
    BlockResult result = machine.apply(tip, store.ledger(), block);
    commit(result, List.of(statements));
    return result;
  }

  /**
   * {@code blocks} blocks, in each of which a founder pins a new note, and pins it again, which is
   * refused.
   */
  public void fill(int blocks) {
    SigningKey key = notes.founders().getLast();
    for (int i = 0; i < blocks; i++) {
      long sequence = 2 * tip().height() + 1;
      block(pin(key, sequence), pin(key, sequence + 1, sequence));
    }
  }

  private Statement pin(SigningKey key, long sequence) {
    return pin(key, sequence, sequence);
  }

  private Statement pin(SigningKey key, long sequence, long title) {
    return notes.sign(key, sequence, new Notes.Pin(new Notes.Title("note " + title), "text"));
  }

  /** Where it stands. */
  public Tip tip() {
    return store.tip().orElseThrow();
  }

  /** The store. */
  public Store store() {
    return store;
  }

  @Override
  public void close() {
    store.close();
  }
}
