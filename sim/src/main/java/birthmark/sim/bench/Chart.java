package birthmark.sim.bench;

import java.util.ArrayList;
import java.util.Formatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A picture of figures by commit: one small panel a figure, its goals as lines across. */
final class Chart {
  private static final int PANEL_WIDTH = 340;
  private static final int PANEL_HEIGHT = 150;
  private static final int COLUMNS = 2;
  private static final int LEFT = 54;
  private static final int RIGHT = 16;
  private static final int TOP = 30;
  private static final int BOTTOM = 26;

  private final Formatter out = new Formatter(Locale.ROOT);

  private Chart() {}

  /** The picture of {@code points}, oldest first, as SVG. */
  static String of(List<Results.Point> points) {
    Map<String, List<Results.Point>> byName = new LinkedHashMap<>();
    points.forEach(
        point -> byName.computeIfAbsent(point.name(), _ -> new ArrayList<>()).add(point));
    int rows = (byName.size() + COLUMNS - 1) / COLUMNS;
    Chart chart = new Chart();
    chart.out.format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
            + " font-family=\"sans-serif\" font-size=\"11\">%n",
        COLUMNS * PANEL_WIDTH, rows * PANEL_HEIGHT);
    chart.out.format("<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n");
    int panel = 0;
    for (List<Results.Point> each : byName.values()) {
      chart.out.format(
          "<g transform=\"translate(%d %d)\">%n",
          panel % COLUMNS * PANEL_WIDTH, panel / COLUMNS * PANEL_HEIGHT);
      chart.panel(each);
      chart.out.format("</g>%n");
      panel++;
    }
    chart.out.format("</svg>%n");
    return chart.out.toString();
  }

  private void panel(List<Results.Point> points) {
    Results.Point last = points.getLast();
    double top = Math.max(last.must(), last.aim());
    for (Results.Point point : points) {
      top = Math.max(top, point.judged());
    }
    double most = top * 1.1;
    out.format("<text x=\"%d\" y=\"18\" font-weight=\"bold\">%s</text>%n", LEFT, last.name());
    goal("must", last.must(), most, "#b00020");
    goal("aim", last.aim(), most, "#1b7f3b");
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < points.size(); i++) {
      double x = x(i, points.size());
      double y = y(points.get(i).judged(), most);
      line.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
      out.format(
          "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"#1f4e9c\"><title>%s:"
              + " %s</title></circle>%n",
          x, y, points.get(i).commit(), Figure.number(points.get(i).judged()));
    }
    out.format(
        "<polyline points=\"%s\" fill=\"none\" stroke=\"#1f4e9c\"/>%n", line.toString().strip());
    out.format(
        "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s: %s</text>%n",
        PANEL_WIDTH - RIGHT, PANEL_HEIGHT - 8, last.commit(), Figure.number(last.judged()));
  }

  private void goal(String name, double value, double most, String colour) {
    double y = y(value, most);
    out.format(
        "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-dasharray=\"4"
            + " 3\"/>%n",
        LEFT, PANEL_WIDTH - RIGHT, y, y, colour);
    out.format(
        "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\" fill=\"%s\">%s %s</text>%n",
        LEFT - 4, y + 4, colour, name, Figure.plain(value));
  }

  private static double x(int index, int count) {
    double room = PANEL_WIDTH - LEFT - RIGHT - 12.0;
    return LEFT + 6 + (count == 1 ? room / 2 : room * index / (count - 1));
  }

  private static double y(double value, double most) {
    return TOP + (PANEL_HEIGHT - TOP - BOTTOM) * (1 - value / most);
  }
}
