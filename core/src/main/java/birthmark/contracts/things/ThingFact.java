package birthmark.contracts.things;

import birthmark.bytes.Bytes;
import birthmark.codec.About;
import birthmark.codec.Length;
import birthmark.codec.Tag;
import birthmark.codec.Timestamp;
import birthmark.contract.Alarm;
import birthmark.contract.Fact;
import birthmark.contract.Open;
import birthmark.contract.Subject;
import birthmark.contracts.parties.PartyId;
import birthmark.cose.KeyId;
import birthmark.gs1.Gtin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What became true of a thing or a model. */
public sealed interface ThingFact extends Fact {
  /**
   * A model was registered.
   *
   * @param model its id
   * @param maker by whom
   * @param name its name for people
   * @param lifeSafety whether lives depend on it
   * @param leastAssurance the least that evidence about its things must rest on
   * @param gtin its trade item number, if any
   */
  @Tag(1)
  @About("A model was registered.")
  record ModelRegistered(
      ModelId model,
      PartyId maker,
      @Length(min = 1, max = 80) String name,
      boolean lifeSafety,
      Assurance leastAssurance,
      Optional<Gtin> gtin)
      implements ThingFact, Open {
    @Override
    public List<Subject> concerns() {
      return List.of(maker.subject());
    }
  }

  /**
   * A thing was born.
   *
   * @param thing its id
   * @param model its model
   * @param batch the batch it was made in
   * @param maker who made and, at first, owns it
   * @param assurance how its measurements are made
   */
  @Tag(2)
  @About("A thing was born.")
  record Born(
      ThingId thing,
      ModelId model,
      @Length(min = 1, max = 32) String batch,
      PartyId maker,
      Assurance assurance)
      implements ThingFact {
    @Override
    public List<Subject> concerns() {
      return List.of(thing.subject(), maker.subject());
    }
  }

  /**
   * A thing was built into another.
   *
   * @param part the part
   * @param whole what it is a part of
   * @param owner whose both are
   */
  @Tag(3)
  @About("A thing was built into another.")
  record BuiltIn(ThingId part, ThingId whole, PartyId owner) implements ThingFact {
    @Override
    public List<Subject> concerns() {
      return List.of(part.subject(), whole.subject(), owner.subject());
    }
  }

  /**
   * A second thing claims an identifier: a label was copied, or a maker erred.
   *
   * @param kind the identifier's kind
   * @param first the thing that claimed it first
   * @param firstMaker who made that
   * @param second the thing that claims it now
   * @param secondMaker who made that
   */
  @Tag(4)
  @About("A second thing claims an identifier.")
  record IdentifierClashed(
      Identifier.Kind kind, ThingId first, PartyId firstMaker, ThingId second, PartyId secondMaker)
      implements ThingFact, Alarm {
    @Override
    public List<Subject> concerns() {
      return distinct(
          first.subject(), firstMaker.subject(), second.subject(), secondMaker.subject());
    }
  }

  /**
   * A thing was offered.
   *
   * @param thing which
   * @param owner by whom
   * @param to to whom
   */
  @Tag(5)
  @About("A thing was offered to a party.")
  record Offered(ThingId thing, PartyId owner, PartyId to) implements ThingFact {
    @Override
    public List<Subject> concerns() {
      return List.of(thing.subject(), owner.subject(), to.subject());
    }
  }

  /**
   * An offer was taken back.
   *
   * @param thing which thing's
   * @param owner by whom
   * @param to who may no longer accept it
   */
  @Tag(6)
  @About("An offer of a thing was taken back.")
  record OfferWithdrawn(ThingId thing, PartyId owner, PartyId to) implements ThingFact {
    @Override
    public List<Subject> concerns() {
      return List.of(thing.subject(), owner.subject(), to.subject());
    }
  }

