package birthmark.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.Home;
import birthmark.client.sdk.KeyFile;
import birthmark.client.sdk.QuickKeys;
import birthmark.codec.Shape;
import birthmark.json.Json;
import birthmark.json.JsonWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {
  private static final Shape.Octets DIGEST = new Shape.Octets(32, 32, "octets");
  private static final Shape.Octets OCTETS = new Shape.Octets(0, 100, "octets");
  private static final Shape.Octets KEY = new Shape.Octets(1, 2_048, "key");
  private static final Shape.Octets KEY_ID = new Shape.Octets(32, 32, "key id");
  private static final Shape TEXT = new Shape.Text(0, 100);

  private static final Shape.Sum SUM =
      new Shape.Sum(
          "identifier",
          List.of(
              new Shape.Case(
                  1,
                  new Shape.Product(
                      "public",
                      "",
                      List.of(
                          new Shape.Field("kind", "", new Shape.Choice(List.of("serial", "mac"))),
                          new Shape.Field("text", "", TEXT)))),
              new Shape.Case(
                  2,
                  new Shape.Product(
                      "blinded", "", List.of(new Shape.Field("token", "", DIGEST))))));

  @TempDir private Path folder;
  private Values values;

  @BeforeEach
  void startsAtAKnownTime() {
    values =
        new Values(
            Home.of(Optional.of(folder), Map.of()), Instant.parse("2026-11-22T10:00:00.500Z"));
  }

  private String read(Shape shape, String text) throws ClientException {
    Json json = values.read(shape, "it", text);
    return json instanceof Json.Text value ? value.value() : JsonWriter.compact(json);
  }

  private void refuses(Shape shape, String text, String saying) {
    ClientException refused = assertThrows(ClientException.class, () -> read(shape, text));
    assertTrue(refused.what().contains(saying), refused.what());
  }

  @ParameterizedTest
  @CsvSource({
    "now, 2026-11-22T10:00:00.500Z",
    "+30s, 2026-11-22T10:00:30.500Z",
    "-90m, 2026-11-22T08:30:00.500Z",
    "+2w, 2026-12-06T10:00:00.500Z",
    "2026-11-23, 2026-11-23T00:00:00Z",
    "2026-11-22T12:00:00+02:00, 2026-11-22T10:00:00Z",
    "2026-11-22T12:00:00.123Z, 2026-11-22T12:00:00.123Z",
  })
  void aTimeIsWrittenInAnyOfItsForms(String typed, String meant) throws ClientException {
    assertEquals(meant, read(new Shape.Moment(), typed));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "+30", "2026-13-01", "1969-01-01", "-999999999w", "12:00"})
  void whatIsNoTimeIsRefusedWithAnExample(String typed) {
    refuses(new Shape.Moment(), typed, "2026-11-22T00:42:43Z");
  }

  @Test
  void aDigestIsHexadecimalOrThatOfAFileOrAKeys() throws Exception {
    Path file = folder.resolve("image.bin");
    Files.write(file, new byte[200_000]);
    assertEquals(Sha256.of(new byte[200_000]).hex(), read(DIGEST, "@" + file));
    String hex = "0a".repeat(32);
    assertEquals(hex, read(DIGEST, hex.toUpperCase(java.util.Locale.ROOT)));
    assertEquals(hex, read(DIGEST, "sha256:" + hex));
    KeyFile key = QuickKeys.create(folder.resolve("keys/maker.p12"));
    assertEquals(key.publicKey().thumbprint().toString(), read(DIGEST, "maker"));
    assertEquals(key.publicKey().thumbprint().toString(), read(KEY_ID, "maker"));
    refuses(DIGEST, "nobody", "64 hexadecimal digits");
    refuses(DIGEST, hex + "0a", "64 hexadecimal digits");
  }

  @Test
  void otherOctetsAreHexadecimalOrThoseOfAFile() throws Exception {
    Path file = folder.resolve("octets");
    Files.write(file, Bytes.fromHex("00ff").toByteArray());
    assertEquals("00ff", read(OCTETS, "@" + file));
    assertEquals("00ff", read(OCTETS, "00FF"));
    refuses(OCTETS, "0", "hexadecimal");
    ClientException absent =
        assertThrows(ClientException.class, () -> read(OCTETS, "@" + folder.resolve("absent")));
    assertEquals(ClientException.Kind.LOCAL, absent.kind());
  }

  @Test
  void aKeyIsNamedAndItsEntryFollowsFromWhatItIsWantedFor() throws Exception {
    KeyFile key = QuickKeys.create(folder.resolve("keys/cam.p12"));
    String signing = key.publicKey().encode().hex();
    String agreement = key.agreementKey().orElseThrow().encode().hex();
    assertEquals(signing, read(KEY, "cam"));
    assertEquals(signing, read(KEY, folder.resolve("keys/cam.p12").toString()));
    assertEquals(agreement, read(KEY, "cam#agreement"));
    assertEquals(new Json.Text(agreement), values.read(KEY, "agreement", "cam"));
    assertEquals(signing, read(KEY, signing));
    refuses(KEY, "nobody", "birthmark key list");
    refuses(KEY, "cam#other", "#signing");
  }

  @Test
  void recordsAreWrittenWithoutJsonWhereTheyAreShort() throws ClientException {
    assertEquals(
        "{\"type\":\"public\",\"kind\":\"serial\",\"text\":\"A1, A2=x\"}",
        read(SUM, "public:kind=serial,text=A1, A2=x"));
    assertEquals(
        "{\"type\":\"public\",\"text\":\"https://a.example/01/1/21/7\",\"kind\":\"mac\"}",
        read(SUM, "public:text=https://a.example/01/1/21/7,kind=mac"));
    assertEquals("{\"a\":[1]}", read(SUM, "{\"a\":[1]}"));
    refuses(SUM, "serial", "public:kind=serial|mac,text=…, blinded:token=…");
    refuses(SUM, "public:colour=red", "kind, text");
    refuses(SUM, "public:kind=serial,kind=mac", "twice");
    refuses(SUM, "{\"a\":", "JSON");
  }

  @Test
  void aListIsOneElementOrJson() throws ClientException {
    Shape many = new Shape.Many(TEXT, 0, 4);
    assertEquals("[\"a\"]", read(many, "a"));
    assertEquals("[\"a\",\"b\"]", read(many, "[\"a\",\"b\"]"));
    assertEquals(
        "[{\"type\":\"blinded\",\"token\":\"" + "00".repeat(32) + "\"}]",
        read(new Shape.Many(SUM, 0, 4), "blinded:token=" + "00".repeat(32)));
  }

  @Test
  void numbersFlagsAndChoicesAreToldApart() throws ClientException {
    assertEquals("9223372036854775807", read(new Shape.Whole(), "9223372036854775807"));
    refuses(new Shape.Whole(), "9223372036854775808", "at most");
    refuses(new Shape.Whole(), "-1", "whole number");
    assertEquals("true", read(new Shape.Flag(), "yes"));
    refuses(new Shape.Flag(), "perhaps", "true or false");
    Shape choice = new Shape.Choice(List.of("warn", "restrict"));
    assertEquals("warn", read(choice, "warn"));
    refuses(choice, "WARN", "one of warn, restrict");
  }
}
