package birthmark.node.cometbft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.contract.Genesis;
import birthmark.contract.Replica;
import birthmark.contract.Replicas;
import birthmark.cose.Algorithm;
import birthmark.cose.CoseKey;
import birthmark.cose.JdkSignatures;
import birthmark.cose.JdkSigningKey;
import birthmark.finality.Finality;
import birthmark.finality.ReplicaSet;
import birthmark.machine.Decision;
import birthmark.node.engine.Ordered;
import birthmark.proof.Checkpoint;
import birthmark.proof.CheckpointSigner;
import birthmark.proof.Note;
import birthmark.statement.Statement;
import birthmark.testing.NotesLedger;
import birthmark.testing.SeededRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What each replica does at each step of agreeing, whatever engine takes the steps. */
class ConsensusTest {
  private static final long SECOND = 1_000;

  private final FourReplicas four = new FourReplicas();
  private final Genesis genesis = four.genesis;
  private final List<SteppedReplica> replicas = four.all;

  private SteppedReplica opened(int which) {
    return four.opened(which);
  }

  private Statement pin(long sequence, String title) {
    return four.pin(sequence, title);
  }

  private static List<Bytes> bundle(Bytes... statements) {
    return List.of(new Bundle.Statements(List.of(statements)).encode());
  }

  private static Bytes octets(Statement statement) {
    return statement.envelope().encode();
  }

  private Bytes all(long millis, List<Bytes> txs) {
    return four.all(millis, txs);
  }

  @Test
  void emptyBlocksOfTheEngineLeaveTheLogAsItIsUntilTheHeartbeatIsDue() {
    Bytes founded = replicas.getFirst().root();
    for (long at = 1; at < 10; at++) {
      assertEquals(founded, all(at * SECOND, List.of()));
    }
    assertEquals(0, replicas.getFirst().height());
    assertNotEquals(founded, all(10 * SECOND, List.of()));
    assertEquals(1, replicas.getFirst().height());
    assertEquals(1, replicas.getFirst().height());
    all(19 * SECOND, List.of());
    assertEquals(1, replicas.getFirst().height());
  }

  @Test
  void whatWasProposedIsDecidedOnceOnAllAndAnsweredWhereItCame() {
    Statement statement = pin(1, "one");
    replicas.get(2).offer(statement);
    List<Bytes> proposed = replicas.get(2).proposal(1, List.of());
    replicas.forEach(each -> assertTrue(each.accepts(1, proposed)));
    all(SECOND, proposed);
    Ordered.Decided answer =
        assertInstanceOf(Ordered.Decided.class, replicas.get(2).answers.getFirst());
    assertEquals(1, answer.height());
    assertInstanceOf(Decision.Accepted.class, answer.decision());
    assertEquals(List.of(), replicas.get(2).proposal(2, List.of()));
    // Another replica proposes it again: it is ignored and changes nothing.
    Bytes root = replicas.getFirst().root();
    assertEquals(root, all(2 * SECOND, proposed));
  }

  @Test
  void noReplicaVotesForWhatNoHonestOneProposes() {
    SteppedReplica voter = replicas.getFirst();
    Bytes good = octets(pin(1, "one"));
    byte[] forged = good.toByteArray();
    forged[forged.length - 1] ^= 1;
    assertTrue(voter.accepts(1, bundle(good)));
    assertFalse(voter.accepts(1, bundle(Bytes.ofOwned(forged))), "a forged signature");
    assertFalse(voter.accepts(1, bundle(good, good)), "a statement twice");
    assertFalse(voter.accepts(1, bundle(Bytes.fromHex("f6"))), "no statement");
    assertFalse(voter.accepts(1, List.of(Bytes.fromHex("00"))), "no bundle");
    Bytes alone = new Bundle.FinalCheckpoint(voter.extension()).encode();
    assertFalse(voter.accepts(1, List.of(alone)), "one replica's word");
  }

