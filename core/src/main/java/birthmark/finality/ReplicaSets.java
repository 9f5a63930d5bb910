package birthmark.finality;

import birthmark.bytes.Bytes;
import birthmark.codec.MalformedException;
import birthmark.cose.Signatures;
import birthmark.machine.Seal;
import birthmark.merkle.LogProof;
import birthmark.merkle.LogTree;
import birthmark.merkle.LogVerdict;
import birthmark.proof.Checkpoint;
import birthmark.proof.NoteException;
import java.util.List;
import java.util.Optional;

/**
 * The replica set in force, followed from one that is trusted: each change is signed for by more
 * than two thirds of the set before.
 *
 * <p>Only the last set counts. What a set that has retired signs afterwards is worth nothing here,
 * since its keys may since be anybody's.
 */
public final class ReplicaSets {
  private final Signatures signatures;
  private ReplicaSet current;
  private long size;

  /** Begins with a set that is trusted: that of the genesis, or one that was pinned. */
  public ReplicaSets(ReplicaSet trusted, Signatures signatures) {
    this.current = trusted;
    this.signatures = signatures;
  }

  /** Why a change of the replica set is not believed, in the order checked. */
  public enum Refusal {
    /** Not a checkpoint of this log. */
    CHECKPOINT("the checkpoint is malformed or of another log"),
    /** Older than a change that was followed before. */
    NOT_NEWER("the checkpoint is not newer than that of the change before"),
    /** Not enough of the set before. */
    TOO_FEW_SIGNERS("not more than two thirds of the replicas before signed the checkpoint"),
    /** The seal is not in the log. */
    NOT_INCLUDED("the seal is not in the log that the checkpoint is of"),
    /** Not a seal. */
    NOT_A_SEAL("the log's entry is not the end of a block"),
    /** The seal names another set. */
    OTHER_SET("the seal does not name this set as the next");

    private final String sentence;

    Refusal(String sentence) {
      this.sentence = sentence;
    }

    /** What was found, without a full stop. */
    public String sentence() {
      return sentence;
    }
  }

  /** The set in force. */
  public ReplicaSet current() {
    return current;
  }

  /** Follows a change; why not, if it is not believed, and then nothing changes here. */
  public Optional<Refusal> follow(ReplicaSetChange change) {
    Checkpoint checkpoint;
    try {
      checkpoint = Checkpoint.of(change.checkpoint());
    } catch (NoteException e) {
      return Optional.of(Refusal.CHECKPOINT);
    }
    if (!checkpoint.origin().equals(current.origin())) {
      return Optional.of(Refusal.CHECKPOINT);
    }
    if (checkpoint.size() <= size) {
      return Optional.of(Refusal.NOT_NEWER);
    }
    if (!current.isQuorum(current.signers(signatures, change.checkpoint()))) {
      return Optional.of(Refusal.TOO_FEW_SIGNERS);
    }
    Optional<Refusal> refusal = refusal(change, checkpoint);
    if (refusal.isEmpty()) {
      current = new ReplicaSet(current.origin(), change.next());
      size = checkpoint.size();
    }
    return refusal;
  }

  private static Optional<Refusal> refusal(ReplicaSetChange change, Checkpoint checkpoint) {
    Bytes leaf = LogTree.leafHash(change.seal());
    List<Bytes> path = change.path();
    LogVerdict verdict =
        LogProof.verifyInclusion(leaf, change.index(), checkpoint.size(), path, checkpoint.root());
    if (!verdict.holds()) {
      return Optional.of(Refusal.NOT_INCLUDED);
    }
    try {
      Seal seal = Seal.decode(change.seal());
      ReplicaSet next = new ReplicaSet(checkpoint.origin(), change.next());
      return seal.replicasAfter().equals(next.digest())
          ? Optional.empty()
          : Optional.of(Refusal.OTHER_SET);
    } catch (MalformedException e) {
      return Optional.of(Refusal.NOT_A_SEAL);
    } catch (IllegalArgumentException e) {
      return Optional.of(Refusal.OTHER_SET);
    }
  }
}
