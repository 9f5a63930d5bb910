package birthmark.node.app;

import birthmark.bytes.Bytes;
import birthmark.contract.Context;
import birthmark.contract.Judgment;
import birthmark.contract.Keys;
import birthmark.contract.Reason;
import birthmark.contract.Replica;
import birthmark.contract.Replicas;
import birthmark.contract.Transaction;
import birthmark.contracts.governance.Absence;
import birthmark.contracts.governance.Governance;
import birthmark.contracts.governance.GovernanceRefusal;
import birthmark.contracts.governance.GovernanceTransaction.ReportDoubleCheckpoint;
import birthmark.contracts.governance.GovernanceTransaction.ReportDoubleVote;
import birthmark.contracts.governance.ReplicaOffer;
import birthmark.cose.CoseKey;
import birthmark.cose.KeyId;
import birthmark.json.Json;
import birthmark.machine.Overlay;
import birthmark.machine.Rehearsal;
import birthmark.node.cometbft.DoubleSigned;
import birthmark.node.store.Snapshot;
import birthmark.node.store.StoreException;
import birthmark.node.submit.Answer;
import birthmark.node.submit.UnavailableException;
import birthmark.state.Entry;
import birthmark.state.View;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * Hands in what shows that a replica signed twice, as the engine tells of it: votes that stand in a
 * block of the engine, or checkpoints that came with votes.
 *
 * <p>Every replica sees it and one report is enough, so each waits for its turn and looks first.
 * What the contract would refuse now is not sent; it is looked at again each minute until the
 * replica is gone.
 */
