/** Messages between things on their way through the gateway, which cannot read them. */
@NullMarked
package birthmark.gateway.messages;

import org.jspecify.annotations.NullMarked;
