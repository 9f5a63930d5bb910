package birthmark.contracts.parties;

import static birthmark.testing.ContractSamples.pick;
import static org.junit.jupiter.api.Assertions.assertEquals;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.contract.Acting;
import birthmark.contract.ApprovalClass;
import birthmark.contract.Reason;
import birthmark.contract.Role;
import birthmark.contract.Transaction;
import birthmark.cose.CoseKey;
import birthmark.state.Entry;
import birthmark.state.Table;
import birthmark.state.View;
import birthmark.testing.ContractTest.Move;
import birthmark.testing.Samples;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;

/** Approvals once more, over maps: who must approve what, and what waits for whom. */
final class NaiveApprovals {
  private static final List<ApprovalClass> KINDS =
      List.of(ApprovalClass.POLICIES, ApprovalClass.KEYS, ApprovalClass.ROLES);

  /** A class of a party's transactions. */
  private record Place(PartyId party, ApprovalClass kind) {}

  private record Policy(long needed, List<PartyId> approvers, long seconds, Bytes id) {}

  /** What waits; approvals by party, with the key that signed. */
  private record Open(
      PartyId party,
      ApprovalClass kind,
      Transaction transaction,
      Bytes policy,
      Map<PartyId, CoseKey> approvals,
      Map<PartyId, CoseKey> rejections,
      long expires) {}

  /** What the rule says: the party in whose name it is decided, or what came of it. */
  record Ruling(Optional<PartyId> principal, Optional<Reason> reason) {}

  private final Map<Place, Policy> policies = new HashMap<>();
  private final Map<Bytes, Open> waiting = new LinkedHashMap<>();
  private final NaiveActing acting;
  private final Predicate<CoseKey> valid;
  private Bytes statement = Bytes.EMPTY;
  private long seconds;

  NaiveApprovals(NaiveActing acting, Predicate<CoseKey> valid) {
    this.acting = acting;
    this.valid = valid;
  }

  void numbered(Bytes id) {
    statement = id;
  }

  void pass(long more) {
    seconds += more;
    waiting.values().removeIf(open -> open.expires() <= seconds);
  }

  private static Optional<ApprovalClass> kind(PartyTransaction transaction) {
    return switch (transaction) {
      case PartyTransaction.RequireApprovals _,
          PartyTransaction.WaiveApprovals _,
          PartyTransaction.NameGuardians _,
          PartyTransaction.Delegate _,
          PartyTransaction.FoundDepartment _,
          PartyTransaction.ReleaseDepartment _ ->
          Optional.of(ApprovalClass.POLICIES);
      case PartyTransaction.AddSigningKey _,
          PartyTransaction.AddAgreementKey _,
          PartyTransaction.RevokeKey _,
          PartyTransaction.RetireKey _,
          PartyTransaction.ReportCompromise _ ->
          Optional.of(ApprovalClass.KEYS);
      case PartyTransaction.Grant tx when tx.role() == Role.MAKER ->
          Optional.of(ApprovalClass.MAKERS);
      case PartyTransaction.Grant _, PartyTransaction.Withdraw _ ->
          Optional.of(ApprovalClass.ROLES);
      case PartyTransaction.Recover _ -> Optional.of(ApprovalClass.RECOVERY);
      case PartyTransaction.SetEntry _ -> Optional.of(ApprovalClass.RULES);
      case PartyTransaction.Register _,
          PartyTransaction.RegisterPerson _,
          PartyTransaction.RegisterWithWork _,
          PartyTransaction.RegisterPersonWithWork _,
          PartyTransaction.Vouch _,
          PartyTransaction.StopRecovery _,
          PartyTransaction.EndDelegation _,
          PartyTransaction.Reject _ ->
          Optional.empty();
    };
  }

  private Optional<Place> place(PartyId principal, PartyTransaction transaction) {
    Optional<Place> place = kind(transaction).flatMap(kind -> place(principal, kind));
    if (place.isPresent()) {
      return place;
    }
    return switch (transaction) {
      case PartyTransaction.RequireApprovals tx -> place(principal, tx.kind());
      case PartyTransaction.WaiveApprovals tx when tx.kind() != ApprovalClass.RECOVERY ->
          place(principal, tx.kind());
      default -> Optional.empty();
    };
  }

  /** Whose policy of a class counts for a party, if any. */
  private Optional<Place> place(PartyId principal, ApprovalClass kind) {
    List<PartyId> upwards =
        kind == ApprovalClass.RECOVERY ? List.of(principal) : acting.upwards(principal);
    for (PartyId each : upwards) {
      if (policies.containsKey(new Place(each, kind))) {
        return Optional.of(new Place(each, kind));
      }
      if (kind == ApprovalClass.MAKERS
          && policies.containsKey(new Place(each, ApprovalClass.ROLES))) {
        return Optional.of(new Place(each, ApprovalClass.ROLES));
      }
    }
    return Optional.empty();
  }

