package birthmark.statement;

import birthmark.contract.Reason;

/** Why a statement is refused before, or whatever, its contract decides, in the order checked. */
public enum EnvelopeRefusal implements Reason {
  /** Not a statement in form. */
  MALFORMED(
      "This is not a statement: a tagged COSE_Sign1 in deterministic CBOR of at most 60,000 octets"
          + " whose protected header holds alg, kid and content type. Sign it again with a current"
          + " client."),
  /** Another network's. */
  OTHER_NETWORK(
      "The statement is for another ledger. Sign it for this one: its network id is in the ledger's"
          + " genesis."),
  /** No contract has the number. */
  NO_SUCH_CONTRACT("No contract has this number under the rules in force. Update the client."),
  /** No transaction has the tag. */
  NO_SUCH_TRANSACTION("The contract has no transaction with this tag. Update the client."),
  /** The body does not fit the transaction. */
  BODY_MALFORMED(
      "The body does not fit the transaction. Correct the component named and sign again."),
  /** Nobody registered the key. */
  UNKNOWN_KEY("Nobody has registered this key. Register the party or the thing first."),
  /** The key is not for signing. */
  NOT_A_SIGNING_KEY(
      "This key agrees on secrets; it does not sign. Sign with the subject's signing key."),
  /** The signature is wrong. */
  SIGNATURE_INVALID("The signature does not verify under the key named. Sign again with that key."),
  /** The number is too far ahead. */
  SEQUENCE_TOO_FAR(
      "The sequence number is more than 1,048,576 ahead of the key's highest. Continue from the"
          + " highest."),
  /** The number is behind the window. */
  SEQUENCE_BEHIND(
      "The sequence number is more than 1,024 behind the key's highest and can never count."
          + " Sign again with a number above the highest."),
  /** The number was used. */
  SEQUENCE_COUNTED(
      "A statement with this sequence number was counted already. Sign again with a number above"
          + " the highest."),
  /** The key was revoked. */
  KEY_REVOKED("The key has been revoked. Sign with another key of the same subject."),
  /** Too late. */
  EXPIRED("The statement's expiry has passed. Sign it again with a later one."),
  /** Too many. */
  OVER_QUOTA(
      "The key has placed as many statements as it may in this minute. Continue in the next."),
  /** A signature inside is wrong. */
  ENDORSEMENT_INVALID(
      "A signature that the statement carries does not verify. Let its owner sign again, over these"
          + " very contents."),
  /** A key to be registered is none. */
  KEY_UNSOUND(
      "A key to be registered is not a sound public key of an admitted kind. Make a new key pair"
          + " and register that."),
  /** A key to be registered has an owner. */
  KEY_TAKEN(
      "A key to be registered belongs to somebody already, and a key has one owner for ever. Make a"
          + " new one."),
  /** A contract failed. */
  CONTRACT_FAULT(
      "The contract failed on this statement, which is a fault of the program. Report it with the"
          + " statement's id."),
  /** The block before it has as many refusals as a seal can list. */
  BLOCK_FULL(
      "The block has as many refused statements as one can list, and this one was not counted. Send"
          + " the same again.");

  private final String sentence;

  EnvelopeRefusal(String sentence) {
    this.sentence = sentence;
  }

  @Override
  public String sentence() {
    return sentence;
  }
}
