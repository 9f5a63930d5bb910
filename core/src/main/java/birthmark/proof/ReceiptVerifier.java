package birthmark.proof;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborException;
import birthmark.cose.Algorithm;
import birthmark.cose.CoseKey;
import birthmark.cose.Signatures;
import birthmark.merkle.LogProof;
import birthmark.merkle.LogTree;
import birthmark.merkle.LogVerdict;
import birthmark.proof.ReceiptCheck.Proven;
import birthmark.proof.ReceiptCheck.Refused;
import java.util.Optional;

/** The offline check of a receipt: it needs the entry, the receipt and what was pinned before. */
public final class ReceiptVerifier implements LogTrust {
  private final TrustAnchor anchor;
  private final Signatures signatures;

  /** A verifier that trusts {@code anchor} alone. */
  public ReceiptVerifier(TrustAnchor anchor, Signatures signatures) {
    this.anchor = anchor;
    this.signatures = signatures;
  }

  /**
   * Whether {@code receipt} proves that {@code entry} is in the log.
   *
   * @param entry the octets of the log's entry; for a statement of ours, the statement
   * @param receipt an encoded receipt
   */
  @Override
  public ReceiptCheck verify(Bytes entry, Bytes receipt) {
    if (receipt.length() > Receipt.MAX_LENGTH) {
      return refused(ReceiptRefusal.TOO_LARGE, receipt.length() + " octets");
    }
    try {
      return verify(entry, Receipt.decode(receipt));
    } catch (CborException e) {
      return refused(
          ReceiptRefusal.MALFORMED, "at octet " + e.offset() + ": " + e.reason().sentence());
    }
  }

  private ReceiptCheck verify(Bytes entry, Receipt receipt) {
    Note note;
    Checkpoint checkpoint;
    try {
      note = Note.decode(receipt.checkpoint());
      checkpoint = Checkpoint.of(note);
    } catch (NoteException e) {
      return refused(ReceiptRefusal.CHECKPOINT_MALFORMED, e.sentence());
    }
    return faultOf(note, checkpoint)
        .or(() -> faultOf(entry, receipt, checkpoint))
        .or(() -> faultOf(receipt, checkpoint.root()))
        .<ReceiptCheck>map(refused -> refused)
        .orElseGet(
            () ->
                new Proven(
                    checkpoint.origin(),
                    receipt.inclusion().index(),
                    checkpoint.size(),
                    checkpoint.root(),
                    receipt.claims(),
                    note));
  }

  private Optional<Refused> faultOf(Note note, Checkpoint checkpoint) {
    if (!checkpoint.origin().equals(anchor.origin())) {
      return fault(ReceiptRefusal.WRONG_ORIGIN, checkpoint.origin());
    }
    NoteKey key = anchor.checkpointKey();
    boolean signed = false;
    for (NoteSignature signature : note.signatures()) {
      if (key.names(signature)) {
        if (!key.verify(signatures, note.text(), signature)) {
          return fault(ReceiptRefusal.CHECKPOINT_SIGNATURE, key.name());
        }
        signed = true;
      }
    }
    return signed ? Optional.empty() : fault(ReceiptRefusal.CHECKPOINT_UNSIGNED, key.encode());
  }

  private static Optional<Refused> faultOf(Bytes entry, Receipt receipt, Checkpoint checkpoint) {
    Receipt.Inclusion inclusion = receipt.inclusion();
    if (inclusion.size() != checkpoint.size()) {
      return fault(
          ReceiptRefusal.WRONG_SIZE, inclusion.size() + " and " + checkpoint.size() + " entries");
    }
    LogVerdict verdict =
        LogProof.verifyInclusion(
            LogTree.leafHash(entry),
            inclusion.index(),
            inclusion.size(),
            inclusion.path(),
            checkpoint.root());
    return switch (verdict) {
      case HOLDS -> Optional.empty();
      case ROOT_DIFFERS -> fault(ReceiptRefusal.NOT_INCLUDED, "");
      case INDEX_OUTSIDE,
          SIZE_ZERO,
          SIZES_OUT_OF_ORDER,
          NOT_A_SUBTREE,
          HASH_LENGTH,
          PATH_TOO_SHORT,
          PATH_TOO_LONG,
          FIRST_ROOT_DIFFERS ->
          fault(ReceiptRefusal.PROOF_MALFORMED, verdict.sentence());
    };
  }

  private Optional<Refused> faultOf(Receipt receipt, Bytes root) {
    CoseKey key = anchor.receiptKey();
    if (!receipt.keyId().equals(key.thumbprint())) {
      return fault(ReceiptRefusal.UNKNOWN_KEY, receipt.keyId().toString());
    }
    Optional<Algorithm> algorithm = key.signingAlgorithm();
    if (algorithm.isEmpty() || Receipt.algorithmOf(key).number() != receipt.algorithm()) {
      return fault(ReceiptRefusal.WRONG_ALGORITHM, "number " + receipt.algorithm());
    }
    return signatures.verify(key, receipt.sigStructure(root), receipt.signature())
        ? Optional.empty()
        : fault(ReceiptRefusal.RECEIPT_SIGNATURE, "");
  }

  private static Refused refused(ReceiptRefusal reason, String detail) {
    return new Refused(reason, detail);
  }

  private static Optional<Refused> fault(ReceiptRefusal reason, String detail) {
    return Optional.of(refused(reason, detail));
  }
}
