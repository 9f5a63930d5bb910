package birthmark.cose;

import static java.nio.charset.StandardCharsets.UTF_8;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.Signer;
import org.bouncycastle.crypto.params.ParametersWithContext;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.HashMLDSASigner;
import org.bouncycastle.crypto.signers.MLDSASigner;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.bouncycastle.math.ec.ECPoint;

/**
 * Signatures at the edges of what verifiers accept, each with what every verifier of ours must
 * answer.
 */
final class SignatureCases {
  record SignatureCase(
      String name,
      SigningKey key,
      CoseKey publicKey,
      Bytes message,
      Bytes signature,
      boolean valid) {
    @Override
    public String toString() {
      return publicKey.signingAlgorithm().orElseThrow() + ": " + name;
    }
  }

  private static final Bytes MESSAGE = ascii("What is signed.");
  private static final Bytes OTHER_MESSAGE = ascii("What is signed!");

  private final List<SignatureCase> cases = new ArrayList<>();
  private final SeededKey key;

  private SignatureCases(Algorithm algorithm) {
    key = SeededKey.named(algorithm, "birthmark test signer " + algorithm.number());
  }

  static List<SignatureCase> all() {
    List<SignatureCase> all = new ArrayList<>();
    all.addAll(new SignatureCases(Algorithm.ED25519).ed25519());
    all.addAll(new SignatureCases(Algorithm.ES256).es256());
    all.addAll(new SignatureCases(Algorithm.ML_DSA_65).mlDsa65());
    return all;
  }

  private void add(String name, Bytes message, Bytes signature, boolean valid) {
    cases.add(new SignatureCase(name, key, key.publicKey(), message, signature, valid));
  }

  private void valid(String name, Bytes signature) {
    add(name, MESSAGE, signature, true);
  }

  private void invalid(String name, Bytes signature) {
    add(name, MESSAGE, signature, false);
  }

  /** What holds for every algorithm. */
  private Bytes common() {
    Bytes signature = key.sign(MESSAGE);
    valid("as signed", signature);
    add("of nothing", Bytes.EMPTY, key.sign(Bytes.EMPTY), true);
    add("of another message", OTHER_MESSAGE, signature, false);
    SeededKey other = SeededKey.named(key.algorithm(), "birthmark test other signer");
    invalid("of another key", other.sign(MESSAGE));
    invalid("empty", Bytes.EMPTY);
    invalid("without its last octet", signature.slice(0, signature.length() - 1));
    invalid("with an octet more", signature.concat(Bytes.fromHex("00")));
    invalid("with an octet in front", Bytes.fromHex("00").concat(signature));
    invalid("all zero", Bytes.copyOf(new byte[signature.length()]));
    invalid("first bit flipped", flipped(signature, 0, 0x01));
    invalid("last bit flipped", flipped(signature, signature.length() - 1, 0x80));
    return signature;
  }

  private List<SignatureCase> ed25519() {
    Bytes signature = common();
    Bytes r = signature.slice(0, 32);
    BigInteger s = Edwards.number(signature.slice(32, 64));
    invalid("S + L", r.concat(Edwards.littleEndian(s.add(Edwards.L))));
    invalid("S + 8 L", r.concat(Edwards.littleEndian(s.add(Edwards.L.shiftLeft(3)))));
    invalid("S + 2^255", r.concat(Edwards.littleEndian(s.setBit(255))));
    invalid("S negated", Edwards.signature(r, s.negate()));
    invalid("sign of R flipped", flipped(signature, 31, 0x80));

    BigInteger a = Edwards.scalar(key.secret());
    Bytes x = ((CoseKey.Okp) key.publicKey()).x();
    BigInteger nonce = BigInteger.valueOf(2025);
    Edwards.Point commitment = Edwards.BASE.times(nonce);
    valid("with a small nonce", answer(commitment.encode(), nonce, a, x));
    // The equation holds for the point, or after multiplying by 8, but not as RFC 8032 §5.1.7 asks
    // without cofactor.
    Edwards.Point torsion = Edwards.EIGHTH;
    for (int i = 1; i < 8; i++) {
      invalid(
          "R with a torsion part, " + i + " of 8",
          answer(commitment.plus(torsion).encode(), nonce, a, x));
      torsion = torsion.plus(Edwards.EIGHTH);
    }
    Bytes neutral = Edwards.NEUTRAL.encode();
    valid("R neutral", answer(neutral, BigInteger.ZERO, a, x));
    invalid("R neutral with a sign", answer(flipped(neutral, 31, 0x80), BigInteger.ZERO, a, x));
    Bytes unreduced = Edwards.littleEndian(Edwards.P.add(BigInteger.ONE));
    invalid("R neutral with y above p", answer(unreduced, BigInteger.ZERO, a, x));
    invalid("R no point", answer(Edwards.littleEndian(BigInteger.TWO), nonce, a, x));
    Bytes zero = Edwards.littleEndian(BigInteger.ZERO);
    invalid("R of order 4 and S zero", zero.concat(zero));
    return cases;
  }

