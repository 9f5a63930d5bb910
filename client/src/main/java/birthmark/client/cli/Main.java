package birthmark.client.cli;

import birthmark.client.sdk.ParallelSignatures;
import birthmark.contract.Rulebook;
import birthmark.contracts.Contracts;
import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** The client's program, and the only place that knows which contracts there are. */
public final class Main {
  private Main() {}

  /** Runs the command that {@code arguments} name and ends the process with its status. */
  public static void main(String[] arguments) {
    Supplier<Rulebook> rulebook = Contracts::rulebook;
    if (arguments.length > 0 && arguments[0].equals("verify")) {
      ParallelSignatures.prepare();
      // Reading the contracts' declarations takes as long as reading what was typed.
      CompletableFuture<Rulebook> early =
          CompletableFuture.supplyAsync(
              Contracts::rulebook, task -> Thread.ofPlatform().daemon().start(task));
      rulebook = early::join;
    }
    Terminal terminal =
        new Terminal(System.out, System.err, Terminal.showsColours(System.getenv()));
    System.exit(new Program(terminal, System.getenv(), rulebook).run(arguments));
  }

  /** Runs the command that {@code arguments} name within a program; gives its exit status. */
  public static int run(
      PrintStream out, PrintStream err, Map<String, String> environment, String... arguments) {
    return new Program(new Terminal(out, err, false), environment, Contracts::rulebook)
        .run(arguments);
  }
}
