package birthmark.contracts.things;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborWriter;
import birthmark.codec.About;
import birthmark.codec.Length;
import birthmark.codec.Tag;
import birthmark.contract.Endorsed;
import birthmark.contract.Endorsement;
import birthmark.contract.Transaction;
import birthmark.contracts.parties.PartyId;
import birthmark.cose.CoseException;
import birthmark.cose.CoseKey;
import birthmark.cose.Sign1;
import birthmark.gs1.Gtin;
import birthmark.statement.Possession;
import java.util.List;
import java.util.Optional;

/** What can be asked of {@link Things}. */
public sealed interface ThingTransaction extends Transaction {
  /** The most octets of a proof of possession: an ML-DSA-65 signature has 3,309. */
  int POSSESSION_MAX = 4_096;

  /** The most octets of a statement given as evidence: it must fit into another statement. */
  int EVIDENCE_MAX = 56_000;

  /**
   * A maker registers a model.
   *
   * @param model its id, which starts with the maker's handle
   * @param name its name for people
   * @param lifeSafety whether lives depend on it
   * @param leastAssurance the least that evidence about its things must rest on
   * @param gtin its trade item number, if any
   */
  @Tag(1)
  @About("Register a model of yours.")
  record RegisterModel(
      ModelId model,
      @About("The model's name for people.") @Length(min = 1, max = 80) String name,
      @About("Whether lives depend on it: then nothing is ever shut out automatically.")
          boolean lifeSafety,
      @About("The least that evidence about its things must rest on.") Assurance leastAssurance,
      @About("Its trade item number, if any.") Optional<Gtin> gtin)
      implements ThingTransaction {}

  /**
   * A maker registers a thing it made, which shows that it holds its key by signing {@link #claim}.
   *
   * @param certificate what the maker says of it
   * @param possession the signature of the thing's signing key
   */
  @Tag(2)
  @About("Register a thing that you made.")
  record Birth(
      Certificate certificate,
      @About("The thing's proof of possession of its key.") @Length(min = 1, max = POSSESSION_MAX)
          Bytes possession)
      implements ThingTransaction, Endorsed {
    /** What the thing's signing key signs. */
    public static Possession claim(Bytes network, Certificate certificate) {
      return new Possession(network, "birth", Certificate.CODEC.encode(certificate));
    }

    @Override
    public List<Endorsement> endorsements(Bytes network) {
      return List.of(claim(network, certificate).by(certificate.signing(), possession));
    }

    @Override
    public List<CoseKey> silentKeys() {
      return List.of(certificate.agreement());
    }
  }

  /**
   * An owner offers a thing to another party.
   *
   * @param thing which
   * @param to to whom
   */
  @Tag(3)
  @About("Offer a thing of yours to another party.")
  record Offer(ThingId thing, @About("Who may accept it.") PartyId to)
      implements ThingTransaction {}

  /**
   * A party accepts a thing offered to it.
   *
   * @param thing which
   */
  @Tag(4)
  @About("Accept a thing that was offered to you.")
  record Accept(ThingId thing) implements ThingTransaction {}

  /**
   * An owner takes an offer back.
   *
   * @param thing which
   */
  @Tag(5)
  @About("Take an offer of a thing back.")
  record WithdrawOffer(ThingId thing) implements ThingTransaction {}

  /**
   * Anybody shows that a key has a copy: a statement in the log and another one with the same
   * number by the same key. The way to take where a statement is large, for the first one's octets
   * need not be sent.
   *
   * @param first the log index of the one statement
   * @param second the other statement
   */
  @Tag(6)
  @About("Show that a key was copied: a statement in the log, and another with its number.")
  record ReportClone(
      @About("The log index of the one statement.") long first,
      @About("The other statement.") @Length(min = 1, max = EVIDENCE_MAX) Bytes second)
      implements ThingTransaction, Endorsed {
    /** Checks that the second has the form of a statement. */
    public ReportClone {
      message(second);
    }

    @Override
    public List<Endorsement> endorsements(Bytes network) {
      return List.of(signature(message(second)));
    }
  }

  /**
   * Anybody shows that a key has a copy: two statements with the same number by the same key, of
   * which neither need ever have counted. The way to take where the first was refused, for then it
   * is not in the log.
   *
   * @param first the one statement
   * @param second the other
   */
  @Tag(7)
  @About("Show that a key was copied: two statements with the same number.")
  record ReportCopies(
      @About("The one statement.") @Length(min = 1, max = EVIDENCE_MAX) Bytes first,
      @About("The other statement.") @Length(min = 1, max = EVIDENCE_MAX) Bytes second)
      implements ThingTransaction, Endorsed {
    /** Checks that both have the form of a statement. */
    public ReportCopies {
      message(first);
      message(second);
    }

    @Override
    public List<Endorsement> endorsements(Bytes network) {
      return List.of(signature(message(first)), signature(message(second)));
    }
  }

