package birthmark.contracts.parties;

import birthmark.bytes.Bytes;
import birthmark.contract.Acceptance;
import birthmark.contract.Acting;
import birthmark.contract.ApprovalClass;
import birthmark.contract.Authority;
import birthmark.contract.Context;
import birthmark.contract.Keys;
import birthmark.contract.Now;
import birthmark.contract.Outcome;
import birthmark.contract.Subject;
import birthmark.state.Table;
import birthmark.state.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Approval by m of n: a party says which classes of its transactions several others must ask for
 * before they take effect.
 *
 * <p>The first statement of one of them is the proposal; each approval is a statement with the very
 * same transaction that names the proposal; the last one that is needed has the contract decide, as
 * if the party itself had signed. So an approver signs what is approved and not a digest of it, and
 * the ledger stores no transaction that may never come.
 */
public final class Approvals implements Authority {
  /** Who must approve what. */
  public static final Table<ApprovalPolicy.Id, ApprovalPolicy> POLICIES =
      Table.of(5, "policies", ApprovalPolicy.Id.class, ApprovalPolicy.class);

  /** What waits for approvals. */
  public static final Table<ApprovalProposal.Id, ApprovalProposal> PROPOSALS =
      Table.of(6, "proposals", ApprovalProposal.Id.class, ApprovalProposal.class);

  /** When each of these lapses. */
  public static final Table<ApprovalProposal.Lapse, ApprovalProposal.Since> LAPSES =
      Table.of(7, "lapses", ApprovalProposal.Lapse.class, ApprovalProposal.Since.class);

  Approvals() {}

  @Override
  public Ruling rule(View state, Request request) {
    Subject signer = request.at().signer();
    Optional<Acting> acting = request.acting();
    if (signer.kind() != Subject.Kind.PARTY) {
      return acting.isEmpty() ? asItself(signer) : refused(PartyRefusal.NOT_A_PARTY);
    }
    PartyId self = new PartyId(signer.id());
    PartyId principal = acting.map(each -> new PartyId(each.party())).orElse(self);
    Optional<Bytes> approves = acting.flatMap(Acting::approves);
    Optional<Governing> governing = governing(state, principal, request);
    if (governing.isEmpty()) {
      if (approves.isPresent()) {
        return refused(PartyRefusal.NO_SUCH_PROPOSAL);
      }
      return principal.equals(self)
          ? asItself(signer)
          : Delegations.rule(state, request, principal, self);
    }
    Governing needs = governing.get();
    if (!needs.policy().approvers().contains(self)) {
      return new Settled(
          Outcome.rejected(
              PartyRefusal.NOT_AN_APPROVER,
              needs.policy().needed() + " of " + needs.policy().approvers().size() + " must"));
    }
    Ballot ballot = new Ballot(state, request.at(), principal, self, needs);
    return approves.isEmpty()
        ? ballot.propose(request.digest())
        : ballot.approve(request.digest(), approves.get());
  }

  private static Ruling asItself(Subject signer) {
    return new Granted(signer, Outcome.accepted().outcome());
  }

  private static Ruling refused(PartyRefusal refusal) {
    return new Settled(Outcome.rejected(refusal));
  }

  /** The policy that a request needs, under its class. */
  private record Governing(ApprovalClass kind, ApprovalPolicy policy) {}

  private static Optional<Governing> governing(View state, PartyId principal, Request request) {
    if (request.kind().isEmpty()) {
      return Optional.empty();
    }
    ApprovalClass kind = request.kind().get();
    Optional<Governing> own = governing(state, principal, kind);
    if (own.isPresent() || kind != ApprovalClass.POLICIES) {
      return own;
    }
    // Who could change a policy alone could do alone whatever it is there for.
    return switch (request.transaction()) {
      case PartyTransaction.RequireApprovals tx -> governing(state, principal, tx.kind());
      // Guardians must not keep a party from naming others: it may outlive them.
      case PartyTransaction.WaiveApprovals tx when tx.kind() != ApprovalClass.RECOVERY ->
          governing(state, principal, tx.kind());
      default -> Optional.empty();
    };
  }

  /**
   * The party's own policy, or that of the nearest organisation above it that has one; but
   * guardians are a party's own.
   */
  private static Optional<Governing> governing(View state, PartyId party, ApprovalClass kind) {
    Optional<PartyId> next = Optional.of(party);
    while (next.isPresent()) {
      for (ApprovalClass each :
          kind == ApprovalClass.MAKERS ? List.of(kind, ApprovalClass.ROLES) : List.of(kind)) {
        Optional<ApprovalPolicy> found =
            state.find(POLICIES, new ApprovalPolicy.Id(next.get(), each));
        if (found.isPresent()) {
          return Optional.of(new Governing(each, found.get()));
        }
      }
      next =
          kind == ApprovalClass.RECOVERY ? Optional.empty() : Departments.above(state, next.get());
    }
    return Optional.empty();
  }

  /** What {@code party} has approved by several of a class: its own policy or one from above. */
  public static Optional<ApprovalPolicy> policy(View state, PartyId party, ApprovalClass kind) {
    return governing(state, party, kind).map(Governing::policy);
  }

