package birthmark.node.edge;

import birthmark.bytes.Utf8;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Percent-encoding of paths and queries (RFC 3986, section 2.1), strict. */
final class Percent {
  private static final String UNRESERVED_MARKS = "-._~";

  private Percent() {}

  /** The steps of {@code rawPath}, decoded; its first octet is a slash. */
  static List<String> steps(String rawPath) {
    List<String> steps = new ArrayList<>();
    for (String step : rawPath.substring(rawPath.startsWith("/") ? 1 : 0).split("/", -1)) {
      steps.add(decode(step, false));
    }
    return steps;
  }

  /** The path that consists of {@code steps}, without a slash in front. */
  static String path(List<String> steps) {
    return String.join("/", steps.stream().map(Percent::encode).toList());
  }

  /**
   * What {@code raw} stands for.
   *
   * @param form whether a plus sign is a space, as in what forms send
   * @throws ProblemException if it is not percent-encoded UTF-8
   */
  static String decode(String raw, boolean form) {
    ByteArrayOutputStream octets = new ByteArrayOutputStream(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c == '%') {
        if (i + 2 >= raw.length()
            || !HexFormat.isHexDigit(raw.charAt(i + 1))
            || !HexFormat.isHexDigit(raw.charAt(i + 2))) {
          throw malformed(raw, "a percent sign is followed by two hexadecimal digits");
        }
        octets.write(HexFormat.fromHexDigits(raw, i + 1, i + 3));
        i += 2;
      } else if (c == '+' && form) {
        octets.write(' ');
      } else if (c > 0x20 && c < 0x7f) {
        octets.write(c);
      } else {
        throw malformed(raw, "characters outside of ASCII are percent-encoded");
      }
    }
    byte[] decoded = octets.toByteArray();
    if (Utf8.firstInvalid(decoded, 0, decoded.length) >= 0) {
      throw malformed(raw, "what is percent-encoded must be UTF-8");
    }
    return new String(decoded, StandardCharsets.UTF_8);
  }

  /** {@code text} with everything but letters, digits and four marks percent-encoded. */
  static String encode(String text) {
    StringBuilder out = new StringBuilder();
    for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (octet & 0xff);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || UNRESERVED_MARKS.indexOf(c) >= 0;
      if (plain) {
        out.append(c);
      } else {
        out.append('%').append(HexFormat.of().withUpperCase().toHexDigits(octet));
      }
    }
    return out.toString();
  }

  private static ProblemException malformed(String raw, String what) {
    String shown = raw.length() > 80 ? raw.substring(0, 80) + "…" : raw;
    return new ProblemException(
        HttpFault.MALFORMED, "The path or query part '" + shown + "': " + what + ".");
  }
}
