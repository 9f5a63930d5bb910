package birthmark.contract;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.codec.About;
import birthmark.codec.Codec;
import birthmark.codec.Length;
import birthmark.codec.Timestamp;
import birthmark.cose.CoseKey;
import java.util.List;

/**
 * What a ledger starts from: the first entry of its log. Its hash is the network's id.
 *
 * @param format the version of this record, 1
 * @param name the ledger's name: the origin of its checkpoints
 * @param time when it was made
 * @param founders the parties it starts with
 * @param replicas the keys that sign checkpoints
 * @param rules the rules version it starts with
 * @param quota how many statements one key may place in a minute of block time
 */
public record Genesis(
    long format,
    @Length(min = 3, max = 64) String name,
    Timestamp time,
    @Length(min = 1, max = 64) List<Founder> founders,
    @Length(min = 1, max = 128) List<CoseKey> replicas,
    long rules,
    long quota) {
  /** The version of this record that this code reads and writes. */
  public static final long FORMAT = 1;

  /** Its CBOR form. */
  public static final Codec<Genesis> CODEC = Codec.of(Genesis.class);

  /**
   * A party that the ledger starts with.
   *
   * @param handle its short name
   * @param name its name
   * @param keys its signing keys, the first of which names it
   * @param roles what it may do
   */
  @About("A party that the ledger starts with.")
  public record Founder(
      @Length(min = 2, max = 24) String handle,
      @Length(min = 1, max = 80) String name,
      @Length(min = 1, max = 8) List<CoseKey> keys,
      @Length(min = 1, max = 8) List<Role> roles) {}

  /** Checks the version. */
  public Genesis {
    if (format != FORMAT) {
      throw new IllegalArgumentException(
          "this is genesis format " + format + "; this program knows format " + FORMAT);
    }
    if (quota < 1) {
      throw new IllegalArgumentException("the quota must be at least one statement a minute");
    }
  }

  /** The network id: SHA-256 of the genesis entry. */
  public Bytes network() {
    return Sha256.of(CODEC.encode(this));
  }
}
