package birthmark.testing;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.contract.Genesis;
import birthmark.contract.Role;
import birthmark.contract.Rulebook;
import birthmark.contract.Transaction;
import birthmark.cose.Algorithm;
import birthmark.cose.JdkSignatures;
import birthmark.cose.JdkSigningKey;
import birthmark.cose.SigningKey;
import birthmark.machine.Block;
import birthmark.machine.BlockResult;
import birthmark.machine.Machine;
import birthmark.statement.RefusedException;
import birthmark.statement.Statement;
import birthmark.testing.notes.Notes;
import java.util.ArrayList;
import java.util.List;

/** A ledger of notes with a few founders, and what tests do with it: sign, decide, keep. */
public final class NotesLedger {
  /** When it was founded. */
  public static final Timestamp START = Timestamp.parse("2026-01-01T00:00:00Z");

  private final List<SigningKey> founders;
  private final Machine machine;
  private final MemoryLedger ledger;

  /**
   * A ledger whose {@code count} founders may place {@code quota} statements a minute; keys from
   * {@code seed}.
   */
  public NotesLedger(int count, long quota, long seed) {
    this(keys(count, new SeededRandom(seed)), quota);
  }

  /** A ledger whose founders have these keys and may place {@code quota} statements a minute. */
  public NotesLedger(List<SigningKey> keys, long quota) {
    List<Genesis.Founder> parties = new ArrayList<>();
    for (SigningKey key : keys) {
      int i = parties.size();
      parties.add(
          new Genesis.Founder(
              "founder-" + i, "Founder " + i, List.of(key.publicKey()), List.of(Role.REPLICA)));
    }
    founders = List.copyOf(keys);
    machine = new Machine(rulebook(), new JdkSignatures(), genesis(parties, keys, quota));
    ledger = new MemoryLedger(machine);
  }

  private static List<SigningKey> keys(int count, SeededRandom random) {
    List<SigningKey> keys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      keys.add(JdkSigningKey.of(JdkSigningKey.generate(Algorithm.ED25519, random)));
    }
    return keys;
  }

  private static Genesis genesis(List<Genesis.Founder> parties, List<SigningKey> keys, long quota) {
    return new Genesis(
        Genesis.FORMAT,
        "notes.example",
        START,
        parties,
        List.of(Genesis.Replica.of("founder-0", keys.getFirst().publicKey())),
        1,
        quota);
  }

  /** The rules: the contract of notes under number 1. */
  public static Rulebook rulebook() {
    return Rulebook.of(1, Machine.TABLES, List.of(new Rulebook.Numbered(1, new Notes())));
  }

  /** The founders' keys. */
  public List<SigningKey> founders() {
    return founders;
  }

  /** The machine. */
  public Machine machine() {
    return machine;
  }

  /** What is kept. */
  public MemoryLedger ledger() {
    return ledger;
  }

  /** A statement of {@code transaction} that expires an hour after the ledger's time. */
  public Statement sign(SigningKey key, long sequence, Transaction transaction) {
    return sign(key, sequence, ledger.tip().time().plusSeconds(3_600), transaction);
  }

  /** A statement of {@code transaction}. */
  public Statement sign(SigningKey key, long sequence, Timestamp expiry, Transaction transaction) {
    return decode(
        new Statement.Draft(machine.network(), sequence, expiry, transaction)
            .sign(machine.rulebook(), key));
  }

  /** The statement that {@code encoded} holds. */
  public Statement decode(Bytes encoded) {
    try {
      return Statement.decode(machine.rulebook(), encoded);
    } catch (RefusedException e) {
      throw new AssertionError("a test's statement must decode", e);
    }
  }

  /** Decides and keeps the next block, a second after the last. */
  public BlockResult block(Statement... statements) {
    return block(1, statements);
  }

  /** Decides and keeps the next block, {@code seconds} after the last. */
  public BlockResult block(long seconds, Statement... statements) {
    BlockResult result =
        machine.apply(
            ledger.tip(),
            ledger,
            new Block(
                ledger.tip().height() + 1,
                ledger.tip().time().plusSeconds(seconds),
                List.of(statements),
                false));
    ledger.keep(result);
    return result;
  }
}
