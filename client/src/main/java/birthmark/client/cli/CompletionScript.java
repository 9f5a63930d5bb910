package birthmark.client.cli;

import java.util.function.Supplier;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The command that prints what a shell needs to complete commands and options. */
final class CompletionScript {
  private CompletionScript() {}

  static CommandSpec spec(Supplier<CommandLine> all) {
    return Commands.doing(
        "completion",
        "Print a completion script for bash and zsh: source <(birthmark completion).",
        invocation -> {
          invocation.terminal().out().print(AutoComplete.bash("birthmark", all.get()));
          return ExitStatus.DONE;
        });
  }
}