  @Test
  void aBlockThatNoneVotedOnIsStillDecidedAlikeByAll() {
    // As after a restart: the engine gives an agreed block again without asking for a vote.
    Bytes good = octets(pin(1, "one"));
    byte[] forged = good.toByteArray();
    forged[forged.length - 1] ^= 1;
    List<Bytes> txs = new ArrayList<>(bundle(Bytes.ofOwned(forged), Bytes.fromHex("f6"), good));
    txs.add(Bytes.fromHex("ff"));
    all(SECOND, txs);
    assertEquals(1, replicas.getFirst().height());
    assertEquals(
        4, replicas.getFirst().store.tip().orElseThrow().log().size(), "one statement, two seals");
  }

  @Test
  void aForgedCopyDoesNotAnswerForTheStatementThatWaits() {
    Statement statement = pin(1, "one");
    SteppedReplica door = replicas.getFirst();
    door.offer(statement);
    byte[] forged = octets(statement).toByteArray();
    forged[forged.length - 1] ^= 1;
    all(SECOND, bundle(Bytes.ofOwned(forged)));
    assertEquals(List.of(), door.answers);
    all(2 * SECOND, door.proposal(2, List.of()));
    assertInstanceOf(Ordered.Decided.class, door.answers.getFirst());
  }

  @Test
  void aBlockThatWasDecidedAndNotStoredIsDecidedAgainToTheSameRoot() {
    SteppedReplica killed = replicas.getFirst();
    List<Bytes> txs = bundle(octets(pin(1, "one")));
    Bytes decided = killed.decide(1, SECOND, txs);
    killed.store.close();
    SteppedReplica back = opened(0);
    assertEquals(0, back.height());
    assertEquals(decided, back.decide(1, SECOND, txs));
    back.commit();
    assertEquals(decided, back.root());
    back.store.close();
    assertEquals(1, opened(0).store.notes().engineHeight());
  }

  @Test
  void checkpointsThatMoreThanTwoThirdsSignedBecomeFinalTwoBlocksLater() throws Exception {
    all(SECOND, bundle(octets(pin(1, "one"))));
    List<Bytes> extensions = replicas.stream().map(SteppedReplica::extension).toList();
    replicas.forEach(
        each -> extensions.forEach(extension -> assertTrue(each.accepts(2, extension))));
    SteppedReplica proposer = replicas.get(3);
    assertEquals(List.of(), proposer.proposal(3, extensions.subList(0, 2)), "two of four");
    List<Bytes> settled = proposer.proposal(3, extensions.subList(0, 3));
    assertEquals(1, settled.size());
    replicas.forEach(each -> assertTrue(each.accepts(3, settled)));
    Bytes root = replicas.getFirst().root();
    assertEquals(root, all(2 * SECOND, settled), "it is no entry of the log");
    ReplicaSet set = ReplicaSet.of(genesis);
    for (SteppedReplica each : replicas) {
      Note note = each.finals.getFirst();
      assertEquals(root, Checkpoint.of(note).root());
      assertEquals(Finality.FINAL, Finality.of(note, set, List.of(), new JdkSignatures()));
    }
    assertEquals(List.of(), proposer.proposal(4, extensions), "once is enough");
  }

  @Test
  void aVoteWithoutAReplicasCheckpointIsRefused() {
    SteppedReplica voter = replicas.getFirst();
    assertFalse(voter.accepts(1, Bytes.EMPTY));
    byte[] altered = replicas.get(1).extension().toByteArray();
    altered[0] ^= 1;
    assertFalse(voter.accepts(1, Bytes.ofOwned(altered)));
  }

  @Test
  void aReplicaThatMoreThanAThirdContradictHaltsAndNamesBlockAndStatement() {
    List<Bytes> txs = bundle(octets(pin(1, "one")));
    for (SteppedReplica each : replicas.subList(1, 4)) {
      each.decide(1, SECOND, txs);
      each.commit();
    }
    SteppedReplica astray = replicas.getFirst();
    Statement other = pin(1, "other");
    astray.decide(1, SECOND, bundle(octets(other)));
    astray.commit();
    assertTrue(astray.accepts(2, replicas.get(1).extension()), "one may be the one astray");
    assertTrue(astray.accepts(2, replicas.get(1).extension()), "also if it says so twice");
    EngineSteps.EndException halted =
        assertThrows(
            EngineSteps.EndException.class, () -> astray.accepts(2, replicas.get(2).extension()));
    String sentence = String.valueOf(halted.getMessage());
    assertTrue(sentence.contains("block 1, with statement " + other.id()), sentence);
  }

