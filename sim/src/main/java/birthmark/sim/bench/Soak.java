package birthmark.sim.bench;

import birthmark.contract.Genesis;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A node at half of its speed for a long time: whether its memory, its open files, its threads and
 * the time it takes stay as they were.
 */
final class Soak {
  private static final int KEYS = 2_000;
  private static final int WARM_UP = 60_000;
  private static final int SLICES_A_MINUTE = 60;
  private static final int PROBES_A_SLICE = 10;
  private static final Goal FLAT = Goal.atMost(1.25, 1.10);

  private final Path folder;
  private final int minutes;
  private final PrintStream progress;

  /** A soak of so many minutes in {@code folder}, which tells each minute to {@code progress}. */
  Soak(Path folder, int minutes, PrintStream progress) {
    this.folder = folder;
    this.minutes = minutes;
    this.progress = progress;
  }

  /** The process after a minute, and what the minute's single statements took. */
  private record Minute(
      double heapMebibytes,
      double residentMebibytes,
      double threads,
      double files,
      double p50Millis,
      double p99Millis) {
    String line(int number, long statements) {
      return String.format(
          Locale.ROOT,
          "minute %3d: %9d statements, heap %4.0f MiB, resident %5.0f MiB, %3.0f threads, %3.0f"
              + " files, p50 %6.2f ms, p99 %7.2f ms",
          number,
          statements,
          heapMebibytes,
          residentMebibytes,
          threads,
          files,
          p50Millis,
          p99Millis);
    }
  }

  /** One of the things that should stay as it was. */
  private interface Part {
    double of(Minute minute);
  }

  /** The middle of the last third of the minutes, beside that of the first. */
  List<Figure> run() throws Exception {
    List<Minute> told = new ArrayList<>();
    try (NodeProcess node = NodeProcess.start(folder.resolve("node"), List.of());
        HttpClients clients = new HttpClients(node.url());
        ExecutorService probing = Executors.newSingleThreadExecutor()) {
      Genesis genesis = node.genesis();
      Makers makers = Measures.makers(node, clients, KEYS);
      Makers probes = Makers.of(genesis.network(), KEYS, "probe");
      clients.commit(probes.registrations());
      clients.commitInOrder(probes.grants(node.founder(), KEYS + 2L));
      clients.commit(Makers.octets(makers.models(WARM_UP / 2)));
      long begin = System.nanoTime();
      clients.commit(Makers.octets(makers.models(WARM_UP)));
      double rate = WARM_UP * 1e9 / (System.nanoTime() - begin);
      int slice = (int) (rate / 2 * 60 / SLICES_A_MINUTE);
      progress.printf(
          Locale.ROOT, "%.0f statements/s at full speed; %d/s from now on%n", rate, slice);
      long statements = 0;
      long start = System.nanoTime();
      for (int minute = 1; minute <= minutes; minute++) {
        List<Makers.Signed> single = probes.models(PROBES_A_SLICE * SLICES_A_MINUTE);
        Callable<Latency> probe =
            () -> Latency.of(node.url(), genesis, single, folder.resolve("sync"), PROBES_A_SLICE);
        Future<Latency> latency = probing.submit(probe);
        for (int i = 0; i < SLICES_A_MINUTE; i++) {
          clients.commit(Makers.octets(makers.models(slice)));
          statements += slice;
          long due =
              start
                  + Duration.ofMinutes(minute - 1L).toNanos()
                  + (i + 1) * Duration.ofMinutes(1).toNanos() / SLICES_A_MINUTE;
          TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
        }
        Minute now = minute(node.pid(), latency.get());
        told.add(now);
        progress.println(now.line(minute, statements));
      }
    }
    return List.of(
        flat("soak.heap", "MiB", told, Minute::heapMebibytes),
        flat("soak.resident", "MiB", told, Minute::residentMebibytes),
        flat("soak.threads", "threads", told, Minute::threads),
        flat("soak.files", "files", told, Minute::files),
        flat("soak.p50", "ms", told, Minute::p50Millis),
        flat("soak.p99", "ms", told, Minute::p99Millis));
  }

  private static Minute minute(long pid, Latency latency) throws IOException, InterruptedException {
    return new Minute(
        Measures.heapMebibytes(pid),
        status(pid, "VmRSS:") / 1_024,
        status(pid, "Threads:"),
        openFiles(pid),
        latency.millis(0.50),
        latency.millis(0.99));
  }

  /** A figure that Linux tells of a process. */
  private static double status(long pid, String name) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc", String.valueOf(pid), "status"))) {
      if (line.startsWith(name)) {
        return Double.parseDouble(line.substring(name.length()).strip().split(" ", 2)[0]);
      }
    }
    throw new IOException("the system does not tell " + name);
  }

  private static double openFiles(long pid) throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc", String.valueOf(pid), "fd"))) {
      return files.count();
    }
  }

  private static Figure flat(String name, String unit, List<Minute> minutes, Part part) {
    int third = Math.max(1, minutes.size() / 3);
    double first = middle(minutes.subList(0, third), part);
    double last = middle(minutes.subList(minutes.size() - third, minutes.size()), part);
    return Figure.share(name, last, unit, first, FLAT);
  }

  private static double middle(List<Minute> minutes, Part part) {
    double[] figures = minutes.stream().mapToDouble(part::of).sorted().toArray();
    return figures[figures.length / 2];
  }
}
