package birthmark.sim.second;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.answer.AnswerProof;
import birthmark.answer.AnswerVerifier;
import birthmark.answer.AnswersProof;
import birthmark.answer.Question;
import birthmark.bytes.Bytes;
import birthmark.codec.Variants;
import birthmark.contract.Fact;
import birthmark.contract.Genesis;
import birthmark.contracts.Contracts;
import birthmark.contracts.admission.AdmissionRefusal;
import birthmark.contracts.governance.GovernanceRefusal;
import birthmark.contracts.parties.PartyRefusal;
import birthmark.contracts.things.ThingRefusal;
import birthmark.cose.JdkSignatures;
import birthmark.json.Json;
import birthmark.json.JsonWriter;
import birthmark.proof.CheckpointSigner;
import birthmark.proof.LogTrust;
import birthmark.proof.ReceiptVerifier;
import birthmark.proof.TrustAnchor;
import birthmark.sim.cast.Cast;
import birthmark.statement.RefusedException;
import birthmark.statement.Statement;
import birthmark.testing.Mutation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two verifiers that share no code, asked the same: what is a statement, what becomes of it, and
 * where the ledger stands after each block.
 */
@Tag("real")
class SecondVerifierTest {
  private static final int HISTORIES = 10;
  private static final int BLOCKS = 250;
  private static final int COUNCILS = 4;
  private static final int STRANGERS = 40;
  private static final int FEW_BLOCKS = 15;
  private static final int SAMPLINGS = 8;
  private static final int MUTANTS = 4_000;
  private static final int ANSWERED = 3;
  private static final int QUESTIONS = 600;

  /** A question, and the answer of the verifier in Java. */
  private record Asked(Json question, String expected) {}

  @Test
  void bothDecideTheSameHistoriesToTheSameSeals() throws Exception {
    TreeMap<String, Integer> decisions = new TreeMap<>();
    try (SecondVerifier second = SecondVerifier.start()) {
      for (long seed = 0; seed < HISTORIES; seed++) {
        RandomHistory history = new RandomHistory(seed);
        List<Asked> asked = new ArrayList<>();
        asked.add(genesis(history));
        for (int i = 0; i < BLOCKS; i++) {
          RandomHistory.Played played = history.block();
          for (Bytes unread : played.unread()) {
            asked.add(statement(unread));
          }
          asked.add(block(played));
          for (int each = 0; each < played.block().statements().size(); each++) {
            decisions.merge(RandomHistory.told(played, each), 1, Integer::sum);
          }
        }
        compare(second, asked);
      }
    }
    assertTrue(decisions.values().stream().mapToInt(i -> i).sum() > 10_000, decisions.toString());
    assertTrue(decisions.size() > 50, "few reasons were reached: " + decisions);
    for (Enum<?> refusal :
        List.<Enum<?>>of(
            ThingRefusal.BATCH_EXISTS,
            ThingRefusal.NO_SUCH_BATCH,
            ThingRefusal.NOT_IN_THE_BATCH,
            ThingRefusal.THING_DECOMMISSIONED,
            ThingRefusal.NOT_A_PART,
            ThingRefusal.NOT_A_THING,
            ThingRefusal.NOT_IN_THE_FLEET,
            AdmissionRefusal.NOT_BY_TWO,
            PartyRefusal.NOT_ENTITLED,
            PartyRefusal.NOT_AN_APPROVER,
            PartyRefusal.NO_SUCH_PROPOSAL,
            PartyRefusal.ALREADY_APPROVED,
            PartyRefusal.DELEGATION_TOO_NARROW,
            PartyRefusal.DELEGATION_OVER,
            PartyRefusal.DELEGATION_LOOP,
            PartyRefusal.NO_SUCH_DELEGATION)) {
      assertTrue(decisions.containsKey("REFUSED " + refusal), refusal + " of " + decisions);
    }
  }

