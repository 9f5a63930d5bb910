package birthmark.finality;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.cbor.CborWriter;
import birthmark.contract.Genesis;
import birthmark.cose.CoseKey;
import birthmark.cose.Curve;
import birthmark.cose.Signatures;
import birthmark.proof.Note;
import birthmark.proof.NoteKey;
import birthmark.proof.NoteSignature;
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

  /** What seals name it by: SHA-256 of the CBOR array of the thumbprints in ascending order. */
  public Bytes digest() {
    List<Bytes> thumbprints = keys.stream().map(key -> key.thumbprint().value()).sorted().toList();
    CborWriter out = new CborWriter();
    out.array(thumbprints.size());
    thumbprints.forEach(out::bytes);
    return Sha256.of(out.toBytes());
  }

  /** How many of the replicas signed {@code note}; signing twice is signing once. */
  public int signers(Signatures signatures, Note note) {
    int signers = 0;
    for (CoseKey key : keys) {
      signers += signed(signatures, key, note) ? 1 : 0;
    }
    return signers;
  }

  private boolean signed(Signatures signatures, CoseKey key, Note note) {
    if (!(key instanceof CoseKey.Okp okp) || okp.curve() != Curve.ED25519) {
      return false;
    }
    NoteKey noteKey = new NoteKey(origin, NoteKey.Kind.ED25519, okp.x());
    for (NoteSignature signature : note.signatures()) {
      if (noteKey.verify(signatures, note.text(), signature)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether so many signatures are enough: more than two thirds of the set, and never one alone,
   * whatever the set is.
   */
  public boolean isQuorum(int signers) {
    return signers >= 2 && 3L * signers > 2L * keys.size();
  }
}
