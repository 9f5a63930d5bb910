package birthmark.gateway.messages;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborException;
import birthmark.cbor.CborReader;
import birthmark.cbor.CborWriter;
import birthmark.client.messages.Address;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.Journal;
import birthmark.contracts.things.ThingId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/** What waits for things, in the order in which it came, on disk before anybody is told so. */
final class Mailbox implements AutoCloseable {
  /** The most items that wait. */
  static final int ITEMS_MAX = 100_000;

  private static final int PUT = 1;
  private static final int REMOVED = 2;
  private static final int OCTETS_MAX = 60_000;
  private static final int IDLE_MAX = 4_096;

  private final Journal journal;
  private final Map<ThingId, SequencedMap<Name, Item>> waiting = new HashMap<>();
  private int count;

  /**
   * An item's name: for one thing there is one of each.
   *
   * @param address the message's place
   * @param receipt whether it is the receipt for it
   */
  record Name(Address address, boolean receipt) {
    /** Who is to have it. */
    ThingId owner() {
      return receipt ? address.sender() : address.recipient();
    }

    private CborWriter write(CborWriter out) {
      return address.write(out.bool(receipt));
    }

    private static Name read(CborReader in) {
      boolean receipt = in.bool();
      return new Name(Address.read(in), receipt);
    }
  }

  /** An item with its octets. */
  record Item(Name name, Bytes octets) {}

  Mailbox(Path file) throws ClientException {
    Journal.Opened opened = Journal.open(file);
    this.journal = opened.journal();
    try {
      for (Bytes entry : opened.entries()) {
        replay(new CborReader(entry));
      }
    } catch (CborException | IllegalArgumentException e) {
      journal.close();
      throw ClientException.local(file + " holds no messages", "Move it away; things send again.")
          .because(e);
    }
  }

  private void replay(CborReader in) {
    in.array(8);
    boolean put = in.unsigned(REMOVED) == PUT;
    Name name = Name.read(in);
    if (put) {
      note(new Item(name, in.bytes(OCTETS_MAX)));
    } else {
      forget(name);
    }
  }

  private void note(Item item) {
    waiting.computeIfAbsent(item.name().owner(), _ -> new LinkedHashMap<>()).put(item.name(), item);
    count++;
  }

  private void forget(Name name) {
    SequencedMap<Name, Item> items = waiting.get(name.owner());
    if (items != null && items.remove(name) != null) {
      count--;
      if (items.isEmpty()) {
        waiting.remove(name.owner());
      }
    }
  }

  synchronized Optional<Item> find(Name name) {
    return Optional.ofNullable(waiting.get(name.owner())).map(items -> items.get(name));
  }

  synchronized boolean full() {
    return count >= ITEMS_MAX;
  }

  /** How many messages of one sender under one agreement wait for the recipient. */
  synchronized long messages(Address like) {
    SequencedMap<Name, Item> items = waiting.get(like.recipient());
    return items == null
        ? 0
        : items.keySet().stream()
            .filter(each -> !each.receipt())
            .map(Name::address)
            .filter(each -> each.sender().equals(like.sender()))
            .filter(each -> each.agreement().equals(like.agreement()))
            .count();
  }

  synchronized void put(Item item) throws ClientException {
    if (find(item.name()).isEmpty()) {
      journal.append(
          item.name()
              .write(new CborWriter(512).array(8).unsigned(PUT))
              .bytes(item.octets())
              .toBytes());
      note(item);
    }
  }

  synchronized void remove(Name name) throws ClientException {
    if (find(name).isEmpty()) {
      return;
    }
    journal.append(name.write(new CborWriter(256).array(7).unsigned(REMOVED)).toBytes());
    forget(name);
    if (journal.size() > IDLE_MAX && journal.size() > 4 * count) {
      compact();
    }
  }

  private void compact() throws ClientException {
    List<Bytes> entries = new ArrayList<>();
    for (SequencedMap<Name, Item> items : waiting.values()) {
      for (Item item : items.values()) {
        entries.add(
            item.name()
                .write(new CborWriter(512).array(8).unsigned(PUT))
                .bytes(item.octets())
                .toBytes());
      }
    }
    journal.replace(entries);
  }

  /** What waits for {@code thing} but {@code without}, the first first, at most {@code max}. */
  synchronized List<Item> waiting(ThingId thing, int max, Set<Name> without) {
    SequencedMap<Name, Item> items = waiting.get(thing);
    return items == null
        ? List.of()
        : items.values().stream()
            .filter(each -> !without.contains(each.name()))
            .limit(max)
            .toList();
  }

  @Override
  public synchronized void close() throws ClientException {
    journal.close();
  }
}
