package birthmark.contracts.admission;

import birthmark.bytes.Bytes;
import birthmark.codec.About;
import birthmark.codec.Length;
import birthmark.codec.Tag;
import birthmark.codec.Timestamp;
import birthmark.contract.Checkpoints;
import birthmark.contract.Endorsed;
import birthmark.contract.Endorsement;
import birthmark.contract.Transaction;
import birthmark.contracts.firmware.Severity;
import birthmark.contracts.things.Assurance;
import birthmark.contracts.things.ModelId;
import birthmark.contracts.things.ThingId;
import birthmark.cose.CoseException;
import birthmark.cose.Sign1;
import java.util.List;
import java.util.Optional;

/** What can be asked of {@link Admission}. */
public sealed interface AdmissionTransaction extends Transaction {
  /**
   * An operator says what it asks of its things of one model. It holds for evidence from then on;
   * what it says about revocations and observing holds at once.
   *
   * @param model of which model
   * @param validitySeconds for how long evidence admits a thing: a minute to a year
   * @param freshnessSeconds how old the block that evidence names may be: 10 seconds to 15 minutes
   * @param leastAssurance the least that a measurement must rest on, at least the model's
   * @param requireBaseline whether nothing is admitted while no baseline is set
   * @param restrictFrom from which severity of a revocation a thing is restricted; never, if empty
   * @param quarantineFrom from which severity it is quarantined; never, if empty
   * @param observeOnly whether to let in what evidence or a revocation would keep out
   */
  @Tag(1)
  @About("Say what you ask of your things of one model.")
  record SetPolicy(
      ModelId model,
      @About("For how long evidence admits a thing, in seconds: 60 to 31536000.")
          long validitySeconds,
      @About("How old the block that evidence names may be, in seconds: 10 to 900.")
          long freshnessSeconds,
      @About("The least that a measurement must rest on.") Assurance leastAssurance,
      @About("Whether nothing is admitted while no baseline of settings is set.")
          boolean requireBaseline,
      @About("From which severity of a revocation a thing is restricted.")
          Optional<Severity> restrictFrom,
      @About("From which severity of a revocation a thing is quarantined.")
          Optional<Severity> quarantineFrom,
      @About("Whether to only observe: what would be kept out stays in, and you see it.")
          boolean observeOnly)
      implements AdmissionTransaction {
    private static final long VALIDITY_MIN = 60;
    private static final long VALIDITY_MAX = 365L * 24 * 60 * 60;
    private static final long FRESHNESS_MIN = 10;

    /** Checks the bounds. */
    public SetPolicy {
      if (validitySeconds < VALIDITY_MIN || validitySeconds > VALIDITY_MAX) {
        throw new IllegalArgumentException(
            "evidence admits for " + VALIDITY_MIN + " to " + VALIDITY_MAX + " seconds");
      }
      if (freshnessSeconds < FRESHNESS_MIN || freshnessSeconds > Checkpoints.KEPT_SECONDS) {
        throw new IllegalArgumentException(
            "evidence may name a block of up to "
                + FRESHNESS_MIN
                + " to "
                + Checkpoints.KEPT_SECONDS
                + " seconds ago");
      }
      if (restrictFrom.isPresent()
          && quarantineFrom.isPresent()
          && quarantineFrom.get().compareTo(restrictFrom.get()) <= 0) {
        throw new IllegalArgumentException(
            "nothing would ever be restricted: quarantine from a higher severity, or leave"
                + " restrictFrom out");
      }
    }
  }

  /**
   * An operator sets the settings its things of one model must have, or no longer asks for any. It
   * holds for evidence from then on.
   *
   * @param model of which model
   * @param settings SHA-256 of the settings; empty to ask for none
   * @param label the operator's name for them, such as a site
   */
  @Tag(2)
  @About("Set the settings that your things of one model must have.")
  record SetBaseline(
      ModelId model,
      @About("SHA-256 of the settings; left out to ask for none.") @Length(min = 32, max = 32)
          Optional<Bytes> settings,
      @About("Your name for them, such as a site.") @Length(min = 1, max = 80) String label)
      implements AdmissionTransaction {}

  /**
   * Anybody registered, such as the thing itself or its gateway, hands in a thing's evidence.
   *
   * @param evidence the signed evidence: see {@link Evidence#sign}
   */
  @Tag(3)
  @About("Hand in a thing's evidence of what it runs.")
  record Attest(
      @About("The evidence as the thing signed it.") @Length(min = 1, max = Evidence.LENGTH_MAX)
          Bytes evidence)
      implements AdmissionTransaction, Endorsed {
    /** The thing's signature; none where the octets have no signature to check. */
    @Override
    public List<Endorsement> endorsements(Bytes network) {
      try {
        Sign1 message = Sign1.decode(evidence);
        return List.of(
            new Endorsement(
                new Endorsement.Registered(message.keyId()),
                message.sigStructure(),
                message.signature()));
      } catch (CoseException e) {
        // Then the contract says what is wrong with it.
        return List.of();
      }
    }
  }

  /**
   * An owner puts a thing out until it attests again.
   *
   * @param thing which
   * @param reason why
   */
  @Tag(4)
  @About("Put a thing of yours out until it attests again.")
  record Evict(ThingId thing, @About("Why.") @Length(min = 1, max = 200) String reason)
      implements AdmissionTransaction {}

  /**
   * An owner puts a thing out until it lifts the ban.
   *
   * @param thing which
   * @param reason why
   */
  @Tag(5)
  @About("Put a thing of yours out until you lift the ban.")
  record Ban(ThingId thing, @About("Why.") @Length(min = 1, max = 200) String reason)
      implements AdmissionTransaction {}

