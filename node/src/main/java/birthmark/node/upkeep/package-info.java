/**
 * What keeps a ledger sound beside running it: checks, scrubbing, backups, export and import of the
 * log.
 */
@NullMarked
package birthmark.node.upkeep;

import org.jspecify.annotations.NullMarked;
