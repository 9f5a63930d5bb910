package birthmark.contracts.governance;

import static birthmark.testing.ContractSamples.pick;
import static org.junit.jupiter.api.Assertions.assertEquals;

import birthmark.bytes.Bytes;
import birthmark.contract.Outcome;
import birthmark.contract.Reason;
import birthmark.contract.Replica;
import birthmark.contract.Replicas;
import birthmark.contract.Role;
import birthmark.contract.RulesVersions;
import birthmark.contract.Transaction;
import birthmark.contracts.governance.GovernanceTransaction.AddReplica;
import birthmark.contracts.governance.GovernanceTransaction.LeaveReplicas;
import birthmark.contracts.governance.GovernanceTransaction.OfferReplica;
import birthmark.contracts.governance.GovernanceTransaction.Oppose;
import birthmark.contracts.governance.GovernanceTransaction.RemoveReplica;
import birthmark.contracts.governance.GovernanceTransaction.ReportDoubleCheckpoint;
import birthmark.contracts.governance.GovernanceTransaction.ReportDoubleVote;
import birthmark.contracts.governance.GovernanceTransaction.ScheduleRules;
import birthmark.contracts.governance.GovernanceTransaction.SetThreshold;
import birthmark.contracts.governance.GovernanceTransaction.SignalReadiness;
import birthmark.contracts.governance.GovernanceTransaction.WeighReplica;
import birthmark.contracts.governance.GovernanceTransaction.WithdrawOffer;
import birthmark.contracts.governance.GovernanceTransaction.WithdrawRules;
import birthmark.contracts.parties.PartyRefusal;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.cose.CoseKey;
import birthmark.cose.KeyId;
import birthmark.state.View;
import birthmark.testing.ContractTest.Move;
import birthmark.testing.ContractTest.NaiveModel;
import birthmark.testing.PartyWorld;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** Governance once more: versions and sets of each height in maps, motions by what they ask for. */
final class NaiveGovernance implements NaiveModel {
  /** A motion: who is for it and against it, and until when it is open. */
  private record Open(Set<CoseKey> ayes, Set<CoseKey> noes, long expires) {}

  private final PartyWorld world;
  private final List<CoseKey> parties = new ArrayList<>();
  private final CoseKey stranger;
  private final TreeMap<Long, Long> versions = new TreeMap<>();
  private final TreeMap<Long, Map<KeyId, Long>> sets = new TreeMap<>();
  private final Map<KeyId, CoseKey> owners = new HashMap<>();
  private final Map<KeyId, CoseKey> offers = new LinkedHashMap<>();
  private final Map<Long, Set<CoseKey>> ready = new HashMap<>();
  private final Map<Transaction, Open> motions = new LinkedHashMap<>();
  private final Map<Decision, SetThreshold> thresholds = new HashMap<>();
  private final List<CoseKey> keys = new ArrayList<>();
  private final Set<Role> held = new HashSet<>(Set.of(Role.OPERATOR));

  NaiveGovernance(PartyWorld world) {
    this.world = world;
    stranger = world.organisation("acme", Role.OPERATOR);
    versions.put(0L, 1L);
    parties.add(world.root);
    owners.put(world.root.thumbprint(), world.root);
    sets.put(0L, Map.of(world.root.thumbprint(), 1L));
    for (int i = 1; i < 4; i++) {
      parties.add(world.organisation("org-" + i, Role.REPLICA));
    }
    for (int i = 0; i < 12; i++) {
      keys.add(world.key());
    }
    for (int i = 1; i < 4; i++) {
      play(parties.get(i), Council.offer(world, parties.get(i), keys.get(i)));
      AddReplica add = new AddReplica(keys.get(i).thumbprint(), Math.min(i, 2));
      for (int voter = 0; voter < i && latest().size() == i; voter++) {
        play(parties.get(voter), add);
      }
      world.hearing.pass(1);
      world.hearing.pass(1);
    }
    assertEquals(4, latest().size());
  }

  private void play(CoseKey key, Transaction transaction) {
    assertEquals(Optional.empty(), decide(new Move(key, transaction)));
    Outcome outcome = world.decide(key, transaction);
    assertEquals(Outcome.Accepted.class, outcome.getClass(), outcome.toString());
  }

  private long now() {
    return world.hearing.height();
  }

  private long time() {
    return world.hearing.time().millis();
  }

  private long inForce() {
    return versions.floorEntry(now()).getValue();
  }

  private Map<KeyId, Long> latest() {
    return sets.lastEntry().getValue();
  }

