package birthmark.sim.play;

import birthmark.json.Json;
import birthmark.json.JsonWriter;
import birthmark.sim.council.ReplicaParts;
import birthmark.sim.council.ReplicaPlay;
import birthmark.sim.world.Result;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The command {@code sim}. */
public final class Main {
  private static final int HELD = 0;
  private static final int FAILED = 1;
  private static final int USAGE = 2;
  private static final int STOPPED = 130;
  private static final int PROGRESS_SECONDS = 2;

  private static final String HELP =
      """
      usage: ./birthmark sim [--replicas 4] [--seeds N] [--from S] [--threads T] [--trace] [--json]

      Plays histories of a ledger on a simulated disk, clock and network: the node's own parts, on one
      thread, from one seed. Crashes, lost power, failing writes, damaged rows, clocks that are set,
      lost and doubled messages, clients restored from backups, copied keys. After every event what
      must hold is checked; at the end all is calm, and everybody must be answered. Each seed is
      played twice and must give one trace.
        --replicas 4 play four replicas instead, which an engine has agree, and two nodes that may
                     become replicas: late blocks, crashes, lost power and disks, doubled statements,
                     replicas that are added, weighed, removed and suspended, and a hostile one, which
                     proposes and signs what it must not
        --seeds N    how many (300)
        --from S     the first (1)
        --threads T  how many at once (one a core)
        --trace      print all that happened, to replay a seed that failed
        --json       print the outcome as JSON
      It ends with 0 if all held, 1 if something did not, 130 if Ctrl-C stopped it before the end.
      """;

  private Main() {}

  /** Runs it and ends the process. */
  public static void main(String[] args) throws InterruptedException {
    int status = run(List.of(args), System.out, System.err);
    System.out.flush();
    // Not exit: after Ctrl-C that would wait for the end that this is.
    Runtime.getRuntime().halt(status);
  }

  private record Options(
      boolean replicas, long seeds, long from, int threads, boolean trace, boolean json) {
    /** What a seed is played as. */
    Result play(long seed) {
      return replicas
          ? ReplicaPlay.run(seed, ReplicaParts.PRODUCTION)
          : Simulation.run(seed, Parts.PRODUCTION);
    }

    /** What plays {@code seed} again. */
    String replay(long seed) {
      return "./birthmark sim %s--seeds 1 --trace --from %d"
          .formatted(replicas ? "--replicas " + ReplicaPlay.FOUNDERS + " " : "", seed);
    }

    private static final class UsageException extends Exception {
      private static final long serialVersionUID = 1L;

      UsageException(String sentence) {
        super(sentence);
      }
    }

    static Options of(List<String> args) throws UsageException {
      boolean replicas = false;
      long seeds = 300;
      long from = 1;
      long threads = Runtime.getRuntime().availableProcessors();
      boolean trace = false;
      boolean json = false;
      for (int i = 0; i < args.size(); i++) {
        switch (args.get(i)) {
          case "--replicas" -> replicas = isFounders(number(args, ++i, 1));
          case "--seeds" -> seeds = number(args, ++i, 1);
          case "--from" -> from = number(args, ++i, 0);
          case "--threads" -> threads = number(args, ++i, 1);
          case "--trace" -> trace = true;
          case "--json" -> json = true;
          default -> throw new UsageException("there is no option " + args.get(i));
        }
      }
      return new Options(replicas, seeds, from, (int) Math.min(threads, 1_000), trace, json);
    }

    private static boolean isFounders(long count) throws UsageException {
      if (count != ReplicaPlay.FOUNDERS) {
        throw new UsageException("--replicas plays " + ReplicaPlay.FOUNDERS + ", not " + count);
      }
      return true;
    }

    private static long number(List<String> args, int index, long least) throws UsageException {
      String option = args.get(index - 1);
      if (index >= args.size()) {
        throw new UsageException(option + " needs a number");
      }
      String digits = args.get(index);
      if (!digits.matches("[0-9]{1,15}") || Long.parseLong(digits) < least) {
        throw new UsageException(option + " needs a number from " + least + ", not " + digits);
      }
      return Long.parseLong(digits);
    }
  }

