package birthmark.client.cli;

import birthmark.client.sdk.ParallelSignatures;
import birthmark.contracts.Contracts;

/** The client's program, and the only place that knows which contracts there are. */
public final class Main {
  private Main() {}

  /** Runs the command that {@code arguments} name and ends the process with its status. */
  public static void main(String[] arguments) {
    if (arguments.length > 0 && arguments[0].equals("verify")) {
      ParallelSignatures.prepare();
    }
    Terminal terminal =
        new Terminal(System.out, System.err, Terminal.showsColours(System.getenv()));
    System.exit(new Program(terminal, System.getenv(), Contracts::rulebook).run(arguments));
  }
}
