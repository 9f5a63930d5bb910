package birthmark.client.sdk;

import birthmark.bytes.Bytes;
import birthmark.proof.Note;
import birthmark.proof.NoteException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The last checkpoint that was seen of a log, on disk: whole, or the one before. */
public final class CheckpointFile {
  private static final Bytes BETWEEN = Bytes.ofOwned("\n".getBytes(StandardCharsets.US_ASCII));

  private final Path file;

  /** The checkpoint in {@code file}, if there is such a file. */
  public CheckpointFile(Path file) {
    this.file = file;
  }

  /**
   * The checkpoint; empty if none was seen.
   *
   * @throws ClientException if the file cannot be read, or holds something else
   */
  public Optional<Note> held() throws ClientException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Note.decode(ProofFolder.read(file, Note.MAX_LENGTH)));
    } catch (NoteException e) {
      throw ClientException.local(
              file + " holds no checkpoint: " + e.sentence(),
              "Move it away to begin anew; what it held before is then not compared.")
          .because(e);
    }
  }

  /** Holds {@code note} from now on. */
  public void hold(Note note) throws ClientException {
    replace(file, note.encode());
  }

  /** Writes two checkpoints that contradict each other beside the file; returns where. */
  public Path keepEvidence(Note before, Note now) throws ClientException {
    Path evidence = file.resolveSibling(file.getFileName() + ".evidence");
    writeEvidence(evidence, before, now);
    return evidence;
  }

  /** Writes two checkpoints that contradict each other into {@code file}. */
  public static void writeEvidence(Path file, Note before, Note now) throws ClientException {
    replace(file, before.encode().concat(BETWEEN).concat(now.encode()));
  }

  private static void replace(Path file, Bytes octets) throws ClientException {
    try {
      PrivateFiles.replace(file, octets.toByteArray());
    } catch (IOException e) {
      throw PrivateFiles.unwritable(file, e);
    }
  }
}
