package birthmark.sim.second;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.contract.Fact;
import birthmark.contract.Genesis;
import birthmark.contract.Reason;
import birthmark.contract.Role;
import birthmark.contract.Rulebook;
import birthmark.contracts.Contracts;
import birthmark.contracts.admission.Nonce;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.cose.KeyId;
import birthmark.machine.Block;
import birthmark.machine.BlockResult;
import birthmark.machine.Decision;
import birthmark.machine.Machine;
import birthmark.machine.Overlay;
import birthmark.machine.Seal;
import birthmark.machine.Window;
import birthmark.node.submit.FastSignatures;
import birthmark.sim.cast.Cast;
import birthmark.sim.cast.Intention;
import birthmark.sim.cast.Intentions;
import birthmark.sim.cast.SeededKey;
import birthmark.statement.RefusedException;
import birthmark.statement.Statement;
import birthmark.testing.MemoryLedger;
import birthmark.testing.Mutation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * A ledger's history from a seed: everybody wants something, numbers are skipped, used twice and
 * too far ahead, statements come late, again, or damaged, and time passes in steps of all sizes.
 */
final class RandomHistory {
  private static final Rulebook RULEBOOK = Contracts.rulebook();
  private static final int STATEMENTS_MAX = 9;
  private static final int SEEN_MAX = 200;

  private final Random random;
  private final Genesis genesis;
  private final Machine machine;
  private final MemoryLedger ledger;
  private final Intentions intentions;
  private final Map<KeyId, Long> next = new HashMap<>();
  private final List<Bytes> seen = new ArrayList<>();

  /**
   * A block as it was given to the machine, what it made of it, and what was not even read.
   *
   * @param block the block
   * @param result what came of it
   * @param unread octets that are no statement
   */
  record Played(Block block, BlockResult result, List<Bytes> unread) {}

  RandomHistory(long seed) {
    this(seed, Cast.EVERYBODY.genesis(quota(seed)), Intentions::new);
  }

  /** A history of samples alone. */
  static RandomHistory ofSamples(long seed) {
    return new RandomHistory(seed, Cast.EVERYBODY.genesis(quota(seed)), Intentions::ofSamples);
  }

  /** One of four replicas that want little but to vote. */
  static RandomHistory ofReplicas(long seed) {
    return new RandomHistory(seed, Cast.EVERYBODY.council(1_000), Intentions::ofReplicas);
  }

  /** One of strangers and those who let them in. */
  static RandomHistory ofStrangers(long seed) {
    return new RandomHistory(seed, Cast.EVERYBODY.genesis(1_000), Intentions::ofStrangers);
  }

  private static long quota(long seed) {
    return seed % 3 == 0 ? 2 : 1_000;
  }

  private interface Wanted {
    Intentions of(Cast cast, Bytes network, Random random);
  }

  private RandomHistory(long seed, Genesis genesis, Wanted wanted) {
    this.random = new Random(seed);
    this.genesis = genesis;
    this.machine = new Machine(RULEBOOK, FastSignatures.best(), genesis);
    this.ledger = new MemoryLedger(machine);
    this.intentions = wanted.of(Cast.EVERYBODY, genesis.network(), random);
  }

  Genesis genesis() {
    return genesis;
  }

  MemoryLedger ledger() {
    return ledger;
  }

  /** Plays the next block. */
  Played block() {
    Timestamp time = new Timestamp(ledger.tip().time().millis() + step());
    List<Statement> statements = new ArrayList<>();
    List<Bytes> unread = new ArrayList<>();
    for (int i = random.nextInt(STATEMENTS_MAX); i >= 0; i--) {
      Bytes octets = statement();
      try {
        statements.add(Statement.decode(RULEBOOK, octets));
      } catch (RefusedException e) {
        unread.add(octets);
      }
    }
    return play(time, statements, unread, random.nextInt(8) == 0);
  }

  private Played play(
      Timestamp time, List<Statement> statements, List<Bytes> unread, boolean heartbeat) {
    Block block = new Block(ledger.tip().height() + 1, time, List.copyOf(statements), heartbeat);
    BlockResult result = machine.apply(ledger.tip(), ledger, block);
    ledger.keep(result);
    return new Played(block, result, unread);
  }

