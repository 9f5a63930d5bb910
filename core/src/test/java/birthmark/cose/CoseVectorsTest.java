package birthmark.cose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.cbor.CborDecoder;
import birthmark.cbor.CborDecoder.Profile;
import birthmark.cbor.CborItem;
import birthmark.cbor.CborWriter;
import birthmark.testing.SharedData;
import birthmark.vectors.JsonFile;
import com.upokecenter.cbor.CBORObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.CCMBlockCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The COSE working group's examples, each accepted or refused as RFC 9052 says.
 *
 * <p>Messages with one or several signatures are what this library reads. Those with a MAC or
 * encrypted are here for the rules that all kinds share (headers, tags, what an empty header is
 * signed as); the ciphers themselves are the test's.
 */
class CoseVectorsTest {
  private static final Signatures SIGNATURES = new JdkSignatures();
  private static final List<CborItem> RESERVED = List.of(CborItem.text("reserved"));

  record Vector(String name, CBORObject json) {
    CBORObject input(String kind) {
      return json.get("input").get(kind);
    }

    boolean is(String kind) {
      return json.get("input").ContainsKey(kind);
    }

    boolean fails() {
      return json.ContainsKey("fail") && json.get("fail").AsBoolean();
    }

    Bytes output() {
      return Bytes.fromHex(json.get("output").get("cbor").AsString());
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static Stream<Vector> vectors(String kind) {
    Path folder = SharedData.file("03-cose-cbor/cose");
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".json"))
          .sorted()
          .map(file -> new Vector(folder.relativize(file).toString(), JsonFile.read(file)))
          .filter(vector -> vector.is(kind))
          .toList()
          .stream();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static Stream<Vector> sign1() {
    return vectors("sign0");
  }

  static Stream<Vector> sign() {
    return vectors("sign");
  }

  static Stream<Vector> mac() {
    return vectors("mac0");
  }

  static Stream<Vector> encrypted() {
    return vectors("encrypted");
  }

  @ParameterizedTest
  @MethodSource("sign1")
  void aMessageWithOneSignatureVerifiesUnlessTheExampleWasBroken(Vector vector) {
    CBORObject signer = vector.input("sign0");
    ForeignSign1 message = ForeignSign1.decode(vector.output(), RESERVED);
    Bytes aad = hex(signer, "external");
    assertEquals(!vector.fails(), message.verifies(SIGNATURES, key(signer.get("key")), aad));
    if (!vector.fails()) {
      assertEquals(
          Bytes.fromHex(vector.json().get("intermediates").get("ToBeSign_hex").AsString()),
          message.sigStructure(aad, message.payload().orElseThrow()));
    }
  }

  @ParameterizedTest
  @MethodSource("sign")
  void aMessageWithSeveralSignaturesVerifiesUnlessTheExampleWasBroken(Vector vector) {
    CBORObject input = vector.input("sign");
    ForeignSign message = ForeignSign.decode(vector.output(), RESERVED);
    Bytes aad = hex(input, "external");
    CBORObject signers = input.get("signers");
    assertEquals(signers.size(), message.signers().size());
    for (int i = 0; i < signers.size(); i++) {
      ForeignSign.Signer signer = message.signers().get(i);
      CoseKey key = key(signers.get(i).get("key"));
      assertEquals(!vector.fails(), message.verifies(SIGNATURES, signer, key, aad));
      if (!vector.fails()) {
        CBORObject expected = vector.json().get("intermediates").get("signers").get(i);
        assertEquals(
            Bytes.fromHex(expected.get("ToBeSign_hex").AsString()),
            message.sigStructure(signer, aad, message.payload().orElseThrow()));
      }
    }
  }

  @Test
  void theVectorsCoverPassingAndFailingMessagesOfEachKind() {
    assertTrue(sign1().filter(Vector::fails).count() >= 3);
    assertTrue(sign1().filter(vector -> !vector.fails()).count() >= 8);
    assertTrue(sign().filter(Vector::fails).count() >= 4);
    assertTrue(sign().filter(vector -> !vector.fails()).count() >= 9);
    assertTrue(mac().count() >= 7);
    assertTrue(encrypted().count() >= 9);
  }

