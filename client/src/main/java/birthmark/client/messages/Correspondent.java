package birthmark.client.messages;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.codec.Timestamp;
import birthmark.contracts.messages.AgreementStanding;
import birthmark.contracts.messages.MessageTransaction;
import birthmark.contracts.things.ThingId;
import birthmark.cose.CoseKey;
import birthmark.merkle.MerkleTree;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A thing's side of an agreement: seals what it sends, checks what it gets, and counts each message
 * once, for ever. What carries the messages is not its business: it trusts nobody on the way.
 */
public final class Correspondent implements AutoCloseable {
  private final Identity self;
  private final Conversation conversation;
  private final Duration proofMax;
  private final InstantSource clock;
  private ProvenAgreement agreement;

  /**
   * A message on its way.
   *
   * @param address where it goes
   * @param envelope its octets
   */
  public record Outgoing(Address address, Bytes envelope) {}

  /**
   * A message that arrived.
   *
   * @param message what it says
   * @param first whether this is the first time: whoever acts on it acts only then
   * @param receipt what to send back
   */
  public record Arrival(Message message, boolean first, Bytes receipt) {}

  /**
   * The side of {@code self}, kept in {@code file}.
   *
   * @param agreement what was proven of the agreement
   * @param proofMax how long that counts with nobody to ask
   * @throws ClientException if the file cannot be used, or another program has it
   */
  public Correspondent(
      Path file, Identity self, ProvenAgreement agreement, Duration proofMax, InstantSource clock)
      throws ClientException {
    this.self = self;
    this.agreement = agreement;
    this.proofMax = proofMax;
    this.clock = clock;
    this.conversation = new Conversation(file, self.thing(), clock.instant());
  }

  /** Goes by {@code later} from now on, if it is later. */
  public synchronized void update(ProvenAgreement later) {
    if (later.id().equals(agreement.id())
        && later.network().equals(agreement.network())
        && later.height() >= agreement.height()) {
      agreement = later;
    }
  }

  /** What it goes by. */
  public synchronized ProvenAgreement agreement() {
    return agreement;
  }

  private Instant open(Address address) throws MessageException {
    Instant now = clock.instant();
    if (agreement.sealed().plus(proofMax).isBefore(now)) {
      throw new MessageException(Fault.PROOF_TOO_OLD, "it is of " + agreement.sealed());
    }
    agreement.requireOpen(address, now);
    return now;
  }

  /**
   * Seals {@code content} for {@code recipient}; it is kept before this returns, and to be sent
   * until a receipt comes.
   *
   * @throws MessageException if it may not be sent
   * @throws ClientException if it cannot be kept
   */
  public synchronized Outgoing send(ThingId recipient, Bytes content)
      throws MessageException, ClientException {
    Address address =
        new Address(
            agreement.network(), agreement.id(), self.thing(), recipient, conversation.next());
    Instant now = open(address);
    requireRoom();
    if (unanswered(recipient) >= agreement.standing().waiting()) {
      throw new MessageException(Fault.TOO_MANY_WAITING, agreement.standing().waiting() + " may");
    }
    Bytes message =
        new Message(address, new Timestamp(now.toEpochMilli()), content).sign(self.signing());
    Bytes envelope = sealed(address, message);
    conversation.sent(recipient, address.number(), message, envelope);
    return new Outgoing(address, envelope);
  }

  private void requireRoom() throws MessageException {
    if (conversation.size() >= Conversation.MESSAGES_MAX) {
      throw new MessageException(Fault.FULL);
    }
  }

  private long unanswered(ThingId recipient) throws ClientException {
    long count = 0;
    for (long number : conversation.unanswered()) {
      Conversation.Place place = new Conversation.Place(self.thing(), number);
      if (conversation.find(place).orElseThrow().other().equals(recipient)) {
        count++;
      }
    }
    return count;
  }

  private Bytes sealed(Address address, Bytes message) throws MessageException {
    CoseKey key = agreement.require(address.recipient()).agreement();
    Sealing.Sealed sealed = Sealing.seal(key, address, message);
    return new Envelope(address, key.thumbprint(), sealed.encapsulated(), sealed.sealed())
        .sign(self.signing());
  }

  /**
   * The messages that no receipt has come for, in order; whoever got new keys meanwhile has them
   * sealed anew.
   *
   * @throws ClientException if they cannot be read
   */
  public synchronized List<Outgoing> unanswered() throws ClientException, MessageException {
    List<Outgoing> all = new ArrayList<>();
    for (long number : conversation.unanswered()) {
      Conversation.Entry entry =
          conversation.find(new Conversation.Place(self.thing(), number)).orElseThrow();
      SignedForm<Envelope> envelope = Envelope.decode(entry.companion());
      Address address = envelope.said().address();
      boolean current =
          agreement
              .require(entry.other())
              .agreement()
              .thumbprint()
              .equals(envelope.said().sealedTo());
      all.add(
          new Outgoing(address, current ? entry.companion() : sealed(address, entry.message())));
    }
    return List.copyOf(all);
  }

