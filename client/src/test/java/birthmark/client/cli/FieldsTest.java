package birthmark.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.Home;
import birthmark.codec.Codec;
import birthmark.codec.Length;
import birthmark.codec.MalformedException;
import birthmark.codec.Shape;
import birthmark.codec.Timestamp;
import birthmark.json.Json;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FieldsTest {
  /** A record inside. */
  public record Place(@Length(max = 9) String name, long height) {}

  /** A record of one component. */
  public record Title(@Length(max = 9) String text) {}

  /** A record inside that may be absent. */
  public record Check(boolean passed, Timestamp since, @Length(max = 3) List<Place> sites) {}

  /** What the options are made from. */
  public record Example(
      @Length(max = 9) String name,
      Place place,
      boolean lifeSafety,
      @Length(max = 3) List<Title> titles,
      Title node,
      Optional<Check> check) {}

  private static final Codec<Example> CODEC = Codec.of(Example.class);
  private static final Fields FIELDS =
      Fields.of((Shape.Product) CODEC.shape(), CommonOptions.RESERVED);

  private static Example read(Map<String, List<String>> typed)
      throws ClientException, MalformedException {
    return CODEC.fromJson(json(typed));
  }

  private static Json.Obj json(Map<String, List<String>> typed) throws ClientException {
    Values values =
        new Values(
            Home.of(Optional.of(Path.of("nowhere")), Map.of()),
            Instant.parse("2026-11-22T10:00:00Z"));
    return FIELDS.json(values, leaf -> typed.getOrDefault(leaf.option(), List.of()));
  }

  private static List<String> options(boolean required) {
    return FIELDS.leaves().stream()
        .filter(leaf -> leaf.required() == required)
        .map(Fields.Leaf::option)
        .toList();
  }

  @Test
  void optionsAreCalledAfterComponentsUnlessThatNameIsTaken() {
    // Two components are called name; --node is an option of every command.
    assertEquals(
        List.of("--name", "--place.name", "--height", "--life-safety", "--title", "--example.node"),
        options(true));
  }

  @Test
  void nothingInARecordThatMayBeAbsentIsRequired() {
    assertEquals(List.of("--passed", "--since", "--site"), options(false));
  }

  @Test
  void whatIsTypedIsTheRecord() throws Exception {
    Example example =
        read(
            Map.of(
                "--name", List.of("a"),
                "--place.name", List.of("b"),
                "--height", List.of("7"),
                "--title", List.of("x", "y"),
                "--example.node", List.of("n"),
                "--since", List.of("now"),
                "--site", List.of("name=s,height=1", "{\"name\":\"t\",\"height\":2}")));
    assertEquals(
        new Example(
            "a",
            new Place("b", 7),
            false,
            List.of(new Title("x"), new Title("y")),
            new Title("n"),
            Optional.of(
                new Check(
                    false,
                    Timestamp.parse("2026-11-22T10:00:00Z"),
                    List.of(new Place("s", 1), new Place("t", 2))))),
        example);
  }

  @Test
  void aRecordOfWhichNothingIsTypedIsAbsent() throws Exception {
    Example example =
        read(
            Map.of(
                "--name", List.of("a"),
                "--place.name", List.of("b"),
                "--height", List.of("7"),
                "--life-safety", List.of("true"),
                "--example.node", List.of("n")));
    assertEquals(Optional.empty(), example.check());
    assertEquals(List.of(), example.titles());
    assertTrue(example.lifeSafety());
  }

  @Test
  void aFaultNamesTheOptionThatItIsIn() {
    ClientException unfit =
        assertThrows(ClientException.class, () -> json(Map.of("--height", List.of("high"))));
    assertTrue(unfit.what().startsWith("--height is a whole number"), unfit.what());
    assertEquals("--place.name", FIELDS.optionAt("place.name"));
    assertEquals("--site[1].name", FIELDS.optionAt("check.sites[1].name"));
    assertEquals("elsewhere", FIELDS.optionAt("elsewhere"));
  }
}