  @ParameterizedTest
  @MethodSource("sign1")
  void noExampleIsAStatementOfOurOwn(Vector vector) {
    assertThrows(CoseException.class, () -> Sign1.decode(vector.output()));
  }

  @Test
  void aCriticalParameterThatIsNotUnderstoodRefusesTheMessage() {
    Bytes message =
        sign().filter(v -> v.name().endsWith("C_1_4.json")).findFirst().orElseThrow().output();
    CoseException refused =
        assertThrows(CoseException.class, () -> ForeignSign.decode(message, List.of()));
    assertEquals(CoseException.Reason.UNKNOWN_CRITICAL, refused.reason());
  }

  @Test
  void anEmptyHeaderThatWasSentAsAMapIsSignedAsAnEmptyString() {
    Vector vector =
        sign1()
            .filter(v -> v.name().equals("sign1-tests/sign-pass-01.json"))
            .findFirst()
            .orElseThrow();
    ForeignSign1 message = ForeignSign1.decode(vector.output(), List.of());
    assertEquals(Bytes.fromHex("a0"), message.headers().encodedProtected());
    assertEquals(Bytes.EMPTY, message.headers().signedProtected());
  }

  // Counter-signatures of RFC 8152 §4.5 have a structure of their own over the same parts.

  @ParameterizedTest
  @MethodSource("sign1")
  void aCounterSignatureOnAMessageVerifiesOverItsHeaderAndPayload(Vector vector) {
    ForeignSign1 message = ForeignSign1.decode(vector.output(), RESERVED);
    Bytes payload = message.payload().orElseThrow();
    CBORObject input = vector.input("sign0");
    message
        .headers()
        .unprotectedMap()
        .value(CborItem.integer(7))
        .ifPresent(
            value ->
                assertCounterSigned(
                    value,
                    0,
                    message.headers().signedProtected(),
                    payload,
                    input.get("countersign")));
    message
        .headers()
        .unprotectedMap()
        .value(CborItem.integer(9))
        .ifPresent(
            value -> {
              CborWriter out = new CborWriter().array(5).text("CounterSignature0");
              out.bytes(message.headers().signedProtected()).bytes(Bytes.EMPTY);
              out.bytes(Bytes.EMPTY).bytes(payload);
              assertTrue(
                  SIGNATURES.verify(
                      key(input.get("countersign0").get("signers").get(0).get("key")),
                      out.toBytes(),
                      ((CborItem.ByteString) value).value()));
            });
  }

  @ParameterizedTest
  @MethodSource("sign")
  void aCounterSignatureOnASignerVerifiesOverItsHeaderAndSignature(Vector vector) {
    ForeignSign message = ForeignSign.decode(vector.output(), RESERVED);
    for (int i = 0; i < message.signers().size(); i++) {
      ForeignSign.Signer signer = message.signers().get(i);
      CBORObject countersign = vector.input("sign").get("signers").get(i).get("countersign");
      signer
          .headers()
          .unprotectedMap()
          .value(CborItem.integer(7))
          .ifPresent(
              value -> {
                List<CborItem> items = ((CborItem.Array) value).items();
                boolean several = items.getFirst() instanceof CborItem.Array;
                for (int k = 0; k < (several ? items.size() : 1); k++) {
                  assertCounterSigned(
                      several ? items.get(k) : value,
                      k,
                      signer.headers().signedProtected(),
                      signer.signature(),
                      countersign);
                }
              });
    }
  }

  private static void assertCounterSigned(
      CborItem counterSignature, int index, Bytes header, Bytes content, CBORObject input) {
    List<CborItem> parts = ((CborItem.Array) counterSignature).items();
    CoseHeaders headers = CoseHeaders.of(parts.get(0), parts.get(1), List.of());
    CborWriter out = new CborWriter().array(5).text("CounterSignature").bytes(header);
    out.bytes(headers.signedProtected()).bytes(Bytes.EMPTY).bytes(content);
    assertTrue(
        SIGNATURES.verify(
            headers.algorithm().orElseThrow(),
            key(input.get("signers").get(index).get("key")),
            out.toBytes(),
            ((CborItem.ByteString) parts.get(2)).value()));
  }

