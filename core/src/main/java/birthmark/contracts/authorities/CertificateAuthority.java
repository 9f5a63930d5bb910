package birthmark.contracts.authorities;

import birthmark.codec.Length;
import birthmark.codec.Timestamp;
import birthmark.contracts.parties.PartyId;
import birthmark.x509.Issuer;
import java.util.Optional;

/**
 * A certificate authority as it stands.
 *
 * @param issuer what certificates below it are checked against
 * @param above who issued its certificate; nothing for a root
 * @param maker whose devices it is for, its own or that of an authority above; nothing for a root
 *     that several makers use
 * @param level 1 for a root, else one more than that above
 * @param by who added it
 * @param since the height of that
 * @param ended its revocation, if it was revoked
 */
public record CertificateAuthority(
    Issuer issuer,
    Optional<AuthorityId> above,
    Optional<PartyId> maker,
    long level,
    PartyId by,
    long since,
    Optional<Ended> ended) {
  /**
   * A revocation.
   *
   * @param height the height from which on it holds
   * @param time that block's time
   * @param by who revoked
   * @param reason why
   */
  public record Ended(
      long height, Timestamp time, PartyId by, @Length(min = 1, max = 200) String reason) {}

  CertificateAuthority ending(Ended end) {
    return new CertificateAuthority(issuer, above, maker, level, by, since, Optional.of(end));
  }
}
