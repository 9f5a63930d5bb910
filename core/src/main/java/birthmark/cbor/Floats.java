package birthmark.cbor;

import birthmark.cbor.CborItem.Width;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * Floating-point numbers by their IEEE 754 bits, in integer arithmetic alone so that every machine
 * agrees.
 */
final class Floats {
  /** The one NaN of deterministic encodings, as binary64. */
  static final long NAN = 0x7ff8000000000000L;

  private static final int FRACTION = 52;
  private static final long FRACTION_MASK = (1L << FRACTION) - 1;
  private static final int EXPONENT_MASK = 0x7ff;
  private static final int BIAS = 1023;
  private static final int MOST_DIGITS = 17;
  private static final int LARGEST_PLAIN_EXPONENT = 21;
  private static final int SMALLEST_PLAIN_EXPONENT = -6;

  private Floats() {}

  /** The binary64 bits of the same value; a NaN keeps its sign and payload. */
  static long widen(CborItem.FloatingPoint number) {
    return switch (number.width()) {
      case HALF -> widen(number.bits(), 5, 10);
      case SINGLE -> widen(number.bits(), 8, 23);
      case DOUBLE -> number.bits();
    };
  }

  private static long widen(long bits, int exponentBits, int fractionBits) {
    long sign = bits >>> (exponentBits + fractionBits) << 63;
    int exponent = (int) (bits >>> fractionBits) & ((1 << exponentBits) - 1);
    long fraction = bits & ((1L << fractionBits) - 1);
    int bias = (1 << (exponentBits - 1)) - 1;
    if (exponent == (1 << exponentBits) - 1) {
      return sign | (long) EXPONENT_MASK << FRACTION | fraction << (FRACTION - fractionBits);
    }
    if (exponent == 0) {
      if (fraction == 0) {
        return sign;
      }
      // A subnormal of the smaller width is normal in the larger.
      int shift = fractionBits + 1 - (64 - Long.numberOfLeadingZeros(fraction));
      exponent = 1 - shift;
      fraction = fraction << shift & ((1L << fractionBits) - 1);
    }
    return sign
        | (long) (exponent - bias + BIAS) << FRACTION
        | fraction << (FRACTION - fractionBits);
  }

  /** The number of the least width with the value of these binary64 bits (RFC 8949 §4.2.1). */
  static CborItem.FloatingPoint shortest(long doubleBits) {
    return narrow(doubleBits, 5, 10)
        .map(bits -> new CborItem.FloatingPoint(Width.HALF, bits))
        .or(
            () ->
                narrow(doubleBits, 8, 23)
                    .map(bits -> new CborItem.FloatingPoint(Width.SINGLE, bits)))
        .orElseGet(() -> new CborItem.FloatingPoint(Width.DOUBLE, doubleBits));
  }

  private static Optional<Long> narrow(long bits, int exponentBits, int fractionBits) {
    long sign = bits >>> 63 << (exponentBits + fractionBits);
    int exponent = (int) (bits >>> FRACTION) & EXPONENT_MASK;
    long fraction = bits & FRACTION_MASK;
    int bias = (1 << (exponentBits - 1)) - 1;
    int dropped = FRACTION - fractionBits;
    if (exponent == EXPONENT_MASK) {
      return exactly(fraction, dropped)
          .map(kept -> sign | (long) ((1 << exponentBits) - 1) << fractionBits | kept);
    }
    if (exponent == 0) {
      // A binary64 subnormal is too small for any other width.
      return fraction == 0 ? Optional.of(sign) : Optional.empty();
    }
    int unbiased = exponent - BIAS;
    if (unbiased > bias) {
      return Optional.empty();
    }
    if (unbiased >= 1 - bias) {
      return exactly(fraction, dropped)
          .map(kept -> sign | (long) (unbiased + bias) << fractionBits | kept);
    }
    int below = 1 - bias - unbiased;
    return below > fractionBits
        ? Optional.empty()
        : exactly(fraction | 1L << FRACTION, dropped + below).map(kept -> sign | kept);
  }

  /** {@code bits} without the last {@code dropped}, if those are zero. */
  private static Optional<Long> exactly(long bits, int dropped) {
    return Long.numberOfTrailingZeros(bits) >= dropped
        ? Optional.of(bits >>> dropped)
        : Optional.empty();
  }

  /** Whether these binary64 bits are a NaN. */
  static boolean isNan(long doubleBits) {
    return !isFinite(doubleBits) && (doubleBits & FRACTION_MASK) != 0;
  }

  private static boolean isFinite(long doubleBits) {
    return ((doubleBits >>> FRACTION) & EXPONENT_MASK) != EXPONENT_MASK;
  }

