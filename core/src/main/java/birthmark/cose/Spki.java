package birthmark.cose;

import birthmark.bytes.Bytes;
import java.util.Optional;

/**
 * The X.509 SubjectPublicKeyInfo of each kind of key (RFC 5480, RFC 8410, RFC 9881).
 *
 * <p>In each kind the structure is a constant prefix followed by the key's octets.
 */
enum Spki {
  ED25519("302a300506032b6570032100", 32),
  X25519("302a300506032b656e032100", 32),
  ED448("3043300506032b6571033a00", 57),
  P_256("3059301306072a8648ce3d020106082a8648ce3d03010703420004", 64),
  P_384("3076301006072a8648ce3d020106052b8104002203620004", 96),
  P_521("30819b301006072a8648ce3d020106052b810400230381860004", 132),
  ML_DSA_65("308207b2300b0609608648016503040312038207a100", 1952);

  private final String prefix;
  private final int length;

  Spki(String prefix, int length) {
    this.prefix = prefix;
    this.length = length;
  }

  private Bytes prefix() {
    return Bytes.fromHex(prefix);
  }

  /** The SubjectPublicKeyInfo of {@code key} in DER. */
  static Bytes encode(CoseKey key) {
    return switch (key) {
      case CoseKey.Okp okp -> of(okp.curve()).prefix().concat(okp.x());
      case CoseKey.Ec2 ec2 -> of(ec2.curve()).prefix().concat(ec2.x()).concat(ec2.y());
      case CoseKey.Akp akp -> ML_DSA_65.prefix().concat(akp.pub());
    };
  }

  /**
   * The key in a SubjectPublicKeyInfo; a P-256 key is for {@code use}. Empty if it is of no kind
   * known here.
   */
  static Optional<CoseKey> decode(Bytes der, CoseKey.Use use) {
    for (Spki kind : values()) {
      Bytes prefix = kind.prefix();
      int start = prefix.length();
      if (der.length() == start + kind.length && der.startsWith(prefix)) {
        return Optional.of(kind.key(der.slice(start, der.length()), use));
      }
    }
    return Optional.empty();
  }

  private CoseKey key(Bytes octets, CoseKey.Use use) {
    return switch (this) {
      case ED25519 -> CoseKey.ed25519(octets);
      case ED448 -> new CoseKey.Okp(Curve.ED448, octets);
      case X25519 -> CoseKey.x25519(octets);
      case ML_DSA_65 -> CoseKey.mlDsa65(octets);
      case P_256 -> point(Curve.P_256, octets, use);
      case P_384 -> point(Curve.P_384, octets, use);
      case P_521 -> point(Curve.P_521, octets, use);
    };
  }

  private static CoseKey point(Curve curve, Bytes octets, CoseKey.Use use) {
    int half = curve.coordinateLength();
    return new CoseKey.Ec2(curve, octets.slice(0, half), octets.slice(half, 2 * half), use);
  }

  private static Spki of(Curve curve) {
    return switch (curve) {
      case P_256 -> P_256;
      case P_384 -> P_384;
      case P_521 -> P_521;
      case X25519 -> X25519;
      case ED25519 -> ED25519;
      case ED448 -> ED448;
    };
  }
}
