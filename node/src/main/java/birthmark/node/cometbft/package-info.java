/**
 * The engine of a ledger with several replicas: CometBFT in a process of its own, spoken to over
 * ABCI 2.0 on a socket.
 */
@NullMarked
package birthmark.node.cometbft;

import org.jspecify.annotations.NullMarked;
