package birthmark.cbor;

import birthmark.cbor.CborException.Reason;

/** The argument in an item's head (RFC 8949 §3). */
final class Heads {
  /** The additional information of an indefinite length or a break. */
  static final int INDEFINITE = 31;

  private Heads() {}

  /**
   * The octets that hold the argument behind a head with additional information {@code info}, which
   * is below 28.
   */
  static int octets(int info) {
    return info < 24 ? 0 : 1 << (info - 24);
  }

  /** The octets of the shortest head with {@code argument}, which is not negative. */
  static int length(long argument) {
    if (argument < 24) {
      return 1;
    }
    return argument <= 0xff ? 2 : argument <= 0xffff ? 3 : argument >>> 32 == 0 ? 5 : 9;
  }

  /** The argument of the head at {@code at}, as an unsigned 64-bit number. */
  static long argument(byte[] buffer, int at, int end) {
    int info = buffer[at] & 0x1f;
    if (info < 24) {
      return info;
    }
    if (info > 27) {
      throw new CborException(Reason.RESERVED, at);
    }
    int octets = octets(info);
    if (end - at - 1 < octets) {
      throw new CborException(Reason.TRUNCATED, at);
    }
    long value = 0;
    for (int i = 1; i <= octets; i++) {
      value = value << 8 | (buffer[at + i] & 0xff);
    }
    return value;
  }

  /** Whether {@code info} is the shortest way to write {@code argument}. */
  static boolean isMinimal(int info, long argument) {
    return switch (info) {
      case 24 -> argument >= 24;
      case 25 -> argument > 0xff;
      case 26 -> argument > 0xffff;
      case 27 -> argument >>> 32 != 0;
      default -> true;
    };
  }

  /** The additional information of a float of {@code width}. */
  static int info(CborItem.Width width) {
    return switch (width) {
      case HALF -> 25;
      case SINGLE -> 26;
      case DOUBLE -> 27;
    };
  }

  /** The width of a float with additional information {@code info}, from 25 to 27. */
  static CborItem.Width width(int info) {
    return switch (info) {
      case 25 -> CborItem.Width.HALF;
      case 26 -> CborItem.Width.SINGLE;
      default -> CborItem.Width.DOUBLE;
    };
  }
}
