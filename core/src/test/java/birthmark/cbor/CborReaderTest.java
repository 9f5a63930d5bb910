package birthmark.cbor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborException.Reason;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CborReaderTest {
  @Test
  void whatTheWriterWritesReadsBack() {
    CborWriter out = new CborWriter();
    out.array(9).unsigned(Long.MAX_VALUE).integer(Long.MIN_VALUE).bytes(Bytes.fromHex("00ff"));
    out.text("é水").array(0).map(2).unsigned(1).bool(true).text("a").nil();
    out.tag(18).bool(false).nil().integer(-1);
    CborReader in = new CborReader(out.toBytes());
    assertEquals(9, in.array(9));
    assertEquals(Long.MAX_VALUE, in.unsigned());
    assertEquals(Long.MIN_VALUE, in.integer());
    assertEquals(Bytes.fromHex("00ff"), in.bytes(2));
    assertEquals("é水", in.text(5));
    assertEquals(0, in.array(0));
    assertEquals(2, in.map(2));
    assertEquals(1, in.unsigned());
    assertTrue(in.bool());
    assertEquals("a", in.text(1));
    assertTrue(in.isNil());
    in.nil();
    assertEquals(18, in.tag());
    assertFalse(in.bool());
    in.nil();
    assertEquals(-1, in.integer());
    in.end();
  }

  @ParameterizedTest
  @CsvSource({
    // Heads that are not minimal, in every major type and width.
    "1817, NOT_MINIMAL",
    "190018, NOT_MINIMAL",
    "1900ff, NOT_MINIMAL",
    "1a0000ffff, NOT_MINIMAL",
    "1b00000000ffffffff, NOT_MINIMAL",
    "3801, NOT_MINIMAL",
    "580100, NOT_MINIMAL",
    "780161, NOT_MINIMAL",
    "980100, NOT_MINIMAL",
    "b8010000, NOT_MINIMAL",
    "d80100, NOT_MINIMAL",
    // Indefinite lengths.
    "5fff, INDEFINITE",
    "7fff, INDEFINITE",
    "9fff, INDEFINITE",
    "bfff, INDEFINITE",
    // Reserved heads.
    "1c, RESERVED",
    "1f, RESERVED",
    "3f, RESERVED",
    "5c, RESERVED",
    "df00, RESERVED",
    "ff, RESERVED",
    // Lengths beyond the input.
    "41, TRUNCATED",
    "5affffffff, TRUNCATED",
    "5bffffffffffffffff, TRUNCATED",
    "81, TRUNCATED",
    "9b7fffffffffffffff, TRUNCATED",
    "a100, TRUNCATED",
    "bb8000000000000000, TRUNCATED",
    "c0, TRUNCATED",
    "19ff, TRUNCATED",
    "'', TRUNCATED",
    // Keys.
    "a201000100, DUPLICATE_KEY",
    "a202000100, UNORDERED_KEYS",
    "a220000100, UNORDERED_KEYS",
    "a2616200616100, UNORDERED_KEYS",
    "a2626161006162 00, UNORDERED_KEYS",
    "a2800080 00, DUPLICATE_KEY",
    "a2c10100c10100, DUPLICATE_KEY",
    "a1 00 a2 01000000, UNORDERED_KEYS",
    "82a1000081a201000100, DUPLICATE_KEY",
    // Text that is not UTF-8: overlong, surrogate, beyond the last character, cut short, stray.
    "62c080, BAD_UTF8",
    "63e08080, BAD_UTF8",
    "63eda080, BAD_UTF8",
    "64f4908080, BAD_UTF8",
    "64f0808080, BAD_UTF8",
    "61c3, BAD_UTF8",
    "6180, BAD_UTF8",
    "61ff, BAD_UTF8",
    // Floats and simple values that statements do not have.
    "f93c00, WRONG_TYPE",
    "f7, WRONG_TYPE",
    "f0, WRONG_TYPE",
    "f8ff, WRONG_TYPE"
  })
  void itemsOutsideTheOneEncodingAreRefusedWithTheirReason(String hex, Reason reason) {
    CborReader in = new CborReader(Bytes.fromHex(hex.replace(" ", "")));
    assertEquals(
        reason,
        refusal(
            () -> {
              in.skip();
              in.end();
            }));
  }

  @Test
  void keysOfEveryTypeAreOrderedByTheirEncodings() {
    // The order of RFC 8949 §4.2.1, including its example of mixed types.
    CborReader in =
        new CborReader(
            Bytes.fromHex("a80a001864002000617a0062616100811864008120 00f400".replace(" ", "")));
    in.skip();
    in.end();
  }

  @Test
  void keysAreCheckedInMapsWithinMaps() {
    CborReader in = new CborReader(Bytes.fromHex("a301a20100020002a103000400"));
    assertEquals(3, in.map(3));
    assertEquals(1, in.unsigned());
    assertEquals(2, in.map(2));
    assertEquals(1, in.unsigned());
    in.skip();
    assertEquals(2, in.unsigned());
    in.skip();
    assertEquals(2, in.unsigned());
    assertEquals(1, in.map(1));
    in.skip();
    in.skip();
    assertEquals(4, in.unsigned());
    in.skip();
    in.end();
  }

  @Test
  void octetsLeftOverAndItemsNotReadAreRefusedAtTheEnd() {
    CborReader trailing = new CborReader(Bytes.fromHex("0000"));
    trailing.unsigned();
    assertEquals(Reason.TRAILING, refusal(trailing::end));
    CborReader tag = new CborReader(Bytes.fromHex("d2"));
    tag.tag();
    assertEquals(Reason.TRUNCATED, refusal(tag::end));
  }

  @Test
  void sixteenLevelsAreReadAndTheSeventeenthIsRefused() {
    new CborReader(Bytes.fromHex("81".repeat(16) + "00")).skip();
    new CborReader(Bytes.fromHex("c1".repeat(16) + "00")).skip();
    new CborReader(Bytes.fromHex("a100".repeat(16) + "00")).skip();
    new CborReader(Bytes.fromHex("c181".repeat(8) + "00")).skip();
    for (String bomb : new String[] {"81", "c1", "a100", "c181", "a1"}) {
      for (int levels : new int[] {17, 100_000}) {
        Bytes octets = Bytes.fromHex(bomb.repeat(levels) + "00".repeat(levels + 1));
        assertEquals(Reason.TOO_DEEP, refusal(new CborReader(octets)::skip));
        assertEquals(
            Reason.TOO_DEEP,
            refusal(() -> CborDecoder.decode(octets, CborDecoder.Profile.WELL_FORMED)));
      }
    }
    Bytes indefinite = Bytes.fromHex("9f".repeat(100_000));
    assertEquals(
        Reason.TOO_DEEP,
        refusal(() -> CborDecoder.decode(indefinite, CborDecoder.Profile.WELL_FORMED)));
  }

  @Test
  void levelsAreGivenBackSoThatManySmallItemsInARowAreNotDeep() {
    CborWriter out = new CborWriter();
    out.array(1_000);
    for (int i = 0; i < 1_000; i++) {
      out.tag(1).array(1).tag(2).map(1).integer(i).tag(3).array(0);
    }
    CborReader in = new CborReader(out.toBytes());
    in.skip();
    in.end();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"5a10000000", "7a10000000", "9a10000000", "ba10000000", "9b7fffffffffffffff"})
  void aClaimOfHugeLengthAllocatesNothing(String hex) {
    Bytes octets = Bytes.fromHex(hex + "00".repeat(16));
    // Room for what is claimed, so many times, would take minutes to clear.
    assertTimeout(
        Duration.ofSeconds(20),
        () -> {
          for (int i = 0; i < 1_000; i++) {
            assertEquals(Reason.TRUNCATED, refusal(new CborReader(octets)::skip));
            refusal(() -> new CborReader(octets).bytes(Integer.MAX_VALUE));
            refusal(() -> new CborReader(octets).text(Integer.MAX_VALUE));
            refusal(() -> new CborReader(octets).array(Integer.MAX_VALUE));
            refusal(() -> new CborReader(octets).map(Integer.MAX_VALUE));
            for (CborDecoder.Profile profile : CborDecoder.Profile.values()) {
              refusal(() -> CborDecoder.decode(octets, profile));
            }
          }
        });
  }

  @Test
  void numbersBeyondSixtyThreeBitsAreOutOfRangeWhereALongIsAskedFor() {
    assertEquals(
        Reason.OUT_OF_RANGE,
        refusal(() -> new CborReader(Bytes.fromHex("1b8000000000000000")).unsigned()));
    assertEquals(
        Reason.OUT_OF_RANGE,
        refusal(() -> new CborReader(Bytes.fromHex("3b8000000000000000")).integer()));
    assertEquals(
        Reason.OUT_OF_RANGE,
        refusal(() -> new CborReader(Bytes.fromHex("db800000000000000000")).tag()));
    assertEquals(
        Reason.OUT_OF_RANGE, refusal(() -> new CborReader(Bytes.fromHex("05")).unsigned(4)));
    assertEquals(
        Reason.OUT_OF_RANGE, refusal(() -> new CborReader(Bytes.fromHex("4105")).bytesOf(2)));
    assertEquals(
        Reason.OUT_OF_RANGE, refusal(() -> new CborReader(Bytes.fromHex("8105")).arrayOf(2)));
  }

  @Test
  void stringsArraysAndMapsLongerThanAllowedAreRefused() {
    assertEquals(Reason.TOO_LONG, refusal(() -> new CborReader(Bytes.fromHex("420000")).bytes(1)));
    assertEquals(Reason.TOO_LONG, refusal(() -> new CborReader(Bytes.fromHex("62c3a9")).text(1)));
    assertEquals(Reason.TOO_LONG, refusal(() -> new CborReader(Bytes.fromHex("820000")).array(1)));
    assertEquals(
        Reason.TOO_LONG, refusal(() -> new CborReader(Bytes.fromHex("a200000100")).map(1)));
  }

  @Test
  void anotherTypeThanAskedForIsRefusedAndNamed() {
    CborException refused =
        assertThrows(CborException.class, () -> new CborReader(Bytes.fromHex("a0")).array(1));
    assertEquals(
        "at octet 0: an item has the wrong type (a map where an array is needed)",
        refused.getMessage());
    assertEquals(Reason.WRONG_TYPE, refusal(() -> new CborReader(Bytes.fromHex("20")).unsigned()));
    assertEquals(Reason.WRONG_TYPE, refusal(() -> new CborReader(Bytes.fromHex("f6")).bool()));
    assertEquals(Reason.WRONG_TYPE, refusal(() -> new CborReader(Bytes.fromHex("f4")).nil()));
    assertEquals(Reason.RESERVED, refusal(() -> new CborReader(Bytes.fromHex("ff")).nil()));
  }

  @Test
  void aReaderStaysInsideItsPartOfTheOctets() {
    byte[] octets = {0x01, 0x42, 0x02, 0x03, 0x04};
    assertEquals(Reason.TRUNCATED, refusal(() -> new CborReader(octets, 1, 2).bytes(10)));
    CborReader in = new CborReader(octets, 1, 3);
    assertEquals(Bytes.fromHex("0203"), in.bytes(10));
    in.end();
    CborReader enclosing = new CborReader(octets, 1, 4);
    CborReader enclosed = enclosing.enclosed(10);
    assertEquals(2, enclosed.unsigned());
    assertEquals(3, enclosed.unsigned());
    enclosed.end();
    assertEquals(4, enclosing.unsigned());
    assertThrows(IndexOutOfBoundsException.class, () -> new CborReader(octets, 4, 2));
  }

  private static Reason refusal(Executable read) {
    return assertThrows(CborException.class, read).reason();
  }
}
