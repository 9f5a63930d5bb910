package birthmark.sim.play;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.contract.Fact;
import birthmark.contract.Genesis;
import birthmark.contracts.admission.Nonce;
import birthmark.contracts.samples.SamplingFact;
import birthmark.cose.KeyId;
import birthmark.cose.Signatures;
import birthmark.machine.Decision;
import birthmark.node.engine.Standing;
import birthmark.node.store.BlockFacts;
import birthmark.node.store.Recorded;
import birthmark.sim.cast.Cast;
import birthmark.sim.cast.Intention;
import birthmark.sim.cast.Intentions;
import birthmark.sim.cast.SeededKey;
import birthmark.sim.check.ViolationException;
import birthmark.sim.play.SimulatedReplica.Delivered;
import birthmark.sim.world.DiskFaults;
import birthmark.sim.world.EventQueue;
import birthmark.sim.world.SimulatedClock;
import birthmark.sim.world.Tally;
import birthmark.sim.world.Trace;
import birthmark.statement.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * Four replicas of one ledger over one order of blocks, from a seed: blocks come late to some, a
 * replica ends in the middle of a write or loses power, clients send a statement to several and
 * again, and who proposes puts into a block what is there already, twice, forged, or no statement.
 *
 * <p>What agrees on the order is not played: it is CometBFT's. Blocks are proposed by a replica
 * that has all before, while replicas of more than two thirds of the weight have.
 */
public final class ReplicaPlay {
  private static final int BLOCK_STATEMENTS_MAX = 10;
  private static final int SEEN_MAX = 100;
  private static final int STILL = 400;
  private static final int[] WEIGHTS = {2, 1, 1, 1};
  private static final long VALID_SECONDS = 3_600;

  /** What reaches a replica of a block: all of it, unless a fault is planted. */
  public interface Wire {
    /** Nothing is lost. */
    Wire TRUE = (replica, octets) -> octets;

    /** What reaches replica number {@code replica} of a block with {@code octets}. */
    List<Bytes> delivered(int replica, List<Bytes> octets);
  }

  /**
   * How a play went.
   *
   * @param trace the hash of all that happened: the same for one seed
   * @param tally how often what happened
   */
  public record Played(Bytes trace, Tally tally) {}

  private record Ordered(Timestamp time, List<Bytes> octets) {}

  private final Wanted wanted;
  private final Wire wire;
  private final Random random;
  private final EventQueue world = new EventQueue();
  private final Trace trace = new Trace(world);
  private final Tally tally = new Tally();
  private final Genesis genesis = Cast.EVERYBODY.council(1_000);
  private final SimulatedClock clock = new SimulatedClock(world, genesis.time());
  private final Intentions intentions;
  private final List<SimulatedReplica> replicas = new ArrayList<>();
  private final List<Ordered> order = new ArrayList<>();
  private final List<Bytes> seen = new ArrayList<>();
  private final Map<KeyId, Long> numbers = new HashMap<>();
  private final TreeMap<Long, Bytes> roots = new TreeMap<>();
  private final TreeMap<Long, List<String>> decisions = new TreeMap<>();
  private final TreeMap<Bytes, Bytes> unanswered = new TreeMap<>();
  private final TreeMap<Bytes, String> answered = new TreeMap<>();
  private final TreeMap<Bytes, Long> accepted = new TreeMap<>();
  private boolean calm;

  /** What is wanted in a play, in how many steps, and how long nothing happens now and then. */
  private enum Wanted {
    EVERYTHING(260, Duration.ZERO) {
      @Override
      Intentions of(Bytes network, Random random) {
        return new Intentions(Cast.EVERYBODY, network, random);
      }
    },
    SAMPLES(4_000, Duration.ofHours(10)) {
      @Override
      Intentions of(Bytes network, Random random) {
        return Intentions.ofSamples(Cast.EVERYBODY, network, random);
      }
    };

    private final int steps;
    private final Duration stillness;

