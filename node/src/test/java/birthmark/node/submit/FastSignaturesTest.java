package birthmark.node.submit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.cose.Algorithm;
import birthmark.cose.CoseKey;
import birthmark.cose.JdkSignatures;
import birthmark.cose.JdkSigningKey;
import birthmark.cose.KeyFault;
import birthmark.cose.Signatures;
import birthmark.cose.SigningKey;
import birthmark.json.Json;
import birthmark.json.JsonReader;
import birthmark.testing.EcdsaTwin;
import birthmark.testing.SeededRandom;
import birthmark.testing.SharedData;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FastSignaturesTest {
  private final Signatures fast = FastSignatures.best();
  private final Signatures jdk = new JdkSignatures();
  private final Random random = new Random(11);

  @Test
  void theNativeLibraryRunsHere() {
    assertInstanceOf(FastSignatures.class, fast);
  }

  @ParameterizedTest
  @EnumSource(names = {"ED25519", "ES256", "ML_DSA_65"})
  void whatTheNativeLibrarySignsTheJdkVerifies(Algorithm algorithm) {
    JdkSigningKey key = JdkSigningKey.of(JdkSigningKey.generate(algorithm, new SeededRandom(3)));
    SigningKey signing = FastSignatures.signing(key);
    assertEquals(key.publicKey(), signing.publicKey());
    Bytes said = Bytes.ofOwned(new byte[] {1, 2, 3});
    assertTrue(jdk.verify(algorithm, key.publicKey(), said, signing.sign(said)));
    assertEquals(algorithm != Algorithm.ML_DSA_65, signing != key);
  }

  @Test
  void wycheproofIsJudgedAsItShouldBeByBoth() throws IOException {
    String text = Files.readString(SharedData.file("03-cose-cbor/wycheproof/ed25519_test.json"));
    int valid = 0;
    int invalid = 0;
    for (Json group : list(JsonReader.read(text), "testGroups")) {
      CoseKey key = CoseKey.ed25519(hex(member(group, "publicKey"), "pk"));
      for (Json test : list(group, "tests")) {
        Bytes message = hex(test, "msg");
        Bytes signature = hex(test, "sig");
        boolean expected = text(test, "result").equals("valid");
        String name = "test " + member(test, "tcId");
        assertEquals(expected, fast.verify(Algorithm.ED25519, key, message, signature), name);
        assertEquals(expected, jdk.verify(Algorithm.ED25519, key, message, signature), name);
        if (expected) {
          valid++;
        } else {
          invalid++;
        }
      }
    }
    assertTrue(valid > 50 && invalid > 50, valid + " valid, " + invalid + " invalid");
  }

  private static Json member(Json json, String name) {
    return ((Json.Obj) json).member(name).orElseThrow();
  }

  private static List<Json> list(Json json, String name) {
    return ((Json.Arr) member(json, name)).elements();
  }

  private static String text(Json json, String name) {
    return ((Json.Text) member(json, name)).value();
  }

  private static Bytes hex(Json json, String name) {
    return Bytes.fromHex(text(json, name));
  }

  private Bytes octets(int length) {
    byte[] octets = new byte[length];
    random.nextBytes(octets);
    return Bytes.ofOwned(octets);
  }

  @ParameterizedTest
  @EnumSource(
      value = Algorithm.class,
      names = {"ED25519", "ES256", "ML_DSA_65"})
  void bothAcceptWhatWasSignedAndNothingElse(Algorithm algorithm) {
    for (int i = 0; i < 10; i++) {
      SigningKey key = JdkSigningKey.of(JdkSigningKey.generate(algorithm, new SeededRandom(i)));
      Bytes message = octets(random.nextInt(400));
      Bytes signature = key.sign(message);
      assertTrue(fast.verify(key.publicKey(), message, signature));
      assertFalse(fast.verify(key.publicKey(), message.concat(octets(1)), signature));
      for (int flip = 0; flip < 20; flip++) {
        byte[] flipped = signature.toByteArray();
        flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
        Bytes other = Bytes.ofOwned(flipped);
        assertEquals(
            jdk.verify(key.publicKey(), message, other),
            fast.verify(key.publicKey(), message, other));
        assertFalse(fast.verify(key.publicKey(), message, other));
      }
      assertFalse(
          fast.verify(key.publicKey(), message, signature.slice(0, signature.length() - 1)));
      assertFalse(fast.verify(key.publicKey(), message, signature.concat(octets(1))));
      assertFalse(fast.verify(key.publicKey(), message, Bytes.EMPTY));
    }
  }

  @Test
  void bothAcceptTheUpperHalfOfEcdsa() {
    BigInteger order = EcdsaTwin.ORDER;
    SigningKey key = JdkSigningKey.of(JdkSigningKey.generate(Algorithm.ES256, new SeededRandom(3)));
    Bytes message = octets(100);
    Bytes signature = key.sign(message);
    BigInteger s = new BigInteger(1, signature.slice(32, 64).toByteArray());
    for (BigInteger other : List.of(order.subtract(s), s.add(order), BigInteger.ZERO, order)) {
      byte[] full = other.toByteArray();
      byte[] half = new byte[32];
      for (int i = 1; i <= Math.min(32, full.length); i++) {
        half[32 - i] = full[full.length - i];
      }
      Bytes changed = signature.slice(0, 32).concat(Bytes.ofOwned(half));
      boolean expected = other.equals(order.subtract(s));
      assertEquals(expected, jdk.verify(key.publicKey(), message, changed));
      assertEquals(expected, fast.verify(key.publicKey(), message, changed));
    }
  }

  /** Encodings of points of small order, canonical and not (Ed25519's edge cases). */
  private static final List<String> SMALL_ORDER =
      List.of(
          "0100000000000000000000000000000000000000000000000000000000000000",
          "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
          "0000000000000000000000000000000000000000000000000000000000000000",
          "0000000000000000000000000000000000000000000000000000000000000080",
          "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
          "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
          "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
          "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
          "0100000000000000000000000000000000000000000000000000000000000080",
          "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
          "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
          "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff");

  @Test
  void bothJudgeKeysAndPointsOfSmallOrderAlike() {
    int accepted = 0;
    for (String a : SMALL_ORDER) {
      CoseKey key = CoseKey.ed25519(Bytes.fromHex(a));
      assertTrue(fast.faultOf(key).isPresent(), a);
      assertEquals(jdk.faultOf(key), fast.faultOf(key));
      for (String r : SMALL_ORDER) {
        Bytes signature = Bytes.fromHex(r).concat(Bytes.ofOwned(new byte[32]));
        for (int i = 0; i < 4; i++) {
          Bytes message = octets(20);
          boolean byJdk = jdk.verify(key, message, signature);
          assertEquals(byJdk, fast.verify(key, message, signature), a + " " + r);
          accepted += byJdk ? 1 : 0;
        }
      }
    }
    // That any are accepted is why such keys are never registered.
    assertTrue(accepted > 20, "accepted: " + accepted);
  }

  @Test
  void aKeyThatIsNoPointVerifiesNothing() {
    CoseKey offCurve = CoseKey.p256(octets(32), octets(32));
    assertFalse(fast.verify(offCurve, octets(10), octets(64)));
    CoseKey noPoint = CoseKey.ed25519(Bytes.fromHex("02" + "00".repeat(31)));
    assertFalse(fast.verify(noPoint, octets(10), octets(32).concat(Bytes.ofOwned(new byte[32]))));
    CoseKey agrees = CoseKey.x25519(octets(32));
    assertFalse(fast.verify(agrees, octets(10), octets(64)));
  }

  /** A verifier that counts what it is asked. */
  private record Counting(Signatures signatures, AtomicInteger asked) implements Signatures {
    @Override
    public boolean verify(Algorithm algorithm, CoseKey key, Bytes signed, Bytes signature) {
      asked.incrementAndGet();
      return signatures.verify(algorithm, key, signed, signature);
    }

    @Override
    public Optional<KeyFault> faultOf(CoseKey key) {
      asked.incrementAndGet();
      return signatures.faultOf(key);
    }
  }

  @Test
  void aSignatureIsCheckedOnce() {
    AtomicInteger asked = new AtomicInteger();
    Signatures remembered = new RememberedSignatures(new Counting(fast, asked));
    SigningKey key =
        JdkSigningKey.of(JdkSigningKey.generate(Algorithm.ED25519, new SeededRandom(4)));
    Bytes message = octets(100);
    Bytes signature = key.sign(message);
    for (int i = 0; i < 5; i++) {
      assertTrue(remembered.verify(key.publicKey(), message, signature));
      assertEquals(Optional.empty(), remembered.faultOf(key.publicKey()));
    }
    assertEquals(2, asked.get());
  }

  @Test
  void whatIsRememberedIsTheVerySameOctetsOnly() {
    Signatures remembered = new RememberedSignatures(fast);
    SigningKey key =
        JdkSigningKey.of(JdkSigningKey.generate(Algorithm.ED25519, new SeededRandom(4)));
    SigningKey other =
        JdkSigningKey.of(JdkSigningKey.generate(Algorithm.ED25519, new SeededRandom(5)));
    Bytes message = octets(100);
    Bytes signature = key.sign(message);
    assertTrue(remembered.verify(key.publicKey(), message, signature));
    assertFalse(remembered.verify(other.publicKey(), message, signature));
    assertFalse(remembered.verify(key.publicKey(), octets(100), signature));
    assertFalse(remembered.verify(Algorithm.ES256, key.publicKey(), message, signature));
    assertTrue(remembered.verify(key.publicKey(), message, signature));
  }

  @Test
  void theMemoryIsBounded() {
    BoundedMap<Integer, Integer> map = new BoundedMap<>(100, 1_000_000);
    for (int i = 0; i < 1_000; i++) {
      map.put(i, i, 10);
    }
    assertEquals(200, known(map), 100);
    assertTrue(map.get(999).isPresent());
    BoundedMap<Integer, Integer> heavy = new BoundedMap<>(1_000_000, 1_000);
    for (int i = 0; i < 1_000; i++) {
      heavy.put(i, i, 10);
    }
    assertEquals(200, known(heavy), 100);
  }

  private static int known(BoundedMap<Integer, Integer> map) {
    List<Integer> known = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      map.get(i).ifPresent(known::add);
    }
    return known.size();
  }
}
