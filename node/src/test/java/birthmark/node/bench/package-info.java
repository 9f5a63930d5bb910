/** Programs that measure, to be run by hand; none is a test. */
@NullMarked
package birthmark.node.bench;

import org.jspecify.annotations.NullMarked;
