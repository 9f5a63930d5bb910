package birthmark.codec;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborReader;
import birthmark.cbor.CborWriter;
import birthmark.cose.CoseException;
import birthmark.cose.CoseKey;
import birthmark.cose.KeyId;
import birthmark.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The codecs of values without parts. */
final class Scalars {
  private Scalars() {}

  /** Whole numbers from 0 to 2^63 - 1. */
  static final class WholeCodec extends Codec<Long> {
    @Override
    public Shape shape() {
      return new Shape.Whole();
    }

    @Override
    public void write(CborWriter out, Long value) {
      out.unsigned(value);
    }

    @Override
    Long readItem(CborReader in) {
      return in.unsigned();
    }

    @Override
    public Json toJson(Long value) {
      return new Json.Int(value);
    }

    @Override
    public Long fromJson(Json json) throws MalformedException {
      if (json instanceof Json.Int number && number.value() >= 0) {
        return number.value();
      }
      throw new MalformedException("", "must be a whole number from 0 to 9223372036854775807");
    }

    @Override
    void writeKey(KeyWriter out, Long value) {
      out.whole(value);
    }

    @Override
    Long readKey(KeyReader in) {
      return in.whole();
    }

    @Override
    int keyLengthMax() {
      return 8;
    }
  }

  /** True or false. */
  static final class FlagCodec extends Codec<Boolean> {
    @Override
    public Shape shape() {
      return new Shape.Flag();
    }

    @Override
    public void write(CborWriter out, Boolean value) {
      out.bool(value);
    }

    @Override
    Boolean readItem(CborReader in) {
      return in.bool();
    }

    @Override
    public Json toJson(Boolean value) {
      return new Json.Bool(value);
    }

    @Override
    public Boolean fromJson(Json json) throws MalformedException {
      if (json instanceof Json.Bool flag) {
        return flag.value();
      }
      throw new MalformedException("", "must be true or false");
    }

    @Override
    void writeKey(KeyWriter out, Boolean value) {
      out.octet(value ? 1 : 0);
    }

    @Override
    Boolean readKey(KeyReader in) {
      return in.octet() == 1;
    }

    @Override
    int keyLengthMax() {
      return 1;
    }
  }

  /** A {@link Timestamp}. */
  static final class MomentCodec extends Codec<Timestamp> {
    @Override
    public Shape shape() {
      return new Shape.Moment();
    }

    @Override
    public void write(CborWriter out, Timestamp value) {
      out.unsigned(value.millis());
    }

    @Override
    Timestamp readItem(CborReader in) throws MalformedException {
      long millis = in.unsigned();
      if (millis > Timestamp.MAX_MILLIS) {
        throw new MalformedException("", "a time lies between the years 1970 and 9999");
      }
      return new Timestamp(millis);
    }

    @Override
    public Json toJson(Timestamp value) {
      return new Json.Text(value.toString());
    }

    @Override
    public Timestamp fromJson(Json json) throws MalformedException {
      if (json instanceof Json.Text text) {
        try {
          return Timestamp.parse(text.value());
        } catch (IllegalArgumentException e) {
          throw new MalformedException("", String.valueOf(e.getMessage()));
        }
      }
      throw new MalformedException("", "must be a time such as \"2026-11-22T00:42:43.123Z\"");
    }

    @Override
    void writeKey(KeyWriter out, Timestamp value) {
      out.whole(value.millis());
    }

    @Override
    Timestamp readKey(KeyReader in) {
      return new Timestamp(in.whole());
    }

    @Override
    int keyLengthMax() {
      return 8;
    }
  }

  /** Text within bounds and without control characters. */
  static final class TextCodec extends Codec<String> {
    private final int min;
    private final int max;

    TextCodec(int min, int max) {
      this.min = min;
      this.max = max;
    }

    @Override
    public Shape shape() {
      return new Shape.Text(min, max);
    }

    @Override
    public void write(CborWriter out, String value) {
      out.text(value);
    }

    @Override
    String readItem(CborReader in) throws MalformedException {
      return checked(in.text(max));
    }

    @Override
    public Json toJson(String value) {
      return new Json.Text(value);
    }

    @Override
    public String fromJson(Json json) throws MalformedException {
      if (json instanceof Json.Text text) {
        return checked(text.value());
      }
      throw new MalformedException("", "must be text");
    }

    private String checked(String text) throws MalformedException {
      int length = text.getBytes(StandardCharsets.UTF_8).length;
      if (length < min || length > max) {
        throw new MalformedException(
            "", "must be text of " + min + " to " + max + " octets in UTF-8, not " + length);
      }
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (c < 0x20 || (c >= 0x7f && c < 0xa0)) {
          throw new MalformedException("", "must not hold control characters");
        }
        if (Character.isSurrogate(c)) {
          boolean paired =
              Character.isHighSurrogate(c)
                  && i + 1 < text.length()
                  && Character.isLowSurrogate(text.charAt(i + 1));
          if (!paired) {
            throw new MalformedException(
                "", "must be Unicode text: it holds half a surrogate pair");
          }
          i++;
        }
      }
      return text;
    }

