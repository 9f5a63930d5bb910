package birthmark.cose;

import birthmark.bytes.Bytes;
import java.math.BigInteger;
import java.util.Optional;

/**
 * The form that signatures and keys must have before any verifier computes with them.
 *
 * <p>Verifiers differ in what they let pass here, so each one asks this first: replicas with
 * different verifiers then accept the same signatures.
 */
public final class AcceptanceSet {
  private static final BigInteger P256_ORDER =
      new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);
  private static final BigInteger P256_PRIME =
      new BigInteger("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff", 16);
  private static final BigInteger P256_B =
      new BigInteger("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b", 16);
  private static final BigInteger P384_ORDER =
      new BigInteger(
          "ffffffffffffffffffffffffffffffffffffffffffffffff"
              + "c7634d81f4372ddf581a0db248b0a77aecec196accc52973",
          16);
  private static final BigInteger P521_ORDER =
      new BigInteger(
          "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa"
              + "51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409",
          16);

  private AcceptanceSet() {}

  /**
   * Whether {@code algorithm} goes with {@code key}, and {@code signature} has the algorithm's
   * form.
   */
  public static boolean admits(Algorithm algorithm, CoseKey key, Bytes signature) {
    return switch (key) {
      case CoseKey.Okp okp -> admitsEdwards(algorithm, okp.curve(), signature);
      case CoseKey.Ec2 ec2 ->
          ec2.use() == CoseKey.Use.VERIFY
              && isEcdsa(algorithm)
              && admitsEcdsa(ec2.curve(), signature);
      case CoseKey.Akp _ ->
          algorithm == Algorithm.ML_DSA_65 && signature.length() == algorithm.signatureLength();
    };
  }

  private static boolean admitsEdwards(Algorithm algorithm, Curve curve, Bytes signature) {
    return switch (curve) {
      case ED25519 ->
          (algorithm == Algorithm.ED25519 || algorithm == Algorithm.EDDSA)
              && admitsEd25519(signature);
      case ED448 ->
          algorithm == Algorithm.EDDSA && signature.length() == 2 * curve.coordinateLength();
      default -> false;
    };
  }

  private static boolean isEcdsa(Algorithm algorithm) {
    return switch (algorithm) {
      case ES256, ES384, ES512 -> true;
      case ED25519, EDDSA, ML_DSA_65 -> false;
    };
  }

  private static boolean admitsEd25519(Bytes signature) {
    return signature.length() == 64
        && Curve25519.isReducedScalar(signature, 32)
        && Curve25519.isReducedWithSign(signature, 0);
  }

  private static boolean admitsEcdsa(Curve curve, Bytes signature) {
    int half = curve.coordinateLength();
    return signature.length() == 2 * half
        && inRange(signature.slice(0, half), orderOf(curve))
        && inRange(signature.slice(half, 2 * half), orderOf(curve));
  }

  private static boolean inRange(Bytes octets, BigInteger order) {
    BigInteger number = new BigInteger(1, octets.unsafe());
    return number.signum() > 0 && number.compareTo(order) < 0;
  }

  private static BigInteger orderOf(Curve curve) {
    return switch (curve) {
      case P_256 -> P256_ORDER;
      case P_384 -> P384_ORDER;
      case P_521 -> P521_ORDER;
      case X25519, ED25519, ED448 ->
          throw new IllegalArgumentException("there is no ECDSA on " + curve);
    };
  }

  /** Why {@code key} must not be registered; empty if it is sound. */
  public static Optional<KeyFault> faultOf(CoseKey key) {
    if (!key.admissible()) {
      return Optional.of(KeyFault.NOT_ADMISSIBLE);
    }
    return switch (key) {
      case CoseKey.Okp okp ->
          okp.curve() == Curve.ED25519
              ? Curve25519.edwardsFault(okp.x())
              : Curve25519.montgomeryFault(okp.x());
      case CoseKey.Ec2 ec2 -> p256Fault(ec2);
      // Every 1,952 octets are the encoding of some ML-DSA-65 key (FIPS 204 §7.2).
      case CoseKey.Akp _ -> Optional.empty();
    };
  }

  /**
   * P-256 has cofactor 1, so that a point of the curve is enough; the point at infinity has no
   * coordinates.
   */
  private static Optional<KeyFault> p256Fault(CoseKey.Ec2 key) {
    BigInteger x = new BigInteger(1, key.x().unsafe());
    BigInteger y = new BigInteger(1, key.y().unsafe());
    if (x.compareTo(P256_PRIME) >= 0 || y.compareTo(P256_PRIME) >= 0) {
      return Optional.of(KeyFault.NOT_CANONICAL);
    }
    BigInteger right =
        x.multiply(x).subtract(BigInteger.valueOf(3)).multiply(x).add(P256_B).mod(P256_PRIME);
    return y.multiply(y).mod(P256_PRIME).equals(right)
        ? Optional.empty()
        : Optional.of(KeyFault.NOT_ON_CURVE);
  }
}
