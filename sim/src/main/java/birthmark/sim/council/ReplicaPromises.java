package birthmark.sim.council;

import birthmark.bytes.Bytes;
import birthmark.contract.Fact;
import birthmark.contract.Genesis;
import birthmark.contract.Replica;
import birthmark.contract.Replicas;
import birthmark.contracts.samples.SamplingFact;
import birthmark.cose.Signatures;
import birthmark.machine.Decision;
import birthmark.node.cometbft.DoubleSigned;
import birthmark.node.engine.Ordered;
import birthmark.node.engine.Standing;
import birthmark.node.store.BlockFacts;
import birthmark.node.store.Recorded;
import birthmark.proof.Checkpoint;
import birthmark.proof.Note;
import birthmark.proof.NoteKey;
import birthmark.sim.check.ViolationException;
import birthmark.statement.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What must hold of several replicas, looked at after each thing that happens. */
final class ReplicaPromises {
  /** What a transaction of the engine has besides its octets in a block, at most. */
  private static final int HEAD = 5;

  private final Genesis genesis;
  private final Signatures verifier;
  private final Happenings happenings;
  private final TreeMap<Long, Bytes> roots = new TreeMap<>();
  private final TreeMap<Long, List<String>> decisions = new TreeMap<>();
  private final TreeMap<Bytes, Long> counted = new TreeMap<>();
  private final TreeMap<Bytes, Acknowledged> acknowledged = new TreeMap<>();
  private final TreeMap<Long, Log> logs = new TreeMap<>();
  private final TreeMap<Integer, Long> finalSizes = new TreeMap<>();

  /** A log that was, and who signs for it. */
  private record Log(Bytes root, Replicas signers) {}

  /** What somebody was told of a statement. */
  private record Acknowledged(String verdict, long height) {}

  ReplicaPromises(Genesis genesis, Signatures verifier, Happenings happenings) {
    this.genesis = genesis;
    this.verifier = verifier;
    this.happenings = happenings;
  }

  private static ViolationException broken(String sentence) {
    return new ViolationException(sentence);
  }

  /** An honest replica proposes no more than fits. */
  void proposed(SimulatedReplica proposer, List<Bytes> txs, int octetsMax) {
    long octets = txs.stream().mapToLong(each -> each.length() + HEAD).sum();
    if (octets > octetsMax) {
      throw broken(
          "replica " + proposer.number() + " proposes " + octets + " octets of " + octetsMax);
    }
  }

  /** An honest replica votes for what an honest one proposes, and for nothing that none does. */
  boolean voted(SimulatedReplica voter, SimulatedEngine.Proposal proposal, boolean accepted) {
    if (proposal.honest() && !accepted) {
      throw broken("replica " + voter.number() + " votes down what an honest one proposes");
    }
    if (accepted && proposal.fault().isPresent()) {
      throw broken(
          "replica " + voter.number() + " votes for a block with " + proposal.fault().get());
    }
    return accepted;
  }

  /** The vote of an honest replica counts with all, one that goes with nothing with none. */
  void extensionJudged(
      SimulatedReplica by, SimulatedReplica voter, boolean valid, boolean accepted) {
    if (valid != accepted) {
      throw broken(
          "replica "
              + by.number()
              + (accepted ? " takes" : " does not take")
              + " the vote of replica "
              + voter.number()
              + (valid ? ", which is right" : ", which signs no log"));
    }
  }

  /** What no honest replica votes for is never agreed on. */
  void agreed(long height, SimulatedEngine.Proposal proposal) {
    if (proposal.fault().isPresent()) {
      throw broken("block " + height + " is decided with " + proposal.fault().get());
    }
  }