    Wanted(int steps, Duration stillness) {
      this.steps = steps;
      this.stillness = stillness;
    }

    abstract Intentions of(Bytes network, Random random);
  }

  private ReplicaPlay(long seed, Signatures verifier, Wire wire, Wanted wanted) {
    this.wanted = wanted;
    this.wire = wire;
    this.random = new Random(seed);
    this.intentions = wanted.of(genesis.network(), random);
    SimulatedReplica.Ledger ledger = new SimulatedReplica.Ledger(genesis, verifier, clock);
    for (int i = 0; i < WEIGHTS.length; i++) {
      SeededKey key = i == 0 ? Cast.EVERYBODY.checkpoints() : Cast.replicaKey(i);
      replicas.add(new SimulatedReplica(ledger, key, new Faults()));
    }
  }

  /** Now and then a write fails, or the process ends in it. */
  private final class Faults implements DiskFaults {
    @Override
    public Write write(boolean sync) {
      if (calm || random.nextInt(60) > 0) {
        return Write.DONE;
      }
      tally.count("a write went wrong");
      Reach reach = List.of(Reach.values()).get(random.nextInt(3));
      return new Write(reach, random.nextBoolean() ? Ending.FAILS : Ending.CRASHES);
    }

    @Override
    public boolean refusesToOpen() {
      return false;
    }
  }

  /**
   * Plays {@code seed}.
   *
   * @throws ViolationException naming the promise that was broken
   */
  public static Played play(long seed, Signatures verifier, Wire wire) {
    return new ReplicaPlay(seed, verifier, wire, Wanted.EVERYTHING).played();
  }

  /** The same, of samples and what is told of them, for longer. */
  public static Played ofSamples(long seed, Signatures verifier) {
    return new ReplicaPlay(seed, verifier, Wire.TRUE, Wanted.SAMPLES).played();
  }

  private Played played() {
    run();
    return new Played(trace.hash(), tally);
  }

  private void run() {
    for (int i = 0; i < wanted.steps; i++) {
      world.after(pause(), "step", this::step);
      world.next().action().run();
    }
    calm = true;
    for (int i = 0; i < replicas.size(); i++) {
      if (!replicas.get(i).isUp() && !replicas.get(i).start()) {
        throw new ViolationException("replica " + i + " does not start on its own disk");
      }
      while (replicas.get(i).delivered() < order.size()) {
        deliver(i);
      }
    }
    settle();
  }

  /** Mostly less than a second; where what is told takes days, now and then hours. */
  private Duration pause() {
    return !wanted.stillness.isZero() && random.nextInt(STILL) == 0
        ? wanted.stillness
        : Duration.ofMillis(1 + random.nextInt(900));
  }

  private void step() {
    switch (random.nextInt(16)) {
      case 0, 1, 2 -> send();
      case 3 -> sendAgain();
      case 4, 5, 6 -> propose();
      case 7 -> disturb();
      case 8, 9 -> start();
      default -> deliver(random.nextInt(replicas.size()));
    }
  }

  private void happened(String what, String detail) {
    tally.count(what);
    trace.add(what + " " + detail);
  }

  /** Somebody wants something, and tells one replica or several. */
  private void send() {
    Optional<SimulatedReplica> newest =
        replicas.stream()
            .filter(SimulatedReplica::isUp)
            .max((one, other) -> Long.compare(one.delivered(), other.delivered()));
    if (newest.isEmpty()) {
      return;
    }
    SimulatedReplica from = newest.get();
    Standing standing = from.standing();
    Intention wanted =
        intentions.next(
            new Intentions.Knowledge(
                from.state(),
                new Nonce(standing.height(), standing.log().root()),
                standing.time(),
                List.copyOf(seen)));
    KeyId key = wanted.key().publicKey().thumbprint();
    long number = numbers.merge(key, 1L, Long::sum);
    Bytes octets =
        new Statement.Draft(
                genesis.network(),
                number,
                new Timestamp(clock.millis()).plusSeconds(VALID_SECONDS),
                wanted.transaction(),
                wanted.acting())
            .sign(Parts.CONTRACTS, wanted.key());
    SimulatedReplica.read(octets)
        .ifPresent(
            statement -> {
              seen.add(octets);
              if (seen.size() > SEEN_MAX) {
                seen.removeFirst();
              }
              unanswered.put(statement.id(), octets);
              happened("sent", statement.id().hex());
              hand(statement.id(), octets);
            });
  }

