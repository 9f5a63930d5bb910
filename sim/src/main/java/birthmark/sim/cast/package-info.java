/** Who takes part in a simulation: keys, parties, things, what they want, and their clients. */
@NullMarked
package birthmark.sim.cast;

import org.jspecify.annotations.NullMarked;
