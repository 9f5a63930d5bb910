package birthmark.node.upkeep;

import birthmark.bytes.Bytes;
import birthmark.contract.Genesis;
import birthmark.cose.Signatures;
import birthmark.merkle.LogFrontier;
import birthmark.proof.Checkpoint;
import birthmark.proof.Note;
import birthmark.proof.NoteException;
import birthmark.proof.NoteKey;
import java.util.Optional;

/** The check of a checkpoint against the log that it should be over. */
final class StoredCheckpoint {
  private StoredCheckpoint() {}

  /**
   * What is wrong with {@code octets} as the signed checkpoint of {@code log}; empty if nothing.
   */
  static Optional<String> fault(
      Bytes octets, LogFrontier log, Genesis genesis, Signatures signatures) {
    try {
      Note note = Note.decode(octets);
      Checkpoint checkpoint = Checkpoint.of(note);
      if (!checkpoint.origin().equals(genesis.name())) {
        return Optional.of("the checkpoint is of another ledger, " + checkpoint.origin());
      }
      if (checkpoint.size() != log.size() || !checkpoint.root().equals(log.root())) {
        return Optional.of("the checkpoint is not over the log as it is");
      }
      return signed(note, genesis, signatures)
          ? Optional.empty()
          : Optional.of("the checkpoint is not signed by a replica that the genesis names");
    } catch (NoteException e) {
      return Optional.of("the checkpoint cannot be read: " + e.sentence());
    }
  }

  private static boolean signed(Note note, Genesis genesis, Signatures signatures) {
    return genesis.checkpointKeys().stream()
        .flatMap(replica -> NoteKey.ofLog(genesis.name(), replica).stream())
        .anyMatch(key -> key.signed(signatures, note));
  }
}
