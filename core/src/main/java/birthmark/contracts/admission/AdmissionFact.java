package birthmark.contracts.admission;

import birthmark.bytes.Bytes;
import birthmark.codec.About;
import birthmark.codec.Length;
import birthmark.codec.Tag;
import birthmark.codec.Timestamp;
import birthmark.contract.Alarm;
import birthmark.contract.Fact;
import birthmark.contract.Open;
import birthmark.contract.Subject;
import birthmark.contracts.firmware.Version;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.things.Assurance;
import birthmark.contracts.things.Identifier;
import birthmark.contracts.things.ModelId;
import birthmark.contracts.things.ThingId;
import java.util.List;
import java.util.Optional;

/** What became true of a thing's admission, or of what its operator asks for. */
public sealed interface AdmissionFact extends Fact {
  /**
   * An operator set a policy.
   *
   * @param owner the operator
   * @param model for its things of which model
   * @param revision which policy it is
   * @param observeOnly whether it only observes
   */
  @Tag(1)
  @About("An operator set a policy.")
  record PolicySet(PartyId owner, ModelId model, long revision, boolean observeOnly)
      implements AdmissionFact {
    @Override
    public List<Subject> concerns() {
      return List.of(owner.subject());
    }
  }

  /**
   * An operator set a baseline, or asks for none any more.
   *
   * @param owner the operator
   * @param model for its things of which model
   * @param settings SHA-256 of the settings
   */
  @Tag(2)
  @About("An operator set a baseline of settings.")
  record BaselineSet(
      PartyId owner, ModelId model, @Length(min = 32, max = 32) Optional<Bytes> settings)
      implements AdmissionFact {
    @Override
    public List<Subject> concerns() {
      return List.of(owner.subject());
    }
  }

  /**
   * A thing's evidence is good and it is in.
   *
   * @param thing which thing
   * @param owner its operator
   * @param maker its maker
   * @param kind how it is in
   * @param release what it runs
   * @param measured what the measurement rests on
   * @param until until when, unless something happens
   */
  @Tag(3)
  @About("A thing was admitted.")
  record Admitted(
      ThingId thing,
      PartyId owner,
      PartyId maker,
      Standing.Kind kind,
      Version release,
      Assurance measured,
      Timestamp until)
      implements AdmissionFact, OfThing {}

  /**
   * A thing's evidence shows something wrong.
   *
   * @param thing which thing
   * @param owner its operator
   * @param maker its maker
   * @param finding what
   * @param release what it runs, if that is known
   * @param measured what the measurement rests on
   * @param admitted whether it is in nevertheless, because its operator only observes
   */
  @Tag(4)
  @About("A thing's evidence was refused.")
  record Refused(
      ThingId thing,
      PartyId owner,
      PartyId maker,
      Finding finding,
      Optional<Version> release,
      Assurance measured,
      boolean admitted)
      implements AdmissionFact, Alarm, OfThing {}

  /**
   * A thing's evidence is good, but its operator keeps it out.
   *
   * @param thing which thing
   * @param owner its operator
   * @param maker its maker
   * @param kind where it stands
   * @param release what it runs
   */
  @Tag(5)
  @About("A thing's evidence is good, but its operator keeps it out.")
  record Held(ThingId thing, PartyId owner, PartyId maker, Standing.Kind kind, Version release)
      implements AdmissionFact, OfThing {}

  /**
   * An operator put a thing out until it attests again.
   *
   * @param thing which thing
   * @param owner its operator
   * @param maker its maker
   * @param reason why
   */
  @Tag(6)
  @About("A thing was put out until it attests again.")
  record Evicted(
      ThingId thing, PartyId owner, PartyId maker, @Length(min = 1, max = 200) String reason)
      implements AdmissionFact, OfThing {}

  /**
   * An operator banned a thing.
   *
   * @param thing which thing
   * @param owner its operator
   * @param maker its maker
   * @param reason why
   */
  @Tag(7)
  @About("A thing was banned.")
  record Banned(
      ThingId thing, PartyId owner, PartyId maker, @Length(min = 1, max = 200) String reason)
      implements AdmissionFact, OfThing {}

  /**
   * An operator lifted a ban.
   *
   * @param thing which thing
   * @param owner its operator
   * @param maker its maker
   * @param kind where the thing stands now
   */
  @Tag(8)
  @About("A thing's ban was lifted.")
  record Unbanned(ThingId thing, PartyId owner, PartyId maker, Standing.Kind kind)
      implements AdmissionFact, OfThing {}

  /**
   * An operator keeps a thing apart.
   *
   * @param thing which thing
   * @param owner its operator
   * @param maker its maker
   * @param reason why
   */
  @Tag(9)
  @About("A thing was quarantined by its operator.")
  record Quarantined(
      ThingId thing, PartyId owner, PartyId maker, @Length(min = 1, max = 200) String reason)
      implements AdmissionFact, OfThing {}

  /**
   * An operator ended a quarantine.
   *
   * @param thing which thing
   * @param owner its operator
   * @param maker its maker
   * @param kind where the thing stands now
   */
  @Tag(10)
  @About("A thing was released from its operator's quarantine.")
  record Released(ThingId thing, PartyId owner, PartyId maker, Standing.Kind kind)
      implements AdmissionFact, OfThing {}

