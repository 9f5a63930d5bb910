/**
 * What the node's tests share: a clock by hand, a disk in memory that fails when told to, a node.
 */
@NullMarked
package birthmark.node.testing;

import org.jspecify.annotations.NullMarked;
