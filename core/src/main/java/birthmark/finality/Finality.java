package birthmark.finality;

import birthmark.cose.Signatures;
import birthmark.proof.Checkpoint;
import birthmark.proof.Note;
import birthmark.proof.NoteKey;
import java.util.List;

/** What the signatures under a checkpoint make of it. */
public enum Finality {
  /** Synced on a node, which says so alone. */
  COMMITTED,
  /**
   * Signed by more than two thirds of the replicas in force, or seen by a witness that the reader
   * named: no single signer can take it back.
   */
  FINAL;

  /**
   * Judges a checkpoint of the log that {@code sets} are of: also final is one that a set made
   * final as it gave way.
   *
   * @throws birthmark.proof.NoteException if the note is no checkpoint
   */
  public static Finality of(
      Note checkpoint, ReplicaSets sets, List<NoteKey> witnesses, Signatures signatures) {
    return sets.isPinned(Checkpoint.of(checkpoint))
        ? FINAL
        : of(checkpoint, sets.current(), witnesses, signatures);
  }

  /**
   * Judges a checkpoint. Whether its own signature is right is the receipt's business.
   *
   * @param replicas the set in force
   * @param witnesses keys that this reader trusts to have seen only one log
   */
  public static Finality of(
      Note checkpoint, ReplicaSet replicas, List<NoteKey> witnesses, Signatures signatures) {
    boolean witnessed =
        witnesses.stream()
            .filter(witness -> witness.kind() == NoteKey.Kind.COSIGNATURE_V1)
            .anyMatch(witness -> witness.signed(signatures, checkpoint));
    return witnessed || replicas.isQuorum(replicas.signers(signatures, checkpoint))
        ? FINAL
        : COMMITTED;
  }
}