  static int run(List<String> args, PrintStream out, PrintStream err) throws InterruptedException {
    if (args.contains("--help") || args.contains("-h")) {
      out.print(HELP);
      return HELD;
    }
    Options options;
    try {
      options = Options.of(args);
    } catch (Options.UsageException e) {
      err.println("birthmark sim: " + e.getMessage());
      err.println("See: birthmark sim --help");
      return USAGE;
    }
    Seeds seeds = new Seeds(options::play, options.from(), options.seeds());
    CountDownLatch told = new CountDownLatch(1);
    // Ctrl-C ends the play after the seeds that are under way, and waits for what came of them.
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  seeds.stop();
                  await(told);
                }));
    try {
      return play(seeds, options, out, err);
    } finally {
      told.countDown();
    }
  }

  private static void await(CountDownLatch told) {
    try {
      told.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int play(Seeds seeds, Options options, PrintStream out, PrintStream err)
      throws InterruptedException {
    long start = System.nanoTime();
    try (ScheduledExecutorService progress = Executors.newSingleThreadScheduledExecutor()) {
      var _ =
          progress.scheduleAtFixedRate(
              () -> err.println(progress(seeds, options)),
              PROGRESS_SECONDS,
              PROGRESS_SECONDS,
              TimeUnit.SECONDS);
      seeds.run(options.threads());
      progress.shutdownNow();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    if (options.trace()) {
      for (long seed = options.from(); seed < options.from() + options.seeds(); seed++) {
        options.play(seed).lines().forEach(out::println);
      }
    }
    out.println(options.json() ? json(seeds, options, seconds) : text(seeds, options, seconds));
    if (!seeds.failures().isEmpty()) {
      return FAILED;
    }
    return seeds.done() < options.seeds() ? STOPPED : HELD;
  }

  private static String progress(Seeds seeds, Options options) {
    return "birthmark sim: "
        + seeds.done()
        + " of "
        + options.seeds()
        + " seeds, "
        + seeds.failures().size()
        + " failed";
  }

  private static String text(Seeds seeds, Options options, double seconds) {
    StringBuilder text = new StringBuilder();
    for (Seeds.Failure failure : seeds.failures()) {
      text.append("seed ").append(failure.seed()).append(": ").append(failure.sentence());
      failure.tail().forEach(line -> text.append("\n    ").append(line));
      text.append("\n  replay it: ").append(options.replay(failure.seed())).append("\n\n");
    }
    seeds
        .tally()
        .counts()
        .forEach((what, times) -> text.append("%,12d  %s%n".formatted(times, what)));
    return text
        + "%,d of %,d seeds from %d, each twice, in %.1f s: %s"
            .formatted(
                seeds.done(),
                options.seeds(),
                options.from(),
                seconds,
                seeds.failures().isEmpty()
                    ? "all that must hold held."
                    : seeds.failures().size() + " failed.");
  }

  private static String json(Seeds seeds, Options options, double seconds) {
    Json.ObjectBuilder counts = Json.object();
    seeds.tally().counts().forEach(counts::put);
    return JsonWriter.compact(
        Json.object()
            .put("from", options.from())
            .put("seeds", options.seeds())
            .put("played", seeds.done())
            .put("millis", Math.round(seconds * 1_000))
            .put(
                "failures",
                new Json.Arr(
                    seeds.failures().stream().<Json>map(each -> json(each, options)).toList()))
            .put("counts", counts.build())
            .build());
  }

  private static Json json(Seeds.Failure failure, Options options) {
    return Json.object()
        .put("seed", failure.seed())
        .put("violation", failure.sentence())
        .put("replay", options.replay(failure.seed()))
        .put("trace", new Json.Arr(failure.tail().stream().<Json>map(Json.Text::new).toList()))
        .build();
  }
}
