package birthmark.client.sdk;

import java.util.ArrayList;
import java.util.List;

/** One line of a CSV file (RFC 4180), whose fields have no line ends in them. */
final class CsvLine {
  private static final int FIELDS_MAX = 100;

  private CsvLine() {}

  /**
   * The fields of {@code line}.
   *
   * @throws IllegalArgumentException if a quotation mark is where none may be
   */
  static List<String> fields(String line) {
    List<String> fields = new ArrayList<>();
    int at = 0;
    while (true) {
      StringBuilder field = new StringBuilder();
      at =
          at < line.length() && line.charAt(at) == '"'
              ? quoted(line, at, field)
              : plain(line, at, field);
      fields.add(field.toString());
      if (fields.size() > FIELDS_MAX) {
        throw new IllegalArgumentException("it has more than " + FIELDS_MAX + " fields");
      }
      if (at == line.length()) {
        return List.copyOf(fields);
      }
      if (line.charAt(at) != ',') {
        throw new IllegalArgumentException(
            "a comma must follow the quotation mark before column " + (at + 1));
      }
      at++;
    }
  }

  private static int plain(String line, int from, StringBuilder field) {
    int end = line.indexOf(',', from);
    int to = end < 0 ? line.length() : end;
    String text = line.substring(from, to);
    if (text.indexOf('"') >= 0) {
      throw new IllegalArgumentException(
          "put the whole field in quotation marks, and double those within, at column "
              + (from + 1));
    }
    field.append(text);
    return to;
  }

  private static int quoted(String line, int from, StringBuilder field) {
    int at = from + 1;
    while (at < line.length()) {
      char c = line.charAt(at);
      if (c != '"') {
        field.append(c);
        at++;
      } else if (at + 1 < line.length() && line.charAt(at + 1) == '"') {
        field.append('"');
        at += 2;
      } else {
        return at + 1;
      }
    }
    throw new IllegalArgumentException("the quotation mark at column " + (from + 1) + " is open");
  }
}