  // Certificates that come along.

  @ParameterizedTest
  @MethodSource("sign")
  void aCertificateInAHeaderHoldsTheSignersKey(Vector vector)
      throws IOException, GeneralSecurityException {
    if (!vector.name().startsWith("x509-examples")) {
      return;
    }
    Bytes alice =
        Bytes.ofOwned(
            Files.readAllBytes(SharedData.file("03-cose-cbor/cose/x509-examples/alice.der")));
    CoseKey key =
        JdkSignatures.coseKey(
            CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(alice.unsafe()))
                .getPublicKey());
    assertEquals(key(vector.input("sign").get("signers").get(0).get("key")), key);
    CborItem.Map header =
        ForeignSign.decode(vector.output(), List.of())
            .signers()
            .getFirst()
            .headers()
            .unprotectedMap();
    CborItem digest =
        new CborItem.Array(
            List.of(CborItem.integer(-16), new CborItem.ByteString(Sha256.of(alice))));
    assertTrue(
        Stream.of(32, 33, 34)
            .flatMap(label -> header.value(CborItem.integer(label)).stream())
            .anyMatch(
                value ->
                    value.equals(new CborItem.ByteString(alice))
                        || value.equals(digest)
                        || (value instanceof CborItem.Array(List<CborItem> chain)
                            && chain.contains(new CborItem.ByteString(alice)))));
  }

  // The kinds that this library does not read.

  @ParameterizedTest
  @MethodSource({"mac", "encrypted"})
  void aMessageOfAnotherKindIsNeverTakenForASignedOne(Vector vector) {
    assertThrows(CoseException.class, () -> ForeignSign.decode(vector.output(), List.of()));
    if (vector.name().endsWith("mac-pass-03.json")) {
      // Without its tag it has the very parts of a COSE_Sign1; only its algorithm tells.
      ForeignSign1 message = ForeignSign1.decode(vector.output(), List.of());
      assertTrue(message.headers().algorithm().isEmpty());
      assertFalse(
          message.verifies(
              SIGNATURES, CoseKey.ed25519(Bytes.fromHex("00".repeat(32))), Bytes.EMPTY));
    } else {
      assertThrows(CoseException.class, () -> ForeignSign1.decode(vector.output(), List.of()));
    }
  }

  @ParameterizedTest
  @MethodSource("mac")
  void theHeadersOfAMessageWithAMacAreReadAsTheyWereAuthenticated(Vector vector)
      throws GeneralSecurityException {
    CBORObject input = vector.input("mac0");
    assertEquals(!vector.fails(), macVerifies(vector.output(), input));
  }

