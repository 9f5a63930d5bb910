package birthmark.sim.council;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.node.cometbft.EngineSteps;
import birthmark.node.cometbft.ValidatorPower;
import birthmark.sim.check.ViolationException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What has replicas agree, with what CometBFT promises and no more: one block a height, which
 * replicas of more than two thirds of the weight voted for and signed; the set that voted is the
 * one of two heights before, changed as the replicas said; what some signed and too few, they hold
 * on to. How its processes talk is not played.
 */
final class SimulatedEngine {
  private static final int OCTETS_MAX = 1 << 20;
  private static final int OCTETS_FEW = 3_000;

  private final Random random;
  private final HostileReplica hostile;
  private final ReplicaPromises promises;
  private final Happenings happenings;
  private final List<Block> chain = new ArrayList<>();
  private final NavigableMap<Long, SortedMap<Bytes, Long>> sets = new TreeMap<>();
  private final SortedMap<Long, List<ValidatorPower>> updates = new TreeMap<>();
  private Optional<Proposal> held = Optional.empty();
  private boolean calm;

  /** A vote that counts, and what goes with it. */
  private record Vote(Bytes voter, long power, Bytes extension) {}

  private record Block(Proposal proposal, boolean doubleVotes, List<Vote> votes) {}

  /**
   * A block that was proposed.
   *
   * @param fault why no honest replica may vote for it; empty if any may
   * @param honest whether whoever proposes it is
   */
  record Proposal(Timestamp time, List<Bytes> txs, Optional<String> fault, boolean honest) {}

  /** One of the replicas with {@code founding} weights, by what they vote with. */
  SimulatedEngine(
      SortedMap<Bytes, Long> founding,
      Random random,
      HostileReplica hostile,
      ReplicaPromises promises,
      Happenings happenings) {
    this.random = random;
    this.hostile = hostile;
    this.promises = promises;
    this.happenings = happenings;
    sets.put(1L, founding);
  }

  /** From now on nobody is slow, and nobody lies. */
  void calm() {
    calm = true;
  }

  /** The height of the last block that was agreed on. */
  long height() {
    return chain.size();
  }

  private SortedMap<Bytes, Long> set(long height) {
    return Objects.requireNonNull(sets.floorEntry(height)).getValue();
  }

  /** How many vote on the next block. */
  int validators() {
    return set(height() + 1).size();
  }

  private static long weight(SortedMap<Bytes, Long> set) {
    return set.values().stream().mapToLong(Long::longValue).sum();
  }

  private static long weight(SortedMap<Bytes, Long> set, List<SimulatedReplica> some) {
    return some.stream().mapToLong(each -> set.getOrDefault(each.voter(), 0L)).sum();
  }

  private static boolean isEnough(long weight, SortedMap<Bytes, Long> set) {
    return 3 * weight > 2 * weight(set);
  }

  /** The block at {@code height} as a replica is told of it that has all before. */
  EngineSteps.Agreed agreed(long height) {
    Block block = chain.get((int) height - 1);
    return new EngineSteps.Agreed(
        height,
        block.proposal.time().millis(),
        block.proposal.txs(),
        block.doubleVotes,
        ValidatorPower.hash(set(height + 1)));
  }

  /**
   * Takes in what a replica made of the block at {@code height}: the first word is the engine's.
   */
  void executed(SimulatedReplica replica, long height, EngineSteps.Result result) {
    List<ValidatorPower> before = updates.putIfAbsent(height, result.updates());
    if (before == null) {
      sets.put(height + 2, changed(set(height + 1), result.updates()));
    } else if (!before.equals(result.updates())) {
      throw new ViolationException(
          "replica "
              + replica.number()
              + " changes the set otherwise at the engine's height "
              + height
              + " than the others");
    }
  }

  /** What CometBFT makes of updates, by which it ends where they break its rules. */
  private SortedMap<Bytes, Long> changed(
      SortedMap<Bytes, Long> set, List<ValidatorPower> updatesOfBlock) {
    SortedMap<Bytes, Long> next = new TreeMap<>(set);
    Set<Bytes> named = new HashSet<>();
    for (ValidatorPower update : updatesOfBlock) {
      if (!named.add(update.publicKey())) {
        throw new ViolationException("an engine is told twice of one validator");
      }
      if (update.power() > 0) {
        next.put(update.publicKey(), update.power());
      } else if (next.remove(update.publicKey()) == null) {
        throw new ViolationException("an engine is to remove a validator that there is not");
      }
    }
    if (next.isEmpty()) {
      throw new ViolationException("an engine is left without validators");
    }
    if (!next.equals(set)) {
      happenings.add("set changed", next.size() + " of weight " + weight(next));
    }
    return next;
  }

