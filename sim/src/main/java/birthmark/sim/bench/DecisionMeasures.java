package birthmark.sim.bench;

import birthmark.answer.Answer;
import birthmark.answer.AnswerCheck;
import birthmark.answer.Question;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.Node;
import birthmark.client.sdk.Patience;
import birthmark.client.sdk.ProvingNode;
import birthmark.codec.Timestamp;
import birthmark.contract.Genesis;
import birthmark.contract.Role;
import birthmark.contracts.Contracts;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.contracts.things.ThingId;
import birthmark.cose.SigningKey;
import birthmark.finality.Finality;
import birthmark.statement.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What a gateway asks of a node to decide about things that it knows nothing of, as after a power
 * cut: key and standing of each, many by one proof, every proof checked.
 */
final class DecisionMeasures {
  /** As many as a gateway asks about at once, over as many connections. */
  private static final int BATCH = 256;

  private static final int AT_ONCE = 2;

  private DecisionMeasures() {}

  /** One ledger's node and things of it, from all over the state. */
  private record Asked(ProvingNode node, List<ThingId> things) {
    static Asked of(NodeProcess process, List<ThingId> things, long founderNumber)
        throws Exception {
      Genesis genesis = process.genesis();
      SigningKey founder = process.founder();
      Node node = Node.at(List.of(process.url()), Patience.USUAL);
      PartyId id = new PartyId(founder.publicKey().thumbprint().value());
      node.submit(
          new Statement.Draft(
                  genesis.network(),
                  founderNumber,
                  new Timestamp(System.currentTimeMillis()).plusSeconds(600),
                  new PartyTransaction.Grant(id, Role.AUDITOR))
              .sign(Contracts.rulebook(), founder));
      return new Asked(
          new ProvingNode(
              process.url(),
              node,
              genesis,
              Contracts.rulebook(),
              founder,
              Finality.COMMITTED,
              Duration.ZERO),
          things);
    }

    /** How long it takes to know all of them, in seconds. */
    double seconds() throws Exception {
      long start = System.nanoTime();
      List<Future<Integer>> asked = new ArrayList<>();
      try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
        for (int i = 0; i < things.size(); i += BATCH) {
          List<ThingId> some = things.subList(i, Math.min(things.size(), i + BATCH));
          asked.add(threads.submit(() -> known(some)));
        }
      }
      int known = 0;
      for (Future<Integer> each : asked) {
        known += each.get();
      }
      if (known != things.size()) {
        throw new IllegalStateException("of " + things.size() + " things " + known + " are known");
      }
      return (System.nanoTime() - start) / 1e9;
    }

    private int known(List<ThingId> some) throws ClientException {
      List<Question> questions = new ArrayList<>();
      for (ThingId thing : some) {
        questions.add(ProvingNode.of("things", "things/{thing}", thing.toString()));
        questions.add(ProvingNode.of("admission", "standings/{thing}", thing.toString()));
      }
      Map<Question, AnswerCheck.Proven> answers = node.askAll(questions);
      return (int)
              answers.values().stream()
                  .filter(each -> each.answer() instanceof Answer.Found)
                  .count()
          / 2;
    }
  }

  /**
   * Decisions a second with many things on the ledger, beside those with few in the same run.
   *
   * @param founderNumber a number that the founders have not used
   */
  static Figure measure(
      NodeProcess few,
      List<ThingId> ofFew,
      NodeProcess many,
      List<ThingId> ofMany,
      long founderNumber,
      Settings settings)
      throws Exception {
    Asked small = Asked.of(few, ofFew, founderNumber);
    Asked large = Asked.of(many, ofMany, founderNumber);
    try (ProvingNode _ = small.node();
        ProvingNode _ = large.node()) {
      double smallSeconds = 0;
      double largeSeconds = 0;
      int rounds = 2 * settings.rounds().measured();
      for (int round = -settings.rounds().warmUp(); round < rounds; round++) {
        double atSmall = small.seconds();
        double atLarge = large.seconds();
        if (round >= 0) {
          smallSeconds += atSmall;
          largeSeconds += atLarge;
        }
      }
      return Figure.of(
          "gateway.decisions",
          rounds * ofMany.size() / largeSeconds,
          "decisions/s",
          Optional.of(rounds * ofFew.size() / smallSeconds),
          Goal.atLeast(2_000, 4_000));
    }
  }
}