  boolean governed(PartyId party, ApprovalClass kind) {
    return place(party, kind).isPresent();
  }

  private static Ruling no(PartyRefusal refusal) {
    return new Ruling(Optional.empty(), Optional.of(refusal));
  }

  private static Ruling goOn(PartyId principal) {
    return new Ruling(Optional.of(principal), Optional.empty());
  }

  Ruling rule(PartyId self, Move move, Timestamp now) {
    PartyTransaction transaction = (PartyTransaction) move.transaction();
    PartyId principal = move.acting().map(acting -> new PartyId(acting.party())).orElse(self);
    Optional<Bytes> approves = move.acting().flatMap(Acting::approves);
    Optional<Place> place = place(principal, transaction);
    if (place.isEmpty()) {
      if (approves.isPresent()) {
        return no(PartyRefusal.NO_SUCH_PROPOSAL);
      }
      if (principal.equals(self)) {
        return goOn(self);
      }
      Optional<Reason> refusal = acting.refusal(principal, self, transaction, now);
      return refusal.isPresent() ? new Ruling(Optional.empty(), refusal) : goOn(principal);
    }
    Policy policy = Objects.requireNonNull(policies.get(place.get()));
    if (!policy.approvers().contains(self)) {
      return no(PartyRefusal.NOT_AN_APPROVER);
    }
    if (approves.isEmpty()) {
      if (policy.needed() == 1) {
        return goOn(principal);
      }
      Map<PartyId, CoseKey> approvals = new LinkedHashMap<>(Map.of(self, move.key()));
      waiting.put(
          statement,
          new Open(
              principal,
              place.get().kind(),
              transaction,
              policy.id(),
              approvals,
              new LinkedHashMap<>(),
              seconds + policy.seconds()));
      return new Ruling(Optional.empty(), Optional.empty());
    }
    Open open = waiting.get(approves.get());
    if (open == null || !open.party().equals(principal)) {
      return no(PartyRefusal.NO_SUCH_PROPOSAL);
    }
    if (!open.policy().equals(policy.id())) {
      return no(PartyRefusal.POLICY_CHANGED);
    }
    if (!open.transaction().equals(transaction)) {
      return no(PartyRefusal.OTHER_TRANSACTION);
    }
    Map<PartyId, CoseKey> counting = new LinkedHashMap<>(open.approvals());
    counting.values().removeIf(valid.negate());
    if (counting.containsKey(self)) {
      return no(PartyRefusal.ALREADY_APPROVED);
    }
    counting.put(self, move.key());
    if (counting.size() >= policy.needed()) {
      // It is removed once the transaction itself is accepted.
      return goOn(principal);
    }
    open.approvals().keySet().retainAll(counting.keySet());
    open.approvals().put(self, move.key());
    open.rejections().remove(self);
    return new Ruling(Optional.empty(), Optional.empty());
  }

  /** The transaction of a move that the rule let go on took effect. */
  void accepted(Move move) {
    move.acting().flatMap(Acting::approves).ifPresent(waiting::remove);
  }

  /** An approver says no. */
  Optional<Reason> reject(PartyId self, CoseKey key, PartyTransaction.Reject tx) {
    Open open = waiting.get(tx.proposal());
    if (open == null || !open.party().equals(tx.party())) {
      return Optional.of(PartyRefusal.NO_SUCH_PROPOSAL);
    }
    Optional<Policy> policy =
        place(open.party(), open.kind())
            .map(place -> Objects.requireNonNull(policies.get(place)))
            .filter(each -> each.id().equals(open.policy()));
    if (policy.isEmpty()) {
      return Optional.of(PartyRefusal.POLICY_CHANGED);
    }
    if (!policy.get().approvers().contains(self)) {
      return Optional.of(PartyRefusal.NOT_AN_APPROVER);
    }
    Map<PartyId, CoseKey> counting = new LinkedHashMap<>(open.rejections());
    counting.values().removeIf(valid.negate());
    if (counting.containsKey(self)) {
      return Optional.of(PartyRefusal.ALREADY_REJECTED);
    }
    counting.put(self, key);
    if (policy.get().approvers().size() - counting.size() < policy.get().needed()) {
      waiting.remove(tx.proposal());
      return Optional.empty();
    }
    open.approvals().remove(self);
    open.rejections().keySet().retainAll(counting.keySet());
    open.rejections().put(self, key);
    return Optional.empty();
  }

  /** A no to what waits, or to nothing. */
  PartyTransaction rejection(Random random, PartyId self) {
    if (waiting.isEmpty()) {
      return new PartyTransaction.Reject(self, Samples.random(random, 32));
    }
    Bytes id = pick(List.copyOf(waiting.keySet()), random);
    return new PartyTransaction.Reject(Objects.requireNonNull(waiting.get(id)).party(), id);
  }