  @Test
  void bothLetInTheSameStrangers() throws Exception {
    TreeMap<String, Integer> decisions = new TreeMap<>();
    try (SecondVerifier second = SecondVerifier.start()) {
      for (long seed = 30; seed < 30 + STRANGERS; seed++) {
        RandomHistory history = RandomHistory.ofStrangers(seed);
        List<Asked> asked = new ArrayList<>();
        asked.add(genesis(history));
        for (int i = 0; i < FEW_BLOCKS; i++) {
          RandomHistory.Played played = history.block();
          asked.add(block(played));
          for (int each = 0; each < played.block().statements().size(); each++) {
            decisions.merge(RandomHistory.told(played, each), 1, Integer::sum);
          }
          RandomHistory.facts(played).forEach(fact -> decisions.merge(fact, 1, Integer::sum));
        }
        compare(second, asked);
      }
    }
    for (String wanted :
        List.of(
            "IGNORED WORK_NEEDED",
            "IGNORED TOO_LITTLE_WORK",
            "IGNORED VOUCHING_NEEDED",
            "IGNORED HANDLE_TAKEN",
            "REFUSED NO_ROLE",
            "REFUSED NOT_A_NEWCOMER",
            "REFUSED ALREADY_VOUCHED",
            "registered",
            "entry-set",
            "vouched")) {
      assertTrue(decisions.containsKey(wanted), wanted + " of " + decisions);
    }
  }

  @Test
  void bothFindTheSameFiguresOfSamplesAndTellTheSame() throws Exception {
    TreeMap<String, Integer> facts = new TreeMap<>();
    try (SecondVerifier second = SecondVerifier.start()) {
      for (long seed = 60; seed < 60 + SAMPLINGS; seed++) {
        RandomHistory history = RandomHistory.ofSamples(seed);
        List<Asked> asked = new ArrayList<>();
        asked.add(genesis(history));
        for (int i = 0; i < BLOCKS; i++) {
          RandomHistory.Played played = history.block();
          asked.add(block(played));
          RandomHistory.facts(played).forEach(fact -> facts.merge(fact, 1, Integer::sum));
        }
        compare(second, asked);
      }
    }
    for (Variants.Variant<Fact> fact :
        Contracts.rulebook().named("samples").orElseThrow().facts().all()) {
      assertTrue(facts.containsKey(fact.name()), fact.name() + " of " + facts);
    }
  }

  @Test
  void bothCountTheSameVotesOfReplicas() throws Exception {
    TreeMap<String, Integer> decisions = new TreeMap<>();
    try (SecondVerifier second = SecondVerifier.start()) {
      for (long seed = 0; seed < COUNCILS; seed++) {
        RandomHistory history = RandomHistory.ofReplicas(seed);
        List<Asked> asked = new ArrayList<>(List.of(genesis(history)));
        for (int i = 0; i < BLOCKS; i++) {
          RandomHistory.Played played = history.block();
          asked.add(block(played));
          for (int each = 0; each < played.block().statements().size(); each++) {
            decisions.merge(RandomHistory.told(played, each), 1, Integer::sum);
          }
        }
        compare(second, asked);
      }
    }
    for (GovernanceRefusal refusal :
        List.of(
            GovernanceRefusal.ALREADY_VOTED,
            GovernanceRefusal.NO_SUCH_MOTION,
            GovernanceRefusal.TOO_MUCH_AT_ONCE,
            GovernanceRefusal.KEY_USED,
            GovernanceRefusal.SAME_WEIGHT,
            GovernanceRefusal.RUNS_NO_REPLICA,
            GovernanceRefusal.NOT_RECENT,
            GovernanceRefusal.NO_LIMIT,
            GovernanceRefusal.OTHER_LOG,
            GovernanceRefusal.ALREADY_PROPOSED,
            GovernanceRefusal.NO_SUCH_OFFER)) {
      assertTrue(decisions.containsKey("REFUSED " + refusal), refusal + " of " + decisions);
    }
  }

