package birthmark.gateway.messages;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.client.messages.Address;
import birthmark.client.messages.Envelope;
import birthmark.client.messages.Fault;
import birthmark.client.messages.MessageException;
import birthmark.client.messages.MessageReceipt;
import birthmark.client.messages.ProvenAgreement;
import birthmark.client.messages.SignedForm;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.Notices;
import birthmark.contracts.messages.AgreementId;
import birthmark.contracts.things.ThingId;
import birthmark.gateway.admission.Admissions;
import birthmark.gateway.admission.Segment;
import birthmark.json.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Takes messages from things that may send them, keeps them until their recipients have said that
 * they have them, and tells senders what is not taken. Whoever is admitted by one door may write to
 * whoever is behind another.
 */
public final class Mailroom implements AutoCloseable {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final int RATES_MAX = 100_000;
  private static final int ON_THE_WAY_MAX = 16;

  private final Admissions admissions;
  private final Agreements agreements;
  private final Mailbox mailbox;
  private final Notices notices;
  private final Map<Rate, Spent> rates = new HashMap<>();
  private final Map<ThingId, Set<Mailbox.Name>> onTheWay = new HashMap<>();
  private final Map<ThingId, Set<Mailbox.Name>> passed = new HashMap<>();
  private final List<Carrier> carriers = new CopyOnWriteArrayList<>();

  /** Hands things what waits for them. */
  public interface Carrier {
    /** Hands {@code octets} to {@code thing}, if it is behind this door. */
    void hand(ThingId thing, boolean receipt, Bytes octets);
  }

  private record Rate(AgreementId agreement, ThingId sender) {}

  private record Spent(long sinceNanos, long count) {}

  /**
   * A room that keeps what waits in {@code file}.
   *
   * @throws ClientException if the file cannot be used
   */
  public Mailroom(Path file, Admissions admissions, Agreements agreements, Notices notices)
      throws ClientException {
    this.admissions = admissions;
    this.agreements = agreements;
    this.notices = notices;
    this.mailbox = new Mailbox(file);
    admissions.onAgreements(agreements::changed);
  }

  /** Has {@code carrier} hand out, too. */
  public void carry(Carrier carrier) {
    carriers.add(carrier);
  }

  /** The answer to the envelope that {@code sender} posts. */
  public Json.Obj post(ThingId sender, Bytes octets) {
    Json.ObjectBuilder answer = Json.object();
    try {
      SignedForm<Envelope> envelope = Envelope.decode(octets);
      Address address = envelope.said().address();
      answer.put("agreement", address.agreement().toString()).put("number", address.number());
      if (admissions.segment(sender) != Segment.WHOLE) {
        throw new MessageException(Fault.NOT_ADMITTED, "thing " + sender);
      }
      take(sender, envelope);
      deliver(address.recipient());
      return answer.put("accepted", true).build();
    } catch (MessageException e) {
      return answer
          .put("accepted", false)
          .put("fault", e.fault().code())
          .put("problem", e.sentence() + ".")
          .build();
    }
  }

  private void take(ThingId sender, SignedForm<Envelope> envelope) throws MessageException {
    Address address = envelope.said().address();
    if (!address.sender().equals(sender)) {
      throw new MessageException(Fault.NOT_THE_SENDER);
    }
    ProvenAgreement agreement = agreement(address.agreement());
    agreement.requireOpen(address, Instant.now());
    envelope.requireBy(agreement.standing().member(sender).orElseThrow().signing());
    Mailbox.Name name = new Mailbox.Name(address, false);
    synchronized (this) {
      Optional<Mailbox.Item> before = mailbox.find(name);
      if (before.isPresent()) {
        if (!before.get().octets().equals(envelope.octets())) {
          throw new MessageException(Fault.NUMBER_USED, "number " + address.number());
        }
        return;
      }
      if (mailbox.messages(address) >= agreement.standing().waiting()) {
        throw new MessageException(Fault.TOO_MANY_WAITING, agreement.standing().waiting() + " may");
      }
      if (mailbox.full()) {
        throw new MessageException(Fault.UNAVAILABLE, "too much waits for others");
      }
      spend(new Rate(address.agreement(), sender), agreement.standing().perMinute());
      keep(new Mailbox.Item(name, envelope.octets()));
    }
  }

  private void keep(Mailbox.Item item) throws MessageException {
    try {
      mailbox.put(item);
    } catch (ClientException e) {
      notices.say("ALARM: messages cannot be kept: " + e.what() + ". " + e.remedy());
      throw new MessageException(Fault.UNAVAILABLE, "it cannot be kept");
    }
  }

  private void spend(Rate rate, long perMinute) throws MessageException {
    long now = System.nanoTime();
    Spent spent = rates.get(rate);
    if (spent == null || now - spent.sinceNanos() >= MINUTE.toNanos()) {
      if (rates.size() >= RATES_MAX) {
        rates.values().removeIf(each -> now - each.sinceNanos() >= MINUTE.toNanos());
      }
      spent = new Spent(now, 0);
    }
    if (spent.count() >= perMinute) {
      throw new MessageException(Fault.TOO_FAST, perMinute + " a minute");
    }
    rates.put(rate, new Spent(spent.sinceNanos(), spent.count() + 1));
  }

