package birthmark.sim.council;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.contract.Genesis;
import birthmark.contract.Replicas;
import birthmark.cose.Signatures;
import birthmark.node.cometbft.DoubleSigned;
import birthmark.node.cometbft.EngineSteps;
import birthmark.node.cometbft.ValidatorPower;
import birthmark.node.submit.FastSignatures;
import birthmark.node.submit.RememberedSignatures;
import birthmark.proof.Note;
import birthmark.sim.cast.Cast;
import birthmark.sim.cast.Intentions;
import birthmark.sim.cast.ReplicaMotions;
import birthmark.sim.check.ViolationException;
import birthmark.sim.world.Complaints;
import birthmark.sim.world.DiskFaults;
import birthmark.sim.world.EventQueue;
import birthmark.sim.world.Result;
import birthmark.sim.world.SimulatedClock;
import birthmark.sim.world.Tally;
import birthmark.sim.world.Trace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * Four replicas of one ledger, two nodes that may become replicas, and an engine that has them
 * agree, from a seed: blocks come late to some, a node ends in the middle of a write, loses power
 * or its disk, clients send a statement to several and again, members add, weigh, remove and
 * suspend replicas meanwhile, and in most plays one replica is hostile.
 */
public final class ReplicaPlay {
  /** How many replicas a play begins with. */
  public static final int FOUNDERS = 4;

  static {
    Complaints.hush();
  }

  /** Verifies for all plays; what it remembers did verify, octet for octet. */
  private static final Signatures VERIFIER = new RememberedSignatures(FastSignatures.best());

  private static final int NEWCOMERS = 2;
  private static final int BLOCK_STATEMENTS = 12;
  private static final int STILL = 400;
  private static final int CALM_ROUNDS = 60;

  private final Wanted wanted;
  private final long seed;
  private final Random random;
  private final EventQueue world = new EventQueue();
  private final Happenings happenings = new Happenings(new Tally(), new Trace(world));
  private final List<SimulatedReplica> replicas = new ArrayList<>();
  private final List<DoubleSigned.Checkpoints> evidence = new ArrayList<>();
  private final SimulatedClock clock;
  private final ReplicaPromises promises;
  private final HostileReplica hostile;
  private final Clients clients;
  private final SimulatedEngine engine;
  private boolean calm;

  /**
   * What is wanted in a play, in how many steps, how long nothing happens now and then, and whether
   * replicas come and go and one is hostile.
   */
  private enum Wanted {
    EVERYTHING(400, Duration.ofMinutes(15), true) {
      @Override
      Intentions of(Bytes network, RandomGenerator random) {
        return Intentions.ofUsers(Cast.EVERYBODY, network, random);
      }
    },
    SAMPLES(4_000, Duration.ofHours(10), false) {
      @Override
      Intentions of(Bytes network, RandomGenerator random) {
        return Intentions.ofSamples(Cast.EVERYBODY, network, random);
      }
    };

    private final int steps;
    private final Duration stillness;
    private final boolean changes;

    Wanted(int steps, Duration stillness, boolean changes) {
      this.changes = changes;
      this.steps = steps;
      this.stillness = stillness;
    }

    abstract Intentions of(Bytes network, RandomGenerator random);
  }

  private ReplicaPlay(long seed, ReplicaParts parts, Wanted wanted) {
    this.seed = seed;
    this.wanted = wanted;
    this.random = new Random(seed);
    Genesis genesis = Cast.EVERYBODY.council(1_000);
    this.clock = new SimulatedClock(world, genesis.time());
    this.promises = new ReplicaPromises(genesis, VERIFIER, happenings);
    List<ReplicaMotions.Newcomer> newcomers = new ArrayList<>();
    for (int i = 0; i < NEWCOMERS; i++) {
      newcomers.add(
          new ReplicaMotions.Newcomer(
              Cast.EVERYBODY.operators().get(i),
              Cast.replicaKey(FOUNDERS + i),
              Cast.voteKey(FOUNDERS + i)));
    }
    this.clients =
        new Clients(
            genesis,
            wanted.of(genesis.network(), random),
            new ReplicaMotions(Cast.EVERYBODY, genesis.network(), random, newcomers),
            clock,
            random,
            promises,
            happenings);
    boolean oneIsHostile = wanted.changes && random.nextInt(4) > 0;
    this.hostile =
        new HostileReplica(
            oneIsHostile ? Optional.of(HostileReplica.any(FOUNDERS, random)) : Optional.empty(),
            genesis.name(),
            BLOCK_STATEMENTS,
            clients,
            random,
            happenings);
    this.engine =
        new SimulatedEngine(
            ValidatorPower.powers(Replicas.founding(genesis)),
            random,
            hostile,
            promises,
            happenings);
    SimulatedReplica.Ledger ledger =
        new SimulatedReplica.Ledger(
            genesis, VERIFIER, clock, BLOCK_STATEMENTS, parts, new Listener());
    for (int i = 0; i < FOUNDERS + (wanted.changes ? NEWCOMERS : 0); i++) {
      SimulatedReplica.Keys keys =
          new SimulatedReplica.Keys(
              i == 0 ? Cast.EVERYBODY.checkpoints() : Cast.replicaKey(i), Cast.voteKey(i));
      replicas.add(new SimulatedReplica(i, ledger, keys, new Faults()));
    }
  }

