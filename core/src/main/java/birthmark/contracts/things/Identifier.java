package birthmark.contracts.things;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.codec.About;
import birthmark.codec.Length;
import birthmark.codec.Tag;
import birthmark.gs1.DigitalLink;
import birthmark.gs1.Gtin;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A name of a thing that proves nothing: whoever reads it can copy it. Bound by a birth certificate
 * to a key that cannot be.
 */
public sealed interface Identifier {
  /** Kinds of identifiers. */
  enum Kind {
    /** A serial number, told apart within a model. */
    SERIAL,
    /** GTIN and serial number, as {@code (01)09506000134352(21)A1}. */
    SGTIN,
    /** A GS1 Digital Link with GTIN and serial number: the same identifier as that SGTIN. */
    DIGITAL_LINK,
    /** An EUI-48: 12 hexadecimal digits, with or without colons or hyphens. */
    MAC,
    /** An IMEI: 15 digits, the last a check digit. */
    IMEI,
    /** Anything else, told apart within a model. */
    OTHER;

    /** What this is looked up as. */
    public Kind indexed() {
      return this == DIGITAL_LINK ? SGTIN : this;
    }

    /** Whether two makers may give the same without a clash. */
    public boolean withinModel() {
      return this == SERIAL || this == OTHER;
    }
  }

  /** Its kind. */
  Kind kind();

  /** What it is found by, 32 octets. */
  Bytes digest();

  /** The product it names, where it names one readably. */
  Optional<Gtin> gtin();

  /**
   * One that everybody may read.
   *
   * @param kind its kind
   * @param text as printed
   */
  @Tag(1)
  @About("An identifier that everybody may read.")
  record Public(Kind kind, @About("As printed.") @Length(min = 1, max = 200) String text)
      implements Identifier {
    /** Checks the text by its kind. */
    public Public {
      canonical(kind, text);
    }

    @Override
    public Bytes digest() {
      return Sha256.of(canonical(kind, text).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Optional<Gtin> gtin() {
      return switch (kind) {
        case SGTIN -> Optional.of(DigitalLink.ofElements(text).gtin());
        case DIGITAL_LINK -> Optional.of(DigitalLink.parse(text).gtin());
        case SERIAL, MAC, IMEI, OTHER -> Optional.empty();
      };
    }
  }

  /**
   * One that only who holds its token finds: an HMAC-SHA-256 under a secret of the maker, over the
   * {@link #canonical} text. The label can carry the token.
   *
   * @param kind its kind
   * @param token the HMAC, 32 octets
   */
  @Tag(2)
  @About("An identifier found only by its token, an HMAC-SHA-256 under the maker's secret.")
  record Blinded(
      Kind kind,
      @About("HMAC-SHA-256 of the identifier in canonical form.") @Length(min = 32, max = 32)
          Bytes token)
      implements Identifier {
    @Override
    public Bytes digest() {
      return token;
    }

    @Override
    public Optional<Gtin> gtin() {
      return Optional.empty();
    }
  }

  /**
   * The one form of all ways to write an identifier: what is hashed, or authenticated under a
   * maker's secret.
   *
   * @throws IllegalArgumentException if {@code text} is none of that kind
   */
  static String canonical(Kind kind, String text) {
    return switch (kind) {
      case SERIAL, OTHER -> text;
      case SGTIN -> serialised(DigitalLink.ofElements(text), text);
      case DIGITAL_LINK -> serialised(DigitalLink.parse(text), text);
      case MAC -> mac(text);
      case IMEI -> imei(text);
    };
  }

  private static String serialised(DigitalLink link, String text) {
    String serial =
        link.serial()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "'" + text + "' names a product, not a thing: add /21/ and its serial"));
    return "(01)" + link.gtin().fourteen() + "(21)" + serial;
  }

  private static String mac(String text) {
    StringBuilder digits = new StringBuilder();
    boolean separated = text.length() == 17;
    boolean sound = separated || text.length() == 12;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (separated && i % 3 == 2) {
        sound &= (c == ':' || c == '-') && c == text.charAt(2);
      } else if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')) {
        digits.append(c);
      } else if (c >= 'A' && c <= 'F') {
        digits.append((char) (c - 'A' + 'a'));
      } else {
        sound = false;
      }
    }
    if (!sound) {
      throw new IllegalArgumentException(
          "write a MAC address as 12 hexadecimal digits such as 00:1b:44:11:3a:b7, not as '"
              + text
              + "'");
    }
    return digits.toString();
  }

  private static String imei(String text) {
    int sum = 0;
    boolean sound = text.length() == 15;
    for (int i = 0; i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      sound &= digit >= 0 && digit <= 9;
      // Luhn (ISO/IEC 7812-1): every second digit from the right counts double, digits added up.
      boolean doubled = (text.length() - i) % 2 == 0;
      sum += doubled ? digit * 2 / 10 + digit * 2 % 10 : digit;
    }
    if (!sound || sum % 10 != 0) {
      throw new IllegalArgumentException(
          "an IMEI is 15 digits, the last a check digit; '" + text + "' is none; copy it again");
    }
    return text;
  }
}
