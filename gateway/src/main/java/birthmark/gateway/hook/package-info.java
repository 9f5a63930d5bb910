/** A site's own broker asks here who may connect and which topics each may use. */
@NullMarked
package birthmark.gateway.hook;

import org.jspecify.annotations.NullMarked;
