/** Reading: what the ledger knows as of one block, as far as whoever asks may see it. */
@NullMarked
package birthmark.node.query;

import org.jspecify.annotations.NullMarked;
