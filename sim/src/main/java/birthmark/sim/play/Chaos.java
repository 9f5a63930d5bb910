package birthmark.sim.play;

import birthmark.sim.world.DiskFaults;
import birthmark.sim.world.EventQueue;
import birthmark.sim.world.SimulatedDisk;
import birthmark.sim.world.Tally;
import birthmark.sim.world.Trace;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/** What goes wrong on the node's machine, and when it is put right again. */
final class Chaos implements DiskFaults {
  private static final List<Reach> REACHES = List.of(Reach.values());

  private final EventQueue world;
  private final Trace trace;
  private final Tally tally;
  private final RandomGenerator random;
  private Odds odds;
  private boolean refusing;

  Chaos(Host.Surroundings surroundings, Odds odds) {
    this.world = surroundings.world();
    this.trace = surroundings.trace();
    this.tally = surroundings.tally();
    this.random = surroundings.random();
    this.odds = odds;
  }

  /** How often things go wrong now. */
  Odds odds() {
    return odds;
  }

  @Override
  public Write write(boolean sync) {
    Write course = refusing ? new Write(Reach.NOTHING, Ending.FAILS) : course();
    if (course.ending() != Ending.RETURNS) {
      trace.add("disk " + course.ending() + " in a write that came as far as " + course.reach());
      tally.count(course.ending() == Ending.CRASHES ? "crashes in a write" : "writes that failed");
    }
    return course;
  }

  private Write course() {
    if (Odds.fall(odds.writeCrashes(), random)) {
      return new Write(REACHES.get(random.nextInt(REACHES.size())), Ending.CRASHES);
    }
    return Odds.fall(odds.writeFails(), random)
        ? new Write(REACHES.get(random.nextInt(REACHES.size())), Ending.FAILS)
        : Write.DONE;
  }

  @Override
  public boolean refusesToOpen() {
    return refusing;
  }

  private Duration upTo(int seconds) {
    return Duration.ofMillis(random.nextInt(1, seconds * 1_000));
  }

  /** One moment at which things may go wrong. */
  void strike(Host host, Crew crew) {
    if (Odds.fall(odds.nodeEnds(), random) && host.node().isPresent()) {
      if (random.nextBoolean()) {
        host.kill("killed");
      } else {
        host.losePower();
      }
      host.startAfter(upTo(5));
    }
    if (Odds.fall(odds.diskRefuses(), random) && !refusing) {
      trace.add("disk takes nothing");
      tally.count("times that the disk took nothing");
      refusing = true;
      world.after(upTo(10), "disk is freed", () -> refusing = false);
    }
    if (Odds.fall(odds.rowDamaged(), random)) {
      damage(host.disk());
    }
    if (Odds.fall(odds.clockJumps(), random)) {
      Duration jump =
          random.nextInt(4) == 0
              ? Duration.ofHours(random.nextInt(-30, 31))
              : Duration.ofMillis(random.nextInt(-20_000, 20_001));
      trace.add("clock is set by " + jump);
      tally.count("times that the clock was set");
      host.clock().jump(jump);
      world.after(upTo(40), "clock is set right", host.clock()::correct);
    }
    if (Odds.fall(odds.clientEnds(), random)) {
      crew.disturb();
    }
    if (Odds.fall(odds.keyCopied(), random)) {
      crew.steal();
    }
  }

  private void damage(SimulatedDisk disk) {
    if (disk.size() > 0) {
      trace.add("row is damaged: " + disk.damage(random.nextInt(disk.size())));
      tally.count("rows damaged");
      world.after(upTo(15), "damage is repaired", disk::repair);
    }
  }

  /** Puts everything right, for good. */
  void calm(Host host) {
    trace.add("all is calm");
    odds = Odds.CALM;
    refusing = false;
    host.clock().correct();
    host.disk().repair();
    host.start();
  }
}