final class DoubleSigning implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(DoubleSigning.class.getName());
  private static final Duration PAUSE = Duration.ofMinutes(1);
  private static final Duration TURN = Duration.ofSeconds(1);
  private static final int TURNS_MAX = 10;
  private static final int MAX = 64;

  /** What the engine tells of until somebody listens; it may be lost, others hear it too. */
  static final class Told implements Consumer<DoubleSigned> {
    private final BlockingQueue<DoubleSigned> queue = new ArrayBlockingQueue<>(MAX);

    @Override
    public void accept(DoubleSigned each) {
      if (!queue.offer(each)) {
        LOG.log(System.Logger.Level.WARNING, "{0} is left to other replicas to show.", each);
      }
    }
  }

  private final LedgerKeeper keeper;
  private final CoseKey checkpointKey;
  private final KeyId voice;
  private final LongFunction<Optional<Json>> blocks;
  private final SortedSet<Long> heights = new TreeSet<>();
  private final Map<KeyId, Transaction> reports = new LinkedHashMap<>();
  private final Thread thread;

  /**
   * That of a node; not begun yet.
   *
   * @param checkpointKey the one that signs its checkpoints
   * @param voice the one that signs its own statements
   * @param blocks the engine's blocks, where it tells them
   */
  DoubleSigning(
      LedgerKeeper keeper,
      CoseKey checkpointKey,
      KeyId voice,
      LongFunction<Optional<Json>> blocks) {
    this.keeper = keeper;
    this.checkpointKey = checkpointKey;
    this.voice = voice;
    this.blocks = blocks;
    this.thread = Thread.ofPlatform().daemon().name("birthmark-evidence").unstarted(this::run);
  }

  /** Begins to listen. */
  void start() {
    thread.start();
  }

  private void run() {
    try {
      while (true) {
        Optional<DoubleSigned> told =
            Optional.ofNullable(
                keeper.doubleSigned().queue.poll(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
        told.ifPresent(this::take);
        if (!heights.isEmpty() || !reports.isEmpty()) {
          if (told.isPresent()) {
            TimeUnit.MILLISECONDS.sleep(turn() * TURN.toMillis());
          }
          lookCarefully();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void lookCarefully() {
    try {
      for (CompletableFuture<Answer> sent : look()) {
        CompletableFuture<Void> _ = sent.thenAccept(DoubleSigning::told);
      }
    } catch (StoreException | UnavailableException e) {
      LOG.log(System.Logger.Level.WARNING, "Evidence is not handed in now.", e);
    }
  }

  private static void told(Answer answer) {
    LOG.log(
        System.Logger.Level.INFO, "What came of showing that a replica signed twice: {0}", answer);
  }

  /** How many replicas are before this one. */
  private int turn() {
    try (Snapshot now = keeper.snapshot()) {
      List<Replica> all = Replicas.latest(new Overlay(keeper.rulebook(), now)).members();
      int place = 0;
      while (place < all.size() && !all.get(place).id().equals(checkpointKey.thumbprint())) {
        place++;
      }
      return Math.min(place, TURNS_MAX);
    }
  }

  /** Takes in what the engine tells. */
  void take(DoubleSigned told) {
    switch (told) {
      case DoubleSigned.Votes(long height) -> {
        if (heights.size() < MAX) {
          heights.add(height);
        }
      }
      case DoubleSigned.Checkpoints each ->
          keep(
              each.signer(),
              new ReportDoubleCheckpoint(
                  each.signer(),
                  each.first().origin(),
                  each.first().size(),
                  each.first().root(),
                  each.firstSignature(),
                  each.second().root(),
                  each.secondSignature()));
    }
  }

  private void keep(CoseKey key, Transaction report) {
    if (reports.size() < MAX && !reports.containsKey(key.thumbprint())) {
      reports.put(key.thumbprint(), report);
      LOG.log(
          System.Logger.Level.WARNING,
          "The replica with key {0} signed twice, and is shown to have: {1}",
          key.thumbprint(),
          report);
    }
  }

  /** Sends what the contract would accept now, forgets what is settled; what comes of each. */
  List<CompletableFuture<Answer>> look() {
    List<CompletableFuture<Answer>> sent = new ArrayList<>();
    try (Snapshot now = keeper.snapshot()) {
      View state = new Overlay(keeper.rulebook(), now);
      read(keysOfVotes(state));
      Optional<Keys.Registered> self = state.find(Keys.TABLE, voice);
      if (self.isEmpty()) {
        LOG.log(
            System.Logger.Level.WARNING,
            "This node''s own key is no party''s: it leaves evidence to other replicas.");
        reports.clear();
        return List.of();
      }
      for (Map.Entry<KeyId, Transaction> report : List.copyOf(reports.entrySet())) {
        switch (judgment(now, self.get(), report.getValue())) {
          case Judgment.Accepted _ ->
              sent.add(
                  keeper
                      .submission()
                      .submit(keeper.own().sign(report.getValue(), now.tip().time())));
          case Judgment.Refused refused -> {
            Reason reason = refused.rejected().reason();
            if (reason == GovernanceRefusal.NO_SUCH_REPLICA) {
              reports.remove(report.getKey());
            }
          }
        }
      }
    }
    return List.copyOf(sent);
  }

  /** Reads the votes in those blocks that the engine tells now. */
  private void read(List<CoseKey> keys) {
    for (long height : List.copyOf(heights)) {
      blocks
          .apply(height)
          .ifPresent(
              block -> {
                heights.remove(height);
                for (ReportDoubleVote report : EngineEvidence.of(block, keys)) {
                  keep(report.voter(), report);
                }
              });
    }
  }

  private static List<CoseKey> keysOfVotes(View state) {
    List<Replica> all = new ArrayList<>(Replicas.latest(state).members());
    for (Entry<ReplicaOffer.Id, Absence.Suspended> each :
        state.list(Governance.SUSPENDED, List.of(), Optional.empty(), View.LIST_MAX)) {
      all.add(each.value().replica());
    }
    return all.stream().flatMap(each -> each.consensus().stream()).toList();
  }

  /** What would become of {@code report} in the next block. */
  private Judgment judgment(Snapshot now, Keys.Registered self, Transaction report) {
    Context at =
        new Context(
            keeper.genesis().network(),
            now.tip().height() + 1,
            now.tip().time(),
            Bytes.copyOf(new byte[Context.STATEMENT_LENGTH]),
            voice,
            self.subject(),
            now);
    return Rehearsal.of(keeper.rulebook(), now, at, report, Optional.empty()).judgment();
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