  /**
   * The evidence that a thing was in by expired.
   *
   * @param thing which thing
   * @param owner its operator
   * @param maker its maker
   * @param kind where the thing stands now
   * @param release what it ran
   * @param until when it expired
   */
  @Tag(11)
  @About("A thing's evidence expired; it must attest again.")
  record Expired(
      ThingId thing,
      PartyId owner,
      PartyId maker,
      Standing.Kind kind,
      Version release,
      Timestamp until)
      implements AdmissionFact, OfThing {
    @Override
    public boolean alarm() {
      return !kind.admits();
    }
  }

  /**
   * An owner's people let a thing in whatever its evidence shows.
   *
   * @param thing which thing
   * @param owner its operator
   * @param maker its maker
   * @param until when that ends
   * @param reason why
   */
  @Tag(12)
  @About("A thing was let in for now, whatever its evidence shows.")
  record GlassBroken(
      ThingId thing,
      PartyId owner,
      PartyId maker,
      Timestamp until,
      @Length(min = 1, max = 200) String reason)
      implements AdmissionFact, Alarm, OfThing {}

  /**
   * A thing that is no more was seen: its key signed evidence.
   *
   * @param thing which thing
   * @param owner whose it was
   * @param maker its maker
   * @param nonceHeight the block that the evidence names
   */
  @Tag(13)
  @About("A thing that is no more was seen.")
  record Sighted(ThingId thing, PartyId owner, PartyId maker, long nonceHeight)
      implements AdmissionFact, Alarm, OfThing {}

  /**
   * A maker said what its things of a model may talk to.
   *
   * @param model of which model
   * @param maker its maker
   * @param digest SHA-256 of the usage description
   */
  @Tag(14)
  @About("A maker said what its things of a model may talk to.")
  record UsageDescribed(ModelId model, PartyId maker, @Length(min = 32, max = 32) Bytes digest)
      implements AdmissionFact, Open {}

  /**
   * An operator took away from what its things of a model may talk to, or keeps what else goes.
   *
   * @param owner the operator
   * @param model of which model
   * @param digest SHA-256 of the usage description that it is about
   * @param keepLocalNetworks whether entries with the local networks stay
   */
  @Tag(15)
  @About("An operator said what its things of a model may talk to at most.")
  record UsageTightened(
      PartyId owner,
      ModelId model,
      @Length(min = 32, max = 32) Bytes digest,
      boolean keepLocalNetworks)
      implements AdmissionFact {
    @Override
    public List<Subject> concerns() {
      return List.of(owner.subject());
    }
  }

  /**
   * A party decides at a door from now on.
   *
   * @param party who
   * @param seconds within how long it is heard of again
   */
  @Tag(16)
  @About("A party decides at a door, and says when it is heard of again.")
  record WatchBegun(PartyId party, long seconds) implements AdmissionFact {
    @Override
    public List<Subject> concerns() {
      return List.of(party.subject());
    }
  }

  /**
   * A party decides at its door no more, by its own word.
   *
   * @param party who
   */
  @Tag(17)
  @About("A party decides at its door no more, by its own word.")
  record WatchEnded(PartyId party) implements AdmissionFact {
    @Override
    public List<Subject> concerns() {
      return List.of(party.subject());
    }
  }

  /**
   * A party that decides at a door was not heard of in time.
   *
   * @param party who
   * @param heard when it was heard of last
   */
  @Tag(18)
  @About("A party that decides at a door was not heard of in time.")
  record WatchSilent(PartyId party, Timestamp heard) implements AdmissionFact, Alarm {
    @Override
    public List<Subject> concerns() {
      return List.of(party.subject());
    }
  }

  /**
   * An operator enrolled a device that cannot attest.
   *
   * @param owner the operator
   * @param identifier what it is known by
   * @param product what it is
   * @param segment where it may be
   */
  @Tag(19)
  @About("An operator enrolled a device that cannot attest.")
  record Enrolled(
      PartyId owner,
      Identifier identifier,
      @Length(min = 1, max = 80) String product,
      @Length(min = 1, max = 32) String segment)
      implements AdmissionFact {
    @Override
    public List<Subject> concerns() {
      return List.of(owner.subject());
    }
  }

  /**
   * An operator struck off a device that it had enrolled.
   *
   * @param owner the operator
   * @param identifier what it was known by
   * @param product what it is
   * @param reason why
   */
  @Tag(20)
  @About("An operator struck off a device that it had enrolled.")
  record StruckOff(
      PartyId owner,
      Identifier identifier,
      @Length(min = 1, max = 80) String product,
      @Length(min = 1, max = 200) String reason)
      implements AdmissionFact {
    @Override
    public List<Subject> concerns() {
      return List.of(owner.subject());
    }
  }

  /**
   * What an owner's people let a thing in for is over.
   *
   * @param thing which thing
   * @param owner its operator
   * @param maker its maker
   * @param kind where the thing stands now
   * @param at when they had decided it
   * @param until when it ended
   */
  @Tag(21)
  @About("What a thing was let in for, whatever its evidence shows, is over.")
  record EmergencyEnded(
      ThingId thing,
      PartyId owner,
      PartyId maker,
      Standing.Kind kind,
      Timestamp at,
      Timestamp until)
      implements AdmissionFact, OfThing {
    @Override
    public boolean alarm() {
      return !kind.admits();
    }
  }
}
