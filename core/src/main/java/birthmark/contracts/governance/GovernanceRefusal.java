package birthmark.contracts.governance;

import birthmark.contract.Reason;

/** Why {@link Governance} refuses a transaction, in the order checked. */
public enum GovernanceRefusal implements Reason {
  /** Only a replica may. */
  NOT_A_REPLICA(
      "Only a party with the role replica (or proposer, for what is voted on) may do this. Ask one"
          + " of them."),
  /** One change at a time. */
  ALREADY_SCHEDULED(
      "A rules version is scheduled already. Wait until it decides, or take it back first."),
  /** Versions come one after another. */
  VERSION_NOT_NEXT("The version must be one above that in force. Name that one."),
  /** Nodes need time for it. */
  TOO_SOON(
      "The height must lie at least 10 blocks ahead, so that nodes can be made ready. Choose a"
          + " later one."),
  /** There is nothing to take back. */
  NOT_SCHEDULED(
      "No such version is scheduled: it decides already, or nobody asked for it. Nothing needs to"
          + " be done."),
  /** Replicas that lack a version would stop. */
  NOT_READY(
      "Not more than two thirds of the weight has signalled readiness for this version. Have the"
          + " others update their programs and signal it."),
  /** Only who runs a replica has a say. */
  RUNS_NO_REPLICA("Your party runs no replica, so it has no vote. Offer one, and have it added."),
  /** Each party counts once. */
  ALREADY_VOTED("Your party has voted so already. Others must vote too."),
  /** There is no such motion, or no more. */
  NO_SUCH_MOTION("No such motion is open: it was carried, defeated or lapsed, or never made."),
  /** Once is enough. */
  ALREADY_READY("Your party has signalled this already. Nothing needs to be done."),
  /** Only the party itself offers. */
  OFFERED_FOR_ANOTHER("A party offers replicas of its own only. Name your party."),
  /** A key is one replica's for ever, and signs nothing else. */
  KEY_USED(
      "One of the keys is or was another replica's, or signs statements. Make new ones: a replica's"
          + " keys are never used twice."),
  /** It is there already. */
  ALREADY_A_REPLICA("This replica is one already. Change its weight, if that is meant."),
  /** Nobody offered it. */
  NO_SUCH_OFFER("Nobody offers this replica. Have its party offer it first."),
  /** Whoever offered may not run one any more. */
  OFFER_WITHOUT_ROLE(
      "The party that offers this replica no longer has the role replica. Grant it first."),
  /** A checkpoint has only so many signatures. */
  TOO_MANY_REPLICAS("There are 64 replicas, and no more can sign a checkpoint. Remove one first."),
  /** There is no such replica. */
  NO_SUCH_REPLICA("There is no such replica, or no more. Look at the sets of replicas."),
  /** Only its own party lets it leave. */
  NOT_YOUR_REPLICA("This replica is another party's. Ask the others to remove it."),
  /** Somebody must go on. */
  LAST_REPLICA("This is the last replica, and the ledger would end. Add another one first."),
  /** Those who stay must be able to sign for the change. */
  TOO_MUCH_AT_ONCE(
      "This would change too much at once: no set may take away more than a third of the weight of"
          + " the one before, and from four replicas on no more than a third may be new. Do it in"
          + " steps, each two blocks after the other."),
  /** Nothing would change. */
  SAME_WEIGHT("The replica weighs this already. Nothing needs to be done."),
  /** Parties take part. */
  NOT_A_PARTY("Things do not report replicas. Have a party hand it in."),
  /** It is for others to vote now. */
  ALREADY_PROPOSED("A motion for this is open already. Parties that run replicas vote on it."),
  /** It says nothing of this ledger. */
  OTHER_LOG("The checkpoints are of another log. Look for ones with this ledger's name."),
  /** Nobody needs to know. */
  NO_LIMIT("No limit is set on how long a replica may be absent. Nothing needs to be shown."),
  /** It may be old. */
  NOT_RECENT(
      "This is no checkpoint of a block of the last 15 minutes. Sign that of the newest block, and"
          + " send it at once.");

  private final String sentence;

  GovernanceRefusal(String sentence) {
    this.sentence = sentence;
  }

  @Override
  public String sentence() {
    return sentence;
  }
}
