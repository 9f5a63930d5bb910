package birthmark.merkle;

import birthmark.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * Up to 256 entries of a log in a row, each behind its length in 2 octets (C2SP tlog-tiles).
 *
 * @param entries the entries, each of at most {@link #ENTRY_LENGTH_MAX} octets
 */
public record EntryBundle(List<Bytes> entries) {
  /** The most octets of an entry. */
  public static final int ENTRY_LENGTH_MAX = 0xffff;

  /** Checks the lengths. */
  public EntryBundle {
    entries = List.copyOf(entries);
    for (Bytes entry : entries) {
      if (entry.length() > ENTRY_LENGTH_MAX) {
        throw new IllegalArgumentException(
            "an entry of " + entry.length() + " octets does not fit into a bundle");
      }
    }
  }

  /** The octets that are served. */
  public Bytes encode() {
    int length = 0;
    for (Bytes entry : entries) {
      length += Short.BYTES + entry.length();
    }
    byte[] octets = new byte[length];
    int at = 0;
    for (Bytes entry : entries) {
      BigEndian.putShort(octets, at, entry.length());
      System.arraycopy(entry.unsafe(), 0, octets, at + Short.BYTES, entry.length());
      at += Short.BYTES + entry.length();
    }
    return Bytes.ofOwned(octets);
  }

  /**
   * The bundle that {@code octets} are.
   *
   * @throws IllegalArgumentException if they end within an entry or hold more than 256
   */
  public static EntryBundle decode(Bytes octets) {
    List<Bytes> entries = new ArrayList<>();
    int at = 0;
    while (at < octets.length()) {
      int from = at + Short.BYTES;
      int end = from > octets.length() ? from : from + BigEndian.getShort(octets.unsafe(), at);
      if (end > octets.length() || entries.size() == Tile.WIDTH) {
        throw new IllegalArgumentException(
            "a bundle of entries ends within an entry or holds more than 256");
      }
      entries.add(octets.slice(from, end));
      at = end;
    }
    return new EntryBundle(entries);
  }
}
