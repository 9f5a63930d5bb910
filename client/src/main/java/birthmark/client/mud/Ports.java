package birthmark.client.mud;

/**
 * Which ports a flow may use (RFC 8519 section 4.2): those from {@code low} to {@code high}, or all
 * others.
 *
 * @param low from 0
 * @param high at most 65,535
 * @param others whether all others are meant
 */
public record Ports(int low, int high, boolean others) {
  static final int MAX = 65_535;

  /** As nftables writes them. */
  String text() {
    return (others ? "!= " : "") + (low == high ? String.valueOf(low) : low + "-" + high);
  }
}