  /** One try of those who are {@code up} to agree on the next block. */
  void round(List<SimulatedReplica> up, Timestamp now) {
    long height = height() + 1;
    SortedMap<Bytes, Long> set = set(height);
    List<SimulatedReplica> voters =
        up.stream()
            .filter(each -> set.containsKey(each.voter()) && each.height() == height - 1)
            .filter(_ -> calm || random.nextInt(12) > 0)
            .toList();
    if (!isEnough(weight(set, voters), set)) {
      happenings.count("too few to agree");
      return;
    }
    List<SimulatedReplica> liars = calm ? List.of() : voters.stream().filter(hostile::is).toList();
    boolean lying = !liars.isEmpty() && 3 * weight(set, liars) < weight(set);
    SimulatedReplica proposer = voters.get(random.nextInt(voters.size()));
    Optional<Proposal> proposal =
        lying && hostile.is(proposer)
            ? hostileProposal(proposer, height, time(now))
            : Optional.of(held.orElseGet(() -> honest(proposer, height, time(now))));
    if (proposal.isEmpty()) {
      happenings.add("proposal withheld", "" + height);
      return;
    }
    vote(height, voters, lying, proposal.get());
  }

  private Optional<Proposal> hostileProposal(
      SimulatedReplica proposer, long height, Timestamp time) {
    // Most hold on to what they signed: nothing else can be agreed on.
    if (held.isPresent()) {
      return Optional.empty();
    }
    Proposal own = honest(proposer, height, time);
    return hostile
        .proposal(proposer, own.txs())
        .map(each -> new Proposal(time, each.txs(), each.fault(), false));
  }

  private Timestamp time(Timestamp now) {
    if (chain.isEmpty()) {
      return now;
    }
    Timestamp least = new Timestamp(chain.getLast().proposal.time().millis() + 1);
    return now.isBefore(least) ? least : now;
  }

  private Proposal honest(SimulatedReplica proposer, long height, Timestamp time) {
    int octetsMax = calm || random.nextInt(6) > 0 ? OCTETS_MAX : OCTETS_FEW;
    List<Bytes> txs = proposer.steps().propose(height, octetsMax, extensions());
    promises.proposed(proposer, txs, octetsMax);
    return new Proposal(time, txs, Optional.empty(), true);
  }

  /** What went with the votes on the last block, of more than two thirds at least. */
  private List<Bytes> extensions() {
    if (chain.isEmpty()) {
      return List.of();
    }
    SortedMap<Bytes, Long> set = set(height());
    List<Vote> votes = new ArrayList<>(chain.getLast().votes);
    Collections.shuffle(votes, random);
    List<Bytes> some = new ArrayList<>();
    long weight = 0;
    for (Vote vote : votes) {
      if (!isEnough(weight, set) || random.nextBoolean()) {
        some.add(vote.extension);
        weight += vote.power;
      }
    }
    return some;
  }

  private void vote(long height, List<SimulatedReplica> voters, boolean lying, Proposal proposal) {
    SortedMap<Bytes, Long> set = set(height);
    List<SimulatedReplica> accepting = new ArrayList<>();
    for (SimulatedReplica voter : voters) {
      if (lying && hostile.is(voter)) {
        accepting.add(voter);
      } else if (promises.voted(
          voter, proposal, voter.accepts(height, proposal.time(), proposal.txs()))) {
        accepting.add(voter);
      }
    }
    if (!isEnough(weight(set, accepting), set)) {
      happenings.add("voted down", proposal.fault().orElse("?"));
      return;
    }
    List<Vote> votes = new ArrayList<>();
    for (SimulatedReplica voter : accepting) {
      if (calm || random.nextInt(10) > 0) {
        signed(height, voters, voter, lying)
            .ifPresent(
                extension ->
                    votes.add(
                        new Vote(voter.voter(), set.getOrDefault(voter.voter(), 0L), extension)));
      }
    }
    if (!isEnough(votes.stream().mapToLong(Vote::power).sum(), set)) {
      held = Optional.of(proposal);
      happenings.add("too few signed", "" + height);
      return;
    }
    promises.agreed(height, proposal);
    held = Optional.empty();
    chain.add(new Block(proposal, !calm && hostile.wasCaughtVotingTwice(), List.copyOf(votes)));
    happenings.add(
        "agreed", height + ": " + proposal.txs().size() + ", " + votes.size() + " votes");
  }

  /** What goes with the vote of {@code voter}, if the others take it. */
  private Optional<Bytes> signed(
      long height, List<SimulatedReplica> voters, SimulatedReplica voter, boolean lying) {
    boolean lies = lying && hostile.is(voter);
    Bytes honest = voter.steps().extension();
    HostileReplica.Extension extension =
        lies ? hostile.extension(voter, honest) : new HostileReplica.Extension(honest, true);
    boolean taken = true;
    for (SimulatedReplica other : voters) {
      if (other != voter && !hostile.is(other)) {
        boolean each = other.steps().accepts(height, extension.octets());
        promises.extensionJudged(other, voter, extension.valid(), each);
        taken &= each;
      }
    }
    return taken ? Optional.of(extension.octets()) : Optional.empty();
  }
}
