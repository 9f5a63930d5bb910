package birthmark.testing;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.contract.Genesis;
import birthmark.contract.Role;
import birthmark.cose.SigningKey;
import birthmark.finality.ReplicaSet;
import birthmark.finality.ReplicaSetChange;
import birthmark.machine.Seal;
import birthmark.merkle.LogFrontier;
import birthmark.merkle.LogProof;
import birthmark.merkle.LogTree;
import birthmark.merkle.Tile;
import birthmark.merkle.Tiles;
import birthmark.proof.Checkpoint;
import birthmark.proof.CheckpointSigner;
import birthmark.proof.Note;
import birthmark.proof.Receipt;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A log of whatever entries, whose replicas change now and then; each weighs 1. */
public final class ChangingLog {
  private static final Bytes ZERO = Bytes.ofOwned(new byte[32]);

  private final String origin;
  private final List<Bytes> entries = new ArrayList<>();
  private final SortedMap<String, Bytes> tiles = new TreeMap<>();
  private LogFrontier frontier = LogFrontier.EMPTY;
  private List<SigningKey> replicas;

  /** An empty log that {@code first} sign. */
  public ChangingLog(String origin, List<SigningKey> first) {
    this.origin = origin;
    this.replicas = List.copyOf(first);
  }

  /** A genesis in which each of {@code parties} runs the replica that signs with its key. */
  public static Genesis genesis(
      String name, List<SigningKey> parties, List<SigningKey> checkpoints) {
    List<Genesis.Founder> founders = new ArrayList<>();
    List<Genesis.Replica> replicas = new ArrayList<>();
    for (int i = 0; i < parties.size(); i++) {
      String handle = "org-" + i;
      founders.add(
          new Genesis.Founder(
              handle, handle, List.of(parties.get(i).publicKey()), List.of(Role.REPLICA)));
      replicas.add(Genesis.Replica.of(handle, checkpoints.get(i).publicKey()));
    }
    return new Genesis(Genesis.FORMAT, name, NotesLedger.START, founders, replicas, 1, 100_000);
  }

  private static String place(int level, long index) {
    return level + "/" + index;
  }

  /** The set of {@code keys}. */
  public static ReplicaSet set(String origin, List<SigningKey> keys) {
    return new ReplicaSet(
        origin, keys.stream().map(key -> new ReplicaSet.Member(key.publicKey(), 1)).toList());
  }

  /** {@code checkpoint} signed by all of {@code by}. */
  public static Note signed(Checkpoint checkpoint, List<SigningKey> by) {
    Note note = CheckpointSigner.of(checkpoint.origin(), by.getFirst()).note(checkpoint);
    for (SigningKey key : by.subList(1, by.size())) {
      note = note.with(CheckpointSigner.of(checkpoint.origin(), key).sign(checkpoint));
    }
    return note;
  }

  /** The tiles. */
  public Tiles tiles() {
    return (level, index) -> Optional.ofNullable(tiles.get(place(level, index)));
  }

  /** Appends {@code entry}. */
  public ChangingLog with(Bytes entry) {
    LogFrontier.Appended appended = frontier.append(tiles(), List.of(LogTree.leafHash(entry)));
    for (Tile tile : appended.tiles()) {
      tiles.put(place(tile.level(), tile.index()), tile.hashes());
    }
    frontier = appended.frontier();
    entries.add(entry);
    return this;
  }

  /** Appends {@code count} entries that say nothing. */
  public ChangingLog grown(int count) {
    for (int i = 0; i < count; i++) {
      with(Bytes.ofOwned(("entry " + entries.size()).getBytes(StandardCharsets.UTF_8)));
    }
    return this;
  }

  /** Appends a seal by which {@code next} follow, whose checkpoint {@code by} sign. */
  public ReplicaSetChange change(List<SigningKey> next, List<SigningKey> by) {
    ReplicaSet after = set(origin, next);
    long height = entries.size();
    Bytes seal =
        new Seal(
                height,
                new Timestamp(1_000L * height),
                ZERO,
                ZERO,
                List.of(),
                1,
                set(origin, replicas).digest(),
                after.digest())
            .encode();
    with(seal);
    replicas = List.copyOf(next);
    long size = entries.size();
    return new ReplicaSetChange(
        seal,
        size - 1,
        LogProof.inclusion(tiles(), size - 1, size),
        signed(checkpoint(), by).encode(),
        ReplicaSetChange.signers(after));
  }

  /** An entry. */
  public Bytes entry(int index) {
    return entries.get(index);
  }

  /** All entries. */
  public List<Bytes> entries() {
    return List.copyOf(entries);
  }

  /** The checkpoint of the whole log. */
  public Checkpoint checkpoint() {
    return new Checkpoint(origin, frontier.size(), frontier.root());
  }

  /** The receipt of an entry under the whole log's checkpoint, by {@code replica}. */
  public Bytes receipt(int index, SigningKey replica) {
    return receipt(index, replica, List.of(replica));
  }

  /** The same under a checkpoint that {@code by} sign. */
  public Bytes receipt(int index, SigningKey replica, List<SigningKey> by) {
    long size = frontier.size();
    return Receipt.issue(
            replica,
            new Receipt.Claims(Optional.empty(), Optional.empty()),
            new Receipt.Inclusion(size, index, LogProof.inclusion(tiles(), index, size)),
            frontier.root(),
            signed(checkpoint(), by))
        .encode();
  }
}
