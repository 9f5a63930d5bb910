package birthmark.contract;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.codec.About;
import birthmark.codec.Codec;
import birthmark.codec.Length;
import birthmark.codec.Timestamp;
import birthmark.codec.Trailing;
import birthmark.cose.CoseKey;
import java.util.ArrayList;
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
 * @param predecessor the ledger that this one goes on from, if it does not begin a log
 */
public record Genesis(
    long format,
    @Length(min = 3, max = 64) String name,
    Timestamp time,
    @Length(min = 1, max = 64) List<Founder> founders,
    @Length(min = 1, max = Replicas.MAX) List<Replica> replicas,
    long rules,
    long quota,
    @Trailing Optional<Predecessor> predecessor) {
  /** The version of this record that this code reads and writes. */
  public static final long FORMAT = 1;

  /** The first octet of one with a predecessor: an array of eight. */
  private static final int SUCCESSOR = 0x88;

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

    birthmark.contract.Replica of(List<Founder> founders) {
      Founder runs =
          founders.stream()
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

  /**
   * The ledger that another one goes on from: its log is the beginning of the other one's.
   *
   * @param height its last block
   * @param size how many entries its log has
   * @param root its log's root
   * @param networks its network id, then those of the ledgers that it went on from itself
   */
  @About("The ledger that this one goes on from: its log is the beginning of this one's.")
  public record Predecessor(
      long height,
      long size,
      @Length(min = 32, max = 32) Bytes root,
      @Length(min = 1, max = Predecessor.MAX) List<Network> networks) {
    /** How often a ledger can go on under another genesis. */
    public static final int MAX = 16;

    /**
     * A ledger by its id.
     *
     * @param id its network id
     */
    public record Network(@Length(min = 32, max = 32) Bytes id) {}
  }

  /** Checks the version, the quota, and that the replicas are a set that founders run. */
  public Genesis {
    if (format != FORMAT) {
      throw new IllegalArgumentException(
          "this is genesis format " + format + "; this program knows format " + FORMAT);
    }
    if (quota < 1) {
      throw new IllegalArgumentException("the quota must be at least one statement a minute");
    }
    Replicas _ = Replicas.founding(founders, replicas);
  }

  /** That of a ledger that begins a log. */
  public Genesis(
      long format,
      String name,
      Timestamp time,
      List<Founder> founders,
      List<Replica> replicas,
      long rules,
      long quota) {
    this(format, name, time, founders, replicas, rules, quota, Optional.empty());
  }

  /** Whether {@code entry} of a log starts as what another ledger went on with does. */
  public static boolean isOfSuccessor(Bytes entry) {
    return entry.length() > 0 && entry.octet(0) == SUCCESSOR;
  }

  /** The keys that sign checkpoints at the start. */
  public List<CoseKey> checkpointKeys() {
    return replicas.stream().map(Replica::checkpoint).toList();
  }

  /** The network id: SHA-256 of the genesis entry. */
  public Bytes network() {
    return Sha256.of(CODEC.encode(this));
  }

  /**
   * The network ids that statements of its log may name: its own, then those of its predecessors.
   */
  public List<Bytes> networks() {
    List<Bytes> networks = new ArrayList<>(List.of(network()));
    predecessor.ifPresent(
        before -> before.networks().forEach(network -> networks.add(network.id())));
    return List.copyOf(networks);
  }
}
