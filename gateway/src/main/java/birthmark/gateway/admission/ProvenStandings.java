package birthmark.gateway.admission;

import birthmark.answer.Answer;
import birthmark.answer.AnswerCheck;
import birthmark.answer.Question;
import birthmark.client.messages.ProvenAgreement;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.Node;
import birthmark.client.sdk.Notices;
import birthmark.client.sdk.Patience;
import birthmark.client.sdk.ProvingNode;
import birthmark.codec.Codec;
import birthmark.codec.MalformedException;
import birthmark.contract.Genesis;
import birthmark.contract.Rulebook;
import birthmark.contracts.admission.Nonce;
import birthmark.contracts.admission.PolicyId;
import birthmark.contracts.admission.Standing;
import birthmark.contracts.admission.Usage;
import birthmark.contracts.messages.AgreementId;
import birthmark.contracts.things.Certificate;
import birthmark.contracts.things.ThingId;
import birthmark.cose.KeyId;
import birthmark.cose.SigningKey;
import birthmark.finality.Finality;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;

/** Where things stand, asked of several nodes in turn and believed only with proof. */
public final class ProvenStandings implements AutoCloseable {
  private static final Codec<Standing> STANDING = Codec.of(Standing.class);
  private static final Codec<Usage> USAGE = Codec.of(Usage.class);
  private static final Codec<birthmark.contracts.things.Standing> THING =
      Codec.of(birthmark.contracts.things.Standing.class);

  private static final Patience PATIENCE =
      new Patience(
          Duration.ofSeconds(2),
          Duration.ofSeconds(1),
          Duration.ofSeconds(5),
          Duration.ofMillis(100));

  /** A sealed block is ten seconds old at most where nothing happens; a minute is never honest. */
  private static final Duration FRESH = Duration.ofMinutes(1);

  /** A block is final two quick blocks after it; an idle ledger may keep one for two seconds. */
  private static final Duration FINAL_MAX = Duration.ofSeconds(5);

  private static final Duration POLL = Duration.ofSeconds(2);
  private static final Duration STREAM_SILENCE = Duration.ofSeconds(25);

  private final List<ProvingNode> nodes = new ArrayList<>();
  private final List<FactWatch> watches = new ArrayList<>();
  private final List<Thread> polls = new ArrayList<>();
  private final Usages usages = new Usages(this);
  private final Inquiries inquiries = new Inquiries(this::askAll);
  private final SigningKey reader;
  private final Genesis genesis;
  private final Notices notices;
  private final Optional<SSLContext> tls;
  private volatile int first;
  private volatile long provenNanos = System.nanoTime();
  private volatile boolean closed;

  /**
   * The standings that the nodes at {@code urls} prove to {@code reader}, which may read them: a
   * party with the role auditor, or the things' owner.
   *
   * @param least what their answers must be, where the ledger has several replicas
   * @throws ClientException if one is no address of a node
   */
  public ProvenStandings(
      List<URI> urls,
      Optional<SSLContext> tls,
      Genesis genesis,
      Rulebook rulebook,
      SigningKey reader,
      Finality least,
      Notices notices)
      throws ClientException {
    this.reader = reader;
    this.genesis = genesis;
    this.notices = notices;
    this.tls = tls;
    for (URI url : urls) {
      nodes.add(new ProvingNode(url, open(url), genesis, rulebook, reader, least, FINAL_MAX));
    }
  }

  private Node open(URI url) throws ClientException {
    return Node.at(List.of(url), PATIENCE, tls);
  }

  /** Tells {@code listener} of changes from now on, and sees which nodes are within reach. */
  void follow(FactWatch.Listener listener) {
    for (ProvingNode node : nodes) {
      FactWatch watch =
          new FactWatch(
              node.url(), () -> open(node.url()), reader, listener, STREAM_SILENCE, notices);
      watches.add(watch);
      watch.start();
      polls.add(Thread.ofVirtual().name("poll of " + node.url()).start(() -> poll(node, watch)));
    }
  }

  /** How long ago a node proved something recent. */
  Duration sinceProof() {
    return Duration.ofNanos(System.nanoTime() - provenNanos);
  }

