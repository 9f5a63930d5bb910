package birthmark.cose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.cose.CoseException.Reason;
import birthmark.cose.Sign1Cases.RefusedCase;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class Sign1Test {
  private static final Signatures SIGNATURES = new JdkSignatures();
  private static final ContentType TYPE = Sign1Cases.TYPE;

  static List<SeededKey> signers() {
    return Sign1Cases.signers();
  }

  static List<RefusedCase> refused() {
    return Sign1Cases.refused();
  }

  @ParameterizedTest
  @EnumSource(names = {"ED25519", "ES256", "ML_DSA_65"})
  void whatAJdkKeySignsDecodesToItselfAndVerifiesUnderThatKeyOnly(Algorithm algorithm) {
    SigningKey key = jdkKey(algorithm, 1);
    Sign1 signed = Sign1.sign(key, TYPE, Bytes.fromHex("820102"));
    Sign1 decoded = Sign1.decode(signed.encode());
    assertEquals(signed.encode(), decoded.encode());
    assertEquals(signed.id(), decoded.id());
    assertEquals(TYPE, decoded.contentType());
    assertEquals(algorithm, decoded.algorithm());
    assertEquals(Bytes.fromHex("820102"), decoded.payload());
    assertTrue(decoded.verifies(SIGNATURES, key.publicKey()));
    assertFalse(decoded.verifies(SIGNATURES, jdkKey(algorithm, 2).publicKey()));
  }

  private static SigningKey jdkKey(Algorithm algorithm, int seed) {
    return JdkSigningKey.of(JdkSigningKey.generate(algorithm, new FixedRandom(seed)));
  }

  @ParameterizedTest
  @MethodSource("signers")
  void theIdentityIsThatOfWhatWasSignedWhateverTheSignature(SeededKey key) {
    Sign1.Unsigned unsigned =
        Sign1.unsigned(key.algorithm(), key.publicKey().thumbprint(), TYPE, Sign1Cases.PAYLOAD);
    Sign1 signed = unsigned.signed(key.sign(unsigned.toBeSigned()));
    Sign1 other = unsigned.signed(Bytes.copyOf(new byte[key.algorithm().signatureLength()]));
    assertNotEquals(signed.encode(), other.encode());
    assertEquals(signed.id(), other.id());
    assertEquals(Sha256.of(unsigned.toBeSigned()), signed.id());
    assertTrue(signed.verifies(SIGNATURES, key.publicKey()));
    assertFalse(other.verifies(SIGNATURES, key.publicKey()));
  }

  @ParameterizedTest
  @MethodSource("signers")
  void everyPartOfAMessageIsSigned(SeededKey key) {
    Sign1 signed = Sign1.sign(key, TYPE, Sign1Cases.PAYLOAD);
    KeyId kid = key.publicKey().thumbprint();
    List<Sign1.Unsigned> others =
        List.of(
            Sign1.unsigned(key.algorithm(), kid, TYPE, Bytes.fromHex("83010204")),
            Sign1.unsigned(key.algorithm(), kid, ContentType.coap(60), Sign1Cases.PAYLOAD),
            Sign1.unsigned(
                key.algorithm(), kid, ContentType.media("application/cbor"), Sign1Cases.PAYLOAD));
    for (Sign1.Unsigned other : others) {
      Sign1 moved = other.signed(signed.signature());
      assertNotEquals(signed.id(), moved.id());
      assertFalse(moved.verifies(SIGNATURES, key.publicKey()));
    }
    KeyId foreign = new KeyId(Bytes.copyOf(new byte[32]));
    Sign1 renamed =
        Sign1.unsigned(key.algorithm(), foreign, TYPE, Sign1Cases.PAYLOAD)
            .signed(signed.signature());
    assertFalse(renamed.verifies(SIGNATURES, key.publicKey()));
  }

  @ParameterizedTest
  @MethodSource("signers")
  void anotherLibraryReadsTheMessageAsAForeignOneToo(SeededKey key) {
    Sign1 signed = Sign1.sign(key, TYPE, Sign1Cases.PAYLOAD);
    ForeignSign1 foreign = ForeignSign1.decode(signed.encode(), List.of());
    assertTrue(foreign.verifies(SIGNATURES, key.publicKey(), Bytes.EMPTY));
    assertEquals(signed.sigStructure(), foreign.sigStructure(Bytes.EMPTY, signed.payload()));
    assertEquals(signed.encode(), foreign.encodeWithoutUnprotected());
  }

  @ParameterizedTest
  @MethodSource("refused")
  void whatIsNotAMessageOfOurOwnIsRefusedWithItsReason(RefusedCase refused) {
    CoseException exception =
        assertThrows(CoseException.class, () -> Sign1.decode(refused.encoded()));
    assertEquals(refused.reason(), exception.reason(), exception::getMessage);
    assertEquals(refused.cbor(), exception.cbor().map(e -> e.reason()), exception::getMessage);
  }

  @Test
  void sixtyThousandOctetsAreTheMost() {
    SeededKey key = signers().getFirst();
    int around = Sign1.sign(key, TYPE, Bytes.copyOf(new byte[256])).encode().length() - 256;
    Bytes largest = Bytes.copyOf(new byte[Sign1.MAX_LENGTH - around]);
    Sign1 signed = Sign1.sign(key, TYPE, largest);
    assertEquals(Sign1.MAX_LENGTH, signed.encode().length());
    assertEquals(largest, Sign1.decode(signed.encode()).payload());
    CoseException tooLarge =
        assertThrows(
            CoseException.class, () -> Sign1.sign(key, TYPE, largest.concat(Bytes.fromHex("00"))));
    assertEquals(Reason.TOO_LARGE, tooLarge.reason());
    CoseException alsoTooLarge =
        assertThrows(
            CoseException.class, () -> Sign1.decode(signed.encode().concat(Bytes.fromHex("00"))));
    assertEquals(Reason.TOO_LARGE, alsoTooLarge.reason());
  }

  @Test
  void everyMutatedMessageIsRefusedOrIsTheOneEncodingOfWhatItHolds() {
    Random random = new Random(1);
    SeededKey key = signers().getFirst();
    Sign1 signed = Sign1.sign(key, TYPE, Sign1Cases.PAYLOAD);
    int decoded = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] octets = signed.encode().toByteArray();
      for (int k = 1 + random.nextInt(2); k > 0; k--) {
        octets[random.nextInt(octets.length)] ^= (byte) (1 << random.nextInt(8));
      }
      Bytes encoded = Bytes.ofOwned(octets);
      try {
        Sign1 mutated = Sign1.decode(encoded);
        assertEquals(encoded, mutated.encode());
        assertEquals(
            mutated.signature().equals(signed.signature())
                && mutated.sigStructure().equals(signed.sigStructure()),
            encoded.equals(signed.encode()));
        decoded++;
      } catch (CoseException e) {
        assertFalse(e.reason().sentence().isEmpty());
      }
      try {
        ForeignSign1.decode(encoded, List.of());
      } catch (CoseException e) {
        assertFalse(e.reason().sentence().isEmpty());
      }
    }
    assertTrue(decoded > 1_000, "decoded " + decoded);
  }

  @Test
  void noBitOfASignedMessageCanBeFlippedUnseen() {
    for (SeededKey key : signers()) {
      Sign1 signed = Sign1.sign(key, TYPE, Sign1Cases.PAYLOAD);
      int step = key.algorithm() == Algorithm.ED25519 ? 1 : 97;
      for (int bit = 0; bit < 8 * signed.encode().length(); bit += step) {
        byte[] octets = signed.encode().toByteArray();
        octets[bit / 8] ^= (byte) (1 << bit % 8);
        assertFalse(verifies(Bytes.ofOwned(octets), key.publicKey()), key + " bit " + bit);
      }
    }
  }

  private static boolean verifies(Bytes encoded, CoseKey key) {
    try {
      return Sign1.decode(encoded).verifies(SIGNATURES, key);
    } catch (CoseException e) {
      return false;
    }
  }

  @Test
  void statementsAreSignedByAdmissibleAlgorithmsAndKeysThatSign() {
    KeyId kid = new KeyId(Bytes.copyOf(new byte[32]));
    assertThrows(
        IllegalArgumentException.class,
        () -> Sign1.unsigned(Algorithm.EDDSA, kid, TYPE, Bytes.EMPTY));
    SigningKey agreeing =
        new SigningKey() {
          @Override
          public CoseKey publicKey() {
            return CoseKey.x25519(Bytes.copyOf(new byte[32]));
          }

          @Override
          public Bytes sign(Bytes toBeSigned) {
            return toBeSigned;
          }
        };
    assertThrows(IllegalArgumentException.class, () -> Sign1.sign(agreeing, TYPE, Bytes.EMPTY));
    assertThrows(
        CoseException.class,
        () -> JdkSigningKey.of(JdkSigningKey.generateAgreement(new FixedRandom(1))));
  }
}
