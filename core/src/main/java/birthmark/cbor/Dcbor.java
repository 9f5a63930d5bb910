package birthmark.cbor;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborDecoder.Profile;
import birthmark.cbor.CborException.Reason;
import java.math.BigInteger;
import java.util.function.Predicate;

/**
 * The dCBOR profile of deterministic CBOR (draft-mcnally-deterministic-cbor): one encoding of each
 * number whatever its type, no simple values but false, true and null, text in normalisation form
 * C.
 *
 * <p>For reading what others made. What is in form C its user says, since the JDK's tables grow
 * with Unicode and replicas could come to disagree.
 */
public final class Dcbor {
  private static final BigInteger LEAST_INTEGER = BigInteger.ONE.shiftLeft(63).negate();
  private static final BigInteger MOST_INTEGER =
      BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

  private final Predicate<String> isNormalized;

  /**
   * A decoder that takes text for which {@code isNormalized} holds to be in normalisation form C.
   */
  public Dcbor(Predicate<String> isNormalized) {
    this.isNormalized = isNormalized;
  }

  /**
   * The item that {@code encoded} holds, with nothing after it.
   *
   * @throws CborException if it is not dCBOR
   */
  public CborItem decode(Bytes encoded) {
    CborItem item = CborDecoder.decode(encoded, Profile.DETERMINISTIC);
    require(item);
    return item;
  }

  private void require(CborItem item) {
    switch (item) {
      case CborItem.Unsigned _, CborItem.ByteString _ -> {}
      case CborItem.Negative n -> {
        if (n.bits() < 0) {
          throw refusal(Reason.OUT_OF_RANGE, "an integer below -2^63");
        }
      }
      case CborItem.TextString text -> {
        if (!isNormalized.test(text.value())) {
          throw refusal(Reason.NOT_REDUCED, "text not in normalisation form C");
        }
      }
      case CborItem.Array array -> array.items().forEach(this::require);
      case CborItem.Map map -> {
        for (CborItem.Entry entry : map.entries()) {
          require(entry.key());
          require(entry.value());
        }
      }
      case CborItem.Tagged tagged -> require(tagged.content());
      case CborItem.Simple simple -> {
        if (simple.value() < CborItem.Simple.FALSE.value()
            || simple.value() > CborItem.Simple.NULL.value()) {
          throw refusal(Reason.NOT_REDUCED, "simple value " + simple.value());
        }
      }
      case CborItem.FloatingPoint number -> requireReduced(Floats.widen(number));
    }
  }

  private static void requireReduced(long doubleBits) {
    if (Floats.isNan(doubleBits) && doubleBits != Floats.NAN) {
      throw refusal(Reason.NOT_REDUCED, "a NaN other than the canonical one");
    }
    if (Floats.integer(doubleBits).filter(Dcbor::fitsInteger).isPresent()) {
      throw refusal(Reason.NOT_REDUCED, "the integer " + Floats.text(doubleBits) + " as a float");
    }
  }

  private static boolean fitsInteger(BigInteger value) {
    return value.compareTo(LEAST_INTEGER) >= 0 && value.compareTo(MOST_INTEGER) <= 0;
  }

  /** The whole input is at fault, so that the offset is where it starts. */
  private static CborException refusal(Reason reason, String detail) {
    return new CborException(reason, 0, detail);
  }
}
