package birthmark.proof;

import birthmark.bytes.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The rules for text in notes that several kinds of lines share (C2SP signed-note). */
final class NoteText {
  private NoteText() {}

  static Bytes utf8(String text) {
    return Bytes.ofOwned(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The text that {@code octets} encode; only UTF-8 without control characters but newlines. */
  static String decode(Bytes octets) {
    String text = new String(octets.unsafe(), StandardCharsets.UTF_8);
    if (!utf8(text).equals(octets)) {
      throw new NoteException("a note is UTF-8; this is not");
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < ' ' && text.charAt(i) != '\n') {
        throw new NoteException("a note has no control characters except newlines");
      }
    }
    return text;
  }

  static String base64(Bytes octets) {
    return Base64.getEncoder().encodeToString(octets.unsafe());
  }

  /** The octets of {@code text} in base64 with padding (RFC 4648 section 4), in its one form. */
  static Bytes fromBase64(String text, String what) {
    try {
      Bytes octets = Bytes.ofOwned(Base64.getDecoder().decode(text));
      if (base64(octets).equals(text)) {
        return octets;
      }
    } catch (IllegalArgumentException e) {
      throw notBase64(what);
    }
    throw notBase64(what);
  }

  private static NoteException notBase64(String what) {
    return new NoteException(what + " is not base64 with padding");
  }

  /** Refuses what cannot be a key's name: empty, or with a space, a plus or a control character. */
  static void checkName(String name) {
    if (name.isEmpty()) {
      throw new NoteException("a key's name is not empty");
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '+' || c < ' ' || isSpace(c)) {
        throw new NoteException("a key's name has no spaces, plus signs or control characters");
      }
    }
    if (!new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8).equals(name)) {
      throw new NoteException("a key's name is well-formed Unicode");
    }
  }

  /** The characters with Unicode's property White_Space, which changes no more. */
  private static boolean isSpace(char c) {
    return c == ' '
        || c == 0x85
        || c == 0xa0
        || c == 0x1680
        || (c >= 0x2000 && c <= 0x200a)
        || c == 0x2028
        || c == 0x2029
        || c == 0x202f
        || c == 0x205f
        || c == 0x3000;
  }

  /** A decimal number without leading zeros, at most 2^63 - 1. */
  static long decimal(String text, String what) {
    boolean plain = !text.isEmpty() && text.length() <= 19;
    plain &= !(text.length() > 1 && text.charAt(0) == '0');
    long number = 0;
    for (int i = 0; plain && i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      plain = digit >= 0 && digit <= 9 && number <= (Long.MAX_VALUE - digit) / 10;
      number = number * 10 + digit;
    }
    if (!plain) {
      throw new NoteException(
          what + " is not a decimal number up to 2^63 - 1 without leading zeros");
    }
    return number;
  }
}
