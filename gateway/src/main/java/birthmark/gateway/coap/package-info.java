/** CoAP over DTLS: a thing comes in by its key, and does what it does by MQTT. */
@NullMarked
package birthmark.gateway.coap;

import org.jspecify.annotations.NullMarked;