  /** The next block, in which more statements came too late than a seal can list. */
  Played fullBlock() throws RefusedException {
    Cast.Party founder = Cast.EVERYBODY.root();
    List<Statement> late = new ArrayList<>();
    for (int i = 0; i < Seal.REFUSALS_MAX + 20; i++) {
      Statement.Draft draft =
          new Statement.Draft(
              genesis.network(),
              100_000 + i,
              new Timestamp(0),
              new PartyTransaction.Grant(founder.id(), Role.MAKER));
      late.add(Statement.decode(RULEBOOK, draft.sign(RULEBOOK, founder.key())));
    }
    return play(ledger.tip().time(), late, List.of(), false);
  }

  /** Milliseconds to the next block: mostly a moment, now and then minutes, seldom days. */
  private long step() {
    return switch (random.nextInt(40)) {
      case 0 -> random.nextLong(8L * 24 * 3_600_000);
      case 1, 2 -> random.nextLong(2 * 3_600_000);
      case 3, 4, 5 -> random.nextLong(400_000);
      default -> random.nextInt(5_000);
    };
  }

  private Bytes statement() {
    if (!seen.isEmpty() && random.nextInt(6) == 0) {
      Bytes old = seen.get(random.nextInt(seen.size()));
      return random.nextBoolean() ? old : Mutation.several(old, random);
    }
    Intention intention =
        intentions.next(
            new Intentions.Knowledge(
                new Overlay(RULEBOOK, ledger),
                new Nonce(ledger.tip().height(), ledger.tip().log().root()),
                ledger.tip().time(),
                List.copyOf(seen)));
    SeededKey key = intention.key();
    Bytes octets =
        new Statement.Draft(
                random.nextInt(60) == 0 ? Bytes.copyOf(new byte[32]) : genesis.network(),
                sequence(key.publicKey().thumbprint()),
                expiry(),
                intention.transaction(),
                intention.acting())
            .sign(RULEBOOK, key);
    seen.add(octets);
    if (seen.size() > SEEN_MAX) {
      seen.removeFirst();
    }
    return octets;
  }

  private Timestamp expiry() {
    long now = ledger.tip().time().millis();
    return new Timestamp(random.nextInt(20) == 0 ? now - random.nextInt(5_000) : now + 3_600_000);
  }

  /** The next number of a key, or another one. */
  private long sequence(KeyId key) {
    long highest =
        new Overlay(RULEBOOK, ledger).find(Window.TABLE, key).map(Window::highest).orElse(0L);
    long expected = Math.max(highest + 1, next.getOrDefault(key, 1L));
    long taken =
        switch (random.nextInt(24)) {
          case 0 -> expected + random.nextInt(2_000);
          case 1 -> Math.max(1, expected - random.nextInt(1_100));
          case 2 -> highest + (1 << 20) + random.nextInt(3) - 1;
          case 3 -> expected + random.nextInt(20);
          case 4, 5 -> Math.max(1, expected - 1);
          default -> expected;
        };
    if (taken < highest + (1 << 20)) {
      next.put(key, Math.max(expected, taken + 1));
    }
    return taken;
  }

  /** What became of statement {@code index} of a block, in one word or two. */
  static String told(Played played, int index) {
    return switch (played.result().decisions().get(index)) {
      case Decision.Accepted _ -> "ACCEPTED";
      case Decision.Refused refused -> "REFUSED " + name(refused.reason());
      case Decision.Ignored ignored -> "IGNORED " + name(ignored.reason());
    };
  }

  /** The names of the facts that a block led to. */
  static List<String> facts(Played played) {
    List<Fact> facts = new ArrayList<>();
    played.result().performed().forEach(each -> facts.addAll(each.facts()));
    for (Decision decision : played.result().decisions()) {
      if (decision instanceof Decision.Accepted accepted) {
        facts.addAll(accepted.facts());
      }
    }
    return facts.stream().map(fact -> RULEBOOK.of(fact).facts().of(fact).name()).toList();
  }

  private static String name(Reason reason) {
    return ((Enum<?>) reason).name();
  }

  /** The seal of a block, if it left a trace. */
  static Optional<Bytes> seal(Played played) {
    return played.result().seal().map(seal -> seal.encode());
  }
}
