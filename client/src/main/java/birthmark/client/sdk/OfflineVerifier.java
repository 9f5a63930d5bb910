package birthmark.client.sdk;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborException;
import birthmark.contract.Genesis;
import birthmark.cose.JdkSignatures;
import birthmark.cose.Signatures;
import birthmark.finality.ReplicaReceipts;
import birthmark.finality.ReplicaSet;
import birthmark.finality.ReplicaSetChanges;
import birthmark.finality.ReplicaSets;
import java.util.Optional;

/**
 * The check of a receipt without a node, by the genesis of the ledger that one trusts and by what
 * proves each change of its replicas since.
 */
public final class OfflineVerifier {
  private final Genesis genesis;
  private final Signatures signatures;
  private final ReplicaReceipts.KnownLog known;
  private volatile ReplicaSets sets;
  private volatile Optional<Bytes> followed = Optional.empty();

  /** A verifier that trusts the replicas that {@code genesis} names. */
  public OfflineVerifier(Genesis genesis) {
    this(genesis, new JdkSignatures());
  }

  /** The same, which has {@code signatures} checked by what is faster than the JDK. */
  public OfflineVerifier(Genesis genesis, Signatures signatures) {
    this(genesis, signatures, founding(genesis, signatures), _ -> false);
  }

  private OfflineVerifier(
      Genesis genesis, Signatures signatures, ReplicaSets sets, ReplicaReceipts.KnownLog known) {
    this.genesis = genesis;
    this.signatures = signatures;
    this.sets = sets;
    this.known = known;
  }

  private static ReplicaSets founding(Genesis genesis, Signatures signatures) {
    return new ReplicaSets(ReplicaSet.of(genesis), signatures);
  }

  /** The same, which takes receipts of replicas that have left where {@code log} shows them. */
  public OfflineVerifier comparing(ReplicaReceipts.KnownLog log) {
    return new OfflineVerifier(genesis, signatures, sets, log);
  }

  /** The genesis of the ledger. */
  public Genesis genesis() {
    return genesis;
  }

  /** The replicas in force as far as is known here, and those before. */
  public ReplicaSets sets() {
    return sets;
  }

  /** The changes that were followed, as they came; empty if there were none. */
  public Optional<Bytes> followed() {
    return followed;
  }

  /** How many changes of the replica set were followed. */
  public int changes() {
    return sets.retired().size();
  }

  /**
   * Follows {@code encoded}, all changes since the genesis, where they are more than are known.
   *
   * @return whether more is known now
   * @throws ClientException if they are of another ledger, or do not follow from its genesis
   */
  public boolean follow(Bytes encoded) throws ClientException {
    ReplicaSetChanges offered;
    try {
      offered = ReplicaSetChanges.decode(encoded);
    } catch (CborException e) {
      throw ClientException.refused(
              "these are no changes of a ledger's replicas: at octet "
                  + e.offset()
                  + ": "
                  + e.reason().sentence(),
              "Ask for them again.")
          .because(e);
    }
    if (!offered.network().equals(genesis.network())) {
      throw ClientException.refused(
          "the changes of the replicas are of another ledger: its network is "
              + offered.network()
              + ", the one you trust is "
              + genesis.network(),
          "Ask a node of the ledger that you trust for them.");
    }
    ReplicaSets reached = founding(genesis, signatures);
    Optional<String> fault = reached.follow(offered.changes());
    if (fault.isEmpty() && reached.contradicts(sets)) {
      fault = Optional.of("two histories were signed: it leads to another set than before");
    }
    if (fault.isPresent()) {
      throw ClientException.refused(
          "the replicas cannot be followed from the genesis: " + fault.get(),
          "Do not rely on who offered this. Ask another node, and show it to others.");
    }
    boolean more = offered.changes().size() > changes();
    if (more) {
      sets = reached;
      followed = Optional.of(encoded);
    }
    return more;
  }

  /** Whether {@code receipt} proves that {@code entry} is in the log. */
  public ReplicaReceipts.Verdict verify(Bytes entry, Bytes receipt) {
    return new ReplicaReceipts(sets, signatures, known).judge(entry, receipt);
  }
}
