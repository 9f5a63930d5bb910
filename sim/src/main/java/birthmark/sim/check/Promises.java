package birthmark.sim.check;

import birthmark.bytes.Bytes;
import birthmark.contracts.things.Things;
import birthmark.cose.KeyId;
import birthmark.machine.Machine;
import birthmark.machine.Tip;
import birthmark.node.query.Receipts;
import birthmark.node.replica.Replay;
import birthmark.node.store.BlockFacts;
import birthmark.node.store.Snapshot;
import birthmark.node.store.Store;
import birthmark.node.store.StoreException;
import birthmark.node.submit.Answer;
import birthmark.proof.Receipt;
import birthmark.proof.ReceiptCheck;
import birthmark.state.Entry;
import birthmark.statement.EnvelopeRefusal;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/** What the node told anybody, held against what the witness saw become durable. */
public final class Promises {
  private static final int ROWS_AT_ONCE = 1_000;

  private final Witness witness;
  private final CheckpointWitness checkpoints;
  private final SortedMap<Bytes, Long> acknowledged = new TreeMap<>();
  private long indexed = -1;

  /** Promises to be held against what {@code witness} and {@code checkpoints} saw. */
  public Promises(Witness witness, CheckpointWitness checkpoints) {
    this.witness = witness;
    this.checkpoints = checkpoints;
  }

  /** Takes note of an answer that leaves the node; the witness has followed before. */
  public void told(Answer answer) {
    switch (answer) {
      case Answer.Committed committed -> {
        Witness.require(
            witness.index(committed.statement()).equals(Optional.of(committed.index())),
            "statement " + committed.statement() + " was acknowledged before it was synced");
        Witness.require(
            covers(committed.height(), committed.index())
                && witness.head(committed.height()).time().equals(committed.time()),
            "statement " + committed.statement() + " was acknowledged for another block");
        acknowledged.put(committed.statement(), committed.index());
      }
      case Answer.Refused refused -> {
        Witness.require(
            refused.reason() != EnvelopeRefusal.CONTRACT_FAULT,
            "a contract failed: " + refused.detail());
        if (refused.height().isPresent()) {
          Witness.require(
              refused.statement().flatMap(witness::refusal).equals(refused.height()),
              "statement " + refused.statement() + " was refused before that was synced");
        }
      }
      case Answer.Unavailable unavailable ->
          Witness.require(
              !unavailable.sentence().contains("fault of the program"), unavailable.sentence());
      case Answer.Busy _, Answer.OverQuota _ -> {}
    }
  }

  private boolean covers(long height, long index) {
    return height <= witness.height()
        && witness.head(height).size() > index
        && (height == 0 || witness.head(height - 1).size() <= index);
  }

  /** Checks what the node shows to readers: never more, and never else, than what is durable. */
  public void shown(Tip tip) {
    Witness.require(
        tip.height() <= witness.height(),
        "block " + tip.height() + " is shown before it is synced");
    Witness.require(
        tip.log().root().equals(witness.head(tip.height()).root())
            && tip.tree().root().equals(witness.stateRoot(tip.height())),
        "what is shown of block " + tip.height() + " is not what the log leads to");
  }

  /** Checks the facts that an index took in: those of the log, all of them, in order. */
  public void indexed(BlockFacts facts) {
    Witness.require(
        facts.height() <= witness.height() && facts.equals(witness.facts(facts.height())),
        "the index was given other facts of block " + facts.height());
    indexedTo(facts.height() - 1);
    indexed = facts.height();
  }

  /** Whether an index was given all facts there are. */
  public boolean indexed() {
    for (long left = indexed + 1; left <= witness.height(); left++) {
      if (!witness.facts(left).facts().isEmpty()) {
        return false;
      }
    }
    return true;
  }

  private void indexedTo(long height) {
    for (long left = indexed + 1; left <= height; left++) {
      Witness.require(
          witness.facts(left).facts().isEmpty(),
          "the index was never given the facts of block " + left);
    }
  }

  /** Checks that no key is said to have a copy of which nobody made one. */
  public void honest(Predicate<KeyId> copied) {
    for (Entry<Things.Doubled, Things.Copies> copies :
        witness.state().list(Things.COPIES, List.of(), Optional.empty(), 1_000)) {
      Witness.require(
          copied.test(copies.key().key()),
          "key " + copies.key().key() + " is said to be copied, and is not");
    }
  }

  /** Checks that an acknowledged statement, if it is known, has a receipt that verifies. */
  public void receipt(Receipts receipts, Snapshot now, Bytes statement) {
    Long index = acknowledged.get(statement);
    if (index == null || index >= now.tip().log().size()) {
      return;
    }
    Receipt receipt =
        receipts
            .of(now, statement)
            .orElseThrow(
                () -> new ViolationException("acknowledged statement " + statement + " is gone"));
    ReceiptCheck.Proven proven =
        checkpoints.verify(witness.naive().entry(index).orElseThrow(), receipt);
    Witness.require(
        proven.index() == index && witness.root(proven.size()).equals(Optional.of(proven.root())),
        "the receipt for entry " + index + " is not under a checkpoint of the log");
  }

  /** Checks everything there is, once all is calm. */
  public void audit(Store store, Receipts receipts, Machine machine, Store scratch) {
    try (Snapshot now = store.snapshot()) {
      Witness.require(
          now.tip().height() == witness.height(), "the node does not show what is durable");
      shown(now.tip());
      indexedTo(witness.height());
      acknowledged.keySet().forEach(statement -> receipt(receipts, now, statement));
      records(now);
      Witness.require(
          witness.naive().stateRootFromScratch().equals(now.tip().tree().root()),
          "the state's root is not that of its records");
      Witness.require(
          witness.naive().logRootFromScratch().equals(now.tip().log().root()),
          "the log's root is not that of its entries");
      if (Replay.run(machine, now, scratch) instanceof Replay.Differs differs) {
        throw new ViolationException(
            "a replay differs at entry " + differs.index() + ": " + differs.sentence());
      }
    } catch (StoreException e) {
      throw new ViolationException("the store cannot be read although the disk is sound", e);
    }
  }

  private void records(Snapshot now) {
    SortedMap<Bytes, Bytes> stored = new TreeMap<>();
    Optional<Bytes> after = Optional.empty();
    List<Entry<Bytes, Bytes>> rows;
    do {
      rows = now.list(Bytes.EMPTY, after, ROWS_AT_ONCE);
      rows.forEach(row -> stored.put(row.key(), row.value()));
      after = rows.isEmpty() ? after : Optional.of(rows.getLast().key());
    } while (rows.size() == ROWS_AT_ONCE);
    Witness.require(
        stored.equals(witness.naive().state()), "the stored records are not those of the log");
  }
}
