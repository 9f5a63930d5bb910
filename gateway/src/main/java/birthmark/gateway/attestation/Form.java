package birthmark.gateway.attestation;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.contracts.things.ThingId;
import birthmark.cose.KeyId;
import birthmark.json.Json;

/** A form of evidence: what it answers, and what is made of it. */
interface Form {
  /**
   * What evidence of one session is to name.
   *
   * @throws ClientException if there is nothing that it could name now
   */
  Bytes nonce() throws ClientException;

  /** What becomes of {@code evidence} in answer to {@code nonce}. */
  Json.Obj result(Session session, Bytes nonce, Bytes evidence);

  /**
   * A session.
   *
   * @param thing which thing is here
   * @param key by which key
   */
  record Session(ThingId thing, KeyId key) {}
}
