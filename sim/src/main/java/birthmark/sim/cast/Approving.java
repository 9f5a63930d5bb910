package birthmark.sim.cast;

import birthmark.bytes.Bytes;
import birthmark.contract.Acting;
import birthmark.contract.ApprovalClass;
import birthmark.contract.Rulebook;
import birthmark.contract.Subject;
import birthmark.contract.Transaction;
import birthmark.contracts.Contracts;
import birthmark.contracts.parties.ApprovalPolicy;
import birthmark.contracts.parties.ApprovalProposal;
import birthmark.contracts.parties.Approvals;
import birthmark.contracts.parties.Parties;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.contracts.parties.Recovery;
import birthmark.cose.KeyId;
import birthmark.state.Entry;
import birthmark.state.View;
import birthmark.statement.RefusedException;
import birthmark.statement.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** What several want together: policies, what is asked for in another's name, and approvals. */
final class Approving {
  private static final Rulebook RULEBOOK = Contracts.rulebook();
  private static final int FOUNDERS = 4;
  private static final int OPEN_SECONDS_SHORT = 60;
  private static final int OPEN_SECONDS_LONG = 400_000;
  private static final int DELAY_SECONDS = 3_600;

  private final Cast cast;
  private final RandomGenerator random;
  private final Delegating delegating;

