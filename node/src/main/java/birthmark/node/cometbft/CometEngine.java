package birthmark.node.cometbft;

import birthmark.bytes.Bytes;
import birthmark.contract.Genesis;
import birthmark.cose.Signatures;
import birthmark.finality.ReplicaSet;
import birthmark.json.Json;
import birthmark.node.engine.Admission;
import birthmark.node.engine.Engine;
import birthmark.node.engine.Execution;
import birthmark.node.engine.LogTransfer;
import birthmark.node.engine.Ordered;
import birthmark.node.engine.StagedApplication;
import birthmark.node.engine.Ticket;
import birthmark.proof.Note;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * The engine of a ledger with several replicas. Statements wait here, are passed on to the other
 * replicas in bundles, and are decided when CometBFT has agreed on a block with them.
 */
public final class CometEngine implements Engine {
  /** The most statements that wait of each kind. */
  static final int WAITING_STATEMENTS_MAX = 65_536;

  /** The most octets that they have. */
  static final long WAITING_OCTETS_MAX = 64L << 20;

  /**
   * How long after a block the next one is proposed without a statement: well below the others'
   * patience for it.
   */
  private static final long PROPOSAL_NANOS = Duration.ofMillis(500).toNanos();

  /** How long a block that changed nothing is kept from its end, where nothing waits for it. */
  private static final long IDLE_NANOS = Duration.ofSeconds(2).toNanos();

  /** Who sends so many sends more. */
  private static final int MANY = 256;

  /** How long the next ones of those who send many may take. */
  private static final long NEXT_NANOS = Duration.ofMillis(40).toNanos();

  /**
   * How long, and for how many, a block is kept open while more and more statements come: each
   * costs the engine some ten syncs, whatever is in it, and more are looked at meanwhile.
   */
  private static final long GATHER_NANOS = Duration.ofMillis(25).toNanos();

  private static final int ENOUGH = 2_048;

  private static final int STOP_SECONDS = 5;
  private static final long WAIT_NANOS = 20_000_000;
  private static final String STOPPED =
      "The node is stopping before the replicas agreed on it. Send the same statement again, here"
          + " or to another node: it counts once.";

