package birthmark.contracts.governance;

import birthmark.codec.Timestamp;
import birthmark.contract.ApprovalClass;
import birthmark.contract.Context;
import birthmark.contract.Contract;
import birthmark.contract.Genesis;
import birthmark.contract.Now;
import birthmark.contract.Outcome;
import birthmark.contract.Readers;
import birthmark.contract.Replica;
import birthmark.contract.Replicas;
import birthmark.contract.Role;
import birthmark.contract.RulesVersions.From;
import birthmark.contract.Subject;
import birthmark.contract.Surface;
import birthmark.contracts.parties.Parties;
import birthmark.contracts.parties.PartyId;
import birthmark.cose.CoseKey;
import birthmark.cose.KeyId;
import birthmark.state.Entry;
import birthmark.state.Table;
import birthmark.state.View;
import birthmark.state.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Governance: which replicas sign and which rules decide from which height on, and what replicas
 * decide together.
 *
 * <p>A change comes at its height on every replica alike. A program that does not know a rules
 * version stops before that height and says so.
 */
public final class Governance implements Contract<GovernanceTransaction> {
  /** How many blocks a version must be scheduled ahead. */
  public static final long LEAD = 10;

  /**
   * A rules version that was asked for.
   *
   * @param version the version
   * @param by who asked for it
   * @param at when
   */
  public record Change(long version, PartyId by, Timestamp at) {}

  /**
   * A rules version and a party whose replicas are ready for it.
   *
   * @param version the version
   * @param party whose replicas
   */
  public record Ready(long version, PartyId party) {}

  /**
   * Since when they are.
   *
   * @param since the height at which it was signalled
   */
  public record Since(long since) {}

  /** All versions that decided and that are to decide, by the first height. */
  public static final Table<From, Change> CHANGES =
      Table.of(1, "changes", From.class, Change.class);

  /** All sets of replicas that signed and that are to sign, by the first height. */
  public static final Table<Replicas.From, Replicas> SETS =
      Table.of(2, "sets", Replicas.From.class, Replicas.class);

  /** Replicas that parties would run. */
  public static final Table<ReplicaOffer.Id, ReplicaOffer> OFFERS =
      Table.of(3, "offers", ReplicaOffer.Id.class, ReplicaOffer.class);

  /** Every key that a replica has, had or was offered with. */
  public static final Table<ReplicaOffer.Id, ReplicaOffer.KeyOwner> REPLICA_KEYS =
      Table.of(4, "replica-keys", ReplicaOffer.Id.class, ReplicaOffer.KeyOwner.class);

  /** What replicas vote on. */
  public static final Table<Motion.Id, Motion> MOTIONS =
      Table.of(5, "motions", Motion.Id.class, Motion.class);

  /** When each of these lapses. */
  public static final Table<Motion.Lapse, Motion.Since> LAPSES =
      Table.of(6, "lapses", Motion.Lapse.class, Motion.Since.class);

  /** Whose replicas are ready for which rules version. */
  public static final Table<Ready, Since> READINESS =
      Table.of(7, "readiness", Ready.class, Since.class);

  /** How much of the weight is enough for what. */
  public static final Table<Threshold.Of, Threshold> THRESHOLDS =
      Table.of(8, "thresholds", Threshold.Of.class, Threshold.class);

  /** How long a replica may be absent, where that is limited. */
  public static final Table<Absence.Of, Absence.Limit> ABSENCE =
      Table.of(9, "absence", Absence.Of.class, Absence.Limit.class);

  /** Until when each replica has shown that it is there. */
  public static final Table<ReplicaOffer.Id, Absence.Shown> ATTENDANCE =
      Table.of(10, "attendance", ReplicaOffer.Id.class, Absence.Shown.class);

  /** When each is suspended unless it shows so again. */
  public static final Table<Absence.End, Motion.Since> ABSENCES =
      Table.of(11, "absences", Absence.End.class, Motion.Since.class);

  /** Replicas that were absent too long. */
  public static final Table<ReplicaOffer.Id, Absence.Suspended> SUSPENDED =
      Table.of(12, "suspended", ReplicaOffer.Id.class, Absence.Suspended.class);

  /** The contract; it keeps nothing of its own. */
  public Governance() {}

