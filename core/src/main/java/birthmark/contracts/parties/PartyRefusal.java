package birthmark.contracts.parties;

import birthmark.contract.Reason;

/** Why {@link Parties} refuses a transaction, in the order checked. */
public enum PartyRefusal implements Reason {
  /** The key that signs is somebody's already. */
  ALREADY_REGISTERED(
      "The key that signs belongs to a registered party or thing. Register with a new key, or"
          + " go on as that party."),
  /** Another organisation has the handle. */
  HANDLE_TAKEN("Another organisation has this handle. Choose another."),
  /** Only a party may. */
  NOT_A_PARTY("A thing's key signed. Sign with a key of a party."),
  /** Only a replica may. */
  NOT_A_REPLICA("Only a party with the role replica gives and takes roles. Ask one of them."),
  /** Nobody has that id. */
  NO_SUCH_PARTY("No party has this id. Look it up by its handle."),
  /** It is granted already. */
  ROLE_HELD("The party holds this role already. Nothing needs to be done."),
  /** There is nothing to take. */
  ROLE_NOT_HELD("The party does not hold this role. Nothing needs to be done."),
  /** Somebody must be able to grant roles. */
  LAST_REPLICA(
      "This is the last party with the role replica, and the ledger needs one. Grant the role to"
          + " another party first."),
  /** A key is added to the signer's party only. */
  KEY_FOR_ANOTHER_PARTY(
      "The proof of possession is for another party than the one that signs. Let the new key sign"
          + " for this party."),
  /** A key belongs to one subject for ever. */
  KEY_TAKEN(
      "The key belongs to a party or thing already, and a key has one owner for ever. Make a new"
          + " one."),
  /** The key is not one of the signer's. */
  NOT_YOUR_KEY("Your party has no key with this thumbprint. List your keys to see them."),
  /** It is revoked already. */
  ALREADY_REVOKED("The key was revoked before. Nothing needs to be done."),
  /** Without a signing key a party could do nothing any more. */
  LAST_SIGNING_KEY("This is your party's last signing key. Add another one first.");

  private final String sentence;

  PartyRefusal(String sentence) {
    this.sentence = sentence;
  }

  @Override
  public String sentence() {
    return sentence;
  }
}
