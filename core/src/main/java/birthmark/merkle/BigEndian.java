package birthmark.merkle;

/** Numbers in octets, most significant first. */
final class BigEndian {
  private BigEndian() {}

  static void putShort(byte[] out, int at, int number) {
    out[at] = (byte) (number >>> 8);
    out[at + 1] = (byte) number;
  }

  static int getShort(byte[] in, int at) {
    return (in[at] & 0xff) << 8 | (in[at + 1] & 0xff);
  }

  static void putLong(byte[] out, int at, long number) {
    for (int i = 0; i < Long.BYTES; i++) {
      out[at + i] = (byte) (number >>> (56 - 8 * i));
    }
  }

  static long getLong(byte[] in, int at) {
    long number = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      number = number << 8 | (in[at + i] & 0xff);
    }
    return number;
  }
}
