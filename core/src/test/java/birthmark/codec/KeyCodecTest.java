package birthmark.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeyCodecTest {
  /** A colour. */
  public enum Colour {
    /** The first. */
    RED,
    /** The second. */
    BLUE
  }

  /** Text as a key. */
  public record Title(@Length(min = 0, max = 20) String text) {}

  /** A key with a part of every kind. */
  public record Key(
      Title title,
      @Length(min = 0, max = 8) Bytes raw,
      long number,
      Colour colour,
      boolean flag,
      Timestamp time,
      @Length(min = 2, max = 2) Bytes fixed) {}

  /** No key: it holds a list. */
  public record Listed(@Length(max = 3) List<Title> titles) {}

  /** No key: it may be absent. */
  public record Absent(Optional<Title> title) {}

  private static final KeyCodec<Key> CODEC = KeyCodec.of(Key.class);

  private static final Comparator<Key> ORDER =
      Comparator.comparing((Key key) -> utf8(key.title().text()))
          .thenComparing(Key::raw)
          .thenComparingLong(Key::number)
          .thenComparing(Key::colour)
          .thenComparing(Key::flag)
          .thenComparing(Key::time)
          .thenComparing(Key::fixed);

  private static Bytes utf8(String text) {
    return Bytes.copyOf(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private static Key random(Random random) {
    return new Key(
        new Title(
            "a\u00e4z\ud83d\ude00b"
                .repeat(3)
                .substring(0, new int[] {0, 1, 2, 3, 5}[random.nextInt(5)])),
        octets(random, random.nextInt(4)),
        random.nextInt(3) == 0 ? Long.MAX_VALUE - random.nextInt(3) : random.nextInt(3),
        Colour.values()[random.nextInt(2)],
        random.nextBoolean(),
        new Timestamp(random.nextInt(3)),
        octets(random, 2));
  }

  private static Bytes octets(Random random, int length) {
    byte[] octets = new byte[length];
    for (int i = 0; i < length; i++) {
      octets[i] = (byte) new int[] {0, 0, 1, 0x7f, 0x80, 0xff}[random.nextInt(6)];
    }
    return Bytes.copyOf(octets);
  }

  @Test
  void octetsSortAsTheComponentsDoAndNoKeyBeginsAnother() {
    Random random = new Random(11);
    List<Key> keys = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      keys.add(random(random));
    }
    for (Key one : keys) {
      Bytes first = CODEC.encode(Bytes.EMPTY, one);
      assertEquals(one, CODEC.decode(first, 0));
      assertTrue(first.length() <= CODEC.lengthMax());
      for (Key other : keys) {
        Bytes second = CODEC.encode(Bytes.EMPTY, other);
        assertEquals(
            Integer.signum(ORDER.compare(one, other)),
            Integer.signum(first.compareTo(second)),
            () -> one + " and " + other);
        assertFalse(!one.equals(other) && second.startsWith(first), () -> one + " begins " + other);
      }
    }
  }

  @Test
  void theFirstPartsOfAKeyAreTheBeginningOfItsOctets() {
    Random random = new Random(12);
    Bytes prefix = Bytes.fromHex("000401");
    for (int i = 0; i < 200; i++) {
      Key key = random(random);
      List<Object> parts = List.of(key.title(), key.raw(), key.number());
      Bytes whole = CODEC.encode(prefix, key);
      for (int length = 0; length <= parts.size(); length++) {
        assertTrue(whole.startsWith(CODEC.encodePrefix(prefix, parts.subList(0, length))));
      }
    }
  }

  @Test
  void whatAPersonTypesBecomesAKey() throws Exception {
    List<String> typed =
        List.of("tea", "00ff", "7", "blue", "true", "2026-01-01T00:00:00Z", "abcd");
    Key key = CODEC.parse(typed);
    assertEquals(new Title("tea"), key.title());
    assertEquals(Bytes.fromHex("00ff"), key.raw());
    assertEquals(7, key.number());
    assertEquals(Colour.BLUE, key.colour());
    assertEquals(7, CODEC.components());
    assertThrows(MalformedException.class, () -> CODEC.parse(typed.subList(0, 6)));
    assertThrows(MalformedException.class, () -> CODEC.parseLeading(List.of("tea", "0")));
    assertThrows(MalformedException.class, () -> CODEC.parseLeading(List.of("tea", "00", "-1")));
    assertThrows(
        MalformedException.class, () -> CODEC.parseLeading(List.of("tea", "00", "1", "green")));
  }

  @Test
  void onlyWhatHasAnOrderCanBeAKey() {
    assertThrows(IllegalArgumentException.class, () -> KeyCodec.of(Listed.class));
    assertThrows(IllegalArgumentException.class, () -> KeyCodec.of(Absent.class));
  }
}
