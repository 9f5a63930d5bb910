package birthmark.gateway.admission;

import birthmark.answer.Answer;
import birthmark.answer.AnswerCheck;
import birthmark.answer.AnswerRefusal;
import birthmark.answer.AnswerVerifier;
import birthmark.answer.Question;
import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.LogSource;
import birthmark.client.sdk.Node;
import birthmark.client.sdk.OfflineVerifier;
import birthmark.contract.Genesis;
import birthmark.contract.Rulebook;
import birthmark.cose.JdkSignatures;
import birthmark.cose.Signatures;
import birthmark.cose.SigningKey;
import birthmark.finality.Finality;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One node, of which nothing is believed that it does not prove. */
final class ProvingNode implements AutoCloseable {
  private static final String PROOF = "application/vnd.birthmark.answer-proof+cbor";

  private static final Duration FINAL_PAUSE = Duration.ofMillis(25);

  private static final String CHANGES = "application/vnd.birthmark.replica-set-changes+cbor";

  private final URI url;
  private final Node node;
  private final SigningKey reader;
  private final OfflineVerifier offline;
  private final AnswerVerifier verifier;
  private final Signatures signatures = new JdkSignatures();
  private final Finality least;
  private final Duration finalMax;

  /**
   * A proof that was checked.
   *
   * @param octets what the node gave, to hand on to others
   * @param proven what it proves
   */
  record Proof(Bytes octets, AnswerCheck.Proven proven) {}

  /**
   * The node that is asked by {@code node}, read as {@code reader}.
   *
   * @param least what its answers must be; one replica alone makes nothing final, and is believed
   * @param finalMax how long to wait until a block is final
   */
  ProvingNode(
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
    this.verifier =
        new AnswerVerifier(rulebook, (entry, receipt) -> offline.verify(entry, receipt).check());
  }

  /** Where it is. */
  URI url() {
    return url;
  }

  /** The way to it. */
  Node node() {
    return node;
  }

  /**
   * The proven answer to {@code question}.
   *
   * @throws ClientException if it does not answer, or proves something else
   */
  AnswerCheck.Proven ask(Question question) throws ClientException {
    return prove(question).proven();
  }

  /**
   * The same, with what proves it.
   *
   * @throws ClientException if it does not answer, or proves something else
   */
  Proof prove(Question question) throws ClientException {
    String path = path(question);
    Proof proof = checked(question, path);
    long end = System.nanoTime() + finalMax.toNanos();
    while (!isEnough(proof.proven())) {
      long height = proof.proven().seal().height();
      if (System.nanoTime() - end > 0) {
        throw unproven("too few replicas have signed for block " + height);
      }
      try {
        Thread.sleep(FINAL_PAUSE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw ClientException.unanswered("the gateway is stopping", "Start it again.");
      }
      proof = checked(question, path + (question.limit() == 0 ? "?" : "&") + "height=" + height);
    }
    return proof;
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
    if (check instanceof AnswerCheck.Refused(AnswerRefusal reason, String _)
        && reason == AnswerRefusal.RECEIPT
        && offline.follow(node.octetsAs("/" + LogSource.REPLICA_SETS, CHANGES, Optional.empty()))) {
      check = verifier.verify(octets);
    }
    switch (check) {
      case AnswerCheck.Refused refused -> throw unproven(refused.sentence());
      case AnswerCheck.Proven proven -> {
        if (!proven.question().equals(question)) {
          throw unproven("it proves the answer to another question");
        }
        return new Proof(octets, proven);
      }
    }
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
  static Question of(String contract, String path, String text) {
    return new Question(contract, path, List.of(text), List.of(), 0);
  }

  /** What was found; empty where there is nothing. */
  static Optional<Answer.Found> found(AnswerCheck.Proven proven) {
    return proven.answer() instanceof Answer.Found found ? Optional.of(found) : Optional.empty();
  }

  @Override
  public void close() {
    node.close();
  }
}
