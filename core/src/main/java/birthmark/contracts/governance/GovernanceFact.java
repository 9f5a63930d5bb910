package birthmark.contracts.governance;

import birthmark.bytes.Bytes;
import birthmark.codec.About;
import birthmark.codec.Length;
import birthmark.codec.Tag;
import birthmark.codec.Timestamp;
import birthmark.contract.Alarm;
import birthmark.contract.Open;
import birthmark.contract.Subject;
import birthmark.contracts.parties.PartyId;
import birthmark.cose.KeyId;
import java.util.List;
import java.util.Optional;

/** What became true of the ledger itself; everybody may read it. */
public sealed interface GovernanceFact extends Open {
  /** Who asked for it, or by whose statement it came about. */
  PartyId by();

  @Override
  default List<Subject> concerns() {
    return List.of(by().subject());
  }

  /** How a replica came to be one no more. */
  enum Departure {
    /** The others removed it. */
    REMOVED,
    /** Its party let it leave. */
    LEFT,
    /** It signed what contradicts itself. */
    EVICTED,
    /** It was absent too long, and comes back by showing that it is there. */
    SUSPENDED
  }

  /**
   * A rules version was scheduled: whoever runs a node needs a program that knows it by then.
   *
   * @param version the version
   * @param height the first block that it decides
   * @param by who asked for it
   */
  @Tag(1)
  @About("A rules version was scheduled; every node needs a program that knows it by then.")
  record RulesScheduled(long version, long height, PartyId by) implements GovernanceFact, Alarm {}

  /**
   * A scheduled rules version was taken back.
   *
   * @param version the version
   * @param height the block from which it would have decided
   * @param by who asked for it
   */
  @Tag(2)
  @About("A scheduled rules version was taken back.")
  record RulesWithdrawn(long version, long height, PartyId by) implements GovernanceFact {}

  /**
   * A party's replicas are ready for a rules version.
   *
   * @param version the version
   * @param weight what all replicas weigh that are ready
   * @param total what all replicas weigh
   * @param by whose they are
   */
  @Tag(3)
  @About("A party's replicas are ready for a rules version.")
  record ReadinessSignalled(long version, long weight, long total, PartyId by)
      implements GovernanceFact {}

  /**
   * A party offered to run a replica.
   *
   * @param replica the thumbprint of its checkpoint key
   * @param by whose it is
   */
  @Tag(4)
  @About("A party offered to run a replica.")
  record ReplicaOffered(KeyId replica, PartyId by) implements GovernanceFact {}

  /**
   * A replica was added.
   *
   * @param replica the thumbprint of its checkpoint key
   * @param party whose it is
   * @param weight what it weighs
   * @param from the first height at which it counts
   * @param by who asked for it last
   */
  @Tag(5)
  @About("A replica was added.")
  record ReplicaAdded(KeyId replica, PartyId party, long weight, long from, PartyId by)
      implements GovernanceFact {
    @Override
    public List<Subject> concerns() {
      return both(party, by);
    }
  }

  /**
   * A replica is one no more.
   *
   * @param replica the thumbprint of its checkpoint key
   * @param party whose it was
   * @param departure how
   * @param from the first height at which it does not count
   * @param by by whose statement
   */
  @Tag(6)
  @About("A replica is one no more.")
  record ReplicaRemoved(KeyId replica, PartyId party, Departure departure, long from, PartyId by)
      implements GovernanceFact {
    @Override
    public List<Subject> concerns() {
      return both(party, by);
    }
  }

  /**
   * A replica weighs something else.
   *
   * @param replica the thumbprint of its checkpoint key
   * @param party whose it is
   * @param before what it weighed
   * @param after what it weighs
   * @param from the first height at which it does
   * @param by who asked for it last
   */
  @Tag(7)
  @About("A replica weighs something else.")
  record ReplicaWeighed(
      KeyId replica, PartyId party, long before, long after, long from, PartyId by)
      implements GovernanceFact {
    @Override
    public List<Subject> concerns() {
      return both(party, by);
    }
  }

  /**
   * How much of the weight is enough was set.
   *
   * @param decision for what
   * @param percent the share in percent
   * @param openSeconds how long a motion is open
   * @param by who asked for it last
   */
  @Tag(8)
  @About("How much of the weight is enough was set.")
  record ThresholdSet(Decision decision, long percent, long openSeconds, PartyId by)
      implements GovernanceFact {}

