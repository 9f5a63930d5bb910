package birthmark.client.replay;

import birthmark.contracts.samples.Decimal;
import birthmark.contracts.samples.Figure;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** A picture of results: a dot each, or a bar for many, with the limit and the figures. */
final class Distribution {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 420;
  private static final int LEFT = 40;
  private static final int RIGHT = 40;
  private static final int BASE = 340;
  private static final int TOP = 96;
  private static final int DOTS_MAX = 400;
  private static final int BARS = 120;

  private final Reckoned reckoned;
  private final StringBuilder out = new StringBuilder();
  private final double greatest;

  private Distribution(Reckoned reckoned) {
    this.reckoned = reckoned;
    double most = reckoned.all().getLast().millionths();
    this.greatest = Math.max(most, (double) reckoned.rule().limit().millionths()) / Decimal.ONE;
  }

  /** The picture as SVG 1.1. */
  static String svg(Reckoned reckoned) {
    return new Distribution(reckoned).draw();
  }

  private String draw() {
    Reckoned.RuleOfReplay rule = reckoned.rule();
    line(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\""
            + " font-family=\"sans-serif\" font-size=\"13\">",
        WIDTH, HEIGHT);
    line("<title>%s</title>", escaped(rule.title()));
    line("<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>", WIDTH, HEIGHT);
    text(LEFT, 26, "start", "#1a1a1a", "font-size=\"17\" font-weight=\"bold\"", rule.title());
    axis();
    if (reckoned.all().size() <= DOTS_MAX) {
      dots();
    } else {
      bars();
    }
    mark(rule.limit().millionths(), "#b00020", "limit " + rule.limit(), 50);
    Figure complete = reckoned.complete();
    mark(
        complete.rounded().millionths(),
        "#1f4e9c",
        "all " + reckoned.all().size() + ": " + complete.rounded(),
        68);
    if (!reckoned.leftOut().isEmpty()) {
      reckoned
          .figureKept()
          .ifPresent(
              figure ->
                  mark(
                      figure.rounded().millionths(),
                      "#4d7a2f",
                      "without " + reckoned.leftOut().size() + ": " + figure.rounded(),
                      86));
    }
    text(LEFT, 404, "start", "#555555", "", legend());
    line("</svg>");
    return out.toString();
  }

  private String legend() {
    return "Each dot is a result"
        + (reckoned.leftOut().isEmpty() ? "" : "; hollow ones were left out")
        + ". Lines: "
        + Telling.percentile(reckoned.rule())
        + " in "
        + reckoned.rule().unit()
        + "; the scale is logarithmic above 1.";
  }

  /** The place of a value: logarithmic, with zero at the left. */
  private double x(double value) {
    double span = Math.log1p(greatest);
    return LEFT + (WIDTH - LEFT - RIGHT) * Math.log1p(value) / span;
  }

  private void axis() {
    line(
        "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"#999999\"/>",
        LEFT, BASE, WIDTH - RIGHT, BASE);
    double last = -100;
    for (double tick : new double[] {0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 1e4, 1e5, 1e6}) {
      if (tick <= greatest && x(tick) - last > 34) {
        last = x(tick);
        line(
            "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"#999999\"/>",
            last, BASE, last, BASE + 6);
        text(last, BASE + 22, "middle", "#555555", "", String.format(Locale.ROOT, "%.0f", tick));
      }
    }
  }

  private void dots() {
    SortedMap<Long, Integer> stacked = new TreeMap<>();
    int most = 1;
    for (Measurement each : reckoned.all()) {
      most = Math.max(most, stacked.merge(each.millionths(), 1, Integer::sum));
    }
    double step = Math.min(14, (BASE - TOP - 20.0) / most);
    stacked.clear();
    for (Measurement each : reckoned.all()) {
      int height = stacked.merge(each.millionths(), 1, Integer::sum);
      double value = each.millionths() / (double) Decimal.ONE;
      boolean left = each.leftOut().isPresent();
      double y = BASE - 10 - (height - 1) * step;
      line(
          "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" fill=\"%s\" stroke=\"%s\""
              + " stroke-width=\"2\"><title>%s</title></circle>",
          x(value),
          y,
          Math.min(5.0, step / 2),
          left ? "#ffffff" : value > limit() ? "#b00020" : "#1f4e9c",
          left || value > limit() ? "#b00020" : "#1f4e9c",
          escaped("#" + each.sample() + ": " + Decimal.ofMillionths(each.millionths())));
      if (left) {
        text(x(value), y - 12, "middle", "#b00020", "font-weight=\"bold\"", "#" + each.sample());
      }
    }
  }

  private double limit() {
    return reckoned.rule().limit().millionths() / (double) Decimal.ONE;
  }

  private void bars() {
    int[] counts = new int[BARS];
    int most = 1;
    for (Measurement each : reckoned.all()) {
      double place = (x(each.millionths() / (double) Decimal.ONE) - LEFT) / (WIDTH - LEFT - RIGHT);
      int bar = Math.min(BARS - 1, (int) (place * BARS));
      most = Math.max(most, ++counts[bar]);
    }
    double width = (WIDTH - LEFT - RIGHT) / (double) BARS;
    for (int i = 0; i < BARS; i++) {
      double height = (BASE - TOP - 20.0) * counts[i] / most;
      line(
          "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"#1f4e9c\"/>",
          LEFT + i * width, BASE - height, width - 1, height);
    }
  }

  private void mark(long millionths, String colour, String words, int y) {
    double at = x(millionths / (double) Decimal.ONE);
    line(
        "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"%s\" stroke-width=\"1.5\""
            + " stroke-dasharray=\"5 3\"/>",
        at, y + 4, at, BASE, colour);
    // Beside the limit's line, not across it.
    boolean right = at < 160 || (millionths > reckoned.rule().limit().millionths() && at < 740);
    text(at, y, right ? "start" : "end", colour, "font-weight=\"bold\"", words);
  }

  private void text(double x, double y, String anchor, String fill, String more, String words) {
    line(
        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"%s\" %s>%s</text>",
        x, y, anchor, fill, more, escaped(words));
  }

  @SuppressWarnings("AnnotateFormatMethod") // the client has no library of annotations for that
  private void line(String format, Object... values) {
    out.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