  /**
   * A thing has a new owner.
   *
   * @param thing which
   * @param from who owned it
   * @param to who owns it now
   */
  @Tag(7)
  @About("A thing has a new owner.")
  record OwnerChanged(ThingId thing, PartyId from, PartyId to) implements ThingFact {
    @Override
    public List<Subject> concerns() {
      return List.of(thing.subject(), from.subject(), to.subject());
    }
  }

  /**
   * A thing's key was copied, so the thing is quarantined.
   *
   * @param thing which
   * @param maker who made it
   * @param owner whose it is
   * @param key the key
   * @param sequence the number that two statements have
   * @param first the one's id
   * @param second the other's
   */
  @Tag(8)
  @About("A thing's key was copied, so the thing is quarantined.")
  record CloneProven(
      ThingId thing,
      PartyId maker,
      PartyId owner,
      KeyId key,
      long sequence,
      @Length(min = 32, max = 32) Bytes first,
      @Length(min = 32, max = 32) Bytes second)
      implements ThingFact, Alarm {
    @Override
    public List<Subject> concerns() {
      return distinct(thing.subject(), maker.subject(), owner.subject());
    }
  }

  /**
   * A party's key was copied; what to do is the party's to decide.
   *
   * @param party whose
   * @param key the key
   * @param sequence the number that two statements have
   * @param first the one's id
   * @param second the other's
   */
  @Tag(9)
  @About("A party's key was copied.")
  record PartyKeyCopied(
      PartyId party,
      KeyId key,
      long sequence,
      @Length(min = 32, max = 32) Bytes first,
      @Length(min = 32, max = 32) Bytes second)
      implements ThingFact, Alarm {
    @Override
    public List<Subject> concerns() {
      return List.of(party.subject());
    }
  }

  /**
   * An owner or maker asks for what both must agree on.
   *
   * @param thing about which thing
   * @param action what is asked for
   * @param digest SHA-256 of the transaction
   * @param by who asks
   * @param with who must agree
   * @param expires until when
   */
  @Tag(10)
  @About("An owner or maker asks for what both must agree on.")
  record Proposed(
      ThingId thing,
      Proposal.Action action,
      @Length(min = 32, max = 32) Bytes digest,
      PartyId by,
      PartyId with,
      Timestamp expires)
      implements ThingFact {
    @Override
    public List<Subject> concerns() {
      return List.of(thing.subject(), by.subject(), with.subject());
    }
  }

  /**
   * A thing has new keys.
   *
   * @param thing which
   * @param maker who made it
   * @param owner whose it is
   * @param from its signing key before
   * @param to its signing key now
   * @param lifted whether a quarantine ended with it
   */
  @Tag(11)
  @About("A thing has new keys.")
  record Rekeyed(ThingId thing, PartyId maker, PartyId owner, KeyId from, KeyId to, boolean lifted)
      implements ThingFact {
    @Override
    public List<Subject> concerns() {
      return distinct(thing.subject(), maker.subject(), owner.subject());
    }
  }

  /**
   * A quarantine was lifted and the thing kept its key.
   *
   * @param thing which
   * @param maker who made it
   * @param owner whose it is
   * @param note why
   */
  @Tag(12)
  @About("A quarantine was lifted and the thing kept its key.")
  record Released(
      ThingId thing, PartyId maker, PartyId owner, @Length(min = 1, max = 200) String note)
      implements ThingFact {
    @Override
    public List<Subject> concerns() {
      return distinct(thing.subject(), maker.subject(), owner.subject());
    }
  }

  /**
   * What an owner or maker asked for lapsed: the other did not ask for the same in time.
   *
   * @param thing about which thing
   * @param action what was asked for
   * @param digest SHA-256 of the transaction
   * @param by who asked
   * @param with who did not agree
   */
  @Tag(13)
  @About("What both must agree on lapsed: the other did not agree in time.")
  record ProposalLapsed(
      ThingId thing,
      Proposal.Action action,
      @Length(min = 32, max = 32) Bytes digest,
      PartyId by,
      PartyId with)
      implements ThingFact {
    @Override
    public List<Subject> concerns() {
      return distinct(thing.subject(), by.subject(), with.subject());
    }
  }

