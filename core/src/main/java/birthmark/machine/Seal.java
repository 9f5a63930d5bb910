package birthmark.machine;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborException;
import birthmark.cbor.CborReader;
import birthmark.cbor.CborWriter;
import birthmark.codec.Codec;
import birthmark.codec.Length;
import birthmark.codec.MalformedException;
import birthmark.codec.Timestamp;
import birthmark.cose.KeyId;
import java.util.List;

/**
 * The log entry that ends a block and commits to everything the block did. In CBOR under its own
 * tag, so that it is never taken for a statement.
 *
 * @param height the block's height
 * @param time the block's time
 * @param stateRoot the state tree's root after the block
 * @param outcomesRoot the RFC 9162 root over the block's outcomes: what happened by itself,
 *     accepted statements in log order, then refusals
 * @param refusals what was counted and refused, so that the log alone reproduces the windows
 * @param rules the rules version that decided
 * @param replicas the digest of the replica set of the next height
 * @param replicasAfter the digest of the replica set of the height after that
 */
public record Seal(
    long height,
    Timestamp time,
    @Length(min = 32, max = 32) Bytes stateRoot,
    @Length(min = 32, max = 32) Bytes outcomesRoot,
    @Length(max = Seal.REFUSALS_MAX) List<Refusal> refusals,
    long rules,
    @Length(min = 32, max = 32) Bytes replicas,
    @Length(min = 32, max = 32) Bytes replicasAfter) {
  /**
   * The CBOR tag of a seal: "seal" in ASCII, in the range of RFC 8949 that is first come, first
   * served.
   */
  public static final long TAG = 0x7365616cL;

  /**
   * The most refusals of a block: with these the seal has less than the 65,535 octets that an entry
   * of a C2SP bundle can have.
   */
  public static final int REFUSALS_MAX = 700;

  private static final Codec<Seal> CODEC = Codec.of(Seal.class);

  /**
   * A statement that was counted and refused.
   *
   * @param key its key
   * @param sequence its number
   * @param statement its id
   * @param contract the contract whose rule refused it, 0 for the envelope's
   * @param reason the position of the rule
   * @param after how many statements of the block were accepted before it
   */
  public record Refusal(
      KeyId key,
      long sequence,
      @Length(min = 32, max = 32) Bytes statement,
      long contract,
      long reason,
      long after) {}

  /** The log entry. */
  public Bytes encode() {
    CborWriter out = new CborWriter();
    out.tag(TAG);
    CODEC.write(out, this);
    return out.toBytes();
  }

  /** Whether {@code entry} starts as a seal does. */
  public static boolean is(Bytes entry) {
    return entry.length() > 5
        && entry.octet(0) == 0xda
        && entry.octet(1) == 0x73
        && entry.octet(2) == 0x65
        && entry.octet(3) == 0x61
        && entry.octet(4) == 0x6c;
  }

  /**
   * The seal that {@code entry} holds.
   *
   * @throws MalformedException if it is none
   */
  public static Seal decode(Bytes entry) throws MalformedException {
    CborReader in = new CborReader(entry);
    try {
      if (in.tag() != TAG) {
        throw new MalformedException("", "a seal has CBOR tag " + TAG);
      }
      Seal seal = CODEC.read(in);
      in.end();
      return seal;
    } catch (CborException e) {
      throw new MalformedException(e);
    }
  }
}
