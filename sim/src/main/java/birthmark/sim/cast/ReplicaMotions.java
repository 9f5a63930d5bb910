package birthmark.sim.cast;

import birthmark.bytes.Bytes;
import birthmark.contract.Replica;
import birthmark.contract.Replicas;
import birthmark.contract.Transaction;
import birthmark.contracts.governance.Absence;
import birthmark.contracts.governance.Governance;
import birthmark.contracts.governance.GovernanceTransaction.AddReplica;
import birthmark.contracts.governance.GovernanceTransaction.LeaveReplicas;
import birthmark.contracts.governance.GovernanceTransaction.LimitAbsence;
import birthmark.contracts.governance.GovernanceTransaction.OfferReplica;
import birthmark.contracts.governance.GovernanceTransaction.RemoveReplica;
import birthmark.contracts.governance.GovernanceTransaction.WeighReplica;
import birthmark.contracts.governance.ReplicaOffer;
import birthmark.contracts.parties.Parties;
import birthmark.contracts.parties.PartyId;
import birthmark.state.Entry;
import birthmark.state.View;
import birthmark.statement.Possession;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What those who have a voice ask for about the replicas, most of them the same at once, so that it
 * comes to pass: only nodes that run become replicas.
 */
public final class ReplicaMotions {
  private static final long ABSENT_SECONDS = 600;

  /** Fewer stay as many as they are. */
  private static final int MEMBERS_MIN = 4;

  private final Cast cast;
  private final Bytes network;
  private final RandomGenerator random;
  private final ReplicaSignatures signatures;
  private final List<Newcomer> newcomers;

  /** A node that runs and is no replica yet, and whose it is. */
  public record Newcomer(Cast.Party owner, SeededKey checkpoint, SeededKey votes) {}

  /** Motions on the ledger {@code network}, whose replicas some of {@code newcomers} become. */
  public ReplicaMotions(
      Cast cast, Bytes network, RandomGenerator random, List<Newcomer> newcomers) {
    this.cast = cast;
    this.network = network;
    this.random = random;
    this.signatures = new ReplicaSignatures(cast, random);
    this.newcomers = List.copyOf(newcomers);
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  /** What some ask for now, given the records as of the last block. */
  public List<Intention> next(View state) {
    List<Replica> members = Replicas.latest(state).members();
    Replica one = pick(members);
    return switch (random.nextInt(12)) {
      case 0, 1 -> {
        Newcomer newcomer = pick(newcomers);
        yield List.of(Intention.by(newcomer.owner, offer(newcomer)));
      }
      case 2, 3, 4 -> added(state);
      case 5 ->
          members.size() < MEMBERS_MIN ? added(state) : all(state, new RemoveReplica(one.id()));
      case 6, 7 -> all(state, new WeighReplica(one.id(), 1 + random.nextInt(3)));
      case 8 ->
          members.size() < MEMBERS_MIN
              ? added(state)
              : owner(one).stream()
                  .map(party -> Intention.by(party, new LeaveReplicas(one.id())))
                  .toList();
      case 9 ->
          all(
              state,
              new LimitAbsence(
                  random.nextInt(4) == 0 ? Optional.empty() : Optional.of(ABSENT_SECONDS)));
      default -> attended(state, members);
    };
  }

  private Optional<Cast.Party> owner(Replica replica) {
    return cast.party(new PartyId(replica.party()));
  }

  /** {@code transaction}, asked for by nearly all who have a voice. */
  private List<Intention> all(View state, Transaction transaction) {
    return cast.parties().stream()
        .filter(each -> Parties.mayPropose(state, each.id().subject()))
        .filter(_ -> random.nextInt(8) > 0)
        .map(each -> Intention.by(each, transaction))
        .toList();
  }

  private List<Intention> added(View state) {
    List<Entry<ReplicaOffer.Id, ReplicaOffer>> offers =
        state.list(Governance.OFFERS, List.of(), Optional.empty(), View.LIST_MAX);
    return offers.isEmpty()
        ? List.of()
        : all(state, new AddReplica(pick(offers).key().replica(), 1));
  }

  /** Each replica, and each that is suspended, shows that it is there, or most do. */
  private List<Intention> attended(View state, List<Replica> members) {
    List<Replica> some = new ArrayList<>(members);
    state
        .list(Governance.SUSPENDED, List.of(), Optional.empty(), View.LIST_MAX)
        .forEach(each -> some.add(suspended(each)));
    List<Intention> shown = new ArrayList<>();
    for (Replica each : some) {
      owner(each)
          .filter(_ -> random.nextInt(5) > 0)
          .ifPresent(
              party -> shown.add(Intention.by(party, signatures.attendance(network, each, state))));
    }
    return shown;
  }

  private static Replica suspended(Entry<ReplicaOffer.Id, Absence.Suspended> entry) {
    return entry.value().replica();
  }

  private OfferReplica offer(Newcomer newcomer) {
    PartyId party = newcomer.owner.id();
    Possession claim =
        OfferReplica.claim(
            network,
            party,
            newcomer.checkpoint.publicKey(),
            Optional.of(newcomer.votes.publicKey()));
    return new OfferReplica(
        party,
        newcomer.checkpoint.publicKey(),
        Optional.of(newcomer.votes.publicKey()),
        Optional.empty(),
        claim.sign(newcomer.checkpoint),
        Optional.of(claim.sign(newcomer.votes)));
  }
}
