package birthmark.client.sdk;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.cose.JdkSigningKey;
import birthmark.cose.SigningKey;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Proofs of possession are taken for good just if the thing's key made them. */
class PossessionCheckTest {
  private static final Bytes SIGNED =
      Bytes.copyOf("what a thing signs".getBytes(StandardCharsets.UTF_8));

  /** The order of Edwards25519's prime-order group (RFC 8032 section 5.1). */
  private static final BigInteger L =
      BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));

  private static SigningKey key(String algorithm) throws Exception {
    return JdkSigningKey.of(KeyPairGenerator.getInstance(algorithm).generateKeyPair());
  }

  @Test
  void aProofByTheThingsOwnKeyHolds() throws Exception {
    for (String algorithm : List.of("Ed25519", "ML-DSA-65")) {
      SigningKey key = key(algorithm);
      assertTrue(PossessionCheck.holds(key.publicKey(), SIGNED, key.sign(SIGNED)), algorithm);
    }
  }

  @Test
  void aProofOfAnotherKeyOfSomethingElseOrChangedInAnyOctetDoesNot() throws Exception {
    SigningKey key = key("Ed25519");
    Bytes proof = key.sign(SIGNED);
    assertFalse(PossessionCheck.holds(key("Ed25519").publicKey(), SIGNED, proof));
    assertFalse(PossessionCheck.holds(key.publicKey(), SIGNED.reversed(), proof));
    assertFalse(PossessionCheck.holds(key.publicKey(), SIGNED, proof.slice(0, 63)));
    assertFalse(PossessionCheck.holds(key.publicKey(), SIGNED, proof.concat(SIGNED)));
    for (int at = 0; at < proof.length(); at++) {
      byte[] changed = proof.toByteArray();
      changed[at] ^= 1;
      assertFalse(
          PossessionCheck.holds(key.publicKey(), SIGNED, Bytes.ofOwned(changed)), "octet " + at);
    }
  }

  @Test
  void theSameProofWithTheGroupsOrderAddedDoesNot() throws Exception {
    SigningKey key = key("Ed25519");
    Bytes proof = key.sign(SIGNED);
    BigInteger s = new BigInteger(1, proof.slice(32, 64).reversed().toByteArray()).add(L);
    byte[] bigEndian = new byte[32];
    byte[] octets = s.toByteArray();
    System.arraycopy(octets, 0, bigEndian, bigEndian.length - octets.length, octets.length);
    Bytes larger = proof.slice(0, 32).concat(Bytes.ofOwned(bigEndian).reversed());
    assertFalse(PossessionCheck.holds(key.publicKey(), SIGNED, larger));
  }
}
