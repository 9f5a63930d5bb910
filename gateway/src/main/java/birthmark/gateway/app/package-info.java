/** The gateway's program and the wiring of its parts by hand. */
@NullMarked
package birthmark.gateway.app;

import org.jspecify.annotations.NullMarked;
