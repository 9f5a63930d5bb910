package birthmark.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import birthmark.bytes.Bytes;
import birthmark.codec.MalformedException;
import birthmark.contract.Acting;
import birthmark.contract.Fact;
import birthmark.contract.Genesis;
import birthmark.contract.Reason;
import birthmark.contract.Role;
import birthmark.contract.Rulebook;
import birthmark.contract.Transaction;
import birthmark.cose.Algorithm;
import birthmark.cose.CoseKey;
import birthmark.cose.JdkSignatures;
import birthmark.cose.JdkSigningKey;
import birthmark.cose.KeyId;
import birthmark.cose.Signatures;
import birthmark.cose.SigningKey;
import birthmark.machine.Block;
import birthmark.machine.BlockResult;
import birthmark.machine.Decision;
import birthmark.machine.Machine;
import birthmark.machine.Overlay;
import birthmark.machine.Seal;
import birthmark.state.View;
import birthmark.statement.RefusedException;
import birthmark.statement.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A ledger in memory with real keys and signatures: statements are signed, ordered one a block, and
 * decided by the machine as a node would.
 */
public final class SignedLedger {
  private final Rulebook rulebook;
  private final SeededRandom random;
  private final Signatures signatures;
  private final Genesis genesis;
  private final SigningKey root;
  private final MemoryLedger ledger;
  private final Map<KeyId, Long> next = new HashMap<>();
  private Machine machine;

  /** A ledger of one founder, a replica; its keys come from {@code seed}. */
  public SignedLedger(Rulebook rulebook, long seed) {
    this(rulebook, seed, new JdkSignatures(), 1);
  }

  /** The same, started with the rules version {@code rules}. */
  public SignedLedger(Rulebook rulebook, long seed, long rules) {
    this(rulebook, seed, new JdkSignatures(), rules);
  }

  /** The same, its signatures verified by {@code signatures}. */
  public SignedLedger(Rulebook rulebook, long seed, Signatures signatures) {
    this(rulebook, seed, signatures, 1);
  }

  private SignedLedger(Rulebook rulebook, long seed, Signatures signatures, long rules) {
    this.rulebook = rulebook;
    this.signatures = signatures;
    this.random = new SeededRandom(seed);
    this.root = key(Algorithm.ED25519);
    this.genesis =
        new Genesis(
            Genesis.FORMAT,
            "test.example",
            NotesLedger.START,
            List.of(
                new Genesis.Founder(
                    "root", "Root", List.of(root.publicKey()), List.of(Role.REPLICA))),
            List.of(Genesis.Replica.of("root", root.publicKey())),
            rules,
            1_000);
    this.machine = new Machine(rulebook, signatures, genesis);
    this.ledger = new MemoryLedger(machine);
  }

  /** A new key; the same ones in the same order for the same seed. */
  public SigningKey key(Algorithm algorithm) {
    return JdkSigningKey.of(JdkSigningKey.generate(algorithm, random));
  }

  /** A new public key that agrees. */
  public CoseKey agreement() {
    return JdkSignatures.coseKey(JdkSigningKey.generateAgreement(random).getPublic());
  }

  /** The founder's key. */
  public SigningKey root() {
    return root;
  }

  /** What the ledger starts from. */
  public Genesis genesis() {
    return genesis;
  }

  /** The ledger's network id. */
  public Bytes network() {
    return machine.network();
  }

  /** What is kept. */
  public MemoryLedger ledger() {
    return ledger;
  }

  /** What holds. */
  public View state() {
    return new Overlay(rulebook, ledger);
  }

  /** Another machine on what is kept, as after a restart. */
  public void restart() {
    machine = new Machine(rulebook, signatures, genesis);
  }

  /** A statement numbered {@code sequence}. */
  public Statement sign(SigningKey key, long sequence, Transaction transaction) {
    return sign(key, sequence, transaction, Optional.empty());
  }

  /** The same, in whose name or approving what {@code acting} says. */
  public Statement sign(
      SigningKey key, long sequence, Transaction transaction, Optional<Acting> acting) {
    return decode(
        new Statement.Draft(
                network(), sequence, ledger.tip().time().plusSeconds(3_600), transaction, acting)
            .sign(rulebook, key));
  }

