package birthmark.client.mud;

import java.util.Locale;
import java.util.SortedSet;
import java.util.StringJoiner;

/**
 * A segment of a site's network as a set of link-layer addresses for nftables. The site's own rules
 * in that table name the set and say what its members may do; they stay as they are.
 *
 * @param name what its operator calls it
 * @param macs the addresses in it, 12 hexadecimal digits each
 */
public record Segment(String name, SortedSet<String> macs) {
  private static final String TABLE = "bridge birthmark";

  /** What fills the set anew. */
  public String ruleset() {
    String set = TABLE + " " + set();
    StringJoiner out = new StringJoiner("\n", "", "\n");
    out.add("add table " + TABLE);
    out.add("add set " + set + " { type ether_addr; }");
    out.add("flush set " + set);
    if (!macs.isEmpty()) {
      out.add("add element " + set + " { " + String.join(", ", elements()) + " }");
    }
    return out.toString();
  }

  /** A name of nftables: letters, digits and underscores. */
  private String set() {
    return "segment_" + name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "_");
  }

  private Iterable<String> elements() {
    return macs.stream().map(mac -> mac.replaceAll("(..)(?!$)", "$1:")).toList();
  }
}
