package birthmark.bytes;

/** Checks of UTF-8 (RFC 3629) that allocate nothing. */
public final class Utf8 {
  private Utf8() {}

  /**
   * The index of the first octet that is not part of valid UTF-8 from {@code from} to {@code to},
   * or -1.
   */
  public static int firstInvalid(byte[] octets, int from, int to) {
    int i = from;
    while (i < to) {
      int lead = octets[i];
      if (lead >= 0) {
        i++;
        continue;
      }
      int length = sequenceLength(lead & 0xff);
      if (length == 0 || length > to - i || !validSecond(lead & 0xff, octets[i + 1] & 0xff)) {
        return i;
      }
      for (int k = 2; k < length; k++) {
        if ((octets[i + k] & 0xc0) != 0x80) {
          return i;
        }
      }
      i += length;
    }
    return -1;
  }

  /** The length of a sequence that starts with {@code lead}; 0 where no sequence can. */
  private static int sequenceLength(int lead) {
    if (lead >= 0xc2 && lead <= 0xdf) {
      return 2;
    }
    if (lead >= 0xe0 && lead <= 0xef) {
      return 3;
    }
    return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
  }

  /** The second octet's range excludes overlong forms, surrogates and what lies beyond U+10FFFF. */
  private static boolean validSecond(int lead, int second) {
    return switch (lead) {
      case 0xe0 -> second >= 0xa0 && second <= 0xbf;
      case 0xed -> second >= 0x80 && second <= 0x9f;
      case 0xf0 -> second >= 0x90 && second <= 0xbf;
      case 0xf4 -> second >= 0x80 && second <= 0x8f;
      default -> second >= 0x80 && second <= 0xbf;
    };
  }

  /**
   * Whether every surrogate in {@code text} is one of a pair, so that the text has a UTF-8 form.
   */
  public static boolean encodable(String text) {
    int i = 0;
    int length = text.length();
    while (i < length) {
      char c = text.charAt(i++);
      if (Character.isSurrogate(c)) {
        if (!Character.isHighSurrogate(c)
            || i == length
            || !Character.isLowSurrogate(text.charAt(i))) {
          return false;
        }
        i++;
      }
    }
    return true;
  }
}