  /** One approver's voice. */
  private record Ballot(View state, Context at, PartyId principal, PartyId self, Governing needs) {
    private ApprovalPolicy policy() {
      return needs.policy();
    }

    private ApprovalProposal.Approval own() {
      return new ApprovalProposal.Approval(self, at.key());
    }

    Ruling propose(Bytes digest) {
      if (policy().needed() == 1) {
        return granted(Outcome.accepted(), at.statement(), List.of(own()));
      }
      ApprovalProposal proposal =
          new ApprovalProposal(
              needs.kind(),
              digest,
              at.statement(),
              policy().statement(),
              List.of(own()),
              List.of(),
              at.height(),
              at.time().plusSeconds(policy().openSeconds()));
      return new Settled(
          Outcome.accepted()
              .put(PROPOSALS, new ApprovalProposal.Id(principal, at.statement()), proposal)
              .put(LAPSES, lapse(proposal), new ApprovalProposal.Since(at.height()))
              .fact(
                  new PartyFact.Proposed(
                      principal,
                      needs.kind(),
                      at.statement(),
                      self,
                      policy().approvers(),
                      proposal.expires()))
              .outcome());
    }

    Ruling approve(Bytes digest, Bytes id) {
      ApprovalProposal.Id key = new ApprovalProposal.Id(principal, id);
      Optional<ApprovalProposal> found =
          state.find(PROPOSALS, key).filter(each -> at.time().isBefore(each.expires()));
      if (found.isEmpty()) {
        return refused(PartyRefusal.NO_SUCH_PROPOSAL);
      }
      ApprovalProposal proposal = found.get();
      if (!proposal.policy().equals(policy().statement())) {
        return refused(PartyRefusal.POLICY_CHANGED);
      }
      if (!proposal.digest().equals(digest)) {
        return refused(PartyRefusal.OTHER_TRANSACTION);
      }
      List<ApprovalProposal.Approval> counted =
          new ArrayList<>(proposal.approvals().stream().filter(this::counts).toList());
      if (counted.stream().anyMatch(each -> each.by().equals(self))) {
        return refused(PartyRefusal.ALREADY_APPROVED);
      }
      counted.add(own());
      List<ApprovalProposal.Approval> against =
          proposal.rejections().stream().filter(each -> !each.by().equals(self)).toList();
      if (counted.size() < policy().needed()) {
        return new Settled(
            Outcome.accepted()
                .put(PROPOSALS, key, proposal.voted(List.copyOf(counted), against))
                .fact(
                    new PartyFact.ApprovalGiven(
                        principal, needs.kind(), id, self, counted.size(), policy().approvers()))
                .outcome());
      }
      Acceptance accepted =
          Outcome.accepted().remove(PROPOSALS, key).remove(LAPSES, lapse(proposal));
      return granted(accepted, id, counted);
    }

    private boolean counts(ApprovalProposal.Approval approval) {
      return Approvals.counts(state, at, approval);
    }

    private ApprovalProposal.Lapse lapse(ApprovalProposal proposal) {
      return Approvals.lapse(principal, proposal);
    }

    private Ruling granted(
        Acceptance accepted, Bytes id, List<ApprovalProposal.Approval> approvals) {
      return new Granted(
          principal.subject(),
          accepted
              .fact(
                  new PartyFact.Approved(
                      principal,
                      needs.kind(),
                      id,
                      approvals.stream().map(ApprovalProposal.Approval::by).toList()))
              .outcome());
    }
  }

  private static boolean counts(View state, Context at, ApprovalProposal.Approval approval) {
    return state
        .find(Keys.TABLE, approval.key())
        .map(key -> key.validAt(at.height()))
        .orElse(false);
  }

  private static ApprovalProposal.Lapse lapse(PartyId principal, ApprovalProposal proposal) {
    return new ApprovalProposal.Lapse(proposal.expires(), principal, proposal.statement());
  }

