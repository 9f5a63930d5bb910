/** Which things may be here now: the ledger's word, proven, cached and followed. */
@NullMarked
package birthmark.gateway.admission;

import org.jspecify.annotations.NullMarked;
