package birthmark.cose;

/** What a payload is: a media type, or the number of a CoAP content format (RFC 9052 §3.1). */
public sealed interface ContentType {
  /** The most octets in a media type. */
  int MAX_LENGTH = 128;

  /** A media type such as {@code application/cbor}. */
  record Media(String type) implements ContentType {
    /** Printable ASCII with a slash inside, neither starting nor ending in a space. */
    public Media {
      int slash = type.indexOf('/');
      if (type.length() > MAX_LENGTH
          || slash < 1
          || slash == type.length() - 1
          || !isPrintable(type)
          || type.startsWith(" ")
          || type.endsWith(" ")) {
        throw new CoseException(
            CoseException.Reason.BAD_CONTENT_TYPE, "not a media type of at most 128 characters");
      }
    }

    private static boolean isPrintable(String text) {
      for (int i = 0; i < text.length(); i++) {
        if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
          return false;
        }
      }
      return true;
    }
  }

  /** A CoAP content format, 0 to 65,535 (RFC 7252 §12.3). */
  record Coap(long format) implements ContentType {
    /** A number of 16 bits. */
    public Coap {
      if (format < 0 || format > 0xffff) {
        throw new CoseException(
            CoseException.Reason.BAD_CONTENT_TYPE, format + " is not a number of 16 bits");
      }
    }
  }

  /** A media type. */
  static ContentType media(String type) {
    return new Media(type);
  }

  /** A CoAP content format. */
  static ContentType coap(long format) {
    return new Coap(format);
  }
}
