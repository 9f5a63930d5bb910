package birthmark.client.cli;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** How commands are put together. */
final class Commands {
  private Commands() {}

  /** A command that does something. */
  static CommandSpec doing(String name, String about, Action action) {
    CommandSpec spec = CommandSpec.wrapWithoutInspection(action).name(name);
    describe(spec, about);
    return CommonOptions.addTo(spec, false);
  }

  /** A command that only has others. */
  static CommandSpec group(String name, String about) {
    CommandSpec spec = CommandSpec.create().name(name);
    describe(spec, about);
    spec.usageMessage().synopsisSubcommandLabel("COMMAND");
    return CommonOptions.addTo(spec, false);
  }

  private static void describe(CommandSpec spec, String about) {
    spec.usageMessage().description(CommonOptions.escaped(about));
    spec.usageMessage().width(Help.WIDTH);
    spec.usageMessage().autoWidth(false);
    spec.usageMessage().sortOptions(false);
    spec.usageMessage().sortSynopsis(false);
    spec.parser().collectErrors(true);
  }

  /** Adds a word that is no option. */
  static void word(CommandSpec spec, String label, boolean required, String about) {
    spec.addPositional(
        PositionalParamSpec.builder()
            .paramLabel(label)
            .arity(required ? "1" : "0..1")
            .required(required)
            .type(String.class)
            .description(CommonOptions.escaped(about))
            .build());
  }

  /** Adds one or more words that are no options. */
  static void words(CommandSpec spec, String label, String about) {
    spec.addPositional(
        PositionalParamSpec.builder()
            .paramLabel(label)
            .arity("1..*")
            .required(true)
            .type(List.class)
            .auxiliaryTypes(String.class)
            .description(CommonOptions.escaped(about))
            .build());
  }
}