  private final Pool pool = new Pool(WAITING_STATEMENTS_MAX, WAITING_OCTETS_MAX);
  private final Consensus consensus;
  private final PassingOn passing;
  private final Executor answers;
  private final Arrival arrival;
  private final EngineProcess process;
  private final ExecutorService ahead =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("birthmark-ahead").factory());
  private volatile boolean closed;
  private volatile long decidedAt;
  private volatile int decidedStatements;

  /**
   * What it is made of.
   *
   * @param genesis what the ledger starts from
   * @param application the ledger
   * @param log the log as it goes to others and comes from them
   * @param signatures checks what others signed
   * @param admission looks at what other replicas send
   * @param cosignatures the replicas' checkpoints
   * @param finals told of each checkpoint that became final
   * @param doubleSigned told of each replica that signed twice
   * @param answers where those who wait are told
   * @param workers one thread a core, for what other replicas send
   */
  public record Parts(
      Genesis genesis,
      StagedApplication application,
      LogTransfer log,
      Signatures signatures,
      Admission admission,
      Cosignatures cosignatures,
      Consumer<Note> finals,
      Consumer<DoubleSigned> doubleSigned,
      Executor answers,
      Executor workers) {}

  /** An engine that runs CometBFT as {@code run} says, once it is started. */
  public CometEngine(EngineRun run, Parts parts) {
    this.passing = new PassingOn(pool, parts.admission(), parts.workers());
    this.answers = parts.answers();
    this.arrival = new Arrival(run.home(), run.doors(), parts.log());
    this.consensus =
        new Consensus(
            parts.genesis(),
            parts.application(),
            new Ahead(parts.application(), ahead),
            new Candidates(pool, parts.admission(), parts.workers()),
            pool,
            parts.cosignatures(),
            new Consensus.Limits(
                Consensus.Limits.NORMAL.blockStatements(),
                Consensus.Limits.NORMAL.heartbeat(),
                run.keptBlocks()),
            parts.finals(),
            parts.doubleSigned(),
            run.anchor(),
            run.doors(),
            new Consensus.Transfer(
                parts.log(), ReplicaSet.of(parts.genesis()), parts.signatures(), arrival));
    this.process = new EngineProcess(run, this::answer, consensus::halted, arrival);
  }

  @Override
  public void start() {
    process.start();
  }

  @Override
  public boolean offer(Ticket ticket) {
    boolean taken = !closed && pool.offer(ticket);
    consensus.halted().ifPresent(this::turnAway);
    return taken;
  }

  @Override
  public int waiting() {
    return pool.size();
  }

  /** What is wrong with the engine now, a sentence each. */
  public List<String> troubles() {
    List<String> troubles = new ArrayList<>();
    consensus
        .halted()
        .ifPresentOrElse(troubles::add, () -> process.trouble().ifPresent(troubles::add));
    return troubles;
  }

  /** Which blocks the engine has, and at which heights snapshots are offered; if it runs. */
  public Optional<Json.Obj> range() {
    return process
        .ask("/status")
        .flatMap(status -> HeaderServer.text(status, "sync_info", "earliest_block_height"))
        .filter(digits -> digits.matches("\\d{1,18}"))
        .map(
            earliest ->
                Json.object()
                    .put("earliest", new Json.Int(Long.parseLong(earliest)))
                    .put(
                        "snapshots",
                        new Json.Arr(
                            consensus.offers().heights().stream()
                                .<Json>map(Json.Int::new)
                                .toList()))
                    .build());
  }

  /** The engine's header at {@code height}, who signed it and its parameters, if it has them. */
  public Optional<Json.Obj> headers(long height) {
    Optional<Json.Obj> commit = process.ask("/commit?height=" + height);
    Optional<Json.Obj> validators = process.ask("/validators?per_page=100&height=" + height);
    Optional<Json.Obj> parameters = process.ask("/consensus_params?height=" + height);
    return commit.isPresent() && validators.isPresent() && parameters.isPresent()
        ? Optional.of(
            Json.object()
                .put("commit", commit.get())
                .put("validators", validators.get())
                .put("parameters", parameters.get())
                .build())
        : Optional.empty();
  }

  /** How the engine stands, if it runs. */
  public Optional<EngineStatus> status() {
    return process.status();
  }

  /** The engine's block at {@code height} as it tells it, if it runs and has it. */
  public Optional<Json> block(long height) {
    return process.ask("/block?height=" + height).map(Json.class::cast);
  }

  private ProtoWriter answer(Request request) {
    try {
      return answered(request);
    } catch (Consensus.HaltedException e) {
      consensus.halted().ifPresent(this::turnAway);
      return Response.exception(String.valueOf(e.getMessage()));
    }
  }

  /** Tells those who wait, at once, that this replica decides nothing more. */
  private void turnAway(String sentence) {
    pool.clear().forEach(ticket -> ticket.answer().accept(new Ordered.Undecided(sentence)));
  }

  private ProtoWriter answered(Request request) {
    return switch (request) {
      case Request.Echo(String message) -> Response.echo(message);
      case Request.Flush _ -> Response.flush();
      case Request.Info _ -> consensus.info();
      case Request.InitChain chain -> consensus.begin(chain);
      case Request.Query _ -> Response.query("The ledger is read from its nodes, not its engine.");
      case Request.CheckTx _ -> Response.checkTx("Statements are sent to the ledger's nodes.");
      case Request.InsertTx(Bytes tx) -> Response.insertTx(passing.arrived(tx));
      case Request.ReapTxs _ -> Response.reapTxs(tellings());
      case Request.PrepareProposal asked -> {
        awaitStatements(asked);
        yield consensus.propose(asked);
      }
      case Request.ProcessProposal proposal -> consensus.vote(proposal);
      case Request.ExtendVote _ -> consensus.extend();
      case Request.VerifyVoteExtension vote -> consensus.verify(vote);
      case Request.FinalizeBlock block -> {
        ProtoWriter decided = consensus.decide(block);
        if (consensus.isIdle(block)) {
          keep();
        }
        yield decided;
      }
      case Request.Commit _ -> consensus.commit(this::decided);
      case Request.ListSnapshots _ -> Response.snapshots(consensus.offers().list());
      case Request.OfferSnapshot offer -> consensus.offered(offer);
      case Request.LoadSnapshotChunk(long height, long format, long chunk) ->
          Response.chunk(consensus.offers().chunk(height, format, chunk).orElse(Bytes.EMPTY));
      case Request.ApplySnapshotChunk chunk -> {
        process.progressed();
        yield consensus.apply(chunk);
      }
    };
  }

  /** A proposal waits for statements: the engine itself cannot be told that there are any. */
  private void awaitStatements(Request.PrepareProposal asked) {
    try {
      // Who had many answered at once has the next ones sent at once.
      boolean busy = decidedStatements >= MANY;
      if (busy) {
        pool.await(NEXT_NANOS);
      } else if (pool.size() == 0 && !consensus.isDue(asked)) {
        pool.await(PROPOSAL_NANOS - (System.nanoTime() - decidedAt));
      }
      if (busy || pool.size() >= MANY) {
        pool.gather(ENOUGH, GATHER_NANOS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A block that nothing waits for is kept for a while, or until a statement comes. */
  private void keep() {
    try {
      pool.await(IDLE_NANOS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What the other replicas are told of; nothing where there are none. */
  private List<Bytes> tellings() {
    if (consensus.isAlone()) {
      pool.told();
      return List.of();
    }
    return passing.tellings(consensus.height());
  }

  private void decided(Consensus.Outcome outcome) {
    decidedAt = System.nanoTime();
    decidedStatements = outcome.statements().size();
    Execution.Decided done = outcome.decided();
    process.decided(outcome.engineHeight(), done.time());
    List<Pool.Answered> answered = pool.decided(outcome.statements(), done.decisions());
    answered.addAll(passing.decided(outcome.engineHeight(), done));
    if (!answered.isEmpty()) {
      answers.execute(() -> answered.forEach(each -> each.tell(done)));
    }
  }

  @Override
  public void close() {
    closed = true;
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS);
    while (pool.isAwaited() && troubles().isEmpty() && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(WAIT_NANOS);
    }
    pool.close();
    process.close();
    // It may still read what the node closes next.
    ahead.close();
    arrival.close();
    pool.clear().forEach(ticket -> ticket.answer().accept(new Ordered.Undecided(STOPPED)));
  }
}