  /**
   * An owner lifts a ban: the thing comes back with evidence made since it was banned.
   *
   * @param thing which
   */
  @Tag(6)
  @About("Lift the ban of a thing of yours.")
  record Unban(ThingId thing) implements AdmissionTransaction {}

  /**
   * An owner keeps a thing apart until it releases it.
   *
   * @param thing which
   * @param reason why
   */
  @Tag(7)
  @About("Keep a thing of yours apart until you release it.")
  record Quarantine(ThingId thing, @About("Why.") @Length(min = 1, max = 200) String reason)
      implements AdmissionTransaction {}

  /**
   * An owner ends a quarantine of its own: the thing comes back with evidence made since it began.
   *
   * @param thing which
   */
  @Tag(8)
  @About("End a quarantine of a thing of yours.")
  record Release(ThingId thing) implements AdmissionTransaction {}

  /**
   * Two or more of an owner's people let a thing in whatever its evidence shows, but not one that
   * is banned or whose key was copied.
   *
   * @param thing which
   * @param until when that ends, within three days
   * @param reason why
   */
  @Tag(9)
  @About("Let a thing of yours in for now, whatever its evidence shows; takes two people.")
  record BreakGlass(
      ThingId thing,
      @About("When that ends, within three days.") Timestamp until,
      @About("Why.") @Length(min = 1, max = 200) String reason)
      implements AdmissionTransaction {}

  /**
   * A maker says what its things of one model may talk to. It takes the place of what it said
   * before.
   *
   * @param model of which model
   * @param digest SHA-256 of the usage description (RFC 8520)
   * @param location where that file is
   * @param entries its entries in order
   * @param topics what the things may publish and subscribe to
   */
  @Tag(10)
  @About("Say what your things of one model may talk to (RFC 8520).")
  record DescribeUsage(
      ModelId model,
      @About("SHA-256 of the usage description.") @Length(min = 32, max = 32) Bytes digest,
      @About("Where that file is.") @Length(min = 1, max = 512) String location,
      @About("Its entries in order.") @Length(max = 512) List<UsageDescription.Entry> entries,
      @About("What they may publish and subscribe to, below their own topic.") @Length(max = 64)
          List<TopicUse> topics)
      implements AdmissionTransaction {
    /** Keeps copies. */
    public DescribeUsage {
      entries = List.copyOf(entries);
      topics = List.copyOf(topics);
    }
  }

  /**
   * An operator takes away from what a maker says that its things of one model may talk to.
   *
   * @param model of which model
   * @param digest SHA-256 of the usage description that this is about
   * @param keepLocalNetworks whether entries with the local networks stay
   * @param without which entries are taken away
   * @param withoutTopics which topics are taken away
   * @param octetsPerSecond how much a thing may send; 0 for no limit
   */
  @Tag(11)
  @About("Take away from what your things of one model may talk to.")
  record TightenUsage(
      ModelId model,
      @About("SHA-256 of the usage description that you looked at.") @Length(min = 32, max = 32)
          Bytes digest,
      @About("Whether entries with the local networks stay.") boolean keepLocalNetworks,
      @About("The names of entries that you take away.") @Length(max = 256)
          List<UsageDescription.EntryName> without,
      @About("The topics that you take away.") @Length(max = 64) List<TopicUse> withoutTopics,
      @About("How much a thing may send a second, in octets; 0 for no limit.") long octetsPerSecond)
      implements AdmissionTransaction {
    /** Keeps copies. */
    public TightenUsage {
      without = List.copyOf(without);
      withoutTopics = List.copyOf(withoutTopics);
    }
  }

  /**
   * Who decides at a door says so, and within what time it says so again; that it did not is an
   * alarm.
   *
   * @param seconds within how long: a minute to a day, or 0 to end it
   */
  @Tag(12)
  @About("Say that you decide at a door, and when you say so again; your silence is an alarm.")
  record KeepWatch(@About("Within how many seconds: 60 to 86400, or 0 to end it.") long seconds)
      implements AdmissionTransaction {
    private static final long SECONDS_MIN = 60;

    /** Checks the bounds. */
    public KeepWatch {
      if (seconds != 0 && (seconds < SECONDS_MIN || seconds > Watch.SECONDS_MAX)) {
        throw new IllegalArgumentException(
            "a watch is of " + SECONDS_MIN + " to " + Watch.SECONDS_MAX + " seconds, or ends");
      }
    }
  }

  /**
   * An operator enrols devices that cannot attest, all in one segment: all of them or none.
   *
   * @param segment where they may be
   * @param devices which
   */
  @Tag(13)
  @About("Enrol devices that cannot attest: known, kept in a segment, never taken for genuine.")
  record Enrol(
      @About("The segment of your network that they are kept in.") @Length(min = 1, max = 32)
          String segment,
      @About("The devices.") @Length(min = 1, max = KnownDevice.ENROLLED_MAX)
          List<KnownDevice.Device> devices)
      implements AdmissionTransaction {
    /** Checks that none is named twice. */
    public Enrol {
      for (int i = 0; i < devices.size(); i++) {
        if (devices.indexOf(devices.get(i)) < i) {
          throw new IllegalArgumentException("device " + (i + 1) + " is named twice");
        }
      }
      devices = List.copyOf(devices);
    }
  }

  /**
   * An operator strikes off a device that it enrolled.
   *
   * @param device which
   * @param reason why
   */
  @Tag(14)
  @About("Strike off a device that you enrolled.")
  record StrikeOff(
      KnownDevice.Device device, @About("Why.") @Length(min = 1, max = 200) String reason)
      implements AdmissionTransaction {}
}
