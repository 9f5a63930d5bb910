package birthmark.contracts.authorities;

import birthmark.bytes.Bytes;
import birthmark.codec.About;
import birthmark.codec.Length;
import birthmark.codec.Tag;
import birthmark.codec.Timestamp;
import birthmark.contract.Alarm;
import birthmark.contract.Open;
import birthmark.contract.Subject;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.things.ThingId;
import java.util.List;
import java.util.Optional;

/** What became true of makers' authorities and devices' certificates. */
public sealed interface AuthorityFact extends Open {
  /**
   * A root is trusted.
   *
   * @param authority the root
   * @param maker whose devices it is for
   * @param by who added it
   */
  @Tag(1)
  @About("A root of makers' certificates is trusted.")
  record RootAdded(AuthorityId authority, Optional<PartyId> maker, PartyId by)
      implements AuthorityFact {
    @Override
    public List<Subject> concerns() {
      return maker
          .filter(party -> !party.equals(by))
          .map(party -> List.of(by.subject(), party.subject()))
          .orElse(List.of(by.subject()));
    }
  }

  /**
   * A maker added an authority below another.
   *
   * @param authority which
   * @param above below which
   * @param maker who
   */
  @Tag(2)
  @About("A maker added a certificate authority.")
  record IntermediateAdded(AuthorityId authority, AuthorityId above, PartyId maker)
      implements AuthorityFact {
    @Override
    public List<Subject> concerns() {
      return List.of(maker.subject());
    }
  }

  /**
   * An authority and all below it count no more.
   *
   * @param authority which
   * @param maker whose devices it was for
   * @param by who revoked it
   * @param reason why
   */
  @Tag(3)
  @About("A certificate authority was revoked, and with it all below it.")
  record AuthorityRevoked(
      AuthorityId authority,
      Optional<PartyId> maker,
      PartyId by,
      @Length(min = 1, max = 200) String reason)
      implements AuthorityFact, Alarm {
    @Override
    public List<Subject> concerns() {
      return new RootAdded(authority, maker, by).concerns();
    }
  }

  /**
   * A thing has a certificate from a maker's authority.
   *
   * @param thing which
   * @param certificate SHA-256 of the certificate
   * @param authority who issued it
   * @param until the last moment at which it holds
   * @param by who bound it
   */
  @Tag(4)
  @About("A certificate of a maker's authority was bound to a thing.")
  record CertificateBound(
      ThingId thing,
      @Length(min = 32, max = 32) Bytes certificate,
      AuthorityId authority,
      Timestamp until,
      PartyId by)
      implements AuthorityFact {
    @Override
    public List<Subject> concerns() {
      return List.of(thing.subject(), by.subject());
    }
  }

  /**
   * A thing's certificate counts no more.
   *
   * @param thing which
   * @param certificate SHA-256 of the certificate
   * @param by who withdrew it
   * @param reason why
   */
  @Tag(5)
  @About("A thing's certificate was withdrawn.")
  record CertificateWithdrawn(
      ThingId thing,
      @Length(min = 32, max = 32) Bytes certificate,
      PartyId by,
      @Length(min = 1, max = 200) String reason)
      implements AuthorityFact {
    @Override
    public List<Subject> concerns() {
      return List.of(thing.subject(), by.subject());
    }
  }
}
