package birthmark.client.demo;

import birthmark.json.Json;
import birthmark.json.JsonWriter;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** What is told of the story while it goes on: for people as it happens, or in JSON at the end. */
final class Telling {
  private static final int WIDTH = 96;

  private final PrintStream out;
  private final boolean json;
  private final boolean colour;
  private final List<Json> steps = new ArrayList<>();

  Telling(PrintStream out, boolean json, boolean colour) {
    this.out = out;
    this.json = json;
    this.colour = colour;
  }

  /**
   * What happened in one step.
   *
   * @param who who signed
   * @param signed what
   * @param statement the statement's id
   * @param decided what the ledger made of it
   * @param why in words
   */
  record Step(String who, String signed, String statement, String decided, String why) {}

  /** Begins a chapter. */
  void chapter(String title) {
    if (!json) {
      out.println();
      out.println(bold(title));
    }
  }

  /** A remark between steps. */
  void remark(String sentence) {
    if (!json) {
      wrapped("  ", sentence);
    }
  }

  /** A step. */
  void step(Step step) {
    steps.add(
        Lines.with(
            Lines.object(
                "who", step.who(),
                "signed", step.signed(),
                "statement", step.statement(),
                "decided", step.decided(),
                "why", step.why()),
            "number",
            new Json.Int(steps.size() + 1)));
    if (json) {
      return;
    }
    String id =
        step.statement().isEmpty() ? "" : "  " + dim(step.statement().substring(0, 12) + "…");
    out.println("  " + pad(step.who(), 10) + pad(step.signed(), 44) + step.decided() + id);
    if (!step.why().isEmpty()) {
      wrapped("            ", step.why());
    }
    out.flush();
  }

  /** Ends the story. */
  void end(Json.Obj summary) {
    if (json) {
      out.println(JsonWriter.indented(Lines.with(summary, "steps", new Json.Arr(steps))));
    }
    out.flush();
  }

  private void wrapped(String indent, String sentence) {
    StringBuilder line = new StringBuilder(indent);
    for (String word : sentence.split(" ", -1)) {
      if (line.length() + word.length() > WIDTH && line.length() > indent.length()) {
        out.println(dim(line.toString().stripTrailing()));
        line = new StringBuilder(indent);
      }
      line.append(word).append(' ');
    }
    out.println(dim(line.toString().stripTrailing()));
  }

  private static String pad(String text, int width) {
    return text.length() >= width ? text + " " : text + " ".repeat(width - text.length());
  }

  private String bold(String text) {
    return colour ? "\u001b[1m" + text + "\u001b[0m" : text;
  }

  private String dim(String text) {
    return colour ? "\u001b[2m" + text + "\u001b[0m" : text;
  }
}
