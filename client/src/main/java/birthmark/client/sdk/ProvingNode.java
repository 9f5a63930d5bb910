package birthmark.client.sdk;

import birthmark.answer.Answer;
import birthmark.answer.AnswerCheck;
import birthmark.answer.AnswerRefusal;
import birthmark.answer.AnswerVerifier;
import birthmark.answer.AnswersCheck;
import birthmark.answer.Question;
import birthmark.bytes.Bytes;
import birthmark.contract.Genesis;
import birthmark.contract.Rulebook;
import birthmark.cose.JdkSignatures;
import birthmark.cose.Signatures;
import birthmark.cose.SigningKey;
import birthmark.finality.Finality;
import birthmark.json.Json;
import birthmark.proof.ReceiptCheck;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** One node, of which nothing is believed that it does not prove. */
public final class ProvingNode implements AutoCloseable {
  private static final String QUESTIONS = "/v1/questions";

  private static final String HEIGHT = "height=";

  private static final String PROOF = "application/vnd.birthmark.answer-proof+cbor";

  private static final Duration FINAL_PAUSE = Duration.ofMillis(25);

  private static final String PROOFS = "application/vnd.birthmark.answers-proof+cbor";

  private static final String CHANGES = "application/vnd.birthmark.replica-set-changes+cbor";

  private final URI url;
  private final Node node;
  private final SigningKey reader;
  private final OfflineVerifier offline;
  private final AnswerVerifier verifier;
  private final Signatures signatures = new JdkSignatures();
  private final Finality least;
  private final Duration finalMax;

  /** What was proven last: a node signs one receipt for each block, whatever is asked. */
  private volatile Optional<Held> last = Optional.empty();

  private record Held(Bytes entry, Bytes receipt, ReceiptCheck.Proven check) {
    boolean is(Bytes otherEntry, Bytes otherReceipt) {
      return receipt.equals(otherReceipt) && entry.equals(otherEntry);
    }
  }

  /**
   * A proof that was checked.
   *
   * @param octets what the node gave, to hand on to others
   * @param proven what it proves
   */
  public record Proof(Bytes octets, AnswerCheck.Proven proven) {}

  /**
   * The node that is asked by {@code node}, read as {@code reader}.
   *
   * @param least what its answers must be; one replica alone makes nothing final, and is believed
   * @param finalMax how long to wait until a block is final
   */
  public ProvingNode(
      URI url,
      Node node,
      Genesis genesis,
      Rulebook rulebook,
      SigningKey reader,
      Finality least,
      Duration finalMax) {
    this.url = url;
    this.least = least;
    this.finalMax = finalMax;
    this.node = node;
    this.reader = reader;
    this.offline = new OfflineVerifier(genesis);
    this.verifier = new AnswerVerifier(rulebook, this::held);
  }

  /** Where it is. */
  public URI url() {
    return url;
  }

  /** The way to it. */
  public Node node() {
    return node;
  }

  /**
   * The proven answer to {@code question}.
   *
   * @throws ClientException if it does not answer, or proves something else
   */
  public AnswerCheck.Proven ask(Question question) throws ClientException {
    return prove(question).proven();
  }

  /**
   * The same, with what proves it.
   *
   * @throws ClientException if it does not answer, or proves something else
   */
  public Proof prove(Question question) throws ClientException {
    String path = path(question);
    return settled(
        height ->
            checked(
                question,
                height.isEmpty()
                    ? path
                    : path + (question.limit() == 0 ? "?" : "&") + HEIGHT + height.getAsLong()),
        Proof::proven);
  }

  /** Asks as of the last block, or of one before. */
  private interface Asking<T> {
    T of(OptionalLong height) throws ClientException;
  }

