package birthmark.cose;

import birthmark.bytes.Bytes;

/** The SHA-256 thumbprint of a public key, 32 octets (RFC 9679). */
public record KeyId(Bytes value) implements Comparable<KeyId> {
  /** Octets in a key identifier. */
  public static final int LENGTH = 32;

  /**
   * A key identifier of these octets.
   *
   * @throws IllegalArgumentException if they are not 32
   */
  public KeyId {
    if (value.length() != LENGTH) {
      throw new IllegalArgumentException(
          "a key identifier has " + LENGTH + " octets, not " + value.length());
    }
  }

  /** The key identifier that {@code hex} names. */
  public static KeyId fromHex(String hex) {
    return new KeyId(Bytes.fromHex(hex));
  }

  // Written out, as in the few other records that every verification compares: Java makes what a
  // record inherits when it is first asked for, which a command that ends at once waits for.
  @Override
  public boolean equals(Object other) {
    return other instanceof KeyId id && value.equals(id.value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public int compareTo(KeyId other) {
    return value.compareTo(other.value);
  }

  /** The identifier in lower-case hexadecimal. */
  @Override
  public String toString() {
    return value.hex();
  }
}
