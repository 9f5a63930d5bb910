package birthmark.sim.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** The figures of the commits that were measured, in a table beside a chart of them. */
final class Results {
  private static final String TABLE = "results.tsv";
  private static final String CHART = "chart.svg";
  private static final String HEADING = "commit\tname\tjudged\tmust\taim\tvalue\tunit\tlimit\n";
  private static final int COLUMNS = 8;

  private final Path folder;

  /** The record in {@code folder}, which is made if it is missing. */
  Results(Path folder) {
    this.folder = folder;
  }

  /**
   * A figure of a commit.
   *
   * @param judged what its goal is about: the ratio to the limit, or the figure itself
   */
  record Point(String commit, String name, double judged, double must, double aim) {}

  /** Adds {@code figures} as those of the commit at hand, and draws all anew. */
  void add(List<Figure> figures) throws IOException, InterruptedException {
    Path table = Files.createDirectories(folder).resolve(TABLE);
    if (Files.notExists(table)) {
      Files.writeString(table, HEADING);
    }
    String commit = commit();
    StringBuilder rows = new StringBuilder();
    for (Figure figure : figures) {
      rows.append(
          String.join(
              "\t",
              commit,
              figure.name(),
              exact(figure.judgedValue()),
              exact(figure.goal().must()),
              exact(figure.goal().aim()),
              Figure.number(figure.value()),
              figure.unit(),
              figure.limit().map(Figure::number).orElse("-")));
      rows.append('\n');
    }
    Files.writeString(table, rows, StandardOpenOption.APPEND);
    Files.writeString(folder.resolve(CHART), Chart.of(points(table)));
  }

  private static String exact(double figure) {
    return String.format(Locale.ROOT, "%.4f", figure);
  }

  private static List<Point> points(Path table) throws IOException {
    List<Point> points = new ArrayList<>();
    List<String> lines = Files.readAllLines(table);
    for (String line : lines.subList(1, lines.size())) {
      String[] row = line.split("\t", -1);
      if (row.length != COLUMNS) {
        throw new IOException(table + " has a row that is none of the bench's: " + line);
      }
      points.add(
          new Point(
              row[0],
              row[1],
              Double.parseDouble(row[2]),
              Double.parseDouble(row[3]),
              Double.parseDouble(row[4])));
    }
    return points;
  }

  private static String commit() throws IOException, InterruptedException {
    Process git =
        new ProcessBuilder("git", "describe", "--always", "--dirty")
            .redirectErrorStream(true)
            .start();
    String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    boolean known =
        git.waitFor(10, TimeUnit.SECONDS) && git.exitValue() == 0 && said.matches("[0-9A-Za-z.-]+");
    return known ? said : "unknown";
  }
}