  private static Bytes answer(Bytes r, BigInteger nonce, BigInteger a, Bytes key) {
    return Edwards.signature(r, nonce.add(Edwards.challenge(r, key, MESSAGE).multiply(a)));
  }

  private List<SignatureCase> es256() {
    Bytes signature = common();
    BigInteger n = SeededKey.P256.getN();
    BigInteger r = new BigInteger(1, signature.slice(0, 32).unsafe());
    BigInteger s = new BigInteger(1, signature.slice(32, 64).unsafe());
    valid("S in the lower half", pair(r, s.min(n.subtract(s))));
    valid("S in the upper half", pair(r, s.max(n.subtract(s))));
    for (BigInteger bad :
        List.of(
            BigInteger.ZERO,
            n,
            n.add(BigInteger.ONE),
            BigInteger.TWO.pow(256).subtract(BigInteger.ONE))) {
      String name =
          SeededKey.fixed(bad).hex().substring(0, 16)
              + "…"
              + SeededKey.fixed(bad).hex().substring(60);
      invalid("r " + name, pair(bad, s));
      invalid("s " + name, pair(r, bad));
    }
    invalid("r and s zero", pair(BigInteger.ZERO, BigInteger.ZERO));
    invalid("r and s one", pair(BigInteger.ONE, BigInteger.ONE));
    invalid("r and s swapped", pair(s, r));
    invalid("r negated", pair(n.subtract(r), s));
    invalid("in DER", der(r, s));
    invalid(
        "each half with a zero in front",
        Bytes.fromHex("00")
            .concat(SeededKey.fixed(r))
            .concat(Bytes.fromHex("00"))
            .concat(SeededKey.fixed(s)));
    shortHalves();
    wrapped(n);
    return cases;
  }

  /** Halves that start with a zero octet: good in full length, not with the zeros cut off. */
  private void shortHalves() {
    for (int half = 0; half < 2; half++) {
      int at = 32 * half;
      for (int i = 0; ; i++) {
        Bytes message = ascii("Message " + i);
        Bytes signature = key.sign(message);
        if (signature.octet(at) == 0) {
          String name = (half == 0 ? "r" : "s") + " with a leading zero";
          add(name, message, signature, true);
          Bytes cut = signature.slice(0, at).concat(signature.slice(at + 1, 64));
          add(name + " cut off", message, cut, false);
          break;
        }
      }
    }
  }

