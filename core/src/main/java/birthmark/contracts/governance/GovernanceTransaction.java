package birthmark.contracts.governance;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborWriter;
import birthmark.codec.About;
import birthmark.codec.Length;
import birthmark.codec.Tag;
import birthmark.contract.Endorsed;
import birthmark.contract.Endorsement;
import birthmark.contract.Replica;
import birthmark.contract.Transaction;
import birthmark.contracts.parties.PartyId;
import birthmark.cose.CoseKey;
import birthmark.cose.KeyId;
import birthmark.proof.Checkpoint;
import birthmark.statement.Possession;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What may be asked of the ledger itself. */
public sealed interface GovernanceTransaction extends Transaction {
  /**
   * From a height on the next rules version decides.
   *
   * @param version the version, one above that in force
   * @param height the first block that it decides
   */
  @Tag(1)
  @About("Let the next rules version decide from a height on.")
  record ScheduleRules(
      @About("The version, one above that in force.") long version,
      @About("The first block that it decides.") long height)
      implements GovernanceTransaction {}

  /**
   * The scheduled version does not come.
   *
   * @param version the version
   */
  @Tag(2)
  @About("Take back a scheduled rules version, before its height.")
  record WithdrawRules(@About("The version.") long version) implements GovernanceTransaction {}

  /**
   * A party that runs replicas says that their programs know a rules version.
   *
   * @param version the version, one above that in force
   */
  @Tag(3)
  @About("Say that your replicas are ready for the next rules version.")
  record SignalReadiness(@About("The version, one above that in force.") long version)
      implements GovernanceTransaction {}

  /**
   * A party offers to run a replica, which shows that it holds its keys by signing {@link #claim}.
   *
   * @param party the party itself: named, so that nobody else can use the proofs
   * @param checkpoint the key that would sign checkpoints, Ed25519
   * @param consensus the key that would sign votes on blocks, Ed25519
   * @param endpoint where others would reach it
   * @param possession the checkpoint key's signature
   * @param consensusPossession the consensus key's signature, where there is one
   */
  @Tag(4)
  @About("Offer to run a replica. The others add it.")
  record OfferReplica(
      PartyId party,
      @About("The key that would sign checkpoints, as a COSE_Key.") CoseKey checkpoint,
      @About("The key that would sign votes on blocks, as a COSE_Key, if the engine has votes.")
          Optional<CoseKey> consensus,
      @About("Where others would reach it. Leave it out if that is somebody's own affair.")
          @Length(min = 1, max = Replica.ENDPOINT_MAX)
          Optional<String> endpoint,
      @About("The checkpoint key's proof of possession.") @Length(min = 1, max = 4_096)
          Bytes possession,
      @About("The consensus key's proof of possession.") @Length(min = 1, max = 4_096)
          Optional<Bytes> consensusPossession)
      implements GovernanceTransaction, Endorsed {
    /** Checks the keys. */
    public OfferReplica {
      Replica.requireKeys(checkpoint, consensus);
      if (consensus.isPresent() != consensusPossession.isPresent()) {
        throw new IllegalArgumentException("a consensus key comes with its proof of possession");
      }
    }

    /** What each of the keys signs. */
    public static Possession claim(
        Bytes network, PartyId party, CoseKey checkpoint, Optional<CoseKey> consensus) {
      CborWriter out = new CborWriter().array(3).bytes(party.value()).bytes(checkpoint.encode());
      consensus.map(CoseKey::encode).ifPresentOrElse(out::bytes, out::nil);
      return new Possession(network, "replica", out.toBytes());
    }

    @Override
    public List<Endorsement> endorsements(Bytes network) {
      Possession claim = claim(network, party, checkpoint, consensus);
      List<Endorsement> all = new ArrayList<>();
      all.add(alone(claim.by(checkpoint, possession), checkpoint));
      consensus.ifPresent(
          key -> all.add(alone(claim.by(key, consensusPossession.orElseThrow()), key)));
      return List.copyOf(all);
    }

    /** Nobody registers these keys, so they must be sound as they are. */
    private static Endorsement alone(Endorsement made, CoseKey key) {
      return new Endorsement(new Endorsement.SelfNamed(key), made.signed(), made.signature());
    }
  }

