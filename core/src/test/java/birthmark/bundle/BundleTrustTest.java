package birthmark.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import birthmark.bundle.BundleCheck.Proven;
import birthmark.bundle.BundleCheck.Refused;
import birthmark.bundle.Event.Shown;
import birthmark.bytes.Bytes;
import birthmark.cose.Algorithm;
import birthmark.cose.JdkSignatures;
import birthmark.cose.SigningKey;
import birthmark.finality.Finality;
import birthmark.finality.ReplicaSetChange;
import birthmark.proof.CheckpointSigner;
import birthmark.proof.Note;
import birthmark.testing.ChangingLog;
import birthmark.testing.Fleet;
import birthmark.testing.ForgedBundles;
import birthmark.testing.Life;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whose word a bundle stands on: replicas in force, and witnesses that the reader names. */
class BundleTrustTest {
  private static final Life WHOLE = new Life();
  private static final Bundle BUNDLE = WHOLE.bundle();

  private final Life life = WHOLE;
  private final Bundle bundle = BUNDLE;

  private Shown shown(int at) {
    return (Shown) bundle.events().get(at);
  }

  @Test
  void theSealMustBeProvenByAReplicaInForceAndBeASeal() {
    life.refused(
        BundleRefusal.RECEIPT,
        ForgedBundles.sealed(bundle, bundle.seal(), life.receipt(life.fleet().operator())));
    life.refused(
        BundleRefusal.RECEIPT,
        ForgedBundles.sealed(bundle, shown(0).statement(), bundle.receipt()));
    CheckpointSigner signer = CheckpointSigner.of(Life.ORIGIN, life.fleet().maker());
    Note checkpoint = signer.note(life.checkpoint());
    life.refused(
        BundleRefusal.NOT_A_SEAL,
        ForgedBundles.sealed(
            bundle,
            shown(0).statement(),
            life.receipt(life.fleet().maker(), shown(0).index(), checkpoint)));
    Bytes first = life.fleet().ledger().entry(1).orElseThrow();
    life.refused(
        BundleRefusal.STATE,
        ForgedBundles.sealed(bundle, first, life.receipt(life.fleet().maker(), 1, checkpoint)));
  }

  @Test
  void aWitnessThatTheReaderNamesMakesItFinal() {
    SigningKey key = life.fleet().key(Algorithm.ED25519);
    CheckpointSigner witness = CheckpointSigner.cosigner("witness.example", key, 1_800_000_000);
    Note note = CheckpointSigner.of(Life.ORIGIN, life.fleet().maker()).note(life.checkpoint());
    Note seen = note.with(witness.sign(life.checkpoint()));
    long last = life.fleet().ledger().tip().log().size() - 1;
    Bundle witnessed =
        ForgedBundles.sealed(bundle, bundle.seal(), life.receipt(life.fleet().maker(), last, seen));
    assertEquals(Finality.COMMITTED, life.proven(witnessed).finality());
    BundleVerifier trusting =
        new BundleVerifier(
            life.fleet().rulebook(),
            new JdkSignatures(),
            life.fleet().network(),
            List.of(witness.key()));
    assertEquals(
        Finality.FINAL, ((Proven) trusting.verify(BundleCodec.encode(witnessed))).finality());
    assertEquals(
        Finality.COMMITTED, ((Proven) trusting.verify(BundleCodec.encode(bundle))).finality());
  }

  @Test
  void theReplicaSetIsFollowedFromTheGenesisAndARetiredReplicaProvesNothing() {
    Life many = new Life(new Fleet(4));
    List<SigningKey> before = many.fleet().replicas();
    List<SigningKey> after = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      after.add(many.fleet().key(Algorithm.ED25519));
    }
    ReplicaSetChange change = change(before, after, before.subList(0, 3));
    Bundle followed =
        ForgedBundles.changes(many.bundle(), List.of(change), many.receipt(after.getLast()));
    Proven proven = (Proven) many.check(followed);
    assertEquals(3, proven.replicas().members().size());
    assertEquals(after.getLast().publicKey().thumbprint(), proven.replica());
    Bundle retired =
        ForgedBundles.changes(many.bundle(), List.of(change), many.receipt(before.getFirst()));
    assertEquals(BundleRefusal.RECEIPT, ((Refused) many.check(retired)).reason());
    ReplicaSetChange few = change(before, after, before.subList(0, 2));
    Bundle tooFew =
        ForgedBundles.changes(many.bundle(), List.of(few), many.receipt(after.getLast()));
    assertEquals(BundleRefusal.REPLICAS, ((Refused) many.check(tooFew)).reason());
    assertInstanceOf(Proven.class, many.check(many.bundle()));
  }

  private static ReplicaSetChange change(
      List<SigningKey> before, List<SigningKey> next, List<SigningKey> by) {
    return new ChangingLog(Life.ORIGIN, before).change(next, by);
  }
}
