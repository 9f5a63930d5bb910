package birthmark.x509;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import java.nio.charset.StandardCharsets;

/** Writes elements of DER (X.690 §10). */
final class DerWriter {
  private static final int SHORT = 0x80;
  private static final int OCTET = 0x100;

  private DerWriter() {}

  /** An element whose content is {@code parts} one after another. */
  static Bytes element(int tag, Bytes... parts) {
    Bytes content = Bytes.EMPTY;
    for (Bytes part : parts) {
      content = content.concat(part);
    }
    int length = content.length();
    byte[] header;
    if (length < SHORT) {
      header = new byte[] {(byte) tag, (byte) length};
    } else if (length < OCTET) {
      header = new byte[] {(byte) tag, (byte) 0x81, (byte) length};
    } else {
      header = new byte[] {(byte) tag, (byte) 0x82, (byte) (length >> 8), (byte) length};
    }
    return Bytes.ofOwned(header).concat(content);
  }

  /** A number that is not negative, of its octets with or without zeros before. */
  static Bytes integer(Bytes unsigned) {
    int start = 0;
    while (start < unsigned.length() - 1 && unsigned.octet(start) == 0) {
      start++;
    }
    Bytes least = unsigned.slice(start, unsigned.length());
    boolean room = least.length() == 0 || least.octet(0) >= SHORT;
    return element(Der.INTEGER, room ? Bytes.fromHex("00").concat(least) : least);
  }

  /** Octets as a string of bits. */
  static Bytes bits(Bytes octets) {
    return element(Der.BIT_STRING, Bytes.fromHex("00"), octets);
  }

  static Bytes oid(String hex) {
    return element(Der.OID, Bytes.fromHex(hex));
  }

  static Bytes text(String text) {
    return element(Der.UTF8_STRING, Bytes.ofOwned(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** A moment in whole seconds, with two digits of the year before 2050 and four after. */
  static Bytes time(Timestamp at) {
    String digits = at.toString().replace("-", "").replace(":", "").replace("T", "");
    String whole = digits.substring(0, 14) + "Z";
    boolean shortYear = whole.compareTo("2050") < 0;
    String written = shortYear ? whole.substring(2) : whole;
    return element(
        shortYear ? Der.UTC_TIME : Der.GENERALIZED_TIME,
        Bytes.ofOwned(written.getBytes(StandardCharsets.US_ASCII)));
  }
}
