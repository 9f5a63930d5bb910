package birthmark.cose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.cose.SignatureCases.SignatureCase;
import birthmark.vectors.JsonFile;
import com.upokecenter.cbor.CBORObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SignaturesTest {
  private static final Signatures SIGNATURES = new JdkSignatures();

  static List<SignatureCase> cases() {
    return SignatureCases.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aSignatureAtTheEdgeIsAcceptedOrRefusedAsTheStandardSays(SignatureCase edge) {
    assertEquals(
        edge.valid(), SIGNATURES.verify(edge.publicKey(), edge.message(), edge.signature()));
  }

  record Wycheproof(CBORObject json, CoseKey key) {
    @Override
    public String toString() {
      return json.get("tcId") + " " + json.get("comment").AsString();
    }
  }

  static List<Wycheproof> wycheproof() {
    List<Wycheproof> tests = new ArrayList<>();
    for (CBORObject group :
        JsonFile.read("wycheproof/ed25519_test.json").get("testGroups").getValues()) {
      Bytes key = Bytes.fromHex(group.get("publicKey").get("pk").AsString());
      for (CBORObject test : group.get("tests").getValues()) {
        tests.add(new Wycheproof(test, CoseKey.ed25519(key)));
      }
    }
    return tests;
  }

  @ParameterizedTest
  @MethodSource("wycheproof")
  void wycheproofsEd25519SignaturesAreAcceptedOrRefusedAsItSays(Wycheproof test) {
    assertEquals(
        test.json().get("result").AsString().equals("valid"),
        SIGNATURES.verify(
            test.key(),
            Bytes.fromHex(test.json().get("msg").AsString()),
            Bytes.fromHex(test.json().get("sig").AsString())));
  }

  @Test
  void aSignatureOfOneAlgorithmNeverVerifiesAsAnother() {
    Bytes message = Bytes.fromHex("00");
    for (Algorithm made : List.of(Algorithm.ED25519, Algorithm.ES256, Algorithm.ML_DSA_65)) {
      SeededKey key = SeededKey.named(made, "one algorithm");
      Bytes signature = key.sign(message);
      for (Algorithm asked : Algorithm.values()) {
        boolean same = asked == made || (asked == Algorithm.EDDSA && made == Algorithm.ED25519);
        assertEquals(same, SIGNATURES.verify(asked, key.publicKey(), message, signature));
      }
    }
  }

  @Test
  void aKeyThatAgreesVerifiesNothing() {
    Bytes message = Bytes.fromHex("00");
    SeededKey key = SeededKey.named(Algorithm.ES256, "agrees");
    CoseKey.Ec2 verifying = (CoseKey.Ec2) key.publicKey();
    CoseKey agreeing = CoseKey.p256Agreement(verifying.x(), verifying.y());
    assertTrue(SIGNATURES.verify(verifying, message, key.sign(message)));
    assertFalse(SIGNATURES.verify(agreeing, message, key.sign(message)));
    assertFalse(SIGNATURES.verify(Algorithm.ES256, agreeing, message, key.sign(message)));
    CoseKey x25519 = CoseKey.x25519(Sha256.of(message));
    assertFalse(SIGNATURES.verify(x25519, message, Bytes.copyOf(new byte[64])));
    assertFalse(SIGNATURES.verify(Algorithm.ED25519, x25519, message, Bytes.copyOf(new byte[64])));
  }

  @Test
  void aKeyThatIsNoPointVerifiesNothingAndThrowsNothing() {
    Bytes message = Bytes.fromHex("00");
    Bytes ones = Bytes.fromHex("ff".repeat(32));
    for (CoseKey key :
        List.of(
            CoseKey.ed25519(ones),
            CoseKey.ed25519(Edwards.littleEndian(java.math.BigInteger.TWO)),
            CoseKey.p256(ones, ones),
            CoseKey.p256(Bytes.fromHex("00".repeat(32)), Bytes.fromHex("00".repeat(32))))) {
      SeededKey other = SeededKey.named(key.signingAlgorithm().orElseThrow(), "no point");
      assertFalse(SIGNATURES.verify(key, message, other.sign(message)));
    }
  }

  /** The ML-DSA-65 example of draft-ietf-cose-dilithium, whose key has a secret of zeros. */
  @Test
  void theDraftsMlDsaExampleHasItsKeyIdentifierAndItsSignature() {
    SeededKey key = SeededKey.of(Algorithm.ML_DSA_65, Bytes.fromHex("00".repeat(32)));
    assertEquals(
        KeyId.fromHex("b788acf242f1f1d6532926d816e76e1636874267f2a48c84c4e65789ab80cc02"),
        key.publicKey().thumbprint());
    Bytes toBeSigned =
        Bytes.fromHex(
            "846a5369676e6174757265315827a2013830045820b788acf242f1f1d6532926d816e76e16"
                + "36874267f2a48c84c4e65789ab80cc0240581d68656c6c6f20706f7374207175616e7475"
                + "6d207369676e617475726573");
    Bytes signature = key.sign(toBeSigned);
    assertEquals(
        "c2bc88f954417f756f94b9ae60d7de54b8700348c5b941488e191047bf32d25b",
        Sha256.of(signature).hex());
    assertTrue(SIGNATURES.verify(key.publicKey(), toBeSigned, signature));
  }
}