  /**
   * Owner and maker give a thing new keys: the first one's transaction is a proposal, the identical
   * one of the other takes effect. It lifts a quarantine.
   *
   * @param thing which
   * @param signing its new signing key
   * @param agreement its new key-agreement key
   * @param possession the new signing key's signature over {@link #claim}
   */
  @Tag(8)
  @About("Give a thing new keys, which lifts a quarantine; its owner and maker must both ask.")
  record Rekey(
      ThingId thing,
      @About("The thing's new signing key, as a COSE_Key.") CoseKey signing,
      @About("The thing's new key-agreement key, as a COSE_Key.") CoseKey agreement,
      @About("The new signing key's proof of possession.") @Length(min = 1, max = POSSESSION_MAX)
          Bytes possession)
      implements ThingTransaction, Endorsed {
    /** Checks the keys' purposes. */
    public Rekey {
      Certificate.requirePurposes(signing, agreement);
    }

    /** What the new signing key signs. */
    public static Possession claim(
        Bytes network, ThingId thing, CoseKey signing, CoseKey agreement) {
      Bytes claim =
          new CborWriter()
              .array(3)
              .bytes(thing.value())
              .bytes(signing.encode())
              .bytes(agreement.encode())
              .toBytes();
      return new Possession(network, "rekey", claim);
    }

    @Override
    public List<Endorsement> endorsements(Bytes network) {
      return List.of(claim(network, thing, signing, agreement).by(signing, possession));
    }

    @Override
    public List<CoseKey> silentKeys() {
      return List.of(agreement);
    }
  }

  /**
   * Owner and maker lift a quarantine and leave the thing its key, for instance because the second
   * statement came from a backup of the same device: the first one's transaction is a proposal, the
   * identical one of the other takes effect. A key that was copied stays copied.
   *
   * @param thing which
   * @param note why
   */
  @Tag(9)
  @About("Lift a quarantine without new keys; the thing's owner and maker must both ask.")
  record Release(
      ThingId thing,
      @About("Why the key can still be relied on.") @Length(min = 1, max = 200) String note)
      implements ThingTransaction {}

  /**
   * A maker registers all the things of a batch at once, by the root over their certificates. Each
   * is born when it is claimed, with its own path to the root.
   *
   * @param model the model of all of them
   * @param count how many, 1 to {@link Batch#COUNT_MAX}
   * @param root the root of the tree whose leaves are the certificates (RFC 9162 section 2.1)
   * @param content SHA-256 of the file that lists them
   */
  @Tag(10)
  @About("Register all the things of a batch at once, by the root over their certificates.")
  record RegisterBatch(
      ModelId model,
      @About("How many things.") long count,
      @About("The root over their certificates.") @Length(min = 32, max = 32) Bytes root,
      @About("SHA-256 of the file that lists them.") @Length(min = 32, max = 32) Bytes content)
      implements ThingTransaction {
    /** Checks the number of things. */
    public RegisterBatch {
      if (count < 1 || count > Batch.COUNT_MAX) {
        throw new IllegalArgumentException(
            "a batch has 1 to " + Batch.COUNT_MAX + " things, not " + count);
      }
    }
  }

  /**
   * Anybody hands in the birth of a thing that is in a registered batch. The thing is its maker's.
   *
   * @param root the batch's root
   * @param index its place in the batch, from 0
   * @param path the hashes from its certificate to the root, the lowest first
   * @param certificate what the maker says of it
   * @param possession the signature of the thing's signing key over {@link Birth#claim}
   */
  @Tag(11)
  @About("Register one thing of a batch; whoever has its papers may.")
  record ClaimBirth(
      @About("The batch's root.") @Length(min = 32, max = 32) Bytes root,
      @About("The thing's place in the batch, from 0.") long index,
      @About("The hashes from its certificate to the root, the lowest first.")
          @Length(max = Batch.PATH_MAX)
          List<Batch.Sibling> path,
      Certificate certificate,
      @About("The thing's proof of possession of its key.") @Length(min = 1, max = POSSESSION_MAX)
          Bytes possession)
      implements ThingTransaction, Endorsed {
    /** Keeps the path as it is. */
    public ClaimBirth {
      path = List.copyOf(path);
    }

    @Override
    public List<Endorsement> endorsements(Bytes network) {
      return List.of(Birth.claim(network, certificate).by(certificate.signing(), possession));
    }

    @Override
    public List<CoseKey> silentKeys() {
      return List.of(certificate.agreement());
    }
  }

