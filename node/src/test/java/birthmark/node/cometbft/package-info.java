/** Tests of the engine of several replicas: its messages, its steps, and real processes. */
@NullMarked
package birthmark.node.cometbft;

import org.jspecify.annotations.NullMarked;
