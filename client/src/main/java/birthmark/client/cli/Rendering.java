package birthmark.client.cli;

import birthmark.json.Json;
import birthmark.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * JSON for people: an object as aligned lines, a list of objects as a table, long octets shortened,
 * and the names of the user's own keys beside their thumbprints.
 */
final class Rendering {
  private static final int SHORT = 16;
  private static final int CELL_MAX = 44;
  private static final int COLUMNS_MAX = 7;
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern OCTETS = Pattern.compile("[0-9a-f]{66,}");

  private final Terminal terminal;
  private final Map<String, String> names;

  /**
   * For {@code terminal}.
   *
   * @param names names of keys by their thumbprints in hexadecimal
   */
  Rendering(Terminal terminal, Map<String, String> names) {
    this.terminal = terminal;
    this.names = names;
  }

  /** Writes an object's members, one a line, those inside others indented. */
  void object(Json.Obj object) {
    object(object, "");
  }

  /** The same, indented under a heading. */
  void indented(Json.Obj object) {
    object(object, "  ");
  }

  private void object(Json.Obj object, String indent) {
    int width = 0;
    for (Json.Member member : object.members()) {
      width = Math.max(width, words(member.name()).length());
    }
    for (Json.Member member : object.members()) {
      String name = words(member.name());
      String label = indent + name + " ".repeat(width - name.length()) + "  ";
      switch (member.value()) {
        case Json.Obj inner when inner.members().isEmpty() -> terminal.line(label + "-");
        case Json.Obj inner -> {
          terminal.line(indent + name);
          object(inner, indent + "  ");
        }
        case Json.Arr list when list.elements().isEmpty() -> terminal.line(label + "-");
        case Json.Arr list when list.elements().stream().allMatch(Rendering::scalar) -> {
          String lead = label;
          for (Json element : list.elements()) {
            terminal.line(lead + scalar(element, false));
            lead = " ".repeat(label.length());
          }
        }
        case Json.Arr list -> {
          terminal.line(indent + name);
          for (Json element : list.elements()) {
            if (element instanceof Json.Obj inner) {
              terminal.line(indent + "  -");
              object(inner, indent + "    ");
            } else {
              terminal.line(indent + "  " + scalar(element, false));
            }
          }
        }
        default -> terminal.line(label + scalar(member.value(), false));
      }
    }
  }

  /** Writes rows under the names of their members. */
  void table(List<Json.Obj> rows) {
    List<String> columns = new ArrayList<>();
    List<List<Json.Member>> flat = rows.stream().map(Rendering::flat).toList();
    for (List<Json.Member> row : flat) {
      for (Json.Member member : row) {
        if (!columns.contains(member.name()) && columns.size() < COLUMNS_MAX) {
          columns.add(member.name());
        }
      }
    }
    List<List<String>> lines = new ArrayList<>();
    lines.add(columns.stream().map(Rendering::words).toList());
    for (List<Json.Member> row : flat) {
      lines.add(columns.stream().map(column -> cell(row, column)).toList());
    }
    lines(lines);
  }

  /** Writes lines of cells, the first being headings. */
  void lines(List<List<String>> lines) {
    int columns = lines.getFirst().size();
    int[] widths = new int[columns];
    for (List<String> line : lines) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], line.get(i).codePointCount(0, line.get(i).length()));
      }
    }
    boolean heading = true;
    for (List<String> line : lines) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        String cell = line.get(i);
        text.append(cell);
        if (i < columns - 1) {
          text.append(" ".repeat(widths[i] - cell.codePointCount(0, cell.length()) + 2));
        }
      }
      terminal.line(heading ? terminal.dim(text.toString()) : text.toString().stripTrailing());
      heading = false;
    }
  }

  private String cell(List<Json.Member> row, String column) {
    for (Json.Member member : row) {
      if (member.name().equals(column)) {
        String text = scalar(member.value(), true);
        return text.length() > CELL_MAX ? text.substring(0, CELL_MAX - 1) + "…" : text;
      }
    }
    return "-";
  }

  /** The members of an object and of those in it, side by side. */
  private static List<Json.Member> flat(Json.Obj object) {
    List<Json.Member> members = new ArrayList<>();
    for (Json.Member member : object.members()) {
      if (member.value() instanceof Json.Obj inner) {
        members.addAll(flat(inner));
      } else {
        members.add(member);
      }
    }
    return members;
  }

  private static boolean scalar(Json json) {
    return !(json instanceof Json.Obj) && !(json instanceof Json.Arr);
  }

  private String scalar(Json json, boolean brief) {
    return switch (json) {
      case Json.Text text -> text(text.value(), brief);
      case Json.Int number -> Long.toString(number.value());
      case Json.Bool flag -> flag.value() ? "yes" : "no";
      case Json.Null _ -> "-";
      case Json.Arr list when list.elements().stream().allMatch(Rendering::scalar) ->
          String.join(", ", list.elements().stream().map(each -> scalar(each, brief)).toList());
      case Json.Arr list -> list.elements().size() + " entries";
      case Json.Obj object -> JsonWriter.compact(object);
    };
  }

  private String text(String text, boolean brief) {
    if (DIGEST.matcher(text).matches()) {
      String name = names.get(text);
      String shown = brief ? text.substring(0, SHORT) + "…" : text;
      return name == null ? shown : brief ? name : shown + " (" + name + ")";
    }
    if (OCTETS.matcher(text).matches()) {
      return text.substring(0, SHORT) + "… (" + text.length() / 2 + " octets)";
    }
    return printable(text);
  }

  /** Text from the ledger without what could move the cursor or colour the screen. */
  static String printable(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .forEach(
            c ->
                shown.appendCodePoint(
                    Character.isISOControl(c) || Character.getType(c) == Character.FORMAT
                        ? 0xfffd
                        : c));
    return shown.toString();
  }

  /** {@code madeAt} as two words. */
  static String words(String name) {
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        words.append(' ').append((char) (c - 'A' + 'a'));
      } else {
        words.append(c == '-' ? ' ' : c);
      }
    }
    return words.toString();
  }
}
