package birthmark.bytes;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 (FIPS 180-4) of one or several octet strings in a row. */
public final class Sha256 {
  /** Octets in a digest. */
  public static final int LENGTH = 32;

  // Looking the algorithm up costs as much as a short hash; a copy of the empty one costs nothing.
  private static final MessageDigest EMPTY = lookedUp();

  private final MessageDigest digest;

  /** A hash with nothing in it yet; not for use by two threads at once. */
  public Sha256() {
    try {
      digest = (MessageDigest) EMPTY.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("this Java's SHA-256 cannot be copied", e);
    }
  }

  private static MessageDigest lookedUp() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256, which every Java must have", e);
    }
  }

  /** Adds one octet. */
  public Sha256 add(int octet) {
    digest.update((byte) octet);
    return this;
  }

  /** Adds all of {@code octets}. */
  public Sha256 add(byte[] octets) {
    digest.update(octets);
    return this;
  }

  /** Adds {@code length} octets from {@code offset}. */
  public Sha256 add(byte[] octets, int offset, int length) {
    digest.update(octets, offset, length);
    return this;
  }

  /** Adds all of {@code octets}. */
  public Sha256 add(Bytes octets) {
    return add(octets.unsafe());
  }

  /** The digest of what was added; this is then empty again. */
  public byte[] digest() {
    return digest.digest();
  }

  /** Writes the digest of what was added into {@code out} from {@code at}; this is then empty. */
  public void digest(byte[] out, int at) {
    try {
      digest.digest(out, at, LENGTH);
    } catch (DigestException e) {
      throw new IllegalArgumentException("there is no room for a digest at " + at, e);
    }
  }

  /** The digest of {@code octets}. */
  public static Bytes of(Bytes octets) {
    return of(octets.unsafe());
  }

  /** The digest of {@code octets}. */
  public static Bytes of(byte[] octets) {
    return Bytes.ofOwned(new Sha256().add(octets).digest());
  }
}
