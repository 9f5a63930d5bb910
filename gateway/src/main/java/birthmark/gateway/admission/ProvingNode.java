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
import birthmark.cose.SigningKey;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One node, of which nothing is believed that it does not prove. */
final class ProvingNode implements AutoCloseable {
  private static final String PROOF = "application/vnd.birthmark.answer-proof+cbor";

  private static final String CHANGES = "application/vnd.birthmark.replica-set-changes+cbor";

  private final URI url;
  private final Node node;
  private final SigningKey reader;
  private final OfflineVerifier offline;
  private final AnswerVerifier verifier;

  /** The node that is asked by {@code node}, read as {@code reader}. */
  ProvingNode(URI url, Node node, Genesis genesis, Rulebook rulebook, SigningKey reader) {
    this.url = url;
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
    Bytes octets = node.octetsAs(path(question), PROOF, Optional.of(() -> reader));
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
        return proven;
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

  /** What the node gives as a proof of its answer to {@code question}, for others to check. */
  Bytes proof(Question question) throws ClientException {
    return node.octetsAs(path(question), PROOF, Optional.of(() -> reader));
  }

  @Override
  public void close() {
    node.close();
  }
}
