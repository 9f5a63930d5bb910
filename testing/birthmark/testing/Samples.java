package birthmark.testing;

import birthmark.bytes.Bytes;
import birthmark.codec.Codec;
import birthmark.codec.MalformedException;
import birthmark.codec.Shape;
import birthmark.codec.Timestamp;
import birthmark.cose.CoseKey;
import birthmark.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/**
 * Random values made by their shape, the same ones for the same seed. Where a record's own
 * constructor asks for more than its shape says, its values are made by hand, under the record's
 * name or the component's.
 */
public final class Samples {
  /** Makes a value by hand. */
  public interface Maker {
    /** A value in its JSON form. */
    Json make(Random random);
  }

  private static final List<String> LETTERS =
      List.of("a", "b", "z", "0", "9", " ", "-", ".", "/", "\"", "\\", "é", "ß", "✓", "漢", "😀");

  private final TreeMap<String, Maker> byHand = new TreeMap<>();

  /**
   * The same, with values made by hand.
   *
   * @param name a record's name in kebab case, or that, a full stop, and a component's name
   */
  public Samples with(String name, Maker maker) {
    byHand.put(name, maker);
    return this;
  }

  /** A value of {@code codec}. */
  public <T> T of(Codec<T> codec, Random random) {
    Json json = of(codec.shape(), random);
    try {
      return codec.fromJson(json);
    } catch (MalformedException e) {
      throw new AssertionError(
          "a value made by shape is refused; make it by hand: " + e.sentence() + " in " + json, e);
    }
  }

  /** A value of {@code shape} in its JSON form. */
  public Json of(Shape shape, Random random) {
    return switch (shape) {
      case Shape.Whole whole -> new Json.Int(whole(random));
      case Shape.Flag flag -> new Json.Bool(random.nextBoolean());
      case Shape.Moment moment ->
          new Json.Text(new Timestamp(random.nextLong(0, Timestamp.MAX_MILLIS + 1)).toString());
      case Shape.Text text -> new Json.Text(text(text, random));
      case Shape.Octets octets -> new Json.Text(octets(octets, random).hex());
      case Shape.Choice choice ->
          new Json.Text(choice.names().get(random.nextInt(choice.names().size())));
      case Shape.Maybe maybe ->
          random.nextInt(3) == 0 ? new Json.Null() : of(maybe.value(), random);
      case Shape.Many many -> many(many, random);
      case Shape.Product product ->
          byHand.containsKey(product.name())
              ? byHand.get(product.name()).make(random)
              : new Json.Obj(members(product, random));
      case Shape.Wrapped wrapped ->
          byHand.containsKey(wrapped.name())
              ? byHand.get(wrapped.name()).make(random)
              : of(wrapped.value(), random);
      case Shape.Sum sum -> sum(sum, random);
    };
  }

  private List<Json.Member> members(Shape.Product product, Random random) {
    List<Json.Member> members = new ArrayList<>();
    for (Shape.Field field : product.fields()) {
      Maker maker = byHand.get(product.name() + "." + field.name());
      Json value = maker == null ? of(field.shape(), random) : maker.make(random);
      if (!(value instanceof Json.Null)) {
        members.add(new Json.Member(field.name(), value));
      }
    }
    return members;
  }

  private Json sum(Shape.Sum sum, Random random) {
    Shape.Product record = sum.cases().get(random.nextInt(sum.cases().size())).record();
    List<Json.Member> members = new ArrayList<>();
    members.add(new Json.Member("type", new Json.Text(record.name())));
    Json value = of(record, random);
    members.addAll(((Json.Obj) value).members());
    return new Json.Obj(members);
  }

  private Json many(Shape.Many many, Random random) {
    int most = Math.min(many.max(), many.min() + 4);
    List<Json> elements = new ArrayList<>();
    for (int i = random.nextInt(many.min(), most + 1); i > 0; i--) {
      elements.add(of(many.element(), random));
    }
    return new Json.Arr(elements);
  }

  /** Numbers around the places where their encoding grows. */
  private static long whole(Random random) {
    long edge = 1L << List.of(0, 4, 5, 8, 16, 32, 53, 62).get(random.nextInt(8));
    return switch (random.nextInt(4)) {
      case 0 -> edge;
      case 1 -> edge - 1;
      case 2 -> random.nextInt(100);
      default -> random.nextLong(0, Long.MAX_VALUE);
    };
  }

  private static String text(Shape.Text text, Random random) {
    int most = random.nextInt(10) == 0 ? text.max() : Math.min(text.max(), text.min() + 20);
    int length = random.nextInt(Math.max(1, text.min()), most + 1);
    StringBuilder out = new StringBuilder();
    int left = length;
    while (left > 0) {
      String letter = LETTERS.get(random.nextInt(LETTERS.size()));
      int octets = letter.getBytes(StandardCharsets.UTF_8).length;
      if (octets > left) {
        letter = "x";
        octets = 1;
      }
      out.append(letter);
      left -= octets;
    }
    return out.toString();
  }

  private static Bytes octets(Shape.Octets octets, Random random) {
    return octets.what().equals("key")
        ? signingKey(random).encode()
        : random(
            random, random.nextInt(octets.min(), Math.min(octets.max(), octets.min() + 70) + 1));
  }

  /** {@code length} octets. */
  public static Bytes random(Random random, int length) {
    byte[] octets = new byte[length];
    random.nextBytes(octets);
    return Bytes.copyOf(octets);
  }

  /** A key that signs, in form: nobody holds its private part. */
  public static CoseKey signingKey(Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> CoseKey.mlDsa65(random(random, 1_952));
      case 1, 2 -> CoseKey.p256(random(random, 32), random(random, 32));
      default -> CoseKey.ed25519(random(random, 32));
    };
  }

  /** A key that agrees, in form: nobody holds its private part. */
  public static CoseKey agreementKey(Random random) {
    return random.nextInt(3) == 0
        ? CoseKey.p256Agreement(random(random, 32), random(random, 32))
        : CoseKey.x25519(random(random, 32));
  }
}