  /**
   * What evidence made now names as recent: the last sealed block and the log's root after it.
   *
   * @throws ClientException if no node proves one
   */
  public Nonce nonce() throws ClientException {
    return each(
        node -> {
          AnswerCheck.Proven proven = recent(node, node.ask(own()), 0);
          if (proven.receipt().index() + 1 != proven.receipt().size()) {
            throw ClientException.unanswered(
                "the node " + node.url() + " has begun another block", "Ask again.");
          }
          return new Nonce(proven.seal().height(), proven.receipt().root());
        });
  }

  private Question own() {
    return ProvingNode.of(
        Question.LEDGER, Question.KEYS.path(), reader.publicKey().thumbprint().toString());
  }

  private void poll(ProvingNode node, FactWatch watch) {
    String told = "";
    while (!closed) {
      try {
        recent(node, node.ask(own()), 0);
        told = "";
      } catch (ClientException e) {
        // A node that is away is told of by whoever follows it; one that proves nothing, here.
        if (e.kind() == ClientException.Kind.REFUSED && !told.equals(e.what())) {
          told = e.what();
          notices.say("ALARM: " + e.what() + ". " + e.remedy());
        }
      }
      watch.checkSilence();
      try {
        Thread.sleep(POLL);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** What {@code proven} proves, if it is of {@code height} or later and of now. */
  private AnswerCheck.Proven recent(ProvingNode node, AnswerCheck.Proven proven, long height)
      throws ClientException {
    if (proven.seal().height() < height) {
      throw ClientException.unanswered(
          "the node " + node.url() + " is at block " + proven.seal().height(), "Ask it later.");
    }
    Instant sealed = Instant.ofEpochMilli(proven.seal().time().millis());
    if (sealed.isBefore(Instant.now().minus(FRESH))) {
      throw ClientException.refused(
          "the last block of the node " + node.url() + " is of " + sealed + ", too long ago",
          "See what keeps that node, and whether this machine's clock is right.");
    }
    provenNanos = System.nanoTime();
    return proven;
  }

  private interface Asking<T> {
    T of(ProvingNode node) throws ClientException;
  }

  /** What the first node proves that can, beginning with the one that could last. */
  private <T> T each(Asking<T> asking) throws ClientException {
    Optional<ClientException> last = Optional.empty();
    int from = first;
    for (int i = 0; i < nodes.size(); i++) {
      int index = (from + i) % nodes.size();
      try {
        T found = asking.of(nodes.get(index));
        first = index;
        return found;
      } catch (ClientException e) {
        last = Optional.of(e);
      }
    }
    throw last.orElseThrow();
  }

  /**
   * What the ledger says of {@code thing} as of {@code height} or later; empty if it knows no such
   * thing.
   *
   * @throws ClientException if no node proves it
   */
  Optional<Known> ask(ThingId thing, long height) throws ClientException {
    return Inquiries.answered(inquiries.ask(thing, height));
  }

  /** The same, not waited for: it ends with a {@link ClientException} if no node proves it. */
  CompletableFuture<Optional<Known>> inquire(ThingId thing, long height) {
    return inquiries.ask(thing, height);
  }

  /** Asks each node about those of which no other said anything. */
  private Map<ThingId, Optional<Known>> askAll(List<ThingId> things, long height)
      throws ClientException {
    Map<ThingId, Optional<Known>> found = new HashMap<>();
    Optional<ClientException> last = Optional.empty();
    int from = first;
    for (int i = 0; i < nodes.size() && found.size() < things.size(); i++) {
      int index = (from + i) % nodes.size();
      List<ThingId> open = things.stream().filter(each -> !found.containsKey(each)).toList();
      try {
        found.putAll(askAll(nodes.get(index), open, height));
        first = index;
      } catch (ClientException e) {
        last = Optional.of(e);
      }
    }
    if (found.isEmpty() && last.isPresent()) {
      throw last.get();
    }
    return found;
  }

  private Map<ThingId, Optional<Known>> askAll(ProvingNode node, List<ThingId> things, long height)
      throws ClientException {
    List<Question> questions = new ArrayList<>();
    for (ThingId thing : things) {
      questions.add(keys(thing));
      questions.add(standing(thing));
    }
    Map<Question, AnswerCheck.Proven> answers = node.askAll(questions);
    if (!answers.isEmpty()) {
      recent(node, answers.values().iterator().next(), height);
    }
    Map<ThingId, Optional<Known>> found = new HashMap<>();
    for (ThingId thing : things) {
      AnswerCheck.Proven keys = answers.get(keys(thing));
      AnswerCheck.Proven standing = answers.get(standing(thing));
      if (keys != null && standing != null) {
        found.put(thing, known(keys, standing));
      }
    }
    return found;
  }

  private static Question keys(ThingId thing) {
    return ProvingNode.of("things", "things/{thing}", thing.toString());
  }

  private static Question standing(ThingId thing) {
    return ProvingNode.of("admission", "standings/{thing}", thing.toString());
  }

  private Optional<Known> known(AnswerCheck.Proven keys, AnswerCheck.Proven standing)
      throws ClientException {
    Optional<Answer.Found> key = ProvingNode.found(keys);
    Optional<Answer.Found> found = ProvingNode.found(standing);
    if (key.isEmpty() || found.isEmpty()) {
      return Optional.empty();
    }
    try {
      KeyId signing = THING.fromJson(key.get().value()).signing();
      Standing stands = STANDING.fromJson(found.get().value());
      return Optional.of(new Known(stands, signing, standing.seal().height(), usages.of(stands)));
    } catch (MalformedException e) {
      throw new IllegalStateException("what was proven is not of its own form", e);
    }
  }

  /**
   * What the things of an operator and model may talk to; empty where their maker describes
   * nothing.
   *
   * @throws ClientException if no node proves it
   */
  Optional<Usage> usage(PolicyId id) throws ClientException {
    List<String> of = List.of(id.owner().toString(), id.model().toString());
    Question question = new Question("admission", "usages/{owner}/{model}", of, List.of(), 0);
    AnswerCheck.Proven proven = each(node -> recent(node, node.ask(question), 0));
    Optional<Answer.Found> found = ProvingNode.found(proven);
    try {
      return found.isEmpty() ? Optional.empty() : Optional.of(USAGE.fromJson(found.get().value()));
    } catch (MalformedException e) {
      throw new IllegalStateException("what was proven is not of its own form", e);
    }
  }

  /**
   * The birth certificate of {@code thing}; empty if the ledger knows no such thing.
   *
   * @throws ClientException if no node proves it
   */
  public Optional<Certificate> certificate(ThingId thing) throws ClientException {
    Question question = ProvingNode.of("things", "certificates/{thing}", thing.toString());
    Optional<Answer.Found> found =
        ProvingNode.found(each(node -> recent(node, node.ask(question), 0)));
    try {
      return found.isEmpty()
          ? Optional.empty()
          : Optional.of(Certificate.CODEC.fromJson(found.get().value()));
    } catch (MalformedException e) {
      throw new IllegalStateException("what was proven is not of its own form", e);
    }
  }

  /**
   * What the ledger says of the agreement {@code id} as of {@code height} or later, with its proof;
   * empty if there is none.
   *
   * @throws ClientException if no node proves it
   */
  public Optional<ProvenAgreement> agreement(AgreementId id, long height) throws ClientException {
    return each(
        node -> {
          ProvingNode.Proof proof = node.prove(ProvenAgreement.question(id));
          if (ProvingNode.found(recent(node, proof.proven(), height)).isEmpty()) {
            return Optional.empty();
          }
          return Optional.of(ProvenAgreement.of(proof.octets(), proof.proven(), genesis.network()));
        });
  }

  /** Has what things may talk to asked for again. */
  void forgetUsages() {
    usages.forget();
  }

  @Override
  public void close() {
    closed = true;
    inquiries.close();
    watches.forEach(FactWatch::close);
    polls.forEach(Thread::interrupt);
    nodes.forEach(ProvingNode::close);
  }
}
