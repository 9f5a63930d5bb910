/**
 * One copy of the ledger: has ordered blocks decided by the machine, stores what they do, and tells
 * who listens once it is synced.
 */
@NullMarked
package birthmark.node.replica;

import org.jspecify.annotations.NullMarked;
