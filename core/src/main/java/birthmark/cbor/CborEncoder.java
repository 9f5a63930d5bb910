package birthmark.cbor;

import birthmark.bytes.Bytes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The deterministic encoding of any item (RFC 8949 §4.2.1): shortest numbers, maps in the order of
 * their keys.
 */
public final class CborEncoder {
  private CborEncoder() {}

  /**
   * The encoding of {@code item}.
   *
   * @throws IllegalArgumentException if a map has a key twice, or text half a surrogate pair
   * @throws IllegalStateException if it is nested more than 16 deep
   */
  public static Bytes encode(CborItem item) {
    CborWriter out = new CborWriter();
    write(item, out);
    return out.toBytes();
  }

  /** Writes {@code item} as the next item of {@code out}. */
  public static void write(CborItem item, CborWriter out) {
    switch (item) {
      case CborItem.Unsigned n -> out.item(Major.UNSIGNED, n.bits());
      case CborItem.Negative n -> out.item(Major.NEGATIVE, n.bits());
      case CborItem.ByteString bytes -> out.bytes(bytes.value());
      case CborItem.TextString text -> out.text(text.value());
      case CborItem.Array array -> {
        out.array(array.items().size());
        array.items().forEach(element -> write(element, out));
      }
      case CborItem.Map map -> writeMap(map, out);
      case CborItem.Tagged tagged -> {
        out.unsignedTag(tagged.number());
        write(tagged.content(), out);
      }
      case CborItem.Simple simple -> out.item(Major.SIMPLE, simple.value());
      case CborItem.FloatingPoint number -> out.floating(Floats.shortest(Floats.widen(number)));
    }
  }

  private static void writeMap(CborItem.Map map, CborWriter out) {
    List<EncodedEntry> entries = new ArrayList<>();
    for (CborItem.Entry entry : map.entries()) {
      entries.add(new EncodedEntry(encode(entry.key()), entry.value()));
    }
    entries.sort(Comparator.comparing(EncodedEntry::key));
    for (int i = 1; i < entries.size(); i++) {
      if (entries.get(i).key().equals(entries.get(i - 1).key())) {
        throw new IllegalArgumentException("a map has the key " + entries.get(i).key() + " twice");
      }
    }
    out.map(entries.size());
    for (EncodedEntry entry : entries) {
      out.raw(entry.key());
      write(entry.value(), out);
    }
  }

  private record EncodedEntry(Bytes key, CborItem value) {}
}
