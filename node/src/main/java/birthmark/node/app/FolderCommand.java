package birthmark.node.app;

import birthmark.client.sdk.ClientException;
import java.io.PrintStream;
import java.util.Map;
import java.util.Set;

/** A command on a node's folder, other than running the node. */
interface FolderCommand {
  /** Done, and all is well. */
  int DONE = 0;

  /** Something stored is damaged, or a proof does not hold. */
  int DAMAGED = 1;

  /** The command makes no sense as it was typed. */
  int USAGE = 2;

  /** Something on this machine stands in the way: a file, a folder, the disk. */
  int LOCAL = 4;

  /**
   * Where a command writes, and what it is told besides its arguments.
   *
   * @param out the answer
   * @param err everything else
   * @param terminal whether a person looks at {@code err}
   * @param environment variables of the process
   */
  record Surroundings(
      PrintStream out, PrintStream err, boolean terminal, Map<String, String> environment) {
    ProgressLine progress() {
      return new ProgressLine(err, terminal);
    }
  }

  /** What it does and each of its options, for people. */
  String help();

  /** The options that need a value. */
  Set<String> valued();

  /** The options that stand alone. */
  Set<String> alone();

  /**
   * Does it.
   *
   * @return the exit status
   * @throws ClientException if something on this machine stands in the way
   * @throws Arguments.UsageException if an option makes no sense
   */
  int run(Arguments arguments, Surroundings around)
      throws ClientException, Arguments.UsageException;
}
