package birthmark.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.json.Json;
import birthmark.json.JsonReader;
import birthmark.json.JsonWriter;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CodecTest {
  /** A grade. */
  public enum Grade {
    /** The first. */
    FIRST_RATE,
    /** The second. */
    SECOND_RATE
  }

  /** A name that starts with a letter. */
  public record Name(@Length(min = 1, max = 8) String text) {
    /** Checks it. */
    public Name {
      if (text.charAt(0) < 'a') {
        throw new IllegalArgumentException("a name starts with a letter");
      }
    }
  }

  /** A shape of one kind or another. */
  public sealed interface Figure {}

  /** A dot. */
  @Tag(1)
  public record Dot() implements Figure {}

  /** A line. */
  @Tag(7)
  public record Line(long length) implements Figure {}

  /** A record with a component of every kind. */
  public record Whole(
      Name name,
      Grade grade,
      boolean flag,
      @Length(min = 1, max = 2) Bytes octets,
      Optional<Name> nickname,
      @Length(max = 2) List<Figure> figures,
      Timestamp time) {}

  /** A record whose last component came later. */
  public record Grown(long number, @Trailing Optional<Name> later) {}

  /** A record without bounds. */
  public record Boundless(String text, long number) {}

  private static final Codec<Whole> CODEC = Codec.of(Whole.class);

  private static Whole example() {
    return new Whole(
        new Name("tea"),
        Grade.SECOND_RATE,
        true,
        Bytes.fromHex("00ff"),
        Optional.empty(),
        List.of(new Dot(), new Line(5)),
        new Timestamp(1));
  }

  @Test
  void theOctetsAreThoseOfTheProtocolPage() {
    // [ "tea", 1, true, h'00ff', null, [[1], [7, 5]], 1 ]
    assertEquals("876374656101f54200fff682810182070501", CODEC.encode(example()).hex());
  }

  @Test
  void aComponentThatCameLaterIsLeftOutWhereItIsEmptyAndHasNoSecondForm() throws Exception {
    Codec<Grown> codec = Codec.of(Grown.class);
    Grown without = new Grown(5, Optional.empty());
    Grown with = new Grown(5, Optional.of(new Name("tea")));
    assertEquals("8105", codec.encode(without).hex());
    assertEquals("820563746561", codec.encode(with).hex());
    for (Grown each : List.of(without, with)) {
      assertEquals(each, codec.decode(codec.encode(each)));
      assertEquals(each, codec.fromJson(codec.toJson(each)));
    }
    for (String other : List.of("8205f6", "80", "83056374656105")) {
      assertThrows(MalformedException.class, () -> codec.decode(Bytes.fromHex(other)), other);
    }
  }

  @Test
  void cborAndJsonComeBackAsTheyWent() throws Exception {
    assertEquals(example(), CODEC.decode(CODEC.encode(example())));
    String json = JsonWriter.compact(CODEC.toJson(example()));
    assertEquals(
        "{\"name\":\"tea\",\"grade\":\"second-rate\",\"flag\":true,\"octets\":\"00ff\","
            + "\"figures\":[{\"type\":\"dot\"},{\"type\":\"line\",\"length\":5}],"
            + "\"time\":\"1970-01-01T00:00:00.001Z\"}",
        json);
    assertEquals(example(), CODEC.fromJson(JsonReader.read(json)));
  }

  @Test
  void everyChangeOfOneOctetIsRefusedOrIsAnotherValuesOnlyForm() {
    Bytes encoded = CODEC.encode(example());
    int refused = 0;
    for (int i = 0; i < encoded.length(); i++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] changed = encoded.toByteArray();
        changed[i] ^= (byte) (1 << bit);
        Bytes octets = Bytes.copyOf(changed);
        try {
          assertEquals(octets, CODEC.encode(CODEC.decode(octets)));
        } catch (MalformedException e) {
          refused++;
        }
      }
    }
    assertTrue(refused > 50, "refused " + refused);
  }

  private static void refused(String json, String where) {
    MalformedException e =
        assertThrows(MalformedException.class, () -> CODEC.fromJson(JsonReader.read(json)));
    assertEquals(where, e.where());
  }

  @Test
  void aRefusalNamesWhereItWasWrong() {
    String good = JsonWriter.compact(CODEC.toJson(example()));
    refused(good.replace("second-rate", "third-rate"), "grade");
    refused(good.replace("\"tea\"", "\"TEA\""), "name");
    refused(good.replace("\"tea\"", "\"much too long\""), "name");
    refused(good.replace("00ff", "00ff00"), "octets");
    refused(good.replace("\"length\":5", "\"length\":-5"), "figures[1].length");
    refused(good.replace("\"type\":\"dot\"", "\"type\":\"cube\""), "figures[0].type");
    refused(good.replace("\"flag\":true,", ""), "flag");
    refused(good.replace("\"flag\"", "\"flagg\""), "flagg");
    refused(good.replace("1970-01-01T00:00:00.001Z", "yesterday"), "time");
  }

  @Test
  void textWithControlCharactersOrHalfSurrogatesIsNoText() {
    for (String bad : new String[] {"a\u0000", "a\n", "a\u007f", "a\u0085", "a\ud83d", "a\ude00"}) {
      assertThrows(
          MalformedException.class,
          () -> Codec.of(Name.class).fromJson(new Json.Text(bad)),
          () -> bad.codePoints().boxed().toList().toString());
    }
  }

  @Test
  void whatIsNotBoundedHasNoCodec() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Codec.of(Boundless.class));
    assertTrue(String.valueOf(e.getMessage()).contains("Boundless.text"));
  }

  @Test
  void namesBecomeWhatPeopleType() {
    assertEquals("set-baseline", Names.kebab("SetBaseline"));
    assertEquals("set-baseline", Names.kebab("setBaseline"));
    assertEquals("set-baseline", Names.kebab("SET_BASELINE"));
    assertEquals("maker", Names.kebab("MAKER"));
  }
}
