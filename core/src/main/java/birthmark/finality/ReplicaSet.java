package birthmark.finality;

import birthmark.bytes.Bytes;
import birthmark.contract.Genesis;
import birthmark.contract.Replica;
import birthmark.contract.Replicas;
import birthmark.cose.CoseKey;
import birthmark.cose.KeyId;
import birthmark.cose.Signatures;
import birthmark.proof.Note;
import birthmark.proof.NoteKey;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * The replicas that sign a ledger's checkpoints from one height on.
 *
 * @param origin the log's origin, which all of them sign under
 * @param members the replicas, none twice
 */
public record ReplicaSet(String origin, List<Member> members) {
  /**
   * A replica.
   *
   * @param key the key that signs checkpoints; only Ed25519 keys do
   * @param weight what it weighs, from 1
   */
  public record Member(CoseKey key, long weight) {
    /** Checks the weight. */
    public Member {
      Replica.requireWeight(weight);
    }
  }

  /** Checks that no key is there twice. */
  public ReplicaSet {
    members = List.copyOf(members);
    if (members.size() > Replicas.MAX || weights(members).size() != members.size()) {
      throw new IllegalArgumentException("a replica set names a key twice, or too many");
    }
  }

  /** The set that {@code genesis} names. */
  public static ReplicaSet of(Genesis genesis) {
    return new ReplicaSet(
        genesis.name(),
        genesis.replicas().stream()
            .map(each -> new Member(each.checkpoint(), each.weight()))
            .toList());
  }

  /** The set that the state has, of the ledger {@code origin}. */
  public static ReplicaSet of(String origin, Replicas replicas) {
    return new ReplicaSet(
        origin,
        replicas.members().stream()
            .map(each -> new Member(each.checkpoint(), each.weight()))
            .toList());
  }

  private static TreeMap<KeyId, Long> weights(List<Member> members) {
    TreeMap<KeyId, Long> weights = new TreeMap<>();
    members.forEach(each -> weights.put(each.key().thumbprint(), each.weight()));
    return weights;
  }

  /** The keys of all. */
  public List<CoseKey> keys() {
    return members.stream().map(Member::key).toList();
  }

  /** What seals name it by. */
  public Bytes digest() {
    return Replicas.digest(weights(members));
  }

  /** The replicas that signed {@code note}; signing twice is signing once. */
  public List<Member> signers(Signatures signatures, Note note) {
    List<Member> signers = new ArrayList<>();
    for (Member member : members) {
      boolean signed =
          NoteKey.ofLog(origin, member.key())
              .map(each -> each.signed(signatures, note))
              .orElse(false);
      if (signed) {
        signers.add(member);
      }
    }
    return List.copyOf(signers);
  }

  /**
   * Whether these are enough: more than two thirds of what the set weighs, and never one alone,
   * whatever the set is.
   */
  public boolean isQuorum(List<Member> signers) {
    return signers.size() >= 2 && 3 * weight(signers) > 2 * weight(members);
  }

  private static long weight(List<Member> some) {
    long sum = 0;
    for (Member each : some) {
      sum = Math.addExact(sum, each.weight());
    }
    return sum;
  }
}