  /** All come to one root at each height, and decide the same; nothing counts twice. */
  void decided(SimulatedReplica replica, long height, SimulatedReplica.Delivered done) {
    Bytes root = roots.computeIfAbsent(height, _ -> done.result().root());
    if (!root.equals(done.result().root())) {
      throw broken(
          "replica "
              + replica.number()
              + " came to another root at height "
              + height
              + " than the others");
    }
    List<String> told = new ArrayList<>();
    List<Statement> statements = done.stored().statements();
    for (int i = 0; i < statements.size(); i++) {
      told.add(counted(statements.get(i).id(), height, done.stored().decided().decisions().get(i)));
    }
    if (!decisions.computeIfAbsent(height, _ -> told).equals(told)) {
      throw broken(
          "replica "
              + replica.number()
              + " decided otherwise at height "
              + height
              + " than the others");
    }
    stands(replica);
    happenings.add("decided", replica.number() + " " + height + " " + root.hex());
  }

  /** Takes down where a replica stands: no other has another log of that size. */
  private void stands(SimulatedReplica replica) {
    Standing standing = replica.standing();
    Log log = new Log(standing.log().root(), Replicas.at(replica.state(), standing.height() + 1));
    if (!logs.computeIfAbsent(standing.log().size(), _ -> log).root().equals(log.root())) {
      throw broken("replica " + replica.number() + " has another log than the others");
    }
  }

  private String counted(Bytes id, long height, Decision decision) {
    happenings.count(decision.getClass().getSimpleName());
    if (!(decision instanceof Decision.Ignored)) {
      Long before = counted.put(id, height);
      if (before != null && before != height) {
        throw broken(
            "statement " + id + " counted at height " + before + " and once more at " + height);
      }
    }
    return verdict(decision);
  }

  private static String verdict(Decision decision) {
    return switch (decision) {
      case Decision.Accepted _ -> "accepted";
      case Decision.Refused refused -> "refused by " + refused.contract();
      case Decision.Ignored _ -> "ignored";
    };
  }

  /** The height of the last block that anybody decided. */
  long height() {
    return roots.isEmpty() ? 0 : roots.lastKey();
  }

  /** What a client is told of its statement, which it keeps; whether that settles it. */
  boolean acknowledged(Bytes statement, Ordered answer) {
    if (!(answer instanceof Ordered.Decided decided)
        || decided.decision() instanceof Decision.Ignored) {
      return false;
    }
    Acknowledged now = new Acknowledged(verdict(decided.decision()), decided.height());
    if (!acknowledged.computeIfAbsent(statement, _ -> now).equals(now)) {
      throw broken("of statement " + statement + " two clients are told two things");
    }
    return true;
  }

  /** Whether anybody was told that {@code statement} was accepted. */
  boolean isAccepted(Bytes statement) {
    return Optional.ofNullable(acknowledged.get(statement))
        .filter(each -> each.verdict.equals("accepted"))
        .isPresent();
  }

  /**
   * A checkpoint is final only by signatures of more than two thirds of those who sign for that
   * log: the set of the height after it.
   */
  void finalized(SimulatedReplica replica, Note note) {
    Checkpoint checkpoint = Checkpoint.of(note);
    Optional<Log> log =
        Optional.ofNullable(logs.get(checkpoint.size()))
            .filter(each -> each.root.equals(checkpoint.root()));
    if (log.isEmpty()) {
      throw broken("replica " + replica.number() + " takes a log for final that never was");
    }
    Replicas signers = log.get().signers;
    long signed =
        signers.members().stream()
            .filter(each -> signed(each, note))
            .mapToLong(Replica::weight)
            .sum();
    if (3 * signed <= 2 * signers.weight()) {
      throw broken(
          "replica "
              + replica.number()
              + " takes "
              + checkpoint.size()
              + " entries for final that "
              + signed
              + " of "
              + signers.weight()
              + " signed");
    }
    happenings.count("final");
  }

  /** What is final with a replica is no less later in the same life. */
  void goesOn(SimulatedReplica replica, Note newest) {
    long size = Checkpoint.of(newest).size();
    Long before = finalSizes.put(replica.number(), size);
    if (before != null && before > size) {
      throw broken(
          "replica "
              + replica.number()
              + " had "
              + before
              + " entries that are final, and goes back to "
              + size);
    }
  }