  private static boolean macVerifies(Bytes output, CBORObject input)
      throws GeneralSecurityException {
    List<CborItem> parts;
    CoseHeaders headers;
    try {
      parts = MessageParts.read(output, 17, 4, items -> items);
      headers = CoseHeaders.of(parts.get(0), parts.get(1), List.of());
    } catch (CoseException e) {
      return false;
    }
    long algorithm = number(headers, 1);
    if (algorithm != 4 && algorithm != 5) {
      return false;
    }
    CborWriter out = new CborWriter().array(4).text("MAC0").bytes(headers.signedProtected());
    out.bytes(hex(input, "external")).bytes(octets(parts.get(2)));
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret(input), "HmacSHA256"));
    Bytes full = Bytes.ofOwned(mac.doFinal(out.toByteArray()));
    return octets(parts.get(3)).equals(algorithm == 4 ? full.slice(0, 8) : full);
  }

  @ParameterizedTest
  @MethodSource("encrypted")
  void theHeadersOfAnEncryptedMessageAreReadAsTheyWereAuthenticated(Vector vector)
      throws GeneralSecurityException {
    CBORObject input = vector.input("encrypted");
    assertEquals(!vector.fails(), decrypts(vector, input));
  }

  private static boolean decrypts(Vector vector, CBORObject input) throws GeneralSecurityException {
    List<CborItem> parts;
    CoseHeaders headers;
    try {
      parts = MessageParts.read(vector.output(), 16, 3, items -> items);
      headers = CoseHeaders.of(parts.get(0), parts.get(1), List.of());
    } catch (CoseException e) {
      return false;
    }
    CborWriter aad = new CborWriter().array(3).text("Encrypt0").bytes(headers.signedProtected());
    aad.bytes(hex(input, "external"));
    Bytes nonce = octets(headers.unprotectedMap().value(CborItem.integer(5)).orElseThrow());
    Bytes sealed = octets(parts.get(2));
    Bytes plain =
        switch ((int) number(headers, 1)) {
          case 1 -> openGcm(secret(input), nonce, aad.toByteArray(), sealed);
          case 10 -> openCcm(secret(input), nonce, aad.toByteArray(), sealed);
          default -> Bytes.EMPTY;
        };
    CBORObject expected = vector.json().get("input");
    return plain.equals(
        expected.ContainsKey("plaintext")
            ? Bytes.ofOwned(expected.get("plaintext").AsString().getBytes(StandardCharsets.UTF_8))
            : hex(expected, "plaintext_hex"));
  }

  private static Bytes openGcm(byte[] key, Bytes nonce, byte[] aad, Bytes sealed)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        Cipher.DECRYPT_MODE,
        new SecretKeySpec(key, "AES"),
        new GCMParameterSpec(128, nonce.unsafe()));
    cipher.updateAAD(aad);
    try {
      return Bytes.ofOwned(cipher.doFinal(sealed.unsafe()));
    } catch (AEADBadTagException e) {
      return Bytes.EMPTY;
    }
  }

  private static Bytes openCcm(byte[] key, Bytes nonce, byte[] aad, Bytes sealed) {
    var cipher = CCMBlockCipher.newInstance(AESEngine.newInstance());
    cipher.init(false, new AEADParameters(new KeyParameter(key), 64, nonce.unsafe(), aad));
    byte[] plain = new byte[cipher.getOutputSize(sealed.length())];
    cipher.processBytes(sealed.unsafe(), 0, sealed.length(), plain, 0);
    try {
      cipher.doFinal(plain, 0);
      return Bytes.ofOwned(plain);
    } catch (InvalidCipherTextException e) {
      return Bytes.EMPTY;
    }
  }

  private static long number(CoseHeaders headers, int label) {
    CborItem key = CborItem.integer(label);
    return headers
        .protectedMap()
        .value(key)
        .or(() -> headers.unprotectedMap().value(key))
        .flatMap(CborItem::asLong)
        .orElse(0L);
  }

  private static Bytes octets(CborItem item) {
    return ((CborItem.ByteString) item).value();
  }

  private static byte[] secret(CBORObject input) {
    CBORObject key = input.get("recipients").get(0).get("key");
    return coordinate(key, "k").unsafe();
  }

  @Test
  void everyExampleIsValidCbor() {
    Stream.of(sign1(), sign(), mac(), encrypted())
        .flatMap(vectors -> vectors)
        .forEach(vector -> CborDecoder.decode(vector.output(), Profile.VALID));
  }

  private static Bytes hex(CBORObject object, String name) {
    return object.ContainsKey(name) ? Bytes.fromHex(object.get(name).AsString()) : Bytes.EMPTY;
  }

  private static CoseKey key(CBORObject json) {
    String curve = json.get("crv").AsString();
    Bytes x = coordinate(json, "x");
    return switch (curve) {
      case "Ed25519" -> CoseKey.ed25519(x);
      case "Ed448" -> new CoseKey.Okp(Curve.ED448, x);
      case "P-256" -> CoseKey.p256(x, coordinate(json, "y"));
      case "P-521" -> new CoseKey.Ec2(Curve.P_521, x, coordinate(json, "y"), CoseKey.Use.VERIFY);
      default -> throw new AssertionError("a key on " + curve);
    };
  }

  private static Bytes coordinate(CBORObject key, String name) {
    return key.ContainsKey(name)
        ? Bytes.ofOwned(Base64.getUrlDecoder().decode(key.get(name).AsString()))
        : hex(key, name + "_hex");
  }
}
