/** The simulation: the node's own parts on one thread in a world that fails, played from a seed. */
@NullMarked
package birthmark.sim.play;

import org.jspecify.annotations.NullMarked;
