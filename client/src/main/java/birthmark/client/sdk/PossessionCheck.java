package birthmark.client.sdk;

import birthmark.bytes.Bytes;
import birthmark.cose.Algorithm;
import birthmark.cose.CoseKey;
import birthmark.cose.Curve;
import birthmark.cose.JdkSignatures;
import birthmark.cose.Signatures;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * Whether a sound key signed something, for a factory that looks at a million: by Bouncy Castle for
 * Ed25519, which takes a fifth of the JDK's time.
 *
 * <p>For looking ahead alone, never for what replicas decide. Of signatures under a key of the
 * prime-order group Bouncy Castle may say yes to one more kind than the ledger does: one whose R
 * has a torsion part, which nobody but the key's holder can make, and whoever does is refused when
 * the thing is claimed.
 */
final class PossessionCheck {
  private static final Signatures JDK = new JdkSignatures();

  private PossessionCheck() {}

  /** Whether {@code key}, which is sound, signed {@code signed}. */
  static boolean holds(CoseKey key, Bytes signed, Bytes signature) {
    if (key instanceof CoseKey.Okp(Curve curve, Bytes point) && curve == Curve.ED25519) {
      return signature.length() == Algorithm.ED25519.signatureLength()
          && Ed25519.verify(
              signature.unsafe(), 0, point.unsafe(), 0, signed.unsafe(), 0, signed.length());
    }
    return JDK.verify(key, signed, signature);
  }
}
