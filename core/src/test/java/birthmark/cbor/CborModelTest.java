package birthmark.cbor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborDecoder.Profile;
import com.upokecenter.cbor.CBOREncodeOptions;
import com.upokecenter.cbor.CBORException;
import com.upokecenter.cbor.CBORObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The model, its profiles and its encoder against another library and against themselves. */
class CborModelTest {
  private static final Dcbor DCBOR = new Dcbor(String::isEmpty);
  private static final int ITEMS = 5_000;
  private static final CBOREncodeOptions CTAP2 = new CBOREncodeOptions("ctap2canonical=true");

  @Test
  void anotherLibraryReadsTheSameItemsAndEncodesThemToTheSameOctets() {
    Random random = new Random(1);
    for (int i = 0; i < ITEMS; i++) {
      // The oracle's canonical mode has no tags, at most four levels, and floats of one width.
      CborItem item = new RandomItems(random, 4, false).next();
      Bytes encoded = CborEncoder.encode(item);
      CBORObject read = CBORObject.DecodeFromBytes(encoded.unsafe(), CTAP2);
      assertEquals(encoded, Bytes.copyOf(read.EncodeToBytes(CTAP2)));
      assertEquals(read.size(), size(item));
    }
  }

  private static int size(CborItem item) {
    return switch (item) {
      case CborItem.Array array -> array.items().size();
      case CborItem.Map map -> map.entries().size();
      default -> 0;
    };
  }

  @Test
  void mutatedItemsAreRefusedOrReadAsTheOtherLibraryDoes() {
    Random random = new Random(2);
    int accepted = 0;
    for (int i = 0; i < ITEMS; i++) {
      byte[] octets = mutated(CborEncoder.encode(new RandomItems(random, 3, false).next()), random);
      boolean ours = accepts(Bytes.copyOf(octets), Profile.DETERMINISTIC);
      boolean theirs = oracleAccepts(octets);
      if (theirs) {
        assertTrue(
            ours || holdsFloat(octets), () -> "the oracle alone reads " + Bytes.copyOf(octets));
        accepted++;
      } else if (ours) {
        // What the oracle's mode has no place for: tags, depth, and lone simple values.
        CborItem item = CborDecoder.decode(Bytes.copyOf(octets), Profile.DETERMINISTIC);
        assertEquals(Bytes.copyOf(octets), CborEncoder.encode(item));
      }
    }
    assertTrue(accepted > ITEMS / 20, "accepted " + accepted);
  }

  /** The oracle's mode takes a float in any width. */
  private static boolean holdsFloat(byte[] octets) {
    for (byte octet : octets) {
      if (octet == (byte) 0xfa || octet == (byte) 0xfb) {
        return true;
      }
    }
    return false;
  }

  private static boolean oracleAccepts(byte[] octets) {
    try {
      CBORObject.DecodeFromBytes(octets, CTAP2);
      return true;
    } catch (CBORException e) {
      return false;
    }
  }

  @Test
  void anItemIsDeterministicIfAndOnlyIfItsValueEncodesToTheSameOctets() {
    Random random = new Random(3);
    int deterministic = 0;
    int valid = 0;
    for (int i = 0; i < 5 * ITEMS; i++) {
      Bytes octets =
          Bytes.ofOwned(
              mutated(CborEncoder.encode(new RandomItems(random, 5, true).next()), random));
      boolean same =
          accepts(octets, Profile.VALID)
              && CborEncoder.encode(CborDecoder.decode(octets, Profile.VALID)).equals(octets)
              && !octets.hex().contains("c2")
              && !octets.hex().contains("c3");
      if (same) {
        assertTrue(accepts(octets, Profile.DETERMINISTIC), octets::hex);
        deterministic++;
      } else if (accepts(octets, Profile.DETERMINISTIC)) {
        assertEquals(octets, CborEncoder.encode(CborDecoder.decode(octets, Profile.DETERMINISTIC)));
      }
      valid += accepts(octets, Profile.VALID) ? 1 : 0;
    }
    assertTrue(deterministic > ITEMS / 2, "deterministic " + deterministic);
    assertTrue(valid > deterministic, "valid " + valid);
  }

