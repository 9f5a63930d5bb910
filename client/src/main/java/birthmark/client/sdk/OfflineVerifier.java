package birthmark.client.sdk;

import birthmark.bytes.Bytes;
import birthmark.contract.Genesis;
import birthmark.cose.CoseKey;
import birthmark.cose.JdkSignatures;
import birthmark.cose.KeyId;
import birthmark.cose.Signatures;
import birthmark.proof.NoteKey;
import birthmark.proof.ReceiptCheck;
import birthmark.proof.ReceiptRefusal;
import birthmark.proof.ReceiptVerifier;
import birthmark.proof.TrustAnchor;
import java.util.Optional;

/** The check of a receipt without a node, by the genesis of the ledger that one trusts. */
public final class OfflineVerifier {
  private final Genesis genesis;
  private final Signatures signatures;

  /** A verifier that trusts the replicas that {@code genesis} names. */
  public OfflineVerifier(Genesis genesis) {
    this(genesis, new JdkSignatures());
  }

  /** The same, which has {@code signatures} checked by what is faster than the JDK. */
  public OfflineVerifier(Genesis genesis, Signatures signatures) {
    this.genesis = genesis;
    this.signatures = signatures;
  }

  /**
   * What a check came to.
   *
   * @param check what is proven, or why nothing is
   * @param replica the key of the replica that signed, if one of the ledger's did
   */
  public record Verdict(ReceiptCheck check, Optional<KeyId> replica) {}

  /** Whether {@code receipt} proves that {@code entry} is in the log. */
  public Verdict verify(Bytes entry, Bytes receipt) {
    ReceiptCheck last =
        new ReceiptCheck.Refused(ReceiptRefusal.CHECKPOINT_UNSIGNED, "the genesis names no key");
    for (CoseKey replica : genesis.checkpointKeys()) {
      Optional<NoteKey> key = NoteKey.ofLog(genesis.name(), replica);
      if (key.isPresent()) {
        TrustAnchor anchor = new TrustAnchor(genesis.name(), key.get(), replica);
        last = new ReceiptVerifier(anchor, signatures).verify(entry, receipt);
        if (last instanceof ReceiptCheck.Proven) {
          return new Verdict(last, Optional.of(replica.thumbprint()));
        }
      }
    }
    return new Verdict(last, Optional.empty());
  }
}
