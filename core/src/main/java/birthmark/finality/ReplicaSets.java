package birthmark.finality;

import birthmark.bytes.Bytes;
import birthmark.codec.MalformedException;
import birthmark.cose.CoseException;
import birthmark.cose.CoseKey;
import birthmark.cose.Signatures;
import birthmark.machine.Seal;
import birthmark.merkle.LogProof;
import birthmark.merkle.LogTree;
import birthmark.merkle.LogVerdict;
import birthmark.proof.Checkpoint;
import birthmark.proof.Note;
import birthmark.proof.NoteException;
import java.util.ArrayList;
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
  private final List<Retired> retired = new ArrayList<>();
  private ReplicaSet current;
  private long size;

  /**
   * A set that gave way.
   *
   * @param set who it was
   * @param note the checkpoint that it made final with the change, with its signatures; what its
   *     members sign beyond that is worth nothing
   * @param last the same without signatures
   */
  public record Retired(ReplicaSet set, Note note, Checkpoint last) {}

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
    /** Not a seal. */
    NOT_A_SEAL("the log's entry is not the end of a block"),
    /** The seal is of a change from another set. */
    OTHER_BEFORE("the seal names another set before: a change is missing, or out of order"),
    /** Not enough of the set before. */
    TOO_FEW_SIGNERS("not more than two thirds of the replicas before signed the checkpoint"),
    /** The seal is not in the log. */
    NOT_INCLUDED("the seal is not in the log that the checkpoint is of"),
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

  /** The sets that gave way, oldest first. */
  public List<Retired> retired() {
    return List.copyOf(retired);
  }

  /** Whether {@code other} came to another set after as many changes as both have followed. */
  public boolean contradicts(ReplicaSets other) {
    List<Bytes> ours = all().stream().map(ReplicaSet::digest).toList();
    List<Bytes> theirs = other.all().stream().map(ReplicaSet::digest).toList();
    int both = Math.min(ours.size(), theirs.size());
    return !ours.subList(0, both).equals(theirs.subList(0, both));
  }

  /** All sets, oldest first, that in force last. */
  public List<ReplicaSet> all() {
    List<ReplicaSet> all = new ArrayList<>();
    retired.forEach(each -> all.add(each.set()));
    all.add(current);
    return List.copyOf(all);
  }

  /** Whether {@code checkpoint} is one that a set made final as it gave way. */
  public boolean isPinned(Checkpoint checkpoint) {
    return retired.stream()
        .map(Retired::last)
        .anyMatch(
            last -> last.size() == checkpoint.size() && last.root().equals(checkpoint.root()));
  }

  /** Follows {@code changes} in order; which of them is not believed and why, if one is not. */
  public Optional<String> follow(List<ReplicaSetChange> changes) {
    for (int at = 0; at < changes.size(); at++) {
      Optional<Refusal> refusal = follow(changes.get(at));
      if (refusal.isPresent()) {
        return Optional.of("change " + (at + 1) + ": " + refusal.get().sentence());
      }
    }
    return Optional.empty();
  }

  /** Follows a change; why not, if it is not believed, and then nothing changes here. */
  public Optional<Refusal> follow(ReplicaSetChange change) {
    Note note;
    Checkpoint checkpoint;
    try {
      note = Note.decode(change.checkpoint());
      checkpoint = Checkpoint.of(note);
    } catch (NoteException e) {
      return Optional.of(Refusal.CHECKPOINT);
    }
    if (!checkpoint.origin().equals(current.origin())) {
      return Optional.of(Refusal.CHECKPOINT);
    }
    if (checkpoint.size() <= size) {
      return Optional.of(Refusal.NOT_NEWER);
    }
    Seal seal;
    try {
      seal = Seal.decode(change.seal());
    } catch (MalformedException e) {
      return Optional.of(Refusal.NOT_A_SEAL);
    }
    if (!seal.replicas().equals(current.digest())) {
      return Optional.of(Refusal.OTHER_BEFORE);
    }
    if (!current.isQuorum(current.signers(signatures, note))) {
      return Optional.of(Refusal.TOO_FEW_SIGNERS);
    }
    Bytes leaf = LogTree.leafHash(change.seal());
    List<Bytes> path = change.path();
    LogVerdict verdict =
        LogProof.verifyInclusion(leaf, change.index(), checkpoint.size(), path, checkpoint.root());
    if (!verdict.holds()) {
      return Optional.of(Refusal.NOT_INCLUDED);
    }
    Optional<ReplicaSet> next =
        next(change).filter(set -> set.digest().equals(seal.replicasAfter()));
    if (next.isEmpty()) {
      return Optional.of(Refusal.OTHER_SET);
    }
    retired.add(new Retired(current, note, checkpoint));
    current = next.get();
    size = checkpoint.size();
    return Optional.empty();
  }

  private Optional<ReplicaSet> next(ReplicaSetChange change) {
    try {
      return Optional.of(
          new ReplicaSet(
              current.origin(),
              change.next().stream()
                  .map(each -> new ReplicaSet.Member(CoseKey.decode(each.key()), each.weight()))
                  .toList()));
    } catch (CoseException | IllegalArgumentException e) {
      return Optional.empty(); // no key, none weighs so much, or one is there twice
    }
  }
}
