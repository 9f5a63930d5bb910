package birthmark.contracts.messages;

import birthmark.bytes.Bytes;
import birthmark.codec.Length;
import birthmark.contract.Context;
import birthmark.contract.Contract;
import birthmark.contract.Outcome;
import birthmark.contract.Readers;
import birthmark.contract.Role;
import birthmark.contract.Subject;
import birthmark.contract.Surface;
import birthmark.contracts.admission.Admission;
import birthmark.contracts.messages.MessageTransaction.CommitConversation;
import birthmark.contracts.messages.MessageTransaction.Consent;
import birthmark.contracts.messages.MessageTransaction.EndAgreement;
import birthmark.contracts.messages.MessageTransaction.OpenAgreement;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.things.Thing;
import birthmark.contracts.things.ThingId;
import birthmark.contracts.things.Things;
import birthmark.state.Table;
import birthmark.state.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Agreements by which things send messages to each other, and what things commit to having sent and
 * received.
 *
 * <p>No message is on the ledger. Whether an agreement is in force follows from who owns the things
 * now: a new owner has not consented.
 */
public final class Messages implements Contract<MessageTransaction> {
  /**
   * A consent's name.
   *
   * @param agreement to what
   * @param party whose
   */
  public record Consenting(AgreementId agreement, PartyId party) {}

  /**
   * Since when.
   *
   * @param since the height
   */
  public record Since(long since) {}

  /**
   * A conversation's name.
   *
   * @param agreement under which agreement
   * @param thing who committed to it
   */
  public record Talking(AgreementId agreement, ThingId thing) {}

  /**
   * The longest commitment of a thing.
   *
   * @param messages how many messages
   * @param root the root of the log tree over them
   * @param statement the id of the statement that says so
   * @param since the height
   */
  public record Conversation(
      long messages,
      @Length(min = 32, max = 32) Bytes root,
      @Length(min = 32, max = 32) Bytes statement,
      long since) {}

  /** The agreements. */
  public static final Table<AgreementId, Agreement> AGREEMENTS =
      Table.of(1, "agreements", AgreementId.class, Agreement.class);

  /** Who consented. */
  public static final Table<Consenting, Since> CONSENTS =
      Table.of(2, "consents", Consenting.class, Since.class);

  /** What things committed to. */
  public static final Table<Talking, Conversation> CONVERSATIONS =
      Table.of(3, "conversations", Talking.class, Conversation.class);

  /** The contract; it keeps nothing of its own. */
  public Messages() {}

  @Override
  public Outcome decide(View state, Context at, MessageTransaction transaction) {
    return switch (transaction) {
      case OpenAgreement open -> open(state, at, open);
      case Consent consent -> consent(state, at, consent.agreement());
      case EndAgreement end -> end(state, at, end);
      case CommitConversation commit -> commit(state, at, commit);
    };
  }

  /** Whose the things are, each once, in the order of the things. */
  static List<PartyId> owners(View state, List<ThingId> things) {
    List<PartyId> owners = new ArrayList<>();
    for (ThingId id : things) {
      PartyId owner = Things.owner(state, state.find(Things.THINGS, id).orElseThrow());
      if (!owners.contains(owner)) {
        owners.add(owner);
      }
    }
    return owners;
  }

  private static boolean owns(View state, Context at, List<ThingId> things) {
    return owners(state, things).stream().anyMatch(each -> each.subject().equals(at.signer()));
  }

  private static Outcome open(View state, Context at, OpenAgreement open) {
    for (ThingId id : open.things()) {
      Optional<Thing> thing = state.find(Things.THINGS, id);
      if (thing.isEmpty()) {
        return Outcome.rejected(MessageRefusal.NO_SUCH_THING, "thing " + id);
      }
      if (Things.decommissioned(state, id)) {
        return Outcome.rejected(MessageRefusal.THING_DECOMMISSIONED, "thing " + id);
      }
    }
    if (!owns(state, at, open.things())) {
      return Outcome.rejected(MessageRefusal.NOT_AN_OWNER);
    }
    if (!at.time().isBefore(open.until())) {
      return Outcome.rejected(MessageRefusal.UNTIL_PAST);
    }
    AgreementId id = new AgreementId(at.statement());
    PartyId by = new PartyId(at.signer().id());
    List<PartyId> asked = new ArrayList<>(owners(state, open.things()));
    asked.remove(by);
    return Outcome.accepted()
        .put(
            AGREEMENTS,
            id,
            new Agreement(
                open.things(),
                open.purpose(),
                open.until(),
                open.perMinute(),
                open.waiting(),
                by,
                at.height(),
                Optional.empty()))
        .put(CONSENTS, new Consenting(id, by), new Since(at.height()))
        .fact(
            new MessageFact.AgreementOpened(
                id, open.things(), open.purpose(), open.until(), by, List.copyOf(asked)))
        .outcome();
  }

