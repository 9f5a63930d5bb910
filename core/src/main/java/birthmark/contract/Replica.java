package birthmark.contract;

import birthmark.bytes.Bytes;
import birthmark.codec.About;
import birthmark.codec.Length;
import birthmark.cose.Algorithm;
import birthmark.cose.CoseKey;
import birthmark.cose.KeyId;
import java.util.Optional;

/**
 * A replica of the ledger: whose it is, the keys that it signs with, and how much it weighs.
 *
 * @param party the organisation that runs it, the id of a party
 * @param checkpoint the key that signs checkpoints, Ed25519; its thumbprint names the replica
 * @param consensus the key that signs votes on blocks, Ed25519, where the engine has votes
 * @param weight its part in every decision, 1 to {@value #WEIGHT_MAX}
 * @param endpoint where others reach it, if it says so
 */
@About("A replica of the ledger.")
public record Replica(
    @Length(min = 32, max = 32) Bytes party,
    CoseKey checkpoint,
    Optional<CoseKey> consensus,
    long weight,
    @Length(min = 1, max = Replica.ENDPOINT_MAX) Optional<String> endpoint) {
  /** The most that a replica weighs; 64 of them stay far below what CometBFT adds up. */
  public static final long WEIGHT_MAX = 1_000_000;

  /** The longest endpoint, in octets. */
  public static final int ENDPOINT_MAX = 200;

  /** Checks weight and keys. */
  public Replica {
    requireWeight(weight);
    requireKeys(checkpoint, consensus);
  }

  /**
   * Checks a weight.
   *
   * @throws IllegalArgumentException if none is so large
   */
  public static void requireWeight(long weight) {
    if (weight < 1 || weight > WEIGHT_MAX) {
      throw new IllegalArgumentException("a replica weighs 1 to " + WEIGHT_MAX);
    }
  }

  /**
   * Checks a replica's keys.
   *
   * @throws IllegalArgumentException if they are not two different ones of Ed25519
   */
  public static void requireKeys(CoseKey checkpoint, Optional<CoseKey> consensus) {
    if (!isEd25519(checkpoint) || !consensus.map(Replica::isEd25519).orElse(true)) {
      throw new IllegalArgumentException("a replica's keys are Ed25519 keys that sign");
    }
    if (consensus.map(key -> key.thumbprint().equals(checkpoint.thumbprint())).orElse(false)) {
      throw new IllegalArgumentException(
          "a replica signs checkpoints and votes with different keys");
    }
  }

  private static boolean isEd25519(CoseKey key) {
    return key.signingAlgorithm().filter(each -> each == Algorithm.ED25519).isPresent();
  }

  /** What names it: the thumbprint of its checkpoint key. */
  public KeyId id() {
    return checkpoint.thumbprint();
  }

  /** The same with another weight. */
  public Replica weighing(long other) {
    return new Replica(party, checkpoint, consensus, other, endpoint);
  }

  /** The same, run by another party. */
  public Replica ofParty(Bytes other) {
    return new Replica(other, checkpoint, consensus, weight, endpoint);
  }

  /** Whose it is. */
  public Subject owner() {
    return Subject.party(party);
  }
}