  @Test
  void bothLeaveOutTheSameOfABlockThatIsFull() throws Exception {
    RandomHistory history = new RandomHistory(4);
    TreeMap<String, Integer> decisions = new TreeMap<>();
    List<Asked> asked = new ArrayList<>(List.of(genesis(history)));
    for (RandomHistory.Played played :
        List.of(history.block(), history.fullBlock(), history.block())) {
      asked.add(block(played));
      for (int each = 0; each < played.block().statements().size(); each++) {
        decisions.merge(RandomHistory.told(played, each), 1, Integer::sum);
      }
    }
    assertEquals(20, decisions.get("IGNORED BLOCK_FULL"), decisions::toString);
    try (SecondVerifier second = SecondVerifier.start()) {
      compare(second, asked);
    }
  }

  @Test
  void bothReadTheSameOctetsAsStatements() throws Exception {
    RandomHistory history = new RandomHistory(77);
    List<Bytes> originals = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      history
          .block()
          .block()
          .statements()
          .forEach(statement -> originals.add(statement.envelope().encode()));
    }
    Random random = new Random(78);
    List<Asked> asked = new ArrayList<>();
    for (int i = 0; i < MUTANTS; i++) {
      asked.add(statement(Mutation.several(originals.get(i % originals.size()), random)));
    }
    try (SecondVerifier second = SecondVerifier.start()) {
      compare(second, asked);
    }
  }

  @Test
  void bothAnswerAlikeFromTheSameProofsAndRefuseTheSame() throws Exception {
    TreeMap<String, Integer> told = new TreeMap<>();
    try (SecondVerifier second = SecondVerifier.start()) {
      for (long seed = 40; seed < 40 + ANSWERED; seed++) {
        RandomHistory history = new RandomHistory(seed);
        for (int i = 0; i < BLOCKS; i++) {
          history.block();
        }
        AnswerVerifier verifier = new AnswerVerifier(Contracts.rulebook(), trust(history));
        RandomQuestions questions = new RandomQuestions(history, seed);
        Random random = new Random(seed);
        List<Asked> asked = new ArrayList<>();
        for (int i = 0; i < QUESTIONS; i++) {
          AnswerProof proof = questions.next();
          for (Bytes octets : List.of(proof.encode(), damaged(proof, random))) {
            String expected = ToldAnswer.of(verifier.verify(octets));
            told.merge(expected.startsWith("{") ? "ANSWERED" : expected, 1, Integer::sum);
            asked.add(new Asked(answer("answer", history, octets), expected));
          }
        }
        compare(second, asked);
      }
    }
    assertTrue(told.size() > 6 && told.getOrDefault("ANSWERED", 0) > 1_000, told.toString());
  }

  @Test
  void bothAnswerSeveralQuestionsAlikeFromOneProofAndRefuseTheSame() throws Exception {
    TreeMap<String, Integer> told = new TreeMap<>();
    try (SecondVerifier second = SecondVerifier.start()) {
      RandomHistory history = new RandomHistory(52);
      for (int i = 0; i < BLOCKS; i++) {
        history.block();
      }
      AnswerVerifier verifier = new AnswerVerifier(Contracts.rulebook(), trust(history));
      RandomQuestions questions = new RandomQuestions(history, 52);
      Random random = new Random(52);
      List<Asked> asked = new ArrayList<>();
      for (int i = 0; i < QUESTIONS; i++) {
        AnswerProof proof = questions.next();
        List<Question> several = new ArrayList<>(List.of(proof.question(), proof.question()));
        if (i % 3 == 0) {
          several.add(questions.next().question());
        }
        Bytes octets =
            new AnswersProof(several, proof.seal(), proof.receipt(), proof.rows()).encode();
        for (Bytes each : List.of(octets, Mutation.several(octets, random), proof.encode())) {
          String expected = ToldAnswer.of(verifier.verifyAll(each));
          told.merge(expected.startsWith("{") ? "ANSWERED" : expected, 1, Integer::sum);
          asked.add(new Asked(answer("answers", history, each), expected));
        }
      }
      compare(second, asked);
    }
    for (String wanted : List.of("ANSWERED", "MALFORMED", "NOT_SHOWN")) {
      assertTrue(told.getOrDefault(wanted, 0) > 10, told::toString);
    }
  }

  private static LogTrust trust(RandomHistory history) {
    CheckpointSigner signer =
        CheckpointSigner.of(history.genesis().name(), Cast.EVERYBODY.checkpoints());
    return new ReceiptVerifier(
        new TrustAnchor(
            history.genesis().name(), signer.key(), Cast.EVERYBODY.checkpoints().publicKey()),
        new JdkSignatures());
  }

  /** The proof with octets changed, or asked another question. */
  private static Bytes damaged(AnswerProof proof, Random random) {
    Question question = proof.question();
    List<String> texts = new ArrayList<>(question.texts());
    boolean unknown = random.nextInt(30) == 0;
    switch (unknown ? 0 : random.nextInt(6)) {
      case 0 -> texts.add("more");
      case 1 -> texts = texts.subList(0, Math.max(0, texts.size() - 1));
      case 2 -> texts.replaceAll(text -> "x" + text);
      case 3 -> texts.replaceAll(text -> text.toUpperCase(Locale.ROOT));
      default -> {
        return Mutation.several(proof.encode(), random);
      }
    }
    Question other =
        new Question(
            unknown ? "nobody" : question.contract(),
            question.path(),
            texts,
            random.nextInt(4) == 0 ? texts : question.after(),
            random.nextInt(4) == 0 ? random.nextInt(1_002) : question.limit());
    return new AnswerProof(other, proof.seal(), proof.receipt(), proof.rows()).encode();
  }

  private static Json answer(String ask, RandomHistory history, Bytes octets) {
    return Json.object()
        .put("ask", ask)
        .put("genesis", Genesis.CODEC.encode(history.genesis()).hex())
        .put("octets", octets.hex())
        .build();
  }

  private static Asked genesis(RandomHistory history) {
    return new Asked(
        Json.object()
            .put("ask", "genesis")
            .put("octets", Genesis.CODEC.encode(history.genesis()).hex())
            .build(),
        said("seal", history.ledger().entries().get(1).hex()));
  }

  private static Asked block(RandomHistory.Played played) {
    List<Json> statements = new ArrayList<>();
    List<Json> decisions = new ArrayList<>();
    for (int i = 0; i < played.block().statements().size(); i++) {
      Statement statement = played.block().statements().get(i);
      statements.add(new Json.Text(statement.envelope().encode().hex()));
      decisions.add(new Json.Text(RandomHistory.told(played, i)));
    }
    Json seal =
        RandomHistory.seal(played)
            .<Json>map(octets -> new Json.Text(octets.hex()))
            .orElse(new Json.Null());
    return new Asked(
        Json.object()
            .put("ask", "block")
            .put("height", played.block().height())
            .put("time", played.block().time().millis())
            .put("heartbeat", played.block().heartbeat())
            .put("statements", new Json.Arr(statements))
            .build(),
        JsonWriter.compact(
            Json.object().put("decisions", new Json.Arr(decisions)).put("seal", seal).build()));
  }

  private static Asked statement(Bytes octets) {
    Json question = Json.object().put("ask", "statement").put("octets", octets.hex()).build();
    try {
      Statement statement = Statement.decode(Contracts.rulebook(), octets);
      return new Asked(question, said("id", statement.id().hex()));
    } catch (RefusedException e) {
      return new Asked(question, Comparison.REFUSED);
    }
  }

  private static String said(String name, String value) {
    return JsonWriter.compact(Json.object().put(name, value).build());
  }

  private static void compare(SecondVerifier second, List<Asked> asked) throws IOException {
    List<Json> questions = asked.stream().map(Asked::question).toList();
    List<String> expected = asked.stream().map(Asked::expected).toList();
    Comparison.require(second.ask(questions), expected, questions);
  }
}
