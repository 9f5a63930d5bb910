package birthmark.answer;

import birthmark.bytes.Bytes;
import birthmark.codec.KeyCodec;
import birthmark.codec.MalformedException;
import birthmark.merkle.KeyRange;
import java.util.List;
import java.util.Optional;

/**
 * Where a page of a listing starts.
 *
 * @param leading the first components of its keys
 * @param after the key that it lies behind; empty for the first page
 */
public record Span<K>(List<Object> leading, Optional<K> after) {
  /** Keeps a copy. */
  public Span {
    leading = List.copyOf(leading);
  }

  /**
   * The span that texts name.
   *
   * @param leading the texts of the first components
   * @param after those of the whole key; empty for the first page
   * @throws MalformedException if they name no key, or {@code after} lies outside the listing
   */
  public static <K> Span<K> parse(KeyCodec<K> keys, List<String> leading, List<String> after)
      throws MalformedException {
    List<Object> start = keys.parseLeading(leading);
    if (after.isEmpty()) {
      return new Span<>(start, Optional.empty());
    }
    K key = keys.parse(after);
    if (!keys.parseLeading(after).subList(0, start.size()).equals(start)) {
      throw new MalformedException("after", "must be the next of an answer to this very listing");
    }
    return new Span<>(start, Optional.of(key));
  }

  /** The range of all keys from there to the end of the listing. */
  KeyRange range(KeyCodec<K> keys, Bytes table) {
    KeyRange whole = KeyRange.under(keys.encodePrefix(table, leading));
    return after.map(key -> whole.after(keys.encode(table, key))).orElse(whole);
  }
}
