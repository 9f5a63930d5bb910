package birthmark.gs1;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a GS1 Digital Link URI says about a product (GS1 Digital Link Standard: URI Syntax): its
 * GTIN (AI 01), and its variant (22), lot (10) and serial number (21) where given.
 *
 * @param gtin the product
 * @param variant the consumer product variant
 * @param lot the batch or lot
 * @param serial the serial number
 */
public record DigitalLink(
    Gtin gtin, Optional<String> variant, Optional<String> lot, Optional<String> serial) {
  private static final int VALUE_MAX = 20;

  /**
   * The link that {@code uri} is: any host and path in front; the query, which qualifies nothing,
   * is left aside.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  public static DigitalLink parse(String uri) {
    int start = schemeEnd(uri);
    if (start < 0) {
      throw refused("must start with https:// or http://", uri);
    }
    int end = uri.length();
    for (int i = uri.length() - 1; i >= start; i--) {
      if (uri.charAt(i) == '?' || uri.charAt(i) == '#') {
        end = i;
      }
    }
    List<String> steps = split(uri.substring(start, end));
    // The first step is the host; before the GTIN may come any path of the owner's.
    for (int i = 1; i + 1 < steps.size(); i++) {
      if (steps.get(i).equals("01") && couldBeGtin(steps.get(i + 1))) {
        return qualified(new Gtin(steps.get(i + 1)), steps.subList(i + 2, steps.size()), uri);
      }
    }
    throw refused("has no GTIN: it should hold /01/ and 8, 12, 13 or 14 digits", uri);
  }

  private static int schemeEnd(String uri) {
    for (String scheme : List.of("https://", "http://", "HTTPS://", "HTTP://")) {
      if (uri.startsWith(scheme)) {
        return scheme.length();
      }
    }
    return -1;
  }

  private static boolean couldBeGtin(String step) {
    return step.length() >= 8 && step.length() <= Gtin.LENGTH && Cset.digits(step);
  }

  private static DigitalLink qualified(Gtin gtin, List<String> steps, String uri) {
    List<String> order = List.of("22", "10", "21");
    List<Optional<String>> values =
        new ArrayList<>(List.of(Optional.empty(), Optional.empty(), Optional.empty()));
    int last = -1;
    for (int i = 0; i < steps.size(); i += 2) {
      // A slash at the end says nothing.
      if (i == steps.size() - 1 && steps.get(i).isEmpty()) {
        break;
      }
      int place = order.indexOf(steps.get(i));
      if (place <= last || i + 1 == steps.size()) {
        throw refused("may have /22/, /10/ and /21/ behind the GTIN, in this order", uri);
      }
      String value = percentDecoded(steps.get(i + 1), uri);
      if (!Cset.text(value, VALUE_MAX)) {
        throw refused(
            "has a value behind /" + steps.get(i) + "/ that is not 1 to 20 GS1 characters", uri);
      }
      values.set(place, Optional.of(value));
      last = place;
    }
    return new DigitalLink(gtin, values.get(0), values.get(1), values.get(2));
  }

  /**
   * What {@code text}, an element string such as {@code (01)09506000134352(21)A1}, says.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  public static DigitalLink ofElements(String text) {
    int serialAt = text.indexOf("(21)");
    if (!text.startsWith("(01)") || serialAt < 0) {
      throw new IllegalArgumentException(
          "write a GTIN with serial number as (01)09506000134352(21)A1, not as '" + text + "'");
    }
    String serial = text.substring(serialAt + 4);
    if (!Cset.text(serial, VALUE_MAX)) {
      throw new IllegalArgumentException("a serial number behind (21) is 1 to 20 GS1 characters");
    }
    return new DigitalLink(
        new Gtin(text.substring(4, serialAt)),
        Optional.empty(),
        Optional.empty(),
        Optional.of(serial));
  }

  /** The link in its canonical form, at id.gs1.org with 14 digits and without a query. */
  public String canonical() {
    StringBuilder out = new StringBuilder("https://id.gs1.org/01/").append(gtin.fourteen());
    variant.ifPresent(value -> out.append("/22/").append(percentEncoded(value)));
    lot.ifPresent(value -> out.append("/10/").append(percentEncoded(value)));
    serial.ifPresent(value -> out.append("/21/").append(percentEncoded(value)));
    return out.toString();
  }

  private static List<String> split(String path) {
    List<String> steps = new ArrayList<>();
    int from = 0;
    for (int i = 0; i <= path.length(); i++) {
      if (i == path.length() || path.charAt(i) == '/') {
        steps.add(path.substring(from, i));
        from = i + 1;
      }
    }
    return steps;
  }

  private static String percentDecoded(String value, String uri) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c != '%') {
        out.append(c);
        continue;
      }
      int high = i + 2 < value.length() ? hexDigit(value.charAt(i + 1)) : -1;
      int low = high >= 0 ? hexDigit(value.charAt(i + 2)) : -1;
      if (low < 0) {
        throw refused("has a % that two hexadecimal digits should follow", uri);
      }
      out.append((char) (high * 16 + low));
      i += 2;
    }
    return out.toString();
  }

  private static int hexDigit(char c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
      return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
  }

  /** Every character but letters, digits, hyphen, full stop and underscore (RFC 3986, 2.3). */
  private static String percentEncoded(String value) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean plain =
          (c >= '0' && c <= '9')
              || (c >= 'A' && c <= 'Z')
              || (c >= 'a' && c <= 'z')
              || "-._".indexOf(c) >= 0;
      if (plain) {
        out.append(c);
      } else {
        String digits = "0123456789ABCDEF";
        out.append('%').append(digits.charAt(c >> 4)).append(digits.charAt(c & 15));
      }
    }
    return out.toString();
  }

  private static IllegalArgumentException refused(String what, String uri) {
    return new IllegalArgumentException("a GS1 Digital Link " + what + "; '" + uri + "'");
  }
}
