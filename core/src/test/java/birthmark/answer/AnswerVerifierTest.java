package birthmark.answer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.answer.AnswerCheck.Proven;
import birthmark.answer.AnswerCheck.Refused;
import birthmark.bytes.Bytes;
import birthmark.codec.MalformedException;
import birthmark.contract.Read;
import birthmark.contracts.admission.Admission;
import birthmark.contracts.admission.Standing;
import birthmark.contracts.firmware.Severity;
import birthmark.contracts.things.Assurance;
import birthmark.cose.JdkSignatures;
import birthmark.json.Json;
import birthmark.machine.Overlay;
import birthmark.merkle.KeyRange;
import birthmark.merkle.LogProof;
import birthmark.merkle.StateProof;
import birthmark.merkle.StateProof.Part;
import birthmark.merkle.StateProof.Row;
import birthmark.proof.Checkpoint;
import birthmark.proof.CheckpointSigner;
import birthmark.proof.Receipt;
import birthmark.proof.ReceiptVerifier;
import birthmark.proof.TrustAnchor;
import birthmark.state.View;
import birthmark.testing.Fleet;
import birthmark.testing.Fleet.Device;
import birthmark.testing.MemoryLedger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AnswerVerifierTest {
  private static final String CAMERA = Fleet.CAMERA.toString();

  private final Fleet fleet = new Fleet();
  private final List<Device> cameras = new ArrayList<>();
  private final CheckpointSigner signer = CheckpointSigner.of("fleet.example", fleet.maker());

  @BeforeEach
  void play() {
    fleet.publish(Fleet.CAMERA, "1.0.0", 1);
    fleet.publish(Fleet.CAMERA, "2.0.0", 2);
    for (int i = 0; i < 12; i++) {
      Device camera = fleet.born(Fleet.CAMERA, Assurance.SELF_REPORTED);
      cameras.add(camera);
      fleet.attest(camera, i < 8 ? "1.0.0" : "2.0.0");
    }
    fleet.revoke(Fleet.CAMERA, "1.0.0", Severity.HIGH);
  }

  private AnswerVerifier verifier() {
    TrustAnchor anchor = new TrustAnchor("fleet.example", signer.key(), fleet.maker().publicKey());
    return new AnswerVerifier(fleet.rulebook(), new ReceiptVerifier(anchor, new JdkSignatures()));
  }

  private Receipt receipt(long index) {
    MemoryLedger ledger = fleet.ledger();
    long size = ledger.tip().log().size();
    Bytes root = ledger.tip().log().root();
    return Receipt.issue(
        fleet.maker(),
        Receipt.Claims.NONE,
        new Receipt.Inclusion(size, index, LogProof.inclusion(ledger.tiles(), index, size)),
        root,
        signer.note(new Checkpoint("fleet.example", size, root)));
  }

  /** A read of the whole state as a naive prover would make it: everything that was read. */
  private interface Reading {
    void read(View view) throws MalformedException;
  }

  private AnswerProof prove(Question question, Reading reading) throws MalformedException {
    MemoryLedger ledger = fleet.ledger();
    Recorder recorder = new Recorder(ledger);
    reading.read(new Overlay(fleet.rulebook(), recorder));
    StateProof rows = ledger.tip().tree().prove(ledger.pages(), recorder.ranges(), ledger::value);
    long last = ledger.tip().log().size() - 1;
    return new AnswerProof(
        question, ledger.entry(last).orElseThrow(), receipt(last).encode(), rows);
  }

  private static Question question(String contract, String path, String... texts) {
    return new Question(contract, path, List.of(texts), List.of(), 0);
  }

  private AnswerProof standing(Device device) throws MalformedException {
    return prove(
        question("admission", "standings/{thing}", device.id().toString()),
        view -> Admission.standing(view, fleet.now().time(), device.id()));
  }

  private AnswerProof affected(int limit) throws MalformedException {
    Question question =
        new Question(
            "admission", "affected/{model}/{version}", List.of(CAMERA, "1.0.0"), List.of(), limit);
    Read.DerivedListing<?, ?, ?> read =
        (Read.DerivedListing<?, ?, ?>) question.read(fleet.rulebook()).orElseThrow();
    return prove(question, view -> page(read, view, limit));
  }

  private <K, V, R> void page(Read.DerivedListing<K, V, R> read, View view, int limit)
      throws MalformedException {
    List<Object> leading = read.table().key().parseLeading(List.of(CAMERA, "1.0.0"));
    read.page(view, fleet.now(), leading, Optional.empty(), limit);
  }

  private Proven proven(AnswerProof proof) {
    AnswerCheck check = verifier().verify(proof.encode());
    return assertInstanceOf(Proven.class, check, check::toString);
  }

  private AnswerRefusal refused(AnswerProof proof) {
    AnswerCheck check = verifier().verify(proof.encode());
    return assertInstanceOf(Refused.class, check, check::toString).reason();
  }

  @Test
  void whereAThingStandsFollowsFromTheProvenRowsAlone() throws MalformedException {
    for (Device camera : cameras) {
      Proven proven = proven(standing(camera));
      Answer.Found found = assertInstanceOf(Answer.Found.class, proven.answer());
      Read.Derived<?, ?> read =
          (Read.Derived<?, ?>) proven.question().read(fleet.rulebook()).orElseThrow();
      assertEquals(json(read, fleet.standing(camera)), found.value());
      assertEquals(fleet.ledger().tip().height(), proven.seal().height());
      assertEquals(fleet.ledger().tip().log().root(), proven.receipt().root());
    }
  }

  @SuppressWarnings("unchecked")
  private static Json json(Read.Derived<?, ?> read, Standing standing) {
    return ((Read.Derived<?, Standing>) read).answer().toJson(standing);
  }

  @Test
  void allThingsThatRunAReleaseAreProvenToBeAll() throws MalformedException {
    Answer.Page page = assertInstanceOf(Answer.Page.class, proven(affected(1_000)).answer());
    assertEquals(8, page.records().size());
    assertEquals(0, page.withheld());
    assertEquals(Optional.empty(), page.next());
    Answer.Page first = assertInstanceOf(Answer.Page.class, proven(affected(3)).answer());
    assertEquals(page.records().subList(0, 3), first.records());
    assertEquals(Optional.of(Cursor.texts(first.records().getLast().key())), first.next());
  }

  @Test
  void thatThereIsNothingIsProven() throws MalformedException {
    String nobody = "ab".repeat(32);
    AnswerProof proof =
        prove(
            question(Question.LEDGER, "keys/{kid}", nobody),
            view -> {
              Read.Find<?, ?> keys = (Read.Find<?, ?>) Question.KEYS;
              find(keys, view, nobody);
            });
    assertEquals(new Answer.Nothing(), proven(proof).answer());
  }

  private static <K, V> void find(Read.Find<K, V> read, View view, String text)
      throws MalformedException {
    view.find(read.table(), read.table().key().parse(List.of(text)));
  }

  @Test
  void noRowThatTheAnswerFollowsFromCanBeLeftOut() throws MalformedException {
    AnswerProof proof = affected(1_000);
    int rows = 0;
    for (Part part : proof.rows().parts()) {
      if (part instanceof Row row) {
        rows++;
        MemoryLedger ledger = fleet.ledger();
        StateProof without =
            ledger
                .tip()
                .tree()
                .prove(
                    ledger.pages(),
                    proof.rows().parts().stream()
                        .filter(each -> !(each instanceof StateProof.Cut) && !each.equals(row))
                        .map(each -> KeyRange.of(each.key()))
                        .toList(),
                    ledger::value);
        AnswerProof lie = new AnswerProof(proof.question(), proof.seal(), proof.receipt(), without);
        switch (verifier().verify(lie.encode())) {
          case Refused refused -> assertEquals(AnswerRefusal.NOT_SHOWN, refused.reason());
          // Of a list that is not for everyone, what is cut off is said to be withheld.
          case Proven proven -> assertTrue(((Answer.Page) proven.answer()).withheld() > 0);
        }
      }
    }
    assertTrue(rows > 20, rows + " rows");
  }

  @Test
  void everyChangedOctetIsNoticed() throws MalformedException {
    Bytes proof = standing(cameras.getFirst()).encode();
    AnswerCheck truth = verifier().verify(proof);
    Random random = new Random(9);
    for (int i = 0; i < 400; i++) {
      byte[] changed = proof.toByteArray();
      int at = random.nextInt(changed.length);
      changed[at] ^= (byte) (1 << random.nextInt(8));
      AnswerCheck check = verifier().verify(Bytes.ofOwned(changed));
      // Another thing's id makes another question, to which "nothing" is the true answer: a proof
      // is only ever of the question that it names.
      if (check instanceof Proven proven) {
        boolean same = proven.question().equals(((Proven) truth).question());
        Answer answer = same ? ((Proven) truth).answer() : new Answer.Nothing();
        assertEquals(answer, proven.answer(), "octet " + at);
      }
    }
    for (int length = 0; length < proof.length(); length += 97) {
      assertEquals(
          AnswerRefusal.MALFORMED, ((Refused) verifier().verify(proof.slice(0, length))).reason());
    }
  }

  @Test
  void anAnswerToAnotherQuestionIsNotShown() throws MalformedException {
    AnswerProof proof = standing(cameras.getFirst());
    AnswerProof swapped =
        new AnswerProof(
            standing(cameras.getLast()).question(), proof.seal(), proof.receipt(), proof.rows());
    assertEquals(AnswerRefusal.NOT_SHOWN, refused(swapped));
  }

  @Test
  void rowsOfAnEarlierBlockAreNotThoseOfThisOne() throws MalformedException {
    AnswerProof before = standing(cameras.getLast());
    fleet.revoke(Fleet.CAMERA, "2.0.0", Severity.CRITICAL);
    AnswerProof after = standing(cameras.getLast());
    assertNotEquals(proven(before).answer(), proven(after).answer());
    AnswerProof mixed =
        new AnswerProof(after.question(), after.seal(), after.receipt(), before.rows());
    assertEquals(AnswerRefusal.STATE, refused(mixed));
  }

  @Test
  void aQuestionThatNamesMoreOrFewerValuesThanItsPathIsRefused() throws MalformedException {
    AnswerProof proof = affected(3);
    for (List<String> texts :
        List.of(
            List.<String>of(),
            List.of(CAMERA),
            List.of(CAMERA, "1.0.0", "ab".repeat(32)),
            List.of(CAMERA, "1.0.0", "ab".repeat(32), "more"))) {
      Question other = new Question("admission", "affected/{model}/{version}", texts, List.of(), 3);
      assertEquals(AnswerRefusal.QUESTION, refused(with(proof, other)));
    }
  }

  @Test
  void eachFaultHasItsOwnReason() throws MalformedException {
    AnswerProof proof = standing(cameras.getFirst());
    Bytes tooLarge = Bytes.ofOwned(new byte[AnswerProof.LENGTH_MAX + 1]);
    assertEquals(AnswerRefusal.TOO_LARGE, ((Refused) verifier().verify(tooLarge)).reason());
    assertEquals(
        AnswerRefusal.UNKNOWN_READ,
        refused(with(proof, question("admission", "standings/{other}", "00"))));
    assertEquals(
        AnswerRefusal.QUESTION,
        refused(with(proof, question("admission", "standings/{thing}", "00"))));
    assertEquals(
        AnswerRefusal.QUESTION,
        refused(with(proof, question("admission", "policies/{owner}", "00".repeat(32)))));
    AnswerProof otherSeal =
        new AnswerProof(
            proof.question(), fleet.ledger().entry(1).orElseThrow(), proof.receipt(), proof.rows());
    assertEquals(AnswerRefusal.RECEIPT, refused(otherSeal));
    long statement = fleet.ledger().tip().log().size() - 2;
    AnswerProof noSeal =
        new AnswerProof(
            proof.question(),
            fleet.ledger().entry(statement).orElseThrow(),
            receipt(statement).encode(),
            proof.rows());
    assertEquals(AnswerRefusal.NOT_A_SEAL, refused(noSeal));
    AnswerProof oldSeal =
        new AnswerProof(
            proof.question(),
            fleet.ledger().entry(1).orElseThrow(),
            receipt(1).encode(),
            proof.rows());
    assertEquals(AnswerRefusal.STATE, refused(oldSeal));
  }

  private static AnswerProof with(AnswerProof proof, Question question) {
    return new AnswerProof(question, proof.seal(), proof.receipt(), proof.rows());
  }

  @Test
  void aProofIsReadAsItWasWritten() throws MalformedException {
    Bytes encoded = affected(5).encode();
    assertEquals(encoded, AnswerProof.decode(encoded).encode());
  }
}
