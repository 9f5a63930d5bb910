package birthmark.finality;

import birthmark.bytes.Bytes;
import birthmark.cose.CoseKey;
import birthmark.cose.KeyId;
import birthmark.cose.Signatures;
import birthmark.proof.Checkpoint;
import birthmark.proof.LogTrust;
import birthmark.proof.NoteKey;
import birthmark.proof.ReceiptCheck;
import birthmark.proof.ReceiptRefusal;
import birthmark.proof.ReceiptVerifier;
import birthmark.proof.TrustAnchor;
import java.util.Optional;

/**
 * The check of receipts under the keys of replicas: those in force, and those that have left as far
 * as what they signed is shown to be of the same log.
 */
public final class ReplicaReceipts implements LogTrust {
  private final ReplicaSets sets;
  private final Signatures signatures;
  private final KnownLog known;

  /** What is known of the log besides the sets. */
  @FunctionalInterface
  public interface KnownLog {
    /** Whether the log that is trusted begins with what {@code checkpoint} is of. */
    boolean beginsWith(Checkpoint checkpoint);
  }

  /** Trusts the replicas of {@code sets}. */
  public ReplicaReceipts(ReplicaSets sets, Signatures signatures) {
    this(sets, signatures, _ -> false);
  }

  /**
   * The same.
   *
   * @param known what a receipt of a replica that has left is compared with
   */
  public ReplicaReceipts(ReplicaSets sets, Signatures signatures, KnownLog known) {
    this.sets = sets;
    this.signatures = signatures;
    this.known = known;
  }

  /**
   * What a check came to.
   *
   * @param check what is proven, or why nothing is
   * @param replica the key of the replica that signed, if one of the ledger's did
   */
  public record Verdict(ReceiptCheck check, Optional<KeyId> replica) {}

  @Override
  public ReceiptCheck verify(Bytes entry, Bytes receipt) {
    return judge(entry, receipt).check();
  }

  /** Whether {@code receipt} proves that {@code entry} is in the log, and by whose word. */
  public Verdict judge(Bytes entry, Bytes receipt) {
    Verdict now = under(sets.current(), entry, receipt);
    if (now.check() instanceof ReceiptCheck.Proven) {
      return now;
    }
    for (ReplicaSets.Retired retired : sets.retired().reversed()) {
      Verdict then = under(retired.set(), entry, receipt);
      if (then.check() instanceof ReceiptCheck.Proven proven) {
        Checkpoint checkpoint = Checkpoint.of(proven.checkpoint());
        boolean same = sets.isPinned(checkpoint) || known.beginsWith(checkpoint);
        return same ? then : new Verdict(left(then), then.replica());
      }
    }
    return now;
  }

  private static ReceiptCheck left(Verdict verdict) {
    return new ReceiptCheck.Refused(
        ReceiptRefusal.SIGNER_HAS_LEFT, verdict.replica().map(KeyId::toString).orElse(""));
  }

  /** The check under any key of {@code set}; if none proves it, what its own signer's came to. */
  private Verdict under(ReplicaSet set, Bytes entry, Bytes receipt) {
    ReceiptCheck why =
        new ReceiptCheck.Refused(ReceiptRefusal.CHECKPOINT_UNSIGNED, "no replica signs");
    for (CoseKey replica : set.keys()) {
      Optional<NoteKey> key = NoteKey.ofLog(set.origin(), replica);
      if (key.isPresent()) {
        TrustAnchor anchor = new TrustAnchor(set.origin(), key.get(), replica);
        ReceiptCheck check = new ReceiptVerifier(anchor, signatures).verify(entry, receipt);
        if (check instanceof ReceiptCheck.Proven) {
          return new Verdict(check, Optional.of(replica.thumbprint()));
        }
        why = isOfAnotherKey(why) ? check : why;
      }
    }
    return new Verdict(why, Optional.empty());
  }

  /** Whether a refusal says no more than that this key is not the signer's. */
  private static boolean isOfAnotherKey(ReceiptCheck check) {
    return check instanceof ReceiptCheck.Refused(ReceiptRefusal reason, String _)
        && (reason == ReceiptRefusal.CHECKPOINT_UNSIGNED || reason == ReceiptRefusal.UNKNOWN_KEY);
  }
}
