package birthmark.contracts.things;

import birthmark.contract.Reason;

/** Why {@link Things} refuses a transaction, in the order checked for each. */
public enum ThingRefusal implements Reason {
  /** Only a maker registers models and things. */
  NOT_A_MAKER("Only a party with the role maker may do this. Ask a replica for the role."),
  /** A model's id starts with its maker's handle. */
  MODEL_OF_ANOTHER_MAKER(
      "The model's id starts with another maker's handle. Register models under your own handle."),
  /** Each model once. */
  MODEL_EXISTS("You have registered a model with this id already. Choose another name."),
  /** The certificate names a model that nobody registered. */
  NO_SUCH_MODEL("Nobody has registered this model. Register it first."),
  /** Each thing once. */
  ALREADY_BORN("This thing has a birth certificate already. Nothing needs to be done."),
  /** A key belongs to one subject for ever. */
  KEY_TAKEN(
      "A key belongs to a party or thing already, and a key has one owner for ever. Make a new"
          + " one in the thing."),
  /** Nothing is made tomorrow. */
  MADE_IN_THE_FUTURE(
      "The time of making lies more than a day ahead of the ledger's time. Set the factory's clock"
          + " and sign again."),
  /** The label belongs to another product. */
  GTIN_OF_ANOTHER_MODEL(
      "An identifier holds another GTIN than the model's. Use the label of this model, or register"
          + " the model that it belongs to."),
  /** A part needs its own certificate first. */
  NO_SUCH_COMPONENT("A component has no birth certificate. Register the component first."),
  /** One cannot build in what belongs to somebody else. */
  COMPONENT_NOT_YOURS(
      "A component belongs to another party. Let its owner offer it to you, accept it, then build"
          + " it in."),
  /** A part is in one whole. */
  COMPONENT_IN_USE("A component is a part of another thing. Build in one that is free."),
  /** A part with a copied key makes the whole doubtful. */
  COMPONENT_QUARANTINED(
      "A component is quarantined, for its key has a copy. Re-key it or build in another."),
  /** Wholes of wholes of wholes end somewhere. */
  TOO_MANY_LEVELS("Parts would be nested more than 8 deep. Name fewer levels of parts."),
  /** Nobody has that id. */
  NO_SUCH_THING("No thing has this id. Look it up by one of its identifiers."),
  /** Only who owns a thing disposes of it. */
  NOT_THE_OWNER("Only the thing's owner may do this. Sign as its owner."),
  /** A part follows its whole. */
  PART_OF_A_WHOLE("The thing is a part of another and follows that. Offer the whole."),
  /** What is quarantined changes no hands. */
  THING_QUARANTINED(
      "The thing is quarantined, for its key has a copy. Its owner and maker must re-key or release"
          + " it first."),
  /** Nobody has that id. */
  NO_SUCH_PARTY("No party has this id. Look it up by its handle."),
  /** One owns it already. */
  OFFERED_TO_ITS_OWNER("The thing is yours already. Offer it to another party."),
  /** One offer at a time. */
  ALREADY_OFFERED("The thing is on offer already. Withdraw that offer first."),
  /** There is nothing to accept or take back. */
  NOT_ON_OFFER("The thing is not on offer. Its owner must offer it first."),
  /** Offers are made to one party. */
  OFFERED_TO_ANOTHER("The thing is on offer to another party. Ask its owner for an offer to you."),
  /** There is no such log entry yet. */
  NO_SUCH_ENTRY(
      "The log had no entry with this index before this block. Give the index of an accepted"
          + " statement, as its receipt says."),
  /** Evidence is statements. */
  NOT_A_STATEMENT(
      "One of the two is no statement by that key: another kind of message, a log entry of another"
          + " kind, or signed by another algorithm than the key's. Give two statements."),
  /** A number counts once for each key. */
  OF_TWO_KEYS("The two statements are by different keys. Give two by the same key."),
  /** The same key may be used on two ledgers. */
  OF_ANOTHER_NETWORK("A statement is for another ledger. Report it there."),
  /** Different numbers prove nothing. */
  OF_TWO_NUMBERS("The two statements have different numbers. Give two with the same."),
  /** A retry or another signature is no other statement. */
  ONE_STATEMENT(
      "The two are one statement, sent or signed twice. That is no sign of a copy; nothing needs to"
          + " be done."),
  /** Each pair once. */
  ALREADY_PROVEN("The copy was shown by this number before. Nothing needs to be done."),
  /** A key that a thing no longer has says nothing about the thing. */
  KEY_REPLACED("The thing has had new keys since. Nothing needs to be done."),
  /** Once is enough. */
  ALREADY_QUARANTINED("The thing is quarantined already. Nothing needs to be done."),
  /** Only the two of them decide. */
  NEITHER_OWNER_NOR_MAKER("Only the thing's owner and its maker, together, may do this. Ask them."),
  /** There is nothing to release. */
  NOT_QUARANTINED("The thing is not quarantined. Nothing needs to be done."),
  /** One party cannot agree with itself. */
  ALREADY_PROPOSED(
      "You have asked for exactly this already. Now the other one, owner or maker, must send the"
          + " identical transaction."),
  /** A root is registered once for a model. */
  BATCH_EXISTS("This batch is registered already. Nothing needs to be done."),
  /** Nobody registered a batch with that root for the certificate's model. */
  NO_SUCH_BATCH(
      "No batch with this root is registered for the certificate's model. Upload the batch before"
          + " its things."),
  /** A path leads to one root only. */
  NOT_IN_THE_BATCH(
      "The path does not lead from this certificate to the batch's root: it is of another batch or"
          + " place, or the certificate was changed. Take path and certificate from one claim"
          + " file."),
  /** The dead stay dead. */
  THING_DECOMMISSIONED(
      "The thing was decommissioned, which is for ever. Register another thing with a new key."),
  /** It is built into something else, or into nothing. */
  NOT_A_PART("The thing has no such part. List its parts."),
  /** Levels are counted once, when a thing is born. */
  PART_TOO_DEEP(
      "The new part has as many levels of parts as the whole or more. Take one with fewer."),
  /** Nobody resets a thing from outside. */
  NOT_A_THING("Only the thing itself says that it was reset. Have it sign with its own key."),
  /** Not all that somebody has is offered. */
  NOT_IN_THE_FLEET(
      "The offer does not cover this thing: it is of another model, is not the owner's by itself,"
          + " or became the owner's after the offer. Leave it out."),
  /** What is called off stays so. */
  BATCH_CALLED_OFF(
      "The batch was called off by its maker: what was not claimed from it before never is. Ask the"
          + " maker to register the thing otherwise.");

  private final String sentence;

  ThingRefusal(String sentence) {
    this.sentence = sentence;
  }

  @Override
  public String sentence() {
    return sentence;
  }
}
