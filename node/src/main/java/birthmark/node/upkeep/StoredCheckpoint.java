package birthmark.node.upkeep;

import birthmark.bytes.Bytes;
import birthmark.contract.Genesis;
import birthmark.contract.Replica;
import birthmark.contract.Replicas;
import birthmark.cose.CoseKey;
import birthmark.cose.Signatures;
import birthmark.machine.Machine;
import birthmark.machine.Overlay;
import birthmark.merkle.LogFrontier;
import birthmark.proof.Checkpoint;
import birthmark.proof.Note;
import birthmark.proof.NoteException;
import birthmark.proof.NoteKey;
import birthmark.state.RawState;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The check of a checkpoint against the log that it should be over. */
final class StoredCheckpoint {
  private StoredCheckpoint() {}

  /**
   * The keys that may have signed the last checkpoint of {@code ledger}: of the replicas that its
   * state has, in force or of late, and of those that the genesis names.
   */
  static List<CoseKey> signers(Machine machine, RawState ledger) {
    Stream<CoseKey> now =
        Replicas.rows(new Overlay(machine.rulebook(), ledger)).stream()
            .flatMap(row -> row.value().members().stream())
            .map(Replica::checkpoint);
    return Stream.concat(now, machine.genesis().checkpointKeys().stream()).distinct().toList();
  }

  /**
   * What is wrong with {@code octets} as the checkpoint of {@code log} that one of {@code signers}
   * signed; empty if nothing.
   */
  static Optional<String> fault(
      Bytes octets,
      LogFrontier log,
      Genesis genesis,
      List<CoseKey> signers,
      Signatures signatures) {
    try {
      Note note = Note.decode(octets);
      Checkpoint checkpoint = Checkpoint.of(note);
      if (!checkpoint.origin().equals(genesis.name())) {
        return Optional.of("the checkpoint is of another ledger, " + checkpoint.origin());
      }
      if (checkpoint.size() != log.size() || !checkpoint.root().equals(log.root())) {
        return Optional.of("the checkpoint is not over the log as it is");
      }
      boolean signed =
          signers.stream()
              .flatMap(replica -> NoteKey.ofLog(genesis.name(), replica).stream())
              .anyMatch(key -> key.signed(signatures, note));
      return signed
          ? Optional.empty()
          : Optional.of("the checkpoint is not signed by a replica of the ledger");
    } catch (NoteException e) {
      return Optional.of("the checkpoint cannot be read: " + e.sentence());
    }
  }
}
