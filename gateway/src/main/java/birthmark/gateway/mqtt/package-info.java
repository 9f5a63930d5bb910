/**
 * MQTT for things: an embedded broker that lets in whom the ledger admits, each on its own topics.
 */
@NullMarked
package birthmark.gateway.mqtt;

import org.jspecify.annotations.NullMarked;
