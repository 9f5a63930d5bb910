package birthmark.testing;

import static birthmark.testing.Fleet.attest;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import birthmark.answer.Question;
import birthmark.answer.Recorder;
import birthmark.bundle.Bundle;
import birthmark.bundle.BundleCheck;
import birthmark.bundle.BundleCodec;
import birthmark.bundle.BundleRefusal;
import birthmark.bundle.BundleVerifier;
import birthmark.bundle.BundleWriter;
import birthmark.bundle.BundleWriter.Asked;
import birthmark.bundle.Event;
import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.codec.MalformedException;
import birthmark.contract.Read;
import birthmark.contract.Subject;
import birthmark.contracts.admission.AdmissionTransaction;
import birthmark.contracts.things.Assurance;
import birthmark.contracts.things.ThingTransaction;
import birthmark.cose.Algorithm;
import birthmark.cose.CoseKey;
import birthmark.cose.JdkSignatures;
import birthmark.cose.KeyFault;
import birthmark.cose.Signatures;
import birthmark.cose.SigningKey;
import birthmark.machine.Overlay;
import birthmark.merkle.LogProof;
import birthmark.proof.Checkpoint;
import birthmark.proof.CheckpointSigner;
import birthmark.proof.Note;
import birthmark.proof.Receipt;
import birthmark.state.View;
import birthmark.testing.Fleet.Device;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A camera with a past: born, sold, attesting, put out, with new keys; and bundles about it. */
public final class Life {
  /** The ledger's origin. */
  public static final String ORIGIN = "fleet.example";

  private final Fleet fleet;

  // Thousands of damaged bundles carry the same few good signatures.
  private final Set<Bytes> good = new HashSet<>();
  private final Signatures remembering =
      new Signatures() {
        @Override
        public boolean verify(Algorithm algorithm, CoseKey key, Bytes signed, Bytes signature) {
          Bytes all = key.encode().concat(Sha256.of(signed)).concat(signature);
          if (good.contains(all)) {
            return true;
          }
          boolean verified = new JdkSignatures().verify(algorithm, key, signed, signature);
          if (verified) {
            good.add(all);
          }
          return verified;
        }

        @Override
        public Optional<KeyFault> faultOf(CoseKey key) {
          return new JdkSignatures().faultOf(key);
        }
      };
  private final Device neighbour;
  private Device camera;

  /** A past of twenty statements. */
  public Life() {
    this(new Fleet());
  }

  /** The same on {@code fleet}, on which nothing was published yet. */
  public Life(Fleet fleet) {
    this(fleet, 9);
  }

  /** The same with {@code days} on which it attested before it got new keys. */
  public Life(Fleet fleet, int days) {
    this.fleet = fleet;
    fleet.publish(Fleet.CAMERA, "1.0.0", 1);
    camera = fleet.born(Fleet.CAMERA, Assurance.SELF_REPORTED);
    neighbour = fleet.born(Fleet.CAMERA, Assurance.SELF_REPORTED);
    for (int day = 0; day < days; day++) {
      attestItself();
      fleet.attest(neighbour, "1.0.0");
    }
    fleet.attest(camera, "1.0.0");
    fleet.accept(fleet.operator(), new AdmissionTransaction.Evict(camera.id(), "moved away"));
    rekey();
    for (int day = 0; day < Math.min(days, 4); day++) {
      attestItself();
    }
    fleet.pass(60);
  }

  /** The camera attests once more, by itself. */
  public void attestItself() {
    fleet.accept(camera.key(), attest(camera, fleet.evidence(camera, "1.0.0")));
  }

  private void rekey() {
    SigningKey next = fleet.key(Algorithm.ED25519);
    CoseKey agreement = fleet.agreementKey();
    ThingTransaction.Rekey rekey =
        new ThingTransaction.Rekey(
            camera.id(),
            next.publicKey(),
            agreement,
            ThingTransaction.Rekey.claim(fleet.network(), camera.id(), next.publicKey(), agreement)
                .sign(next));
    fleet.accept(fleet.operator(), rekey);
    fleet.accept(fleet.maker(), rekey);
    camera = new Device(camera.id(), next, camera.model());
  }

  /** The ledger. */
  public Fleet fleet() {
    return fleet;
  }

  /** The camera as it is now. */
  public Device camera() {
    return camera;
  }

  /** Another camera of the same owner. */
  public Device neighbour() {
    return neighbour;
  }

  /** The camera. */
  public Subject subject() {
    return camera.id().subject();
  }

  /** Writes bundles. */
  public BundleWriter writer() {
    return new BundleWriter(
        fleet.rulebook(),
        fleet.machine().genesis(),
        fleet.ledger(),
        fleet.ledger().tip(),
        List.of());
  }

