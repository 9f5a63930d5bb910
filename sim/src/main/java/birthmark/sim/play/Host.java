package birthmark.sim.play;

import birthmark.client.sdk.Numbers;
import birthmark.cose.Signatures;
import birthmark.machine.Machine;
import birthmark.node.store.BlockFacts;
import birthmark.node.store.StoreException;
import birthmark.node.submit.UnavailableException;
import birthmark.sim.cast.Cast;
import birthmark.sim.cast.SimulatedSigner;
import birthmark.sim.world.CrashError;
import birthmark.sim.world.EventQueue;
import birthmark.sim.world.SimulatedClock;
import birthmark.sim.world.SimulatedDisk;
import birthmark.sim.world.Tally;
import birthmark.sim.world.Trace;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** The machine that a node runs on: its disk and clock outlive each life of the node. */
final class Host {
  private static final Duration TICK = Duration.ofMillis(500);
  private static final Duration START_AGAIN = Duration.ofSeconds(1);
  private static final int SOON_MICROS = 3_000;
  private static final int GATHERING_MICROS = 10_000;

  private final EventQueue world;
  private final Trace trace;
  private final Tally tally;
  private final Parts parts;
  private final Machine machine;
  private final Signatures verifier;
  private final SimulatedDisk disk;
  private final SimulatedClock clock;
  private final Numbers numbers;
  private final SimulatedIndex.Kept index;
  private final RandomGenerator random;
  private Optional<SimulatedNode> node = Optional.empty();
  private int life;
  private boolean stepping;

  /**
   * What each part of a simulation is given.
   *
   * @param random a source of its own, so that what one part draws changes nothing for another
   */
  record Surroundings(EventQueue world, Trace trace, Tally tally, RandomGenerator random) {}

  Host(
      Surroundings surroundings,
      Parts parts,
      Machine machine,
      Signatures verifier,
      SimulatedDisk disk,
      Consumer<BlockFacts> factReader) {
    this.world = surroundings.world();
    this.trace = surroundings.trace();
    this.tally = surroundings.tally();
    this.random = surroundings.random();
    this.parts = parts;
    this.machine = machine;
    this.verifier = verifier;
    this.disk = disk;
    this.clock = new SimulatedClock(world, Cast.START);
    this.numbers = SimulatedSigner.newNumbers();
    this.index = new SimulatedIndex.Kept(factReader);
  }

  /** The node, while it runs. */
  Optional<SimulatedNode> node() {
    return node;
  }

  /** Its disk. */
  SimulatedDisk disk() {
    return disk;
  }

  /** Its clock. */
  SimulatedClock clock() {
    return clock;
  }

  /** Starts the node; where that is impossible, its operator tries again. */
  void start() {
    if (node.isPresent()) {
      return;
    }
    life++;
    try {
      SimulatedNode.Place place =
          new SimulatedNode.Place(
              machine.genesis(), parts.disk(disk.open()), clock, numbers, index);
      node = Optional.of(new SimulatedNode(machine.rulebook(), verifier, place, tasks()));
      trace.add("node starts");
      tally.count("node starts");
      tick();
    } catch (StoreException e) {
      cannotStart(e.sentence());
    } catch (UnavailableException e) {
      cannotStart(e.sentence());
    }
  }

  private void cannotStart(String why) {
    trace.add("node cannot start: " + why);
    tally.count("node starts that failed");
    disk.kill();
    startAfter(START_AGAIN);
  }

  /** Starts the node after {@code delay}, unless somebody did so before. */
  void startAfter(Duration delay) {
    int then = life;
    world.after(
        delay,
        "operator starts the node",
        () -> {
          if (life == then) {
            start();
          }
        });
  }

  /** Ends the node's process. */
  void kill(String how) {
    trace.add("node ends: " + how);
    tally.count("node kills");
    life++;
    node = Optional.empty();
    disk.kill();
  }

  /** Ends the node's process and what the disk had not synced, all or some of it. */
  void losePower() {
    int kept = random.nextInt(disk.unsynced() + 1);
    trace.add("power is lost; of " + disk.unsynced() + " batches not synced " + kept + " are left");
    tally.count("power losses");
    tally.count("batches lost with the power", disk.unsynced() - kept);
    life++;
    node = Optional.empty();
    disk.losePower(kept);
  }

  /** Ends what a {@link CrashError} ended. */
  void crashed(CrashError crash) {
    if (random.nextBoolean()) {
      kill(String.valueOf(crash.getMessage()));
    } else {
      trace.add("node ends: " + crash.getMessage());
      losePower();
    }
  }

  private SimulatedNode.Tasks tasks() {
    int then = life;
    return new SimulatedNode.Tasks() {
      @Override
      public void soon(String name, Runnable task) {
        after(Duration.ofNanos(random.nextInt(SOON_MICROS) * 1_000L), name, task);
      }

      @Override
      public void after(Duration delay, String name, Runnable task) {
        world.after(
            delay,
            "node " + name,
            () -> {
              if (life == then) {
                task.run();
                stepSoon();
              }
            });
      }
    };
  }

  /** Lets the engine decide what waits, once some more may have gathered. */
  private void stepSoon() {
    if (!stepping && node.isPresent() && node.get().queued() > 0) {
      stepping = true;
      int then = life;
      world.after(
          Duration.ofNanos(random.nextInt(GATHERING_MICROS) * 1_000L),
          "node decides",
          () -> {
            stepping = false;
            if (life == then) {
              node.ifPresent(SimulatedNode::step);
            }
            stepSoon();
          });
    }
  }

  private void tick() {
    int then = life;
    world.after(
        TICK,
        "node looks at its clock",
        () -> {
          if (life == then) {
            tick();
            node.ifPresent(SimulatedNode::step);
          }
        });
  }
}