  @Override
  public Outcome decide(View state, Context at, GovernanceTransaction transaction) {
    Optional<GovernanceRefusal> refused = refused(state, at, transaction);
    if (refused.isPresent()) {
      return Outcome.rejected(refused.get());
    }
    return switch (transaction) {
      case GovernanceTransaction.ScheduleRules tx -> RulesChanges.schedule(state, at, tx);
      case GovernanceTransaction.WithdrawRules tx -> RulesChanges.withdraw(state, at, tx);
      case GovernanceTransaction.SignalReadiness tx -> RulesChanges.signal(state, at, tx);
      case GovernanceTransaction.OfferReplica tx -> ReplicaChanges.offer(state, at, tx);
      case GovernanceTransaction.AddReplica tx -> ReplicaChanges.add(state, at, tx);
      case GovernanceTransaction.RemoveReplica tx -> ReplicaChanges.remove(state, at, tx);
      case GovernanceTransaction.WeighReplica tx -> ReplicaChanges.weigh(state, at, tx);
      case GovernanceTransaction.LeaveReplicas tx -> ReplicaChanges.leave(state, at, tx);
      case GovernanceTransaction.SetThreshold tx -> threshold(at, tx);
      case GovernanceTransaction.Oppose tx -> Motions.oppose(state, at, tx);
      case GovernanceTransaction.LimitAbsence tx -> Absences.limit(state, at, tx);
      case GovernanceTransaction.Attend tx -> Absences.attend(state, at, tx);
      case GovernanceTransaction.WithdrawOffer tx -> ReplicaChanges.withdrawOffer(state, at, tx);
      case GovernanceTransaction.ReportDoubleVote tx -> Evictions.votes(state, at, tx);
      case GovernanceTransaction.ReportDoubleCheckpoint tx -> Evictions.checkpoints(state, at, tx);
    };
  }

  /** Why the signer may not ask for this at all, if it may not. */
  private static Optional<GovernanceRefusal> refused(
      View state, Context at, GovernanceTransaction transaction) {
    boolean may =
        switch (transaction) {
          case GovernanceTransaction.ReportDoubleVote _,
              GovernanceTransaction.ReportDoubleCheckpoint _,
              GovernanceTransaction.Attend _,
              GovernanceTransaction.WithdrawOffer _ ->
              true;
          case GovernanceTransaction.SignalReadiness _,
              GovernanceTransaction.OfferReplica _,
              GovernanceTransaction.LeaveReplicas _,
              GovernanceTransaction.Oppose _ ->
              Parties.holds(state, at.signer(), Role.REPLICA);
          case GovernanceTransaction.ScheduleRules _,
              GovernanceTransaction.WithdrawRules _,
              GovernanceTransaction.AddReplica _,
              GovernanceTransaction.RemoveReplica _,
              GovernanceTransaction.WeighReplica _,
              GovernanceTransaction.LimitAbsence _,
              GovernanceTransaction.SetThreshold _ ->
              Parties.mayPropose(state, at.signer());
        };
    if (!may) {
      return Optional.of(GovernanceRefusal.NOT_A_REPLICA);
    }
    return at.signer().kind() == Subject.Kind.PARTY
        ? Optional.empty()
        : Optional.of(GovernanceRefusal.NOT_A_PARTY);
  }

  private static Outcome threshold(Context at, GovernanceTransaction.SetThreshold tx) {
    return Outcome.accepted()
        .put(
            THRESHOLDS,
            new Threshold.Of(tx.decision()),
            new Threshold(tx.percent(), tx.openSeconds(), at.height()))
        .fact(
            new GovernanceFact.ThresholdSet(
                tx.decision(), tx.percent(), tx.openSeconds(), new PartyId(at.signer().id())))
        .outcome();
  }

  @Override
  public List<Write<?, ?>> founding(Genesis genesis) {
    Replicas first = Replicas.founding(genesis);
    List<Write<?, ?>> writes = new ArrayList<>();
    writes.add(SETS.put(new Replicas.From(0), first));
    for (Replica replica : first.members()) {
      ReplicaOffer.KeyOwner owner = new ReplicaOffer.KeyOwner(new PartyId(replica.party()), 0);
      List<KeyId> keys = new ArrayList<>(List.of(replica.id()));
      replica.consensus().map(CoseKey::thumbprint).ifPresent(keys::add);
      keys.forEach(key -> writes.add(REPLICA_KEYS.put(new ReplicaOffer.Id(key), owner)));
    }
    return List.copyOf(writes);
  }