  /**
   * What was offered becomes a replica.
   *
   * @param replica the thumbprint of its checkpoint key
   * @param weight its part in every decision
   */
  @Tag(5)
  @About("Add a replica that was offered. Enough of the replicas must ask for the same.")
  record AddReplica(
      @About("The replica: its checkpoint key's thumbprint.") KeyId replica,
      @About("What it weighs, 1 to 1000000.") long weight)
      implements GovernanceTransaction {
    /** Checks the weight. */
    public AddReplica {
      Replica.requireWeight(weight);
    }
  }

  /**
   * A replica is one no more.
   *
   * @param replica the thumbprint of its checkpoint key
   */
  @Tag(6)
  @About("Remove a replica. Enough of the replicas must ask for the same.")
  record RemoveReplica(@About("The replica: its checkpoint key's thumbprint.") KeyId replica)
      implements GovernanceTransaction {}

  /**
   * A replica weighs something else.
   *
   * @param replica the thumbprint of its checkpoint key
   * @param weight its part in every decision from then on
   */
  @Tag(7)
  @About("Change what a replica weighs. Enough of the replicas must ask for the same.")
  record WeighReplica(
      @About("The replica: its checkpoint key's thumbprint.") KeyId replica,
      @About("What it weighs, 1 to 1000000.") long weight)
      implements GovernanceTransaction {
    /** Checks the weight. */
    public WeighReplica {
      Replica.requireWeight(weight);
    }
  }

  /**
   * A party's replica leaves by itself.
   *
   * @param replica the thumbprint of its checkpoint key
   */
  @Tag(8)
  @About("Have a replica of your own leave.")
  record LeaveReplicas(@About("The replica: its checkpoint key's thumbprint.") KeyId replica)
      implements GovernanceTransaction {}

  /**
   * How much of the weight is enough, and how long a motion is open.
   *
   * @param decision for what
   * @param percent the share of the weight, in percent
   * @param openSeconds how long a motion is open
   */
  @Tag(9)
  @About("Set how much of the weight is enough. Enough of the replicas must ask for the same.")
  record SetThreshold(
      @About("What is decided.") Decision decision,
      @About("The share of the weight in percent: 67 to 100 for rules, 51 to 100 for roles.")
          long percent,
      @About("How long a motion is open, in seconds: 60 to 7776000.") long openSeconds)
      implements GovernanceTransaction {
    /** Checks share and time. */
    public SetThreshold {
      if (percent < decision.leastPercent() || percent > 100) {
        throw new IllegalArgumentException(
            "the share is " + decision.leastPercent() + " to 100 percent");
      }
      if (openSeconds < Threshold.MIN_OPEN_SECONDS || openSeconds > Threshold.MAX_OPEN_SECONDS) {
        throw new IllegalArgumentException(
            "a motion is open for "
                + Threshold.MIN_OPEN_SECONDS
                + " to "
                + Threshold.MAX_OPEN_SECONDS
                + " seconds");
      }
    }
  }

  /**
   * A party that runs replicas is against a motion.
   *
   * @param motion the digest of what is asked for
   */
  @Tag(10)
  @About("Vote against a motion of other replicas.")
  record Oppose(@About("The motion.") @Length(min = 32, max = 32) Bytes motion)
      implements GovernanceTransaction {}

  /**
   * A party no longer offers a replica.
   *
   * @param replica the thumbprint of its checkpoint key
   */
  @Tag(11)
  @About("Take back an offer of a replica of your own.")
  record WithdrawOffer(@About("The replica: its checkpoint key's thumbprint.") KeyId replica)
      implements GovernanceTransaction {}

  /**
   * A replica voted for two blocks in one round, and goes. Both signatures are checked before the
   * contract decides.
   *
   * @param voter the replica's consensus key
   * @param phase at which of the round's votes
   * @param height the engine's height, from 1
   * @param round the engine's round, from 0
   * @param first one vote
   * @param second the other one, on another block
   */
  @Tag(12)
  @About("Show that a replica voted for two blocks in one round. It is removed.")
  record ReportDoubleVote(
      @About("The replica's consensus key, as a COSE_Key.") CoseKey voter,
      @About("At which of the round's votes.") VotePhase phase,
      @About("The engine's height.") long height,
      @About("The engine's round.") long round,
      @About("One vote.") EngineVote first,
      @About("The other vote, on another block.") EngineVote second)
      implements GovernanceTransaction, Endorsed {
    /** Checks that the votes contradict each other. */
    public ReportDoubleVote {
      Replica.requireKeys(voter, Optional.empty());
      if (first.block().equals(second.block())) {
        throw new IllegalArgumentException("both votes are on the same block");
      }
      EngineVote.Round _ = new EngineVote.Round(phase, height, round);
    }

    @Override
    public List<Endorsement> endorsements(Bytes network) {
      EngineVote.Round at = new EngineVote.Round(phase, height, round);
      return List.of(first.by(voter, network, at), second.by(voter, network, at));
    }
  }