  /**
   * Checks an envelope and opens it.
   *
   * @throws MessageException if it counts for nothing, saying why
   * @throws ClientException if it cannot be kept: then it did not arrive, and may come again
   */
  public synchronized Arrival receive(Bytes octets) throws MessageException, ClientException {
    SignedForm<Envelope> envelope = Envelope.decode(octets);
    Address address = envelope.said().address();
    Instant now = open(address);
    if (!address.recipient().equals(self.thing())) {
      throw new MessageException(Fault.NOT_THE_RECIPIENT);
    }
    AgreementStanding.Member sender = agreement.require(address.sender());
    envelope.requireBy(sender.signing());
    agreement.requireAdmitted(address.sender(), now);
    if (!envelope.said().sealedTo().equals(self.agreement().thumbprint())) {
      throw new MessageException(Fault.NOT_SEALED_TO_US);
    }
    Bytes opened = Sealing.open(self.secret(), self.agreement(), envelope.said());
    SignedForm<Message> message = Message.decode(opened);
    if (!message.said().address().equals(address)) {
      throw new MessageException(Fault.SEALED_AGAIN);
    }
    message.requireBy(sender.signing());
    Conversation.Place place = new Conversation.Place(address.sender(), address.number());
    Optional<Conversation.Entry> before = conversation.find(place);
    if (before.isPresent()) {
      if (!Message.decode(before.get().message()).id().equals(message.id())) {
        throw new MessageException(Fault.NUMBER_USED, "number " + address.number());
      }
      return new Arrival(message.said(), false, before.get().companion());
    }
    if (message.said().sent().millis() < conversation.floorMillis()) {
      throw new MessageException(Fault.PERHAPS_HAD);
    }
    requireRoom();
    Bytes receipt =
        new MessageReceipt(address, message.id(), new Timestamp(now.toEpochMilli()))
            .sign(self.signing());
    conversation.received(address.sender(), address.number(), opened, receipt);
    return new Arrival(message.said(), true, receipt);
  }

  /**
   * Checks a receipt; its message is not sent any more.
   *
   * @throws MessageException if the recipient did not give it for what was sent
   * @throws ClientException if it cannot be kept
   */
  public synchronized MessageReceipt receipted(Bytes octets)
      throws MessageException, ClientException {
    SignedForm<MessageReceipt> receipt = MessageReceipt.decode(octets);
    Address address = receipt.said().address();
    if (!address.sender().equals(self.thing())) {
      throw new MessageException(Fault.NOT_THE_RECIPIENT);
    }
    receipt.requireBy(agreement.require(address.recipient()).signing());
    Conversation.Entry sent =
        conversation
            .find(new Conversation.Place(self.thing(), address.number()))
            .orElseThrow(() -> new MessageException(Fault.OTHER_AGREEMENT, "nothing was sent"));
    SignedForm<Message> message = Message.decode(sent.message());
    if (!message.said().address().equals(address)
        || !message.id().equals(receipt.said().message())) {
      throw new MessageException(Fault.OTHER_AGREEMENT, "something else was sent");
    }
    conversation.answered(address.number(), octets);
    return receipt.said();
  }

  /** How many messages it has sent and received. */
  public synchronized int messages() {
    return conversation.size();
  }

  /** What the thing hands in to the ledger to commit to all of them; there must be one. */
  public synchronized MessageTransaction.CommitConversation commitment() {
    MerkleTree tree = conversation.tree(conversation.size());
    return new MessageTransaction.CommitConversation(agreement.id(), tree.size(), tree.root());
  }

  /**
   * What shows a third party that one message is among the {@code count} that the thing committed
   * to.
   *
   * @param statement the statement that committed
   * @param receipt the ledger's receipt for it
   * @throws MessageException if there was no such message among them
   */
  public synchronized MessageProof disclose(
      ThingId sender, long number, int count, Bytes statement, Bytes receipt)
      throws MessageException, ClientException {
    Conversation.Place place = new Conversation.Place(sender, number);
    Conversation.Entry entry =
        conversation
            .find(place)
            .orElseThrow(() -> new MessageException(Fault.OTHER_AGREEMENT, "no such message"));
    int leaf = conversation.leaf(place).orElseThrow();
    if (leaf >= count || count > conversation.size()) {
      throw new MessageException(Fault.OTHER_AGREEMENT, "it is not among the first " + count);
    }
    return new MessageProof(
        entry.message(),
        leaf,
        conversation.tree(count).path(leaf),
        statement,
        receipt,
        agreement.proof());
  }

  @Override
  public void close() throws ClientException {
    conversation.close();
  }
}
