/** What must hold whatever happens, seen from outside the node. */
@NullMarked
package birthmark.sim.check;

import org.jspecify.annotations.NullMarked;
