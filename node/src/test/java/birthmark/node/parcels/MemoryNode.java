package birthmark.node.parcels;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.contract.Genesis;
import birthmark.contract.Reason;
import birthmark.contract.Role;
import birthmark.contract.Rulebook;
import birthmark.contract.Subject;
import birthmark.contract.Transaction;
import birthmark.cose.Algorithm;
import birthmark.cose.CoseKey;
import birthmark.cose.JdkSignatures;
import birthmark.cose.JdkSigningKey;
import birthmark.cose.KeyId;
import birthmark.cose.SigningKey;
import birthmark.machine.Block;
import birthmark.machine.BlockResult;
import birthmark.machine.Decision;
import birthmark.machine.Machine;
import birthmark.machine.Overlay;
import birthmark.machine.Tip;
import birthmark.machine.Window;
import birthmark.merkle.PageSource;
import birthmark.merkle.Tiles;
import birthmark.node.index.FactReplay;
import birthmark.node.index.FactSource;
import birthmark.node.store.BlockFacts;
import birthmark.node.store.BlockHead;
import birthmark.node.store.Recorded;
import birthmark.node.store.Snapshot;
import birthmark.node.submit.Answer;
import birthmark.node.submit.Submission;
import birthmark.proof.Checkpoint;
import birthmark.proof.CheckpointSigner;
import birthmark.state.Entry;
import birthmark.state.View;
import birthmark.statement.EnvelopeRefusal;
import birthmark.statement.RefusedException;
import birthmark.statement.Statement;
import birthmark.testing.MemoryLedger;
import birthmark.testing.SeededRandom;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;

/** A node in memory: each statement is a block of its own, decided at once. */
public final class MemoryNode implements Submission, FactSource {
  /** When the ledger was founded. */
  public static final Timestamp START = Timestamp.parse("2026-01-01T00:00:00Z");

  private final Map<String, SigningKey> keys = new TreeMap<>();
  private final Map<Bytes, List<Role>> roles = new TreeMap<>();
  private final Machine machine;
  private final MemoryLedger ledger;
  private final TreeMap<Bytes, Recorded> recorded = new TreeMap<>();
  private final TreeMap<Long, BlockHead> heads = new TreeMap<>();
  private final List<BlockFacts> facts = new ArrayList<>();
  private final List<Long> kept = new ArrayList<>();
  private final CheckpointSigner checkpoints;
  private LongConsumer committed = height -> {};
  private long forgotten = -1;

  /** A ledger of six parties whose keys may place {@code quota} statements a minute. */
  public MemoryNode(long quota) {
    SeededRandom random = new SeededRandom(7);
    List<Genesis.Founder> founders = new ArrayList<>();
    founders.add(founder(random, "alice", Algorithm.ED25519, Role.MAKER));
    founders.add(founder(random, "bob", Algorithm.ES256, Role.OPERATOR));
    founders.add(founder(random, "carol", Algorithm.ML_DSA_65, Role.CERTIFIER));
    founders.add(founder(random, "audit", Algorithm.ED25519, Role.AUDITOR));
    founders.add(founder(random, "watch", Algorithm.ED25519, Role.REGULATOR));
    founders.add(founder(random, "node", Algorithm.ED25519, Role.REPLICA));
    Genesis genesis =
        new Genesis(
            Genesis.FORMAT,
            "parcels.example",
            START,
            founders,
            List.of(Genesis.Replica.of("node", key("node").publicKey())),
            1,
            quota);
    Rulebook rulebook =
        Rulebook.of(1, Machine.TABLES, List.of(new Rulebook.Numbered(1, new Parcels())));
    machine = new Machine(rulebook, new JdkSignatures(), genesis);
    ledger = new MemoryLedger(machine);
    checkpoints = CheckpointSigner.of(genesis.name(), key("node"));
    remember(ledger.tip());
  }

  private Genesis.Founder founder(
      SeededRandom random, String name, Algorithm algorithm, Role role) {
    SigningKey first = JdkSigningKey.of(JdkSigningKey.generate(algorithm, random));
    SigningKey second = JdkSigningKey.of(JdkSigningKey.generate(Algorithm.ED25519, random));
    keys.put(name, first);
    keys.put(name + "-2", second);
    roles.put(first.publicKey().thumbprint().value(), List.of(role));
    List<CoseKey> both = List.of(first.publicKey(), second.publicKey());
    return new Genesis.Founder(name, name, both, List.of(role));
  }

  /**
   * The signing key of {@code name}: alice, bob, carol, audit, watch, node; or alice-2 and so on.
   */
  public SigningKey key(String name) {
    SigningKey key = keys.get(name);
    if (key == null) {
      throw new AssertionError("nobody is called " + name);
    }
    return key;
  }

