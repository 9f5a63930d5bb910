package birthmark.contracts.authorities;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborWriter;
import birthmark.codec.About;
import birthmark.codec.Length;
import birthmark.codec.Tag;
import birthmark.contract.Endorsed;
import birthmark.contract.Endorsement;
import birthmark.contract.Transaction;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.things.ThingId;
import birthmark.contracts.things.ThingTransaction;
import birthmark.cose.CoseKey;
import birthmark.statement.Possession;
import birthmark.x509.X509Certificate;
import java.util.List;
import java.util.Optional;

/** What can be asked of {@link Authorities}. */
public sealed interface AuthorityTransaction extends Transaction {
  /**
   * Several together trust a root.
   *
   * @param certificate the root's certificate, signed by its own key
   * @param maker whose devices it is for; nothing if for those of several makers
   */
  @Tag(1)
  @About("Trust a root of makers' certificates; takes the approval of several.")
  record AddRoot(
      @About("The root's certificate in DER.") @Length(min = 1, max = X509Certificate.MAX)
          Bytes certificate,
      @About("Whose devices it is for; nobody's alone without it.") Optional<PartyId> maker)
      implements AuthorityTransaction, Endorsed {
    /** Checks the certificate's form. */
    public AddRoot {
      X509Certificate.parse(certificate);
    }

    @Override
    public List<Endorsement> endorsements(Bytes network) {
      X509Certificate root = X509Certificate.parse(certificate);
      return List.of(issued(root, root.key()));
    }
  }

  /**
   * A maker adds an authority below one that is there.
   *
   * @param certificate its certificate
   * @param authority who issued that
   * @param key the issuer's key
   */
  @Tag(2)
  @About("Add an authority of yours below one that is there.")
  record AddIntermediate(
      @About("The authority's certificate in DER.") @Length(min = 1, max = X509Certificate.MAX)
          Bytes certificate,
      @About("The authority that issued it.") AuthorityId authority,
      @About("That authority's key, as a COSE_Key.") CoseKey key)
      implements AuthorityTransaction, Endorsed {
    /** Checks the certificate's form. */
    public AddIntermediate {
      requireSigns(key);
      X509Certificate.parse(certificate);
    }

    @Override
    public List<Endorsement> endorsements(Bytes network) {
      return List.of(issued(X509Certificate.parse(certificate), key));
    }
  }

  /**
   * An authority counts no more, and nothing below it.
   *
   * @param authority which
   * @param reason why
   */
  @Tag(3)
  @About("Revoke an authority, and with it all below it; a root takes the approval of several.")
  record RevokeAuthority(
      AuthorityId authority, @About("Why.") @Length(min = 1, max = 200) String reason)
      implements AuthorityTransaction {}

  /**
   * A thing's maker or owner binds the certificate that its device has from a maker's authority.
   *
   * @param thing which thing
   * @param certificate the device's certificate
   * @param authority who issued it
   * @param key the issuer's key
   * @param possession the signature of the certificate's key over {@link #claim}
   */
  @Tag(4)
  @About("Bind the certificate that a thing has from a maker's authority.")
  record Bind(
      ThingId thing,
      @About("The device's certificate in DER.") @Length(min = 1, max = X509Certificate.MAX)
          Bytes certificate,
      @About("The authority that issued it.") AuthorityId authority,
      @About("That authority's key, as a COSE_Key.") CoseKey key,
      @About("The proof of possession of the certificate's key.")
          @Length(min = 1, max = ThingTransaction.POSSESSION_MAX)
          Bytes possession)
      implements AuthorityTransaction, Endorsed {
    /** Checks the certificate's form. */
    public Bind {
      requireSigns(key);
      X509Certificate.parse(certificate);
    }

    /** What the certificate's key signs. */
    public static Possession claim(Bytes network, ThingId thing, X509Certificate certificate) {
      return new Possession(
          network,
          "device-certificate",
          new CborWriter().array(2).bytes(thing.value()).bytes(certificate.digest()).toBytes());
    }

    @Override
    public List<Endorsement> endorsements(Bytes network) {
      X509Certificate device = X509Certificate.parse(certificate);
      Endorsement held = claim(network, thing, device).by(device.key(), possession);
      return List.of(
          issued(device, key),
          // A key that is not sound would let anybody sign.
          new Endorsement(
              new Endorsement.SelfNamed(device.key()), held.signed(), held.signature()));
    }
  }

  /**
   * A device's certificate counts no more.
   *
   * @param thing the thing that it is bound to
   * @param certificate SHA-256 of the certificate
   * @param reason why
   */
  @Tag(5)
  @About("Withdraw a certificate that is bound to a thing.")
  record WithdrawCertificate(
      ThingId thing,
      @About("SHA-256 of the certificate.") @Length(min = 32, max = 32) Bytes certificate,
      @About("Why.") @Length(min = 1, max = 200) String reason)
      implements AuthorityTransaction {}

  private static Endorsement issued(X509Certificate certificate, CoseKey by) {
    return new Endorsement(
        new Endorsement.SelfNamed(by), certificate.signed(), certificate.signature());
  }

  private static void requireSigns(CoseKey key) {
    if (key.signingAlgorithm().isEmpty()) {
      throw new IllegalArgumentException("an authority's key signs; this one agrees");
    }
  }
}
