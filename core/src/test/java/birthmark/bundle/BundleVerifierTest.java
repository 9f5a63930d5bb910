package birthmark.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.answer.Answer;
import birthmark.answer.Question;
import birthmark.bundle.BundleCheck.Proven;
import birthmark.bundle.BundleCheck.Refused;
import birthmark.bundle.Event.Shown;
import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.contract.Subject;
import birthmark.cose.Algorithm;
import birthmark.cose.CoseKey;
import birthmark.cose.JdkSignatures;
import birthmark.cose.KeyFault;
import birthmark.cose.KeyId;
import birthmark.cose.Sign1;
import birthmark.cose.Signatures;
import birthmark.cose.SigningKey;
import birthmark.finality.Finality;
import birthmark.machine.Seal;
import birthmark.merkle.LogTree;
import birthmark.merkle.StateProof;
import birthmark.proof.Checkpoint;
import birthmark.proof.CheckpointSigner;
import birthmark.proof.Note;
import birthmark.testing.Fleet;
import birthmark.testing.Life;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class BundleVerifierTest {
  private static final Life WHOLE = new Life();
  private static final Bundle BUNDLE = WHOLE.bundle();

  private final Life life = WHOLE;
  private final Bundle bundle = BUNDLE;

  private Proven proven(Bundle changed) {
    BundleCheck check = life.check(changed);
    return assertInstanceOf(Proven.class, check, check::toString);
  }

  private Refused refused(BundleRefusal reason, Bundle changed) {
    BundleCheck check = life.check(changed);
    Refused refused = assertInstanceOf(Refused.class, check);
    assertEquals(reason, refused.reason(), refused::sentence);
    return refused;
  }

  private Bundle with(List<Event> events) {
    return bundle.withEvents(events);
  }

  private Shown shown(int at) {
    return (Shown) bundle.events().get(at);
  }

  @Test
  void theWholeHistoryIsProvenAndWhoSignedEachOfIt() {
    Proven proven = proven(bundle);
    assertEquals(20, proven.history().size());
    assertEquals(0, proven.hidden());
    assertEquals(
        13,
        proven.history().stream()
            .filter(told -> told.signed().orElseThrow().signer().equals(life.subject()))
            .count());
    assertEquals(4, proven.keys().size(), "two that sign, two that agree");
    assertEquals(
        2, proven.keys().stream().filter(held -> held.key().revoked().isPresent()).count());
    assertEquals(6, proven.answers().size());
    assertInstanceOf(Answer.Found.class, proven.answers().getFirst().answer());
    assertEquals(new Answer.Nothing(), proven.answers().get(2).answer());
    assertEquals(life.fleet().ledger().tip().height(), proven.seal().height());
    assertEquals(Finality.COMMITTED, proven.finality());
  }

  @Test
  void aBundleIsReadAsItWasWritten() {
    Bytes encoded = BundleCodec.encode(bundle);
    assertTrue(BundleCodec.begins(encoded));
    assertEquals(encoded, BundleCodec.encode(BundleCodec.decode(encoded)));
    assertTrue(encoded.length() < 60_000, encoded.length() + " octets");
  }

  @Test
  void noEntryCanBeLeftOutDoubledOrMoved() {
    for (int i = 0; i < bundle.events().size(); i++) {
      List<Event> fewer = new ArrayList<>(bundle.events());
      fewer.remove(i);
      Refused refused = refused(BundleRefusal.HISTORY, with(fewer));
      assertTrue(refused.sentence().contains("19 entries, and the ledger has 20"));
      List<Event> twice = new ArrayList<>(bundle.events());
      twice.add(i, bundle.events().get(i));
      refused(BundleRefusal.ORDER, with(twice));
      List<Event> swapped = new ArrayList<>(bundle.events());
      Collections.swap(swapped, i, (i + 1) % swapped.size());
      refused(BundleRefusal.ORDER, with(swapped));
    }
    refused(BundleRefusal.HISTORY, with(List.of()));
  }

  @Test
  void anotherThingsEntryCannotBePutIn() {
    Subject other = life.neighbour().id().subject();
    List<Event> events =
        new ArrayList<>(life.writer().history(other, life.fleet().history(other)).orElseThrow());
    Event foreign = events.get(4);
    assertTrue(foreign.key().isEmpty());
    List<Event> more = new ArrayList<>(bundle.events());
    more.add(foreign);
    more.sort((one, two) -> Long.compare(one.index(), two.index()));
    Bundle mixed = life.bundle(more, life.asked());
    refused(BundleRefusal.HISTORY, mixed);
  }

  @Test
  void whatIsTakenForAnotherSubjectsHistoryIsRefused() {
    Bundle other =
        new Bundle(
            bundle.genesis(),
            bundle.changes(),
            life.neighbour().id().subject(),
            bundle.events(),
            bundle.reads(),
            bundle.seal(),
            bundle.receipt(),
            bundle.rows());
    refused(BundleRefusal.NOT_SHOWN, other);
  }

  @Test
  void aHiddenEntryStillCountsAndCanBeNothingElse() {
    Proven whole = proven(bundle);
    for (int i = 0; i < bundle.events().size(); i++) {
      Proven proven = proven(bundle.hiding(whole.history(), Set.of(shown(i).index())));
      assertEquals(1, proven.hidden());
      assertEquals(Optional.empty(), proven.history().get(i).signed());
      Event.Hidden hidden = shown(i).hidden();
      Event.Hidden elsewhen =
          new Event.Hidden(
              hidden.key(),
              hidden.index(),
              hidden.height(),
              new Timestamp(hidden.time().millis() + 1),
              hidden.outcomeHash());
      refused(BundleRefusal.HISTORY, with(Life.with(bundle.events(), i, elsewhen)));
      Event.Hidden otherwise =
          new Event.Hidden(
              hidden.key(),
              hidden.index(),
              hidden.height(),
              hidden.time(),
              bundle.genesis().slice(0, 32));
      refused(BundleRefusal.HISTORY, with(Life.with(bundle.events(), i, otherwise)));
    }
    Set<Long> all = new TreeSet<>();
    bundle.events().forEach(event -> all.add(event.index()));
    Proven nothing = proven(bundle.hiding(whole.history(), all));
    assertEquals(20, nothing.hidden());
    assertEquals(5, nothing.answers().size(), "nobody's name is told who signs nothing shown");
  }

  private static Shown edited(Shown event, Bytes outcome, Bytes statement, List<Bytes> path) {
    return new Shown(
        event.key(), event.index(), event.height(), event.time(), outcome, statement, path);
  }

  @Test
  void anAlteredEntryIsRefusedForWhatWasAltered() {
    Shown one = shown(3);
    Shown two = shown(4);
    refused(
        BundleRefusal.STATEMENT,
        with(
            Life.with(
                bundle.events(), 3, edited(one, one.outcome(), two.statement(), two.path()))));
    refused(
        BundleRefusal.STATEMENT,
        with(
            Life.with(
                bundle.events(), 3, edited(one, two.outcome(), one.statement(), one.path()))));
    refused(
        BundleRefusal.OUTCOME,
        with(
            Life.with(
                bundle.events(), 3, edited(one, bundle.seal(), one.statement(), one.path()))));
    refused(
        BundleRefusal.NOT_INCLUDED,
        with(
            Life.with(
                bundle.events(), 3, edited(one, one.outcome(), one.statement(), two.path()))));
    byte[] resigned = one.statement().toByteArray();
    resigned[resigned.length - 40] ^= 1;
    refused(
        BundleRefusal.NOT_INCLUDED,
        with(
            Life.with(
                bundle.events(),
                3,
                edited(one, one.outcome(), Bytes.ofOwned(resigned), one.path()))));
  }

  @Test
  void whoseKeySignedCannotBeToldOtherwise() {
    Shown own = shown(5);
    assertTrue(own.key().isPresent());
    Shown shared =
        new Shown(
            Optional.empty(),
            own.index(),
            own.height(),
            own.time(),
            own.outcome(),
            own.statement(),
            own.path());
    refused(BundleRefusal.KEY, with(Life.with(bundle.events(), 5, shared)));
    KeyId stranger = life.neighbour().key().publicKey().thumbprint();
    Event.Hidden hidden = own.hidden();
    Event.Hidden others =
        new Event.Hidden(
            Optional.of(stranger),
            hidden.index(),
            hidden.height(),
            hidden.time(),
            hidden.outcomeHash());
    refused(BundleRefusal.KEY, with(Life.with(bundle.events(), 5, others)));
  }

  /** All signatures as they are, but one that is taken for a forgery. */
  private record OneForged(Bytes signature) implements Signatures {
    @Override
    public boolean verify(Algorithm algorithm, CoseKey key, Bytes signed, Bytes given) {
      return !given.equals(signature) && new JdkSignatures().verify(algorithm, key, signed, given);
    }

    @Override
    public Optional<KeyFault> faultOf(CoseKey key) {
      return new JdkSignatures().faultOf(key);
    }
  }

  /** A log may hold what no replica should have accepted: the reader sees it. */
  @Test
  void aStatementWhoseSignatureDoesNotVerifyIsRefusedThoughTheLogHasIt() {
    BundleVerifier distrustful =
        new BundleVerifier(
            life.fleet().rulebook(),
            new OneForged(Sign1.decode(shown(3).statement()).signature()),
            life.fleet().network(),
            List.of());
    Refused refused = (Refused) distrustful.verify(BundleCodec.encode(bundle));
    assertEquals(BundleRefusal.SIGNATURE, refused.reason());
    assertTrue(refused.sentence().contains("entry " + shown(3).index() + " of the log"));
  }

  @Test
  void rowsOfAnotherBlockAreNotBelievedAndNoneMayBeMissing() {
    Life goingOn = new Life();
    goingOn.attestItself();
    Bundle later = goingOn.bundle();
    refused(BundleRefusal.STATE, rows(bundle, later.rows()));
    refused(BundleRefusal.HISTORY, later.withEvents(fewer(later.events())));
    Bundle nothing = life.bundle(life.history(), life.asked(bundle.reads().getFirst()));
    refused(BundleRefusal.NOT_ANSWERED, reads(nothing, bundle.reads()));
    StateProof cut =
        goingOn
            .fleet()
            .ledger()
            .tip()
            .tree()
            .prove(goingOn.fleet().ledger().pages(), List.of(), _ -> Optional.empty());
    refused(BundleRefusal.NOT_SHOWN, rows(later, cut));
  }

  private static List<Event> fewer(List<Event> events) {
    return events.subList(0, events.size() - 1);
  }

  private static Bundle rows(Bundle bundle, StateProof rows) {
    return new Bundle(
        bundle.genesis(),
        bundle.changes(),
        bundle.subject(),
        bundle.events(),
        bundle.reads(),
        bundle.seal(),
        bundle.receipt(),
        rows);
  }

  private static Bundle reads(Bundle bundle, List<Question> reads) {
    return new Bundle(
        bundle.genesis(),
        bundle.changes(),
        bundle.subject(),
        bundle.events(),
        reads,
        bundle.seal(),
        bundle.receipt(),
        bundle.rows());
  }

  private static Bundle sealed(Bundle bundle, Bytes seal, Bytes receipt) {
    return new Bundle(
        bundle.genesis(),
        bundle.changes(),
        bundle.subject(),
        bundle.events(),
        bundle.reads(),
        seal,
        receipt,
        bundle.rows());
  }

  @Test
  void eachQuestionIsKnownAndAskedOnce() {
    List<Question> reads = new ArrayList<>(bundle.reads());
    reads.add(reads.getFirst());
    refused(BundleRefusal.UNKNOWN_READ, reads(bundle, reads));
    refused(
        BundleRefusal.UNKNOWN_READ,
        reads(bundle, List.of(Life.question("things", "wishes/{thing}", "00"))));
    refused(
        BundleRefusal.UNKNOWN_READ,
        reads(bundle, List.of(Life.question("things", "things/{thing}", "00"))));
    String id = life.camera().id().toString();
    refused(
        BundleRefusal.NOT_ANSWERED,
        reads(bundle, List.of(Life.question("things", "lines/{model}", id))));
    assertEquals(1, proven(reads(bundle, bundle.reads().subList(0, 1))).answers().size());
  }

  @Test
  void aBundleOfAnotherLedgerIsRefused() {
    BundleVerifier elsewhere =
        new BundleVerifier(
            life.fleet().rulebook(), new JdkSignatures(), bundle.genesis().slice(0, 32), List.of());
    assertEquals(
        BundleRefusal.OTHER_NETWORK,
        ((Refused) elsewhere.verify(BundleCodec.encode(bundle))).reason());
  }

  @Test
  void theSealMustBeProvenByAReplicaInForceAndBeASeal() {
    refused(
        BundleRefusal.RECEIPT,
        sealed(bundle, bundle.seal(), life.receipt(life.fleet().operator())));
    refused(BundleRefusal.RECEIPT, sealed(bundle, shown(0).statement(), bundle.receipt()));
    CheckpointSigner signer = CheckpointSigner.of(Life.ORIGIN, life.fleet().maker());
    Note checkpoint = signer.note(life.checkpoint());
    refused(
        BundleRefusal.NOT_A_SEAL,
        sealed(
            bundle,
            shown(0).statement(),
            life.receipt(life.fleet().maker(), shown(0).index(), checkpoint)));
    Bytes first = life.fleet().ledger().entry(1).orElseThrow();
    refused(
        BundleRefusal.STATE,
        sealed(bundle, first, life.receipt(life.fleet().maker(), 1, checkpoint)));
  }

  @Test
  void aWitnessThatTheReaderNamesMakesItFinal() {
    SigningKey key = life.fleet().key(Algorithm.ED25519);
    CheckpointSigner witness = CheckpointSigner.cosigner("witness.example", key, 1_800_000_000);
    Note note = CheckpointSigner.of(Life.ORIGIN, life.fleet().maker()).note(life.checkpoint());
    Note seen = note.with(witness.sign(life.checkpoint()));
    long last = life.fleet().ledger().tip().log().size() - 1;
    Bundle witnessed =
        sealed(bundle, bundle.seal(), life.receipt(life.fleet().maker(), last, seen));
    assertEquals(Finality.COMMITTED, proven(witnessed).finality());
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
  void everyChangedOctetIsNoticed() {
    Bytes encoded = BundleCodec.encode(bundle);
    Random random = new Random(5);
    for (int i = 0; i < 1_000; i++) {
      byte[] changed = encoded.toByteArray();
      int at = random.nextInt(changed.length);
      changed[at] ^= (byte) (1 << random.nextInt(8));
      BundleCheck check = life.verifier().verify(Bytes.ofOwned(changed));
      assertInstanceOf(Refused.class, check, "octet " + at);
    }
    for (int length = 0; length < encoded.length(); length += 211) {
      assertEquals(
          BundleRefusal.MALFORMED,
          ((Refused) life.verifier().verify(encoded.slice(0, length))).reason());
    }
    assertEquals(
        BundleRefusal.MALFORMED,
        ((Refused) life.verifier().verify(encoded.concat(Bytes.fromHex("00")))).reason());
    assertEquals(
        BundleRefusal.TOO_LARGE,
        ((Refused) life.verifier().verify(Bytes.ofOwned(new byte[Bundle.LENGTH_MAX + 1])))
            .reason());
  }

  @Test
  void theTrailsOfAThingCountNothingThatConcernsOnlyOthers() {
    Proven before = proven(bundle);
    Life goingOn = new Life();
    goingOn.fleet().attest(goingOn.neighbour(), "1.0.0");
    goingOn.fleet().publish(Fleet.CAMERA, "2.0.0", 2);
    Proven after = proven(goingOn.bundle());
    assertEquals(before.history().size(), after.history().size());
    assertNotEquals(before.seal().height(), after.seal().height());
  }

  @Test
  void theReplicaSetIsFollowedFromTheGenesisAndARetiredReplicaProvesNothing() {
    Life many = new Life(new Fleet(4));
    List<SigningKey> before = many.fleet().replicas();
    List<SigningKey> after = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      after.add(many.fleet().key(Algorithm.ED25519));
    }
    Bundle.Change change = change(after, before.subList(0, 3));
    Bundle followed = with(many.bundle(), List.of(change), many.receipt(after.getLast()));
    Proven proven = (Proven) many.check(followed);
    assertEquals(3, proven.replicas().keys().size());
    assertEquals(after.getLast().publicKey().thumbprint(), proven.replica());
    Bundle retired = with(many.bundle(), List.of(change), many.receipt(before.getFirst()));
    assertEquals(BundleRefusal.RECEIPT, ((Refused) many.check(retired)).reason());
    Bundle.Change few = change(after, before.subList(0, 2));
    Bundle tooFew = with(many.bundle(), List.of(few), many.receipt(after.getLast()));
    assertEquals(BundleRefusal.REPLICAS, ((Refused) many.check(tooFew)).reason());
    Bundle.Change otherKeys =
        new Bundle.Change(
            change.seal(),
            change.index(),
            change.path(),
            change.checkpoint(),
            List.of(before.getFirst().publicKey().encode()));
    Bundle other = with(many.bundle(), List.of(otherKeys), many.receipt(before.getFirst()));
    assertEquals(BundleRefusal.REPLICAS, ((Refused) many.check(other)).reason());
    assertInstanceOf(Proven.class, many.check(many.bundle()));
  }

  private static Bundle with(Bundle bundle, List<Bundle.Change> changes, Bytes receipt) {
    return new Bundle(
        bundle.genesis(),
        changes,
        bundle.subject(),
        bundle.events(),
        bundle.reads(),
        bundle.seal(),
        receipt,
        bundle.rows());
  }

  /** A log of one seal that names {@code next}, its checkpoint signed by {@code by}. */
  private static Bundle.Change change(List<SigningKey> next, List<SigningKey> by) {
    List<CoseKey> keys = next.stream().map(SigningKey::publicKey).toList();
    Bytes zero = Bytes.ofOwned(new byte[32]);
    Bytes seal =
        new Seal(7, new Timestamp(1), zero, zero, List.of(), 1, zero, Seal.replicaSet(keys))
            .encode();
    Checkpoint checkpoint = new Checkpoint(Life.ORIGIN, 1, LogTree.leafHash(seal));
    Note note = CheckpointSigner.of(Life.ORIGIN, by.getFirst()).note(checkpoint);
    for (SigningKey key : by.subList(1, by.size())) {
      note = note.with(CheckpointSigner.of(Life.ORIGIN, key).sign(checkpoint));
    }
    return new Bundle.Change(
        seal, 0, List.of(), note.encode(), keys.stream().map(CoseKey::encode).toList());
  }
}
