package birthmark.client.sdk;

import birthmark.bytes.Bytes;
import birthmark.cose.JdkSignatures;
import birthmark.finality.ReplicaReceipts;
import birthmark.finality.ReplicaSet;
import birthmark.finality.ReplicaSets;
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
  private final OfflineVerifier trust;
  private final LogSource source;
  private int compared;

  /**
   * A watch over the log of a ledger as {@code source} shows it.
   *
   * @param trust whose signatures count; it follows the changes of the replicas that the source has
   */
  public LogWatch(OfflineVerifier trust, LogSource source) {
    this.trust = trust;
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
    try {
      Note now = Note.decode(octets.get());
      Optional<String> fault = follow();
      if (fault.isPresent()) {
        return new Look.Refused(fault.get());
      }
      Optional<Checkpoint> held = before.map(note -> signed(note, trust.sets().all()));
      Checkpoint checkpoint = signed(now, held);
      Optional<Look> torn = handedOver(now, checkpoint);
      if (torn.isPresent()) {
        return torn.get();
      }
      return held.isEmpty()
          ? first(now, checkpoint)
          : compare(before.orElseThrow(), held.get(), now, checkpoint);
    } catch (NoteException e) {
      return new Look.Refused(e.sentence());
    } catch (UncheckedIOException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /**
   * Looks whether two checkpoints that somebody was given are of one log.
   *
   * <p>Where they are of one size they say so themselves; else each must be of the log as the
   * source shows it.
   *
   * @throws IOException if the source does not answer
   */
  public Look compare(Note one, Note other) throws IOException, InterruptedException {
    try {
      Checkpoint first = signed(one, trust.sets().all());
      Checkpoint second = signed(other, trust.sets().all());
      if (first.size() == second.size()) {
        return compare(one, first, other, second);
      }
    } catch (NoteException e) {
      return new Look.Refused(e.sentence());
    }
    Look look = look(Optional.of(one));
    return look instanceof Look.Consistent ? look(Optional.of(other)) : look;
  }

  /** Follows the changes of the replicas that the source has; why not, if they are forged. */
  private Optional<String> follow() throws IOException, InterruptedException {
    Optional<Bytes> changes = source.get(LogSource.REPLICA_SETS);
    try {
      if (changes.isPresent()) {
        trust.follow(changes.get());
      }
      return Optional.empty();
    } catch (ClientException e) {
      return Optional.of(e.what());
    }
  }

  /** Whether the log is one with those that the sets which gave way signed for as they went. */
  private Optional<Look> handedOver(Note now, Checkpoint checkpoint) {
    for (ReplicaSets.Retired retired : trust.sets().retired().subList(compared, trust.changes())) {
      Checkpoint last = retired.last();
      if (last.size() <= checkpoint.size()) {
        if (!begins(last, checkpoint)) {
          return Optional.of(
              new Look.Inconsistent(
                  "the log does not begin with that of "
                      + last.size()
                      + " entries by which the replicas changed",
                  retired.note(),
                  now));
        }
        compared++;
      }
    }
    return Optional.empty();
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
    return begins(source, small, large);
  }

  /**
   * Whether the log of {@code large}, as {@code source} shows it, begins with that of {@code
   * small}.
   */
  static boolean begins(LogSource source, Checkpoint small, Checkpoint large) {
    if (small.size() == large.size()) {
      return small.root().equals(large.root());
    }
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
   * The checkpoint that {@code now} signs: by a replica in force, or, where it is no newer than
   * what is held and so can be compared, by one that has left.
   */
  private Checkpoint signed(Note now, Optional<Checkpoint> held) {
    ReplicaSets sets = trust.sets();
    boolean old = held.map(Checkpoint::size).orElse(-1L) >= Checkpoint.of(now).size();
    return signed(now, old ? sets.all() : List.of(sets.current()));
  }

  /**
   * The checkpoint that {@code note} signs, with a signature of a replica of {@code sets}.
   *
   * @throws NoteException if it is not one
   */
  private Checkpoint signed(Note note, List<ReplicaSet> sets) {
    Checkpoint checkpoint = Checkpoint.of(note);
    String origin = trust.genesis().name();
    if (!checkpoint.origin().equals(origin)) {
      throw new NoteException(
          "the checkpoint is of '" + checkpoint.origin() + "', not of '" + origin + "'");
    }
    for (ReplicaSet set : sets) {
      if (!set.signers(new JdkSignatures(), note).isEmpty()) {
        return checkpoint;
      }
    }
    throw new NoteException(
        trust.changes() == 0
            ? "no replica of the ledger signed the checkpoint"
            : "no replica in force signed the checkpoint");
  }

  /**
   * The log that {@code source} shows, as one to compare receipts with: its checkpoint counts where
   * a replica in force signed it.
   *
   * @throws ClientException if it cannot be had, or nobody who counts signed it
   */
  public static ReplicaReceipts.KnownLog known(OfflineVerifier trust, LogSource source)
      throws ClientException {
    try {
      Look look = new LogWatch(trust, source).look(Optional.empty());
      if (look instanceof Look.Consistent(Note _, Checkpoint now)) {
        return checkpoint -> checkpoint.size() <= now.size() && begins(source, checkpoint, now);
      }
      throw ClientException.refused(
          "the log that should be compared with is not that of the ledger you trust",
          "Ask somebody else for a copy of the log.");
    } catch (IOException e) {
      throw ClientException.unanswered(
              "the log cannot be read: " + e.getMessage(), "Check the folder or address.")
          .because(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ClientException.unanswered("interrupted", "Try again.").because(e);
    }
  }

  /** The keys of {@code set}'s replicas, as signers of checkpoints. */
  public static List<NoteKey> checkpointKeys(ReplicaSet set) {
    return set.keys().stream()
        .flatMap(replica -> NoteKey.ofLog(set.origin(), replica).stream())
        .toList();
  }
}
