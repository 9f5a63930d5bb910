package birthmark.client.cli;

import birthmark.client.sdk.CheckpointFile;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.LogSource;
import birthmark.client.sdk.LogWatch;
import birthmark.client.sdk.LogWatch.Look;
import birthmark.client.sdk.OfflineVerifier;
import birthmark.contract.Genesis;
import birthmark.json.Json;
import birthmark.proof.Checkpoint;
import birthmark.proof.Note;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** Follows a log, keeps its checkpoint, and cries at the first inconsistency with the evidence. */
final class MonitorCommand implements Action {
  private static final String EVERY = "--every";
  private static final String ONCE = "--once";
  private static final String STATE = "--state";
  private static final long EVERY_SECONDS = 30;

  private MonitorCommand() {}

  static CommandSpec spec() {
    CommandSpec spec =
        Commands.doing(
            "monitor",
            "Follow the ledger's log, wherever it is served, and cry if it was cut or rewritten.",
            new MonitorCommand());
    Commands.word(
        spec, "URL", true, "A node, or where a web server serves what 'ledger mirror' wrote.");
    CommonOptions.text(spec, true, EVERY, "SECONDS", "How often to look (" + EVERY_SECONDS + ").");
    CommonOptions.flag(spec, true, ONCE, "Look once and end.");
    CommonOptions.text(
        spec,
        true,
        STATE,
        "FILE",
        "Where the last checkpoint is kept (in your folder). Another's checkpoint here is compared"
            + " with the log.");
    return spec;
  }

  @Override
  public int run(Invocation invocation) throws ClientException {
    URI url = url(invocation.words().getFirst());
    Genesis genesis = Trusting.pinned(invocation);
    CheckpointFile state =
        new CheckpointFile(
            invocation
                .option(STATE)
                .map(Path::of)
                .orElse(invocation.home().folder().resolve("monitored")));
    Duration pause = Duration.ofSeconds(seconds(invocation));
    OfflineVerifier trust = Trusting.of(invocation, genesis, Optional.empty());
    LogWatch watch = new LogWatch(trust, LogSource.of(url, invocation.tlsFor(url)));
    Optional<Note> held = state.held();
    try {
      while (true) {
        try {
          Look look = watch.look(held);
          Trusting.keep(invocation, trust);
          int status = tell(invocation, state, look);
          if (status != ExitStatus.DONE || invocation.flag(ONCE)) {
            return status;
          }
          if (look instanceof Look.Consistent consistent) {
            held = Optional.of(consistent.note());
          }
        } catch (IOException e) {
          if (invocation.flag(ONCE)) {
            throw ClientException.unanswered(
                    url + " does not answer (" + e.getMessage() + ")", "Try again in a moment.")
                .because(e);
          }
          invocation.terminal().err().println("birthmark: no answer: " + e.getMessage());
        }
        Thread.sleep(pause);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitStatus.DONE;
    }
  }

  private static URI url(String text) throws ClientException {
    ClientException none =
        ClientException.usage(text + " is no address", "Give http:// or https://.");
    try {
      URI url = URI.create(text);
      if (url.getHost() != null
          && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      throw none.because(e);
    }
    throw none;
  }

  private static long seconds(Invocation invocation) throws ClientException {
    String text = invocation.option(EVERY).orElse(Long.toString(EVERY_SECONDS));
    if (!text.matches("[1-9][0-9]{0,5}")) {
      throw ClientException.usage(
          EVERY + " is a number of seconds, not " + text, "Give 1 or more.");
    }
    return Long.parseLong(text);
  }

  /** Tells that all goes on from what was held. */
  static int consistent(Invocation invocation, Checkpoint checkpoint) throws ClientException {
    invocation.show(
        Json.object()
            .put("consistent", true)
            .put("origin", checkpoint.origin())
            .put("size", checkpoint.size())
            .put("root", checkpoint.root().hex())
            .build());
    return ExitStatus.DONE;
  }

  private static int tell(Invocation invocation, CheckpointFile state, Look look)
      throws ClientException {
    return switch (look) {
      case Look.Consistent(Note note, var checkpoint) -> {
        state.hold(note);
        yield consistent(invocation, checkpoint);
      }
      case Look.Inconsistent(String sentence, Note before, Note now) -> {
        Path evidence = state.keepEvidence(before, now);
        yield cry(invocation, sentence, evidence);
      }
      case Look.Refused(String sentence) ->
          throw ClientException.refused(
              "this is not the log of the ledger you trust: " + sentence,
              "Check the address. If it was right before, somebody else answers there now.");
    };
  }

  /**
   * Tells that a log contradicts itself, and where both signed checkpoints are; the exit status.
   */
  static int cry(Invocation invocation, String sentence, Path evidence) throws ClientException {
    invocation.show(
        Json.object()
            .put("consistent", false)
            .put("why", sentence)
            .put("evidence", evidence.toString())
            .build());
    invocation
        .terminal()
        .err()
        .println(
            "birthmark: the log is inconsistent: "
                + sentence
                + ". Both signed checkpoints are in "
                + evidence
                + ": show them to everyone who relies on the ledger.");
    return ExitStatus.REFUSED;
  }
}
