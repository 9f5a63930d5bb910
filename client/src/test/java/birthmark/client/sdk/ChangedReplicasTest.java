package birthmark.client.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.LogWatch.Look;
import birthmark.contract.Genesis;
import birthmark.cose.Algorithm;
import birthmark.cose.JdkSigningKey;
import birthmark.cose.SigningKey;
import birthmark.finality.ReplicaSetChange;
import birthmark.finality.ReplicaSetChanges;
import birthmark.merkle.EntryBundle;
import birthmark.proof.Checkpoint;
import birthmark.proof.Note;
import birthmark.proof.ReceiptCheck;
import birthmark.proof.ReceiptRefusal;
import birthmark.testing.ChangingLog;
import birthmark.testing.SeededRandom;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reader who holds the genesis alone, of a ledger whose replicas changed since. */
class ChangedReplicasTest {
  private static final String NAME = "changing.example";

  @TempDir private Path folder;
  private final SeededRandom random = new SeededRandom(61);
  private final List<SigningKey> all =
      IntStream.range(0, 6)
          .mapToObj(
              _ -> (SigningKey) JdkSigningKey.of(JdkSigningKey.generate(Algorithm.ED25519, random)))
          .toList();
  private final List<SigningKey> first = all.subList(0, 4);
  private final List<SigningKey> second = all.subList(1, 5);
  private final List<SigningKey> third = all.subList(2, 6);
  private final Genesis genesis = ChangingLog.genesis(NAME, first, first);
  private final OfflineVerifier trust = new OfflineVerifier(genesis);
  private final ChangingLog log = new ChangingLog(NAME, first).grown(5);

  private Bytes changes(ReplicaSetChange... those) {
    return new ReplicaSetChanges(genesis.network(), List.of(those)).encode();
  }

  /** Copies the log as it is, with its checkpoint signed by {@code by}, into a folder. */
  private Path mirror(ChangingLog of, String name, SigningKey by, ReplicaSetChange... those)
      throws ClientException {
    Path place = folder.resolve(name);
    LogMirror mirror = new LogMirror(place);
    mirror.copy(
        ChangingLog.signed(of.checkpoint(), List.of(by)),
        _ -> new EntryBundle(of.entries()).encode());
    mirror.keepReplicaSets(changes(those));
    return place;
  }

  private Look look(LogWatch watch, Optional<Note> before) throws Exception {
    return watch.look(before);
  }

  @Test
  void aMonitorFollowsTheReplicasOfALogThatItHeldFromBefore() throws Exception {
    LogWatch early = new LogWatch(trust, LogSource.of(mirror(log, "early", first.getFirst())));
    Note held = assertInstanceOf(Look.Consistent.class, look(early, Optional.empty())).note();
    ReplicaSetChange one = log.change(second, first.subList(0, 3));
    ReplicaSetChange two = log.grown(4).change(third, second);
    Path place = mirror(log.grown(2), "late", third.getLast(), one, two);
    Look.Consistent late =
        assertInstanceOf(
            Look.Consistent.class,
            look(new LogWatch(trust, LogSource.of(place)), Optional.of(held)));
    assertEquals(log.checkpoint(), late.checkpoint());
    assertEquals(2, trust.changes());
    assertEquals(
        Look.Refused.class,
        look(early, Optional.empty()).getClass(),
        "one who has left is no word for a log that is seen for the first time");
  }

  @Test
  void aCheckpointOfReplicasThatLeftIsRefusedThoughTheLogGoesOn() throws Exception {
    ReplicaSetChange one = log.change(second, first);
    Path place = mirror(log.grown(3), "left", first.getFirst(), one);
    Look.Refused refused =
        assertInstanceOf(
            Look.Refused.class, look(new LogWatch(trust, LogSource.of(place)), Optional.empty()));
    assertEquals("no replica in force signed the checkpoint", refused.sentence());
  }

  @Test
  void aLogWrittenAnewSinceItsReplicasChangedIsToldWithTheCheckpointThatTheySignedAsTheyWent()
      throws Exception {
    ReplicaSetChange one = log.change(second, first);
    ChangingLog another = new ChangingLog(NAME, first).grown(9);
    Path place = mirror(another, "anew", second.getLast(), one);
    Look.Inconsistent found =
        assertInstanceOf(
            Look.Inconsistent.class,
            look(new LogWatch(trust, LogSource.of(place)), Optional.empty()));
    assertEquals(log.checkpoint(), Checkpoint.of(found.before()));
    assertEquals(another.checkpoint(), Checkpoint.of(found.now()));
    assertTrue(found.sentence().contains("by which the replicas changed"), found.sentence());
  }

  @Test
  void forgedChangesAreNotFollowedAndSayWhy() throws Exception {
    ReplicaSetChange one = log.change(second, first);
    ReplicaSetChange two = log.grown(4).change(third, second);
    ReplicaSetChange few = new ChangingLog(NAME, first).change(third, first.subList(0, 2));
    for (Bytes forged :
        List.of(
            changes(two),
            changes(two, one),
            changes(few),
            changes(one).concat(changes()),
            new ReplicaSetChanges(Bytes.ofOwned(new byte[32]), List.of(one)).encode())) {
      assertThrows(ClientException.class, () -> trust.follow(forged));
      assertEquals(0, trust.changes());
    }
    assertTrue(trust.follow(changes(one)));
    assertFalse(trust.follow(changes(one)), "nothing new");
    ReplicaSetChange other = new ChangingLog(NAME, first).grown(8).change(third, first);
    ClientException twice =
        assertThrows(ClientException.class, () -> trust.follow(changes(other, two)));
    assertTrue(twice.what().contains("change 2"), twice.what());
    ClientException split = assertThrows(ClientException.class, () -> trust.follow(changes(other)));
    assertTrue(split.what().contains("two histories"), split.what());
  }

  @Test
  void aReceiptOfAReplicaThatLeftHoldsWhereACopyOfTheLogShowsIt() throws Exception {
    Bytes receipt = log.receipt(2, first.getFirst());
    assertInstanceOf(
        ReceiptCheck.Proven.class, trust.verify(log.entry(2), receipt).check(), "by the genesis");
    ReplicaSetChange one = log.change(second, first.subList(0, 3));
    Path place = mirror(log.grown(3), "copy", second.getLast(), one);
    trust.follow(changes(one));
    ReceiptCheck.Refused left =
        assertInstanceOf(ReceiptCheck.Refused.class, trust.verify(log.entry(2), receipt).check());
    assertEquals(ReceiptRefusal.SIGNER_HAS_LEFT, left.reason());
    OfflineVerifier comparing = trust.comparing(LogWatch.known(trust, LogSource.of(place)));
    assertInstanceOf(ReceiptCheck.Proven.class, comparing.verify(log.entry(2), receipt).check());
    Bytes forged =
        new ChangingLog(NAME, first).grown(4).with(log.entry(2)).receipt(4, first.getFirst());
    assertInstanceOf(ReceiptCheck.Refused.class, comparing.verify(log.entry(2), forged).check());
  }
}