  /** An approver says no: once too few others are left, what was proposed is off the table. */
  static Outcome reject(View state, Context at, PartyTransaction.Reject tx) {
    if (Parties.find(state, at.signer()).isEmpty()) {
      return Outcome.rejected(PartyRefusal.NOT_A_PARTY);
    }
    PartyId self = new PartyId(at.signer().id());
    ApprovalProposal.Id id = new ApprovalProposal.Id(tx.party(), tx.proposal());
    Optional<ApprovalProposal> found =
        state.find(PROPOSALS, id).filter(each -> at.time().isBefore(each.expires()));
    if (found.isEmpty()) {
      return Outcome.rejected(PartyRefusal.NO_SUCH_PROPOSAL);
    }
    ApprovalProposal proposal = found.get();
    Optional<ApprovalPolicy> governing =
        policy(state, tx.party(), proposal.kind())
            .filter(each -> each.statement().equals(proposal.policy()));
    if (governing.isEmpty()) {
      return Outcome.rejected(PartyRefusal.POLICY_CHANGED);
    }
    ApprovalPolicy policy = governing.get();
    if (!policy.approvers().contains(self)) {
      return Outcome.rejected(PartyRefusal.NOT_AN_APPROVER);
    }
    List<ApprovalProposal.Approval> against =
        new ArrayList<>(
            proposal.rejections().stream().filter(each -> counts(state, at, each)).toList());
    if (against.stream().anyMatch(each -> each.by().equals(self))) {
      return Outcome.rejected(PartyRefusal.ALREADY_REJECTED);
    }
    against.add(new ApprovalProposal.Approval(self, at.key()));
    if (policy.approvers().size() - against.size() < policy.needed()) {
      return Outcome.accepted()
          .remove(PROPOSALS, id)
          .remove(LAPSES, lapse(tx.party(), proposal))
          .fact(
              new PartyFact.ProposalRejected(
                  tx.party(),
                  proposal.kind(),
                  tx.proposal(),
                  against.stream().map(ApprovalProposal.Approval::by).toList()))
          .outcome();
    }
    List<ApprovalProposal.Approval> inFavour =
        proposal.approvals().stream().filter(each -> !each.by().equals(self)).toList();
    return Outcome.accepted()
        .put(PROPOSALS, id, proposal.voted(inFavour, List.copyOf(against)))
        .fact(
            new PartyFact.RejectionGiven(
                tx.party(),
                proposal.kind(),
                tx.proposal(),
                self,
                against.size(),
                policy.approvers()))
        .outcome();
  }

  static Outcome require(View state, Context at, PartyTransaction.RequireApprovals tx) {
    ApprovalPolicy policy =
        new ApprovalPolicy(
            tx.needed(), tx.approvers(), tx.openSeconds(), 0, at.statement(), at.height());
    PartyId party = new PartyId(at.signer().id());
    return set(
        state,
        at,
        tx.kind(),
        policy,
        new PartyFact.ApprovalsRequired(
            party, tx.kind(), tx.needed(), tx.approvers(), tx.openSeconds()));
  }

  static Outcome guard(View state, Context at, PartyTransaction.NameGuardians tx) {
    ApprovalPolicy policy =
        new ApprovalPolicy(
            tx.needed(),
            tx.guardians(),
            tx.openSeconds(),
            tx.delaySeconds(),
            at.statement(),
            at.height());
    PartyId party = new PartyId(at.signer().id());
    return set(
        state,
        at,
        ApprovalClass.RECOVERY,
        policy,
        new PartyFact.GuardiansNamed(party, tx.needed(), tx.guardians(), tx.delaySeconds()));
  }

  private static Outcome set(
      View state, Context at, ApprovalClass kind, ApprovalPolicy policy, PartyFact fact) {
    if (Parties.find(state, at.signer()).isEmpty()) {
      return Outcome.rejected(PartyRefusal.NOT_A_PARTY);
    }
    for (PartyId approver : policy.approvers()) {
      if (state.find(Parties.PARTIES, approver).isEmpty()) {
        return Outcome.rejected(PartyRefusal.NO_SUCH_PARTY, "party " + approver);
      }
    }
    return Outcome.accepted()
        .put(POLICIES, new ApprovalPolicy.Id(new PartyId(at.signer().id()), kind), policy)
        .fact(fact)
        .outcome();
  }

  static Outcome waive(View state, Context at, PartyTransaction.WaiveApprovals tx) {
    if (Parties.find(state, at.signer()).isEmpty()) {
      return Outcome.rejected(PartyRefusal.NOT_A_PARTY);
    }
    PartyId party = new PartyId(at.signer().id());
    ApprovalPolicy.Id id = new ApprovalPolicy.Id(party, tx.kind());
    Optional<ApprovalPolicy> policy = state.find(POLICIES, id);
    if (policy.isEmpty()) {
      return Outcome.rejected(PartyRefusal.NO_SUCH_POLICY);
    }
    return Outcome.accepted()
        .remove(POLICIES, id)
        .fact(new PartyFact.ApprovalsWaived(party, tx.kind(), policy.get().approvers()))
        .outcome();
  }

  /** Removes a proposal that too few approved in time. */
  static Outcome.Accepted lapse(
      View state, Now at, ApprovalProposal.Lapse lapse, ApprovalProposal.Since since) {
    ApprovalProposal.Id id = new ApprovalProposal.Id(lapse.party(), lapse.proposal());
    ApprovalProposal proposal = state.find(PROPOSALS, id).orElseThrow();
    return Outcome.accepted()
        .remove(PROPOSALS, id)
        .fact(
            new PartyFact.ProposalLapsed(
                lapse.party(),
                proposal.kind(),
                lapse.proposal(),
                proposal.approvals().stream().map(ApprovalProposal.Approval::by).toList()))
        .outcome();
  }

  /** Whom a proposal concerns: in whose name it is, and who may approve it. */
  static List<Subject> concerned(View state, ApprovalProposal.Id id, ApprovalProposal proposal) {
    List<Subject> concerned = new ArrayList<>(List.of(id.party().subject()));
    proposal.approvals().forEach(each -> concerned.add(each.by().subject()));
    policy(state, id.party(), proposal.kind())
        .ifPresent(policy -> policy.approvers().forEach(each -> concerned.add(each.subject())));
    return concerned;
  }
}
