package birthmark.x509;

import birthmark.bytes.Bytes;

/**
 * A reader of DER (X.690 §10), one element after another: tags of one octet, lengths definite and
 * minimal.
 *
 * <p>It reads what the certificates of makers hold and nothing else, so that every reader of a
 * certificate reads the same.
 */
final class Der {
  static final int BOOLEAN = 0x01;
  static final int INTEGER = 0x02;
  static final int BIT_STRING = 0x03;
  static final int OCTET_STRING = 0x04;
  static final int OID = 0x06;
  static final int UTF8_STRING = 0x0c;
  static final int PRINTABLE_STRING = 0x13;
  static final int IA5_STRING = 0x16;
  static final int UTC_TIME = 0x17;
  static final int GENERALIZED_TIME = 0x18;
  static final int SEQUENCE = 0x30;
  static final int SET = 0x31;

  private static final int HIGH_TAG = 0x1f;

  private final Bytes octets;
  private int position;

  Der(Bytes octets) {
    this.octets = octets;
  }

  boolean more() {
    return position < octets.length();
  }

  /** Whether the next element has {@code tag}. */
  boolean at(int tag) {
    return more() && octets.octet(position) == tag;
  }

  /** The content of the next element, which must have {@code tag}. */
  Bytes content(int tag) {
    Bytes whole = whole(tag);
    int header = whole.length() < 0x82 ? 2 : 2 + (whole.octet(1) & 0x7f);
    return whole.slice(header, whole.length());
  }

  /** A reader of the content of the next element, which must have {@code tag}. */
  Der enter(int tag) {
    return new Der(content(tag));
  }

  /** The next element with its tag and length; it must have {@code tag}. */
  Bytes whole(int tag) {
    if (!at(tag)) {
      throw X509Exception.malformed(
          "has no element of tag " + tag + " where RFC 5280 has one, or it is not in DER");
    }
    int start = position;
    position += 2 + length(start);
    if (position > octets.length()) {
      throw X509Exception.malformed("ends within an element");
    }
    return octets.slice(start, position);
  }

  /** The tag of the next element; 0 at the end. */
  int tag() {
    return more() ? octets.octet(position) : 0;
  }

  /** The number of octets behind the first two: of the rest of the length, and of the content. */
  private int length(int start) {
    if ((octets.octet(start) & HIGH_TAG) == HIGH_TAG || start + 2 > octets.length()) {
      throw X509Exception.malformed("has a tag of several octets, or ends within an element");
    }
    int first = octets.octet(start + 1);
    if (first < 0x80) {
      return first;
    }
    int more = first & 0x7f;
    if (more < 1 || more > 2 || start + 2 + more > octets.length()) {
      throw X509Exception.malformed("has a length that is indefinite, or too large");
    }
    int length = octets.octet(start + 2);
    if (more == 2) {
      length = (length << 8) | octets.octet(start + 3);
    }
    if (length < (more == 1 ? 0x80 : 0x100)) {
      throw X509Exception.malformed("has a length that is not minimal");
    }
    return more + length;
  }

  /** Checks that nothing follows. */
  void end() {
    if (more()) {
      throw X509Exception.malformed("has an element too many");
    }
  }

  /** Whether the next element is TRUE; false where there is none, since FALSE is never written. */
  boolean optionalTrue() {
    if (!at(BOOLEAN)) {
      return false;
    }
    Bytes value = content(BOOLEAN);
    if (value.length() != 1 || value.octet(0) != 0xff) {
      throw X509Exception.malformed("writes out FALSE, which is its default, or TRUE as not FF");
    }
    return true;
  }

  /** The next element, a number that is not negative, of at most {@code max} octets. */
  Bytes integer(int max) {
    Bytes value = content(INTEGER);
    boolean minimal =
        value.length() > 0
            && value.octet(0) < 0x80
            && (value.length() == 1 || value.octet(0) != 0 || value.octet(1) >= 0x80);
    if (!minimal || value.length() > max) {
      throw X509Exception.malformed(
          "has a number that is negative, not minimal, or of more than " + max + " octets");
    }
    return value;
  }

  /** The octets of the next element, a string of whole octets. */
  Bytes bits() {
    Bytes value = content(BIT_STRING);
    if (value.length() < 1 || value.octet(0) != 0) {
      throw X509Exception.malformed("has a string of bits that is not one of octets");
    }
    return value.slice(1, value.length());
  }
}
