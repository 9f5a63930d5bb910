package birthmark.sim.chaos;

import birthmark.client.sdk.ClientException;
import birthmark.node.cometbft.CometProgram;
import birthmark.node.upkeep.Folders;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The command {@code birthmark chaos}. */
public final class Main {
  private static final String HELP =
      """
      birthmark chaos [--minutes N] [--seed S] [--nodes N] [--only FAULT,...] [--within SECONDS]
                      [--data DIR] [--cometbft PATH] [--json]
      birthmark chaos --idle MINUTES [--nodes N] [--data DIR] [--cometbft PATH] [--json]

      Runs a cluster of real nodes, breaks it in one way after another while clients go on, and
      looks whether what is promised holds: nothing acknowledged is lost or counted twice, each
      height has one root, the rest goes on with one node down, all agree again soon, unaided.
      As root it runs in a network namespace of its own, and in a mount namespace; without that
      it plays no lost packets and no full disk, and cuts a node off by holding its data back.

      A follower without a vote goes beside them and a monitor looks at every log after each fault.

      Faults: kill, kill-all, wipe, pause, partition, loss, delay, full-disk, twin, hostile,
      lying-door, skew, and two at once: delay-kill, kill-partition. A node's clock is skewed by
      an hour, its engine's is not: CometBFT asks the kernel itself.

      With --idle nothing is broken and nothing sent for so long: looked at is whether time goes on,
      what is due meanwhile is done once, what came last is final, and how much each node writes.

        --minutes N       how long (default 5)
        --idle MINUTES    how long nothing happens
        --seed S          which faults, on whom, in which order (default from the clock)
        --nodes N         how many (default 4)
        --only FAULT,...  these alone
        --within SECONDS  how soon all are to agree once a fault is over (default 10)
        --data DIR        where nodes are made, and stay (default a folder that is removed)
        --cometbft PATH   the program (default: built once by go install)
        --json            the report as JSON

      Status 0: all held; 1: something did not.
      """;
  private static final int USAGE = 2;
  private static final int LOCAL = 4;
  private static final String INSIDE = "--inside";
  private static final String SMALL_DISK = "192m";

  private Main() {}

  /** Runs the command. */
  public static void main(String[] args) throws InterruptedException {
    System.exit(run(List.of(args), System.out, System.err));
  }

  /** What the command line says. */
  private record Options(
      Duration duration,
      long seed,
      int nodes,
      List<Fault> faults,
      Duration within,
      Optional<Path> data,
      Optional<Path> program,
      boolean json,
      boolean inside,
      Optional<Duration> idle) {}

  private static int run(List<String> args, PrintStream out, PrintStream err)
      throws InterruptedException {
    if (args.contains("--help") || args.contains("-h")) {
      out.print(HELP);
      return 0;
    }
    try {
      Options options = options(args);
      if (options.idle().isPresent()) {
        return idle(options, options.idle().get(), out, err);
      }
      return options.inside() || !mayUnshare() ? play(options, out, err) : within(args);
    } catch (IllegalArgumentException e) {
      err.println("birthmark chaos: " + e.getMessage());
      err.print(HELP);
      return USAGE;
    } catch (IOException e) {
      err.println("birthmark chaos: " + e.getMessage());
    } catch (ClientException e) {
      err.println("birthmark chaos: " + e.what() + ". " + e.remedy());
    } catch (CometProgram.MissingException e) {
      err.println("birthmark chaos: " + e.getMessage());
    }
    return LOCAL;
  }

