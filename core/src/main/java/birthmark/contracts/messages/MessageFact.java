package birthmark.contracts.messages;

import birthmark.bytes.Bytes;
import birthmark.codec.About;
import birthmark.codec.Length;
import birthmark.codec.Tag;
import birthmark.codec.Timestamp;
import birthmark.contract.Fact;
import birthmark.contract.Subject;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.things.ThingId;
import java.util.ArrayList;
import java.util.List;

/** What became true of agreements between things. */
public sealed interface MessageFact extends Fact {
  private static List<Subject> concerned(List<ThingId> things, PartyId by, List<PartyId> others) {
    List<Subject> all = new ArrayList<>(things.stream().map(ThingId::subject).toList());
    all.add(by.subject());
    others.forEach(each -> all.add(each.subject()));
    return List.copyOf(all);
  }

  /**
   * An agreement was opened.
   *
   * @param agreement its name
   * @param things the things
   * @param purpose what for
   * @param until until when
   * @param by who opened it
   * @param asked the other owners, whose consent it takes
   */
  @Tag(1)
  @About("An agreement was opened by which things send messages to each other.")
  record AgreementOpened(
      AgreementId agreement,
      @Length(min = 2, max = 8) List<ThingId> things,
      @Length(min = 1, max = 200) String purpose,
      Timestamp until,
      PartyId by,
      @Length(max = 7) List<PartyId> asked)
      implements MessageFact {
    @Override
    public List<Subject> concerns() {
      return concerned(things, by, asked);
    }
  }

  /**
   * An owner consented.
   *
   * @param agreement to which
   * @param things the things
   * @param by who
   */
  @Tag(2)
  @About("An owner consented to an agreement between things.")
  record Consented(
      AgreementId agreement, @Length(min = 2, max = 8) List<ThingId> things, PartyId by)
      implements MessageFact {
    @Override
    public List<Subject> concerns() {
      return concerned(things, by, List.of());
    }
  }

  /**
   * An agreement ended before its time.
   *
   * @param agreement which
   * @param things the things
   * @param by who ended it
   * @param reason why
   */
  @Tag(3)
  @About("An agreement between things was ended.")
  record AgreementEnded(
      AgreementId agreement,
      @Length(min = 2, max = 8) List<ThingId> things,
      PartyId by,
      @Length(min = 1, max = 200) String reason)
      implements MessageFact {
    @Override
    public List<Subject> concerns() {
      return concerned(things, by, List.of());
    }
  }

  /**
   * A thing committed to what it sent and received.
   *
   * @param thing which thing
   * @param agreement under which agreement
   * @param messages how many messages
   * @param root the root of the log tree over them
   */
  @Tag(4)
  @About("A thing committed to the messages that it sent and received.")
  record ConversationCommitted(
      ThingId thing, AgreementId agreement, long messages, @Length(min = 32, max = 32) Bytes root)
      implements MessageFact {
    @Override
    public List<Subject> concerns() {
      return List.of(thing.subject());
    }
  }
}