  /** Its whole history. */
  public List<Event> history() {
    return writer().history(subject(), fleet.history(subject())).orElseThrow();
  }

  /** A bundle with all of it. */
  public Bundle bundle() {
    return bundle(history(), asked());
  }

  /** A bundle with {@code events}. */
  public Bundle bundle(List<Event> events, Asked asked) {
    return writer().write(subject(), events, asked, receipt(fleet.maker()));
  }

  /** The receipt of the last seal by {@code replica}. */
  public Bytes receipt(SigningKey replica) {
    CheckpointSigner signer = CheckpointSigner.of(ORIGIN, replica);
    return receipt(replica, fleet.ledger().tip().log().size() - 1, signer.note(checkpoint()));
  }

  /** The receipt of entry {@code index} by {@code replica}. */
  public Bytes receipt(SigningKey replica, long index, Note checkpoint) {
    MemoryLedger ledger = fleet.ledger();
    long size = ledger.tip().log().size();
    Receipt.Inclusion inclusion =
        new Receipt.Inclusion(size, index, LogProof.inclusion(ledger.tiles(), index, size));
    Bytes root = ledger.tip().log().root();
    return Receipt.issue(replica, Receipt.Claims.NONE, inclusion, root, checkpoint).encode();
  }

  /** The checkpoint of the whole log. */
  public Checkpoint checkpoint() {
    MemoryLedger ledger = fleet.ledger();
    return new Checkpoint(ORIGIN, ledger.tip().log().size(), ledger.tip().log().root());
  }

  /** What is usually asked. */
  public Asked asked() {
    return asked(
        question("things", "things/{thing}", camera.id().toString()),
        question("things", "certificates/{thing}", camera.id().toString()),
        question("things", "quarantines/{thing}", camera.id().toString()),
        question("things", "proposals/{thing}", camera.id().toString()),
        question("admission", "standings/{thing}", camera.id().toString()),
        question("parties", "parties/{party}", Fleet.party(fleet.maker()).toString()));
  }

  /** What is asked, and the rows that it is answered from. */
  public Asked asked(Question... questions) {
    Recorder recorder = new Recorder(fleet.ledger());
    View view = new Overlay(fleet.rulebook(), recorder);
    for (Question question : questions) {
      try {
        read(question.read(fleet.rulebook()).orElseThrow(), question, view);
      } catch (MalformedException e) {
        throw new AssertionError("a test asks well", e);
      }
    }
    return new Asked(List.of(questions), recorder, recorder.rows());
  }

  private void read(Read read, Question question, View view) throws MalformedException {
    switch (read) {
      case Read.Find<?, ?> find -> find(find, question.texts(), view);
      case Read.Derived<?, ?> derived -> derive(derived, question.texts(), view);
      case Read.Listing<?, ?> listing ->
          view.list(
              listing.table(),
              listing.table().key().parseLeading(question.texts()),
              Optional.empty(),
              Bundle.PAGE);
      case Read.DerivedListing<?, ?, ?> _ -> throw new AssertionError("no test asks for one");
    }
  }

  private static <K, V> void find(Read.Find<K, V> read, List<String> texts, View view)
      throws MalformedException {
    view.find(read.table(), read.table().key().parse(texts));
  }

  private <Q, R> void derive(Read.Derived<Q, R> read, List<String> texts, View view)
      throws MalformedException {
    read.derivation().of(view, fleet.now(), read.query().parse(texts));
  }

  /** A question to a bundle. */
  public static Question question(String contract, String path, String... texts) {
    return new Question(contract, path, List.of(texts), List.of(), 0);
  }

  /** A verifier that trusts the ledger and names no witness. */
  public BundleVerifier verifier() {
    return new BundleVerifier(fleet.rulebook(), remembering, fleet.network(), List.of());
  }

  /** What {@code changed} proves, which it must. */
  public BundleCheck.Proven proven(Bundle changed) {
    BundleCheck check = check(changed);
    return assertInstanceOf(BundleCheck.Proven.class, check, check::toString);
  }

  /** How {@code changed} is refused, for {@code reason} and no other. */
  public BundleCheck.Refused refused(BundleRefusal reason, Bundle changed) {
    BundleCheck.Refused refused = assertInstanceOf(BundleCheck.Refused.class, check(changed));
    assertEquals(reason, refused.reason(), refused::sentence);
    return refused;
  }

  /** What checking {@code bundle} comes to. */
  public BundleCheck check(Bundle bundle) {
    return verifier().verify(BundleCodec.encode(bundle));
  }

  /** {@code events} with {@code other} in the place of the one at {@code at}. */
  public static List<Event> with(List<Event> events, int at, Event other) {
    List<Event> changed = new ArrayList<>(events);
    changed.set(at, other);
    return changed;
  }
}
