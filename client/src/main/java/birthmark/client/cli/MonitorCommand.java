package birthmark.client.cli;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.LogSource;
import birthmark.client.sdk.LogWatch;
import birthmark.client.sdk.LogWatch.Look;
import birthmark.client.sdk.ProofFolder;
import birthmark.contract.Genesis;
import birthmark.json.Json;
import birthmark.proof.Note;
import birthmark.proof.NoteException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
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
    Genesis genesis =
        invocation
            .home()
            .genesis()
            .orElseThrow(
                () ->
                    ClientException.usage(
                        "it is not said which ledger you trust", "First: birthmark ledger pin."));
    Path state =
        invocation
            .option(STATE)
            .map(Path::of)
            .orElse(invocation.home().folder().resolve("monitored"));
    Duration pause = Duration.ofSeconds(seconds(invocation));
    LogWatch watch = new LogWatch(genesis, LogSource.of(url));
    Optional<Note> held = held(state);
    while (true) {
      try {
        Look look = watch.look(held);
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
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return ExitStatus.DONE;
      }
      try {
        Thread.sleep(pause);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return ExitStatus.DONE;
      }
    }
  }

  private static URI url(String text) throws ClientException {
    try {
      URI url = URI.create(text);
      if (url.getHost() != null
          && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      throw ClientException.usage(text + " is no address", "Give http:// or https://.").because(e);
    }
    throw ClientException.usage(text + " is no address", "Give http:// or https://.");
  }

  private static long seconds(Invocation invocation) throws ClientException {
    String text = invocation.option(EVERY).orElse(Long.toString(EVERY_SECONDS));
    if (!text.matches("[1-9][0-9]{0,5}")) {
      throw ClientException.usage(
          EVERY + " is a number of seconds, not " + text, "Give 1 or more.");
    }
    return Long.parseLong(text);
  }

  private static Optional<Note> held(Path state) throws ClientException {
    if (!Files.exists(state)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Note.decode(ProofFolder.read(state, Note.MAX_LENGTH)));
    } catch (NoteException e) {
      throw ClientException.local(
              state + " holds no checkpoint: " + e.sentence(),
              "Move it away to begin anew; what it held before is then not compared.")
          .because(e);
    }
  }

  private static int tell(Invocation invocation, Path state, Look look) throws ClientException {
    return switch (look) {
      case Look.Consistent(Note note, var checkpoint) -> {
        write(state, note.encode());
        show(
            invocation,
            Json.object()
                .put("consistent", true)
                .put("origin", checkpoint.origin())
                .put("size", checkpoint.size())
                .put("root", checkpoint.root().hex())
                .build());
        yield ExitStatus.DONE;
      }
      case Look.Inconsistent(String sentence, Note before, Note now) -> {
        Path evidence = state.resolveSibling(state.getFileName() + ".evidence");
        write(evidence, before.encode().concat(Bytes.fromHex("0a")).concat(now.encode()));
        show(
            invocation,
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
        yield ExitStatus.REFUSED;
      }
      case Look.Refused(String sentence) ->
          throw ClientException.refused(
              "this is not the log of the ledger you trust: " + sentence,
              "Check the address. If it was right before, somebody else answers there now.");
    };
  }

  private static void show(Invocation invocation, Json.Obj json) throws ClientException {
    invocation.show(json);
  }

  private static void write(Path file, Bytes octets) throws ClientException {
    try {
      Files.write(file, octets.toByteArray());
    } catch (IOException e) {
      throw ClientException.local(
              "the file " + file + " cannot be written", "Is there such a folder, with room?")
          .because(e);
    }
  }
}
