package birthmark.node.app;

import birthmark.client.sdk.ClientException;
import birthmark.contract.Genesis;
import birthmark.contracts.Contracts;
import birthmark.cose.Signatures;
import birthmark.cose.SigningKey;
import birthmark.json.Json;
import birthmark.machine.Machine;
import birthmark.node.edge.EdgeException;
import birthmark.node.edge.EdgeSettings;
import birthmark.node.edge.Limits;
import birthmark.node.replica.CheckpointSigner;
import birthmark.node.submit.FastSignatures;
import birthmark.node.upkeep.Export;
import birthmark.node.upkeep.Import;
import birthmark.node.upkeep.LogFile;
import birthmark.node.upkeep.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** {@code birthmark past}: the ledger as it was after an earlier block, to be read. */
final class PastCommand implements FolderCommand {
  private static final String HEIGHT = "--height";
  private static final String HTTP = "--http";

  @Override
  public String help() {
    return """
    birthmark past --height H [--data DIR] [--from FILE] [--http HOST:PORT]

    Decides the log again up to block H and answers every read as of that block, with its proof,
    until Ctrl-C stops it: what was true then follows from the log alone. A running node goes on
    meanwhile. Nothing can be submitted here.

      --height H        the block
      --data DIR        the node's folder (default ./data); its key signs the proofs
      --from FILE       the log, as birthmark export wrote it (default: what the folder has)
      --http HOST:PORT  where to listen (default 127.0.0.1:8081)

    Ask as ever: birthmark --node http://127.0.0.1:8081 party list --proof FILE

    Status 1: the log is damaged. 4: there is no such block, or it could not be read.
    """;
  }

  @Override
  public Set<String> valued() {
    return Set.of(HEIGHT, "--data", "--from", HTTP);
  }

  @Override
  public Set<String> alone() {
    return Set.of();
  }

  @Override
  public int run(Arguments arguments, Surroundings around)
      throws ClientException, Arguments.UsageException {
    long height = height(arguments);
    HttpAddress http = HttpAddress.parse(HTTP, arguments.text(HTTP).orElse("127.0.0.1:8081"));
    NodeFolder folder =
        new NodeFolder(arguments.path("--data").orElse(Path.of("data")), around.environment());
    try (UntilStopped running = new UntilStopped();
        PastNode node = open(folder, height, arguments.path("--from"), http, around)) {
      around.out().println("The ledger as of block " + height + " of " + folder.path());
      around.out().println("Listening on " + node.url() + " (Ctrl-C stops it), for reading only.");
      around.out().flush();
      running.await();
      return DONE;
    } catch (LogFile.DamagedFileException e) {
      around.err().println("birthmark past: the log is not whole: " + e.getMessage() + ".");
      return DAMAGED;
    } catch (EdgeException e) {
      around.err().println("birthmark past: " + e.getMessage());
      return LOCAL;
    } catch (IOException e) {
      throw folder.unusable(e);
    }
  }

  private static long height(Arguments arguments) throws Arguments.UsageException {
    String digits =
        arguments
            .text(HEIGHT)
            .orElseThrow(() -> new Arguments.UsageException(HEIGHT + " must be given"));
    if (!digits.matches("[0-9]{1,18}")) {
      throw new Arguments.UsageException(HEIGHT + " needs a whole number, not " + digits);
    }
    return Long.parseLong(digits);
  }

  /** A node that stands at block {@code height}. */
  static PastNode open(
      NodeFolder folder, long height, Optional<Path> from, HttpAddress http, Surroundings around)
      throws ClientException, IOException, LogFile.DamagedFileException, EdgeException {
    Genesis genesis = folder.genesis();
    SigningKey key = folder.checkpointKey();
    ProgressLine progress = around.progress();
    PastNode.Place place = PastNode.Place.take(folder.past());
    try {
      Path log = from.isPresent() ? from.get() : exported(folder, place.log(), progress);
      Export made = decide(height, genesis, key, log, place.ledger(), progress);
      if (made.height() < height) {
        throw ClientException.local(
            "there is no block " + height + " yet: the last is " + made.height(),
            "Name that one or an earlier one.");
      }
      return new PastNode(
          place,
          genesis,
          key,
          new EdgeSettings(http.host(), http.port(), Optional.empty(), false, Limits.USUAL));
    } catch (ClientException
        | IOException
        | LogFile.DamagedFileException
        | EdgeException
        | RuntimeException e) {
      place.close();
      throw e;
    } finally {
      progress.end();
    }
  }

  private static Path exported(NodeFolder folder, Path log, Progress progress)
      throws ClientException {
    LedgerJobs.run(
        folder,
        Json.object().put("command", LedgerJobs.EXPORT).put(LedgerJobs.TO, log.toString()).build(),
        progress);
    return log;
  }

  private static Export decide(
      long height, Genesis genesis, SigningKey key, Path log, Path ledger, Progress progress)
      throws IOException, LogFile.DamagedFileException {
    Signatures signatures = FastSignatures.best();
    return Import.upTo(
        height,
        CheckpointSigner.of(genesis.name(), key),
        log,
        new Machine(Contracts.rulebook(), signatures, genesis),
        signatures,
        ledger,
        progress);
  }
}