  private static long sum(Map<KeyId, Long> set) {
    return set.values().stream().mapToLong(i -> i).sum();
  }

  private long weight(CoseKey party) {
    return latest().entrySet().stream()
        .filter(each -> party.equals(owners.get(each.getKey())))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  private long weight(Set<CoseKey> some) {
    return some.stream().mapToLong(this::weight).sum();
  }

  private boolean enough(long weight, Decision decision) {
    long percent =
        Optional.ofNullable(thresholds.get(decision)).map(SetThreshold::percent).orElse(67L);
    return weight * 100 >= percent * sum(latest());
  }

  @Override
  public Move move(Random random) {
    CoseKey key = random.nextInt(15) == 0 ? stranger : pick(parties, random);
    List<Transaction> open = new ArrayList<>(motions.keySet());
    if (!open.isEmpty() && random.nextInt(2) == 0) {
      Transaction asked = pick(open, random);
      return new Move(key, random.nextInt(4) == 0 ? new Oppose(digest(asked)) : asked);
    }
    List<KeyId> known = new ArrayList<>(owners.keySet().stream().sorted().toList());
    KeyId replica = pick(known, random);
    return new Move(
        key,
        switch (random.nextInt(14)) {
          case 0, 1 -> new SignalReadiness(inForce() + 1 + random.nextInt(5) / 4);
          case 2 -> new ScheduleRules(inForce() + 1, now() + 9 + random.nextInt(5));
          case 3 -> new WithdrawRules(inForce() + 1);
          case 4, 5 ->
              Council.offer(world, random.nextInt(8) == 0 ? stranger : key, pick(keys, random));
          case 6 -> new AddReplica(replica, 1 + random.nextInt(3));
          case 7 -> new RemoveReplica(replica);
          case 8 -> new WeighReplica(replica, 1 + random.nextInt(4));
          case 9 -> new LeaveReplicas(replica);
          case 11 -> new WithdrawOffer(replica);
          case 12 ->
              random.nextInt(4) == 0
                  ? EvictionCases.checkpoints(
                      pick(keys, random), random.nextInt(3) == 0 ? "other.example" : "test.example")
                  : EvictionCases.votes(pick(keys, random));
          case 10 ->
              new SetThreshold(
                  pick(List.of(Decision.values()), random), 70, 60 + random.nextInt(9));
          default ->
              new PartyTransaction.Grant(
                  PartyWorld.id(stranger), pick(List.of(Role.MAKER, Role.AUDITOR), random));
        });
  }

  private Bytes digest(Transaction asked) {
    return new Council(1).motion(asked);
  }

  @Override
  public Optional<Reason> decide(Move move) {
    CoseKey by = move.key();
    if (move.transaction() instanceof PartyTransaction.Grant tx) {
      return granted(by, tx);
    }
    boolean anybody =
        move.transaction() instanceof WithdrawOffer
            || move.transaction() instanceof ReportDoubleVote
            || move.transaction() instanceof ReportDoubleCheckpoint;
    if (by.equals(stranger) && !anybody) {
      return Optional.of(GovernanceRefusal.NOT_A_REPLICA);
    }
    return switch ((GovernanceTransaction) move.transaction()) {
      case ScheduleRules tx -> {
        if (versions.higherKey(now()) != null) {
          yield Optional.of(GovernanceRefusal.ALREADY_SCHEDULED);
        }
        if (tx.version() - inForce() != 1) {
          yield Optional.of(GovernanceRefusal.VERSION_NOT_NEXT);
        }
        if (tx.height() - now() < 10) {
          yield Optional.of(GovernanceRefusal.TOO_SOON);
        }
        if (3 * weight(ready.getOrDefault(tx.version(), Set.of())) <= 2 * sum(latest())) {
          yield Optional.of(GovernanceRefusal.NOT_READY);
        }
        yield together(by, tx, Decision.RULES, () -> versions.put(tx.height(), tx.version()));
      }
      case WithdrawRules tx -> {
        Optional<Long> ahead = Optional.ofNullable(versions.higherKey(now()));
        if (!ahead.map(versions::get).equals(Optional.of(tx.version()))) {
          yield Optional.of(GovernanceRefusal.NOT_SCHEDULED);
        }
        yield together(by, tx, Decision.RULES, () -> versions.remove(ahead.get()));
      }
      case SignalReadiness tx -> {
        if (weight(by) == 0) {
          yield Optional.of(GovernanceRefusal.RUNS_NO_REPLICA);
        }
        if (tx.version() - inForce() != 1) {
          yield Optional.of(GovernanceRefusal.VERSION_NOT_NEXT);
        }
        yield ready.computeIfAbsent(tx.version(), any -> new HashSet<>()).add(by)
            ? Optional.empty()
            : Optional.of(GovernanceRefusal.ALREADY_READY);
      }
      case OfferReplica tx -> offered(by, tx);
      case AddReplica tx -> {
        if (latest().containsKey(tx.replica())) {
          yield Optional.of(GovernanceRefusal.ALREADY_A_REPLICA);
        }
        if (!offers.containsKey(tx.replica())) {
          yield Optional.of(GovernanceRefusal.NO_SUCH_OFFER);
        }
        Map<KeyId, Long> next = new TreeMap<>(latest());
        next.put(tx.replica(), tx.weight());
        yield changed(by, tx, next);
      }
      case RemoveReplica tx -> {
        Map<KeyId, Long> next = new TreeMap<>(latest());
        yield next.remove(tx.replica()) == null
            ? Optional.of(GovernanceRefusal.NO_SUCH_REPLICA)
            : changed(by, tx, next);
      }
      case WeighReplica tx -> {
        Map<KeyId, Long> next = new TreeMap<>(latest());
        Long before = next.replace(tx.replica(), tx.weight());
        if (before == null) {
          yield Optional.of(GovernanceRefusal.NO_SUCH_REPLICA);
        }
        yield before == tx.weight()
            ? Optional.of(GovernanceRefusal.SAME_WEIGHT)
            : changed(by, tx, next);
      }
      case LeaveReplicas tx -> {
        Map<KeyId, Long> next = new TreeMap<>(latest());
        if (next.remove(tx.replica()) == null) {
          yield Optional.of(GovernanceRefusal.NO_SUCH_REPLICA);
        }
        if (!by.equals(owners.get(tx.replica()))) {
          yield Optional.of(GovernanceRefusal.NOT_YOUR_REPLICA);
        }
        Optional<Reason> fault = fault(next);
        if (fault.isEmpty()) {
          sets.put(now() + 2, next);
        }
        yield fault;
      }
      case SetThreshold tx ->
          together(by, tx, Decision.RULES, () -> thresholds.put(tx.decision(), tx));
      case Oppose tx -> opposed(by, tx);
      case WithdrawOffer tx -> {
        CoseKey offeredBy = offers.get(tx.replica());
        if (offeredBy == null) {
          yield Optional.of(GovernanceRefusal.NO_SUCH_OFFER);
        }
        yield offers.remove(tx.replica(), by)
            ? Optional.empty()
            : Optional.of(GovernanceRefusal.NOT_YOUR_REPLICA);
      }
      case GovernanceTransaction.LimitAbsence _ -> throw new AssertionError("see AbsenceCases");
      case GovernanceTransaction.Attend _ -> Optional.of(GovernanceRefusal.NO_SUCH_REPLICA);
      case ReportDoubleVote _ -> Optional.of(GovernanceRefusal.NO_SUCH_REPLICA);
      case ReportDoubleCheckpoint tx -> {
        if (!tx.origin().equals("test.example")) {
          yield Optional.of(GovernanceRefusal.OTHER_LOG);
        }
        Map<KeyId, Long> next = new TreeMap<>(latest());
        if (next.remove(tx.checkpoint().thumbprint()) == null) {
          yield Optional.of(GovernanceRefusal.NO_SUCH_REPLICA);
        }
        Optional<Reason> fault = fault(next);
        if (fault.isEmpty()) {
          sets.put(now() + 2, next);
        }
        yield fault;
      }
    };
  }

  private Optional<Reason> granted(CoseKey by, PartyTransaction.Grant tx) {
    if (by.equals(stranger)) {
      return Optional.of(PartyRefusal.NOT_A_REPLICA);
    }
    return held.contains(tx.role())
        ? Optional.of(PartyRefusal.ROLE_HELD)
        : together(by, tx, Decision.ROLES, () -> held.add(tx.role()));
  }

  private Optional<Reason> offered(CoseKey by, OfferReplica tx) {
    if (!tx.party().equals(PartyWorld.id(by))) {
      return Optional.of(GovernanceRefusal.OFFERED_FOR_ANOTHER);
    }
    if (owners.putIfAbsent(tx.checkpoint().thumbprint(), by) != null) {
      return Optional.of(GovernanceRefusal.KEY_USED);
    }
    offers.put(tx.checkpoint().thumbprint(), by);
    return Optional.empty();
  }

  private Optional<Reason> fault(Map<KeyId, Long> next) {
    if (next.isEmpty()) {
      return Optional.of(GovernanceRefusal.LAST_REPLICA);
    }
    Map<KeyId, Long> before = sets.floorEntry(now() + 1).getValue();
    long goes = 0;
    long comes = 0;
    Set<KeyId> all = new HashSet<>(before.keySet());
    all.addAll(next.keySet());
    for (KeyId each : all) {
      long change = next.getOrDefault(each, 0L) - before.getOrDefault(each, 0L);
      goes += Math.max(0, -change);
      comes += Math.max(0, change);
    }
    return goes * 3 > sum(before) || (next.size() > 3 && comes * 3 > sum(next))
        ? Optional.of(GovernanceRefusal.TOO_MUCH_AT_ONCE)
        : Optional.empty();
  }

  private Optional<Reason> changed(CoseKey by, Transaction tx, Map<KeyId, Long> next) {
    Optional<Reason> fault = fault(next);
    return fault.isPresent()
        ? fault
        : together(
            by,
            tx,
            Decision.RULES,
            () -> {
              if (tx instanceof AddReplica add) {
                offers.remove(add.replica());
              }
              sets.put(now() + 2, next);
            });
  }

  private Optional<Reason> together(
      CoseKey by, Transaction tx, Decision decision, Runnable effect) {
    if (weight(by) == 0) {
      return Optional.of(GovernanceRefusal.RUNS_NO_REPLICA);
    }
    Open open = motions.get(tx);
    Set<CoseKey> ayes = counted(open == null ? Set.of() : open.ayes());
    if (!ayes.add(by)) {
      return Optional.of(GovernanceRefusal.ALREADY_VOTED);
    }
    if (enough(weight(ayes), decision)) {
      motions.remove(tx);
      effect.run();
      return Optional.empty();
    }
    Set<CoseKey> noes = new LinkedHashSet<>(open == null ? Set.of() : open.noes());
    noes.remove(by);
    long openFor =
        Optional.ofNullable(thresholds.get(decision))
            .map(SetThreshold::openSeconds)
            .orElse(604_800L);
    long expires = open == null ? time() + 1000 * openFor : open.expires();
    motions.put(tx, new Open(ayes, noes, expires));
    return Optional.empty();
  }

  private Set<CoseKey> counted(Set<CoseKey> votes) {
    Set<CoseKey> counted = new LinkedHashSet<>(votes);
    counted.removeIf(each -> weight(each) == 0);
    return counted;
  }

  private Optional<Reason> opposed(CoseKey by, Oppose tx) {
    if (weight(by) == 0) {
      return Optional.of(GovernanceRefusal.RUNS_NO_REPLICA);
    }
    Optional<Transaction> asked =
        motions.keySet().stream().filter(each -> digest(each).equals(tx.motion())).findFirst();
    if (asked.isEmpty()) {
      return Optional.of(GovernanceRefusal.NO_SUCH_MOTION);
    }
    Open open = Objects.requireNonNull(motions.get(asked.get()));
    Set<CoseKey> noes = counted(open.noes());
    if (!noes.add(by)) {
      return Optional.of(GovernanceRefusal.ALREADY_VOTED);
    }
    Decision decision =
        asked.get() instanceof PartyTransaction.Grant ? Decision.ROLES : Decision.RULES;
    if (enough(sum(latest()) - weight(noes), decision)) {
      Set<CoseKey> ayes = new LinkedHashSet<>(open.ayes());
      ayes.remove(by);
      motions.put(asked.get(), new Open(ayes, noes, open.expires()));
    } else {
      motions.remove(asked.get());
    }
    return Optional.empty();
  }

  @Override
  public void pass(long seconds) {
    motions.values().removeIf(each -> each.expires() <= time());
  }

  @Override
  public void compare(View state) {
    for (long height = now(); height < now() + 30; height++) {
      assertEquals(versions.floorEntry(height).getValue(), RulesVersions.inForce(state, height));
      TreeMap<KeyId, Long> weights = new TreeMap<>();
      for (Replica replica : Replicas.at(state, height).members()) {
        weights.put(replica.id(), replica.weight());
        assertEquals(
            PartyWorld.id(Objects.requireNonNull(owners.get(replica.id()))).value(),
            replica.party());
      }
      assertEquals(sets.floorEntry(height).getValue(), weights);
    }
    assertEquals(sets.size(), state.list(Governance.SETS, List.of(), Optional.empty(), 999).size());
    assertEquals(
        motions.size(), state.list(Governance.MOTIONS, List.of(), Optional.empty(), 999).size());
    assertEquals(
        versions.size() - 1,
        state.list(Governance.CHANGES, List.of(), Optional.empty(), View.LIST_MAX).size());
  }
}
