package birthmark.client.cli;

import birthmark.contracts.Contracts;

/** The client's program, and the only place that knows which contracts there are. */
public final class Main {
  private Main() {}

  /** Runs the command that {@code arguments} name and ends the process with its status. */
  public static void main(String[] arguments) {
    Terminal terminal =
        new Terminal(System.out, System.err, Terminal.showsColours(System.getenv()));
    System.exit(new Program(terminal, System.getenv(), Contracts::rulebook).run(arguments));
  }
}