  @Test
  void eachProfileAcceptsNoMoreThanTheOneBeforeAndTheReaderNoMoreThanTheStrictest() {
    Random random = new Random(4);
    for (int i = 0; i < 5 * ITEMS; i++) {
      Bytes octets =
          Bytes.ofOwned(
              mutated(CborEncoder.encode(new RandomItems(random, 5, true).next()), random));
      boolean wellFormed = accepts(octets, Profile.WELL_FORMED);
      boolean valid = accepts(octets, Profile.VALID);
      boolean deterministic = accepts(octets, Profile.DETERMINISTIC);
      assertTrue(wellFormed || !valid, octets::hex);
      assertTrue(valid || !deterministic, octets::hex);
      if (readerAccepts(octets) && !holdsBignum(octets)) {
        assertTrue(deterministic, octets::hex);
      }
    }
  }

  /**
   * Tags 2 and 3 are bignums to the model; to the reader they are tags that its caller did not ask
   * for.
   */
  private static boolean holdsBignum(Bytes octets) {
    String hex = octets.hex();
    return hex.contains("c2") || hex.contains("c3");
  }

  private static boolean readerAccepts(Bytes octets) {
    try {
      CborReader in = new CborReader(octets);
      in.skip();
      in.end();
      return true;
    } catch (CborException e) {
      return false;
    }
  }

  private static boolean accepts(Bytes octets, Profile profile) {
    try {
      CborDecoder.decode(octets, profile);
      return true;
    } catch (CborException e) {
      return false;
    }
  }

  @Test
  void everyReadOfMutatedOctetsEndsInAResultOrACborException() {
    Random random = new Random(5);
    for (int i = 0; i < ITEMS; i++) {
      Bytes octets =
          Bytes.ofOwned(
              mutated(CborEncoder.encode(new RandomItems(random, 4, true).next()), random));
      List<Runnable> reads = new ArrayList<>();
      CborReader in = new CborReader(octets);
      reads.add(in::unsigned);
      reads.add(in::integer);
      reads.add(() -> in.bytes(9));
      reads.add(() -> in.text(9));
      reads.add(() -> in.array(9));
      reads.add(() -> in.map(9));
      reads.add(in::tag);
      reads.add(in::bool);
      reads.add(in::nil);
      reads.add(in::skip);
      reads.add(() -> in.enclosed(9));
      reads.add(in::end);
      for (int k = 0; k < 20; k++) {
        try {
          reads.get(random.nextInt(reads.size())).run();
        } catch (CborException e) {
          assertTrue(e.offset() <= octets.length());
        }
      }
      try {
        DCBOR.decode(octets);
      } catch (CborException e) {
        assertTrue(e.offset() >= 0);
      }
    }
  }

  private static byte[] mutated(Bytes encoded, Random random) {
    byte[] octets = encoded.toByteArray();
    for (int i = random.nextInt(3); i > 0; i--) {
      octets[random.nextInt(octets.length)] ^= (byte) (1 << random.nextInt(8));
    }
    if (random.nextInt(8) == 0) {
      return java.util.Arrays.copyOf(octets, random.nextInt(octets.length + 2));
    }
    return octets;
  }

