package birthmark.client.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.contracts.things.ThingId;
import birthmark.cose.Algorithm;
import birthmark.cose.JdkSigningKey;
import birthmark.cose.SigningKey;
import java.security.SecureRandom;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Passwords for a site's own broker. */
class ConnectionTokenTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000L);
  private static final SecureRandom RANDOM = new SecureRandom();

  /** Made by the kit in Python. */
  private static final String FROM_PYTHON =
      "0oRYN6MBMgNvYXBwbGljYXRpb24vY3d0BFggvl3i9LzcODrdP8mCfTRfGjfGoGAms4aW-zIpwAOzX0mg"
          + "WJWmAnhAYmU1ZGUyZjRiY2RjMzgzYWRkM2ZjOTgyN2QzNDVmMWEzN2M2YTA2MDI2YjM4Njk2ZmIzMjI5"
          + "YzAwM2IzNWY0OQNkc2l0ZQQaa0nUWAYaa0nSAAdQuPZNKjNqJ8mwzKgYqEC3oAihAaQBAQMyIAYhWCAD"
          + "oQe_884Qvh1w3RjnS8CZZ-TWMJulDV8d3IZkElUxuFhAeXPqSZJBFtkZ_BkbVa2RnG_IG09zPTGDw8jC"
          + "Dkrja-zYyuKcVzuYrULQWKev3qrmg0Wogu9-f7c4URxV-xBpDA";

  private static final String THING =
      "be5de2f4bcdc383add3fc9827d345f1a37c6a06026b38696fb3229c003b35f49";

  private static SigningKey key() {
    return JdkSigningKey.of(JdkSigningKey.generate(Algorithm.ED25519, RANDOM));
  }

  private static String made(SigningKey key, Instant now) {
    return ConnectionToken.make(
        new ThingId(key.publicKey().thumbprint().value()), "site", key, now, RANDOM);
  }

  private static void refused(String token, String broker, Instant now, String why) {
    ClientException refused =
        assertThrows(ClientException.class, () -> ConnectionToken.check(token, broker, now), why);
    assertTrue(refused.what().contains(why), refused::what);
  }

  @Test
  void whatTheKitInPythonMakesCounts() throws Exception {
    ConnectionToken token = ConnectionToken.check(FROM_PYTHON, "site", NOW);
    assertEquals(new ThingId(Bytes.fromHex(THING)), token.thing());
    assertEquals(Bytes.fromHex(THING), token.key().thumbprint().value());
    assertEquals(NOW.plus(ConnectionToken.VALIDITY_MAX), token.expiry());
  }

  @Test
  void itCountsForItsBrokerForTenMinutes() throws Exception {
    SigningKey key = key();
    String token = made(key, NOW);
    assertEquals(key.publicKey(), ConnectionToken.check(token, "site", NOW).key());
    assertEquals("site", ConnectionToken.check(token, "site", NOW.plusSeconds(599)).broker());
    refused(token, "another", NOW, "it is for the broker 'site'");
    refused(token, "site", NOW.plusSeconds(600), "it counted until");
    refused(token, "site", NOW.minusSeconds(61), "clock is ahead");
  }

  @Test
  void whatIsNoTokenOrWasChangedCountsForNothing() {
    String token = made(key(), NOW);
    String other = made(key(), NOW);
    refused("", "site", NOW, "characters");
    refused("secret", "site", NOW, "no signed CBOR Web Token");
    refused("a".repeat(ConnectionToken.LENGTH_MAX + 1), "site", NOW, "characters");
    int half = token.length() / 2;
    refused(token.substring(0, half), "site", NOW, "no signed CBOR Web Token");
    String mixed = token.substring(0, token.length() - 80) + other.substring(other.length() - 80);
    refused(mixed, "site", NOW, "did not sign it");
  }
}