  /** The integer with the value of these binary64 bits, if there is one. */
  static Optional<BigInteger> integer(long doubleBits) {
    if (!isFinite(doubleBits)) {
      return Optional.empty();
    }
    BigDecimal value = magnitude(doubleBits).stripTrailingZeros();
    if (value.scale() > 0) {
      return Optional.empty();
    }
    BigInteger integer = value.toBigIntegerExact();
    return Optional.of(doubleBits < 0 ? integer.negate() : integer);
  }

  private static BigDecimal magnitude(long doubleBits) {
    return scaled(significand(doubleBits), exponentOfTwo(doubleBits));
  }

  private static long significand(long doubleBits) {
    long fraction = doubleBits & FRACTION_MASK;
    return biasedExponent(doubleBits) == 0 ? fraction : fraction | 1L << FRACTION;
  }

  private static int exponentOfTwo(long doubleBits) {
    return Math.max(1, biasedExponent(doubleBits)) - BIAS - FRACTION;
  }

  private static int biasedExponent(long doubleBits) {
    return (int) (doubleBits >>> FRACTION) & EXPONENT_MASK;
  }

  private static BigDecimal scaled(long significand, int exponentOfTwo) {
    BigDecimal value = BigDecimal.valueOf(significand);
    BigDecimal power = new BigDecimal(BigInteger.ONE.shiftLeft(Math.abs(exponentOfTwo)));
    // A power of two divides any integer with a finite decimal expansion.
    return exponentOfTwo >= 0 ? value.multiply(power) : value.divide(power);
  }

  /**
   * The shortest decimal that only this binary64 number is nearest to, always with a point or an
   * exponent.
   */
  static String text(long doubleBits) {
    if (isNan(doubleBits)) {
      return "NaN";
    }
    String sign = doubleBits < 0 ? "-" : "";
    if (!isFinite(doubleBits)) {
      return sign + "Infinity";
    }
    BigDecimal value = magnitude(doubleBits);
    return sign + (value.signum() == 0 ? "0.0" : plain(shortestDecimal(doubleBits, value)));
  }

  private static BigDecimal shortestDecimal(long doubleBits, BigDecimal value) {
    long significand = significand(doubleBits);
    int exponent = exponentOfTwo(doubleBits);
    boolean powerOfTwo = significand == 1L << FRACTION && biasedExponent(doubleBits) > 1;
    // Half the distance to each neighbour; below a power of two the neighbour is half as far.
    BigDecimal above = scaled(4 * significand + 2, exponent - 2);
    BigDecimal below = scaled(4 * significand - (powerOfTwo ? 1 : 2), exponent - 2);
    Interval nearest = new Interval(value, below, above, (significand & 1) == 0);
    int tooFew = 0;
    int enough = MOST_DIGITS;
    while (enough - tooFew > 1) {
      int digits = (tooFew + enough) / 2;
      if (nearest.decimal(digits).isPresent()) {
        enough = digits;
      } else {
        tooFew = digits;
      }
    }
    return nearest.decimal(enough).orElseThrow();
  }

  /**
   * The decimals that a binary64 number is nearest to; the bounds count where its significand is
   * even.
   */
  private record Interval(BigDecimal value, BigDecimal below, BigDecimal above, boolean closed) {
    /** The decimal of so many digits in this that is nearest to the value, if there is one. */
    Optional<BigDecimal> decimal(int digits) {
      BigDecimal down = value.round(new MathContext(digits, RoundingMode.DOWN));
      BigDecimal up = value.round(new MathContext(digits, RoundingMode.UP));
      boolean downFits = down.compareTo(below) > (closed ? -1 : 0);
      boolean upFits = up.compareTo(above) < (closed ? 1 : 0);
      boolean downNearer = value.subtract(down).compareTo(up.subtract(value)) <= 0;
      if (downFits && (downNearer || !upFits)) {
        return Optional.of(down);
      }
      return upFits ? Optional.of(up) : Optional.empty();
    }
  }

  private static String plain(BigDecimal value) {
    BigDecimal stripped = value.stripTrailingZeros();
    String digits = stripped.unscaledValue().toString();
    int point = digits.length() - stripped.scale();
    if (point > LARGEST_PLAIN_EXPONENT || point <= SMALLEST_PLAIN_EXPONENT) {
      String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
      int exponent = point - 1;
      return digits.charAt(0) + fraction + "e" + (exponent > 0 ? "+" : "") + exponent;
    }
    if (point <= 0) {
      return "0." + "0".repeat(-point) + digits;
    }
    if (point >= digits.length()) {
      return digits + "0".repeat(point - digits.length()) + ".0";
    }
    return digits.substring(0, point) + "." + digits.substring(point);
  }
}