  /**
   * A replica asked for something that others must ask for too.
   *
   * @param motion the digest of what is asked for
   * @param contract the number of the contract that it is asked of
   * @param tag which of its transactions
   * @param statement the statement that asked
   * @param by who asked
   * @param expires until when others can
   */
  @Tag(9)
  @About("A replica asked for something that others must ask for too.")
  record MotionOpened(
      @Length(min = 32, max = 32) Bytes motion,
      long contract,
      long tag,
      @Length(min = 32, max = 32) Bytes statement,
      PartyId by,
      Timestamp expires)
      implements GovernanceFact {}

  /**
   * A replica voted on a motion, which stays open.
   *
   * @param motion the digest of what is asked for
   * @param inFavour whether it asked for the same, or is against it
   * @param weight what all weigh that voted so
   * @param total what all replicas weigh
   * @param by who voted
   */
  @Tag(10)
  @About("A replica voted on a motion, which stays open.")
  record VoteCast(
      @Length(min = 32, max = 32) Bytes motion,
      boolean inFavour,
      long weight,
      long total,
      PartyId by)
      implements GovernanceFact {}

  /**
   * Enough were in favour of a motion, and it took effect.
   *
   * @param motion the digest of what was asked for
   * @param voters who was in favour, in order
   * @param by whose vote was the last
   */
  @Tag(11)
  @About("Enough were in favour of a motion, and it took effect.")
  record MotionCarried(
      @Length(min = 32, max = 32) Bytes motion,
      @Length(max = Motion.VOTERS_MAX) List<PartyId> voters,
      PartyId by)
      implements GovernanceFact {
    /** Keeps a copy. */
    public MotionCarried {
      voters = List.copyOf(voters);
    }
  }

  /**
   * So many were against a motion that it can no longer be carried.
   *
   * @param motion the digest of what was asked for
   * @param voters who was against it, in order
   * @param by whose vote was the last
   */
  @Tag(12)
  @About("So many were against a motion that it can no longer be carried.")
  record MotionDefeated(
      @Length(min = 32, max = 32) Bytes motion,
      @Length(max = Motion.VOTERS_MAX) List<PartyId> voters,
      PartyId by)
      implements GovernanceFact {
    /** Keeps a copy. */
    public MotionDefeated {
      voters = List.copyOf(voters);
    }
  }

  /**
   * Too few were in favour of a motion in time.
   *
   * @param motion the digest of what was asked for
   * @param by who had asked first
   */
  @Tag(13)
  @About("Too few were in favour of a motion in time.")
  record MotionLapsed(@Length(min = 32, max = 32) Bytes motion, PartyId by)
      implements GovernanceFact {}

  /**
   * So few replicas are left that the ledger stands no failure of one.
   *
   * @param replicas how many are left
   * @param by by whose statement the last one went
   */
  @Tag(14)
  @About("So few replicas are left that the ledger stands no failure of one.")
  record TooFewReplicas(long replicas, PartyId by) implements GovernanceFact, Alarm {}

  /**
   * A party no longer offers a replica.
   *
   * @param replica the thumbprint of its checkpoint key
   * @param by whose it is
   */
  @Tag(15)
  @About("A party no longer offers a replica.")
  record OfferWithdrawn(KeyId replica, PartyId by) implements GovernanceFact {}

  /**
   * A replica signed what contradicts itself, as its signatures show.
   *
   * @param replica the thumbprint of its checkpoint key
   * @param party whose it is
   * @param offence what it signed
   * @param at the engine's height of the votes, or the size of the checkpoints
   * @param by who showed it
   */
  @Tag(16)
  @About("A replica signed what contradicts itself.")
  record DoubleSigningShown(KeyId replica, PartyId party, Offence offence, long at, PartyId by)
      implements GovernanceFact {
    @Override
    public List<Subject> concerns() {
      return both(party, by);
    }

    @Override
    public boolean alarm() {
      return true;
    }
  }

  /**
   * How long a replica may be absent was set.
   *
   * @param seconds how long; without it, for ever
   * @param by who asked for it last
   */
  @Tag(17)
  @About("How long a replica may be absent was set.")
  record AbsenceLimited(Optional<Long> seconds, PartyId by) implements GovernanceFact {}

  /**
   * A replica showed that it is there.
   *
   * @param replica the thumbprint of its checkpoint key
   * @param by who handed it in
   */
  @Tag(18)
  @About("A replica showed that it is there.")
  record AttendanceShown(KeyId replica, PartyId by) implements GovernanceFact {}

  private static List<Subject> both(PartyId one, PartyId other) {
    return one.equals(other) ? List.of(one.subject()) : List.of(one.subject(), other.subject());
  }
}
