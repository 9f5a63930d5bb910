package birthmark.cose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class Sign1Test {
  private static final Signatures SIGNATURES = new JdkSignatures();
  private static final ContentType TYPE = ContentType.media("application/vnd.birthmark.test+cbor");

  @ParameterizedTest
  @EnumSource(names = {"ED25519", "ES256", "ML_DSA_65"})
  void aSignedMessageDecodesToItselfAndVerifiesUnderItsKeyOnly(Algorithm algorithm) {
    SigningKey key = key(algorithm, 1);
    Sign1 signed = Sign1.sign(key, TYPE, Bytes.fromHex("820102"));
    Sign1 decoded = Sign1.decode(signed.encode());
    assertEquals(signed.encode(), decoded.encode());
    assertEquals(signed.id(), decoded.id());
    assertEquals(TYPE, decoded.contentType());
    assertTrue(decoded.verifies(SIGNATURES, key.publicKey()));
    assertFalse(decoded.verifies(SIGNATURES, key(algorithm, 2).publicKey()));
  }

  private static SigningKey key(Algorithm algorithm, int seed) {
    return JdkSigningKey.of(JdkSigningKey.generate(algorithm, new FixedRandom(seed)));
  }
}
