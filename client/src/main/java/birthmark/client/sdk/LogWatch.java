package birthmark.client.sdk;

import birthmark.bytes.Bytes;
import birthmark.contract.Genesis;
import birthmark.cose.JdkSignatures;
import birthmark.merkle.DamagedTreeException;
import birthmark.merkle.LogProof;
import birthmark.merkle.LogVerdict;
import birthmark.merkle.Tiles;
import birthmark.proof.Checkpoint;
import birthmark.proof.Note;
import birthmark.proof.NoteException;
import birthmark.proof.NoteKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/**
 * Follows a log from checkpoint to checkpoint and sees where it was cut or written anew.
 *
 * <p>It believes only the replicas' signatures and what it computes from tiles itself.
 */
public final class LogWatch {
  private final Genesis genesis;
  private final LogSource source;

  /** A watch over the log of {@code genesis} as {@code source} shows it. */
  public LogWatch(Genesis genesis, LogSource source) {
    this.genesis = genesis;
    this.source = source;
  }

  /** What a look at the log came to. */
  public sealed interface Look {
    /** The log is what it was, or begins with it. */
    record Consistent(Note note, Checkpoint checkpoint) implements Look {}

    /**
     * Two signed checkpoints that no one log can have, or one that its own tiles belie.
     *
     * @param sentence what is wrong
     * @param before the checkpoint held before
     * @param now the one shown now
     */
    record Inconsistent(String sentence, Note before, Note now) implements Look {}

    /** Not a signed checkpoint of this log. */
    record Refused(String sentence) implements Look {}
  }

  /**
   * Looks at the log once more.
   *
   * @param before the checkpoint that the log must begin with, if one is held
   * @throws IOException if the source does not answer
   */
  public Look look(Optional<Note> before) throws IOException, InterruptedException {
    Optional<Bytes> octets = source.get(LogSource.CHECKPOINT);
    if (octets.isEmpty()) {
      return new Look.Refused("there is no checkpoint");
    }
    Note now;
    Checkpoint checkpoint;
    try {
      now = Note.decode(octets.get());
      checkpoint = signed(now);
      if (before.isEmpty()) {
        return first(now, checkpoint);
      }
      return compare(before.get(), signed(before.get()), now, checkpoint);
    } catch (NoteException e) {
      return new Look.Refused(e.sentence());
    } catch (UncheckedIOException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private Look first(Note now, Checkpoint checkpoint) {
    return rootsAreOf(checkpoint)
        ? new Look.Consistent(now, checkpoint)
        : new Look.Inconsistent("the tiles do not lead to the checkpoint's root", now, now);
  }

  private boolean rootsAreOf(Checkpoint checkpoint) {
    try {
      return LogProof.root(source.tiles(checkpoint.size()), checkpoint.size())
          .equals(checkpoint.root());
    } catch (DamagedTreeException e) {
      return false;
    }
  }

  private Look compare(Note before, Checkpoint held, Note now, Checkpoint shown) {
    if (shown.size() == held.size()) {
      return shown.root().equals(held.root())
          ? new Look.Consistent(now, shown)
          : new Look.Inconsistent("two logs of one size were signed", before, now);
    }
    boolean grew = shown.size() > held.size();
    Checkpoint small = grew ? held : shown;
    Checkpoint large = grew ? shown : held;
    if (small.size() > 0 && !begins(small, large)) {
      return new Look.Inconsistent(
          "the log of "
              + large.size()
              + " entries does not begin with that of "
              + small.size()
              + ", or its tiles do not show it",
          before,
          now);
    }
    // An older checkpoint is no lie by itself: a mirror may lag. It is when tiles of the larger log
    // cannot be had any more, which is seen above.
    return new Look.Consistent(grew ? now : before, large);
  }

  private boolean begins(Checkpoint small, Checkpoint large) {
    Tiles tiles = source.tiles(large.size());
    try {
      List<Bytes> path = LogProof.consistency(tiles, small.size(), large.size());
      return LogProof.verifyConsistency(
              small.size(), large.size(), path, small.root(), large.root())
          == LogVerdict.HOLDS;
    } catch (DamagedTreeException e) {
      return false;
    }
  }

  /**
   * The checkpoint that {@code note} signs, with a signature of one of the ledger's replicas.
   *
   * @throws NoteException if it is not one
   */
  private Checkpoint signed(Note note) {
    Checkpoint checkpoint = Checkpoint.of(note);
    if (!checkpoint.origin().equals(genesis.name())) {
      throw new NoteException(
          "the checkpoint is of '" + checkpoint.origin() + "', not of '" + genesis.name() + "'");
    }
    for (NoteKey key : checkpointKeys(genesis)) {
      if (key.signed(new JdkSignatures(), note)) {
        return checkpoint;
      }
    }
    throw new NoteException("no replica of the ledger signed the checkpoint");
  }

  /** The keys of the replicas that {@code genesis} names, as signers of checkpoints. */
  public static List<NoteKey> checkpointKeys(Genesis genesis) {
    return genesis.checkpointKeys().stream()
        .flatMap(replica -> NoteKey.ofLog(genesis.name(), replica).stream())
        .toList();
  }
}
