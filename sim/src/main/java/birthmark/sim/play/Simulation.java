package birthmark.sim.play;

import birthmark.codec.Timestamp;
import birthmark.contract.Genesis;
import birthmark.cose.CoseKey;
import birthmark.cose.Signatures;
import birthmark.machine.Machine;
import birthmark.node.store.Snapshot;
import birthmark.node.store.Store;
import birthmark.node.store.StoreException;
import birthmark.node.submit.Answer;
import birthmark.node.submit.FastSignatures;
import birthmark.node.submit.RememberedSignatures;
import birthmark.proof.CheckpointSigner;
import birthmark.proof.TrustAnchor;
import birthmark.sim.cast.Cast;
import birthmark.sim.cast.SimulatedSigner;
import birthmark.sim.check.CheckpointWitness;
import birthmark.sim.check.Promises;
import birthmark.sim.check.ViolationException;
import birthmark.sim.check.Witness;
import birthmark.sim.world.Complaints;
import birthmark.sim.world.CrashError;
import birthmark.sim.world.DiskFaults;
import birthmark.sim.world.EventQueue;
import birthmark.sim.world.Result;
import birthmark.sim.world.SimulatedDisk;
import birthmark.sim.world.Tally;
import birthmark.sim.world.Trace;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * One ledger's history under faults, made by one thread from one seed: first things go wrong and
 * nothing may be broken; then all is calm and everybody must be answered.
 */
public final class Simulation {
  static {
    Complaints.hush();
  }

  /** Verifies for all simulations; what it remembers did verify, octet for octet. */
  private static final Signatures VERIFIER = new RememberedSignatures(FastSignatures.best());

  private static final Duration FAULTS = Duration.ofSeconds(45);
  private static final Duration CALM_MAX = Duration.ofMinutes(15);
  private static final Duration OFF = Duration.ofDays(8);
  private static final Duration MOMENT = Duration.ofSeconds(1);
  private static final Duration VALIDITY = Duration.ofMinutes(10);
  private static final int FRAMES_TOLD = 12;
  private static final int WANT_MILLIS = 1_000;

  private final EventQueue world = new EventQueue();
  private final Trace trace = new Trace(world);
  private final Tally tally = new Tally();
  private final SplittableRandom random;
  private final Machine machine;
  private final Witness witness;
  private final Promises promises;
  private final Chaos chaos;
  private final Host host;
  private final Network network;
  private final Crew crew;

  private Simulation(long seed, Parts parts) {
    this.random = new SplittableRandom(seed);
    Odds odds = Odds.of(random);
    trace.add("seed " + seed + ", " + odds);
    Genesis genesis = Cast.EVERYBODY.genesis(random.nextInt(4) == 0 ? 5 : 1_000);
    this.machine = new Machine(parts.rulebook(), VERIFIER, genesis);
    CheckpointWitness checkpoints = new CheckpointWitness(anchor(genesis), VERIFIER);
    this.witness = new Witness(machine, checkpoints, tally);
    this.promises = new Promises(witness, checkpoints);
    this.chaos = new Chaos(surroundings(), odds);
    this.host =
        new Host(
            surroundings(), parts, machine, VERIFIER, new SimulatedDisk(chaos), promises::indexed);
    this.network = new Network(surroundings(), host, chaos::odds);
    this.crew =
        new Crew(
            new SimulatedSigner.Setting(
                world, network, machine.rulebook(), machine.network(), this::now),
            surroundings(),
            witness,
            network);
  }

  private static TrustAnchor anchor(Genesis genesis) {
    CoseKey key = Cast.EVERYBODY.checkpoints().publicKey();
    return new TrustAnchor(
        genesis.name(),
        CheckpointSigner.of(genesis.name(), Cast.EVERYBODY.checkpoints()).key(),
        key);
  }

  private Host.Surroundings surroundings() {
    return new Host.Surroundings(world, trace, tally, random.split());
  }

  /** What time it is for everybody whose clock is right. */
  private Timestamp now() {
    return new Timestamp(Cast.START.millis() + Duration.ofNanos(world.nanos()).toMillis());
  }

