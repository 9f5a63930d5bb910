/** Manufacturer usage descriptions (RFC 8520): what a model of device may talk to, as a filter. */
@NullMarked
package birthmark.client.mud;

import org.jspecify.annotations.NullMarked;
