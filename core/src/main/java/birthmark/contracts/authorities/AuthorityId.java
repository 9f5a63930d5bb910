package birthmark.contracts.authorities;

import birthmark.bytes.Bytes;
import birthmark.codec.About;
import birthmark.codec.Length;
import birthmark.x509.X509Certificate;

/**
 * An authority's name: SHA-256 of its certificate.
 *
 * @param value 32 octets
 */
@About("A certificate authority: SHA-256 of its certificate.")
public record AuthorityId(@Length(min = 32, max = 32) Bytes value)
    implements Comparable<AuthorityId> {
  /** The name of the authority with {@code certificate}. */
  public static AuthorityId of(X509Certificate certificate) {
    return new AuthorityId(certificate.digest());
  }

  @Override
  public int compareTo(AuthorityId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value.hex();
  }
}
