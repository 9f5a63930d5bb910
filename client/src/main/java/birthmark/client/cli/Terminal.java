package birthmark.client.cli;

import birthmark.json.Json;
import birthmark.json.JsonWriter;
import java.io.Console;
import java.io.PrintStream;
import java.util.Map;

/**
 * Where a command writes: one JSON document or text for people on standard output, everything else
 * on standard error.
 *
 * @param out standard output
 * @param err standard error
 * @param colours whether a person looks at it who can see colours
 */
record Terminal(PrintStream out, PrintStream err, boolean colours) {
  private static final String ESCAPE = "\u001b[";

  /** Whether standard output is a terminal whose user did not ask for none (no-color.org). */
  @SuppressWarnings("SystemConsoleNull") // without a terminal there need not be a console
  static boolean showsColours(Map<String, String> environment) {
    Console console = System.console();
    return console != null
        && console.isTerminal()
        && environment.getOrDefault("NO_COLOR", "").isEmpty()
        && !environment.getOrDefault("TERM", "").equals("dumb");
  }

  /** Writes a line for people. */
  void line(String text) {
    out.println(text);
  }

  /** Writes a JSON document. */
  void json(Json json) {
    out.println(JsonWriter.indented(json));
  }

  /** Tells something that is not the answer. */
  void notice(String sentence) {
    err.println("birthmark: " + sentence);
  }

  /** Emphasised. */
  String bold(String text) {
    return styled("1", text);
  }

  /** Less important than the rest. */
  String dim(String text) {
    return styled("2", text);
  }

  /** Good news. */
  String green(String text) {
    return styled("32", text);
  }

  /** Bad news. */
  String red(String text) {
    return styled("31", text);
  }

  private String styled(String code, String text) {
    return colours ? ESCAPE + code + "m" + text + ESCAPE + "0m" : text;
  }
}
