/** Witnesses: others that cosign this log's checkpoints as long as it only grows. */
@NullMarked
package birthmark.node.witness;

import org.jspecify.annotations.NullMarked;
