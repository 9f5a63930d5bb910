package birthmark.client.cli;

import birthmark.answer.Answer;
import birthmark.answer.AnswerCheck;
import birthmark.answer.AnswerProof;
import birthmark.answer.AnswerRefusal;
import birthmark.answer.AnswerVerifier;
import birthmark.answer.Question;
import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.Ledger;
import birthmark.client.sdk.Node;
import birthmark.client.sdk.OfflineVerifier;
import birthmark.client.sdk.ProofFolder;
import birthmark.json.Json;
import birthmark.machine.Seal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Answers that prove themselves: asked for, checked, kept in a file, told. */
final class ProvenAnswers {
  /** The media type of a proven answer. */
  static final String MEDIA_TYPE = "application/vnd.birthmark.answer-proof+cbor";

  private ProvenAnswers() {}

  /**
   * The answer to {@code question} as its proof shows it; the proof is kept in {@code file}.
   *
   * @param path where the node is asked
   * @param height the block as of which it must be, if that matters
   * @throws ClientException if what the node gives proves no answer to this very question
   */
  static Json.Obj ask(
      Invocation invocation, String path, Question question, Optional<Long> height, Path file)
      throws ClientException {
    Kept kept = kept(invocation, path, question);
    if (height.isPresent() && kept.proven().seal().height() != height.get()) {
      throw unproven(
          invocation.ledger(), "it proves the answer as of block " + kept.proven().seal().height());
    }
    ProofFolder.write(file, kept.octets());
    return json(kept.proven());
  }

  /**
   * The proven answer to {@code question}, asked for where its path leads.
   *
   * @throws ClientException if what the node gives proves no answer to this very question
   */
  static AnswerCheck.Proven proven(Invocation invocation, Question question)
      throws ClientException {
    String page =
        question.limit() == 0
            ? asked(question)
            : asked(question)
                + (question.after().isEmpty() ? "?limit=" : "&limit=")
                + question.limit();
    return kept(invocation, page, question).proven();
  }

  /** A proven answer and its proof. */
  private record Kept(AnswerCheck.Proven proven, Bytes octets) {}

  private static Kept kept(Invocation invocation, String path, Question question)
      throws ClientException {
    Ledger ledger = invocation.ledger();
    Bytes octets = ledger.node().octets(path, MEDIA_TYPE, invocation.reader());
    OfflineVerifier trust = Trusting.of(invocation, ledger.genesis(), Optional.empty());
    AnswerCheck check = check(invocation, trust, octets);
    if (check instanceof AnswerCheck.Refused(AnswerRefusal reason, String _)
        && reason == AnswerRefusal.RECEIPT
        && Trusting.refresh(invocation, trust, ledger.node())) {
      check = check(invocation, trust, octets);
    }
    return switch (check) {
      case AnswerCheck.Refused refused -> throw unproven(ledger, refused.sentence());
      case AnswerCheck.Proven proven -> {
        if (!proven.question().equals(question)) {
          throw unproven(ledger, "it proves the answer to another question");
        }
        yield new Kept(proven, octets);
      }
    };
  }

  private static ClientException unproven(Ledger ledger, String why) {
    return ClientException.refused(
        "the node " + ledger.node().url() + " does not prove its answer: " + why,
        "Do not rely on it. Ask another node, and show the answer to whoever runs this one.");
  }

  /** Checks a proof by the replicas that are trusted. */
  static AnswerCheck check(Invocation invocation, OfflineVerifier offline, Bytes octets) {
    return new AnswerVerifier(
            invocation.rulebook(), (entry, receipt) -> offline.verify(entry, receipt).check())
        .verify(octets);
  }

  /** Whether {@code octets} begin as the proof of an answer does. */
  static boolean looksLikeOne(Bytes octets) {
    return octets.length() > 2 && octets.octet(0) == 0x85 && octets.octet(1) == 1;
  }

  /** The most octets of a file with a proof. */
  static int lengthMax() {
    return AnswerProof.LENGTH_MAX;
  }

  /** A proven answer in the form that nodes answer in. */
  static Json.Obj json(AnswerCheck.Proven proven) {
    Seal seal = proven.seal();
    Json.ObjectBuilder object =
        Json.object()
            .put(
                "asOf",
                Json.object()
                    .put("height", seal.height())
                    .put("time", seal.time().toString())
                    .put("size", proven.receipt().size())
                    .put("root", proven.receipt().root().hex())
                    .put("stateRoot", seal.stateRoot().hex())
                    .build());
    put(object, proven.answer());
    return object.build();
  }

  /** Puts what {@code answer} is into {@code object}. */
  static void put(Json.ObjectBuilder object, Answer answer) {
    if (answer instanceof Answer.Found found) {
      object.put("key", found.key()).put("value", found.value());
    } else if (answer instanceof Answer.Page page) {
      List<Json> records = new ArrayList<>();
      for (Answer.Found found : page.records()) {
        records.add(Json.object().put("key", found.key()).put("value", found.value()).build());
      }
      object.put("records", new Json.Arr(records)).put("withheld", page.withheld());
      page.next().ifPresent(next -> object.put("next", steps(next)));
    } else {
      object.put("nothing", true);
    }
  }

  /** What was asked, as the path of a request. */
  static String asked(Question question) {
    List<String> steps = new ArrayList<>(List.of(question.contract()));
    int used = 0;
    for (String step : question.path().split("/", -1)) {
      boolean parameter = step.startsWith("{") && used < question.texts().size();
      steps.add(parameter ? question.texts().get(used++) : step);
    }
    String after = question.after().isEmpty() ? "" : "?after=" + steps(question.after());
    return Node.path(steps) + after;
  }

  private static String steps(List<String> texts) {
    return String.join("/", texts.stream().map(Node::encoded).toList());
  }
}
