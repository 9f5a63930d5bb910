/** CoAP over DTLS by the keys of births, and messages between things with nobody in between. */
@NullMarked
package birthmark.client.coap;

import org.jspecify.annotations.NullMarked;