  /** What replicas tell is looked at, and evidence is kept until somebody shows it. */
  private final class Listener implements SimulatedReplica.Listener {
    @Override
    public void finalized(SimulatedReplica replica, Note note, Note newest) {
      promises.finalized(replica, note);
      promises.goesOn(replica, newest);
    }

    @Override
    public void accused(SimulatedReplica replica, DoubleSigned found) {
      promises.accused(replica, found, replicas.stream().filter(hostile::is).findFirst());
      if (found instanceof DoubleSigned.Checkpoints each) {
        evidence.add(each);
      }
    }
  }

  /** Now and then a write fails, or the process ends in it. */
  private final class Faults implements DiskFaults {
    @Override
    public Write write(boolean sync) {
      if (calm || random.nextInt(80) > 0) {
        return Write.DONE;
      }
      happenings.count("a write went wrong");
      Reach reach = List.of(Reach.values()).get(random.nextInt(3));
      return new Write(reach, random.nextBoolean() ? Ending.FAILS : Ending.CRASHES);
    }

    @Override
    public boolean refusesToOpen() {
      return false;
    }
  }

  /** Plays {@code seed} with replicas that are made of {@code parts}. */
  public static Result run(long seed, ReplicaParts parts) {
    return new ReplicaPlay(seed, parts, Wanted.EVERYTHING).result();
  }

  /** The same, of samples and what is told of them, for longer. */
  public static Result ofSamples(long seed, ReplicaParts parts) {
    return new ReplicaPlay(seed, parts, Wanted.SAMPLES).result();
  }

  private Result result() {
    Optional<String> violation = Optional.empty();
    try {
      play();
      end();
    } catch (ViolationException e) {
      violation = Optional.of(e.sentence());
    } catch (EngineSteps.EndException e) {
      violation = Optional.of("a replica halted: " + e.getMessage());
    }
    Trace trace = happenings.trace();
    return new Result(seed, violation, trace.lines(), trace.hash(), happenings.tally());
  }

  private void play() {
    replicas.forEach(this::start);
    for (int i = 0; i < wanted.steps; i++) {
      world.after(pause(), "step", this::step);
      world.next().action().run();
    }
  }

  /** Mostly less than a second; where what is told takes days, now and then hours. */
  private Duration pause() {
    return random.nextInt(STILL) == 0
        ? wanted.stillness
        : Duration.ofMillis(1 + random.nextInt(900));
  }

  private Timestamp now() {
    return new Timestamp(clock.millis());
  }

  private List<SimulatedReplica> up() {
    return replicas.stream().filter(SimulatedReplica::isUp).toList();
  }

  private void step() {
    switch (random.nextInt(20)) {
      case 0, 1, 2 -> clients.send(up());
      case 3 -> clients.sendAgain(up());
      case 4 -> {
        if (wanted.changes) {
          clients.move(up());
        } else {
          clients.send(up());
        }
      }
      case 5 -> report();
      case 6, 7 -> passOn();
      case 8, 9, 10, 11 -> engine.round(up(), now());
      case 12 -> disturb();
      case 13, 14 -> start();
      default -> replicas.stream().filter(_ -> random.nextInt(4) > 0).forEach(this::deliver);
    }
  }

  private void report() {
    List<DoubleSigned.Checkpoints> found = List.copyOf(evidence);
    evidence.clear();
    found.forEach(each -> clients.report(up(), each));
  }