  /**
   * An owner says that a thing is no more. Its name and identifiers are never used again, and
   * whoever sees it later raises an alarm.
   *
   * @param thing which
   * @param reason why
   */
  @Tag(12)
  @About("Say that a thing of yours is no more, for ever.")
  record Decommission(ThingId thing, @About("Why.") @Length(min = 1, max = 200) String reason)
      implements ThingTransaction {}

  /**
   * An owner replaces a part of a thing by another thing of its own; the old part is by itself
   * again.
   *
   * @param whole the thing
   * @param old the part that is taken out
   * @param part what is built in
   */
  @Tag(13)
  @About("Replace a part of a thing of yours by another thing of yours.")
  record ReplacePart(
      ThingId whole,
      @About("The part that is taken out.") ThingId old,
      @About("The thing that is built in.") ThingId part)
      implements ThingTransaction {}

  /**
   * A thing says that it was reset to what its factory made of it: it has forgotten what it shared
   * with anybody, and has a new key to agree on secrets.
   *
   * @param agreement its new key-agreement key
   */
  @Tag(14)
  @About("Say, as a thing, that you were reset and have a new key-agreement key.")
  record Reset(@About("The thing's new key-agreement key, as a COSE_Key.") CoseKey agreement)
      implements ThingTransaction {
    /** Checks the key's purpose. */
    public Reset {
      if (agreement.signingAlgorithm().isPresent()) {
        throw new IllegalArgumentException(
            "a thing's key-agreement key is X25519, or P-256 with algorithm -25");
      }
    }
  }

  /**
   * An owner offers all that it has of some models to another party.
   *
   * @param models which models
   * @param to to whom
   */
  @Tag(15)
  @About("Offer all your things of some models to another party.")
  record OfferFleet(
      @About("The models.") @Length(min = 1, max = 16) List<ModelId> models,
      @About("Who may accept them.") PartyId to)
      implements ThingTransaction {
    /** Checks that no model is named twice. */
    public OfferFleet {
      models = distinct(models);
    }
  }

  /**
   * An owner takes back the offer of what it still has of a model.
   *
   * @param model which model
   */
  @Tag(16)
  @About("Take back the offer of your things of a model; what was accepted stays accepted.")
  record WithdrawFleetOffer(ModelId model) implements ThingTransaction {}

  /**
   * A party accepts some of the things of a model that were offered to it together.
   *
   * @param owner who offered them
   * @param model which model
   * @param things which things
   */
  @Tag(17)
  @About("Accept things that were offered to you with all of their model.")
  record AcceptFleet(
      @About("Who offered them.") PartyId owner,
      ModelId model,
      @About("Which of them.") @Length(min = 1, max = 64) List<ThingId> things)
      implements ThingTransaction {
    /** Checks that no thing is named twice. */
    public AcceptFleet {
      things = distinct(things);
    }
  }

  /**
   * A maker calls a batch off that should not be: nothing more is claimed from it, for ever.
   *
   * @param model the model of all its things
   * @param root the root over their certificates
   * @param reason why
   */
  @Tag(18)
  @About("Call off a batch of yours: what is not claimed from it by now never is.")
  record CallOffBatch(
      ModelId model,
      @About("The root over their certificates.") @Length(min = 32, max = 32) Bytes root,
      @About("Why, such as that others had the key that it was registered with.")
          @Length(min = 1, max = 200)
          String reason)
      implements ThingTransaction {}

  private static <T> List<T> distinct(List<T> list) {
    for (int i = 0; i < list.size(); i++) {
      if (list.indexOf(list.get(i)) < i) {
        throw new IllegalArgumentException(list.get(i) + " is named twice");
      }
    }
    return List.copyOf(list);
  }

  private static Sign1 message(Bytes encoded) {
    try {
      return Sign1.decode(encoded);
    } catch (CoseException e) {
      throw new IllegalArgumentException(
          "evidence is a statement as it was signed, with an empty unprotected header: "
              + e.reason().sentence(),
          e);
    }
  }

  private static Endorsement signature(Sign1 message) {
    return new Endorsement(
        new Endorsement.Registered(message.keyId()), message.sigStructure(), message.signature());
  }
}
