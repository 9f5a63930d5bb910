package birthmark.node.cometbft;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.contract.Genesis;
import birthmark.contract.Replicas;
import birthmark.cose.Signatures;
import birthmark.finality.ReplicaSet;
import birthmark.machine.UnknownRulesException;
import birthmark.node.engine.Execution;
import birthmark.node.engine.LogTransfer;
import birthmark.node.engine.Staged;
import birthmark.node.engine.StagedApplication;
import birthmark.node.engine.Standing;
import birthmark.proof.Checkpoint;
import birthmark.proof.Note;
import birthmark.statement.Statement;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What this replica does at each step of agreeing on blocks: it proposes, votes, decides, stores.
 * What is in a block is told by {@link Proposals}.
 *
 * <p>The engine has blocks all the time, the ledger only those in which something happens or time
 * is to be carried on. What that is follows from the block and the state alone, so that it is the
 * same on all replicas.
 */
final class Consensus {
  /**
   * What it may hold.
   *
   * @param blockStatements the most statements in a block
   * @param heartbeat how long after the last seal an idle ledger is sealed again, in block time
   * @param retain how many of its blocks the engine keeps behind the last one that was stored
   */
  record Limits(int blockStatements, Duration heartbeat, long retain) {
    /** Those of a node. */
    static final Limits NORMAL = new Limits(8_192, Duration.ofSeconds(10), 100_000);
  }

  /**
   * How the log goes to other replicas and comes from them.
   *
   * @param headers what the engine was shown of its own chain
   */
  record Transfer(
      LogTransfer log, ReplicaSet founding, Signatures signatures, SnapshotIntake.Headers headers) {
    private SnapshotOffers offers(long keptBlocks) {
      return new SnapshotOffers(log, founding, signatures, keptBlocks);
    }

    private SnapshotIntake intake(SnapshotIntake.Validators validators) {
      return new SnapshotIntake(
          log, founding, signatures, headers, validators, SnapshotIntake.GATHERED);
    }
  }

  /** What a block led to for those who wait. */
  record Outcome(long engineHeight, Execution.Decided decided, List<Statement> statements) {}

  private static final System.Logger LOG = System.getLogger(Consensus.class.getName());

  private final Genesis genesis;
  private final StagedApplication application;
  private final Ahead ahead;
  private final Proposals proposals;
  private final Cosignatures cosignatures;
  private final Limits limits;
  private final Consumer<Note> finals;
  private final Consumer<DoubleSigned> doubleSigned;
  private final SignedRoots roots = new SignedRoots();
  private final Divergence divergence;
  private final LogTransfer log;
  private final SnapshotOffers offers;
  private final SnapshotIntake intake;
  private final ReentrantLock lock = new ReentrantLock();
  private Optional<Round> round = Optional.empty();
  private long finalized;
  private boolean lastSealed;
  private Optional<Checkpoint> anchor;
  private Bytes nextValidators = Bytes.EMPTY;
  private volatile Optional<String> halted = Optional.empty();

  /** A block that was decided and is to be stored. */
  private record Round(
      long height, Staged staged, List<Statement> statements, Optional<Note> settled) {}

  /**
   * This replica's part.
   *
   * @param genesis what the ledger starts from
   * @param ahead decides for the same application
   * @param finals told of each checkpoint that became final
   * @param doubleSigned told of each replica that signed twice
   * @param anchor where the ledger must have been once, where the user says so
   * @param doors of other nodes, where any are known
   * @param transfer how the log goes to others and comes from them
   */
  Consensus(
      Genesis genesis,
      StagedApplication application,
      Ahead ahead,
      Candidates candidates,
      Pool pool,
      Cosignatures cosignatures,
      Limits limits,
      Consumer<Note> finals,
      Consumer<DoubleSigned> doubleSigned,
      Optional<Checkpoint> anchor,
      List<URI> doors,
      Transfer transfer) {
    this.anchor = anchor;
    this.genesis = genesis;
    this.application = application;
    this.ahead = ahead;
    this.proposals =
        new Proposals(application, candidates, pool, cosignatures, limits.blockStatements());
    this.cosignatures = cosignatures;
    this.limits = limits;
    this.finals = finals;
    this.doubleSigned = doubleSigned;
    this.divergence = new Divergence(cosignatures, doors);
    this.log = transfer.log();
    this.offers = transfer.offers(limits.retain());
    this.intake = transfer.intake(this::nextTwo);
  }

  /** Why this replica decides nothing any more, if it does not. */
  Optional<String> halted() {
    return halted;
  }

  /** The engine's height of the last block that was decided here, 0 if none was since the start. */
  long height() {
    lock.lock();
    try {
      return finalized;
    } finally {
      lock.unlock();
    }
  }

  private <T> T step(Supplier<T> step) {
    lock.lock();
    try {
      halted.ifPresent(
          sentence -> {
            throw new HaltedException(sentence);
          });
      return step.get();
    } finally {
      lock.unlock();
    }
  }

