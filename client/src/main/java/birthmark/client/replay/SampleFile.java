package birthmark.client.replay;

import birthmark.client.sdk.ClientException;
import birthmark.contracts.samples.Decimal;
import birthmark.contracts.samples.Percentile;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A file of results: comma-separated values with a line of names first ({@code sample}, the unit,
 * and {@code left out because} if anything was), lines that begin with {@code #} left aside.
 *
 * <p>A value is a decimal; {@code ND} or {@code <} and a detection limit stand for what was not
 * detected. A detection limit above the limit of the rule is refused: what such a method misses may
 * exceed it, and counting that as nothing would hide it. The first row that is not so is told with
 * its line.
 */
public final class SampleFile {
  /** The most octets that are read of a line. */
  private static final int LINE_MAX = 4_096;

  /** What the column is called that says why a sample was left out. */
  private static final String LEFT_OUT = "left out because";

  private static final Pattern TRAILING = Pattern.compile("(\\.[0-9]*?)0+$");
  private static final Pattern MICRO = Pattern.compile("^[µμu]g/l$");

  private final String name;
  private final String unit;
  private final Decimal limit;
  private final Map<String, Integer> lines = new HashMap<>();
  private final List<Measurement> rows = new ArrayList<>();
  private int line;
  private int columns;

  private SampleFile(String name, String unit, Decimal limit) {
    this.name = name;
    this.unit = unit;
    this.limit = limit;
  }

  /**
   * The results in {@code in}.
   *
   * @param name what the file is called in complaints
   * @param unit the unit that the values must be in, such as ppb
   * @param limit what they are held against
   * @throws ClientException if a row cannot be used, with its line
   */
  public static List<Measurement> read(String name, String unit, Decimal limit, BufferedReader in)
      throws ClientException {
    SampleFile file = new SampleFile(name, unit, limit);
    try {
      file.read(in);
    } catch (IOException e) {
      throw ClientException.usage(name + " cannot be read", "Check its name, and that it is UTF-8.")
          .because(e);
    }
    return List.copyOf(file.rows);
  }

  private void read(BufferedReader in) throws IOException, ClientException {
    boolean named = false;
    for (String text = in.readLine(); text != null; text = in.readLine()) {
      line++;
      if (text.length() > LINE_MAX) {
        throw wrong("it is longer than " + LINE_MAX + " characters");
      }
      if (text.isBlank() || text.startsWith("#")) {
        continue;
      }
      List<String> cells = cells(text.startsWith("\ufeff") ? text.substring(1) : text);
      if (named) {
        row(cells);
      } else {
        header(cells);
        named = true;
      }
    }
    if (rows.isEmpty()) {
      throw ClientException.usage(
          name + " has no results",
          "It begins with a line of names, sample," + unit + ", and has a line for each sample.");
    }
  }

  private void header(List<String> cells) throws ClientException {
    if (cells.size() < 2 || cells.size() > 3 || !cells.getFirst().equalsIgnoreCase("sample")) {
      throw wrong("the first line names the columns: sample," + unit + "," + LEFT_OUT);
    }
    // Whatever stands in another column there would count as a reason, and its sample for nothing.
    if (cells.size() == 3 && !cells.get(2).equalsIgnoreCase(LEFT_OUT)) {
      throw wrong(
          "the third column is '"
              + cells.get(2)
              + "'; it says why a sample was left out, and is called '"
              + LEFT_OUT
              + "'");
    }
    columns = cells.size();
    if (!canonical(cells.get(1)).equals(canonical(unit))) {
      throw wrong(
          "the values are in '"
              + cells.get(1)
              + "', the rule is in "
              + unit
              + "; nothing is converted silently");
    }
  }

  /** The unit in one way of writing it; in water µg/L is not taken for ppb. */
  private static String canonical(String unit) {
    String lower = unit.toLowerCase(Locale.ROOT);
    return MICRO.matcher(lower).matches() ? "ug/l" : lower;
  }

  private void row(List<String> cells) throws ClientException {
    if (cells.size() < 2 || cells.size() > columns) {
      throw wrong(
          "it has " + cells.size() + " columns, the first line names " + columns + " of them");
    }
    String sample = cells.getFirst();
    if (sample.isEmpty()) {
      throw wrong("the sample has no name");
    }
    Integer before = lines.putIfAbsent(sample, line);
    if (before != null) {
      throw wrong("sample '" + sample + "' is on line " + before + " already");
    }
    if (rows.size() == Percentile.VALUES_MAX) {
      throw wrong("there are more than " + Percentile.VALUES_MAX + " results");
    }
    Optional<String> left =
        cells.size() == 3 && !cells.get(2).isEmpty() ? Optional.of(cells.get(2)) : Optional.empty();
    rows.add(new Measurement(sample, millionths(cells.get(1)), left));
  }

  private long millionths(String text) throws ClientException {
    if (text.equalsIgnoreCase("ND")) {
      return 0;
    }
    boolean below = text.startsWith("<");
    Decimal value;
    try {
      value = number(below ? text.substring(1).strip() : text);
    } catch (IllegalArgumentException e) {
      throw wrong(
              "'"
                  + text
                  + "' is no result: digits, at most six of them behind a point, such as 104 or"
                  + " 0.5, and not below 0; ND or <0.5 where nothing was detected")
          .because(e);
    }
    if (below && value.compareTo(limit) > 0) {
      throw wrong(
          "what detects nothing below "
              + value
              + " does not tell whether the limit of "
              + limit
              + " is exceeded; it takes a finer method");
    }
    return below ? 0 : value.millionths();
  }

  /**
   * A number as people write it, zeros behind the point and all.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static Decimal number(String text) {
    String tidy = TRAILING.matcher(text).replaceFirst("$1");
    return new Decimal(tidy.endsWith(".") ? tidy.substring(0, tidy.length() - 1) : tidy);
  }

  private List<String> cells(String text) throws ClientException {
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' && quoted && i + 1 < text.length() && text.charAt(i + 1) == '"') {
        cell.append('"');
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        cells.add(cell.toString().strip());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    if (quoted) {
      throw wrong("a quotation mark is not closed");
    }
    cells.add(cell.toString().strip());
    return cells;
  }

  private ClientException wrong(String what) {
    return ClientException.usage(
        name + ", line " + line + ": " + what, "Mend that line; nothing was reckoned.");
  }
}