  /** Why the signer may not change {@code agreement}, if it may not. */
  private static Optional<MessageRefusal> notForOwner(
      View state, Context at, Optional<Agreement> agreement) {
    if (agreement.isEmpty()) {
      return Optional.of(MessageRefusal.NO_SUCH_AGREEMENT);
    }
    if (!owns(state, at, agreement.get().things())) {
      return Optional.of(MessageRefusal.NOT_AN_OWNER);
    }
    return agreement.get().over(at.time())
        ? Optional.of(MessageRefusal.AGREEMENT_OVER)
        : Optional.empty();
  }

  private static Outcome consent(View state, Context at, AgreementId id) {
    Optional<Agreement> agreement = state.find(AGREEMENTS, id);
    Optional<MessageRefusal> refusal = notForOwner(state, at, agreement);
    if (refusal.isPresent()) {
      return Outcome.rejected(refusal.get());
    }
    PartyId by = new PartyId(at.signer().id());
    Consenting name = new Consenting(id, by);
    if (state.find(CONSENTS, name).isPresent()) {
      return Outcome.rejected(MessageRefusal.ALREADY_CONSENTED);
    }
    return Outcome.accepted()
        .put(CONSENTS, name, new Since(at.height()))
        .fact(new MessageFact.Consented(id, agreement.orElseThrow().things(), by))
        .outcome();
  }

  private static Outcome end(View state, Context at, EndAgreement end) {
    Optional<Agreement> found = state.find(AGREEMENTS, end.agreement());
    Optional<MessageRefusal> refusal = notForOwner(state, at, found);
    if (refusal.isPresent()) {
      return Outcome.rejected(refusal.get());
    }
    Agreement agreement = found.orElseThrow();
    PartyId by = new PartyId(at.signer().id());
    return Outcome.accepted()
        .put(
            AGREEMENTS,
            end.agreement(),
            agreement.ending(new Agreement.Ended(at.time(), by, end.reason())))
        .fact(new MessageFact.AgreementEnded(end.agreement(), agreement.things(), by, end.reason()))
        .outcome();
  }

  private static Outcome commit(View state, Context at, CommitConversation commit) {
    Optional<Agreement> agreement = state.find(AGREEMENTS, commit.agreement());
    if (agreement.isEmpty()) {
      return Outcome.rejected(MessageRefusal.NO_SUCH_AGREEMENT);
    }
    ThingId thing = new ThingId(at.signer().id());
    if (at.signer().kind() != Subject.Kind.THING || !agreement.get().things().contains(thing)) {
      return Outcome.rejected(MessageRefusal.NOT_A_MEMBER);
    }
    Talking name = new Talking(commit.agreement(), thing);
    long before = state.find(CONVERSATIONS, name).map(Conversation::messages).orElse(0L);
    if (commit.messages() <= before) {
      return Outcome.rejected(
          MessageRefusal.NOT_LONGER, "it committed to " + before + " messages before");
    }
    return Outcome.accepted()
        .put(
            CONVERSATIONS,
            name,
            new Conversation(commit.messages(), commit.root(), at.statement(), at.height()))
        .fact(
            new MessageFact.ConversationCommitted(
                thing, commit.agreement(), commit.messages(), commit.root()))
        .outcome();
  }

  private static List<Subject> concerned(View state, AgreementId id) {
    List<Subject> all = new ArrayList<>();
    state
        .find(AGREEMENTS, id)
        .ifPresent(
            agreement -> {
              agreement.things().forEach(each -> all.add(each.subject()));
              owners(state, agreement.things()).forEach(each -> all.add(each.subject()));
            });
    return all;
  }

  private static <K, V> Readers<K, V> overseers() {
    return Readers.roles(Role.AUDITOR, Role.REGULATOR);
  }

  @Override
  public Surface surface() {
    return Surface.at(
            "messages",
            "message",
            "Agreements by which things send messages to each other, and what they commit to.")
        .submit(MessageTransaction.class)
        .facts(MessageFact.class)
        .refusals(MessageRefusal.class)
        .tables(AGREEMENTS, CONSENTS, CONVERSATIONS)
        .reads(Things.class)
        .reads(Admission.class)
        .derive(
            "agreements/{agreement}",
            "Whether an agreement is in force, and by which keys its things sign and are sealed"
                + " to.",
            AgreementId.class,
            AgreementStanding.class,
            Readers.<AgreementId, AgreementStanding>concerned(
                    (state, id, standing) -> concerned(state, id))
                .or(overseers()),
            (state, now, id) ->
                state.find(AGREEMENTS, id).map(row -> AgreementStanding.of(state, now, id, row)))
        .list(
            "agreements",
            "The agreements as they were made.",
            AGREEMENTS,
            Readers.<AgreementId, Agreement>concerned((state, id, row) -> concerned(state, id))
                .or(overseers()))
        .list(
            "consents/{agreement}",
            "Who consented to an agreement.",
            CONSENTS,
            Readers.<Consenting, Since>concerned(
                    (state, key, row) -> concerned(state, key.agreement()))
                .or(overseers()))
        .list(
            "conversations/{agreement}",
            "What the things of an agreement committed to having sent and received.",
            CONVERSATIONS,
            Readers.<Talking, Conversation>concerned(
                    (state, key, row) -> concerned(state, key.agreement()))
                .or(overseers()));
  }
}
