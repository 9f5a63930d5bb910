/** A small world on one thread: a queue of events, a clock that follows it, a disk that fails. */
@NullMarked
package birthmark.sim.world;

import org.jspecify.annotations.NullMarked;
