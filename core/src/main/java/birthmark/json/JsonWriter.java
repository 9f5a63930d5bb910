package birthmark.json;

import birthmark.bytes.Bytes;
import birthmark.bytes.Utf8;
import birthmark.json.JsonException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A writer of JSON texts: compact, indented for people, or canonical (JCS, RFC 8785). */
public final class JsonWriter {
  /** The largest integer that every JSON reader has exactly, 2^53 - 1 (RFC 7493 §2.2). */
  public static final long MAX_EXACT = (1L << 53) - 1;

  private static final String HEX = "0123456789abcdef";

  private enum Form {
    COMPACT,
    INDENTED,
    CANONICAL
  }

  private final StringBuilder out = new StringBuilder();
  private final Form form;

  private JsonWriter(Form form) {
    this.form = form;
  }

  /** {@code value} without spaces, members in their own order. */
  public static String compact(Json value) {
    return write(value, Form.COMPACT);
  }

  /** {@code value} over several lines, two spaces a level, members in their own order. */
  public static String indented(Json value) {
    return write(value, Form.INDENTED);
  }

  /**
   * {@code value} in the canonical form of RFC 8785, as UTF-8.
   *
   * @throws JsonException if it has a number that is no integer of at most 53 bits: canonical forms
   *     of others are defined by floating point, which is not used here
   */
  public static Bytes canonical(Json value) {
    return Bytes.ofOwned(write(value, Form.CANONICAL).getBytes(StandardCharsets.UTF_8));
  }

  private static String write(Json value, Form form) {
    JsonWriter writer = new JsonWriter(form);
    writer.value(value, 0);
    return writer.out.toString();
  }

  private void value(Json value, int depth) {
    switch (value) {
      case Json.Obj object -> object(object, depth);
      case Json.Arr array -> array(array, depth);
      case Json.Text text -> string(text.value());
      case Json.Int integer -> integer(integer.value());
      case Json.Bool bool -> out.append(bool.value());
      case Json.Null _ -> out.append("null");
    }
  }

  private void object(Json.Obj object, int depth) {
    List<Json.Member> members = new ArrayList<>(object.members());
    if (form == Form.CANONICAL) {
      // RFC 8785 §3.2.3 orders names by UTF-16 code units, as String does.
      members.sort(Comparator.comparing(Json.Member::name));
    }
    out.append('{');
    boolean first = true;
    for (Json.Member member : members) {
      item(first, depth + 1);
      first = false;
      string(member.name());
      out.append(form == Form.INDENTED ? ": " : ":");
      value(member.value(), depth + 1);
    }
    close(first, depth, '}');
  }

  private void array(Json.Arr array, int depth) {
    out.append('[');
    boolean first = true;
    for (Json item : array.elements()) {
      item(first, depth + 1);
      first = false;
      value(item, depth + 1);
    }
    close(first, depth, ']');
  }

  private void item(boolean first, int depth) {
    if (!first) {
      out.append(',');
    }
    newLine(depth);
  }

  private void close(boolean empty, int depth, char close) {
    if (!empty) {
      newLine(depth);
    }
    out.append(close);
  }

  private void newLine(int depth) {
    if (form == Form.INDENTED) {
      out.append('\n').repeat("  ", depth);
    }
  }

  private void integer(long value) {
    if (form == Form.CANONICAL && (value > MAX_EXACT || value < -MAX_EXACT)) {
      throw notCanonical(Long.toString(value));
    }
    out.append(value);
  }

  private static JsonException notCanonical(String number) {
    return new JsonException(
        Reason.NOT_EXACT,
        "in a canonical form",
        number + " has more than 53 bits; write it as a string");
  }

  private void string(String text) {
    if (!Utf8.encodable(text)) {
      throw new IllegalArgumentException("the text holds half a surrogate pair");
    }
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      character(text.charAt(i));
    }
    out.append('"');
  }

  private void character(char c) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\b' -> out.append("\\b");
      case '\f' -> out.append("\\f");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> {
        if (c < 0x20) {
          out.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 0xf));
        } else {
          out.append(c);
        }
      }
    }
  }
}
