package birthmark.finality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.codec.MalformedException;
import birthmark.codec.Timestamp;
import birthmark.cose.Algorithm;
import birthmark.cose.JdkSignatures;
import birthmark.cose.JdkSigningKey;
import birthmark.cose.SigningKey;
import birthmark.finality.ReplicaSets.Refusal;
import birthmark.machine.Seal;
import birthmark.merkle.LogFrontier;
import birthmark.merkle.LogTree;
import birthmark.proof.Checkpoint;
import birthmark.proof.CheckpointSigner;
import birthmark.proof.Note;
import birthmark.proof.NoteKey;
import birthmark.testing.NotesLedger;
import birthmark.testing.SeededRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FinalityTest {
  private static final String ORIGIN = "ledger.example/birthmark";
  private static final Bytes ZERO = Bytes.ofOwned(new byte[32]);

  private final JdkSignatures signatures = new JdkSignatures();
  private final SeededRandom random = new SeededRandom(4);
  private final List<SigningKey> keys = new ArrayList<>();

  private List<SigningKey> keys(int count) {
    while (keys.size() < count) {
      keys.add(JdkSigningKey.of(JdkSigningKey.generate(Algorithm.ED25519, random)));
    }
    return keys.subList(0, count);
  }

  private static ReplicaSet set(List<SigningKey> of) {
    return new ReplicaSet(ORIGIN, members(of));
  }

  private static Note signed(Checkpoint checkpoint, List<SigningKey> by) {
    Note note = CheckpointSigner.of(ORIGIN, by.getFirst()).note(checkpoint);
    for (SigningKey key : by.subList(1, by.size())) {
      note = note.with(CheckpointSigner.of(ORIGIN, key).sign(checkpoint));
    }
    return note;
  }

  private static Checkpoint checkpoint(long size) {
    return new Checkpoint(ORIGIN, size, ZERO);
  }

  private Finality judge(Note note, ReplicaSet set, NoteKey... witnesses) {
    return Finality.of(note, set, List.of(witnesses), signatures);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, COMMITTED",
    "2, 1, COMMITTED",
    "2, 2, FINAL",
    "3, 2, COMMITTED",
    "3, 3, FINAL",
    "4, 2, COMMITTED",
    "4, 3, FINAL",
    "6, 4, COMMITTED",
    "6, 5, FINAL",
    "7, 5, FINAL"
  })
  void moreThanTwoThirdsAreFinalAndNeverOneAlone(int replicas, int signers, Finality expected) {
    Note note = signed(checkpoint(9), keys(replicas).subList(0, signers));
    assertEquals(expected, judge(note, set(keys(replicas))));
  }

  @Test
  void oneLyingReplicaCountsOnceHoweverOftenItSigns() {
    List<SigningKey> four = keys(4);
    SigningKey liar = four.getFirst();
    assertEquals(
        Finality.COMMITTED, judge(signed(checkpoint(9), List.of(liar, liar, liar)), set(four)));
  }

  @Test
  void strangersAndForgeriesDoNotCount() {
    List<SigningKey> all = keys(8);
    ReplicaSet set = set(all.subList(0, 4));
    assertEquals(Finality.COMMITTED, judge(signed(checkpoint(9), all.subList(4, 8)), set));
    Note good = signed(checkpoint(9), all.subList(0, 3));
    assertEquals(Finality.FINAL, judge(good, set));
    assertEquals(
        Finality.COMMITTED, judge(new Note(checkpoint(10).text(), good.signatures()), set));
  }

  @Test
  void oneLineOfAKeyThatDoesNotVerifySpoilsItsOthers() {
    List<SigningKey> all = keys(3);
    Note good = signed(checkpoint(9), all);
    assertEquals(Finality.FINAL, judge(good, set(all)));
    Note forged = good.with(CheckpointSigner.of(ORIGIN, all.getFirst()).sign(checkpoint(10)));
    assertEquals(Finality.COMMITTED, judge(forged, set(all)));
  }

  @Test
  void aWitnessCountsForWhoNamesItAlone() {
    SigningKey replica = keys(1).getFirst();
    SigningKey key = keys(2).get(1);
    CheckpointSigner witness = CheckpointSigner.cosigner("witness.example", key, 1_700_000_000);
    Note alone = signed(checkpoint(9), List.of(replica));
    Note seen = alone.with(witness.sign(checkpoint(9)));
    ReplicaSet set = set(List.of(replica));
    assertEquals(Finality.COMMITTED, judge(seen, set));
    assertEquals(Finality.COMMITTED, judge(alone, set, witness.key()));
    assertEquals(Finality.FINAL, judge(seen, set, witness.key()));
    NoteKey other = CheckpointSigner.cosigner("other.example", key, 1_700_000_000).key();
    assertEquals(Finality.COMMITTED, judge(seen, set, other));
    // The log's own key is no witness, even to a reader who names it as one.
    assertEquals(Finality.COMMITTED, judge(seen, set, CheckpointSigner.of(ORIGIN, replica).key()));
  }

  @Test
  void sealsNameASetAsTheMachineDoes() throws MalformedException {
    NotesLedger notes = new NotesLedger(1, 10, 3);
    Seal seal = Seal.decode(notes.ledger().entries().get(1));
    assertEquals(seal.replicas(), ReplicaSet.of(notes.machine().genesis()).digest());
  }

  @Test
  void aSetNamesNoKeyTwice() {
    SigningKey key = keys(1).getFirst();
    assertThrows(IllegalArgumentException.class, () -> set(List.of(key, key)));
  }

  /** A log of {@code before} entries and a seal that names {@code next}, at the end. */
  private static ReplicaSetChange change(int before, List<SigningKey> next, List<SigningKey> by) {
    Bytes seal =
        new Seal(
                before,
                new Timestamp(1_000L * before),
                ZERO,
                ZERO,
                List.of(),
                1,
                ZERO,
                set(next).digest())
            .encode();
    List<Bytes> leaves = new ArrayList<>();
    for (int i = 0; i < before; i++) {
      leaves.add(LogTree.leafHash(Bytes.ofOwned(new byte[] {(byte) i})));
    }
    LogFrontier log = LogFrontier.EMPTY.append(leaves);
    List<Bytes> path = log.peaks().reversed();
    Bytes root = log.append(List.of(LogTree.leafHash(seal))).root();
    Note note = signed(new Checkpoint(ORIGIN, before + 1L, root), by);
    return new ReplicaSetChange(seal, before, path, note, members(next));
  }

  @Test
  void setsAreFollowedFromTheGenesisAndOnlyTheLastCounts() {
    List<SigningKey> all = keys(12);
    List<SigningKey> first = all.subList(0, 4);
    List<SigningKey> second = all.subList(3, 8);
    List<SigningKey> third = all.subList(7, 12);
    ReplicaSets sets = new ReplicaSets(set(first), signatures);
    assertEquals(Optional.empty(), sets.follow(change(4, second, first.subList(0, 3))));
    assertEquals(set(second), sets.current());
    assertEquals(Optional.of(Refusal.TOO_FEW_SIGNERS), sets.follow(change(8, third, first)));
    assertEquals(Optional.empty(), sets.follow(change(8, third, second.subList(0, 4))));
    assertEquals(set(third), sets.current());
    Note byRetired = signed(checkpoint(20), first);
    assertEquals(Finality.COMMITTED, judge(byRetired, sets.current()));
  }

  @Test
  void aChangeThatIsNotProvenIsNotFollowed() {
    List<SigningKey> all = keys(9);
    List<SigningKey> first = all.subList(0, 4);
    List<SigningKey> next = all.subList(4, 8);
    ReplicaSetChange good = change(4, next, first);
    ReplicaSets sets = new ReplicaSets(set(first), signatures);
    assertEquals(
        Optional.of(Refusal.TOO_FEW_SIGNERS), sets.follow(change(4, next, first.subList(0, 2))));
    assertEquals(Optional.of(Refusal.TOO_FEW_SIGNERS), sets.follow(change(4, next, next)));
    assertEquals(
        Optional.of(Refusal.CHECKPOINT),
        sets.follow(
            with(good, good.seal(), new Note("no checkpoint\n", good.checkpoint().signatures()))));
    assertEquals(
        Optional.of(Refusal.NOT_INCLUDED),
        sets.follow(with(good, good.seal().concat(ZERO), good.checkpoint())));
    ReplicaSetChange otherSet =
        new ReplicaSetChange(
            good.seal(), good.index(), good.path(), good.checkpoint(), members(all.subList(5, 9)));
    assertEquals(Optional.of(Refusal.OTHER_SET), sets.follow(otherSet));
    assertEquals(set(first), sets.current(), "nothing was followed");
    assertEquals(Optional.empty(), sets.follow(good));
    assertEquals(Optional.of(Refusal.NOT_NEWER), sets.follow(good));
  }

  private static List<ReplicaSet.Member> members(List<SigningKey> of) {
    return of.stream().map(key -> new ReplicaSet.Member(key.publicKey(), 1)).toList();
  }

  private static ReplicaSetChange with(ReplicaSetChange change, Bytes seal, Note checkpoint) {
    return new ReplicaSetChange(seal, change.index(), change.path(), checkpoint, change.next());
  }

  @Test
  void aQuorumOfNobodyIsNone() {
    assertFalse(set(List.of()).isQuorum(List.of()));
    assertFalse(set(keys(1)).isQuorum(members(keys(1))));
    assertTrue(set(keys(2)).isQuorum(members(keys(2))));
  }

  @Test
  void moreThanTwoThirdsOfTheWeightSign() {
    List<SigningKey> three = keys(3);
    ReplicaSet.Member heavy = new ReplicaSet.Member(three.get(0).publicKey(), 5);
    ReplicaSet.Member light = new ReplicaSet.Member(three.get(1).publicKey(), 1);
    ReplicaSet.Member other = new ReplicaSet.Member(three.get(2).publicKey(), 2);
    ReplicaSet set = new ReplicaSet(ORIGIN, List.of(heavy, light, other));
    assertFalse(set.isQuorum(List.of(heavy)), "never one alone");
    assertTrue(set.isQuorum(List.of(heavy, light)), "6 of 8");
    assertFalse(set.isQuorum(List.of(light, other)), "3 of 8");
    ReplicaSet even = new ReplicaSet(ORIGIN, List.of(light, other, members(keys(4)).getLast()));
    assertFalse(even.isQuorum(List.of(light, members(keys(4)).getLast())), "2 of 4");
  }
}
