package birthmark.contract;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.codec.About;
import birthmark.codec.Codec;
import birthmark.codec.Length;
import birthmark.codec.Timestamp;
import birthmark.cose.CoseKey;
import java.util.List;
import java.util.Optional;

/**
 * What a ledger starts from: the first entry of its log. Its hash is the network's id.
 *
 * @param format the version of this record, 1
 * @param name the ledger's name: the origin of its checkpoints
 * @param time when it was made
 * @param founders the parties it starts with
 * @param replicas the replicas it starts with, each run by one of the founders
 * @param rules the rules version it starts with
 * @param quota how many statements one key may place in a minute of block time
 */
public record Genesis(
    long format,
    @Length(min = 3, max = 64) String name,
    Timestamp time,
    @Length(min = 1, max = 64) List<Founder> founders,
    @Length(min = 1, max = Replicas.MAX) List<Replica> replicas,
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

  /**
   * A replica that the ledger starts with.
   *
   * @param founder the handle of the founder that runs it
   * @param checkpoint the key that signs checkpoints, Ed25519
   * @param consensus the key that signs votes on blocks, Ed25519, where the engine has votes
   * @param weight its part in every decision
   * @param endpoint where others reach it, if it says so
   */
  @About("A replica that the ledger starts with.")
  public record Replica(
      @Length(min = 2, max = 24) String founder,
      CoseKey checkpoint,
      Optional<CoseKey> consensus,
      long weight,
      @Length(min = 1, max = birthmark.contract.Replica.ENDPOINT_MAX) Optional<String> endpoint) {
    /** Checks weight and keys. */
    public Replica {
      birthmark.contract.Replica.requireWeight(weight);
      birthmark.contract.Replica.requireKeys(checkpoint, consensus);
    }

    /** One that signs checkpoints alone, where the engine has no votes. */
    public static Replica of(String founder, CoseKey checkpoint) {
      return new Replica(founder, checkpoint, Optional.empty(), 1, Optional.empty());
    }

    birthmark.contract.Replica of(Genesis genesis) {
      Founder runs =
          genesis.founders().stream()
              .filter(each -> each.handle().equals(founder))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "a replica names the founder " + founder + ", and there is none"));
      return new birthmark.contract.Replica(
          runs.keys().getFirst().thumbprint().value(), checkpoint, consensus, weight, endpoint);
    }
  }

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

  /** The keys that sign checkpoints at the start. */
  public List<CoseKey> checkpointKeys() {
    return replicas.stream().map(Replica::checkpoint).toList();
  }

  /** The network id: SHA-256 of the genesis entry. */
  public Bytes network() {
    return Sha256.of(CODEC.encode(this));
  }
}