  /** The key id of {@code name}. */
  public KeyId kid(String name) {
    return key(name).publicKey().thumbprint();
  }

  /** The party's id. */
  public Bytes party(String name) {
    return kid(name).value();
  }

  /** The rules and the ledger. */
  public Machine machine() {
    return machine;
  }

  /** The roles of {@code subject}. */
  public List<Role> roles(View state, Subject subject) {
    return roles.getOrDefault(subject.id(), List.of());
  }

  /** Tells {@code listener} of each block. */
  public void onCommit(LongConsumer listener) {
    committed = listener;
  }

  /** A statement that does not expire in this test. */
  public Bytes sign(String name, long sequence, Transaction transaction) {
    return sign(name, sequence, ledger.tip().time().plusSeconds(86_400), transaction);
  }

  /** A statement. */
  public Bytes sign(String name, long sequence, Timestamp expiry, Transaction transaction) {
    return new Statement.Draft(machine.network(), sequence, expiry, transaction)
        .sign(machine.rulebook(), key(name));
  }

  /** A parcel from {@code name}. */
  public Bytes parcel(String name, long sequence, String box, long number, String receiver) {
    return sign(
        name,
        sequence,
        new Parcels.Send(
            new Parcels.Box(box), number, party(receiver), "a thing", Optional.empty()));
  }

  @Override
  public synchronized CompletableFuture<Answer> submit(Bytes octets) {
    return CompletableFuture.completedFuture(decide(octets));
  }

  private Answer decide(Bytes octets) {
    Statement statement;
    try {
      statement = Statement.decode(machine.rulebook(), octets);
    } catch (RefusedException e) {
      return refused(Optional.empty(), 0, e.reason(), e.detail(), Optional.empty());
    }
    Recorded before = recorded.get(statement.id());
    if (before != null && before.verdict() instanceof Recorded.Accepted accepted) {
      return new Answer.Committed(
          statement.id(), accepted.index(), before.height(), time(before), List.of(), true);
    }
    BlockResult result = block(1, List.of(statement));
    long height = result.tip().height();
    return switch (result.decisions().getFirst()) {
      case Decision.Accepted accepted ->
          new Answer.Committed(
              statement.id(),
              accepted.index(),
              height,
              result.tip().time(),
              accepted.facts(),
              false);
      case Decision.Refused refused ->
          refused(
              Optional.of(statement),
              refused.contract(),
              refused.reason(),
              refused.detail(),
              Optional.of(height));
      case Decision.Ignored ignored ->
          refused(Optional.of(statement), 0, ignored.reason(), ignored.detail(), Optional.empty());
    };
  }

  private Answer refused(
      Optional<Statement> statement,
      int contract,
      Reason reason,
      String detail,
      Optional<Long> height) {
    boolean spent =
        reason == EnvelopeRefusal.SEQUENCE_COUNTED || reason == EnvelopeRefusal.SEQUENCE_BEHIND;
    Optional<Long> highest =
        spent
            ? Optional.of(
                new Overlay(machine.rulebook(), ledger)
                    .find(Window.TABLE, statement.orElseThrow().key())
                    .orElse(Window.NEW)
                    .highest())
            : Optional.empty();
    return new Answer.Refused(
        statement.map(Statement::id), contract, reason, detail, height, highest);
  }

  private Timestamp time(Recorded of) {
    BlockHead head = heads.get(of.height());
    if (head == null) {
      throw new AssertionError("no block " + of.height());
    }
    return head.time();
  }

  /** A block without statements, {@code seconds} after the last. */
  public synchronized void heartbeat(long seconds) {
    block(seconds, List.of());
  }

  private BlockResult block(long seconds, List<Statement> statements) {
    Tip tip = ledger.tip();
    BlockResult result =
        machine.apply(
            tip,
            ledger,
            new Block(tip.height() + 1, tip.time().plusSeconds(seconds), statements, true));
    ledger.keep(result);
    remember(ledger.tip());
    List<BlockFacts.Stated> stated = new ArrayList<>();
    for (int i = 0; i < statements.size(); i++) {
      Statement statement = statements.get(i);
      Optional<Recorded.Verdict> verdict =
          switch (result.decisions().get(i)) {
            case Decision.Accepted accepted -> {
              accepted
                  .facts()
                  .forEach(
                      fact ->
                          stated.add(BlockFacts.Stated.by(statement.id(), accepted.index(), fact)));
              yield Optional.of(new Recorded.Accepted(accepted.index()));
            }
            case Decision.Refused refused ->
                Optional.of(
                    new Recorded.Refused(
                        refused.contract(), refused.reason().ordinal(), refused.detail()));
            case Decision.Ignored ignored -> Optional.empty();
          };
      verdict.ifPresent(
          how ->
              recorded.put(
                  statement.id(),
                  new Recorded(
                      statement.id(),
                      statement.key(),
                      statement.sequence(),
                      result.tip().height(),
                      how)));
    }
    facts.add(new BlockFacts(result.tip().height(), result.tip().time(), stated));
    committed.accept(result.tip().height());
    return result;
  }

