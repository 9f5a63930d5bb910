package birthmark.sim.council;

import birthmark.sim.world.Tally;
import birthmark.sim.world.Trace;

/** What happened in a play: how often, and in which order. */
record Happenings(Tally tally, Trace trace) {
  /** {@code what} happened; {@code detail} says to whom. */
  void add(String what, String detail) {
    tally.count(what);
    trace.add(what + " " + detail);
  }

  /** {@code what} happened, which shows in the trace by what follows from it. */
  void count(String what) {
    tally.count(what);
  }
}
