package birthmark.client.messages;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborException;
import birthmark.cbor.CborReader;
import birthmark.cbor.CborWriter;
import birthmark.client.sdk.Anchor;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.Journal;
import birthmark.contracts.things.ThingId;
import birthmark.merkle.LogTree;
import birthmark.merkle.MerkleTree;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a thing sent and received under one agreement, on disk before it counts. */
final class Conversation implements AutoCloseable {
  /** The most messages that one conversation has. */
  static final int MESSAGES_MAX = 100_000;

  private static final int SENT = 1;
  private static final int RECEIPTED = 2;
  private static final int RECEIVED = 3;
  private static final int RESTORED = 4;
  private static final int OCTETS_MAX = 60_000;

  private final ThingId self;
  private final Journal journal;
  private final ByteArrayOutputStream leaves = new ByteArrayOutputStream();
  private final Map<Place, Kept> kept = new HashMap<>();
  private final SortedMap<Long, Place> open = new TreeMap<>();
  private long highest;
  private long floorMillis;

  /** A message's place in the conversation. */
  record Place(ThingId sender, long number) {}

  /** Where in the journal it is, and which leaf. */
  private record Kept(int entry, int leaf) {}

  /**
   * A message that is kept.
   *
   * @param other the other thing
   * @param message the message, signed
   * @param companion the envelope of one that was sent, the receipt for one that was received
   */
  record Entry(ThingId other, Bytes message, Bytes companion) {}

  /**
   * The conversation of {@code self} in {@code file}.
   *
   * <p>A file that was restored knows less than was sent and received. From {@code now} on numbers
   * go on from the clock, which is ahead of any count, and what was sent before then is unknown.
   */
  Conversation(Path file, ThingId self, Instant now) throws ClientException {
    this.self = self;
    Journal.Opened opened = Journal.open(file);
    this.journal = opened.journal();
    try {
      for (int i = 0; i < opened.entries().size(); i++) {
        replay(new CborReader(opened.entries().get(i)), i);
      }
      if (!Anchor.held(file) && !opened.entries().isEmpty()) {
        floorMillis = now.toEpochMilli();
        journal.append(
            new CborWriter(16).array(2).unsigned(RESTORED).unsigned(floorMillis).toBytes());
      }
    } catch (CborException | IllegalArgumentException e) {
      journal.close();
      throw ClientException.local(file + " is no conversation", "Restore it from a backup.")
          .because(e);
    }
  }

  private void replay(CborReader in, int entry) {
    int count = in.array(5);
    int kind = (int) in.unsigned(RESTORED);
    if (kind == RESTORED && count == 2) {
      floorMillis = Math.max(floorMillis, in.unsigned());
      return;
    }
    if (kind == RECEIPTED && count == 3) {
      open.remove(in.unsigned());
      return;
    }
    ThingId other = new ThingId(in.bytesOf(32));
    long number = in.unsigned();
    note(kind, other, number, in.bytes(OCTETS_MAX), entry);
  }

  private void note(int kind, ThingId other, long number, Bytes message, int entry) {
    Place place = new Place(kind == SENT ? self : other, number);
    kept.put(place, new Kept(entry, kept.size()));
    leaves.writeBytes(LogTree.leafHash(message).toByteArray());
    if (kind == SENT) {
      open.put(number, place);
      highest = Math.max(highest, number);
    }
  }

  int size() {
    return kept.size();
  }

  long next() {
    return Math.max(highest + 1, floorMillis);
  }

  /** The moment before which it may have had messages that it does not know of; 0 for none. */
  long floorMillis() {
    return floorMillis;
  }

  /** The numbers of messages that no receipt has come for. */
  List<Long> unanswered() {
    return List.copyOf(open.keySet());
  }

  Optional<Entry> find(Place place) throws ClientException {
    Kept found = kept.get(place);
    if (found == null) {
      return Optional.empty();
    }
    CborReader in = new CborReader(journal.read(found.entry()));
    in.arrayOf(5);
    in.skip();
    ThingId other = new ThingId(in.bytesOf(32));
    in.skip();
    return Optional.of(new Entry(other, in.bytes(OCTETS_MAX), in.bytes(OCTETS_MAX)));
  }

  void sent(ThingId recipient, long number, Bytes message, Bytes envelope) throws ClientException {
    keep(SENT, recipient, number, message, envelope);
  }

  void received(ThingId sender, long number, Bytes message, Bytes receipt) throws ClientException {
    keep(RECEIVED, sender, number, message, receipt);
  }

  private void keep(int kind, ThingId other, long number, Bytes message, Bytes companion)
      throws ClientException {
    CborWriter out = new CborWriter(512).array(5).unsigned(kind).bytes(other.value());
    journal.append(out.unsigned(number).bytes(message).bytes(companion).toBytes());
    note(kind, other, number, message, journal.size() - 1);
  }

  void answered(long number, Bytes receipt) throws ClientException {
    if (open.containsKey(number)) {
      journal.append(
          new CborWriter(512)
              .array(3)
              .unsigned(RECEIPTED)
              .unsigned(number)
              .bytes(receipt)
              .toBytes());
      open.remove(number);
    }
  }

  /** Which leaf a message is, if it is kept. */
  OptionalInt leaf(Place place) {
    Kept found = kept.get(place);
    return found == null ? OptionalInt.empty() : OptionalInt.of(found.leaf());
  }

  /** The tree over the first {@code count} messages. */
  MerkleTree tree(int count) {
    byte[] all = leaves.toByteArray();
    byte[] first = new byte[count * LogTree.HASH_LENGTH];
    System.arraycopy(all, 0, first, 0, first.length);
    return new MerkleTree(first);
  }

  @Override
  public void close() throws ClientException {
    journal.close();
  }
}