  /** A statement with the key's next number, in whose name or approving what is said. */
  public Statement sign(SigningKey key, Transaction transaction, Acting acting) {
    return sign(key, number(key), transaction, Optional.of(acting));
  }

  /** A statement with the key's next number. */
  public Statement sign(SigningKey key, Transaction transaction) {
    return sign(key, number(key), transaction);
  }

  private long number(SigningKey key) {
    KeyId id = key.publicKey().thumbprint();
    long sequence = next.getOrDefault(id, 1L);
    next.put(id, sequence + 1);
    return sequence;
  }

  /** The statement that {@code encoded} holds. */
  public Statement decode(Bytes encoded) {
    try {
      return Statement.decode(rulebook, encoded);
    } catch (RefusedException e) {
      throw new AssertionError("a test's statement must decode", e);
    }
  }

  /** Decides {@code statement} in a block of its own, a second after the last. */
  public Decision decide(Statement statement) {
    BlockResult result =
        machine.apply(
            ledger.tip(),
            ledger,
            new Block(
                ledger.tip().height() + 1,
                ledger.tip().time().plusSeconds(1),
                List.of(statement),
                false));
    ledger.keep(result);
    return result.decisions().getFirst();
  }

  /** Decides and keeps the next block, {@code seconds} after the last. */
  public BlockResult block(long seconds, boolean heartbeat, Statement... statements) {
    Block block =
        new Block(
            ledger.tip().height() + 1,
            ledger.tip().time().plusSeconds(seconds),
            List.of(statements),
            heartbeat);
    BlockResult result = machine.apply(ledger.tip(), ledger, block);
    ledger.keep(result);
    return result;
  }

  /** What a block of {@code statements} would do; nothing of it is kept. */
  public BlockResult proposed(List<Statement> statements) {
    return machine.apply(
        ledger.tip(),
        ledger,
        new Block(
            ledger.tip().height() + 1, ledger.tip().time().plusSeconds(1), statements, false));
  }

  /** Decides what must be accepted. */
  public Decision.Accepted accept(Statement statement) {
    return assertInstanceOf(Decision.Accepted.class, decide(statement));
  }

  /** Signs and decides what must be accepted; the answer is its facts. */
  public List<Fact> accept(SigningKey key, Transaction transaction) {
    return accept(sign(key, transaction)).facts();
  }

  /** Decides what must not be accepted; the answer is why. */
  public Reason refuse(Statement statement) {
    return switch (decide(statement)) {
      case Decision.Refused refused -> refused.reason();
      case Decision.Ignored ignored -> ignored.reason();
      case Decision.Accepted accepted -> throw new AssertionError("accepted: " + accepted);
    };
  }

  /** Signs and decides what must not be accepted; the answer is why. */
  public Reason refuse(SigningKey key, Transaction transaction) {
    return refuse(sign(key, transaction));
  }

  /** Decides the log's entries once more on an empty ledger and compares every seal and root. */
  public void replay() {
    MemoryLedger copy = new MemoryLedger(machine);
    List<Bytes> entries = ledger.entries();
    assertEquals(copy.entries(), entries.subList(0, 2), "genesis and first seal");
    List<Statement> statements = new ArrayList<>();
    for (int i = 2; i < entries.size(); i++) {
      Bytes entry = entries.get(i);
      if (!Seal.is(entry)) {
        Statement statement = decode(entry);
        statements.add(statement);
        i += statement.registered().isPresent() ? 1 : 0;
        continue;
      }
      Seal seal = seal(entry);
      Block block = new Block(seal.height(), seal.time(), List.copyOf(statements), true);
      BlockResult again = machine.replay(copy.tip(), copy, block, seal.refusals());
      assertEquals(entry, again.entries().getLast(), "seal of block " + seal.height());
      copy.keep(again);
      statements.clear();
    }
    assertEquals(ledger.tip().log(), copy.tip().log());
    assertEquals(ledger.tip().tree().root(), copy.tip().tree().root());
  }

  private static Seal seal(Bytes entry) {
    try {
      return Seal.decode(entry);
    } catch (MalformedException e) {
      throw new AssertionError("a seal must decode", e);
    }
  }
}
