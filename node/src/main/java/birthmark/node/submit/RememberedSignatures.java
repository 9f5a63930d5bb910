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
  // As many as may wait to be decided: what was looked at on the way in is asked for once more
  // then, by the one thread that decides.
  private static final int SIGNATURES_MAX = 65_536;
  private static final long SIGNATURE_OCTETS_MAX = 32L << 20;
  private static final int OVERHEAD = 200;
  private static final int KEYS_MAX = 2 * SIGNATURES_MAX;
  private static final long KEY_OCTETS_MAX = 32L << 20;

  private final Signatures signatures;
  private final BoundedMap<Bytes, Verified> verified =
      new BoundedMap<>(SIGNATURES_MAX, SIGNATURE_OCTETS_MAX);
  private final BoundedMap<CoseKey, Optional<KeyFault>> faults =
      new BoundedMap<>(KEYS_MAX, KEY_OCTETS_MAX);

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
    faults.put(key, fault, OVERHEAD + octets(key));
    return fault;
  }

  private static int octets(CoseKey key) {
    return switch (key) {
      case CoseKey.Okp okp -> okp.x().length();
      case CoseKey.Ec2 ec2 -> ec2.x().length() + ec2.y().length();
      case CoseKey.Akp akp -> akp.pub().length();
    };
  }
}