  Optional<Reason> require(PartyId party, PartyTransaction.RequireApprovals tx) {
    policies.put(
        new Place(party, tx.kind()),
        new Policy(tx.needed(), tx.approvers(), tx.openSeconds(), statement));
    return Optional.empty();
  }

  Optional<Reason> guard(PartyId party, PartyTransaction.NameGuardians tx) {
    policies.put(
        new Place(party, ApprovalClass.RECOVERY),
        new Policy(tx.needed(), tx.guardians(), tx.openSeconds(), statement));
    return Optional.empty();
  }

  boolean guarded(PartyId party) {
    return policies.containsKey(new Place(party, ApprovalClass.RECOVERY));
  }

  Optional<Reason> waive(PartyId party, PartyTransaction.WaiveApprovals tx) {
    return policies.remove(new Place(party, tx.kind())) == null
        ? Optional.of(PartyRefusal.NO_SUCH_POLICY)
        : Optional.empty();
  }

  /** A change of what needs approval. */
  static PartyTransaction policy(Random random, List<PartyId> parties) {
    ApprovalClass kind = random.nextInt(4) == 0 ? ApprovalClass.RECOVERY : pick(KINDS, random);
    if (random.nextInt(4) == 0) {
      return new PartyTransaction.WaiveApprovals(kind);
    }
    List<PartyId> approvers = new ArrayList<>();
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      PartyId each = pick(parties, random);
      if (!approvers.contains(each)) {
        approvers.add(each);
      }
    }
    long needed = random.nextInt(1, approvers.size() + 1);
    long seconds = random.nextBoolean() ? 60 : 400_000;
    return kind == ApprovalClass.RECOVERY
        ? new PartyTransaction.NameGuardians(needed, approvers, seconds, NaiveKeyEnds.DELAY)
        : new PartyTransaction.RequireApprovals(kind, needed, approvers, seconds);
  }

  /** The same in the name of somebody who has others approve, or an approval of what waits. */
  Move acting(Random random, Move move, List<CoseKey> signers, Map<CoseKey, PartyId> owner) {
    if (!waiting.isEmpty() && random.nextInt(2) == 0) {
      Bytes id = pick(List.copyOf(waiting.keySet()), random);
      Open open = Objects.requireNonNull(waiting.get(id));
      Policy policy = policies.get(new Place(open.party(), open.kind()));
      CoseKey by = policy == null ? move.key() : approver(random, policy, signers, owner);
      Transaction asked = random.nextInt(8) == 0 ? move.transaction() : open.transaction();
      return new Move(by, asked, Optional.of(Acting.approving(open.party().value(), id)));
    }
    if (policies.isEmpty() || random.nextInt(6) == 0) {
      PartyId other = Objects.requireNonNull(owner.get(pick(signers, random)));
      return new Move(move.key(), move.transaction(), Optional.of(Acting.inNameOf(other.value())));
    }
    Place place = pick(List.copyOf(policies.keySet()), random);
    CoseKey by = approver(random, Objects.requireNonNull(policies.get(place)), signers, owner);
    return new Move(by, move.transaction(), Optional.of(Acting.inNameOf(place.party().value())));
  }

  private static CoseKey approver(
      Random random, Policy policy, List<CoseKey> signers, Map<CoseKey, PartyId> owner) {
    List<CoseKey> fitting =
        signers.stream().filter(key -> policy.approvers().contains(owner.get(key))).toList();
    return fitting.isEmpty() ? pick(signers, random) : pick(fitting, random);
  }

  void compare(View state) {
    int found = 0;
    for (Place place : policies.keySet()) {
      Policy policy = Objects.requireNonNull(policies.get(place));
      ApprovalPolicy kept =
          state
              .find(Approvals.POLICIES, new ApprovalPolicy.Id(place.party(), place.kind()))
              .orElseThrow();
      assertEquals(policy.approvers(), kept.approvers());
      assertEquals(policy.needed(), kept.needed());
      found++;
    }
    assertEquals(found, all(state, Approvals.POLICIES).size());
    for (Map.Entry<Bytes, Open> each : waiting.entrySet()) {
      ApprovalProposal kept =
          state
              .find(
                  Approvals.PROPOSALS,
                  new ApprovalProposal.Id(each.getValue().party(), each.getKey()))
              .orElseThrow();
      assertEquals(
          List.copyOf(each.getValue().approvals().keySet()),
          kept.approvals().stream().map(ApprovalProposal.Approval::by).toList());
      assertEquals(
          List.copyOf(each.getValue().rejections().keySet()),
          kept.rejections().stream().map(ApprovalProposal.Approval::by).toList());
    }
    assertEquals(waiting.size(), all(state, Approvals.PROPOSALS).size());
    assertEquals(waiting.size(), all(state, Approvals.LAPSES).size());
  }

  static <K, V> List<Entry<K, V>> all(View state, Table<K, V> table) {
    return state.list(table, List.of(), Optional.empty(), View.LIST_MAX);
  }
}
