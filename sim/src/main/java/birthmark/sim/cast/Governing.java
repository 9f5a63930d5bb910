package birthmark.sim.cast;

import birthmark.bytes.Bytes;
import birthmark.contract.Replica;
import birthmark.contract.Replicas;
import birthmark.contract.Transaction;
import birthmark.contracts.governance.Absence;
import birthmark.contracts.governance.Decision;
import birthmark.contracts.governance.Governance;
import birthmark.contracts.governance.GovernanceTransaction;
import birthmark.contracts.governance.GovernanceTransaction.AddReplica;
import birthmark.contracts.governance.GovernanceTransaction.LeaveReplicas;
import birthmark.contracts.governance.GovernanceTransaction.LimitAbsence;
import birthmark.contracts.governance.GovernanceTransaction.OfferReplica;
import birthmark.contracts.governance.GovernanceTransaction.Oppose;
import birthmark.contracts.governance.GovernanceTransaction.RemoveReplica;
import birthmark.contracts.governance.GovernanceTransaction.ScheduleRules;
import birthmark.contracts.governance.GovernanceTransaction.SetThreshold;
import birthmark.contracts.governance.GovernanceTransaction.SignalReadiness;
import birthmark.contracts.governance.GovernanceTransaction.WeighReplica;
import birthmark.contracts.governance.GovernanceTransaction.WithdrawOffer;
import birthmark.contracts.governance.GovernanceTransaction.WithdrawRules;
import birthmark.contracts.governance.Motion;
import birthmark.contracts.governance.ReplicaOffer;
import birthmark.contracts.parties.Parties;
import birthmark.cose.CoseKey;
import birthmark.cose.KeyId;
import birthmark.state.Entry;
import birthmark.state.View;
import birthmark.statement.Possession;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** What replicas want: rules, other replicas, and to be asked. */
final class Governing {
  private static final int ASKED_MAX = 6;

  /** The same in every history: a play makes none. */
  private static final List<SeededKey> KEYS =
      IntStream.range(0, 8).mapToObj(Cast::replicaKey).toList();

  private final Cast cast;
  private final RandomGenerator random;
  private final ReplicaSignatures signatures;
  private final List<Transaction> asked = new ArrayList<>();

  Governing(Cast cast, RandomGenerator random) {
    this.cast = cast;
    this.random = random;
    this.signatures = new ReplicaSignatures(cast, random);
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  /** The next one: now and then the very same as was asked for before, which is a vote for it. */
  Intention next(Intentions.Knowledge known, Bytes network) {
    Cast.Party by = voter(known.state());
    if (!asked.isEmpty() && random.nextInt(3) == 0) {
      return new Intention(by.key(), pick(asked));
    }
    Transaction transaction = transaction(known.state(), network, by);
    asked.add(transaction);
    if (asked.size() > ASKED_MAX) {
      asked.removeFirst();
    }
    return new Intention(by.key(), transaction);
  }

  /** Somebody with a vote, more often than not. */
  private Cast.Party voter(View state) {
    List<Cast.Party> may =
        cast.parties().stream()
            .filter(each -> Parties.mayPropose(state, each.id().subject()))
            .toList();
    return may.isEmpty() || random.nextInt(12) == 0 ? pick(cast.parties()) : pick(may);
  }

  private Transaction transaction(View state, Bytes network, Cast.Party by) {
    List<Replica> replicas = Replicas.latest(state).members();
    KeyId replica = pick(replicas).id();
    boolean ready = !state.list(Governance.READINESS, List.of(2L), Optional.empty(), 1).isEmpty();
    if (ready && random.nextInt(5) == 0) {
      return new ScheduleRules(2, 3_000_000_000L);
    }
    return switch (random.nextInt(21)) {
      case 0 -> new SignalReadiness(2);
      // Rules that would come in a thousand years, so that the play never needs them.
      case 1 -> new ScheduleRules(2, 3_000_000_000L);
      case 2 -> new WithdrawRules(2);
      case 3, 4 -> offer(network, by);
      case 5, 6 -> new AddReplica(offered(state), 1);
      case 7 -> new RemoveReplica(replica);
      case 8 -> new WeighReplica(replica, 1 + random.nextInt(4));
      // Whoever began stays, with enough weight to go on alone with most.
      case 9 -> new WeighReplica(cast.checkpoints().publicKey().thumbprint(), 9);
      case 10 -> new LeaveReplicas(replicas.getLast().id());
      case 11 -> new SetThreshold(pick(List.of(Decision.values())), 67 + random.nextInt(9), 600);
      case 12 -> new WithdrawOffer(offered(state, by));
      case 13, 14 -> signatures.report(network, pick(replicas));
      case 15 ->
          new LimitAbsence(
              random.nextInt(4) == 0
                  ? Optional.empty()
                  : Optional.of(600 + random.nextLong(9_000)));
      case 16, 17, 18, 19 -> signatures.attendance(network, somebody(state, replicas), state);
      default -> oppose(state);
    };
  }

  /** A replica, or one that is suspended. */
  private Replica somebody(View state, List<Replica> replicas) {
    List<Entry<ReplicaOffer.Id, Absence.Suspended>> away =
        state.list(Governance.SUSPENDED, List.of(), Optional.empty(), View.LIST_MAX);
    return away.isEmpty() || random.nextBoolean() ? pick(replicas) : pick(away).value().replica();
  }

  /** What somebody offers, more often than not. */
  private KeyId offered(View state) {
    List<Entry<ReplicaOffer.Id, ReplicaOffer>> offers =
        state.list(Governance.OFFERS, List.of(), Optional.empty(), View.LIST_MAX);
    return offers.isEmpty() || random.nextInt(4) == 0
        ? pick(KEYS).publicKey().thumbprint()
        : pick(offers).key().replica();
  }

  /** What {@code by} offers, or something else. */
  private KeyId offered(View state, Cast.Party by) {
    List<KeyId> own =
        state.list(Governance.OFFERS, List.of(), Optional.empty(), View.LIST_MAX).stream()
            .filter(each -> each.value().party().equals(by.id()))
            .map(each -> each.key().replica())
            .toList();
    return own.isEmpty() || random.nextInt(4) == 0
        ? pick(KEYS).publicKey().thumbprint()
        : pick(own);
  }

  private OfferReplica offer(Bytes network, Cast.Party by) {
    SeededKey checkpoint = pick(KEYS);
    SeededKey votes = pick(KEYS);
    boolean both = !votes.publicKey().equals(checkpoint.publicKey()) && random.nextBoolean();
    Optional<CoseKey> consensus = both ? Optional.of(votes.publicKey()) : Optional.empty();
    Possession claim = OfferReplica.claim(network, by.id(), checkpoint.publicKey(), consensus);
    return new OfferReplica(
        by.id(),
        checkpoint.publicKey(),
        consensus,
        random.nextBoolean() ? Optional.of("replica.sim.example:26656") : Optional.empty(),
        claim.sign(random.nextInt(9) == 0 ? pick(KEYS) : checkpoint),
        consensus.map(key -> claim.sign(votes)));
  }

  private GovernanceTransaction oppose(View state) {
    List<Entry<Motion.Id, Motion>> open =
        state.list(Governance.MOTIONS, List.of(), Optional.empty(), View.LIST_MAX);
    return new Oppose(open.isEmpty() ? Bytes.copyOf(new byte[32]) : pick(open).key().digest());
  }
}