  @Override
  public List<Write<?, ?>> resuming(View state, Now at, Genesis genesis) {
    Replicas next = Replicas.resuming(state, genesis);
    List<Write<?, ?>> writes = new ArrayList<>();
    for (Entry<Replicas.From, Replicas> row : Replicas.rows(state)) {
      if (row.key().height() > at.height()) {
        writes.add(SETS.remove(row.key()));
      }
    }
    writes.add(SETS.put(new Replicas.From(at.height()), next));
    for (Replica replica : next.members()) {
      writes.addAll(ReplicaChanges.claim(state, at, replica));
      writes.addAll(Absences.watch(state, at, replica.id()));
    }
    // They were suspended from sets that are over, and must not come back by themselves.
    for (Entry<ReplicaOffer.Id, Absence.Suspended> each :
        state.list(SUSPENDED, List.of(), Optional.empty(), View.LIST_MAX)) {
      writes.add(SUSPENDED.remove(each.key()));
    }
    return List.copyOf(writes);
  }

  @Override
  public Surface surface() {
    return Surface.at(
            "governance",
            "governance",
            "Which replicas sign, which rules decide, and what replicas decide together.")
        .reads(Parties.class)
        .submit(GovernanceTransaction.class)
        .facts(GovernanceFact.class)
        .refusals(GovernanceRefusal.class)
        .approvals(
            ApprovalClass.RULES,
            GovernanceTransaction.ScheduleRules.class,
            GovernanceTransaction.WithdrawRules.class,
            GovernanceTransaction.AddReplica.class,
            GovernanceTransaction.RemoveReplica.class,
            GovernanceTransaction.WeighReplica.class,
            GovernanceTransaction.LimitAbsence.class,
            GovernanceTransaction.LeaveReplicas.class,
            GovernanceTransaction.SetThreshold.class,
            GovernanceTransaction.Oppose.class)
        .together(
            GovernanceTransaction.ScheduleRules.class,
            GovernanceTransaction.WithdrawRules.class,
            GovernanceTransaction.AddReplica.class,
            GovernanceTransaction.RemoveReplica.class,
            GovernanceTransaction.WeighReplica.class,
            GovernanceTransaction.LimitAbsence.class,
            GovernanceTransaction.SetThreshold.class)
        .assembly(new Motions())
        .tables(
            CHANGES,
            SETS,
            OFFERS,
            REPLICA_KEYS,
            MOTIONS,
            LAPSES,
            READINESS,
            THRESHOLDS,
            ABSENCE,
            ATTENDANCE,
            ABSENCES,
            SUSPENDED)
        .due(LAPSES, Motions::lapse)
        .due(ABSENCES, Absences::end)
        .governs()
        .list(
            "changes",
            "The rules versions that decided, and the one that is to, by their first heights.",
            CHANGES,
            Readers.everyone())
        .list(
            "sets",
            "The sets of replicas that signed, and those that are to, by their first heights.",
            SETS,
            Readers.everyone())
        .list("offers", "Replicas that parties would run.", OFFERS, Readers.everyone())
        .list("motions", "What replicas vote on.", MOTIONS, Readers.everyone())
        .derive(
            "motions/{motion}/waiting",
            "Who has not voted on a motion, and what is still needed.",
            Motion.Id.class,
            WaitingVotes.class,
            Readers.everyone(),
            WaitingVotes::on)
        .list(
            "readiness/{version}",
            "Whose replicas are ready for a rules version.",
            READINESS,
            Readers.everyone())
        .list(
            "absence",
            "How long a replica may be absent, where that is limited.",
            ABSENCE,
            Readers.everyone())
        .list(
            "attendance",
            "Until when each replica has shown that it is there.",
            ATTENDANCE,
            Readers.everyone())
        .list("suspended", "Replicas that were absent too long.", SUSPENDED, Readers.everyone())
        .list(
            "thresholds",
            "How much of the weight is enough for what, where that was set.",
            THRESHOLDS,
            Readers.everyone())
        .openRequests(
            "motions/{motion}",
            "What a replica asked for: others vote for it by asking for the same.",
            MOTIONS,
            Motion::statement,
            Readers.everyone());
  }
}
