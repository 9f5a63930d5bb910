package birthmark.node.store;

import birthmark.bytes.Bytes;
import birthmark.bytes.Utf8;
import birthmark.cbor.CborException;
import birthmark.cbor.CborReader;
import birthmark.cbor.CborWriter;
import birthmark.cbor.Major;
import birthmark.codec.Timestamp;
import birthmark.cose.KeyId;
import birthmark.cose.Sign1;
import birthmark.merkle.LogFrontier;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The keys and values of the columns, format {@value #FORMAT}. */
final class Layout {
  /** The version of what this class says. */
  static final long FORMAT = 3;

  static final Bytes META_FORMAT = name("format");
  static final Bytes META_NETWORK = name("network");
  static final Bytes META_TIP = name("tip");
  static final Bytes META_CHECKPOINT = name("checkpoint");
  static final Bytes META_UNSAVED_KEYS_MAX = name("unsaved-keys-max");
  static final Bytes META_FORGOTTEN = name("forgotten");
  static final Bytes META_ENGINE_HEIGHT = name("engine-height");
  static final Bytes META_FINAL = name("final");
  static final Bytes META_OFFERS = name("offers");
  static final Bytes META_ARRIVING = name("arriving");

  /** What the newest cosigned checkpoint is under: an encoded note. */
  static final Bytes META_COSIGNED = name("cosigned");

  /** Before the number of each change of the replica set. */
  static final Bytes META_CHANGE = name("change/");

  /** Octets of a key and a number: longer than a log index ever is. */
  static final int SEQUENCE_LENGTH = KeyId.LENGTH + Long.BYTES;

  /** Octets of a contract's and a table's number, before the rest of a state key. */
  static final int TABLE_LENGTH = 3;

  private static final byte BY_HEIGHT = 0;
  private static final byte BY_SEAL = 1;
  private static final int FRONTIER_LENGTH_MAX = 4096;
  private static final int DETAIL_KEPT = 1_000;
  private static final int DETAIL_LENGTH_MAX = 4 * DETAIL_KEPT;

  private Layout() {}

  private static Bytes name(String name) {
    return Bytes.ofOwned(name.getBytes(StandardCharsets.US_ASCII));
  }

  static Bytes number(long number) {
    return Bytes.ofOwned(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
  }

  static long number(Bytes key) {
    return ByteBuffer.wrap(key.unsafe()).getLong();
  }

  static Bytes tile(int level, long index) {
    return Bytes.ofOwned(
        ByteBuffer.allocate(1 + Long.BYTES).put((byte) level).putLong(index).array());
  }

  static Bytes sequence(KeyId key, long sequence) {
    return key.value().concat(number(sequence));
  }

  static KeyId sequenceKey(Bytes place) {
    return new KeyId(place.slice(0, KeyId.LENGTH));
  }

  static long sequenceNumber(Bytes place) {
    return number(place.slice(KeyId.LENGTH, SEQUENCE_LENGTH));
  }

  /** {@code detail}, cut to what is kept, with a question mark for what has no UTF-8 form. */
  static String storable(String detail) {
    String cut = detail.length() <= DETAIL_KEPT ? detail : detail.substring(0, DETAIL_KEPT);
    return Utf8.encodable(cut)
        ? cut
        : new String(cut.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  /** The keys of {@code records} one after another, each with its length before it. */
  static Bytes keys(Collection<Bytes> records) {
    int length = 0;
    for (Bytes key : records) {
      length += 1 + key.length();
    }
    ByteBuffer saved = ByteBuffer.allocate(length);
    for (Bytes key : records) {
      saved.put((byte) key.length()).put(key.unsafe());
    }
    return Bytes.ofOwned(saved.array());
  }

  static List<Bytes> loadKeys(Bytes value) {
    List<Bytes> keys = new ArrayList<>();
    int at = 0;
    while (at < value.length()) {
      int end = at + 1 + value.octet(at);
      if (end > value.length()) {
        throw new StoreException(
            StoreException.Kind.DAMAGED,
            "A stored list of keys is cut short. Restore it from a backup.");
      }
      keys.add(value.slice(at + 1, end));
      at = end;
    }
    return keys;
  }

  static Bytes height(long height) {
    return block(BY_HEIGHT, height);
  }

  static Bytes seal(long index) {
    return block(BY_SEAL, index);
  }

  private static Bytes block(byte by, long number) {
    return Bytes.ofOwned(ByteBuffer.allocate(1 + Long.BYTES).put(by).putLong(number).array());
  }

  static boolean isHeight(Bytes block) {
    return block.octet(0) == BY_HEIGHT;
  }

  static long blockNumber(Bytes block) {
    return number(block.slice(1, block.length()));
  }

  static int contract(Bytes stateKey) {
    return stateKey.octet(0) << Byte.SIZE | stateKey.octet(1);
  }

  static int table(Bytes stateKey) {
    return stateKey.octet(2);
  }

  static Bytes unsigned(long number) {
    return CborWriter.encodeUnsigned(number);
  }

  static long readUnsigned(Bytes value) {
    return read(value, CborReader::unsigned);
  }

  /** Where a ledger stood, without the trees that are kept elsewhere. */
  record SavedTip(long height, Timestamp time, LogFrontier log) {
    Bytes save() {
      CborWriter out = new CborWriter();
      out.array(3).unsigned(height).unsigned(time.millis()).bytes(log.save());
      return out.toBytes();
    }

    static SavedTip load(Bytes value) {
      return read(
          value,
          in -> {
            in.arrayOf(3);
            return new SavedTip(
                in.unsigned(),
                new Timestamp(in.unsigned()),
                LogFrontier.load(in.bytes(FRONTIER_LENGTH_MAX)));
          });
    }
  }

  /** What stands under a number that was counted. */
  sealed interface Counted {
    /** An accepted statement: all else is in the log. */
    record Accepted(long index) implements Counted {
      @Override
      public Bytes save() {
        return unsigned(index);
      }
    }

    /**
     * A refused one: the log has no more of it than a line in a seal, so its octets are kept here,
     * for the day on which another statement turns up with its number.
     */
    record Refused(
        Bytes statement, long height, int contract, int reason, String detail, Bytes octets)
        implements Counted {
      @Override
      public Bytes save() {
        CborWriter out = new CborWriter();
        out.array(6).bytes(statement).unsigned(height).unsigned(contract).unsigned(reason);
        out.text(detail).bytes(octets);
        return out.toBytes();
      }
    }

    Bytes save();

    static Counted load(Bytes value) {
      return read(
          value,
          in -> {
            if (in.peekMajor() != Major.ARRAY) {
              return new Accepted(in.unsigned());
            }
            in.arrayOf(6);
            return new Refused(
                in.bytes(32),
                in.unsigned(),
                (int) in.unsigned(Integer.MAX_VALUE),
                (int) in.unsigned(Integer.MAX_VALUE),
                in.text(DETAIL_LENGTH_MAX),
                in.bytes(Sign1.MAX_LENGTH));
          });
    }
  }

  static Bytes save(BlockHead head) {
    CborWriter out = new CborWriter();
    out.array(3).unsigned(head.time().millis()).unsigned(head.size()).bytes(head.root());
    return out.toBytes();
  }

  static BlockHead loadBlock(long height, Bytes value) {
    return read(
        value,
        in -> {
          in.arrayOf(3);
          return new BlockHead(height, new Timestamp(in.unsigned()), in.unsigned(), in.bytes(32));
        });
  }

  private interface Form<T> {
    T of(CborReader in);
  }

  private static <T> T read(Bytes value, Form<T> form) {
    try {
      CborReader in = new CborReader(value);
      T read = form.of(in);
      in.end();
      return read;
    } catch (CborException | IllegalArgumentException e) {
      throw new StoreException(
          StoreException.Kind.DAMAGED,
          "A stored value is damaged (" + e.getMessage() + "). Restore it from a backup.",
          e);
    }
  }
}
