package birthmark.sim.bench;

import birthmark.bundle.BundleCheck;
import birthmark.bundle.BundleVerifier;
import birthmark.bytes.Bytes;
import birthmark.client.sdk.LinkedClasses;
import birthmark.client.sdk.ParallelSignatures;
import birthmark.contracts.Contracts;
import birthmark.json.Json;
import birthmark.json.JsonReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What it takes to verify a bundle of twenty entries, of which all signatures are checked. */
final class BundleMeasures {
  private static final double MILLI_NANOS = 1e6;
  private static final int PROCESSES = 11;
  private static final int WARM = 100;
  private static final String CLIENT = "birthmark.client.cli.Main";

  private BundleMeasures() {}

  static Measure measure() {
    return new Measure(List.of("bundle.verify", "bundle.verify.warm"), false, (_, _) -> figures());
  }

  private static Path vectors() {
    String home = System.getenv("BIRTHMARK_HOME");
    Path root = Path.of(home == null ? System.getProperty("birthmark.root", "") : home);
    return root.resolve("spec/vectors/bundles");
  }

  private static List<Figure> figures() throws Exception {
    Path file = vectors().resolve("twenty.birthmark");
    Json.Obj golden =
        (Json.Obj) JsonReader.read(Files.readString(vectors().resolve("bundles.json")));
    String network = ((Json.Text) golden.member("network").orElseThrow()).value();
    List<String> verify = List.of("verify", file.toString(), "--network", network);
    double start = Double.MAX_VALUE;
    double verified = Double.MAX_VALUE;
    for (int i = 0; i < PROCESSES; i++) {
      start = Math.min(start, millis(List.of("--version")));
      verified = Math.min(verified, millis(verify));
    }
    return List.of(
        Figure.of("bundle.verify", verified - start, "ms", Optional.empty(), Goal.atMost(50, 25)),
        Figure.of(
            "bundle.verify.warm",
            warm(Bytes.ofOwned(Files.readAllBytes(file)), Bytes.fromHex(network)),
            "ms",
            Optional.empty(),
            Goal.atMost(50, 10)));
  }

  /** How long the client takes over {@code words} as a process, as the launcher starts it. */
  private static double millis(List<String> words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.add("-Djdk.reflect.useNativeAccessorOnly=true");
    String app = System.getenv("BIRTHMARK_APP");
    if (app == null) {
      command.addAll(List.of("-cp", System.getProperty("java.class.path"), CLIENT));
    } else {
      String jar = app + "/birthmark-client.jar";
      command.addAll(LinkedClasses.options(jar));
      command.addAll(List.of("-jar", jar));
    }
    command.addAll(words);
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    int status = process.waitFor();
    double millis = (System.nanoTime() - start) / MILLI_NANOS;
    if (status != 0) {
      throw new IOException("birthmark " + String.join(" ", words) + " ended with " + status);
    }
    return millis;
  }

  private static double warm(Bytes bundle, Bytes network) {
    double best = Double.MAX_VALUE;
    for (int i = 0; i < WARM; i++) {
      BundleVerifier verifier =
          new BundleVerifier(Contracts.rulebook(), ParallelSignatures.byJdk(), network, List.of());
      long start = System.nanoTime();
      BundleCheck check = verifier.verify(bundle);
      best = Math.min(best, (System.nanoTime() - start) / MILLI_NANOS);
      if (!(check instanceof BundleCheck.Proven)) {
        throw new IllegalStateException("the bundle of the bench proves nothing: " + check);
      }
    }
    return best;
  }
}