  /** The point's x is above the order, so that r is x less the order (FIPS 186-5 §6.4.1). */
  private void wrapped(BigInteger n) {
    BigInteger x = n;
    ECPoint point = null;
    while (point == null) {
      x = x.add(BigInteger.ONE);
      try {
        point =
            SeededKey.P256
                .getCurve()
                .decodePoint(Bytes.fromHex("02").concat(SeededKey.fixed(x)).unsafe());
      } catch (IllegalArgumentException e) {
        // No point has this x.
      }
    }
    BigInteger r = x.subtract(n);
    BigInteger s = BigInteger.valueOf(2025);
    BigInteger e = new BigInteger(1, Sha256.of(MESSAGE).unsafe());
    ECPoint q =
        point
            .multiply(s)
            .subtract(SeededKey.P256.getG().multiply(e))
            .multiply(r.modInverse(n))
            .normalize();
    CoseKey publicKey = SeededKey.p256(q, CoseKey.Use.VERIFY);
    cases.add(
        new SignatureCase(
            "r of a point whose x is above the order", key, publicKey, MESSAGE, pair(r, s), true));
    cases.add(
        new SignatureCase(
            "x above the order in place of r", key, publicKey, MESSAGE, pair(x, s), false));
  }

  private static Bytes pair(BigInteger r, BigInteger s) {
    return SeededKey.fixed(r).concat(SeededKey.fixed(s));
  }

  private static Bytes der(BigInteger r, BigInteger s) {
    try {
      return Bytes.ofOwned(StandardDSAEncoding.INSTANCE.encode(SeededKey.P256.getN(), r, s));
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  // ML-DSA-65 (FIPS 204, table 2): 48 octets of challenge, 5 × 640 of z, 61 of hints: 55 places and
  // 6 counts.
  private static final int Z = 48;
  private static final int HINTS = 48 + 5 * 640;
  private static final int COUNTS = HINTS + 55;

  private List<SignatureCase> mlDsa65() {
    Bytes signature = common();
    valid("with randomness", hedged());
    invalid("challenge flipped", flipped(signature, Z - 1, 0x10));
    invalid("z flipped", flipped(signature, Z + 700, 0x10));
    byte[] large = signature.toByteArray();
    java.util.Arrays.fill(large, Z, Z + 640, (byte) 0);
    invalid("z beyond its bound", Bytes.ofOwned(large));
    invalid("hint place flipped", flipped(signature, HINTS, 0x01));
    invalid("hint count flipped", flipped(signature, COUNTS, 0x01));
    invalid("hint count beyond all places", replaced(signature, COUNTS + 5, 0xff));
    invalid("hint places in disorder", swapped(signature, HINTS, HINTS + 1));
    int used = signature.octet(COUNTS + 5);
    if (used >= 55) {
      throw new AssertionError("no place is unused; choose another message");
    }
    invalid("unused hint place not zero", replaced(signature, COUNTS - 1, 0x01));
    invalid(
        "with a context",
        signed(
            new MLDSASigner(),
            new ParametersWithContext(SeededKey.mlDsa(key.secret()), new byte[] {1})));
    valid(
        "with an empty context",
        signed(
            new MLDSASigner(),
            new ParametersWithContext(SeededKey.mlDsa(key.secret()), new byte[0])));
    invalid("of the message's hash", signed(new HashMLDSASigner(), SeededKey.mlDsa(key.secret())));
    return cases;
  }

  private Bytes hedged() {
    return signed(
        new MLDSASigner(),
        new ParametersWithRandom(SeededKey.mlDsa(key.secret()), new FixedRandom(1)));
  }

  private static Bytes signed(Signer signer, org.bouncycastle.crypto.CipherParameters parameters) {
    signer.init(true, parameters);
    signer.update(MESSAGE.unsafe(), 0, MESSAGE.length());
    try {
      return Bytes.ofOwned(signer.generateSignature());
    } catch (CryptoException e) {
      throw new AssertionError(e);
    }
  }

  private static Bytes flipped(Bytes octets, int index, int mask) {
    return replaced(octets, index, octets.octet(index) ^ mask);
  }

  private static Bytes replaced(Bytes octets, int index, int octet) {
    byte[] changed = octets.toByteArray();
    changed[index] = (byte) octet;
    return Bytes.ofOwned(changed);
  }

  private static Bytes swapped(Bytes octets, int i, int k) {
    return replaced(replaced(octets, i, octets.octet(k)), k, octets.octet(i));
  }

  private static Bytes ascii(String text) {
    return Bytes.copyOf(text.getBytes(UTF_8));
  }
}
