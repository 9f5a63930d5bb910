/**
 * Several replicas of one ledger from a seed, an engine that has them agree and one of them
 * hostile, and what must hold of them.
 */
@NullMarked
package birthmark.sim.council;

import org.jspecify.annotations.NullMarked;
