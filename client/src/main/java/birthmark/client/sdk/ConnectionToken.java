package birthmark.client.sdk;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborException;
import birthmark.cbor.CborReader;
import birthmark.cbor.CborWriter;
import birthmark.contracts.things.ThingId;
import birthmark.cose.Algorithm;
import birthmark.cose.ContentType;
import birthmark.cose.CoseException;
import birthmark.cose.CoseKey;
import birthmark.cose.JdkSignatures;
import birthmark.cose.KeyId;
import birthmark.cose.Sign1;
import birthmark.cose.SigningKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/**
 * A CBOR Web Token (RFC 8392) by which a thing says to one broker, as its password, that it is that
 * thing: signed by the key that the token names (RFC 8747). Whether that is the thing's key, the
 * ledger says.
 *
 * @param thing who connects
 * @param broker to whom, as the broker's owner calls it
 * @param expiry until when it counts, in seconds
 * @param issued when it was made, in seconds
 * @param id what makes it another than all others, 16 octets
 * @param key the key that signed it
 */
public record ConnectionToken(
    ThingId thing, String broker, Instant expiry, Instant issued, Bytes id, CoseKey key) {
  /** How long a token counts at most. */
  public static final Duration VALIDITY_MAX = Duration.ofMinutes(10);

  /** The most characters of a token. */
  public static final int LENGTH_MAX = 12_000;

  /** How far the clock of a thing may be ahead. */
  private static final Duration AHEAD_MAX = Duration.ofMinutes(1);

  private static final ContentType TYPE = ContentType.media("application/cwt");
  private static final int SUB = 2;
  private static final int AUD = 3;
  private static final int EXP = 4;
  private static final int IAT = 6;
  private static final int CTI = 7;
  private static final int CNF = 8;
  private static final int COSE_KEY = 1;
  private static final int CLAIMS = 6;
  private static final int ID_LENGTH = 16;
  private static final int BROKER_MAX = 255;
  private static final long SECONDS_MAX = 253_402_300_799L;

  /** A password by {@code key} for {@code broker}, good from now on for as long as any is. */
  public static String make(
      ThingId thing, String broker, SigningKey key, Instant now, SecureRandom random) {
    byte[] id = new byte[ID_LENGTH];
    random.nextBytes(id);
    return new ConnectionToken(
            thing, broker, now.plus(VALIDITY_MAX), now, Bytes.ofOwned(id), key.publicKey())
        .sign(key);
  }

  private String sign(SigningKey by) {
    CborWriter out = new CborWriter(256).map(CLAIMS);
    out.unsigned(SUB).text(thing.toString());
    out.unsigned(AUD).text(broker);
    out.unsigned(EXP).unsigned(expiry.getEpochSecond());
    out.unsigned(IAT).unsigned(issued.getEpochSecond());
    out.unsigned(CTI).bytes(id);
    out.unsigned(CNF).map(1).unsigned(COSE_KEY);
    key.write(out);
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Sign1.sign(by, TYPE, out.toBytes()).encode().toByteArray());
  }

  /**
   * The token in {@code text}, signed by the key that it names, for {@code broker} and good now.
   *
   * @throws ClientException saying why it counts for nothing
   */
  public static ConnectionToken check(String text, String broker, Instant now)
      throws ClientException {
    ConnectionToken token = signed(text);
    if (!token.broker().equals(broker)) {
      throw refused("it is for the broker '" + token.broker() + "', not '" + broker + "'");
    }
    if (!now.isBefore(token.expiry())) {
      throw refused("it counted until " + token.expiry());
    }
    if (token.issued().isAfter(now.plus(AHEAD_MAX))
        || token.expiry().isAfter(token.issued().plus(VALIDITY_MAX))) {
      throw refused(
          "it counts for longer than "
              + VALIDITY_MAX.toMinutes()
              + " minutes, or the thing's clock is ahead");
    }
    return token;
  }

  private static ConnectionToken signed(String text) throws ClientException {
    if (text.isEmpty() || text.length() > LENGTH_MAX) {
      throw refused("it has from 1 to " + LENGTH_MAX + " characters");
    }
    try {
      Sign1 signed = Sign1.decode(Bytes.ofOwned(Base64.getUrlDecoder().decode(text)));
      ConnectionToken token = decode(signed.payload());
      boolean admissible = token.key().signingAlgorithm().filter(Algorithm::admissible).isPresent();
      if (!admissible
          || !signed.contentType().equals(TYPE)
          || !signed.keyId().equals(token.key().thumbprint())
          || !signed.verifies(new JdkSignatures(), token.key())) {
        throw refused("the key that it names did not sign it");
      }
      return token;
    } catch (CoseException | CborException | IllegalArgumentException e) {
      throw refused("it is no signed CBOR Web Token of this form").because(e);
    }
  }

  private static ConnectionToken decode(Bytes claims) {
    CborReader in = new CborReader(claims);
    if (in.map(CLAIMS) != CLAIMS) {
      throw new IllegalArgumentException("it has " + CLAIMS + " claims");
    }
    claim(in, SUB);
    ThingId thing = new ThingId(Bytes.fromHex(in.text(2 * KeyId.LENGTH)));
    claim(in, AUD);
    String broker = in.text(BROKER_MAX);
    claim(in, EXP);
    Instant expiry = Instant.ofEpochSecond(in.unsigned(SECONDS_MAX));
    claim(in, IAT);
    Instant issued = Instant.ofEpochSecond(in.unsigned(SECONDS_MAX));
    claim(in, CTI);
    Bytes id = in.bytesOf(ID_LENGTH);
    claim(in, CNF);
    if (in.map(1) != 1) {
      throw new IllegalArgumentException("it names one key");
    }
    claim(in, COSE_KEY);
    CoseKey key = CoseKey.read(in);
    in.end();
    return new ConnectionToken(thing, broker, expiry, issued, id, key);
  }

  private static void claim(CborReader in, int label) {
    if (in.unsigned() != label) {
      throw new IllegalArgumentException("claim " + label + " is missing");
    }
  }

  private static ClientException refused(String why) {
    return ClientException.refused(
        "the password is no token that counts: " + why, "Make a new one for this broker.");
  }
}
