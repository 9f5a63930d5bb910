package birthmark.cose;

import birthmark.bytes.Bytes;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Public keys that are sound, and every kind that is not. */
final class KeyCases {
  record KeyCase(String name, CoseKey key, Optional<KeyFault> fault) {
    @Override
    public String toString() {
      return name;
    }
  }

  private final List<KeyCase> cases = new ArrayList<>();

  private KeyCases() {}

  static List<KeyCase> all() {
    KeyCases keys = new KeyCases();
    keys.ed25519();
    keys.x25519();
    keys.p256();
    keys.mlDsa65();
    return keys.cases;
  }

  private void sound(String name, CoseKey key) {
    cases.add(new KeyCase(name, key, Optional.empty()));
  }

  private void unsound(String name, CoseKey key, KeyFault fault) {
    cases.add(new KeyCase(name, key, Optional.of(fault)));
  }

  private static SeededKey signer(Algorithm algorithm) {
    return SeededKey.named(algorithm, "birthmark test signer " + algorithm.number());
  }

  private static Edwards.Point ed25519Point() {
    return Edwards.decode(((CoseKey.Okp) signer(Algorithm.ED25519).publicKey()).x());
  }

  private void ed25519() {
    sound("Ed25519, the test signer", signer(Algorithm.ED25519).publicKey());
    sound("Ed25519, the generator", CoseKey.ed25519(Edwards.BASE.encode()));
    Edwards.Point honest = ed25519Point();
    Edwards.Point torsion = Edwards.NEUTRAL;
    for (int i = 0; i < 8; i++) {
      Bytes small = torsion.encode();
      unsound("Ed25519, torsion point " + i, CoseKey.ed25519(small), KeyFault.SMALL_ORDER);
      if (i > 0) {
        unsound(
            "Ed25519, the test signer with torsion part " + i,
            CoseKey.ed25519(honest.plus(torsion).encode()),
            KeyFault.NOT_PRIME_ORDER);
      }
      torsion = torsion.plus(Edwards.EIGHTH);
    }
    // The ways to write a point otherwise than RFC 8032 §5.1.2 does: y not reduced, or a sign where
    // x is zero.
    BigInteger p = Edwards.P;
    for (BigInteger y :
        List.of(p, p.add(BigInteger.ONE), p.add(BigInteger.TWO), p.add(BigInteger.valueOf(18)))) {
      unsound(
          "Ed25519, y = p + " + y.subtract(p),
          CoseKey.ed25519(Edwards.littleEndian(y)),
          KeyFault.NOT_CANONICAL);
      unsound(
          "Ed25519, y = p + " + y.subtract(p) + " with a sign",
          CoseKey.ed25519(Edwards.littleEndian(y.setBit(255))),
          KeyFault.NOT_CANONICAL);
    }
    unsound(
        "Ed25519, neutral with a sign",
        CoseKey.ed25519(Edwards.littleEndian(BigInteger.ONE.setBit(255))),
        KeyFault.NOT_CANONICAL);
    unsound(
        "Ed25519, order 2 with a sign",
        CoseKey.ed25519(Edwards.littleEndian(p.subtract(BigInteger.ONE).setBit(255))),
        KeyFault.NOT_CANONICAL);
    unsound(
        "Ed25519, no point",
        CoseKey.ed25519(Edwards.littleEndian(BigInteger.TWO)),
        KeyFault.NOT_ON_CURVE);
  }

  private void x25519() {
    Edwards.Point honest = ed25519Point();
    sound("X25519, the test signer's point", CoseKey.x25519(honest.montgomery()));
    sound("X25519, the base point", CoseKey.x25519(Edwards.littleEndian(BigInteger.valueOf(9))));
    unsound(
        "X25519, zero",
        CoseKey.x25519(Edwards.littleEndian(BigInteger.ZERO)),
        KeyFault.SMALL_ORDER);
    Edwards.Point torsion = Edwards.EIGHTH;
    for (int i = 1; i < 8; i++) {
      if (i != 4) {
        unsound(
            "X25519, torsion point " + i,
            CoseKey.x25519(torsion.montgomery()),
            KeyFault.SMALL_ORDER);
      }
      unsound(
          "X25519, the test signer's point with torsion part " + i,
          CoseKey.x25519(honest.plus(torsion).montgomery()),
          KeyFault.NOT_PRIME_ORDER);
      torsion = torsion.plus(Edwards.EIGHTH);
    }
    unsound(
        "X25519, -1 of the twist",
        CoseKey.x25519(Edwards.littleEndian(Edwards.P.subtract(BigInteger.ONE))),
        KeyFault.NOT_ON_CURVE);
    unsound(
        "X25519, 2 of the twist",
        CoseKey.x25519(Edwards.littleEndian(BigInteger.TWO)),
        KeyFault.NOT_ON_CURVE);
    unsound(
        "X25519, u = p + 9",
        CoseKey.x25519(Edwards.littleEndian(Edwards.P.add(BigInteger.valueOf(9)))),
        KeyFault.NOT_CANONICAL);
    unsound(
        "X25519, the base point with the unused bit",
        CoseKey.x25519(Edwards.littleEndian(BigInteger.valueOf(9).setBit(255))),
        KeyFault.NOT_CANONICAL);
  }

  private void p256() {
    sound("P-256, the test signer", signer(Algorithm.ES256).publicKey());
    sound("P-256 that agrees", SeededKey.p256(SeededKey.P256.getG(), CoseKey.Use.AGREE));
    // The example of RFC 9679 §6.
    sound(
        "P-256, of RFC 9679",
        CoseKey.p256(
            Bytes.fromHex("65eda5a12577c2bae829437fe338701a10aaa375e1bb5b5de108de439c08551d"),
            Bytes.fromHex("1e52ed75701163f7f9e40ddf9f341b3dc9ba860af7e0ca7ca7e9eecd0084d19c")));
    BigInteger p = SeededKey.P256.getCurve().getField().getCharacteristic();
    CoseKey.Ec2 g = (CoseKey.Ec2) SeededKey.p256(SeededKey.P256.getG(), CoseKey.Use.VERIFY);
    Bytes zero = SeededKey.fixed(BigInteger.ZERO);
    unsound("P-256, zeros", CoseKey.p256(zero, zero), KeyFault.NOT_ON_CURVE);
    unsound("P-256, coordinates swapped", CoseKey.p256(g.y(), g.x()), KeyFault.NOT_ON_CURVE);
    unsound(
        "P-256, y plus one",
        CoseKey.p256(g.x(), SeededKey.fixed(new BigInteger(1, g.y().unsafe()).add(BigInteger.ONE))),
        KeyFault.NOT_ON_CURVE);
    // x = 5 is on the curve, so p + 5 would be too if it were reduced.
    byte[] five =
        SeededKey.P256
            .getCurve()
            .decodePoint(
                Bytes.fromHex("02").concat(SeededKey.fixed(BigInteger.valueOf(5))).unsafe())
            .getEncoded(false);
    Bytes y = Bytes.copyOf(five, 33, 65);
    sound("P-256, x = 5", CoseKey.p256(SeededKey.fixed(BigInteger.valueOf(5)), y));
    unsound(
        "P-256, x = p + 5",
        CoseKey.p256(SeededKey.fixed(p.add(BigInteger.valueOf(5))), y),
        KeyFault.NOT_CANONICAL);
    unsound("P-256, y = p", CoseKey.p256(g.x(), SeededKey.fixed(p)), KeyFault.NOT_CANONICAL);
  }

  private void mlDsa65() {
    sound("ML-DSA-65, the test signer", signer(Algorithm.ML_DSA_65).publicKey());
  }
}