  @Test
  void theEngineIsToldOfAReplicaSetByItsDifferenceOnly() {
    Replicas four = Replicas.founding(genesis);
    List<Replica> voting =
        four.members().stream()
            .map(
                each ->
                    new Replica(
                        each.party(),
                        each.checkpoint(),
                        Optional.of(vote(each)),
                        each.weight(),
                        Optional.empty()))
            .toList();
    Replicas before = Replicas.of(voting.subList(0, 3));
    Replicas after = Replicas.of(List.of(voting.get(1), voting.get(2).weighing(5), voting.get(3)));
    List<ValidatorPower> updates = ValidatorPower.difference(before, after);
    assertEquals(
        Set.of(power(voting.get(0), 0), power(voting.get(2), 5), power(voting.get(3), 1)),
        Set.copyOf(updates));
    assertEquals(3, updates.size());
    assertEquals(List.of(), ValidatorPower.difference(before, before));
    assertEquals(List.of(), ValidatorPower.difference(four, four), "replicas without votes");
  }

  private static ValidatorPower power(Replica replica, long power) {
    return new ValidatorPower(EngineFolder.octets(replica.consensus().orElseThrow()), power);
  }

  private static CoseKey vote(Replica replica) {
    byte[] seed = replica.id().value().toByteArray();
    return JdkSigningKey.of(
            JdkSigningKey.generate(Algorithm.ED25519, new SeededRandom(Arrays.hashCode(seed))))
        .publicKey();
  }

  @Test
  void aReplicaThatSignsTwoLogsOfOneSizeIsToldOfOnceBothAreSeen() {
    SteppedReplica watching = replicas.getFirst();
    List<Bytes> txs = bundle(octets(pin(1, "one")));
    all(SECOND, txs);
    SteppedReplica liar = replicas.get(3);
    assertTrue(watching.accepts(2, liar.extension()));
    assertTrue(watching.accepts(2, liar.extension()), "the same again");
    assertEquals(List.of(), watching.doubleSigned);
    Note honest = Note.decode(liar.extension());
    Checkpoint said = Checkpoint.of(honest);
    Checkpoint other =
        new Checkpoint(said.origin(), said.size(), Bytes.copyOf(new byte[Sha256.LENGTH]));
    CheckpointSigner lying = CheckpointSigner.of(genesis.name(), four.notes.founders().get(3));
    assertTrue(watching.accepts(2, lying.note(other).encode()));
    assertEquals(
        List.of(
            new DoubleSigned.Checkpoints(
                four.notes.founders().get(3).publicKey(),
                said,
                honest.signatures().getFirst().signature(),
                other,
                lying.sign(other).signature())),
        watching.doubleSigned);
  }

  @Test
  void anEngineThatFoundADoubleVoteIsHeard() {
    SteppedReplica watching = replicas.getFirst();
    watching.consensus.decide(
        new Request.FinalizeBlock(
            1,
            NotesLedger.START.millis(),
            List.of(),
            true,
            ValidatorPower.hash(replicas.getFirst().replica.successors())));
    assertEquals(List.of(new DoubleSigned.Votes(1)), watching.doubleSigned);
  }

  @Test
  void aReplicaWithAnotherLogThanTwoThirdsOfTheOthersHalts() {
    List<Bytes> txs = bundle(octets(pin(1, "one")));
    for (SteppedReplica each : replicas.subList(1, 4)) {
      each.decide(1, SECOND, txs);
      each.commit();
    }
    SteppedReplica astray = replicas.getFirst();
    astray.decide(1, SECOND, bundle(octets(pin(1, "other"))));
    astray.commit();
    List<Bytes> extensions =
        replicas.subList(1, 4).stream().map(SteppedReplica::extension).toList();
    List<Bytes> settled = replicas.get(1).proposal(3, extensions);
    EngineSteps.EndException halted =
        assertThrows(EngineSteps.EndException.class, () -> astray.decide(3, 2 * SECOND, settled));
    assertTrue(String.valueOf(halted.getMessage()).contains("rejoin"));
    assertTrue(astray.consensus.halted().isPresent());
    assertThrows(EngineSteps.EndException.class, astray::extension);
  }
}
