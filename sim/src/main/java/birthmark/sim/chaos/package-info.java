/**
 * Chaos: several real nodes that agree, broken in every way while clients go on, and what is
 * promised of them looked at all along.
 */
@NullMarked
package birthmark.sim.chaos;

import org.jspecify.annotations.NullMarked;