    @Override
    void writeKey(KeyWriter out, String value) {
      out.terminated(value.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    String readKey(KeyReader in) {
      return new String(in.terminated(), StandardCharsets.UTF_8);
    }

    @Override
    int keyLengthMax() {
      return max + 1;
    }
  }

  /** Octets within bounds. */
  static final class OctetsCodec extends Codec<Bytes> {
    private final int min;
    private final int max;

    OctetsCodec(int min, int max) {
      this.min = min;
      this.max = max;
    }

    @Override
    public Shape shape() {
      return new Shape.Octets(min, max, "octets");
    }

    @Override
    public void write(CborWriter out, Bytes value) {
      out.bytes(value);
    }

    @Override
    Bytes readItem(CborReader in) throws MalformedException {
      return checked(in.bytes(max));
    }

    @Override
    public Json toJson(Bytes value) {
      return new Json.Text(value.hex());
    }

    @Override
    public Bytes fromJson(Json json) throws MalformedException {
      return checked(hex(json));
    }

    private Bytes checked(Bytes octets) throws MalformedException {
      if (octets.length() < min || octets.length() > max) {
        String bounds = min == max ? "" + min : min + " to " + max;
        throw new MalformedException("", "must be " + bounds + " octets, not " + octets.length());
      }
      return octets;
    }

    @Override
    void writeKey(KeyWriter out, Bytes value) {
      if (min == max) {
        out.fixed(value);
      } else {
        out.escaped(value);
      }
    }

    @Override
    Bytes readKey(KeyReader in) {
      return min == max ? in.fixed(max) : in.escaped();
    }

    @Override
    int keyLengthMax() {
      return min == max ? max : 2 * max + 2;
    }
  }

  /** A key's thumbprint. */
  static final class KeyIdCodec extends Codec<KeyId> {
    @Override
    public Shape shape() {
      return new Shape.Octets(32, 32, "key id");
    }

    @Override
    public void write(CborWriter out, KeyId value) {
      out.bytes(value.value());
    }

    @Override
    KeyId readItem(CborReader in) throws MalformedException {
      return checked(in.bytes(32));
    }

    @Override
    public Json toJson(KeyId value) {
      return new Json.Text(value.value().hex());
    }

    @Override
    public KeyId fromJson(Json json) throws MalformedException {
      return checked(hex(json));
    }

    private static KeyId checked(Bytes octets) throws MalformedException {
      if (octets.length() != 32) {
        throw new MalformedException(
            "", "a key id is the 32 octets of the key's thumbprint, not " + octets.length());
      }
      return new KeyId(octets);
    }

    @Override
    void writeKey(KeyWriter out, KeyId value) {
      out.fixed(value.value());
    }

    @Override
    KeyId readKey(KeyReader in) {
      return new KeyId(in.fixed(32));
    }

    @Override
    int keyLengthMax() {
      return 32;
    }
  }

  /** A public key: the octets of its COSE_Key. */
  static final class CoseKeyCodec extends Codec<CoseKey> {
    /** An ML-DSA-65 key has 1,952 octets; the rest is its COSE_Key frame. */
    private static final int MAX = 2_048;

    @Override
    public Shape shape() {
      return new Shape.Octets(1, MAX, "key");
    }

    @Override
    public void write(CborWriter out, CoseKey value) {
      out.bytes(value.encode());
    }

    @Override
    CoseKey readItem(CborReader in) throws MalformedException {
      return decoded(in.bytes(MAX));
    }

    @Override
    public Json toJson(CoseKey value) {
      return new Json.Text(value.encode().hex());
    }

    @Override
    public CoseKey fromJson(Json json) throws MalformedException {
      return decoded(hex(json));
    }

    private static CoseKey decoded(Bytes octets) throws MalformedException {
      try {
        return CoseKey.decode(octets);
      } catch (CoseException e) {
        throw new MalformedException(
            "", "must be a COSE_Key (RFC 9052, section 7): " + e.getMessage());
      }
    }

    @Override
    void writeKey(KeyWriter out, CoseKey value) {
      throw new IllegalArgumentException("a public key is no table key: use its thumbprint");
    }

    @Override
    CoseKey readKey(KeyReader in) {
      throw new IllegalArgumentException("a public key is no table key: use its thumbprint");
    }

    @Override
    int keyLengthMax() {
      return -1;
    }
  }

  /**
   * One of an enum's constants: its position is its form, so constants are only ever added at the
   * end.
   */
  @SuppressWarnings("EnumOrdinal")
  static final class ChoiceCodec<E extends Enum<E>> extends Codec<E> {
    private final List<E> constants;
    private final List<String> names;

    ChoiceCodec(Class<E> type) {
      constants = List.of(type.getEnumConstants());
      names = constants.stream().map(constant -> Names.kebab(constant.name())).toList();
    }

    @Override
    public Shape shape() {
      return new Shape.Choice(names);
    }

    @Override
    public void write(CborWriter out, E value) {
      out.unsigned(value.ordinal());
    }

    @Override
    E readItem(CborReader in) throws MalformedException {
      long position = in.unsigned();
      if (position >= constants.size()) {
        throw new MalformedException("", "must be one of " + names + ", numbered from 0");
      }
      return constants.get((int) position);
    }

    @Override
    public Json toJson(E value) {
      return new Json.Text(names.get(value.ordinal()));
    }

    @Override
    public E fromJson(Json json) throws MalformedException {
      int position = json instanceof Json.Text text ? names.indexOf(text.value()) : -1;
      if (position < 0) {
        throw new MalformedException("", "must be one of " + names);
      }
      return constants.get(position);
    }

    @Override
    void writeKey(KeyWriter out, E value) {
      out.octet(value.ordinal());
    }

    @Override
    E readKey(KeyReader in) {
      return constants.get(in.octet());
    }

    @Override
    int keyLengthMax() {
      return 1;
    }
  }

  private static Bytes hex(Json json) throws MalformedException {
    if (json instanceof Json.Text text) {
      try {
        return Bytes.fromHex(text.value());
      } catch (IllegalArgumentException e) {
        throw new MalformedException("", "must be pairs of hexadecimal digits");
      }
    }
    throw new MalformedException("", "must be text: octets in hexadecimal");
  }
}
