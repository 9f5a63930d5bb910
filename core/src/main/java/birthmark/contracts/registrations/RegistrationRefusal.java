package birthmark.contracts.registrations;

import birthmark.contract.Reason;

/** Why {@link Registrations} refuses a transaction, in the order checked. */
public enum RegistrationRefusal implements Reason {
  /** Only a replica may. */
  NOT_A_REPLICA("Only a party with the role replica or proposer sets the policy. Ask one of them."),
  /** A registrar is nobody. */
  NO_SUCH_PARTY("A registrar is no party of this ledger. Name registered parties."),
  /** Only a party may. */
  NOT_A_PARTY("A thing's key signed. Sign with a key of a party."),
  /** It is there. */
  ALREADY_REGISTERED(
      "This statement was registered before. Its first registration has the receipt: look it up by"
          + " its id."),
  /** The key is nobody's, and that is not enough. */
  UNKNOWN_ISSUER(
      "No party registered the issuer's key, and it is no did:key or the registration policy takes"
          + " none. Register the issuer as a party, or ask a replica."),
  /** The key is for something else. */
  NOT_AN_ISSUER(
      "The issuer's key is a thing's, or for agreeing. Sign the statement with a party's key."),
  /** The key does not count. */
  ISSUER_KEY_REVOKED("The issuer's key is revoked. Sign again with another key of the issuer."),
  /** Somebody else's statement. */
  NOT_A_REGISTRAR(
      "Somebody else signed this, and the registration policy does not name you as a registrar."
          + " Have the issuer register it, or ask a replica."),
  /** The algorithm is another key's. */
  NOT_THE_KEYS_ALGORITHM(
      "The statement names another algorithm than its key has. Sign again with the key's own."),
  /** The claim names another. */
  ISSUER_NAMED_OTHERWISE(
      "The issuer claim must be the issuer's DID: its did:key, or did:web ending with :party: and"
          + " the party's id. Sign again with it."),
  /** The issuer did not say that anybody may read it. */
  NOT_PUBLIC(
      "The issuer does not declare the statement public (protected label -70001: true). Register"
          + " its digest, or have the issuer register it.");

  private final String sentence;

  RegistrationRefusal(String sentence) {
    this.sentence = sentence;
  }

  @Override
  public String sentence() {
    return sentence;
  }
}
