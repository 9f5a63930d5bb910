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
import birthmark.finality.Finality;
import birthmark.merkle.StateProof;
import birthmark.testing.Fleet;
import birthmark.testing.ForgedBundles;
import birthmark.testing.Life;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What a bundle shows of a history, and that nothing of it can be otherwise. */
class BundleVerifierTest {
  private static final Life WHOLE = new Life();
  private static final Bundle BUNDLE = WHOLE.bundle();

  private final Life life = WHOLE;
  private final Bundle bundle = BUNDLE;

  private Bundle with(List<Event> events) {
    return bundle.withEvents(events);
  }

  private Shown shown(int at) {
    return (Shown) bundle.events().get(at);
  }

  @Test
  void theWholeHistoryIsProvenAndWhoSignedEachOfIt() {
    Proven proven = life.proven(bundle);
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
      Refused refused = life.refused(BundleRefusal.HISTORY, with(fewer));
      assertTrue(refused.sentence().contains("19 entries, and the ledger has 20"));
      List<Event> twice = new ArrayList<>(bundle.events());
      twice.add(i, bundle.events().get(i));
      life.refused(BundleRefusal.ORDER, with(twice));
      List<Event> swapped = new ArrayList<>(bundle.events());
      Collections.swap(swapped, i, (i + 1) % swapped.size());
      life.refused(BundleRefusal.ORDER, with(swapped));
    }
    life.refused(BundleRefusal.HISTORY, with(List.of()));
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
    life.refused(BundleRefusal.HISTORY, mixed);
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
    life.refused(BundleRefusal.NOT_SHOWN, other);
  }

  @Test
  void aHiddenEntryStillCountsAndCanBeNothingElse() {
    Proven whole = life.proven(bundle);
    for (int i = 0; i < bundle.events().size(); i++) {
      Proven proven = life.proven(bundle.hiding(whole.history(), Set.of(shown(i).index())));
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
      life.refused(BundleRefusal.HISTORY, with(Life.with(bundle.events(), i, elsewhen)));
      Event.Hidden otherwise =
          new Event.Hidden(
              hidden.key(),
              hidden.index(),
              hidden.height(),
              hidden.time(),
              bundle.genesis().slice(0, 32));
      life.refused(BundleRefusal.HISTORY, with(Life.with(bundle.events(), i, otherwise)));
    }
    Set<Long> all = new TreeSet<>();
    bundle.events().forEach(event -> all.add(event.index()));
    Proven nothing = life.proven(bundle.hiding(whole.history(), all));
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
    life.refused(
        BundleRefusal.STATEMENT,
        with(
            Life.with(
                bundle.events(), 3, edited(one, one.outcome(), two.statement(), two.path()))));
    life.refused(
        BundleRefusal.STATEMENT,
        with(
            Life.with(
                bundle.events(), 3, edited(one, two.outcome(), one.statement(), one.path()))));
    life.refused(
        BundleRefusal.OUTCOME,
        with(
            Life.with(
                bundle.events(), 3, edited(one, bundle.seal(), one.statement(), one.path()))));
    life.refused(
        BundleRefusal.NOT_INCLUDED,
        with(
            Life.with(
                bundle.events(), 3, edited(one, one.outcome(), one.statement(), two.path()))));
    byte[] resigned = one.statement().toByteArray();
    resigned[resigned.length - 40] ^= 1;
    life.refused(
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
    life.refused(BundleRefusal.KEY, with(Life.with(bundle.events(), 5, shared)));
    KeyId stranger = life.neighbour().key().publicKey().thumbprint();
    Event.Hidden hidden = own.hidden();
    Event.Hidden others =
        new Event.Hidden(
            Optional.of(stranger),
            hidden.index(),
            hidden.height(),
            hidden.time(),
            hidden.outcomeHash());
    life.refused(BundleRefusal.KEY, with(Life.with(bundle.events(), 5, others)));
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
    life.refused(BundleRefusal.STATE, ForgedBundles.rows(bundle, later.rows()));
    life.refused(BundleRefusal.HISTORY, later.withEvents(fewer(later.events())));
    Bundle nothing = life.bundle(life.history(), life.asked(bundle.reads().getFirst()));
    life.refused(BundleRefusal.NOT_ANSWERED, ForgedBundles.reads(nothing, bundle.reads()));
    StateProof cut =
        goingOn
            .fleet()
            .ledger()
            .tip()
            .tree()
            .prove(goingOn.fleet().ledger().pages(), List.of(), _ -> Optional.empty());
    life.refused(BundleRefusal.NOT_SHOWN, ForgedBundles.rows(later, cut));
  }

  private static List<Event> fewer(List<Event> events) {
    return events.subList(0, events.size() - 1);
  }

  @Test
  void eachQuestionIsKnownAndAskedOnce() {
    List<Question> reads = new ArrayList<>(bundle.reads());
    reads.add(reads.getFirst());
    life.refused(BundleRefusal.UNKNOWN_READ, ForgedBundles.reads(bundle, reads));
    life.refused(
        BundleRefusal.UNKNOWN_READ,
        ForgedBundles.reads(bundle, List.of(Life.question("things", "wishes/{thing}", "00"))));
    life.refused(
        BundleRefusal.UNKNOWN_READ,
        ForgedBundles.reads(bundle, List.of(Life.question("things", "things/{thing}", "00"))));
    String id = life.camera().id().toString();
    life.refused(
        BundleRefusal.NOT_ANSWERED,
        ForgedBundles.reads(bundle, List.of(Life.question("things", "lines/{model}", id))));
    assertEquals(
        1, life.proven(ForgedBundles.reads(bundle, bundle.reads().subList(0, 1))).answers().size());
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
    Proven before = life.proven(bundle);
    Life goingOn = new Life();
    goingOn.fleet().attest(goingOn.neighbour(), "1.0.0");
    goingOn.fleet().publish(Fleet.CAMERA, "2.0.0", 2);
    Proven after = life.proven(goingOn.bundle());
    assertEquals(before.history().size(), after.history().size());
    assertNotEquals(before.seal().height(), after.seal().height());
  }
}
