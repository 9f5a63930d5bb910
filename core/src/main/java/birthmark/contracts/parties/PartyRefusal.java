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
  NOT_A_REPLICA(
      "Only a party with the role replica or proposer asks for roles to be given or taken. Ask one"
          + " of them."),
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
  LAST_SIGNING_KEY("This is your party's last signing key. Add another one first."),
  /** Nothing lets the signer act for that party. */
  NOT_ENTITLED(
      "Your party may not ask for this in the other's name. Ask in your own, or have that party"
          + " name yours as an approver."),
  /** Others must approve. */
  NOT_AN_APPROVER(
      "This needs the approval of several, and your party is none of them. Have one of them propose"
          + " it in this party's name."),
  /** There is nothing to approve. */
  NO_SUCH_PROPOSAL(
      "Nothing waits for approval under this id: it lapsed, took effect, or was never proposed."
          + " Propose it anew."),
  /** The proposal was made under another policy. */
  POLICY_CHANGED(
      "The policy has changed since this was proposed, so approvals of it no longer count. Propose"
          + " it anew."),
  /** What is approved must be what was proposed. */
  OTHER_TRANSACTION(
      "This is another transaction than the one that was proposed. Look at the proposal, and"
          + " approve the very same."),
  /** Each party counts once. */
  ALREADY_APPROVED("Your party has approved this already. Others must approve it too."),
  /** There is nothing to waive. */
  NO_SUCH_POLICY("Nothing of this kind needs approval. Nothing needs to be done."),
  /** It retires already. */
  ALREADY_RETIRING(
      "This key retires at a moment that was said before. Revoke it if it must end sooner."),
  /** A key counts until a moment to come. */
  RETIRES_IN_THE_PAST("This moment has passed. Revoke the key, or name a moment to come."),
  /** Others cannot have used it then. */
  KEY_DID_NOT_COUNT(
      "The key did not count at this height. Name a block from the one in which it was registered"
          + " to this one."),
  /** An earlier block was named before. */
  ALREADY_REPORTED(
      "It was said before that others had this key from that block on, or an earlier one. Nothing"
          + " needs to be done."),
  /** Nobody may recover the party. */
  NO_GUARDIANS("This party named no guardians, so nobody can give it a new key."),
  /** One at a time. */
  RECOVERY_UNDER_WAY(
      "The party is about to get another key. Wait until that has happened, or have the party stop"
          + " it."),
  /** There is nothing to stop. */
  NO_RECOVERY("Your party is not about to get this key. See what is under way, if anything."),
  /** What a replica decides counts as long as it is one. */
  RUNS_A_REPLICA("This party runs a replica. Remove that first, or have it leave."),
  /** A delegation is for what it names. */
  DELEGATION_TOO_NARROW(
      "Your party may act for the other, but not for this: another transaction, other things, or"
          + " passing it on. See what was delegated, and ask for more if you need it."),
  /** A delegation ends at its moment. */
  DELEGATION_OVER(
      "The time in which your party could act for the other is over. Ask it to delegate anew."),
  /** Nobody is given what was taken from them to give. */
  DELEGATION_LOOP(
      "The one you name is the party itself or passed this on to you, so it would go in a circle."
          + " Name another."),
  /** What another gave stays as it was given. */
  DELEGATED_BY_ANOTHER(
      "Another passed something on to this party in the same name. Have that ended first."),
  /** There is nothing to end. */
  NO_SUCH_DELEGATION(
      "There is no such delegation, or it is not yours to end: the two parties and whoever gave it"
          + " can."),
  /** A delegation is for a time to come. */
  ENDS_IN_THE_PAST("This moment has passed. Name one to come."),
  /** People have no departments. */
  NOT_AN_ORGANISATION("Only an organisation has departments. Sign as one."),
  /** So many above each other are enough. */
  TOO_MANY_LEVELS("Too many levels are above this already. Hang it in further up."),
  /** A department is released by the organisation right above it. */
  NOT_YOUR_DEPARTMENT("This is no department of yours. List yours to see them."),
  /** Each party counts once. */
  ALREADY_REJECTED("Your party has said no to this already. Nothing needs to be done."),
  /** Who vouches has something to answer with. */
  NO_ROLE("Your party has no role, so it cannot vouch for another. Ask one that has."),
  /** There is nothing to vouch for. */
  NOT_A_NEWCOMER("This party is no newcomer: nobody needs to vouch for it."),
  /** Once is enough. */
  ALREADY_VOUCHED("Somebody has vouched for this key already. It can register."),
  /** Strangers are not let in. */
  VOUCHING_NEEDED(
      "Only those whom a party with a role vouches for may register here. Give one of them your"
          + " key's thumbprint (birthmark key show NAME), and register when it has vouched."),
  /** Registering has a price. */
  WORK_NEEDED(
      "Registering takes work here. Use register-with-work, or have a party with a role vouch for"
          + " your key."),
  /** Work is for now. */
  WORK_STALE(
      "The block that the work names is not of the last 15 minutes, so it may have been done long"
          + " before. Do it again."),
  /** It is not enough. */
  TOO_LITTLE_WORK("More work is needed now. Do it again: what is needed falls again by the hour."),
  /** It must be known first. */
  NEWCOMER(
      "A newcomer has no departments and no third signing key. Ask a party with a role to vouch"
          + " for yours.");

  private final String sentence;

  PartyRefusal(String sentence) {
    this.sentence = sentence;
  }

  @Override
  public String sentence() {
    return sentence;
  }
}