  /** What is asked, as of a block that is what answers must be. */
  private <T> T settled(Asking<T> asking, Function<T, AnswerCheck.Proven> proven)
      throws ClientException {
    T answer = asking.of(OptionalLong.empty());
    long end = System.nanoTime() + finalMax.toNanos();
    while (!isEnough(proven.apply(answer))) {
      long height = proven.apply(answer).seal().height();
      if (System.nanoTime() - end > 0) {
        throw unproven("too few replicas have signed for block " + height);
      }
      try {
        Thread.sleep(FINAL_PAUSE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw ClientException.unanswered("waiting for replicas was stopped", "Ask again.");
      }
      answer = asking.of(OptionalLong.of(height));
    }
    return answer;
  }

  private boolean isEnough(AnswerCheck.Proven proven) {
    return least == Finality.COMMITTED
        || offline.sets().current().members().size() == 1
        || Finality.of(proven.receipt().checkpoint(), offline.sets(), List.of(), signatures)
            == Finality.FINAL;
  }

  private Proof checked(Question question, String path) throws ClientException {
    Bytes octets = node.octetsAs(path, PROOF, Optional.of(() -> reader));
    AnswerCheck check = verifier.verify(octets);
    if (check instanceof AnswerCheck.Refused refused && followed(refused)) {
      check = verifier.verify(octets);
    }
    return switch (check) {
      case AnswerCheck.Refused refused -> throw unproven(refused.sentence());
      case AnswerCheck.Proven proven -> {
        if (!proven.question().equals(question)) {
          throw unproven("it proves the answer to another question");
        }
        yield new Proof(octets, proven);
      }
    };
  }

  /**
   * The proven answers to those of {@code questions}, each of one key, that it answers, as of one
   * block and by one proof. What it leaves out is not there, or not for this reader, or kept back.
   *
   * @throws ClientException if it answers none, or proves something else
   */
  public Map<Question, AnswerCheck.Proven> askAll(Collection<Question> questions)
      throws ClientException {
    Json asked = json(questions);
    List<AnswerCheck.Proven> answers =
        settled(
            height ->
                checked(
                    asked,
                    height.isEmpty() ? QUESTIONS : QUESTIONS + "?" + HEIGHT + height.getAsLong()),
            List::getFirst);
    Map<Question, AnswerCheck.Proven> byQuestion = new HashMap<>();
    answers.forEach(each -> byQuestion.put(each.question(), each));
    return byQuestion;
  }

  private List<AnswerCheck.Proven> checked(Json asked, String path) throws ClientException {
    Bytes octets = node.octetsOf(path, asked, PROOFS, () -> reader);
    AnswersCheck check = verifier.verifyAll(octets);
    if (check instanceof AnswersCheck.Refused refused && followed(refused.why())) {
      check = verifier.verifyAll(octets);
    }
    return switch (check) {
      case AnswersCheck.Refused refused -> throw unproven(refused.why().sentence());
      case AnswersCheck.Proven proven -> proven.answers();
    };
  }

  private static Json json(Collection<Question> questions) {
    List<Json> asked = new ArrayList<>();
    for (Question question : questions) {
      List<Json> texts = new ArrayList<>();
      question.texts().forEach(text -> texts.add(new Json.Text(text)));
      asked.add(
          Json.object()
              .put("contract", question.contract())
              .put("read", question.path())
              .put("of", new Json.Arr(texts))
              .build());
    }
    return new Json.Arr(asked);
  }

  private ReceiptCheck held(Bytes entry, Bytes receipt) {
    Optional<Held> known = last.filter(each -> each.is(entry, receipt));
    if (known.isPresent()) {
      return known.get().check();
    }
    ReceiptCheck check = offline.verify(entry, receipt).check();
    if (check instanceof ReceiptCheck.Proven proven) {
      last = Optional.of(new Held(entry, receipt, proven));
    }
    return check;
  }

  /** Whether more changes of the replicas are known now, where a receipt did not hold. */
  private boolean followed(AnswerCheck.Refused refused) throws ClientException {
    boolean more =
        refused.reason() == AnswerRefusal.RECEIPT
            && offline.follow(
                node.octetsAs("/" + LogSource.REPLICA_SETS, CHANGES, Optional.empty()));
    if (more) {
      last = Optional.empty();
    }
    return more;
  }

  private ClientException unproven(String why) {
    return ClientException.refused(
        "the node " + url + " does not prove its answer: " + why,
        "Show the answer to whoever runs that node.");
  }

  private static String path(Question question) {
    List<String> steps = new ArrayList<>();
    if (!question.contract().equals(Question.LEDGER)) {
      steps.add(question.contract());
    }
    int used = 0;
    for (String step : question.path().split("/", -1)) {
      steps.add(step.startsWith("{") ? question.texts().get(used++) : step);
    }
    String path = Node.path(steps);
    if (question.limit() == 0) {
      return path;
    }
    String after =
        question.after().isEmpty()
            ? ""
            : "&after=" + String.join("/", question.after().stream().map(Node::encoded).toList());
    return path + "?limit=" + question.limit() + after;
  }

  /** The question for one thing at {@code path}. */
  public static Question of(String contract, String path, String text) {
    return new Question(contract, path, List.of(text), List.of(), 0);
  }

  /** What was found; empty where there is nothing. */
  public static Optional<Answer.Found> found(AnswerCheck.Proven proven) {
    return proven.answer() instanceof Answer.Found found ? Optional.of(found) : Optional.empty();
  }

  @Override
  public void close() {
    node.close();
  }
}