  Approving(Cast cast, RandomGenerator random, Delegating delegating) {
    this.cast = cast;
    this.random = random;
    this.delegating = delegating;
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  /** A change of what somebody has others approve. */
  Intention policy(Intentions.Knowledge known) {
    // Those who were there from the start ask for most.
    Cast.Party party = pick(chance(80) ? cast.parties().subList(0, FOUNDERS) : cast.parties());
    // Guardians are named more often: a recovery takes several steps.
    ApprovalClass kind =
        chance(20) ? ApprovalClass.RECOVERY : pick(List.of(ApprovalClass.values()));
    if (chance(35)) {
      List<Entry<ApprovalPolicy.Id, ApprovalPolicy>> set =
          known.state().list(Approvals.POLICIES, List.of(), Optional.empty(), View.LIST_MAX);
      ApprovalPolicy.Id id =
          set.isEmpty() || chance(20) ? new ApprovalPolicy.Id(party.id(), kind) : pick(set).key();
      return new Intention(
          cast.party(id.party()).orElse(party).key(),
          new PartyTransaction.WaiveApprovals(id.kind()));
    }
    List<PartyId> approvers = new ArrayList<>();
    for (int i = random.nextInt(1, 6); i > 0; i--) {
      PartyId each = pick(cast.parties()).id();
      boolean registered = known.state().find(Parties.PARTIES, each).isPresent() || chance(5);
      if (registered && !approvers.contains(each)) {
        approvers.add(each);
      }
    }
    if (approvers.isEmpty()) {
      approvers.add(party.id());
    }
    long needed = Math.min(approvers.size(), random.nextInt(1, 4));
    long seconds = chance(30) ? OPEN_SECONDS_SHORT : OPEN_SECONDS_LONG;
    return new Intention(
        party.key(),
        kind == ApprovalClass.RECOVERY
            ? new PartyTransaction.NameGuardians(needed, approvers, seconds, DELAY_SECONDS)
            : new PartyTransaction.RequireApprovals(kind, needed, approvers, seconds));
  }

  /** An approval of something that waits, more often than not by somebody who may. */
  Optional<Intention> approval(Intentions.Knowledge known) {
    List<Entry<ApprovalProposal.Id, ApprovalProposal>> open =
        known.state().list(Approvals.PROPOSALS, List.of(), Optional.empty(), View.LIST_MAX);
    if (open.isEmpty()) {
      return Optional.empty();
    }
    Entry<ApprovalProposal.Id, ApprovalProposal> one = pick(open);
    Optional<ApprovalPolicy> policy = policy(known, one.key().party(), one.value().kind());
    // Sometimes of what nobody proposed in that name.
    PartyId party = chance(5) ? pick(cast.parties()).id() : one.key().party();
    Acting acting = Acting.approving(party.value(), one.key().proposal());
    return asked(known, one.key().proposal())
        .map(
            transaction -> new Intention(approver(policy).key(), transaction, Optional.of(acting)));
  }

  /** A new key for somebody by guardians, or an end of that. */
  Intention recovery(Intentions.Knowledge known, Bytes network) {
    List<Cast.Party> guarded =
        cast.parties().stream()
            .filter(each -> policy(known, each.id(), ApprovalClass.RECOVERY).isPresent())
            .toList();
    Cast.Party party = guarded.isEmpty() || chance(15) ? pick(cast.parties()) : pick(guarded);
    Optional<Recovery.UnderWay> underWay = known.state().find(Recovery.RECOVERIES, party.id());
    if (underWay.isPresent() && chance(50)) {
      return new Intention(
          (chance(80) ? party : pick(cast.parties())).key(),
          new PartyTransaction.StopRecovery(underWay.get().key().thumbprint()));
    }
    SeededKey key = pick(cast.spares());
    Bytes possession =
        PartyTransaction.AddSigningKey.claim(network, party.id(), key.publicKey()).sign(key);
    return new Intention(
        party.key(), new PartyTransaction.Recover(party.id(), key.publicKey(), possession));
  }

  /** The end of one of somebody's keys, at a moment or found late. */
  Intention keyEnd(Intentions.Knowledge known) {
    // Mostly of somebody who would have another key left.
    List<Cast.Party> several =
        cast.parties().stream()
            .filter(
                each ->
                    known
                        .state()
                        .find(Parties.PARTIES, each.id())
                        .map(party -> party.signingKeys() > 1)
                        .orElse(false))
            .toList();
    Cast.Party party = several.isEmpty() || chance(10) ? pick(cast.parties()) : pick(several);
    List<SeededKey> keys = new ArrayList<>(cast.spares());
    keys.add(party.key());
    KeyId key =
        known
            .state()
            .list(Parties.KEYS, List.of(party.id()), Optional.empty(), View.LIST_MAX)
            .stream()
            .map(each -> each.key().key())
            .filter(each -> chance(60))
            .findFirst()
            .orElseGet(() -> pick(keys).publicKey().thumbprint());
    return new Intention(
        party.key(),
        chance(50)
            ? new PartyTransaction.RetireKey(
                key, known.time().plusSeconds(random.nextInt(10, 2_000)))
            : new PartyTransaction.ReportCompromise(
                key, random.nextLong(known.nonce().height() + 2)));
  }

  private static Optional<Transaction> asked(Intentions.Knowledge known, Bytes proposal) {
    return known.seen().stream()
        .map(Approving::decoded)
        .flatMap(Optional::stream)
        .filter(statement -> statement.id().equals(proposal))
        .map(Statement::transaction)
        .findFirst();
  }

  private static Optional<Statement> decoded(Bytes seen) {
    try {
      return Optional.of(Statement.decode(RULEBOOK, seen));
    } catch (RefusedException e) {
      return Optional.empty(); // damaged on the way
    }
  }

  private static Optional<ApprovalPolicy> policy(
      Intentions.Knowledge known, PartyId party, ApprovalClass kind) {
    return known.state().find(Approvals.POLICIES, new ApprovalPolicy.Id(party, kind));
  }

  /** Somebody whom the policy names, or sometimes somebody else. */
  private Cast.Party approver(Optional<ApprovalPolicy> policy) {
    List<Cast.Party> named =
        cast.parties().stream()
            .filter(each -> policy.map(p -> p.approvers().contains(each.id())).orElse(false))
            .toList();
    return named.isEmpty() || chance(10) ? pick(cast.parties()) : pick(named);
  }

  /** The same, asked for by one of those who must approve it, where somebody must. */
  Intention inName(Intentions.Knowledge known, Intention intention) {
    Optional<Subject> principal =
        cast.parties().stream()
            .filter(each -> each.key().equals(intention.key()))
            .map(each -> each.id().subject())
            .findFirst();
    if (principal.isEmpty() || intention.acting().isPresent() || chance(10)) {
      return intention;
    }
    if (chance(2)) {
      Acting stranger = Acting.inNameOf(pick(cast.parties()).id().value());
      return new Intention(intention.key(), intention.transaction(), Optional.of(stranger));
    }
    PartyId party = new PartyId(principal.get().id());
    Optional<Intention> delegated = delegating.inName(known, party, intention);
    if (delegated.isPresent()) {
      return delegated.get();
    }
    Transaction transaction = intention.transaction();
    Optional<ApprovalPolicy> policy =
        RULEBOOK
            .of(transaction)
            .approvalClass(transaction)
            .flatMap(kind -> policy(known, party, kind))
            .or(
                () ->
                    transaction instanceof PartyTransaction.WaiveApprovals waive
                        ? policy(known, party, waive.kind())
                        : Optional.empty());
    return policy.isEmpty()
        ? intention
        : new Intention(
            approver(policy).key(), transaction, Optional.of(Acting.inNameOf(party.value())));
  }
}