  /** What one replica has is told to others, or to some. */
  private void passOn() {
    List<SimulatedReplica> up = up();
    if (up.isEmpty()) {
      return;
    }
    SimulatedReplica from = up.get(random.nextInt(up.size()));
    for (Bytes bundle : from.steps().tellings()) {
      for (SimulatedReplica to : up) {
        boolean lost = !calm && random.nextInt(5) == 0;
        if (to != from && !lost) {
          happenings.count(to.steps().arrived(bundle) ? "passed on" : "not taken in");
        }
      }
    }
  }

  private void disturb() {
    SimulatedReplica replica = replicas.get(random.nextInt(replicas.size()));
    // What takes many blocks takes replicas that agree most of the time.
    boolean spared = wanted == Wanted.SAMPLES && random.nextInt(5) > 0;
    if (!replica.isUp() || spared) {
      return;
    }
    String which = "" + replica.number();
    switch (random.nextInt(9)) {
      case 0 -> {
        replica.loseDisk();
        happenings.add("lost its disk", which);
      }
      case 1, 2, 3, 4 -> {
        replica.losePower(random.nextInt(101));
        happenings.add("lost power", which);
      }
      default -> {
        replica.end();
        happenings.add("killed", which);
      }
    }
  }

  private void start() {
    replicas.stream().filter(each -> !each.isUp()).findAny().ifPresent(this::start);
  }

  private void start(SimulatedReplica replica) {
    boolean started = replica.start();
    happenings.add(
        started ? "started" : "did not start", replica.number() + " at " + replica.height());
    if (started) {
      if (replica.height() > engine.height()) {
        throw new ViolationException(
            "replica " + replica.number() + " has a block that nobody agreed on");
      }
      promises.forgets(replica);
      promises.kept(replica);
    }
  }

  /** The next blocks that a replica has not decided come to it. */
  private void deliver(SimulatedReplica replica) {
    int most = calm ? Integer.MAX_VALUE : 1 + random.nextInt(8);
    for (int i = 0; i < most && replica.isUp() && replica.height() < engine.height(); i++) {
      long height = replica.height() + 1;
      if (height < promises.height()) {
        happenings.count("behind");
      }
      Optional<SimulatedReplica.Delivered> done = replica.deliver(engine.agreed(height));
      if (done.isEmpty()) {
        happenings.add("ended in a block", "" + replica.number());
        return;
      }
      engine.executed(replica, height, done.get().result());
      promises.decided(replica, height, done.get());
    }
  }

  /** All is calm: what waits is decided, what was decided becomes final, and all are the same. */
  private void end() {
    calm = true;
    engine.calm();
    for (SimulatedReplica replica : replicas) {
      if (!replica.isUp()) {
        start(replica);
      }
      if (!replica.isUp()) {
        throw new ViolationException(
            "replica " + replica.number() + " does not start on its own disk");
      }
    }
    for (int i = 0; i < CALM_ROUNDS && !isSettled(); i++) {
      // At a door that proposes nothing may lie what the others do not take: it is answered once it
      // has expired.
      Duration pause = i == CALM_ROUNDS / 2 ? Clients.VALID : Duration.ofMillis(500);
      world.after(pause, "calm", this::agree);
      world.next().action().run();
    }
    if (!isSettled()) {
      throw new ViolationException(
          "all is calm, and something still waits or is not final: " + standings());
    }
    promises.settled(replicas);
    happenings.count("plays with " + engine.validators() + " replicas at the end");
  }

  private void agree() {
    for (int i = 0; i < replicas.size(); i++) {
      passOn();
    }
    replicas.forEach(this::deliver);
    engine.round(up(), now());
    replicas.forEach(this::deliver);
  }

  /** What one replica alone signs is final for nobody. */
  private boolean isSettled() {
    return replicas.stream()
        .allMatch(
            each ->
                each.height() == engine.height()
                    && !each.steps().isAwaited()
                    && (engine.validators() == 1 || promises.isFinal(each)));
  }

  private List<String> standings() {
    return replicas.stream()
        .map(
            each ->
                each.number()
                    + " at "
                    + each.height()
                    + " of "
                    + engine.height()
                    + ", "
                    + (each.steps().isAwaited() ? "somebody waits, " : "nobody waits, ")
                    + (promises.isFinal(each) ? "final" : "not final"))
        .toList();
  }
}
