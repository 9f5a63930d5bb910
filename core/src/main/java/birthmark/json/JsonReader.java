package birthmark.json;

import birthmark.bytes.Bytes;
import birthmark.bytes.Utf8;
import birthmark.json.JsonException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * A strict reader of one JSON text (RFC 8259) that interoperates (I-JSON, RFC 7493).
 *
 * <p>Refused are duplicate names, half surrogate pairs, noncharacters, a byte order mark, anything
 * after the value, and arrays and objects more than 16 deep. It takes memory in proportion to the
 * text, whose length the caller bounds.
 */
public final class JsonReader {
  /** The most arrays and objects around a value. */
  public static final int MAX_DEPTH = 16;

  private final String text;
  private int position;

  private JsonReader(String text) {
    this.text = text;
  }

  /**
   * The value that UTF-8 {@code octets} hold.
   *
   * @throws JsonException if they are not one JSON text
   */
  public static Json read(Bytes octets) {
    int invalid = Utf8.firstInvalid(octets.unsafe(), 0, octets.length());
    if (invalid >= 0) {
      throw new JsonException(Reason.BAD_UTF8, "at octet " + invalid, "");
    }
    return read(new String(octets.unsafe(), StandardCharsets.UTF_8));
  }

  /**
   * The value that {@code text} holds.
   *
   * @throws JsonException if it is not one JSON text
   */
  public static Json read(String text) {
    JsonReader reader = new JsonReader(text);
    reader.skipSpace();
    Json value = reader.value(0);
    reader.skipSpace();
    if (reader.position < text.length()) {
      throw reader.refusal(Reason.TRAILING, "");
    }
    return value;
  }

  private Json value(int depth) {
    char c = peek();
    return switch (c) {
      case '{' -> object(depth);
      case '[' -> array(depth);
      case '"' -> new Json.Text(string());
      case 't' -> literal("true", new Json.Bool(true));
      case 'f' -> literal("false", new Json.Bool(false));
      case 'n' -> literal("null", new Json.Null());
      default -> number();
    };
  }

  private Json object(int depth) {
    open(depth);
    TreeSet<String> names = new TreeSet<>();
    List<Json.Member> members = new ArrayList<>();
    if (closes('}')) {
      return new Json.Obj(members);
    }
    do {
      skipSpace();
      int start = position;
      if (peek() != '"') {
        throw refusal(Reason.SYNTAX, "a name in quotes is needed");
      }
      String name = string();
      if (!names.add(name)) {
        position = start;
        throw refusal(Reason.DUPLICATE_NAME, name);
      }
      skipSpace();
      expect(':');
      skipSpace();
      members.add(new Json.Member(name, value(depth + 1)));
    } while (continues('}'));
    return new Json.Obj(members);
  }

  private Json array(int depth) {
    open(depth);
    List<Json> items = new ArrayList<>();
    if (closes(']')) {
      return new Json.Arr(items);
    }
    do {
      skipSpace();
      items.add(value(depth + 1));
    } while (continues(']'));
    return new Json.Arr(items);
  }

  private void open(int depth) {
    if (depth >= MAX_DEPTH) {
      throw refusal(Reason.TOO_DEEP, "at most " + MAX_DEPTH);
    }
    position++;
    skipSpace();
  }

  private boolean closes(char close) {
    if (peek() == close) {
      position++;
      return true;
    }
    return false;
  }

  /** Reads the comma or {@code close} after an item; whether another item follows. */
  private boolean continues(char close) {
    skipSpace();
    char c = peek();
    if (c != ',' && c != close) {
      throw refusal(Reason.SYNTAX, "a comma or " + close + " is needed");
    }
    position++;
    return c == ',';
  }

  private void expect(char wanted) {
    if (peek() != wanted) {
      throw refusal(Reason.SYNTAX, wanted + " is needed");
    }
    position++;
  }

  private Json literal(String word, Json value) {
    if (!text.startsWith(word, position)) {
      throw refusal(Reason.SYNTAX, "");
    }
    position += word.length();
    return value;
  }

  private Json number() {
    int end = NumberSyntax.end(text, position);
    if (end < 0) {
      throw refusal(Reason.SYNTAX, "");
    }
    if (end - position > NumberSyntax.MAX_LENGTH) {
      throw refusal(Reason.TOO_LONG, "at most " + NumberSyntax.MAX_LENGTH + " characters");
    }
    long value =
        NumberSyntax.exactLong(text.substring(position, end))
            .orElseThrow(() -> refusal(Reason.NOT_WHOLE, "write it as a string"));
    position = end;
    return new Json.Int(value);
  }

  private String string() {
    position++;
    StringBuilder value = new StringBuilder();
    while (true) {
      char c = peek();
      if (c == '"') {
        position++;
        return value.toString();
      }
      if (c < 0x20) {
        throw refusal(Reason.SYNTAX, "a control character in a string is written with an escape");
      }
      if (c == '\\') {
        escape(value);
      } else if (Character.isSurrogate(c)) {
        requirePair(c, position + 1 < text.length() ? text.charAt(position + 1) : 0);
        value.append(c).append(text.charAt(position + 1));
        position += 2;
      } else {
        requireCharacter(c);
        value.append(c);
        position++;
      }
    }
  }

  private void escape(StringBuilder value) {
    position++;
    char c = peek();
    position++;
    switch (c) {
      case '"', '\\', '/' -> value.append(c);
      case 'b' -> value.append('\b');
      case 'f' -> value.append('\f');
      case 'n' -> value.append('\n');
      case 'r' -> value.append('\r');
      case 't' -> value.append('\t');
      case 'u' -> unicodeEscape(value);
      default -> {
        position--;
        throw refusal(Reason.SYNTAX, "no escape is written like this");
      }
    }
  }

  private void unicodeEscape(StringBuilder value) {
    char first = hex4();
    if (!Character.isSurrogate(first)) {
      requireCharacter(first);
      value.append(first);
      return;
    }
    if (!text.startsWith("\\u", position)) {
      throw refusal(Reason.BAD_CODE_POINT, "half a surrogate pair");
    }
    position += 2;
    char second = hex4();
    requirePair(first, second);
    value.append(first).append(second);
  }

  private char hex4() {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      char c = peek();
      int digit = c < 0x80 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        throw refusal(Reason.SYNTAX, "four hexadecimal digits are needed");
      }
      value = value << 4 | digit;
      position++;
    }
    return (char) value;
  }

  private void requirePair(char high, char low) {
    if (!Character.isHighSurrogate(high) || !Character.isLowSurrogate(low)) {
      throw refusal(Reason.BAD_CODE_POINT, "half a surrogate pair");
    }
    requireCharacter(Character.toCodePoint(high, low));
  }

  private void requireCharacter(int codePoint) {
    if ((codePoint & 0xfffe) == 0xfffe || (codePoint >= 0xfdd0 && codePoint <= 0xfdef)) {
      throw refusal(Reason.BAD_CODE_POINT, "a noncharacter");
    }
  }

  private char peek() {
    if (position >= text.length()) {
      throw refusal(Reason.TRUNCATED, "");
    }
    return text.charAt(position);
  }

  private void skipSpace() {
    while (position < text.length() && isSpace(text.charAt(position))) {
      position++;
    }
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }

  private JsonException refusal(Reason reason, String detail) {
    int line = 1;
    int lineStart = 0;
    int end = Math.min(position, text.length());
    for (int i = 0; i < end; i++) {
      if (text.charAt(i) == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    return new JsonException(reason, "line " + line + ", column " + (end - lineStart + 1), detail);
  }
}
