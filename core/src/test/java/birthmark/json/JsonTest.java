package birthmark.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.json.JsonException.Reason;
import birthmark.testing.SharedData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  @ParameterizedTest
  @ValueSource(strings = {"arrays", "structures", "unicode", "weird"})
  void theCanonicalFormIsThatOfRfc8785(String name) throws IOException {
    Bytes input = file("input/" + name + ".json");
    String hex = new String(file("outhex/" + name + ".txt").unsafe(), StandardCharsets.US_ASCII);
    Bytes expected = Bytes.fromHex(hex.replaceAll("\\s", ""));
    Bytes canonical = JsonWriter.canonical(JsonReader.read(input));
    assertEquals(expected, canonical);
    assertEquals(expected, JsonWriter.canonical(JsonReader.read(canonical)));
  }

  private static Bytes file(String name) throws IOException {
    return Bytes.ofOwned(Files.readAllBytes(SharedData.file("03-cose-cbor/jcs-rfc8785/" + name)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"a":1,"a":2}           | DUPLICATE_NAME
          {"a":1,"\\u0061":2}     | DUPLICATE_NAME
          {"a":1,}                | SYNTAX
          [1,]                    | SYNTAX
          [1 2]                   | SYNTAX
          {a:1}                   | SYNTAX
          {'a':1}                 | SYNTAX
          01                      | SYNTAX
          -                       | SYNTAX
          +1                      | SYNTAX
          .5                      | SYNTAX
          1.                      | SYNTAX
          1e                      | SYNTAX
          NaN                     | SYNTAX
          Infinity                | SYNTAX
          tru                     | SYNTAX
          "\\x41"                 | SYNTAX
          "\\u12g4"               | SYNTAX
          "\\ud800"               | BAD_CODE_POINT
          "\\udc00\\ud800"        | BAD_CODE_POINT
          "\\ufffe"               | BAD_CODE_POINT
          "\\ud83f\\udfff"        | BAD_CODE_POINT
          "\\ufdd0"               | BAD_CODE_POINT
          "a                      | TRUNCATED
          [                       | TRUNCATED
          {"a"                    | TRUNCATED
          1 1                     | TRAILING
          {} x                    | TRAILING
          // a comment            | SYNTAX
          """)
  void textThatIsNotInteroperableJsonIsRefusedWithItsReason(String text, Reason reason) {
    assertEquals(reason, refusal(text));
  }

  @Test
  void controlCharactersByteOrderMarksAndBadUtf8AreRefused() {
    assertEquals(Reason.SYNTAX, refusal("\"a\nb\""));
    assertEquals(Reason.SYNTAX, refusal("\ufeff1"));
    assertEquals(Reason.TRUNCATED, refusal(""));
    JsonException refused =
        assertThrows(JsonException.class, () -> JsonReader.read(Bytes.fromHex("22c32822")));
    assertEquals(Reason.BAD_UTF8, refused.reason());
  }

  private static Reason refusal(String text) {
    return assertThrows(JsonException.class, () -> JsonReader.read(text)).reason();
  }

  @Test
  void sixteenLevelsAreReadAndSeventeenRefused() {
    assertEquals("[".repeat(16) + "]".repeat(16), compact("[".repeat(16) + "]".repeat(16)));
    assertEquals(Reason.TOO_DEEP, refusal("[".repeat(17) + "]".repeat(17)));
    assertEquals(Reason.TOO_DEEP, refusal("{\"a\":".repeat(1_000_000)));
  }

  @Test
  void integersAreExactToSixtyFourBits() {
    assertEquals(new Json.Int(Long.MAX_VALUE), JsonReader.read("9223372036854775807"));
    assertEquals(new Json.Int(Long.MIN_VALUE), JsonReader.read("-9223372036854775808"));
    assertEquals("[-1,0]", compact("[-1,0]"));
    assertEquals(Reason.TOO_LONG, refusal("1".repeat(129)));
  }

  @ParameterizedTest
  @CsvSource({
    "56.0, 56",
    "5.6e1, 56",
    "560e-1, 56",
    "-0, 0",
    "-0.0, 0",
    "0e99999, 0",
    "1e15, 1000000000000000",
    "9007199254740991.000, 9007199254740991",
    "-92233720368547758.08E2, -9223372036854775808"
  })
  void aNumberIsReadAsTheIntegerItEquals(String written, long equal) {
    assertEquals(new Json.Int(equal), JsonReader.read(written));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.5",
        "9223372036854775808",
        "-9223372036854775809",
        "1e19",
        "1e99999",
        "1e-1",
        "0.10e0"
      })
  void aNumberThatIsNoSixtyFourBitIntegerIsRefused(String written) {
    assertEquals(Reason.NOT_WHOLE, refusal(written));
  }

  @Test
  void aNumberOfMoreThanFiftyThreeBitsHasNoCanonicalForm() {
    Json largest = new Json.Int(JsonWriter.MAX_EXACT);
    assertEquals(
        "9007199254740991",
        new String(JsonWriter.canonical(largest).unsafe(), StandardCharsets.UTF_8));
    for (long value : new long[] {JsonWriter.MAX_EXACT + 1, -JsonWriter.MAX_EXACT - 1}) {
      assertEquals(
          Reason.NOT_EXACT,
          assertThrows(JsonException.class, () -> JsonWriter.canonical(new Json.Int(value)))
              .reason());
    }
  }

  @Test
  void whatIsWrittenReadsBackAsTheSameValueInEveryForm() {
    Random random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      Json value = value(random, 0);
      assertEquals(value, JsonReader.read(JsonWriter.compact(value)));
      assertEquals(value, JsonReader.read(JsonWriter.indented(value)));
      Bytes canonical = JsonWriter.canonical(value);
      assertEquals(canonical, JsonWriter.canonical(JsonReader.read(canonical)));
    }
  }

  @Test
  void mutatedTextIsReadOrRefusedAndNothingElse() {
    Random random = new Random(8);
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] octets = JsonWriter.compact(value(random, 0)).getBytes(StandardCharsets.UTF_8);
      octets[random.nextInt(octets.length)] = (byte) random.nextInt(256);
      try {
        JsonReader.read(Bytes.copyOf(octets));
      } catch (JsonException e) {
        refused++;
      }
    }
    assertTrue(refused > 1_000, "refused " + refused);
  }

  @Test
  void aRefusalSaysLineAndColumn() {
    JsonException refused =
        assertThrows(JsonException.class, () -> JsonReader.read("{\n  \"a\": 1,\n  b\n}"));
    assertEquals(
        "line 3, column 3: this is not JSON (a name in quotes is needed)", refused.getMessage());
  }

  @Test
  void anObjectUnderConstructionTakesEachNameOnce() {
    Json.ObjectBuilder object = Json.object().put("a", 1).put("b", "x").put("c", true);
    assertThrows(IllegalStateException.class, () -> object.put("a", 2));
    assertEquals("{\"a\":1,\"b\":\"x\",\"c\":true}", JsonWriter.compact(object.build()));
  }

  private static String compact(String text) {
    return JsonWriter.compact(JsonReader.read(text));
  }

  private static Json value(Random random, int depth) {
    return switch (random.nextInt(depth < 5 ? 7 : 5)) {
      case 0 -> new Json.Null();
      case 1 -> new Json.Bool(random.nextBoolean());
      case 2 -> new Json.Int(random.nextLong() >> (11 + random.nextInt(50)));
      case 3, 4 -> new Json.Text(text(random));
      case 5 -> new Json.Arr(List.of(value(random, depth + 1), value(random, depth + 1)));
      default -> {
        Json.ObjectBuilder object = Json.object();
        for (int i = random.nextInt(4); i > 0; i--) {
          object.put(i + text(random), value(random, depth + 1));
        }
        yield object.build();
      }
    };
  }

  private static String text(Random random) {
    int[] from = {'a', '"', '\\', '\n', 0x1f, 0x7f, 0xe9, 0x20ac, 0x1f602, '/', 0};
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      text.appendCodePoint(from[random.nextInt(from.length)]);
    }
    return text.toString();
  }
}