  /** Plays the history that {@code seed} names. */
  public static Result run(long seed, Parts parts) {
    Simulation simulation = new Simulation(seed, parts);
    Optional<String> violation = Optional.empty();
    try {
      simulation.play();
    } catch (ViolationException e) {
      violation = Optional.of(e.sentence());
      simulation.tell(e);
    }
    return simulation.result(seed, violation);
  }

  private void tell(ViolationException violation) {
    trace.add("VIOLATION: " + violation.sentence());
    for (Throwable cause = violation.getCause(); cause != null; cause = cause.getCause()) {
      trace.add("because of " + cause);
      Stream.of(cause.getStackTrace())
          .filter(frame -> frame.getClassName().startsWith("birthmark."))
          .limit(FRAMES_TOLD)
          .forEach(frame -> trace.add("  at " + frame));
    }
  }

  private Result result(long seed, Optional<String> violation) {
    return new Result(seed, violation, trace.lines(), trace.hash(), tally);
  }

  private void play() {
    host.startAfter(Duration.ZERO);
    want();
    strike();
    while (world.nanos() < FAULTS.toNanos()) {
      perform();
    }
    chaos.calm(host);
    settle();
    trace.add("the node is off for " + OFF.toDays() + " days");
    host.kill("switched off");
    host.clock().jump(OFF);
    host.start();
    settle();
    SimulatedNode node = host.node().orElseThrow();
    try (Store scratch =
        new Store(
            new SimulatedDisk(DiskFaults.NONE).open(),
            machine.rulebook(),
            machine.network(),
            true)) {
      promises.audit(node.store(), node.receipts(), machine, scratch);
    }
    trace.add(
        "ends at block " + witness.height() + ", root " + witness.head(witness.height()).root());
  }

  /** Goes on until all is answered, sealed and indexed. */
  private void settle() {
    observe();
    long calmSince = world.nanos();
    long height = witness.height();
    while (!answered() || witness.height() < height + 2 || !promises.indexed()) {
      if (world.nanos() - calmSince > CALM_MAX.toNanos()) {
        throw new ViolationException(
            crew.pending()
                + " statements are not answered, or facts not indexed, although all has been calm"
                + " for "
                + CALM_MAX.toMinutes()
                + " minutes");
      }
      perform();
    }
  }

  private boolean answered() {
    return crew.pending() == 0
        && host.node().filter(node -> node.waiting() == 0 && !node.store().broken()).isPresent();
  }

  private void perform() {
    EventQueue.Event event = world.next();
    tally.count("events");
    try {
      event.action().run();
    } catch (CrashError crash) {
      // What had left the node before it ended was promised all the same.
      observe();
      host.crashed(crash);
      host.startAfter(Duration.ofMillis(random.nextInt(1, 3_000)));
    } catch (ViolationException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new ViolationException(event.name() + " failed: " + e, e);
    }
    observe();
  }

  /** Looks at everything that an event may have changed. */
  private void observe() {
    long before = witness.height();
    if (witness.follow(host.disk())) {
      for (long height = before + 1; height <= witness.height(); height++) {
        trace.add("block " + height + " is durable, root " + witness.head(height).root());
      }
      promises.honest(crew::copied);
    }
    host.node().flatMap(node -> node.store().tip()).ifPresent(promises::shown);
    for (Network.Told told : network.told()) {
      promises.told(told.answer());
      if (told.answer() instanceof Answer.Committed committed) {
        tally.count(committed.repeated() ? "answers given again" : "acknowledgements");
        if (!committed.repeated()) {
          receipt(committed);
        }
      }
      network.carryBack(told);
    }
  }

  private void receipt(Answer.Committed committed) {
    Optional<SimulatedNode> node = host.node();
    if (node.isEmpty()) {
      return;
    }
    try (Snapshot now = node.get().store().snapshot()) {
      promises.receipt(node.get().receipts(), now, committed.statement());
    } catch (StoreException e) {
      trace.add("no receipt now: " + e.sentence());
    }
  }

  private void want() {
    if (witness.height() >= 0) {
      crew.want(VALIDITY);
    }
    if (world.nanos() < FAULTS.toNanos()) {
      world.after(Duration.ofMillis(random.nextInt(1, WANT_MILLIS)), "somebody wants", this::want);
    }
  }

  private void strike() {
    chaos.strike(host, crew);
    if (world.nanos() < FAULTS.toNanos()) {
      world.after(MOMENT, "a moment passes", this::strike);
    }
  }
}