  private void remember(Tip tip) {
    heads.put(
        tip.height(), new BlockHead(tip.height(), tip.time(), tip.log().size(), tip.log().root()));
  }

  @Override
  public synchronized List<BlockFacts> after(long height, int limit) throws ForgottenException {
    if (height < forgotten) {
      throw new ForgottenException(height, forgotten + 1);
    }
    return facts.stream().filter(block -> block.height() > height).limit(limit).toList();
  }

  @Override
  public synchronized void kept(long height) {
    kept.add(height);
  }

  /** Forgets the facts up to {@code height}. */
  public synchronized void forget(long height) {
    forgotten = height;
  }

  /** All facts again. */
  public synchronized FactReplay replay() {
    List<BlockFacts> all = List.copyOf(facts);
    return to -> all.forEach(block -> to.accept(List.of(block)));
  }

  /** The heights up to which an index said it keeps everything. */
  public synchronized List<Long> kept() {
    return List.copyOf(kept);
  }

  /** The log's entries. */
  public synchronized List<Bytes> log() {
    return ledger.entries();
  }

  /** The ledger as it is now. */
  public synchronized Snapshot snapshot() {
    return new NowSnapshot(ledger.tip());
  }

  private final class NowSnapshot implements Snapshot {
    private final Tip tip;

    NowSnapshot(Tip tip) {
      this.tip = tip;
    }

    @Override
    public Tip tip() {
      return tip;
    }

    @Override
    public Optional<Recorded> recorded(Bytes statement) {
      synchronized (MemoryNode.this) {
        return Optional.ofNullable(recorded.get(statement));
      }
    }

    @Override
    public Optional<Recorded> recorded(KeyId key, long sequence) {
      synchronized (MemoryNode.this) {
        return recorded.values().stream()
            .filter(each -> each.key().equals(key) && each.sequence() == sequence)
            .findFirst();
      }
    }

    @Override
    public List<Recorded> recorded(KeyId key, long after, int limit) {
      synchronized (MemoryNode.this) {
        return recorded.values().stream()
            .filter(each -> each.key().equals(key) && each.sequence() > after)
            .sorted(Comparator.comparingLong(Recorded::sequence))
            .limit(limit)
            .toList();
      }
    }

    @Override
    public Optional<Bytes> octets(Recorded of) {
      return of.verdict() instanceof Recorded.Accepted accepted
          ? entry(accepted.index())
          : Optional.empty();
    }

    @Override
    public Optional<Long> heightOf(long index) {
      synchronized (MemoryNode.this) {
        return heads.values().stream()
            .filter(head -> head.size() > index)
            .map(BlockHead::height)
            .findFirst();
      }
    }

    @Override
    public Optional<Long> sealOf(long height) {
      return block(height).map(BlockHead::seal);
    }

    @Override
    public Optional<BlockHead> block(long height) {
      synchronized (MemoryNode.this) {
        return Optional.ofNullable(heads.get(height));
      }
    }

    @Override
    public String checkpoint() {
      Checkpoint checkpoint =
          new Checkpoint(machine.genesis().name(), tip.log().size(), tip.log().root());
      return new String(
          checkpoints.note(checkpoint).encode().toByteArray(), StandardCharsets.UTF_8);
    }

    @Override
    public Optional<Bytes> entry(long index) {
      synchronized (MemoryNode.this) {
        return ledger.entry(index);
      }
    }

    @Override
    public Optional<Bytes> value(Bytes key) {
      synchronized (MemoryNode.this) {
        return ledger.value(key);
      }
    }

    @Override
    public List<Entry<Bytes, Bytes>> list(Bytes prefix, Optional<Bytes> after, int limit) {
      synchronized (MemoryNode.this) {
        return ledger.list(prefix, after, limit);
      }
    }

    @Override
    public PageSource pages() {
      return ledger.pages();
    }

    @Override
    public Tiles tiles() {
      return ledger.tiles();
    }

    @Override
    public Optional<Snapshot> again() {
      return Optional.of(new NowSnapshot(tip));
    }

    @Override
    public void close() {}
  }
}
