package birthmark.client.cli;

import birthmark.client.demo.Demo;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;

/** The command that plays the story. */
final class DemoCommand {
  private static final String IMAGE = "--image";
  private static final String KEEP = "--keep";
  private static final String ENGINE = "--engine";

  private DemoCommand() {}

  static CommandSpec spec() {
    CommandSpec spec =
        Commands.doing(
            "demo",
            "Play the main job: a node, a maker, an operator and three cameras, each a process with"
                + " keys of its own. With --json each step has its statement's id.",
            DemoCommand::run);
    CommonOptions.text(spec, true, IMAGE, "FILE", "The firmware to use, else a made one.");
    CommonOptions.text(
        spec,
        true,
        KEEP,
        "DIR",
        "Keep everything in this new folder, so that the node can be started again.");
    CommonOptions.text(
        spec, true, ENGINE, "NAME", "Let this engine order: cometbft, else the node's own.");
    return spec;
  }

  private static int run(Invocation invocation) {
    Terminal terminal = invocation.terminal();
    Demo.Options options =
        new Demo.Options(
            invocation.option(IMAGE).map(Path::of),
            invocation.option(KEEP).map(Path::of),
            invocation.json(),
            terminal.colours(),
            invocation.option(ENGINE));
    return new Demo(options, terminal.out(), terminal.err()).run() == 0
        ? ExitStatus.DONE
        : ExitStatus.REFUSED;
  }
}
