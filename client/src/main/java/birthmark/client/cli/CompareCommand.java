package birthmark.client.cli;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborException;
import birthmark.client.sdk.CheckpointFile;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.LogSource;
import birthmark.client.sdk.LogWatch;
import birthmark.client.sdk.LogWatch.Look;
import birthmark.client.sdk.OfflineVerifier;
import birthmark.client.sdk.ProofFolder;
import birthmark.contract.Genesis;
import birthmark.proof.Note;
import birthmark.proof.NoteException;
import birthmark.proof.Receipt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Two checkpoints that were given to different people, or at different times, held against each
 * other: whoever is shown another log than the others sees it so.
 */
final class CompareCommand implements Action {
  private static final String ENTRIES = "--entries";
  private static final String OUT = "--out";
  private static final String EVIDENCE = "checkpoints.evidence";

  private CompareCommand() {}

  static CommandSpec spec() {
    CommandSpec spec =
        Commands.doing(
            "compare",
            "Compare a checkpoint with another's, or with the node's: are they of one log?",
            new CompareCommand());
    Commands.words(
        spec,
        "CHECKPOINT",
        "One, to compare with what the node has now, or two: a checkpoint in a file or at an"
            + " address, a receipt, or a folder with either.");
    Trusting.addLogOption(
        spec, "A copy of the log to compare with where the sizes differ; else the node's.");
    CommonOptions.text(
        spec,
        true,
        OUT,
        "FILE",
        "Where both are written if they contradict each other (" + EVIDENCE + ").");
    CommonOptions.flag(
        spec,
        true,
        ENTRIES,
        "Find the first statement that two replicas decided differently. Each is an address, or a"
            + " folder made by 'ledger mirror'; signatures are not looked at. Entries are for"
            + " auditors, regulators and replicas: name such a key with --as.");
    return spec;
  }

  @Override
  public int run(Invocation invocation) throws ClientException {
    List<String> words = invocation.words();
    if (words.size() > 2) {
      throw ClientException.usage(
          "two checkpoints are compared, not " + words.size(), "Compare each with one of them.");
    }
    if (invocation.flag(ENTRIES)) {
      return EntryComparison.run(invocation, words);
    }
    Genesis genesis = Trusting.pinned(invocation);
    OfflineVerifier trust = Trusting.following(invocation, genesis);
    LogSource source = Trusting.log(invocation);
    LogWatch watch = new LogWatch(trust, source);
    try {
      Note one = note(invocation, words.getFirst());
      Look look =
          words.size() == 1
              ? watch.look(Optional.of(one))
              : watch.compare(one, note(invocation, words.getLast()));
      return tell(invocation, look);
    } catch (IOException e) {
      throw ClientException.unanswered(
              "the log cannot be read: " + e.getMessage(), "Try again, or name a copy with --log.")
          .because(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ClientException.unanswered("interrupted", "Try again.").because(e);
    }
  }

  /** The checkpoint that a user means by {@code place}. */
  private static Note note(Invocation invocation, String place)
      throws ClientException, IOException, InterruptedException {
    try {
      if (Trusting.isAddress(place)) {
        LogSource source = Trusting.source(invocation, place);
        return Note.decode(
            source
                .get(LogSource.CHECKPOINT)
                .orElseThrow(
                    () ->
                        ClientException.refused(
                            place + " serves no checkpoint", "Name a node, or a copy of a log.")));
      }
      Bytes octets = ProofFolder.read(file(Path.of(place)), Receipt.MAX_LENGTH);
      return Note.decode(checkpoint(octets));
    } catch (NoteException e) {
      throw ClientException.usage(
              place + " holds no checkpoint: " + e.sentence(),
              "Name a checkpoint, a receipt, or a folder with either.")
          .because(e);
    }
  }

  private static Path file(Path place) {
    if (!Files.isDirectory(place)) {
      return place;
    }
    Path receipt = place.resolve(ProofFolder.RECEIPT);
    return Files.exists(receipt) ? receipt : place.resolve(LogSource.CHECKPOINT);
  }

  /** The checkpoint in a receipt, or what is none as it is. */
  private static Bytes checkpoint(Bytes octets) {
    try {
      return Receipt.decode(octets).checkpoint();
    } catch (CborException e) {
      return octets;
    }
  }

  private static int tell(Invocation invocation, Look look) throws ClientException {
    return switch (look) {
      case Look.Consistent(Note _, var checkpoint) ->
          MonitorCommand.consistent(invocation, checkpoint);
      case Look.Inconsistent(String sentence, Note before, Note now) -> {
        Path evidence = Path.of(invocation.option(OUT).orElse(EVIDENCE));
        CheckpointFile.writeEvidence(evidence, before, now);
        yield MonitorCommand.cry(invocation, sentence, evidence);
      }
      case Look.Refused(String sentence) ->
          throw ClientException.refused(
              "what is compared is not of the ledger you trust: " + sentence,
              "If its replicas changed, follow them first: birthmark ledger replicas.");
    };
  }
}
