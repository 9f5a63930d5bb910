package birthmark.cose;

/** What a payload is: a media type, or the number of a CoAP content format (RFC 9052 §3.1). */
public sealed interface ContentType {
  /** The most octets in a media type. */
  int MAX_LENGTH = 128;

  /** A media type such as {@code application/cbor}. */
  record Media(String type) implements ContentType {}

  /** A CoAP content format, 0 to 65,535 (RFC 7252 §12.3). */
  record Coap(int format) implements ContentType {
    /** A number of 16 bits. */
    public Coap {
      if (format < 0 || format > 0xffff) {
        throw new IllegalArgumentException("a CoAP content format has 16 bits, not " + format);
      }
    }
  }

  /** A media type. */
  static ContentType media(String type) {
    return new Media(type);
  }

  /** A CoAP content format. */
  static ContentType coap(int format) {
    return new Coap(format);
  }
}
