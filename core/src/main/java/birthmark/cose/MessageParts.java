package birthmark.cose;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborDecoder;
import birthmark.cbor.CborDecoder.Profile;
import birthmark.cbor.CborException;
import birthmark.cbor.CborItem;
import birthmark.cose.CoseException.Reason;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The array that each kind of foreign COSE message is (RFC 9052 §2). */
final class MessageParts {
  private MessageParts() {}

  /** What {@code make} makes of the parts of a message that has no tag or the one of its kind. */
  static <T> T read(Bytes encoded, long tag, int count, Function<List<CborItem>, T> make) {
    if (encoded.length() > Sign1.MAX_LENGTH) {
      throw new CoseException(
          Reason.TOO_LARGE,
          encoded.length() + " octets where at most " + Sign1.MAX_LENGTH + " may be");
    }
    try {
      return make.apply(parts(untagged(CborDecoder.decode(encoded, Profile.VALID), tag), count));
    } catch (CborException e) {
      throw new CoseException(e);
    }
  }

  private static CborItem untagged(CborItem item, long tag) {
    if (!(item instanceof CborItem.Tagged(long number, CborItem content))) {
      return item;
    }
    if (number != tag) {
      throw new CoseException(
          Reason.WRONG_TAG, Long.toUnsignedString(number) + " where " + tag + " is needed");
    }
    return content;
  }

  private static List<CborItem> parts(CborItem item, int count) {
    if (item instanceof CborItem.Array(List<CborItem> items) && items.size() == count) {
      return items;
    }
    throw new CoseException(Reason.BAD_STRUCTURE, "an array of " + count + " is needed");
  }

  /** A payload: a byte string, or null for one that is detached. */
  static Optional<Bytes> payload(CborItem item) {
    if (item instanceof CborItem.Simple simple && simple.equals(CborItem.Simple.NULL)) {
      return Optional.empty();
    }
    if (item instanceof CborItem.ByteString(Bytes value)) {
      return Optional.of(value);
    }
    throw new CoseException(Reason.BAD_STRUCTURE, "the payload is neither byte string nor null");
  }

  /** A payload that must be inside. */
  static Bytes present(Optional<Bytes> payload) {
    return payload.orElseThrow(
        () -> new CoseException(Reason.PAYLOAD_MISSING, "it is detached; give it"));
  }

  /** A signature. */
  static Bytes signature(CborItem item) {
    if (item instanceof CborItem.ByteString(Bytes value)) {
      return value;
    }
    throw new CoseException(Reason.BAD_STRUCTURE, "the signature is no byte string");
  }
}
