package birthmark.sim.bench;

import birthmark.answer.AnswerCheck;
import birthmark.answer.AnswerVerifier;
import birthmark.answer.Question;
import birthmark.bytes.Bytes;
import birthmark.codec.MalformedException;
import birthmark.codec.Timestamp;
import birthmark.contract.Genesis;
import birthmark.contract.Read;
import birthmark.contract.Replicas;
import birthmark.contract.Role;
import birthmark.contract.Rulebook;
import birthmark.contracts.Contracts;
import birthmark.contracts.things.ModelId;
import birthmark.contracts.things.ThingId;
import birthmark.contracts.things.Things;
import birthmark.cose.CoseKey;
import birthmark.cose.Signatures;
import birthmark.cose.SigningKey;
import birthmark.machine.BlockResult;
import birthmark.machine.Machine;
import birthmark.machine.Seal;
import birthmark.machine.Tip;
import birthmark.merkle.LogFrontier;
import birthmark.merkle.LogTree;
import birthmark.merkle.StateTree;
import birthmark.node.engine.Clock;
import birthmark.node.query.AnswerProver.Proving;
import birthmark.node.query.Reading;
import birthmark.node.query.Receipts;
import birthmark.node.query.Viewers;
import birthmark.node.replica.CheckpointSigner;
import birthmark.node.replica.Replica;
import birthmark.node.store.Commit;
import birthmark.node.store.RocksKeyValues;
import birthmark.node.store.Snapshot;
import birthmark.node.store.Store;
import birthmark.node.submit.FastSignatures;
import birthmark.proof.Note;
import birthmark.proof.NoteKey;
import birthmark.proof.ReceiptVerifier;
import birthmark.proof.TrustAnchor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * A ledger with many entries and as many records, to prove things of: lots of one model, each with
 * so many things. They are written to both trees and the store as blocks write them, and nobody
 * decided them.
 */
final class LotLedger implements AutoCloseable {
  private static final Rulebook RULEBOOK = Contracts.rulebook();
  static final ModelId MODEL = new ModelId("crowd:thing");
  private static final Read LINES =
      new Question("things", "lines/{model}/{batch}", List.of(), List.of(), 0)
          .read(RULEBOOK)
          .orElseThrow();
  private static final int BLOCK = 20_000;

  private final SplittableRandom random = new SplittableRandom(20261122);
  private final SigningKey key;
  private final Genesis genesis;
  private final CheckpointSigner signer;
  private final Receipts receipts;
  private final RocksKeyValues disk;
  private final Store store;
  private final int lotSize;

  /**
   * A new ledger.
   *
   * @param records how many entries and records it has, at least
   * @param lotSize how many of them are of each lot
   */
  LotLedger(Path folder, int records, int lotSize) {
    this(folder, records, lotSize, NativeKeys.generate());
  }

  /** The same, whose replica has {@code key}. */
  LotLedger(Path folder, int records, int lotSize, SigningKey key) {
    this.key = key;
    this.genesis = LocalLedger.genesis(key);
    this.signer = CheckpointSigner.of(genesis.name(), key);
    this.receipts = new Receipts(key, genesis.name());
    this.lotSize = lotSize;
    this.disk = RocksKeyValues.open(folder);
    this.store = new Store(disk, RULEBOOK, genesis.network(), false);
    Machine machine = new Machine(RULEBOOK, FastSignatures.best(), genesis);
    new Replica(machine, store, signer, Clock.system(), List.of());
    for (int made = 0; made < records; made += BLOCK) {
      block(made, Math.min(BLOCK, records - made));
    }
  }

  /** Adds {@code count} things of the first lot in one block. */
  void addToFirst(int count) {
    block(0, count);
  }

  /** The lot with this number, from 0. */
  static String lot(int number) {
    return "lot-" + number;
  }

  /** The ledger as it is. */
  Snapshot snapshot() {
    return store.snapshot();
  }

  /** What makes receipts of it. */
  Receipts receipts() {
    return receipts;
  }

  /** The same, under what {@code cosigned} gives where that covers an entry. */
  Receipts receipts(Supplier<Optional<Note>> cosigned) {
    return new Receipts(key, genesis.name(), _ -> cosigned.get());
  }

  /** What it starts from. */
  Genesis genesis() {
    return genesis;
  }

  /** What a reader pinned. */
  TrustAnchor anchor() {
    CoseKey replica = key.publicKey();
    return new TrustAnchor(
        genesis.name(), NoteKey.ofLog(genesis.name(), replica).orElseThrow(), replica);
  }

  /** What is asked for the first {@code limit} things of lot {@code number}. */
  static Question question(int number, int limit) {
    return new Question(
        "things", LINES.path(), List.of(MODEL.toString(), lot(number)), List.of(), limit);
  }

  /** The proof of the answer to {@code question} as of {@code snapshot}, for an auditor. */
  Bytes prove(Snapshot snapshot, Question question) {
    Viewers viewers = new Viewers(RULEBOOK, FastSignatures.best(), (_, _) -> List.of(Role.AUDITOR));
    if (!(viewers.show(snapshot, key.publicKey()) instanceof Viewers.Shown shown)) {
      throw new IllegalStateException("the bench's replica is not known");
    }
    Reading reading = new Reading(snapshot, RULEBOOK, shown.viewer());
    try {
      if (reading.prover(receipts).prove(LINES, question) instanceof Proving.Proven proven) {
        return proven.proof().encode();
      }
    } catch (MalformedException e) {
      throw new IllegalStateException("the bench asks for what there is not", e);
    }
    throw new IllegalStateException("the bench may not see what it asks for");
  }

  /** What the proof of an answer shows to whoever pinned the replica's key. */
  AnswerCheck verify(Bytes proof, Signatures signatures) {
    return new AnswerVerifier(RULEBOOK, new ReceiptVerifier(anchor(), signatures)).verify(proof);
  }

  private Bytes octets(int length) {
    byte[] octets = new byte[length];
    random.nextBytes(octets);
    return Bytes.ofOwned(octets);
  }

  private void block(int first, int count) {
    Tip tip = store.tip().orElseThrow();
    List<Bytes> entries = new ArrayList<>(count + 1);
    SortedMap<Bytes, Optional<Bytes>> state = new TreeMap<>();
    Bytes table = RULEBOOK.prefix(Things.LINES);
    for (int i = first; i < first + count; i++) {
      entries.add(octets(Makers.STATEMENT_OCTETS));
      Things.Made made = new Things.Made(MODEL, lot(i / lotSize), new ThingId(octets(32)));
      state.put(
          Things.LINES.key().encode(table, made),
          Optional.of(Things.LINES.value().encode(new Things.Since(tip.height() + 1))));
    }
    StateTree tree = tip.tree().apply(store.ledger().pages(), state);
    Timestamp time = tip.time().plusSeconds(1);
    Bytes replicas = Replicas.founding(genesis).digest();
    Seal seal =
        new Seal(
            tip.height() + 1,
            time,
            tree.root(),
            LogTree.EMPTY_ROOT,
            List.of(),
            RULEBOOK.version(),
            replicas,
            replicas);
    entries.add(seal.encode());
    LogFrontier.Appended log =
        tip.log().append(store.ledger().tiles(), entries.stream().map(LogTree::leafHash).toList());
    Tip next = new Tip(seal.height(), time, tree, log.frontier());
    BlockResult result =
        new BlockResult(
            next, List.of(), false, List.of(), entries, Optional.of(seal), state, log.tiles());
    store.commit(new Commit(result, List.of(), signer.sign(next.log())));
  }

  @Override
  public void close() {
    store.close();
  }
}
