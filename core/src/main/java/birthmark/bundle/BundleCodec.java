package birthmark.bundle;

import birthmark.answer.Question;
import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.cbor.CborException;
import birthmark.cbor.CborReader;
import birthmark.cbor.CborWriter;
import birthmark.codec.Timestamp;
import birthmark.contract.Subject;
import birthmark.cose.KeyId;
import birthmark.cose.Sign1;
import birthmark.finality.ReplicaSetChange;
import birthmark.finality.ReplicaSetChanges;
import birthmark.merkle.StateProof;
import birthmark.proof.Receipt;
import birthmark.proof.StateProofCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Bundles in deterministic CBOR under their own tag, octet for octet as docs/protocol.md says. */
public final class BundleCodec {
  /** The CBOR tag of a bundle: "bund" in ASCII, in the range that is first come, first served. */
  public static final long TAG = 0x62756e64L;

  private static final int VERSION = 1;
  private static final int ITEMS = 9;
  private static final int THING = 1;
  private static final int SHOWN = 0;
  private static final int SHOWN_ITEMS = 8;
  private static final int HIDDEN = 1;
  private static final int HIDDEN_ITEMS = 6;
  private static final int PATH_MAX = 63;
  private static final int SEAL_LENGTH_MAX = 8 << 20;
  private static final int GENESIS_LENGTH_MAX = 1 << 20;
  private static final int TEXT_LENGTH_MAX = 512;

  private BundleCodec() {}

  /** Whether {@code octets} begin as a bundle does. */
  public static boolean begins(Bytes octets) {
    return octets.startsWith(Bytes.fromHex("da62756e64"));
  }

  /** The bundle in deterministic CBOR. */
  public static Bytes encode(Bundle bundle) {
    CborWriter out = new CborWriter(1 << 16);
    out.tag(TAG).array(ITEMS).unsigned(VERSION).bytes(bundle.genesis());
    out.array(bundle.changes().size());
    bundle.changes().forEach(each -> each.write(out));
    out.array(2).unsigned(THING).bytes(bundle.subject().id());
    out.array(bundle.events().size());
    bundle.events().forEach(event -> write(out, event));
    out.array(bundle.reads().size());
    for (Question read : bundle.reads()) {
      out.array(3).text(read.contract()).text(read.path()).text(read.texts().getFirst());
    }
    out.bytes(bundle.seal()).bytes(bundle.receipt());
    StateProofCodec.write(out, bundle.rows());
    return out.toBytes();
  }

  private static void write(CborWriter out, Event event) {
    switch (event) {
      case Event.Shown shown -> {
        place(out.array(SHOWN_ITEMS).unsigned(SHOWN), shown);
        write(out.bytes(shown.outcome()).bytes(shown.statement()), shown.path());
      }
      case Event.Hidden hidden ->
          place(out.array(HIDDEN_ITEMS).unsigned(HIDDEN), hidden).bytes(hidden.outcomeHash());
    }
  }

  private static CborWriter place(CborWriter out, Event event) {
    event.key().ifPresentOrElse(key -> out.bytes(key.value()), out::nil);
    return out.unsigned(event.index()).unsigned(event.height()).unsigned(event.time().millis());
  }

  private static void write(CborWriter out, List<Bytes> strings) {
    out.array(strings.size());
    strings.forEach(out::bytes);
  }

  /**
   * The bundle that {@code encoded} holds, with nothing after it.
   *
   * @throws CborException if it is not one in the form that {@link #encode} gives
   */
  public static Bundle decode(Bytes encoded) {
    CborReader in = new CborReader(encoded);
    expect(in, in.tag(), TAG, "the tag");
    in.arrayOf(ITEMS);
    expect(in, in.unsigned(), VERSION, "the version");
    Bytes genesis = in.bytes(GENESIS_LENGTH_MAX);
    final List<ReplicaSetChange> changes =
        list(in, ReplicaSetChanges.MAX, () -> ReplicaSetChange.read(in));
    in.arrayOf(2);
    expect(in, in.unsigned(), THING, "the kind of subject");
    final Subject subject = Subject.thing(in.bytesOf(KeyId.LENGTH));
    final List<Event> events = list(in, Bundle.EVENTS_MAX, () -> event(in));
    final List<Question> reads = list(in, Bundle.READS_MAX, () -> read(in));
    Bytes seal = in.bytes(SEAL_LENGTH_MAX);
    Bytes receipt = in.bytes(Receipt.MAX_LENGTH);
    StateProof rows = StateProofCodec.read(in);
    in.end();
    return new Bundle(genesis, changes, subject, events, reads, seal, receipt, rows);
  }

  private static Event event(CborReader in) {
    int items = in.array(SHOWN_ITEMS);
    long form = in.unsigned(HIDDEN);
    expect(in, items, form == SHOWN ? SHOWN_ITEMS : HIDDEN_ITEMS, "the number of an entry's items");
    Optional<KeyId> key = Optional.empty();
    if (in.isNil()) {
      in.nil();
    } else {
      key = Optional.of(new KeyId(in.bytesOf(KeyId.LENGTH)));
    }
    long index = in.unsigned();
    long height = in.unsigned();
    Timestamp time = new Timestamp(in.unsigned(Timestamp.MAX_MILLIS));
    if (form == HIDDEN) {
      return new Event.Hidden(key, index, height, time, in.bytesOf(Sha256.LENGTH));
    }
    Bytes outcome = in.bytes(SEAL_LENGTH_MAX);
    Bytes statement = in.bytes(Sign1.MAX_LENGTH);
    return new Event.Shown(key, index, height, time, outcome, statement, hashes(in));
  }

  private static Question read(CborReader in) {
    in.arrayOf(3);
    String contract = in.text(TEXT_LENGTH_MAX);
    String path = in.text(TEXT_LENGTH_MAX);
    return new Question(contract, path, List.of(in.text(TEXT_LENGTH_MAX)), List.of(), 0);
  }

  private static List<Bytes> hashes(CborReader in) {
    return list(in, PATH_MAX, () -> in.bytesOf(Sha256.LENGTH));
  }

  private static <T> List<T> list(CborReader in, int max, Supplier<T> next) {
    int count = in.array(max);
    List<T> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      items.add(next.get());
    }
    return items;
  }

  private static void expect(CborReader in, long found, long wanted, String what) {
    if (found != wanted) {
      throw new CborException(
          CborException.Reason.OUT_OF_RANGE,
          in.position(),
          what + " is " + wanted + ", not " + found);
    }
  }
}
