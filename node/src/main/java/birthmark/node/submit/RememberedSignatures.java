package birthmark.node.submit;

import birthmark.bytes.Bytes;
import birthmark.cose.Algorithm;
import birthmark.cose.CoseKey;
import birthmark.cose.KeyFault;
import birthmark.cose.Signatures;
import java.util.Optional;

/**
 * A verifier that remembers what verified lately, so that a signature that comes again, with a
 * statement sent twice or ordered by others, is looked up, not computed. (A statement that is
 * decided as it arrived remembers it by itself.)
 *
 * <p>Only the very same octets count as the same; what failed is not remembered. To forget costs
 * time, never truth.
 */
public final class RememberedSignatures implements Signatures {
  private static final int SIGNATURES_MAX = 8_192;
  private static final long SIGNATURE_OCTETS_MAX = 8L << 20;
  private static final int OVERHEAD = 200;
  private static final int KEYS_MAX = 16_384;
  private static final int KEY_OCTETS = 2_200;

  private final Signatures signatures;
  private final BoundedMap<Bytes, Verified> verified =
      new BoundedMap<>(SIGNATURES_MAX, SIGNATURE_OCTETS_MAX);
  private final BoundedMap<CoseKey, Optional<KeyFault>> faults =
      new BoundedMap<>(KEYS_MAX, (long) KEYS_MAX * KEY_OCTETS);

  private record Verified(Algorithm algorithm, CoseKey key, Bytes signed) {}

  /** A memory before {@code signatures}. */
  public RememberedSignatures(Signatures signatures) {
    this.signatures = signatures;
  }

  @Override
  public boolean verify(Algorithm algorithm, CoseKey key, Bytes signed, Bytes signature) {
    Verified asked = new Verified(algorithm, key, signed);
    Optional<Verified> known = verified.get(signature);
    if (known.isPresent() && known.get().equals(asked)) {
      return true;
    }
    boolean verifies = signatures.verify(algorithm, key, signed, signature);
    if (verifies) {
      verified.put(signature, asked, OVERHEAD + signed.length() + signature.length());
    }
    return verifies;
  }

  @Override
  public Optional<KeyFault> faultOf(CoseKey key) {
    Optional<Optional<KeyFault>> known = faults.get(key);
    if (known.isPresent()) {
      return known.get();
    }
    Optional<KeyFault> fault = signatures.faultOf(key);
    faults.put(key, fault, KEY_OCTETS);
    return fault;
  }
}
