/**
 * Messages between things: signed, sealed to the recipient, counted once, proven to a third party.
 */
@NullMarked
package birthmark.client.messages;

import org.jspecify.annotations.NullMarked;
