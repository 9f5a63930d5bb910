package birthmark.cbor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborDecoder.Profile;
import birthmark.vectors.JsonFile;
import com.upokecenter.cbor.CBORObject;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.text.Normalizer;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The vectors of RFC 8949 and of the dCBOR draft. */
class CborVectorsTest {
  private static final Dcbor DCBOR =
      new Dcbor(text -> Normalizer.isNormalized(text, Normalizer.Form.NFC));

  static List<CBORObject> appendixA() {
    return List.copyOf(JsonFile.read("cbor/appendix_a_give.json").getValues());
  }

  static List<CBORObject> notWellFormed() {
    return List.copyOf(JsonFile.read("cbor/not_well_formed.json").getValues());
  }

  static List<CBORObject> dcborValid() {
    return List.copyOf(JsonFile.read("dcbor/valid.json").getValues());
  }

  static List<CBORObject> dcborInvalid() {
    return List.copyOf(JsonFile.read("dcbor/invalid.json").getValues());
  }

  @ParameterizedTest
  @MethodSource("appendixA")
  void eachItemOfAppendixAHasTheValueThatTheRfcGives(CBORObject vector) {
    CborItem item = CborDecoder.decode(octets(vector), Profile.VALID);
    if (vector.ContainsKey("diagnostic")) {
      assertEquals(vector.get("diagnostic").AsString(), Diagnostic.of(item));
    } else {
      assertDecoded(vector.get("decoded"), item);
    }
  }

  @ParameterizedTest
  @MethodSource("appendixA")
  void anItemOfAppendixAThatRoundTripsIsDeterministicAndTheOthersAreNot(CBORObject vector) {
    Bytes octets = octets(vector);
    CborItem item = CborDecoder.decode(octets, Profile.VALID);
    if (vector.get("roundtrip").AsBoolean()) {
      assertEquals(octets, CborEncoder.encode(item));
      assertEquals(item, CborDecoder.decode(octets, Profile.DETERMINISTIC));
    } else {
      assertThrows(CborException.class, () -> CborDecoder.decode(octets, Profile.DETERMINISTIC));
    }
  }

  @ParameterizedTest
  @MethodSource("notWellFormed")
  void whatIsNotWellFormedIsRefusedByEveryProfileAndByTheReader(CBORObject vector) {
    Bytes octets = octets(vector);
    for (Profile profile : Profile.values()) {
      assertThrows(CborException.class, () -> CborDecoder.decode(octets, profile));
    }
    assertThrows(CborException.class, () -> DCBOR.decode(octets));
    assertThrows(CborException.class, () -> new CborReader(octets).skip());
  }

  @ParameterizedTest
  @MethodSource("dcborValid")
  void validDcborDecodesToItsValueAndEncodesToTheSameOctets(CBORObject vector) {
    Bytes octets = octets(vector);
    CborItem item = DCBOR.decode(octets);
    assertEquals(vector.get("diagnostic").AsString(), Diagnostic.of(item));
    assertEquals(octets, CborEncoder.encode(item));
    if (vector.ContainsKey("decoded")) {
      assertDecoded(vector.get("decoded"), item);
    }
  }

  @ParameterizedTest
  @MethodSource("dcborInvalid")
  void invalidDcborIsRefused(CBORObject vector) {
    Bytes octets = octets(vector);
    assertThrows(CborException.class, () -> DCBOR.decode(octets));
    if (vector.ContainsKey("roundtrip")) {
      CborItem item = CborDecoder.decode(octets, Profile.WELL_FORMED);
      assertThrows(IllegalArgumentException.class, () -> CborEncoder.encode(item));
    }
  }

  private static Bytes octets(CBORObject vector) {
    return Bytes.fromHex(vector.get("hex").AsString());
  }

  /** Compares with what the vector gives in JSON. */
  private static void assertDecoded(CBORObject expected, CborItem item) {
    switch (item) {
      case CborItem.Unsigned _, CborItem.Negative _, CborItem.FloatingPoint _ ->
          assertSameNumber(number(expected), new BigDecimal(Diagnostic.of(item)));
      case CborItem.TextString text -> assertEquals(expected.AsString(), text.value());
      case CborItem.Array array -> {
        assertEquals(expected.size(), array.items().size());
        for (int i = 0; i < expected.size(); i++) {
          assertDecoded(expected.get(i), array.items().get(i));
        }
      }
      case CborItem.Map map -> {
        assertEquals(expected.size(), map.entries().size());
        for (CborItem.Entry entry : map.entries()) {
          String key = ((CborItem.TextString) entry.key()).value();
          assertDecoded(expected.get(key), entry.value());
        }
      }
      case CborItem.Simple simple ->
          assertEquals(expected.isNull() ? "null" : expected.toString(), Diagnostic.of(simple));
      case CborItem.Tagged(long tag, CborItem.ByteString(Bytes big)) -> {
        BigInteger magnitude = new BigInteger(1, big.unsafe());
        assertEquals(number(expected).toBigIntegerExact(), tag == 2 ? magnitude : magnitude.not());
      }
      case CborItem.Tagged tagged -> throw new AssertionError("JSON has no " + tagged);
      case CborItem.ByteString bytes -> throw new AssertionError("JSON has no " + bytes);
    }
  }

  /**
   * JavaScript, which wrote some vectors, rounds what is above 2^53 to what its numbers can hold.
   */
  private static void assertSameNumber(BigDecimal expected, BigDecimal actual) {
    if (expected.compareTo(actual) != 0) {
      assertTrue(actual.abs().compareTo(new BigDecimal(1L << 53)) > 0, expected + " " + actual);
      assertEquals(expected.doubleValue(), actual.doubleValue());
    }
  }

  private static BigDecimal number(CBORObject expected) {
    return new BigDecimal(expected.AsNumber().toString());
  }
}
