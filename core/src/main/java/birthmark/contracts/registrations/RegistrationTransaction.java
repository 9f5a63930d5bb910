package birthmark.contracts.registrations;

import birthmark.bytes.Bytes;
import birthmark.codec.About;
import birthmark.codec.Length;
import birthmark.codec.Tag;
import birthmark.contract.Endorsed;
import birthmark.contract.Endorsement;
import birthmark.contract.Registration;
import birthmark.contract.Transaction;
import birthmark.contracts.parties.PartyId;
import birthmark.cose.KeyId;
import java.util.List;
import java.util.TreeSet;

/** What can be asked of {@link Registrations}. */
public sealed interface RegistrationTransaction extends Transaction {
  /**
   * A replica sets what is registered from now on.
   *
   * @param didKeys whether issuers count that nobody registered and that are a did:key
   * @param registrars who may register what others signed, and whose word counts that the signature
   *     behind a digest verifies
   * @param note why, for people
   */
  @Tag(1)
  @About("Set what is registered from now on; for replicas.")
  record SetRegistrationPolicy(
      @About("Whether issuers count that are a did:key and no party.") boolean didKeys,
      @About("Who may register what others signed.") @Length(max = REGISTRARS_MAX)
          List<PartyId> registrars,
      @About("Why.") @Length(min = 1, max = 400) String note)
      implements RegistrationTransaction {
    /** The most registrars. */
    public static final int REGISTRARS_MAX = 16;

    /** Checks that none is named twice. */
    public SetRegistrationPolicy {
      registrars = List.copyOf(registrars);
      if (new TreeSet<>(registrars.stream().map(PartyId::value).toList()).size()
          != registrars.size()) {
        throw new IllegalArgumentException("a registrar is named twice");
      }
    }
  }

  /**
   * Registers a signed statement by its hashes; what it says stays off the ledger. That its
   * signature verifies is the word of whoever registers it.
   *
   * @param id SHA-256 of its Sig_structure
   * @param digest SHA-256 of its octets, tagged and with an empty unprotected header
   * @param key the issuer's key
   */
  @Tag(2)
  @About("Register a signed statement by its hashes: what it says stays off the ledger.")
  record RegisterDigest(
      @About("SHA-256 of its Sig_structure.") @Length(min = 32, max = 32) Bytes id,
      @About("SHA-256 of its octets, with an empty unprotected header.") @Length(min = 32, max = 32)
          Bytes digest,
      @About("The thumbprint of the issuer's key.") KeyId key)
      implements RegistrationTransaction, Registration {
    @Override
    public Bytes entry() {
      return digest;
    }
  }

  /**
   * Registers a signed statement in full: whoever may read the log reads it, for ever. Every
   * replica verifies its signature.
   *
   * @param statement its octets, tagged and with an empty unprotected header
   */
  @Tag(3)
  @About("Register a public signed statement in full, to be read by others for ever.")
  record RegisterInFull(
      @About("Its octets, with an empty unprotected header.")
          @Length(min = 1, max = SignedStatement.LENGTH_MAX)
          Bytes statement)
      implements RegistrationTransaction, Registration, Endorsed {
    /** Checks the form. */
    public RegisterInFull {
      SignedStatement parsed = SignedStatement.parse(statement);
      if (!parsed.octets().equals(statement) || !parsed.plain()) {
        throw new IllegalArgumentException(
            "a signed statement is registered in full with the tag 18, an empty unprotected header,"
                + " and lengths that are minimal and definite; a digest of any can be");
      }
    }

    @Override
    public Bytes entry() {
      return statement;
    }

    @Override
    public List<Endorsement> endorsements(Bytes network) {
      SignedStatement parsed = SignedStatement.parse(statement);
      Endorsement.By by =
          parsed.named().isPresent()
              ? new Endorsement.SelfNamed(parsed.named().get())
              : new Endorsement.Known(parsed.key());
      return List.of(new Endorsement(by, parsed.signed(), parsed.signature()));
    }
  }
}
