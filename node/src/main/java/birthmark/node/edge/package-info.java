/** REST over HTTP: renders whatever the contracts declare and knows no business word. */
@NullMarked
package birthmark.node.edge;

import org.jspecify.annotations.NullMarked;
