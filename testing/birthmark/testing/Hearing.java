package birthmark.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.codec.Timestamp;
import birthmark.contract.Acting;
import birthmark.contract.Context;
import birthmark.contract.Endorsed;
import birthmark.contract.Fact;
import birthmark.contract.Genesis;
import birthmark.contract.Introduction;
import birthmark.contract.Judgment;
import birthmark.contract.Keys;
import birthmark.contract.Now;
import birthmark.contract.Outcome;
import birthmark.contract.Replicas;
import birthmark.contract.Rulebook;
import birthmark.contract.RulesVersions;
import birthmark.contract.Subject;
import birthmark.contract.Transaction;
import birthmark.cose.CoseKey;
import birthmark.machine.Duties;
import birthmark.machine.Overlay;
import birthmark.state.Entry;
import birthmark.state.RawState;
import birthmark.state.View;
import birthmark.state.Write;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Decisions of contracts alone: a state in memory, and transactions decided on it without
 * envelopes. Signatures, numbers and quotas are the machine's and not asked for here, so any key in
 * form will do.
 *
 * <p>Every decision is made twice, to see that it is the same, and its writes are held against what
 * the machine would allow.
 */
public final class Hearing {
  private final Rulebook rulebook;
  private final Overlay state;
  private final Bytes network;
  private final List<Bytes> log = new ArrayList<>();
  private long height = 1;
  private Timestamp time;
  private long statements;
  private List<Fact> happened = List.of();

  /** A hearing on the state that {@code genesis} founds. */
  public Hearing(Rulebook rulebook, Genesis genesis) {
    this.rulebook = rulebook;
    this.state = new Overlay(rulebook, new Nothing());
    this.network = genesis.network();
    this.time = genesis.time().plusSeconds(1);
    log.add(Genesis.CODEC.encode(genesis));
    state.apply(Replicas.TABLE.put(new Replicas.From(0), Replicas.founding(genesis)));
    for (Rulebook.Rules rules : rulebook.contracts()) {
      rules.contract().founding(genesis).forEach(state::apply);
    }
  }

  /** The contracts. */
  public Rulebook rulebook() {
    return rulebook;
  }

  /** The ledger's network id. */
  public Bytes network() {
    return network;
  }

  /** What holds. */
  public View state() {
    return state;
  }

  /** The height of the block being decided. */
  public long height() {
    return height;
  }

  /** The time of the block being decided. */
  public Timestamp time() {
    return time;
  }

  /** Goes on to the next block, {@code seconds} later; what is due then happens. */
  public Hearing pass(long seconds) {
    come(seconds);
    return this;
  }

  /** The same; the answer is what happened by itself. */
  public Outcome.Accepted come(long seconds) {
    height++;
    time = time.plusSeconds(seconds);
    List<Write<?, ?>> writes = new ArrayList<>();
    List<Fact> facts = new ArrayList<>();
    for (Duties.Item<?, ?> item : new Duties(rulebook).due(state, time).items()) {
      state.apply(item.removal());
      Outcome.Accepted outcome = item.decide(state, new Now(height, time));
      assertEquals(outcome, item.decide(state, new Now(height, time)), "a duty must be pure");
      check(item.rules(), outcome);
      outcome.writes().forEach(state::apply);
      writes.addAll(outcome.writes());
      facts.addAll(outcome.facts());
    }
    happened = List.copyOf(facts);
    return new Outcome.Accepted(writes, facts);
  }

  /** What happened by itself in this block. */
  public List<Fact> happened() {
    return happened;
  }

  /** Adds an entry to the log before this block; the answer is its index. */
  public long log(Bytes entry) {
    log.add(entry);
    return log.size() - 1L;
  }

  /** The entry of the log at {@code index}. */
  public Bytes entry(long index) {
    return log.get((int) index);
  }

  /** Changes the state behind the contracts' backs, for what they would never let happen. */
  public <K, V> Hearing force(Write<K, V> write) {
    state.apply(write);
    return this;
  }

  /** Decides {@code transaction}, signed with {@code key}; if it is accepted, it takes effect. */
  public Outcome decide(CoseKey key, Transaction transaction) {
    return decide(key, transaction, Optional.empty());
  }

  /** The same, in whose name or approving what {@code acting} says. */
  public Outcome decide(CoseKey key, Transaction transaction, Optional<Acting> acting) {
    if (transaction instanceof Endorsed endorsed) {
      assertTrue(endorsed.endorsements(network).size() <= Endorsed.MAX, "too many signatures");
    }
    statements++;
    Context at =
        new Context(
            network,
            height,
            time,
            lastStatement(),
            key.thumbprint(),
            signer(key, transaction),
            index -> index < log.size() ? Optional.of(log.get((int) index)) : Optional.empty());
    Rulebook.Rules rules = rulebook.of(transaction);
    Judgment judgment = Judgment.of(rulebook, rules, state, at, transaction, acting);
    assertEquals(
        judgment,
        Judgment.of(rulebook, rules, state, at, transaction, acting),
        "a decision must be pure");
    return switch (judgment) {
      case Judgment.Refused refused -> refused.rejected();
      case Judgment.Accepted accepted -> accept(accepted.parts());
    };
  }

  private Outcome accept(List<Judgment.Part> parts) {
    List<Write<?, ?>> writes = new ArrayList<>();
    List<Fact> facts = new ArrayList<>();
    for (Judgment.Part part : parts) {
      check(part.rules(), part.accepted());
      writes.addAll(part.accepted().writes());
      facts.addAll(part.accepted().facts());
    }
    writes.forEach(state::apply);
    return new Outcome.Accepted(List.copyOf(writes), List.copyOf(facts));
  }

  /** The id of the statement decided last. */
  public Bytes lastStatement() {
    return Sha256.of(Long.toString(statements).getBytes(StandardCharsets.US_ASCII));
  }

  private Subject signer(CoseKey key, Transaction transaction) {
    Optional<Subject> known =
        state.find(Keys.TABLE, key.thumbprint()).map(Keys.Registered::subject);
    if (known.isEmpty() && transaction instanceof Introduction introduction) {
      assertEquals(introduction.key(), key, "an introduction is signed with the key it carries");
      return Subject.party(key.thumbprint().value());
    }
    return known.orElseThrow(() -> new AssertionError("nobody registered the key that signs"));
  }

  private void check(Rulebook.Rules rules, Outcome.Accepted accepted) {
    TreeSet<Bytes> written = new TreeSet<>();
    for (Write<?, ?> write : accepted.writes()) {
      boolean own = rulebook.owner(write.table()) == rules.number();
      boolean key = write.table() == Keys.TABLE && rules.surface().keyRegistrar();
      boolean governs =
          rules.surface().governor()
              && (write.table() == RulesVersions.TABLE || write.table() == Replicas.TABLE);
      assertTrue(own || key || governs, () -> rules.surface().path() + " wrote " + write.table());
      assertTrue(written.add(place(write)), () -> "a record is written twice: " + write);
    }
    accepted
        .facts()
        .forEach(fact -> assertEquals(rules, rulebook.of(fact), "a fact of another contract"));
  }

  private <K, V> Bytes place(Write<K, V> write) {
    return write.table().key().encode(rulebook.prefix(write.table()), write.key());
  }

  /** A state before anything was written. */
  private record Nothing() implements RawState {
    @Override
    public Optional<Bytes> value(Bytes key) {
      return Optional.empty();
    }

    @Override
    public List<Entry<Bytes, Bytes>> list(Bytes prefix, Optional<Bytes> after, int limit) {
      return List.of();
    }
  }
}