  private ProvenAgreement agreement(AgreementId id) throws MessageException {
    try {
      return agreements
          .find(id)
          .orElseThrow(() -> new MessageException(Fault.OTHER_AGREEMENT, "there is none"));
    } catch (ClientException e) {
      throw new MessageException(Fault.UNAVAILABLE, e.what());
    }
  }

  /**
   * What proves the agreement {@code id} to one of its things; empty if there is nothing to show.
   */
  public Optional<Bytes> proof(ThingId thing, AgreementId id) {
    try {
      return Optional.of(agreement(id))
          .filter(found -> found.standing().member(thing).isPresent())
          .map(ProvenAgreement::proof);
    } catch (MessageException e) {
      return Optional.empty();
    }
  }

  /** Has {@code thing} get all that waits for it and has come to it in no answer yet. */
  public void fetch(ThingId thing) {
    synchronized (this) {
      onTheWay.put(thing, new HashSet<>());
    }
    deliver(thing);
  }

  /** What waits for {@code thing} first; a receipt that is given waits no more. */
  public synchronized Optional<Bytes> next(ThingId thing) {
    for (Mailbox.Item item : waiting(thing, 1)) {
      if (item.name().receipt()) {
        remove(item.name());
      }
      return Optional.of(item.octets());
    }
    return Optional.empty();
  }

  /**
   * Has what waits behind one item, by the SHA-256 of its octets, come first: a recipient that
   * cannot take a message gives no receipt for it, and need not wait for ever. It stays, against
   * its sender's own bounds, and is handed out again after a restart.
   */
  public void pass(ThingId thing, Bytes id) {
    synchronized (this) {
      for (Mailbox.Item item : waiting(thing, ON_THE_WAY_MAX)) {
        if (Sha256.of(item.octets()).equals(id)) {
          passed.computeIfAbsent(thing, _ -> new HashSet<>()).add(item.name());
        }
      }
    }
    deliver(thing);
  }

  /** What waits for {@code thing} without what it passed over, the first first. */
  private List<Mailbox.Item> waiting(ThingId thing, int max) {
    return mailbox.waiting(thing, max, passed.getOrDefault(thing, Set.of()));
  }

  /** Forgets a thing's session. */
  public synchronized void ended(ThingId thing) {
    onTheWay.remove(thing);
  }

  /** Takes the word of {@code recipient} that it has a message; its sender is to get it. */
  public Optional<MessageException> received(ThingId recipient, Bytes octets) {
    try {
      SignedForm<MessageReceipt> receipt = MessageReceipt.decode(octets);
      Address address = receipt.said().address();
      if (!address.recipient().equals(recipient)) {
        throw new MessageException(Fault.NOT_THE_RECIPIENT);
      }
      ProvenAgreement agreement = agreement(address.agreement());
      receipt.requireBy(
          agreement
              .standing()
              .member(recipient)
              .orElseThrow(() -> new MessageException(Fault.NOT_A_MEMBER))
              .signing());
      synchronized (this) {
        Mailbox.Name message = new Mailbox.Name(address, false);
        // A receipt for what does not wait here is for what came another way, or for nothing.
        if (mailbox.find(message).isPresent()) {
          keep(new Mailbox.Item(new Mailbox.Name(address, true), octets));
          remove(message);
        }
      }
      deliver(address.sender());
      deliver(recipient);
      return Optional.empty();
    } catch (MessageException e) {
      return Optional.of(e);
    }
  }

  private void remove(Mailbox.Name name) {
    try {
      mailbox.remove(name);
    } catch (ClientException e) {
      // It comes once more after a restart; its recipient counts it once all the same.
      notices.say("What was delivered cannot be removed: " + e.what() + ".");
    }
    Set<Mailbox.Name> over = passed.get(name.owner());
    if (over != null && over.remove(name) && over.isEmpty()) {
      passed.remove(name.owner());
    }
    Set<Mailbox.Name> going = onTheWay.get(name.owner());
    if (going != null) {
      going.remove(name);
    }
  }

  private synchronized void deliver(ThingId thing) {
    Set<Mailbox.Name> going = onTheWay.get(thing);
    if (going == null || admissions.segment(thing) != Segment.WHOLE) {
      return;
    }
    for (Mailbox.Item item : waiting(thing, ON_THE_WAY_MAX)) {
      if (going.add(item.name())) {
        carriers.forEach(each -> each.hand(thing, item.name().receipt(), item.octets()));
        if (item.name().receipt()) {
          remove(item.name());
        }
      }
    }
  }

  @Override
  public void close() {
    try {
      mailbox.close();
    } catch (ClientException e) {
      notices.say(e.what() + ".");
    }
  }
}
