/** What lasts: one atomic, synced batch a block, and snapshots to read from. */
@NullMarked
package birthmark.node.store;

import org.jspecify.annotations.NullMarked;