  /** Ends the engine: this replica must not go on. */
  static final class HaltedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    HaltedException(String sentence) {
      super(sentence, null, false, false);
    }
  }

  private HaltedException halt(String sentence) {
    LOG.log(System.Logger.Level.ERROR, sentence);
    halted = Optional.of(sentence);
    return new HaltedException(sentence);
  }

  /** Where the ledger stands, for an engine that begins or begins again. */
  ProtoWriter info() {
    return step(
        () -> {
          round = Optional.empty();
          ahead.drop();
          Standing standing = application.standing();
          finalized = standing.engineHeight();
          follow();
          return Response.info("1", standing.engineHeight(), standing.log().root());
        });
  }

  private void follow() {
    cosignatures.follow(application.replicas(), application.voters());
    nextValidators = ValidatorPower.hash(application.successors());
  }

  /** The hashes of the validators of the next two blocks, as the ledger has them. */
  private List<Bytes> nextTwo() {
    return List.of(
        ValidatorPower.hash(application.voters()), ValidatorPower.hash(application.successors()));
  }

  /** The snapshots that others may fetch. */
  SnapshotOffers offers() {
    return offers;
  }

  ProtoWriter offered(Request.OfferSnapshot offer) {
    return step(() -> Response.offered(intake.offer(offer)));
  }

  ProtoWriter apply(Request.ApplySnapshotChunk chunk) {
    return step(
        () -> {
          ahead.drop();
          SnapshotIntake.Applied applied = intake.apply(chunk);
          if (applied instanceof SnapshotIntake.Applied.Aborted(String sentence)) {
            LOG.log(System.Logger.Level.ERROR, "The snapshot is given up: {0}.", sentence);
          } else {
            compareWithAnchor(log.size());
          }
          return Response.applied(applied);
        });
  }

  ProtoWriter begin(Request.InitChain chain) {
    return step(
        () -> {
          String chainId = Replicas.chainId(genesis.network());
          if (!chain.chainId().equals(chainId) || !isFounding(chain.validators())) {
            throw halt(
                "The engine's genesis is not that of this ledger, "
                    + chainId
                    + ": both come from one founding. Give the engine the one that came with the"
                    + " ledger's.");
          }
          return Response.initChain(application.standing().log().root());
        });
  }

  private boolean isFounding(List<ValidatorPower> validators) {
    Set<ValidatorPower> replicas = new HashSet<>();
    for (Genesis.Replica replica : genesis.replicas()) {
      replica
          .consensus()
          .map(key -> new ValidatorPower(EngineFolder.octets(key), replica.weight()))
          .ifPresent(replicas::add);
    }
    return replicas.equals(Set.copyOf(validators));
  }

  ProtoWriter propose(Request.PrepareProposal asked) {
    return step(() -> Response.prepareProposal(proposals.make(asked)));
  }

  /**
   * Whether a block is wanted at once though no statement waits: the last one changed the log, so
   * votes are to sign it, or they have. One replica alone signs for nobody.
   */
  boolean isDue(Request.PrepareProposal asked) {
    return step(() -> (lastSealed && !isAlone()) || proposals.toSettle(asked).isPresent());
  }

  /**
   * Whether nothing waits for the block that was just decided, nor for the one behind it: neither
   * it nor the last one changed anything, it makes nothing final, and it is not one of those by
   * which this replica catches up with others.
   */
  boolean isIdle(Request.FinalizeBlock block) {
    return step(
        () ->
            block.txs().isEmpty()
                && !lastSealed
                && round.filter(each -> !each.staged().sealed()).isPresent()
                && proposals.wasJudged(block.height())
                && cosignatures.isVoter());
  }

  /** Whether nobody else votes, so that nobody need be told of statements. */
  boolean isAlone() {
    return cosignatures.isAlone();
  }

  ProtoWriter vote(Request.ProcessProposal proposal) {
    return step(
        () -> {
          Optional<String> fault = proposals.fault(proposal.height(), proposal.txs());
          fault.ifPresent(
              sentence ->
                  LOG.log(
                      System.Logger.Level.WARNING,
                      "The block proposed at the engine''s height {0} is voted down: {1}.",
                      String.valueOf(proposal.height()),
                      sentence));
          List<Statement> statements = proposals.judged(proposal.height());
          if (fault.isEmpty() && !statements.isEmpty()) {
            Timestamp time = time(proposal.timeMillis());
            ahead.begin(time, statements, isHeartbeat(time));
          }
          return Response.processProposal(fault.isEmpty());
        });
  }

  ProtoWriter extend() {
    return step(() -> Response.extendVote(application.standing().checkpoint()));
  }

  ProtoWriter verify(Request.VerifyVoteExtension vote) {
    return step(
        () -> {
          Optional<Note> signed = cosignatures.signed(vote.extension());
          signed.ifPresent(this::compare);
          if (signed.isPresent() && vote.height() == finalized + 1) {
            Optional<String> astray = divergence.seen(signed.get(), application.standing());
            if (astray.isPresent()) {
              throw halt(astray.get());
            }
          }
          return Response.verifyVoteExtension(signed.isPresent());
        });
  }

  /** Tells of replicas that signed another log of this size before. */
  private void compare(Note signed) {
    roots.seen(signed, cosignatures.voters()).forEach(doubleSigned);
  }

  ProtoWriter decide(Request.FinalizeBlock block) {
    return step(
        () -> {
          if (block.doubleVotes()) {
            doubleSigned.accept(new DoubleSigned.Votes(block.height()));
          }
          if (!block.nextValidatorsHash().equals(nextValidators)) {
            throw halt(
                "At the engine's height "
                    + block.height()
                    + " its validators are not the replicas that the ledger has. It decides nothing"
                    + " more. Keep the folder to find out why, and rejoin as docs/operate.md"
                    + " says.");
          }
          Proposals.Content content = proposals.content(block.height(), block.txs());
          Optional<Note> settled = Optional.empty();
          for (Bytes note : content.notes()) {
            settled = settled(note);
          }
          Timestamp time = time(block.timeMillis());
          Staged staged;
          try {
            staged = ahead.staged(time, content.statements(), isHeartbeat(time));
          } catch (UnknownRulesException e) {
            throw halt(String.valueOf(e.getMessage()));
          }
          round = Optional.of(new Round(block.height(), staged, content.statements(), settled));
          List<ValidatorPower> updates =
              staged
                  .succession()
                  .map(each -> ValidatorPower.difference(each.before(), each.after()))
                  .orElse(List.of());
          return Response.finalizeBlock(
              content.codes(), updates, staged.result().tip().log().root());
        });
  }

  private static Timestamp time(long millis) {
    return new Timestamp(Math.clamp(millis, 0, Timestamp.MAX_MILLIS));
  }

  /** Whether a block at {@code time} is sealed though nothing may change. */
  private boolean isHeartbeat(Timestamp time) {
    return time.millis() - application.standing().time().millis() >= limits.heartbeat().toMillis();
  }

  /** The final checkpoint that {@code note} is; halts if enough replicas signed another log. */
  private Optional<Note> settled(Bytes note) {
    if (!(cosignatures.proof(note)
        instanceof Cosignatures.Proof.Final(Checkpoint checkpoint, Note proven))) {
      return Optional.empty();
    }
    cosignatures.signed(note).ifPresent(this::compare);
    Optional<Bytes> own = application.root(checkpoint.size());
    if (own.isPresent() && !own.get().equals(checkpoint.root())) {
      throw halt(divergence.sentence(checkpoint, checkpoint.size(), own.get()));
    }
    return own.isPresent() ? Optional.of(proven) : Optional.empty();
  }

  /**
   * Stores what was decided.
   *
   * @param decided told what became of it once it lasts
   */
  ProtoWriter commit(Consumer<Outcome> decided) {
    return step(
        () -> {
          Round done =
              round.orElseThrow(() -> new IllegalStateException("no block was decided before"));
          round = Optional.empty();
          ahead.drop();
          switch (application.store(done.staged(), done.height())) {
            case Execution.Failed failed -> throw new HaltedException(failed.sentence());
            case Execution.Decided stored -> {
              finalized = done.height();
              lastSealed = done.staged().sealed();
              divergence.decided(stored, done.statements());
              if (done.staged().sealed()) {
                compareWithAnchor(done.staged().result().tip().log().size());
                follow();
                offers.stored(done.height(), done.staged().result().tip().log().size());
              } else {
                cosignatures.stay();
              }
              if (log.isArriving()) {
                log.arriving(false);
              }
              proposals.stored();
              done.settled().ifPresent(this::settle);
              decided.accept(new Outcome(done.height(), stored, done.statements()));
            }
          }
          long last = application.standing().engineHeight();
          return Response.commit(Math.max(0, last - limits.retain()));
        });
  }

  /** Halts a replica whose ledger was never where its user says. */
  private void compareWithAnchor(long size) {
    if (anchor.isPresent() && anchor.get().size() <= size) {
      Checkpoint expected = anchor.get();
      if (!application.root(expected.size()).equals(Optional.of(expected.root()))) {
        throw halt(
            "With "
                + expected.size()
                + " entries the log had another root than "
                + expected.root()
                + ", which the checkpoint of 'birthmark join' says: the engines that this one was"
                + " given as peers keep another history. It decides nothing more.");
      }
      anchor = Optional.empty();
    }
  }

  private void settle(Note note) {
    proposals.settled(note);
    offers.settled(note);
    finals.accept(cosignatures.withOwn(note));
  }
}