  private void hand(Bytes id, Bytes octets) {
    for (SimulatedReplica replica : replicas) {
      if (replica.isUp() && random.nextInt(3) > 0) {
        replica.pool().put(id, octets);
      }
    }
  }

  private void sendAgain() {
    if (!unanswered.isEmpty()) {
      Bytes id = List.copyOf(unanswered.keySet()).get(random.nextInt(unanswered.size()));
      happened("sent again", id.hex());
      hand(id, Objects.requireNonNull(unanswered.get(id)));
    }
  }

  /** A replica that has all blocks proposes the next, if enough have them. */
  private void propose() {
    int weight = 0;
    int total = 0;
    List<Integer> may = new ArrayList<>();
    for (int i = 0; i < replicas.size(); i++) {
      total += WEIGHTS[i];
      if (replicas.get(i).isUp() && replicas.get(i).delivered() == order.size()) {
        weight += WEIGHTS[i];
        may.add(i);
      }
    }
    if (3 * weight <= 2 * total) {
      tally.count("too few to agree");
      return;
    }
    int proposer = may.get(random.nextInt(may.size()));
    List<Bytes> octets = new ArrayList<>();
    for (Bytes each : replicas.get(proposer).pool().values()) {
      if (octets.size() < BLOCK_STATEMENTS_MAX) {
        octets.add(each);
      }
    }
    if (random.nextInt(3) == 0) {
      spoil(octets);
    }
    order.add(new Ordered(new Timestamp(clock.millis()), List.copyOf(octets)));
    happened("proposed", proposer + ": " + octets.size());
  }

  /** What a hostile replica puts into a block. */
  private void spoil(List<Bytes> octets) {
    tally.count("hostile block");
    byte[] nothing = new byte[random.nextInt(40)];
    random.nextBytes(nothing);
    octets.add(Bytes.copyOf(nothing));
    if (!seen.isEmpty()) {
      Bytes known = seen.get(random.nextInt(seen.size()));
      octets.add(known);
      octets.add(known);
      byte[] forged = seen.get(random.nextInt(seen.size())).toByteArray();
      forged[forged.length - 1] ^= 1;
      octets.add(Bytes.copyOf(forged));
    }
    Collections.shuffle(octets, random);
  }

  private void disturb() {
    int which = random.nextInt(replicas.size());
    SimulatedReplica replica = replicas.get(which);
    // What takes many blocks takes replicas that agree most of the time.
    boolean spared = wanted == Wanted.SAMPLES && random.nextInt(5) > 0;
    if (replica.isUp() && !spared) {
      if (random.nextBoolean()) {
        replica.end();
        happened("killed", "" + which);
      } else {
        replica.losePower(random.nextInt(101));
        happened("lost power", "" + which);
      }
    }
  }

  private void start() {
    int which = random.nextInt(replicas.size());
    SimulatedReplica replica = replicas.get(which);
    if (!replica.isUp()) {
      happened(replica.start() ? "started" : "did not start", which + " at " + replica.delivered());
    }
  }

  /** The next block that a replica has not decided comes to it. */
  private void deliver(int which) {
    SimulatedReplica replica = replicas.get(which);
    if (!replica.isUp() || replica.delivered() == order.size()) {
      return;
    }
    long height = replica.delivered() + 1;
    if (height < roots.size()) {
      tally.count("behind");
    }
    Ordered block = order.get((int) height - 1);
    Optional<Delivered> done =
        replica.deliver(height, block.time(), wire.delivered(which, block.octets()));
    done.ifPresentOrElse(
        each -> decided(which, height, each), () -> happened("ended in a block", "" + which));
  }

