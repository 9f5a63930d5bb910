package birthmark.cbor;

import birthmark.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/**
 * Random items of the model, the same for the same seed; tags and floats only where everything is
 * asked for.
 */
final class RandomItems {
  private final Random random;
  private final int maxDepth;
  private final boolean everything;

  RandomItems(Random random, int maxDepth, boolean everything) {
    this.random = random;
    this.maxDepth = maxDepth;
    this.everything = everything;
  }

  CborItem next() {
    return next(0);
  }

  private CborItem next(int depth) {
    return switch (random.nextInt(depth < maxDepth ? 10 : 7)) {
      case 0 -> new CborItem.Unsigned(number());
      case 1 -> new CborItem.Negative(number() >>> 1);
      case 2 -> new CborItem.ByteString(octets());
      case 3, 4 -> CborItem.text(text());
      case 5 -> new CborItem.Simple(20 + random.nextInt(3));
      case 6 -> everything ? number(random.nextInt(100) / 8.0) : CborItem.integer(-1);
      case 7 -> new CborItem.Array(items(depth + 1));
      case 8 -> map(depth + 1);
      default ->
          everything
              ? new CborItem.Tagged(number(), next(depth + 1))
              : new CborItem.Array(items(depth + 1));
    };
  }

  private static CborItem number(double value) {
    return Floats.shortest(Double.doubleToRawLongBits(value));
  }

  private long number() {
    return random.nextLong() >>> random.nextInt(64);
  }

  private Bytes octets() {
    byte[] octets = new byte[random.nextInt(30)];
    random.nextBytes(octets);
    return Bytes.ofOwned(octets);
  }

  private String text() {
    int[] from = {'a', 'b', '"', 0, 0x7f, 0xe9, 0x6c34, 0x1f602};
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(8); i > 0; i--) {
      text.appendCodePoint(from[random.nextInt(from.length)]);
    }
    return text.toString();
  }

  private List<CborItem> items(int depth) {
    List<CborItem> items = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      items.add(next(depth));
    }
    return items;
  }

  private CborItem map(int depth) {
    TreeMap<Bytes, CborItem.Entry> entries = new TreeMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      CborItem key =
          random.nextBoolean() ? CborItem.integer(random.nextInt(50) - 25) : CborItem.text(text());
      entries.put(CborEncoder.encode(key), new CborItem.Entry(key, next(depth)));
    }
    return new CborItem.Map(List.copyOf(entries.values()));
  }
}