  @Test
  void everyHalfAndManyOtherFloatsHaveTheShortestWidthAndTheShortestDecimal() {
    Random random = new Random(6);
    for (int half = 0; half < 0x10000; half++) {
      float value = Float.float16ToFloat((short) half);
      long bits = Floats.widen(new CborItem.FloatingPoint(CborItem.Width.HALF, half));
      if (!Float.isNaN(value)) {
        assertEquals(Double.doubleToRawLongBits(value), bits);
        assertFloat(bits, CborItem.Width.HALF);
      } else {
        assertTrue(Double.isNaN(Double.longBitsToDouble(bits)));
      }
    }
    for (int i = 0; i < 5_000; i++) {
      float single = Float.intBitsToFloat(random.nextInt());
      if (!Float.isNaN(single)) {
        long bits =
            Floats.widen(
                new CborItem.FloatingPoint(
                    CborItem.Width.SINGLE, Float.floatToRawIntBits(single) & 0xffffffffL));
        assertEquals(Double.doubleToRawLongBits(single), bits);
        assertFloat(bits, CborItem.Width.SINGLE);
      }
      long bits = random.nextLong();
      if (!Double.isNaN(Double.longBitsToDouble(bits))) {
        assertFloat(bits, CborItem.Width.DOUBLE);
      }
    }
  }

  private static void assertFloat(long bits, CborItem.Width widest) {
    double value = Double.longBitsToDouble(bits);
    CborItem.FloatingPoint shortest = Floats.shortest(bits);
    assertTrue(shortest.width().compareTo(widest) <= 0);
    assertEquals(bits, Floats.widen(shortest));
    boolean single = (double) (float) value == value;
    assertEquals(single, shortest.width() != CborItem.Width.DOUBLE);
    boolean half = single && Float.float16ToFloat(Float.floatToFloat16((float) value)) == value;
    assertEquals(half, shortest.width() == CborItem.Width.HALF);
    String text = Floats.text(bits);
    assertEquals(value, Double.parseDouble(text));
    assertTrue(digits(text) <= digits(Double.toString(value)), text);
  }

  private static int digits(String decimal) {
    String mantissa = decimal.replaceAll("[eE].*", "").replaceAll("[-.]", "");
    return mantissa.replaceAll("^0+", "").replaceAll("0+$", "").length();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "3bffffffffffffffff | -18446744073709551616",
        "f7 | undefined",
        "f0 | simple(16)",
        "f97e00 | NaN",
        "f98000 | -0.0",
        "fb3da0000000000000 | 7.275957614183426e-12",
        "a2016161 02 d81842c0ff | {1: \"a\", 2: 24(h'c0ff')}",
        "66225c0a7f1b61 | \"\\\"\\\\\\u000a\\u007f\\u001ba\"",
      })
  void itemsHaveADiagnosticNotation(String hex, String notation) {
    CborItem item = CborDecoder.decode(Bytes.fromHex(hex.replace(" ", "")), Profile.VALID);
    assertEquals(notation, Diagnostic.of(item));
  }

  @Test
  void aMapGivesTheValueOfAKeyAndAnIntegerItsLong() {
    CborItem.Map map =
        (CborItem.Map)
            CborDecoder.decode(Bytes.fromHex("a2010261610 3".replace(" ", "")), Profile.VALID);
    assertEquals(2L, map.value(CborItem.integer(1)).orElseThrow().asLong().orElseThrow());
    assertEquals(3L, map.value(CborItem.text("a")).orElseThrow().asLong().orElseThrow());
    assertTrue(map.value(CborItem.integer(2)).isEmpty());
    assertTrue(new CborItem.Unsigned(-1).asLong().isEmpty());
    assertEquals(Long.MIN_VALUE, CborItem.integer(Long.MIN_VALUE).asLong().orElseThrow());
    assertThrows(IllegalArgumentException.class, () -> new CborItem.Simple(24));
    assertThrows(
        IllegalArgumentException.class,
        () -> new CborItem.FloatingPoint(CborItem.Width.HALF, 0x10000));
  }

  @Test
  void textThatChunksCutInsideACharacterIsRefused() {
    assertEquals(
        CborItem.text("é"), CborDecoder.decode(Bytes.fromHex("7f62c3a9ff"), Profile.VALID));
    CborException refused =
        assertThrows(
            CborException.class,
            () -> CborDecoder.decode(Bytes.fromHex("7f61c361a9ff"), Profile.VALID));
    assertEquals(CborException.Reason.BAD_UTF8, refused.reason());
    assertEquals(2, refused.offset());
  }
}
