package birthmark.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.answer.Answer;
import birthmark.answer.AnswerCheck;
import birthmark.answer.AnswerProof;
import birthmark.answer.AnswerRefusal;
import birthmark.answer.AnswerVerifier;
import birthmark.answer.AnswersCheck;
import birthmark.bytes.Bytes;
import birthmark.cose.JdkSignatures;
import birthmark.json.Json;
import birthmark.merkle.StateProof;
import birthmark.merkle.StateProof.Part;
import birthmark.merkle.StateProof.Row;
import birthmark.node.edge.RunningEdge.Got;
import birthmark.node.parcels.MemoryNode;
import birthmark.proof.CheckpointSigner;
import birthmark.proof.ReceiptVerifier;
import birthmark.proof.TrustAnchor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProofsTest {
  @TempDir private Path folder;
  private RunningEdge edge;
  private MemoryNode node;

  @BeforeEach
  void start() throws Exception {
    edge = RunningEdge.withParcels(folder);
    node = edge.node();
  }

  @AfterEach
  void stop() {
    edge.close();
  }

  private Got proof(String name, String path) throws IOException, InterruptedException {
    return edge.send(
        (name.isEmpty() ? edge.request(path) : edge.signed(name, path))
            .header("Accept", MediaTypes.PROOF));
  }

  private AnswerCheck verify(Bytes proof) {
    return verifier().verify(proof);
  }

  private AnswerVerifier verifier() {
    String name = node.machine().genesis().name();
    CheckpointSigner signer = CheckpointSigner.of(name, node.key("node"));
    TrustAnchor anchor = new TrustAnchor(name, signer.key(), node.key("node").publicKey());
    return new AnswerVerifier(
        node.machine().rulebook(), new ReceiptVerifier(anchor, new JdkSignatures()));
  }

  private AnswerCheck.Proven proven(Got got) {
    assertEquals(200, got.status(), got::text);
    assertEquals(MediaTypes.PROOF, got.mediaType());
    AnswerCheck check = verify(got.octets());
    return assertInstanceOf(AnswerCheck.Proven.class, check, check::toString);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          audit | /v1/parcels/parcels/red/1
          alice | /v1/parcels/parcels/red/2
          ''    | /v1/parcels/boxes/red
          audit | /v1/parcels/lateness/red/1
          audit | /v1/parcels/parcels/red
          audit | /v1/parcels/parcels/red?limit=2
          audit | /v1/parcels/parcels/red?limit=2&after=red/2
          audit | /v1/parcels/parcels/none
          alice | /v1/parcels/parcels/red
          ''    | /v1/parcels/boxes
          ''    | /v1/parcels/boxes?limit=1
          audit | /v1/parcels/late/red
          """)
  void theProvenAnswerIsTheAnswer(String reader, String path)
      throws IOException, InterruptedException {
    Got plain = reader.isEmpty() ? edge.get(path) : edge.getAs(reader, path);
    AnswerCheck.Proven proven = proven(proof(reader, path));
    assertEquals(plain.wholeAt("asOf.height"), proven.seal().height());
    assertEquals(plain.textAt("asOf.root"), proven.receipt().root().hex());
    assertEquals(plain.textAt("asOf.stateRoot"), proven.seal().stateRoot().hex());
    switch (proven.answer()) {
      case Answer.Found found -> {
        assertEquals(plain.at("key"), found.key());
        assertEquals(plain.at("value"), found.value());
      }
      case Answer.Page page -> {
        List<Json> records = new ArrayList<>();
        page.records()
            .forEach(
                each ->
                    records.add(
                        Json.object().put("key", each.key()).put("value", each.value()).build()));
        assertEquals(plain.at("records"), new Json.Arr(records));
        assertEquals(plain.wholeAt("withheld"), page.withheld());
        assertEquals(plain.has("next"), page.next().isPresent());
      }
      case Answer.Nothing _ -> throw new AssertionError("there is something");
    }
  }

  @Test
  void aProofShowsMoreRecordsThanAPage() throws IOException, InterruptedException {
    String path = "/v1/parcels/parcels/red?limit=100000";
    Answer.Page page = assertInstanceOf(Answer.Page.class, proven(proof("audit", path)).answer());
    assertEquals(3, page.records().size());
    assertEquals(400, edge.getAs("audit", path).status());
    assertEquals(400, proof("audit", "/v1/parcels/parcels/red?limit=100001").status());
  }

  @Test
  void whoseAKeyIsIsProven() throws IOException, InterruptedException {
    String path = "/v1/keys/" + node.kid("alice");
    Answer.Found found = assertInstanceOf(Answer.Found.class, proven(proof("", path)).answer());
    assertEquals(edge.get(path).at("value"), found.value());
    String nobody = "/v1/keys/" + "00".repeat(32);
    assertEquals(new Answer.Nothing(), proven(proof("", nobody)).answer());
  }

  /** A proof of absence would tell the one from the other. */
  @Test
  void absenceIsProvenOnlyToWhoMaySeeWhateverIsThere() throws IOException, InterruptedException {
    assertEquals(
        new Answer.Nothing(), proven(proof("audit", "/v1/parcels/parcels/red/9")).answer());
    assertEquals(new Answer.Nothing(), proven(proof("", "/v1/parcels/boxes/none")).answer());
    Got hidden = proof("bob", "/v1/parcels/parcels/red/2");
    Got absent = proof("bob", "/v1/parcels/parcels/red/9");
    assertEquals(404, hidden.status());
    assertEquals(absent.text(), hidden.text());
  }

  @ParameterizedTest
  @CsvSource({"'', 403", "alice, 200", "bob, 200", "carol, 403", "audit, 200"})
  void aProofShowsNoRowThatTheReaderMayNotSeeByItself(String reader, int status)
      throws IOException, InterruptedException {
    String path = "/v1/parcels/lateness/red/1";
    assertEquals(200, edge.get(path).status());
    assertEquals(status, proof(reader, path).status());
    String list = "/v1/parcels/late/red";
    assertEquals(200, edge.get(list).status());
    assertEquals(reader.equals("audit") ? 200 : 403, proof(reader, list).status());
  }

  @Test
  void anEntryThatTheNodeHidesOrInventsIsNoticed() throws IOException, InterruptedException {
    AnswerProof truth = AnswerProof.decode(proof("audit", "/v1/parcels/parcels/red").octets());
    for (Part part : truth.rows().parts()) {
      if (part instanceof Row row) {
        List<Part> without = new ArrayList<>(truth.rows().parts());
        without.remove(part);
        refused(truth, without);
        List<Part> altered = new ArrayList<>(truth.rows().parts());
        altered.set(altered.indexOf(part), new Row(row.key(), row.value().concat(row.value())));
        refused(truth, altered);
      }
    }
  }

  private void refused(AnswerProof truth, List<Part> parts) {
    AnswerProof lie =
        new AnswerProof(truth.question(), truth.seal(), truth.receipt(), new StateProof(parts));
    AnswerCheck.Refused refused = assertInstanceOf(AnswerCheck.Refused.class, verify(lie.encode()));
    assertEquals(AnswerRefusal.STATE, refused.reason());
  }

  private static String asked(String read, String... of) {
    return "{\"contract\": \"parcels\", \"read\": \"%s\", \"of\": [\"%s\"]}"
        .formatted(read, String.join("\", \"", of));
  }

  private static final String RED_2 = asked("parcels/{box}/{number}", "red", "2");
  private static final String RED_9 = asked("parcels/{box}/{number}", "red", "9");
  private static final String BOX = asked("boxes/{box}", "red");
  private static final String LATE = asked("lateness/{box}/{number}", "red", "2");

  private List<AnswerCheck.Proven> answers(String reader, String... asked)
      throws IOException, InterruptedException {
    Got got = edge.ask(reader, "/v1/questions", "[" + String.join(", ", asked) + "]");
    assertEquals(200, got.status(), got::text);
    assertEquals(MediaTypes.PROOFS, got.mediaType());
    AnswersCheck check = verifier().verifyAll(got.octets());
    return assertInstanceOf(AnswersCheck.Proven.class, check, check::toString).answers();
  }

  @Test
  void manyQuestionsAreAnsweredByOneProofAsOneByOne() throws IOException, InterruptedException {
    List<AnswerCheck.Proven> answers = answers("audit", RED_2, RED_9, BOX, LATE);
    assertEquals(4, answers.size());
    Answer.Found parcel = assertInstanceOf(Answer.Found.class, answers.getFirst().answer());
    assertEquals(edge.getAs("audit", "/v1/parcels/parcels/red/2").at("value"), parcel.value());
    assertEquals(new Answer.Nothing(), answers.get(1).answer());
    Answer.Found late = assertInstanceOf(Answer.Found.class, answers.getLast().answer());
    assertEquals(edge.getAs("audit", "/v1/parcels/lateness/red/2").at("value"), late.value());
    for (AnswerCheck.Proven each : answers) {
      assertEquals(answers.getFirst().seal(), each.seal(), "as of one block");
    }
  }

  @Test
  void whatIsNotForTheReaderIsLeftOutOfManyAnswersAsWhatIsNotThere()
      throws IOException, InterruptedException {
    List<AnswerCheck.Proven> answers = answers("bob", RED_2, RED_9, BOX, LATE);
    assertEquals(
        List.of("boxes/{box}"), answers.stream().map(each -> each.question().path()).toList());
    Got nothing = edge.ask("bob", "/v1/questions", "[" + RED_2 + "]");
    assertEquals(404, nothing.status());
    assertEquals(nothing.text(), edge.ask("bob", "/v1/questions", "[" + RED_9 + "]").text());
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "{}", "[{\"contract\": \"parcels\"}]", "nothing"})
  void whatIsNoQuestionIsRefused(String body) throws IOException, InterruptedException {
    assertEquals(400, edge.ask("audit", "/v1/questions", body).status());
  }

  @Test
  void aListOrAReadThatThereIsNotIsNotAskedAmongMany() throws IOException, InterruptedException {
    for (String other : List.of(asked("parcels/{box}", "red"), asked("nothing/{box}", "red"))) {
      Got got = edge.ask("audit", "/v1/questions", "[" + BOX + ", " + other + "]");
      assertEquals(404, got.status());
      assertTrue(got.text().contains("no read of one key"), got::text);
    }
  }
}
