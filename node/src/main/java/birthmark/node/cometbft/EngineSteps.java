package birthmark.node.cometbft;

import birthmark.bytes.Bytes;
import birthmark.contract.Replicas;
import birthmark.finality.ReplicaSet;
import birthmark.node.engine.Execution;
import birthmark.node.engine.Ticket;
import birthmark.statement.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A replica's side of agreeing for an engine in the same process, which takes the steps one by one:
 * the same parts as behind CometBFT's socket, without a process, threads or waiting.
 */
public final class EngineSteps {
  private final CometEngine.Parts parts;
  private final Pool pool =
      new Pool(CometEngine.WAITING_STATEMENTS_MAX, CometEngine.WAITING_OCTETS_MAX);
  private final PassingOn passing;
  private final Consensus consensus;

  /** Has the engine end: it begins again with {@link #height}, unless the replica halted. */
  public static final class EndException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    EndException(Consensus.HaltedException cause) {
      super(cause.getMessage(), cause);
    }
  }

  /**
   * A block that was agreed on.
   *
   * @param height the engine's height of it
   * @param timeMillis its time, in milliseconds since 1970
   * @param txs its transactions
   * @param doubleVotes whether it shows that a replica voted twice in one round
   * @param nextValidatorsHash of the validators of the block after it
   */
  public record Agreed(
      long height,
      long timeMillis,
      List<Bytes> txs,
      boolean doubleVotes,
      Bytes nextValidatorsHash) {
    /** The same as CometBFT asks for it. */
    Request.FinalizeBlock request() {
      return new Request.FinalizeBlock(height, timeMillis, txs, doubleVotes, nextValidatorsHash);
    }
  }

  /**
   * What a block leads to.
   *
   * @param root of the log after it
   * @param updates validators whose weight is another from the second height after it on
   */
  public record Result(Bytes root, List<ValidatorPower> updates) {}

  /** What was stored, with the statements that were decided. */
  public record Stored(Execution.Decided decided, List<Statement> statements) {}

  /**
   * The steps of one replica.
   *
   * @param parts what it is made of; what is to be done elsewhere is done where they say
   * @param blockStatements the most statements in a block
   */
  public EngineSteps(CometEngine.Parts parts, int blockStatements) {
    this(parts, blockStatements, (height, hash) -> false);
  }

  /**
   * The same.
   *
   * @param headers what the engine was shown of its own chain
   */
  EngineSteps(CometEngine.Parts parts, int blockStatements, SnapshotIntake.Headers headers) {
    this.parts = parts;
    this.passing = new PassingOn(pool, parts.admission(), parts.workers());
    Consensus.Limits normal = Consensus.Limits.NORMAL;
    this.consensus =
        new Consensus(
            parts.genesis(),
            parts.application(),
            new Ahead(parts.application(), parts.workers()),
            new Candidates(pool, parts.admission(), parts.workers()),
            pool,
            parts.cosignatures(),
            new Consensus.Limits(blockStatements, normal.heartbeat(), normal.retain()),
            parts.finals(),
            parts.doubleSigned(),
            Optional.empty(),
            List.of(),
            new Consensus.Transfer(
                parts.log(), ReplicaSet.of(parts.genesis()), parts.signatures(), headers));
  }

  /** What takes the steps. */
  Consensus consensus() {
    return consensus;
  }

  private static <T> T step(Supplier<T> step) {
    try {
      return step.get();
    } catch (Consensus.HaltedException e) {
      throw new EndException(e);
    }
  }

  /** Why this replica decides nothing any more, if it does not. */
  public Optional<String> halted() {
    return consensus.halted();
  }

  /** The engine's height of the last block that the ledger has; 0 before any. */
  public long height() {
    ProtoReader told = body(step(consensus::info), 4);
    long height = 0;
    for (int field = told.next(); field != 0; field = told.next()) {
      height = field == 4 ? told.number() : height;
    }
    return height;
  }

  /** Begins the chain with {@code validators}. */
  public void begin(List<ValidatorPower> validators) {
    String chain = Replicas.chainId(parts.genesis().network());
    ProtoWriter _ = step(() -> consensus.begin(new Request.InitChain(chain, validators)));
  }

  /** A statement is offered at this node's door; false if there is no room. */
  public boolean offer(Ticket ticket) {
    return pool.offer(ticket);
  }

  /** Whether anybody waits for a statement that was offered here. */
  public boolean isAwaited() {
    return pool.isAwaited();
  }

  /** The bundles that the other replicas are told of now. */
  public List<Bytes> tellings() {
    return passing.tellings(consensus.height());
  }

  /** Takes in a bundle that another replica passed on; whether it is one. */
  public boolean arrived(Bytes bundle) {
    return passing.arrived(bundle) == Response.OK;
  }

  /**
   * The transactions that it proposes.
   *
   * @param octetsMax the most octets of them
   * @param extensions those of the votes on the block before
   */
  public List<Bytes> propose(long height, long octetsMax, List<Bytes> extensions) {
    Request.PrepareProposal asked = new Request.PrepareProposal(height, octetsMax, extensions);
    return field(step(() -> consensus.propose(asked)), 17, 1);
  }

  /** Whether it votes for a block with {@code txs}. */
  public boolean accepts(long height, long timeMillis, List<Bytes> txs) {
    Request.ProcessProposal proposal = new Request.ProcessProposal(height, timeMillis, txs);
    return accepted(step(() -> consensus.vote(proposal)), 18);
  }

  /** What goes with its vote. */
  public Bytes extension() {
    return field(step(consensus::extend), 19, 1).getFirst();
  }

  /** Whether it takes a vote that {@code extension} goes with. */
  public boolean accepts(long height, Bytes extension) {
    Request.VerifyVoteExtension vote = new Request.VerifyVoteExtension(height, extension);
    return accepted(step(() -> consensus.verify(vote)), 20);
  }

  /** Decides a block and stores nothing. */
  public Result decide(Agreed block) {
    ProtoReader told = body(step(() -> consensus.decide(block.request())), 21);
    Bytes root = Bytes.EMPTY;
    List<ValidatorPower> updates = new ArrayList<>();
    for (int field = told.next(); field != 0; field = told.next()) {
      switch (field) {
        case 3 -> updates.add(Request.validator(told.message()));
        case 5 -> root = told.bytes();
        default -> {}
      }
    }
    return new Result(root, List.copyOf(updates));
  }

  /** Stores what was decided, and answers those who wait for it. */
  public Stored commit() {
    List<Stored> stored = new ArrayList<>();
    ProtoWriter _ =
        step(
            () ->
                consensus.commit(
                    outcome -> {
                      answer(outcome);
                      stored.add(new Stored(outcome.decided(), outcome.statements()));
                    }));
    return stored.getFirst();
  }

  private void answer(Consensus.Outcome outcome) {
    Execution.Decided done = outcome.decided();
    List<Pool.Answered> answered = pool.decided(outcome.statements(), done.decisions());
    answered.addAll(passing.decided(outcome.engineHeight(), done));
    parts.answers().execute(() -> answered.forEach(each -> each.tell(done)));
  }

  private static List<Bytes> field(ProtoWriter response, int kind, int field) {
    ProtoReader body = body(response, kind);
    List<Bytes> found = new ArrayList<>();
    for (int at = body.next(); at != 0; at = body.next()) {
      if (at == field) {
        found.add(body.bytes());
      }
    }
    return List.copyOf(found);
  }

  private static boolean accepted(ProtoWriter response, int kind) {
    ProtoReader body = body(response, kind);
    return body.next() == 1 && body.number() == Response.ACCEPT;
  }

  private static ProtoReader body(ProtoWriter response, int kind) {
    byte[] octets = response.toBytes().toByteArray();
    ProtoReader whole = new ProtoReader(octets, 0, octets.length);
    if (whole.next() != kind) {
      throw new IllegalStateException("the answer is of another kind than " + kind);
    }
    return whole.message();
  }
}
