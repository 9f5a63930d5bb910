package birthmark.cose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.cose.KeyCases.KeyCase;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CoseKeyTest {
  private static final Signatures SIGNATURES = new JdkSignatures();

  static List<KeyCase> keys() {
    return KeyCases.all();
  }

  @ParameterizedTest
  @MethodSource("keys")
  void aKeyIsSoundOrItsFaultIsNamed(KeyCase key) {
    assertEquals(key.fault(), SIGNATURES.faultOf(key.key()));
  }

  @ParameterizedTest
  @MethodSource("keys")
  void aKeyDecodesFromItsEncodingToItself(KeyCase key) {
    assertEquals(key.key(), CoseKey.decode(key.key().encode()));
  }

  @ParameterizedTest
  @MethodSource("keys")
  void aSoundKeyIsTheSameInTheJdk(KeyCase key) throws GeneralSecurityException {
    if (key.fault().isEmpty()) {
      CoseKey.Use use = key.key() instanceof CoseKey.Ec2 ec2 ? ec2.use() : CoseKey.Use.VERIFY;
      assertEquals(key.key(), JdkSignatures.coseKey(JdkSignatures.publicKey(key.key()), use));
    }
  }

  /**
   * Random points, most of them with a torsion part, against Bouncy Castle's check and
   * multiplication by the order.
   */
  @Test
  void thePrimeOrderGroupIsTheOneThatAnotherLibraryFinds() {
    Random random = new Random(1);
    int sound = 0;
    int points = 0;
    for (int i = 0; i < 400; i++) {
      byte[] octets = new byte[32];
      random.nextBytes(octets);
      Bytes encoded = Bytes.ofOwned(octets);
      Optional<KeyFault> fault = SIGNATURES.faultOf(CoseKey.ed25519(encoded));
      assertEquals(Ed25519.validatePublicKeyFull(octets, 0), fault.isEmpty(), encoded::hex);
      if (!fault.equals(Optional.of(KeyFault.NOT_ON_CURVE))) {
        Edwards.Point point = Edwards.decode(encoded);
        assertEquals(fault, SIGNATURES.faultOf(CoseKey.x25519(point.montgomery())), encoded::hex);
        points++;
        sound += fault.isEmpty() ? 1 : 0;
        if (i < 20) {
          assertEquals(point.times(Edwards.L).equals(Edwards.NEUTRAL), fault.isEmpty());
        }
      }
    }
    assertTrue(points > 150, "points " + points);
    assertTrue(sound > 10 && sound < points / 4, "sound " + sound);
  }

  @Test
  void keysThatTheJdkMakesAreSound() {
    FixedRandom random = new FixedRandom(3);
    for (int i = 0; i < 20; i++) {
      for (Algorithm algorithm : List.of(Algorithm.ED25519, Algorithm.ES256)) {
        CoseKey key = JdkSigningKey.of(JdkSigningKey.generate(algorithm, random)).publicKey();
        assertEquals(Optional.empty(), SIGNATURES.faultOf(key));
      }
      CoseKey agreeing = JdkSignatures.coseKey(JdkSigningKey.generateAgreement(random).getPublic());
      assertEquals(Optional.empty(), SIGNATURES.faultOf(agreeing));
      assertTrue(agreeing.signingAlgorithm().isEmpty());
    }
  }

  @Test
  void aKeyOfSmallOrderVerifiesWhatNobodySignedWhichIsWhyItIsNotRegistered() {
    CoseKey neutral = CoseKey.ed25519(Edwards.NEUTRAL.encode());
    Bytes forged = Edwards.signature(Edwards.BASE.encode(), BigInteger.ONE);
    assertTrue(SIGNATURES.verify(neutral, Bytes.fromHex("00"), forged));
    assertTrue(SIGNATURES.verify(neutral, Bytes.fromHex("01"), forged));
    assertEquals(Optional.of(KeyFault.SMALL_ORDER), SIGNATURES.faultOf(neutral));
  }

  @Test
  void theThumbprintIsThatOfRfc9679() {
    CoseKey key =
        CoseKey.p256(
            Bytes.fromHex("65eda5a12577c2bae829437fe338701a10aaa375e1bb5b5de108de439c08551d"),
            Bytes.fromHex("1e52ed75701163f7f9e40ddf9f341b3dc9ba860af7e0ca7ca7e9eecd0084d19c"));
    assertEquals(
        KeyId.fromHex("496bd8afadf307e5b08c64b0421bf9dc01528a344a43bda88fadd1669da253ec"),
        key.thumbprint());
  }

  @Test
  void theThumbprintOfAnOctetKeyPairIsOverItsThreeRequiredParameters() {
    Bytes x = Bytes.fromHex("11".repeat(32));
    assertEquals(
        Sha256.of(Bytes.fromHex("a301012006215820").concat(x)),
        CoseKey.ed25519(x).thumbprint().value());
    assertEquals(
        Sha256.of(Bytes.fromHex("a301012004215820").concat(x)),
        CoseKey.x25519(x).thumbprint().value());
  }

  @Test
  void onePointHasOneIdentifierWhateverItIsForSoThatItCannotBeRegisteredTwice() {
    CoseKey.Ec2 key = (CoseKey.Ec2) SeededKey.named(Algorithm.ES256, "twice").publicKey();
    CoseKey agreeing = CoseKey.p256Agreement(key.x(), key.y());
    assertNotEquals(key.encode(), agreeing.encode());
    assertEquals(key.thumbprint(), agreeing.thumbprint());
  }

  private static final String X = "11".repeat(32);

  @ParameterizedTest
  @CsvSource({
    "without an algorithm, a3010120062158200X",
    "with the number of EdDSA, a401010327 2006 2158200X",
    "with another algorithm, a401010326 2006 2158200X",
    "with a key identifier, a5010102410003322006 2158200X",
    "with key operations, a5010103320480 2006 2158200X",
    "with its private key, a501010332200621582 00X 235820 0X",
    "on Ed448, a401010332 2007 2158200X",
    "with a short x, a401010332 2006 214111",
    "with a long x, a401010332 2006 2158210X11",
    "with parameters in another order, a403320101 2006 2158200X",
    "of an unknown type, a401040332 2006 2158200X",
    "of an octet key pair with y, a501010332 2006 2158200X 2258200X",
    "on P-256 with a compressed y, a501020326 2001 2158200X 22f5",
    "on P-256 without y, a401020326 2001 2158200X",
    "on P-384, a5010203382220022158200X2258200X",
    "on P-256 with the number of Ed25519, a501020332 2001 2158200X 2258200X",
    "of ML-DSA-65 too short, a301070338302043111111",
    "with octets after it, a401010332 2006 2158200X00",
    "that is no map, 8401010332",
    "that is nothing, ''"
  })
  void aKeyInAnotherFormIsRefused(String what, String hex) {
    Bytes encoded = Bytes.fromHex(hex.replace(" ", "").replace("0X", X));
    assertThrows(CoseException.class, () -> CoseKey.decode(encoded), what);
  }

  @Test
  void theFormThatTheRefusedOnesDifferFromIsAccepted() {
    Bytes encoded = Bytes.fromHex("a4010103322006215820" + X);
    assertEquals(CoseKey.ed25519(Bytes.fromHex(X)), CoseKey.decode(encoded));
  }

  @Test
  void mutatedKeysDecodeToTheirOwnEncodingOrAreRefused() {
    Random random = new Random(5);
    int decoded = 0;
    for (KeyCase key : keys()) {
      for (int i = 0; i < 200; i++) {
        byte[] octets = key.key().encode().toByteArray();
        octets[random.nextInt(Math.min(octets.length, 100))] ^= (byte) (1 << random.nextInt(8));
        Bytes encoded = Bytes.ofOwned(octets);
        try {
          assertEquals(encoded, CoseKey.decode(encoded).encode());
          decoded++;
        } catch (CoseException e) {
          assertTrue(e.reason() == CoseException.Reason.BAD_KEY || e.cbor().isPresent());
        }
      }
    }
    assertTrue(decoded > 1_000, "decoded " + decoded);
  }

  @Test
  void keysForForeignStatementsAreNeverRegistered() {
    Bytes coordinate = Bytes.copyOf(new byte[48]);
    CoseKey key = new CoseKey.Ec2(Curve.P_384, coordinate, coordinate, CoseKey.Use.VERIFY);
    assertEquals(Optional.of(KeyFault.NOT_ADMISSIBLE), SIGNATURES.faultOf(key));
    assertThrows(CoseException.class, () -> CoseKey.decode(key.encode()));
    CoseKey ed448 = new CoseKey.Okp(Curve.ED448, Bytes.copyOf(new byte[57]));
    assertEquals(Optional.of(KeyFault.NOT_ADMISSIBLE), SIGNATURES.faultOf(ed448));
    assertThrows(CoseException.class, () -> CoseKey.decode(ed448.encode()));
  }

  @Test
  void aKeyOnTheWrongKindOfCurveCannotBeMade() {
    Bytes x = Bytes.fromHex(X);
    assertThrows(CoseException.class, () -> new CoseKey.Okp(Curve.P_256, x));
    assertThrows(
        CoseException.class, () -> new CoseKey.Ec2(Curve.ED25519, x, x, CoseKey.Use.VERIFY));
    assertThrows(IllegalArgumentException.class, () -> new KeyId(Bytes.fromHex("00")));
  }
}
