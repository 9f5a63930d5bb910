package birthmark.sim.bench;

import birthmark.node.upkeep.Folders;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The command {@code birthmark bench}. */
public final class Main {
  private static final String HELP =
      """
      birthmark bench [--quick] [--json] [--only NAME...] [--dir DIR] [--record DIR]
      birthmark bench --soak MINUTES [--json] [--dir DIR]
      birthmark bench --hot-paths [--json]
      birthmark bench --gateway [--quick] [--json]

      Measures what a node does a second and how long it takes, each beside what this machine could
      do at best, measured in the same run and interleaved. Takes many minutes; Ctrl-C stops it.

        --quick         less of everything, in about a minute on a quiet machine; skips those about
                        a million things
        --only NAME...  only these rows, such as commit.embedded.http; a name's beginning will do
        --soak MINUTES  one node at half of its speed for so long: whether memory, files, threads
                        and latency in the last third are as in the first
        --hot-paths     the steps of a statement's path one by one, by JMH: microseconds each
        --gateway       what the gateway decides, lets through and cuts off with 5,000 things that
                        connect (200 with --quick), in some ten minutes, by its tests
        --record DIR    also adds the rows, as those of the commit at hand, to DIR/results.tsv and
                        draws DIR/chart.svg of all commits in it
        --json          one JSON object a line
        --dir DIR       where ledgers are made and removed again (default the system's folder for
                        passing things); its disk is what is measured
      """;
  private static final int USAGE = 2;

  private Main() {}

  /** Runs the command. */
  public static void main(String[] args) {
    System.exit(run(List.of(args), System.out, System.err));
  }

  private static int run(List<String> args, PrintStream out, PrintStream err) {
    boolean quick = false;
    boolean json = false;
    boolean hotPaths = false;
    int soakMinutes = 0;
    Optional<Results> record = Optional.empty();
    Path parent = Path.of(System.getProperty("java.io.tmpdir"));
    List<String> only = new ArrayList<>();
    for (int i = 0; i < args.size(); i++) {
      switch (args.get(i)) {
        case "--quick" -> quick = true;
        case "--json" -> json = true;
        case "--hot-paths" -> hotPaths = true;
        case "--dir" -> {
          if (++i == args.size()) {
            err.println("birthmark bench: --dir needs a folder");
            return USAGE;
          }
          parent = Path.of(args.get(i));
        }
        case "--soak" -> {
          if (++i == args.size() || !args.get(i).matches("[1-9][0-9]{0,3}")) {
            err.println("birthmark bench: --soak needs a number of minutes, from 1 to 9999");
            return USAGE;
          }
          soakMinutes = Integer.parseInt(args.get(i));
        }
        case "--record" -> {
          if (++i == args.size()) {
            err.println("birthmark bench: --record needs a folder");
            return USAGE;
          }
          record = Optional.of(new Results(Path.of(args.get(i))));
        }
        case "--only" -> {
          while (i + 1 < args.size() && !args.get(i + 1).startsWith("--")) {
            only.add(args.get(++i));
          }
        }
        case "--help", "-h" -> {
          out.print(HELP);
          return 0;
        }
        default -> {
          err.println("birthmark bench: there is no option " + args.get(i));
          err.print(HELP);
          return USAGE;
        }
      }
    }
    List<Measure> chosen = Measures.all().stream().filter(each -> wanted(each, only)).toList();
    if (chosen.isEmpty()) {
      err.println("birthmark bench: no row is called " + String.join(" or ", only) + "; there are");
      Measures.all().forEach(each -> each.names().forEach(name -> err.println("  " + name)));
      return USAGE;
    }
    try {
      if (hotPaths) {
        HotPaths.run(json, out);
        return 0;
      }
      Path folder = Files.createTempDirectory(Files.createDirectories(parent), "birthmark-bench");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(folder, err)));
      if (soakMinutes > 0) {
        List<Figure> figures = new Soak(folder, soakMinutes, err).run();
        tell(figures, json, out);
        return 0;
      }
      Settings settings = quick ? Settings.quick(folder) : Settings.full(folder);
      List<Figure> figures = measure(chosen, settings, json, out, err);
      if (record.isPresent()) {
        record.get().add(figures);
      }
      return 0;
    } catch (Exception e) {
      err.println("birthmark bench: " + e.getMessage());
      return 1;
    }
  }

  private static boolean wanted(Measure measure, List<String> only) {
    return only.isEmpty()
        || measure.names().stream().anyMatch(name -> only.stream().anyMatch(name::startsWith));
  }

  private static List<Figure> measure(
      List<Measure> chosen, Settings settings, boolean json, PrintStream out, PrintStream err)
      throws Exception {
    if (!json) {
      out.println(Figure.heading());
    }
    List<Figure> all = new ArrayList<>();
    for (Measure measure : chosen) {
      if (measure.isLong() && settings.things() == 0) {
        for (String name : measure.names()) {
          out.println(
              json
                  ? "{\"name\": \"" + name + "\", \"skipped\": true}"
                  : name + ": skipped, it takes minutes; leave --quick out");
        }
        continue;
      }
      err.println("measuring " + String.join(", ", measure.names()) + " ...");
      Path folder = Measures.folder(settings.folder(), measure);
      List<Figure> figures = measure.run().in(folder, settings);
      tell(figures, json, out);
      all.addAll(figures);
      Folders.delete(folder);
    }
    return all;
  }

  private static void tell(List<Figure> figures, boolean json, PrintStream out) {
    figures.forEach(figure -> out.println(json ? figure.json() : figure.line()));
    out.flush();
  }

  private static void remove(Path folder, PrintStream err) {
    try {
      Folders.delete(folder);
    } catch (IOException e) {
      err.println("birthmark bench: " + folder + " could not be removed: " + e.getMessage());
    }
  }
}
