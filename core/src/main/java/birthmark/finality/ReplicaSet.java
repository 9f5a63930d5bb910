package birthmark.finality;

import birthmark.bytes.Bytes;
import birthmark.contract.Genesis;
import birthmark.cose.CoseKey;
import birthmark.cose.Signatures;
import birthmark.machine.Seal;
import birthmark.proof.Note;
import birthmark.proof.NoteKey;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The replicas that sign a ledger's checkpoints from one height on.
 *
 * @param origin the log's origin, which all of them sign under
 * @param keys their keys, each once; only Ed25519 keys sign checkpoints
 */
public record ReplicaSet(String origin, List<CoseKey> keys) {
  /** Checks that no key is there twice. */
  public ReplicaSet {
    keys = List.copyOf(keys);
    SortedSet<Bytes> thumbprints = new TreeSet<>();
    for (CoseKey key : keys) {
      if (!thumbprints.add(key.thumbprint().value())) {
        throw new IllegalArgumentException("a replica set names a key twice");
      }
    }
  }

  /** The set that {@code genesis} names. */
  public static ReplicaSet of(Genesis genesis) {
    return new ReplicaSet(genesis.name(), genesis.replicas());
  }

  /** What seals name it by. */
  public Bytes digest() {
    return Seal.replicaSet(keys);
  }

  /** How many of the replicas signed {@code note}; signing twice is signing once. */
  public int signers(Signatures signatures, Note note) {
    int signers = 0;
    for (CoseKey key : keys) {
      boolean signed =
          NoteKey.ofLog(origin, key).map(each -> each.signed(signatures, note)).orElse(false);
      signers += signed ? 1 : 0;
    }
    return signers;
  }

  /**
   * Whether so many signatures are enough: more than two thirds of the set, and never one alone,
   * whatever the set is.
   */
  public boolean isQuorum(int signers) {
    return signers >= 2 && 3L * signers > 2L * keys.size();
  }
}