  /**
   * A maker registered a batch.
   *
   * @param model the model of all its things
   * @param root the root over their certificates
   * @param count how many they are
   * @param content SHA-256 of the file that lists them
   * @param maker who made them
   */
  @Tag(14)
  @About("A maker registered all the things of a batch.")
  record BatchRegistered(
      ModelId model,
      @Length(min = 32, max = 32) Bytes root,
      long count,
      @Length(min = 32, max = 32) Bytes content,
      PartyId maker)
      implements ThingFact {
    @Override
    public List<Subject> concerns() {
      return List.of(maker.subject());
    }
  }

  /**
   * A thing is no more.
   *
   * @param thing which
   * @param maker who made it
   * @param owner whose it was
   * @param reason why
   */
  @Tag(15)
  @About("A thing is no more.")
  record Decommissioned(
      ThingId thing, PartyId maker, PartyId owner, @Length(min = 1, max = 200) String reason)
      implements ThingFact {
    @Override
    public List<Subject> concerns() {
      return distinct(thing.subject(), maker.subject(), owner.subject());
    }
  }

  /**
   * A part was taken out of a thing.
   *
   * @param part the part
   * @param whole what it was a part of
   * @param owner whose both are
   */
  @Tag(16)
  @About("A part was taken out of a thing.")
  record TakenOut(ThingId part, ThingId whole, PartyId owner) implements ThingFact {
    @Override
    public List<Subject> concerns() {
      return List.of(part.subject(), whole.subject(), owner.subject());
    }
  }

  /**
   * A thing was reset: it has a new key to agree on secrets.
   *
   * @param thing which
   * @param maker who made it
   * @param owner whose it is
   * @param from its key-agreement key before
   * @param to its key-agreement key now
   */
  @Tag(17)
  @About("A thing was reset and has a new key to agree on secrets.")
  record Reset(ThingId thing, PartyId maker, PartyId owner, KeyId from, KeyId to)
      implements ThingFact {
    @Override
    public List<Subject> concerns() {
      return distinct(thing.subject(), maker.subject(), owner.subject());
    }
  }

  /**
   * All that an owner has of a model was offered.
   *
   * @param owner by whom
   * @param model which model
   * @param to to whom
   */
  @Tag(18)
  @About("All that an owner has of a model was offered to a party.")
  record FleetOffered(PartyId owner, ModelId model, PartyId to) implements ThingFact {
    @Override
    public List<Subject> concerns() {
      return List.of(owner.subject(), to.subject());
    }
  }

  /**
   * The offer of all that an owner has of a model was taken back.
   *
   * @param owner by whom
   * @param model which model
   * @param to who may no longer accept
   */
  @Tag(19)
  @About("The offer of all that an owner has of a model was taken back.")
  record FleetOfferWithdrawn(PartyId owner, ModelId model, PartyId to) implements ThingFact {
    @Override
    public List<Subject> concerns() {
      return List.of(owner.subject(), to.subject());
    }
  }

  /**
   * A maker called a batch off.
   *
   * @param model the model of all its things
   * @param root the root over their certificates
   * @param maker who had registered it
   * @param reason why
   */
  @Tag(20)
  @About("A batch was called off: nothing more is claimed from it.")
  record BatchCalledOff(
      ModelId model,
      @Length(min = 32, max = 32) Bytes root,
      PartyId maker,
      @Length(min = 1, max = 200) String reason)
      implements ThingFact {
    @Override
    public List<Subject> concerns() {
      return List.of(maker.subject());
    }
  }

  private static List<Subject> distinct(Subject... subjects) {
    List<Subject> distinct = new ArrayList<>();
    for (Subject subject : subjects) {
      if (!distinct.contains(subject)) {
        distinct.add(subject);
      }
    }
    return List.copyOf(distinct);
  }
}