  private static Options options(List<String> args) {
    Duration duration = Duration.ofMinutes(5);
    long seed = System.currentTimeMillis() % 1_000_000;
    int nodes = 4;
    List<Fault> faults = List.of(Fault.values());
    Duration within = Duration.ofSeconds(10);
    Optional<Path> data = Optional.empty();
    Optional<Path> program = Optional.empty();
    boolean json = false;
    boolean inside = false;
    Optional<Duration> idle = Optional.empty();
    for (int i = 0; i < args.size(); i++) {
      switch (args.get(i)) {
        case "--minutes" -> duration = Duration.ofMinutes(number(args, ++i));
        case "--idle" -> idle = Optional.of(Duration.ofMinutes(number(args, ++i)));
        case "--seconds" -> duration = Duration.ofSeconds(number(args, ++i));
        case "--seed" -> seed = number(args, ++i);
        case "--nodes" -> nodes = Math.toIntExact(number(args, ++i));
        case "--only" -> faults = faults(value(args, ++i));
        case "--within" -> within = Duration.ofSeconds(number(args, ++i));
        case "--data" -> data = Optional.of(Path.of(value(args, ++i)).toAbsolutePath());
        case "--cometbft" -> program = Optional.of(Path.of(value(args, ++i)));
        case "--json" -> json = true;
        case INSIDE -> inside = true;
        default -> throw new IllegalArgumentException("there is no option " + args.get(i));
      }
    }
    if (nodes < 4) {
      throw new IllegalArgumentException("only a ledger of four nodes or more stands one fault");
    }
    return new Options(duration, seed, nodes, faults, within, data, program, json, inside, idle);
  }

  private static String value(List<String> args, int at) {
    if (at == args.size()) {
      throw new IllegalArgumentException(args.getLast() + " needs a value");
    }
    return args.get(at);
  }

  private static long number(List<String> args, int at) {
    String digits = value(args, at);
    if (!digits.matches("[1-9][0-9]{0,8}")) {
      throw new IllegalArgumentException(
          args.get(at - 1) + " needs a whole number from 1, not " + digits);
    }
    return Long.parseLong(digits);
  }

  private static List<Fault> faults(String names) {
    return Arrays.stream(names.split(",", -1))
        .map(name -> Fault.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_')))
        .toList();
  }

  /** Whether this user may have namespaces of its own here. */
  private static boolean mayUnshare() throws InterruptedException {
    return succeeds("unshare", "-n", "-m", "ip", "link", "set", "lo", "up");
  }

  private static boolean succeeds(String... command) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getInputStream().readAllBytes();
      return process.waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** The same in namespaces of its own. */
  private static int within(List<String> args) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("unshare", "-n", "-m"));
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(
        List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.add(INSIDE);
    command.addAll(args);
    Process process = new ProcessBuilder(command).inheritIO().start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    return process.waitFor();
  }

  private static int idle(Options options, Duration duration, PrintStream out, PrintStream err)
      throws IOException, InterruptedException, ClientException, CometProgram.MissingException {
    Path program = CometProgram.find(options.program(), System.getenv(), err::println);
    Path folder = folder(options);
    try {
      Idle.Settings settings = new Idle.Settings(folder, program, options.nodes(), duration);
      IdleReport report = new Idle(settings, err::println).run();
      if (options.json()) {
        out.println(report.json());
      } else {
        report.lines().forEach(out::println);
      }
      return report.isWell() ? 0 : 1;
    } finally {
      if (options.data().isEmpty()) {
        Folders.delete(folder);
      }
    }
  }

  private static Path folder(Options options) throws IOException {
    return options.data().isPresent()
        ? Files.createDirectories(options.data().get())
        : Files.createTempDirectory("birthmark-chaos");
  }

  private static int play(Options options, PrintStream out, PrintStream err)
      throws IOException, InterruptedException, ClientException, CometProgram.MissingException {
    Path program = CometProgram.find(options.program(), System.getenv(), err::println);
    boolean filtered =
        options.inside() && succeeds("ip", "link", "set", "lo", "up") && PacketFilter.works();
    Path folder = folder(options);
    Path last = folder.resolve("node-" + options.nodes());
    boolean small = options.inside() && options.data().isEmpty() && mount(last);
    try {
      Play.Settings settings =
          new Play.Settings(
              folder,
              program,
              options.nodes(),
              options.duration(),
              options.seed(),
              options.faults(),
              options.within(),
              filtered,
              small);
      err.println("seed " + options.seed());
      Report report = new Play(settings, err::println).run();
      if (options.json()) {
        out.println(report.json());
      } else {
        report.lines().forEach(out::println);
      }
      return report.isWell() ? 0 : 1;
    } finally {
      if (small) {
        succeeds("umount", "-l", last.toString());
      }
      if (options.data().isEmpty()) {
        Folders.delete(folder);
      }
    }
  }

  /** A small disk for one node, in memory. */
  private static boolean mount(Path folder) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    return succeeds("mount", "-t", "tmpfs", "-o", "size=" + SMALL_DISK, "tmpfs", folder.toString());
  }
}