  /**
   * {@code replica} begins anew: which checkpoint was final is not synced, others tell it again.
   */
  void forgets(SimulatedReplica replica) {
    finalSizes.remove(replica.number());
  }

  private boolean signed(Replica member, Note note) {
    return NoteKey.ofLog(genesis.name(), member.checkpoint())
        .filter(
            key ->
                note.signatures().stream()
                    .anyMatch(each -> key.names(each) && key.verify(verifier, note.text(), each)))
        .isPresent();
  }

  /** Nobody honest is found to have signed twice. */
  void accused(SimulatedReplica by, DoubleSigned evidence, Optional<SimulatedReplica> hostile) {
    happenings.count("found to have signed twice");
    if (evidence instanceof DoubleSigned.Checkpoints each
        && hostile
            .filter(one -> one.keys().checkpoint().publicKey().equals(each.signer()))
            .isEmpty()) {
      throw broken("replica " + by.number() + " finds that an honest one signed two logs");
    }
  }

  /** A replica has all that anybody was told of up to where it stands, as it was told. */
  void kept(SimulatedReplica replica) {
    stands(replica);
    long height = replica.standing().height();
    for (Map.Entry<Bytes, Acknowledged> each : acknowledged.entrySet()) {
      Acknowledged told = each.getValue();
      String kept =
          told.height > height
              ? told.verdict
              : replica.recorded(each.getKey()).map(ReplicaPromises::told).orElse("lost");
      if (!kept.equals(told.verdict)) {
        throw broken(
            "of statement "
                + each.getKey()
                + " somebody was told that it was "
                + told.verdict
                + "; with replica "
                + replica.number()
                + " it is "
                + kept);
      }
    }
  }

  private static String told(Recorded recorded) {
    return switch (recorded.verdict()) {
      case Recorded.Accepted _ -> "accepted";
      case Recorded.Refused refused -> "refused by " + refused.contract();
    };
  }

  /** Whether all that {@code replica} has is final with it. */
  boolean isFinal(SimulatedReplica replica) {
    return finalSizes.getOrDefault(replica.number(), 0L) == replica.standing().log().size();
  }

  /** All stand at the same log and tell the same, each thing once. */
  void settled(List<SimulatedReplica> replicas) {
    SimulatedReplica first = replicas.getFirst();
    List<BlockFacts> told = first.facts();
    for (SimulatedReplica replica : replicas) {
      if (!replica.standing().log().root().equals(first.standing().log().root())) {
        throw broken("replica " + replica.number() + " ends with another log than the first");
      }
      kept(replica);
      if (!replica.facts().equals(told)) {
        throw broken("two replicas tell other facts, or the same ones at others");
      }
    }
    once(told);
    happenings.tally().count("answered", acknowledged.size());
    happenings.trace().add("ends with " + first.standing().log().root().hex());
  }

  /** What is told once of a plan, however often its figures change and replicas start again. */
  private void once(List<BlockFacts> told) {
    Set<String> before = new HashSet<>();
    for (BlockFacts block : told) {
      for (BlockFacts.Stated each : block.facts()) {
        Fact fact = each.fact();
        happenings.count(fact.getClass().getSimpleName());
        Optional<String> name =
            switch (fact) {
              case SamplingFact.LimitExceeded of -> Optional.of("exceeded " + of.plan());
              case SamplingFact.TooFewResults of -> Optional.of("too few " + of.plan());
              case SamplingFact.ExclusionsDecide of -> Optional.of("decide " + of.plan());
              case SamplingFact.NoticeOverdue of ->
                  Optional.of("overdue " + of.plan() + " " + of.number());
              default -> Optional.empty();
            };
        if (name.isPresent() && !before.add(name.get())) {
          throw broken("it was told twice: " + name.get());
        }
      }
    }
  }
}