  /**
   * A replica signed two histories, and goes. Both signatures are checked before the contract
   * decides.
   *
   * @param checkpoint the replica's checkpoint key
   * @param origin the log's origin, which is this ledger's
   * @param size how many entries both logs have
   * @param first one root
   * @param firstSignature the checkpoint key's signature for it
   * @param second the other root
   * @param secondSignature the signature for that
   */
  @Tag(13)
  @About("Show that a replica signed two checkpoints of one size. It is removed.")
  record ReportDoubleCheckpoint(
      @About("The replica's checkpoint key, as a COSE_Key.") CoseKey checkpoint,
      @About("The log's origin: the ledger's name.") @Length(min = 3, max = 64) String origin,
      @About("How many entries the log has.") long size,
      @About("One root.") @Length(min = 32, max = 32) Bytes first,
      @About("The signature for it.") @Length(min = 64, max = 64) Bytes firstSignature,
      @About("The other root.") @Length(min = 32, max = 32) Bytes second,
      @About("The signature for that.") @Length(min = 64, max = 64) Bytes secondSignature)
      implements GovernanceTransaction, Endorsed {
    /** Checks that the checkpoints contradict each other. */
    public ReportDoubleCheckpoint {
      Replica.requireKeys(checkpoint, Optional.empty());
      if (first.equals(second)) {
        throw new IllegalArgumentException("both checkpoints have the same root");
      }
    }

    @Override
    public List<Endorsement> endorsements(Bytes network) {
      return List.of(
          signed(checkpoint, new Checkpoint(origin, size, first), firstSignature),
          signed(checkpoint, new Checkpoint(origin, size, second), secondSignature));
    }
  }

  /**
   * How long a replica may be absent before it is suspended.
   *
   * @param seconds how long; without it, for ever
   */
  @Tag(14)
  @About("Set how long a replica may be absent. Enough of the replicas must ask for the same.")
  record LimitAbsence(
      @About("How long, in seconds: 600 to 7776000. Leave it out, and it is for ever.")
          Optional<Long> seconds)
      implements GovernanceTransaction {
    /** Checks the time. */
    public LimitAbsence {
      if (seconds.isPresent()
          && (seconds.get() < Absence.MIN_SECONDS || seconds.get() > Absence.MAX_SECONDS)) {
        throw new IllegalArgumentException(
            "a replica may be absent for "
                + Absence.MIN_SECONDS
                + " to "
                + Absence.MAX_SECONDS
                + " seconds");
      }
    }
  }

  /**
   * A replica is there: it signed a checkpoint of the last minutes. One that was suspended comes
   * back. Anybody may hand it in; the signature is checked before the contract decides.
   *
   * @param checkpoint the replica's checkpoint key
   * @param origin the log's origin, which is this ledger's
   * @param height a block of the last 900 s
   * @param size the log's size after it
   * @param root the log's root then
   * @param signature the checkpoint key's signature
   */
  @Tag(15)
  @About("Show that a replica is there, by its signature under a checkpoint of the last minutes.")
  record Attend(
      @About("The replica's checkpoint key, as a COSE_Key.") CoseKey checkpoint,
      @About("The log's origin: the ledger's name.") @Length(min = 3, max = 64) String origin,
      @About("A block of the last 15 minutes.") long height,
      @About("The log's size after it.") long size,
      @About("The log's root then.") @Length(min = 32, max = 32) Bytes root,
      @About("The signature under that checkpoint.") @Length(min = 64, max = 64) Bytes signature)
      implements GovernanceTransaction, Endorsed {
    /** Checks the key. */
    public Attend {
      Replica.requireKeys(checkpoint, Optional.empty());
    }

    @Override
    public List<Endorsement> endorsements(Bytes network) {
      return List.of(signed(checkpoint, new Checkpoint(origin, size, root), signature));
    }
  }

  private static Endorsement signed(CoseKey by, Checkpoint said, Bytes signature) {
    return new Endorsement(
        new Endorsement.SelfNamed(by),
        Bytes.ofOwned(said.text().getBytes(StandardCharsets.UTF_8)),
        signature);
  }
}
