/**
 * From octets to an answer: size, shape, signature, duplicate and quota are checked before a
 * statement is ordered.
 */
@NullMarked
package birthmark.node.submit;

import org.jspecify.annotations.NullMarked;
