package birthmark.x509;

import birthmark.bytes.Bytes;
import birthmark.bytes.Utf8;
import birthmark.codec.Length;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A distinguished name, one certificate's subject or issuer (RFC 5280 §4.1.2.4). Two are the same
 * if their octets are: makers copy names, they do not write them anew.
 *
 * @param der the name in DER
 */
public record DistinguishedName(@Length(min = 2, max = MAX) Bytes der) {
  /** The most octets of a name. */
  public static final int MAX = 1_024;

  private static final int PARTS_MAX = 32;
  private static final Bytes VENDOR = Bytes.fromHex("2b0601040182a27c0201");
  private static final Bytes PRODUCT = Bytes.fromHex("2b0601040182a27c0202");

  /** An attribute: its type, the tag of its value, its value. */
  private record Attribute(Bytes type, int tag, Bytes value) {
    Optional<String> text() {
      boolean text = tag == Der.UTF8_STRING || tag == Der.PRINTABLE_STRING || tag == Der.IA5_STRING;
      if (!text || Utf8.firstInvalid(value.unsafe(), 0, value.length()) >= 0) {
        return Optional.empty();
      }
      String found = new String(value.unsafe(), StandardCharsets.UTF_8);
      return found.chars().anyMatch(DistinguishedName::control)
          ? Optional.empty()
          : Optional.of(found);
    }
  }

  private static boolean control(int unit) {
    return unit < 0x20 || (unit >= 0x7f && unit <= 0x9f);
  }

  /** Checks the form. */
  public DistinguishedName {
    if (der.length() > MAX) {
      throw X509Exception.malformed("has a name of more than " + MAX + " octets");
    }
    attributes(der);
  }

  private static List<Attribute> attributes(Bytes der) {
    List<Attribute> attributes = new ArrayList<>();
    Der outer = new Der(der);
    Der parts = outer.enter(Der.SEQUENCE);
    outer.end();
    while (parts.more()) {
      Der part = parts.enter(Der.SET);
      do {
        Der attribute = part.enter(Der.SEQUENCE);
        Bytes type = attribute.content(Der.OID);
        int tag = attribute.tag();
        attributes.add(new Attribute(type, tag, attribute.content(tag)));
        attribute.end();
        if (attributes.size() > PARTS_MAX) {
          throw X509Exception.malformed("has a name of more than " + PARTS_MAX + " parts");
        }
      } while (part.more());
    }
    return attributes;
  }

  /** Whether it names nobody. */
  public boolean isEmpty() {
    return der.length() == 2;
  }

  /** The Matter vendor that it is limited to, four hexadecimal digits (1.3.6.1.4.1.37244.2.1). */
  public Optional<String> vendor() {
    return number(VENDOR);
  }

  /** The Matter product that it is limited to, four hexadecimal digits (1.3.6.1.4.1.37244.2.2). */
  public Optional<String> product() {
    return number(PRODUCT);
  }

  private Optional<String> number(Bytes type) {
    List<Attribute> found =
        attributes(der).stream().filter(each -> each.type().equals(type)).toList();
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> text =
        found.getFirst().text().filter(DistinguishedName::isFourUpperCaseHexadecimalDigits);
    if (found.size() > 1 || text.isEmpty()) {
      throw X509Exception.malformed(
          "has a Matter vendor or product in its name twice, or not as four digits such as FFF1");
    }
    return text;
  }

  private static boolean isFourUpperCaseHexadecimalDigits(String text) {
    return text.length() == 4
        && text.chars().allMatch(unit -> "0123456789ABCDEF".indexOf(unit) >= 0);
  }

  /** The name for people, its last parts first, such as {@code CN=Matter PAA 2, O=Google}. */
  public String words() {
    List<String> words = new ArrayList<>();
    for (Attribute each : attributes(der).reversed()) {
      words.add(label(each.type()) + "=" + each.text().orElseGet(() -> "#" + each.value().hex()));
    }
    return words.isEmpty() ? "nobody" : String.join(", ", words);
  }

  private static String label(Bytes type) {
    if (type.equals(VENDOR)) {
      return "VID";
    }
    if (type.equals(PRODUCT)) {
      return "PID";
    }
    return switch (type.hex()) {
      case "550403" -> "CN";
      case "550405" -> "serialNumber";
      case "550406" -> "C";
      case "550407" -> "L";
      case "550408" -> "ST";
      case "55040a" -> "O";
      case "55040b" -> "OU";
      default -> "OID " + type.hex();
    };
  }
}
