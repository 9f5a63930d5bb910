package birthmark.finality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.codec.MalformedException;
import birthmark.cose.Algorithm;
import birthmark.cose.JdkSignatures;
import birthmark.cose.JdkSigningKey;
import birthmark.cose.SigningKey;
import birthmark.machine.Seal;
import birthmark.proof.Checkpoint;
import birthmark.proof.CheckpointSigner;
import birthmark.proof.Note;
import birthmark.proof.NoteKey;
import birthmark.testing.ChangingLog;
import birthmark.testing.NotesLedger;
import birthmark.testing.SeededRandom;
import java.util.ArrayList;
import java.util.List;
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
    Note note = ChangingLog.signed(checkpoint(9), keys(replicas).subList(0, signers));
    assertEquals(expected, judge(note, set(keys(replicas))));
  }

  @Test
  void oneLyingReplicaCountsOnceHoweverOftenItSigns() {
    List<SigningKey> four = keys(4);
    SigningKey liar = four.getFirst();
    assertEquals(
        Finality.COMMITTED,
        judge(ChangingLog.signed(checkpoint(9), List.of(liar, liar, liar)), set(four)));
  }

  @Test
  void strangersAndForgeriesDoNotCount() {
    List<SigningKey> all = keys(8);
    ReplicaSet set = set(all.subList(0, 4));
    assertEquals(
        Finality.COMMITTED, judge(ChangingLog.signed(checkpoint(9), all.subList(4, 8)), set));
    Note good = ChangingLog.signed(checkpoint(9), all.subList(0, 3));
    assertEquals(Finality.FINAL, judge(good, set));
    assertEquals(
        Finality.COMMITTED, judge(new Note(checkpoint(10).text(), good.signatures()), set));
  }

  @Test
  void oneLineOfAKeyThatDoesNotVerifySpoilsItsOthers() {
    List<SigningKey> all = keys(3);
    Note good = ChangingLog.signed(checkpoint(9), all);
    assertEquals(Finality.FINAL, judge(good, set(all)));
    Note forged = good.with(CheckpointSigner.of(ORIGIN, all.getFirst()).sign(checkpoint(10)));
    assertEquals(Finality.COMMITTED, judge(forged, set(all)));
  }

  @Test
  void aWitnessCountsForWhoNamesItAlone() {
    SigningKey replica = keys(1).getFirst();
    SigningKey key = keys(2).get(1);
    CheckpointSigner witness = CheckpointSigner.cosigner("witness.example", key, 1_700_000_000);
    Note alone = ChangingLog.signed(checkpoint(9), List.of(replica));
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

  private static List<ReplicaSet.Member> members(List<SigningKey> of) {
    return of.stream().map(key -> new ReplicaSet.Member(key.publicKey(), 1)).toList();
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