  private void decided(int which, long height, Delivered done) {
    Bytes root = roots.computeIfAbsent(height, _ -> done.root());
    if (!root.equals(done.root())) {
      throw new ViolationException(
          "replica " + which + " came to another root at height " + height + " than the others");
    }
    List<String> told = new ArrayList<>();
    for (int i = 0; i < done.statements().size(); i++) {
      told.add(answer(done.statements().get(i), height, done.decided().decisions().get(i)));
    }
    if (!decisions.computeIfAbsent(height, _ -> told).equals(told)) {
      throw new ViolationException(
          "replica " + which + " decided otherwise at height " + height + " than the others");
    }
    happened("decided", which + " " + height + " " + root.hex());
  }

  /** What a client is told, which it keeps. */
  private String answer(Statement statement, long height, Decision decision) {
    Bytes id = statement.id();
    String verdict =
        switch (decision) {
          case Decision.Accepted _ -> "accepted";
          case Decision.Refused refused -> "refused by " + refused.contract();
          case Decision.Ignored _ -> "ignored";
        };
    tally.count(decision.getClass().getSimpleName());
    if (decision instanceof Decision.Ignored) {
      return verdict;
    }
    Long before = accepted.put(id, height);
    if (before != null && before != height) {
      throw new ViolationException(
          "statement " + id + " counted at height " + before + " and once more at " + height);
    }
    unanswered.remove(id);
    answered.put(id, verdict);
    return verdict;
  }

  /**
   * All stand at the same log, and have each statement that anybody was told of, as it was told.
   */
  private void settle() {
    for (int i = 0; i < replicas.size(); i++) {
      SimulatedReplica replica = replicas.get(i);
      Bytes root = replica.standing().log().root();
      if (!root.equals(replicas.getFirst().standing().log().root())) {
        throw new ViolationException("replica " + i + " ends with another log than the first");
      }
      for (Map.Entry<Bytes, String> each : answered.entrySet()) {
        String kept = replica.recorded(each.getKey()).map(ReplicaPlay::told).orElse("lost");
        if (!kept.equals(each.getValue())) {
          throw new ViolationException(
              "of statement "
                  + each.getKey()
                  + " somebody was told that it was "
                  + each.getValue()
                  + "; with replica "
                  + i
                  + " it is "
                  + kept);
        }
      }
    }
    List<BlockFacts> told = replicas.getFirst().facts();
    for (SimulatedReplica each : replicas) {
      if (!each.facts().equals(told)) {
        throw new ViolationException("two replicas tell other facts, or the same ones at others");
      }
    }
    once(told);
    tally.count("answered", answered.size());
    trace.add("ends with " + replicas.getFirst().standing().log().root().hex());
  }

  /** What is told once of a plan, however often its figures change and replicas start again. */
  private void once(List<BlockFacts> told) {
    Set<String> before = new HashSet<>();
    for (BlockFacts block : told) {
      for (BlockFacts.Stated each : block.facts()) {
        Fact fact = each.fact();
        tally.count(fact.getClass().getSimpleName());
        Optional<String> name =
            switch (fact) {
              case SamplingFact.LimitExceeded of -> Optional.of("exceeded " + of.plan());
              case SamplingFact.TooFewResults of -> Optional.of("too few " + of.plan());
              case SamplingFact.ExclusionsDecide of -> Optional.of("decide " + of.plan());
              case SamplingFact.NoticeOverdue of ->
                  Optional.of("overdue " + of.plan() + " " + of.number());
              default -> Optional.empty();
            };
        if (name.isPresent() && !before.add(name.get())) {
          throw new ViolationException("it was told twice: " + name.get());
        }
      }
    }
  }

  private static String told(Recorded recorded) {
    return switch (recorded.verdict()) {
      case Recorded.Accepted _ -> "accepted";
      case Recorded.Refused refused -> "refused by " + refused.contract();
    };
  }
}
