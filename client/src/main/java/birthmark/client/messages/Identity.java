package birthmark.client.messages;

import birthmark.contracts.things.ThingId;
import birthmark.cose.CoseKey;
import birthmark.cose.SigningKey;
import java.security.PrivateKey;

/**
 * A thing with its keys.
 *
 * @param thing which thing
 * @param signing its signing key
 * @param agreement its key-agreement key
 * @param secret the private part of that
 */
public record Identity(ThingId thing, SigningKey signing, CoseKey agreement, PrivateKey secret) {}
