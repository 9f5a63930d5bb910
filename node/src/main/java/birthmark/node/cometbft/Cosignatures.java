package birthmark.node.cometbft;

import birthmark.bytes.Bytes;
import birthmark.contract.Replicas;
import birthmark.cose.CoseKey;
import birthmark.cose.Signatures;
import birthmark.finality.ReplicaSet;
import birthmark.proof.Checkpoint;
import birthmark.proof.CheckpointSigner;
import birthmark.proof.Note;
import birthmark.proof.NoteException;
import birthmark.proof.NoteKey;
import birthmark.proof.NoteSignature;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the replicas sign of the log: each its checkpoint with every vote, and enough of these under
 * one text are a final checkpoint.
 */
public final class Cosignatures {
  private volatile ReplicaSet replicas;
  private volatile ReplicaSet voters;
  private final Signatures signatures;
  private final CheckpointSigner own;

  /** What a note proves. */
  sealed interface Proof {
    /** More than two thirds of the replicas signed this. */
    record Final(Checkpoint checkpoint, Note note) implements Proof {}

    /** It proves nothing. */
    record None(String sentence) implements Proof {}
  }

  /**
   * Those of one ledger.
   *
   * @param own signs for this replica
   */
  public Cosignatures(ReplicaSet replicas, Signatures signatures, CheckpointSigner own) {
    this.replicas = replicas;
    this.voters = replicas;
    this.signatures = signatures;
    this.own = own;
  }

  /**
   * From now on these are the replicas.
   *
   * @param now those of the last block, who make its checkpoint final
   * @param next those who vote on the next one, and sign the log as of the last with that vote
   */
  void follow(Replicas now, Replicas next) {
    replicas = ReplicaSet.of(replicas.origin(), now);
    voters = ReplicaSet.of(replicas.origin(), next);
  }

  /**
   * The last block left the log as it was: those who voted on it signed that log, and those who
   * vote on the next one sign it again.
   */
  void stay() {
    replicas = voters;
  }

  /** The keys of those who vote on the next block. */
  List<CoseKey> voters() {
    return voters.keys();
  }

  /** Whether this replica is the only one that votes. */
  boolean isAlone() {
    return voters.members().size() == 1 && isVoter();
  }

  /** Whether this replica votes on the next block. */
  boolean isVoter() {
    ReplicaSet now = voters;
    return now.keys().stream()
        .anyMatch(key -> NoteKey.ofLog(now.origin(), key).filter(own.key()::equals).isPresent());
  }

  /** What {@code octets} sign of this log as one that votes; empty if none of them did. */
  Optional<Note> signed(Bytes octets) {
    return note(octets)
        .filter(note -> checkpoint(note).isPresent())
        .flatMap(note -> by(voters, note));
  }

  /** Whether voters of more than a third of the weight signed {@code note}. */
  boolean isMoreThanAThird(Note note) {
    long signed = weight(voters.signers(signatures, note));
    return 3 * signed > weight(voters.members());
  }

  private static long weight(List<ReplicaSet.Member> some) {
    return some.stream().mapToLong(ReplicaSet.Member::weight).sum();
  }

  /** The final checkpoint that {@code extensions} of votes make together, if they make one. */
  Optional<Note> together(List<Bytes> extensions) {
    Map<String, Note> texts = new LinkedHashMap<>();
    for (Bytes extension : extensions) {
      note(extension)
          .flatMap(note -> by(replicas, note))
          .ifPresent(note -> texts.merge(note.text(), note, Cosignatures::joined));
    }
    return texts.values().stream()
        .filter(note -> replicas.isQuorum(replicas.signers(signatures, note)))
        .findFirst();
  }

  static Note joined(Note one, Note other) {
    Note joined = one;
    for (NoteSignature signature : other.signatures()) {
      if (joined.signatures().size() < Note.MAX_SIGNATURES
          && !joined.signatures().contains(signature)) {
        joined = joined.with(signature);
      }
    }
    return joined;
  }

  /** The note with one signature of each of {@code set} that signed, and nothing else. */
  private Optional<Note> by(ReplicaSet set, Note note) {
    List<NoteSignature> those =
        set.keys().stream().flatMap(key -> signature(key, note).stream()).toList();
    return those.isEmpty() ? Optional.empty() : Optional.of(new Note(note.text(), those));
  }

  private Optional<NoteSignature> signature(CoseKey key, Note note) {
    return NoteKey.ofLog(replicas.origin(), key)
        .flatMap(
            each ->
                note.signatures().stream()
                    .filter(each::names)
                    .filter(signature -> each.verify(signatures, note.text(), signature))
                    .findFirst());
  }

  /** What {@code octets} prove as a final checkpoint. */
  Proof proof(Bytes octets) {
    Optional<Note> note = note(octets);
    Optional<Checkpoint> checkpoint = note.flatMap(this::checkpoint);
    if (checkpoint.isEmpty()) {
      return new Proof.None("it is no checkpoint of this ledger");
    }
    List<ReplicaSet.Member> signers = replicas.signers(signatures, note.get());
    return replicas.isQuorum(signers)
        ? new Proof.Final(checkpoint.get(), note.get())
        : new Proof.None(
            signers.size() + " of " + replicas.members().size() + " replicas signed it");
  }

  /** {@code note} with this replica's signature, which receipts of this replica are trusted by. */
  public Note withOwn(Note note) {
    return note.signatures().stream().anyMatch(own.key()::names)
        ? note
        : note.with(own.sign(Checkpoint.of(note)));
  }

  private Optional<Checkpoint> checkpoint(Note note) {
    try {
      return Optional.of(Checkpoint.of(note))
          .filter(checkpoint -> checkpoint.origin().equals(replicas.origin()));
    } catch (NoteException e) {
      return Optional.empty();
    }
  }

  private static Optional<Note> note(Bytes octets) {
    try {
      return octets.length() == 0 ? Optional.empty() : Optional.of(Note.decode(octets));
    } catch (NoteException e) {
      return Optional.empty();
    }
  }
}
