package birthmark.contracts.messages;

import birthmark.bytes.Bytes;
import birthmark.codec.About;
import birthmark.codec.Length;
import birthmark.codec.Tag;
import birthmark.codec.Timestamp;
import birthmark.contract.Transaction;
import birthmark.contracts.things.ThingId;
import java.util.List;
import java.util.TreeSet;

/** What can be asked of {@link Messages}. */
public sealed interface MessageTransaction extends Transaction {
  /** The most messages that one thing may send in a minute. */
  int PER_MINUTE_MAX = 60_000;

  /** The most messages of one sender that may wait for one recipient. */
  int WAITING_MAX = 1_000;

  /**
   * An owner has things exchange messages; it is in force once the owners of all of them consent.
   *
   * @param things which things
   * @param purpose what for
   * @param until until when
   * @param perMinute how many messages each may send in a minute
   * @param waiting how many messages of each may wait for another that sleeps
   */
  @Tag(1)
  @About("Open an agreement by which things send messages to each other.")
  record OpenAgreement(
      @About("The things that may send messages to each other.") @Length(min = 2, max = 8)
          List<ThingId> things,
      @About("What the messages are for.") @Length(min = 1, max = 200) String purpose,
      @About("Until when they may.") Timestamp until,
      @About("How many messages each may send in a minute, 1 to 60,000.") long perMinute,
      @About("How many messages of each may wait for another that sleeps, 1 to 1,000.")
          long waiting)
      implements MessageTransaction {
    /** Checks the rates, and that nothing is named twice. */
    public OpenAgreement {
      things = List.copyOf(things);
      TreeSet<Bytes> named = new TreeSet<>();
      for (ThingId thing : things) {
        if (!named.add(thing.value())) {
          throw new IllegalArgumentException("thing " + thing + " is named twice");
        }
      }
      if (perMinute < 1 || perMinute > PER_MINUTE_MAX) {
        throw new IllegalArgumentException("messages a minute are 1 to " + PER_MINUTE_MAX);
      }
      if (waiting < 1 || waiting > WAITING_MAX) {
        throw new IllegalArgumentException("messages that wait are 1 to " + WAITING_MAX);
      }
    }
  }

  /**
   * The owner of some of the things agrees.
   *
   * @param agreement to what
   */
  @Tag(2)
  @About("Consent to an agreement about things of yours.")
  record Consent(AgreementId agreement) implements MessageTransaction {}

  /**
   * The owner of some of the things ends it for all.
   *
   * @param agreement which
   * @param reason why
   */
  @Tag(3)
  @About("End an agreement about things of yours.")
  record EndAgreement(
      AgreementId agreement, @About("Why.") @Length(min = 1, max = 200) String reason)
      implements MessageTransaction {}

  /**
   * A thing commits to all that it has sent and received so far, which nobody can change later.
   *
   * @param agreement under which agreement
   * @param messages how many messages
   * @param root the root of the log tree over them (RFC 9162)
   */
  @Tag(4)
  @About("Commit to the messages that a thing sent and received under an agreement.")
  record CommitConversation(
      AgreementId agreement,
      @About("How many messages.") long messages,
      @About("The root of the log tree over them.") @Length(min = 32, max = 32) Bytes root)
      implements MessageTransaction {}
}
