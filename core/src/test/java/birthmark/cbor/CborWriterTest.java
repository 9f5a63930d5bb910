package birthmark.cbor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import birthmark.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CborWriterTest {
  @ParameterizedTest
  @CsvSource({
    "0, 00",
    "23, 17",
    "24, 1818",
    "255, 18ff",
    "256, 190100",
    "65535, 19ffff",
    "65536, 1a00010000",
    "4294967295, 1affffffff",
    "4294967296, 1b0000000100000000",
    "9223372036854775807, 1b7fffffffffffffff",
    "-1, 20",
    "-24, 37",
    "-25, 3818",
    "-256, 38ff",
    "-257, 390100",
    "-65537, 3a00010000",
    "-4294967297, 3b0000000100000000",
    "-9223372036854775808, 3b7fffffffffffffff"
  })
  void integersTakeTheShortestHead(long value, String hex) {
    assertEquals(hex, new CborWriter().integer(value).toBytes().hex());
  }

  @Test
  void aNumberAloneIsEncodedAsByAWriter() {
    for (int bits = 0; bits < Long.SIZE; bits++) {
      for (long near = -2; near <= 2; near++) {
        long number = Math.max(0, (1L << bits) + near);
        assertEquals(
            new CborWriter().unsigned(number).toBytes(), CborWriter.encodeUnsigned(number));
      }
    }
    for (long number = 0; number < 70_000; number++) {
      assertEquals(new CborWriter().unsigned(number).toBytes(), CborWriter.encodeUnsigned(number));
    }
    assertThrows(IllegalArgumentException.class, () -> CborWriter.encodeUnsigned(-1));
  }

  @Test
  void theBufferGrowsToWhateverIsWritten() {
    byte[] large = new byte[100_000];
    CborWriter out = new CborWriter(0).array(2).bytes(large, 1, 5).bytes(large);
    assertEquals(1 + 6 + 5 + 100_000, out.size());
    CborReader in = new CborReader(out.toBytes());
    in.arrayOf(2);
    assertEquals(5, in.bytes(5).length());
    assertEquals(Bytes.copyOf(large), in.bytes(100_000));
  }

  @Test
  void keysOutOfOrderAndKeysTwiceAreMistakes() {
    CborWriter unordered = new CborWriter().map(2).integer(-1).nil().integer(1);
    assertThrows(IllegalStateException.class, unordered::nil);
    CborWriter twice = new CborWriter().map(2).text("a").nil().text("a");
    assertThrows(IllegalStateException.class, twice::nil);
    CborWriter inner = new CborWriter().map(1).integer(1).map(2).integer(2).nil().integer(1);
    assertThrows(IllegalStateException.class, inner::nil);
  }

  @Test
  void anArrayMapOrTagWithoutItsItemsIsAMistake() {
    assertThrows(IllegalStateException.class, () -> new CborWriter().array(1).toBytes());
    assertThrows(IllegalStateException.class, () -> new CborWriter().map(1).nil().toBytes());
    assertThrows(IllegalStateException.class, () -> new CborWriter().tag(1).toBytes());
    assertEquals("80a0", new CborWriter().array(0).map(0).toBytes().hex());
  }

  @Test
  void nestingBeyondSixteenIsAMistake() {
    CborWriter out = new CborWriter();
    for (int i = 0; i < 16; i++) {
      out.array(1);
    }
    assertThrows(IllegalStateException.class, () -> out.array(0));
  }

  @Test
  void textWithHalfASurrogatePairHasNoEncoding() {
    assertEquals("64f09f9882", new CborWriter().text("\ud83d\ude02").toBytes().hex());
    assertThrows(IllegalArgumentException.class, () -> new CborWriter().text("\ud83d"));
    assertThrows(IllegalArgumentException.class, () -> new CborWriter().text("\ude02\ud83d"));
  }

  @Test
  void negativeNumbersAreNotWrittenAsUnsignedOnesOrTags() {
    assertThrows(IllegalArgumentException.class, () -> new CborWriter().unsigned(-1));
    assertThrows(IllegalArgumentException.class, () -> new CborWriter().tag(-1));
  }

  @Test
  void encodedItemsAreWrittenAsTheyAre() {
    assertEquals(
        "820182f5f6",
        new CborWriter()
            .array(2)
            .raw(Bytes.fromHex("01"))
            .raw(Bytes.fromHex("82f5f6"))
            .toBytes()
            .hex());
  }
}
