package birthmark.contracts.parties;

import birthmark.codec.Timestamp;
import birthmark.contract.Acceptance;
import birthmark.contract.ApprovalClass;
import birthmark.contract.Context;
import birthmark.contract.Contract;
import birthmark.contract.Genesis;
import birthmark.contract.Keys;
import birthmark.contract.Now;
import birthmark.contract.Outcome;
import birthmark.contract.Readers;
import birthmark.contract.Replicas;
import birthmark.contract.Role;
import birthmark.contract.Subject;
import birthmark.contract.Surface;
import birthmark.cose.CoseKey;
import birthmark.cose.KeyId;
import birthmark.state.Table;
import birthmark.state.View;
import birthmark.state.Write;
import java.util.List;
import java.util.Optional;

/**
 * Parties: organisations and people, what each may do, and their keys.
 *
 * <p>A party registers itself; what it may do is granted by a party that holds {@link
 * Role#REPLICA}. An organisation's name and handle are public. Of a person nothing is held but a
 * key and a salted commitment, so everyone may read everything here.
 */
public final class Parties implements Contract<PartyTransaction> {
  /**
   * A role and one who holds it.
   *
   * @param role the role
   * @param party who holds it
   */
  public record Holding(Role role, PartyId party) {}

  /**
   * Since when a role is held.
   *
   * @param since the height at which it was granted
   */
  public record Held(long since) {}

  /**
   * A party and one of its keys, valid or revoked.
   *
   * @param party whose
   * @param key the key's thumbprint
   */
  public record OwnKey(PartyId party, KeyId key) {}

  /**
   * What a party's key is for, and until when it counted.
   *
   * @param purpose what it is for
   * @param since the height from which it counts
   * @param revoked since when and why it counts no more, if so
   * @param retires the block time from which it is to count no more, if that was said
   */
  public record KeyUse(
      Keys.Purpose purpose, long since, Optional<Revocation> revoked, Optional<Timestamp> retires) {
    static KeyUse of(Keys.Purpose purpose, long since) {
      return new KeyUse(purpose, since, Optional.empty(), Optional.empty());
    }
  }

  /**
   * The end of a key.
   *
   * @param height the height from which it counts no more
   * @param time that block's time
   * @param reason why
   */
  public record Revocation(long height, Timestamp time, RevocationReason reason) {}

  /** The parties. */
  public static final Table<PartyId, Party> PARTIES =
      Table.of(1, "parties", PartyId.class, Party.class);

  /** Who has which handle. */
  public static final Table<Handle, PartyId> HANDLES =
      Table.of(2, "handles", Handle.class, PartyId.class);

  /** Who holds which role. */
  public static final Table<Holding, Held> ROLES = Table.of(3, "roles", Holding.class, Held.class);

  /** Which keys a party has and had. */
  public static final Table<OwnKey, KeyUse> KEYS =
      Table.of(4, "party-keys", OwnKey.class, KeyUse.class);

  /** The contract; it keeps nothing of its own. */
  public Parties() {}

  @Override
  public Outcome decide(View state, Context at, PartyTransaction transaction) {
    return switch (transaction) {
      case PartyTransaction.Register tx -> register(state, at, tx, Optional.empty());
      case PartyTransaction.RegisterPerson tx -> register(state, at, tx, Optional.empty());
      case PartyTransaction.RegisterWithWork tx ->
          register(
              state,
              at,
              new PartyTransaction.Register(tx.key(), tx.handle(), tx.name()),
              Optional.of(tx.work()));
      case PartyTransaction.RegisterPersonWithWork tx ->
          register(
              state,
              at,
              new PartyTransaction.RegisterPerson(tx.key(), tx.commitment()),
              Optional.of(tx.work()));
      case PartyTransaction.SetEntry set -> Newcomers.set(state, at, set);
      case PartyTransaction.Vouch vouch -> Newcomers.vouch(state, at, vouch);
      case PartyTransaction.Grant grant -> grant(state, at, grant);
      case PartyTransaction.Withdraw withdraw -> withdraw(state, at, withdraw);
      case PartyTransaction.AddSigningKey add ->
          add.party().subject().equals(at.signer()) || at.signer().kind() != Subject.Kind.PARTY
              ? addKey(state, at, add.key(), Keys.Purpose.SIGNING)
              : Outcome.rejected(PartyRefusal.KEY_FOR_ANOTHER_PARTY);
      case PartyTransaction.AddAgreementKey add ->
          addKey(state, at, add.key(), Keys.Purpose.AGREEMENT);
      case PartyTransaction.RevokeKey revoke -> KeyEnds.revoke(state, at, revoke);
      case PartyTransaction.RetireKey retire -> KeyEnds.retire(state, at, retire);
      case PartyTransaction.ReportCompromise report -> KeyEnds.report(state, at, report);
      case PartyTransaction.RequireApprovals require -> Approvals.require(state, at, require);
      case PartyTransaction.WaiveApprovals waive -> Approvals.waive(state, at, waive);
      case PartyTransaction.NameGuardians name -> Approvals.guard(state, at, name);
      case PartyTransaction.Recover recover -> Recovery.begin(state, at, recover);
      case PartyTransaction.StopRecovery stop -> Recovery.stop(state, at, stop);
      case PartyTransaction.Delegate delegate -> Delegations.delegate(state, at, delegate);
      case PartyTransaction.EndDelegation end -> Delegations.end(state, at, end);
      case PartyTransaction.FoundDepartment found -> Departments.found(state, at, found);
      case PartyTransaction.ReleaseDepartment release -> Departments.release(state, at, release);
      case PartyTransaction.Reject reject -> Approvals.reject(state, at, reject);
    };
  }

  private static Outcome register(
      View state, Context at, PartyTransaction.Register register, Optional<Work> work) {
    if (Keys.taken(state, register.key())) {
      return Outcome.rejected(PartyRefusal.ALREADY_REGISTERED);
    }
    if (state.find(HANDLES, register.handle()).isPresent()) {
      return Outcome.rejected(PartyRefusal.HANDLE_TAKEN, "handle " + register.handle());
    }
    PartyId id = new PartyId(register.key().thumbprint().value());
    return Newcomers.refused(state, at, register.key(), work)
        .orElseGet(
            () ->
                enter(
                        at,
                        register.key(),
                        Party.organisation(register.handle(), register.name(), at.height()))
                    .put(HANDLES, register.handle(), id)
                    .writes(Newcomers.entered(state, at, register.key()))
                    .outcome());
  }

  private static Outcome register(
      View state, Context at, PartyTransaction.RegisterPerson person, Optional<Work> work) {
    if (Keys.taken(state, person.key())) {
      return Outcome.rejected(PartyRefusal.ALREADY_REGISTERED);
    }
    return Newcomers.refused(state, at, person.key(), work)
        .orElseGet(
            () ->
                enter(at, person.key(), Party.person(person.commitment(), at.height()))
                    .writes(Newcomers.entered(state, at, person.key()))
                    .outcome());
  }

  static Acceptance enter(Context at, CoseKey key, Party party) {
    PartyId id = new PartyId(key.thumbprint().value());
    return Outcome.accepted()
        .put(PARTIES, id, party)
        .put(KEYS, new OwnKey(id, key.thumbprint()), KeyUse.of(Keys.Purpose.SIGNING, at.height()))
        .writes(List.of(Keys.register(at, id.subject(), Keys.Purpose.SIGNING, key)))
        .fact(new PartyFact.Registered(id, party.kind(), party.handle()));
  }

  private static Outcome grant(View state, Context at, PartyTransaction.Grant grant) {
    Optional<Outcome> refusal = replicaOnly(state, at);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    Optional<Party> party = state.find(PARTIES, grant.party());
    if (party.isEmpty()) {
      return Outcome.rejected(PartyRefusal.NO_SUCH_PARTY);
    }
    if (party.get().roles().contains(grant.role())) {
      return Outcome.rejected(PartyRefusal.ROLE_HELD);
    }
    return Outcome.accepted()
        .put(PARTIES, grant.party(), party.get().with(grant.role()))
        .put(ROLES, new Holding(grant.role(), grant.party()), new Held(at.height()))
        .writes(Newcomers.trusted(state, grant.party()))
        .fact(new PartyFact.RoleGranted(grant.party(), grant.role(), new PartyId(at.signer().id())))
        .outcome();
  }

  private static Outcome withdraw(View state, Context at, PartyTransaction.Withdraw withdraw) {
    Optional<Outcome> refusal = replicaOnly(state, at);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    Optional<Party> party = state.find(PARTIES, withdraw.party());
    if (party.isEmpty()) {
      return Outcome.rejected(PartyRefusal.NO_SUCH_PARTY);
    }
    if (!party.get().roles().contains(withdraw.role())) {
      return Outcome.rejected(PartyRefusal.ROLE_NOT_HELD);
    }
    if (withdraw.role() == Role.REPLICA
        && state.list(ROLES, List.of(Role.REPLICA), Optional.empty(), 2).size() < 2) {
      return Outcome.rejected(PartyRefusal.LAST_REPLICA);
    }
    if (withdraw.role() == Role.REPLICA
        && Replicas.latest(state).weight(withdraw.party().value()) > 0) {
      return Outcome.rejected(PartyRefusal.RUNS_A_REPLICA);
    }
    return Outcome.accepted()
        .put(PARTIES, withdraw.party(), party.get().without(withdraw.role()))
        .remove(ROLES, new Holding(withdraw.role(), withdraw.party()))
        .fact(
            new PartyFact.RoleWithdrawn(
                withdraw.party(), withdraw.role(), new PartyId(at.signer().id())))
        .outcome();
  }

  private static Optional<Outcome> replicaOnly(View state, Context at) {
    if (at.signer().kind() != Subject.Kind.PARTY) {
      return Optional.of(Outcome.rejected(PartyRefusal.NOT_A_PARTY));
    }
    return mayPropose(state, at.signer())
        ? Optional.empty()
        : Optional.of(Outcome.rejected(PartyRefusal.NOT_A_REPLICA));
  }

  private static Outcome addKey(View state, Context at, CoseKey key, Keys.Purpose purpose) {
    Optional<Party> party = find(state, at.signer());
    if (party.isEmpty()) {
      return Outcome.rejected(PartyRefusal.NOT_A_PARTY);
    }
    if (Keys.taken(state, key)) {
      return Outcome.rejected(PartyRefusal.KEY_TAKEN, "key " + key.thumbprint());
    }
    if (purpose == Keys.Purpose.SIGNING && !Newcomers.mayAddKey(state, at.signer(), party.get())) {
      return Outcome.rejected(PartyRefusal.NEWCOMER);
    }
    PartyId id = new PartyId(at.signer().id());
    Acceptance accepted = Outcome.accepted();
    if (purpose == Keys.Purpose.SIGNING) {
      accepted.put(PARTIES, id, party.get().withSigningKeys(party.get().signingKeys() + 1));
    }
    return accepted
        .put(KEYS, new OwnKey(id, key.thumbprint()), KeyUse.of(purpose, at.height()))
        .writes(List.of(Keys.register(at, at.signer(), purpose, key)))
        .fact(new PartyFact.KeyAdded(id, key.thumbprint(), purpose))
        .outcome();
  }

  /** The party that {@code subject} is, if it is a registered one. */
  public static Optional<Party> find(View state, Subject subject) {
    return subject.kind() == Subject.Kind.PARTY
        ? state.find(PARTIES, new PartyId(subject.id()))
        : Optional.empty();
  }

  /** Whether {@code subject} is a party that holds {@code role}. */
  public static boolean holds(View state, Subject subject, Role role) {
    return subject.kind() == Subject.Kind.PARTY && holds(state, new PartyId(subject.id()), role);
  }

  /** Whether {@code party} holds {@code role}. */
  public static boolean holds(View state, PartyId party, Role role) {
    return state.find(ROLES, new Holding(role, party)).isPresent();
  }

  /** Whether {@code subject} may ask for what replicas decide together. */
  public static boolean mayPropose(View state, Subject subject) {
    return holds(state, subject, Role.REPLICA) || holds(state, subject, Role.PROPOSER);
  }

  /** What {@code subject} may do; nothing if it is no registered party. */
  public static List<Role> roles(View state, Subject subject) {
    return find(state, subject).map(Party::roles).orElse(List.of());
  }

  @Override
  public List<Write<?, ?>> founding(Genesis genesis) {
    return Founding.writes(genesis);
  }

  @Override
  public List<Write<?, ?>> resuming(View state, Now at, Genesis genesis) {
    return Founding.resuming(state, at, genesis);
  }

  @Override
  public Surface surface() {
    return Surface.at("parties", "party", "Organisations and people, their roles and keys.")
        .submit(PartyTransaction.class)
        .facts(PartyFact.class)
        .refusals(PartyRefusal.class)
        .tables(
            PARTIES,
            HANDLES,
            ROLES,
            KEYS,
            Approvals.POLICIES,
            Approvals.PROPOSALS,
            Approvals.LAPSES,
            KeyEnds.RETIREMENTS,
            KeyEnds.COMPROMISES,
            Recovery.RECOVERIES,
            Recovery.DUES,
            Delegations.DELEGATIONS,
            Delegations.HELD,
            Departments.ABOVE,
            Departments.UNDER,
            Newcomers.ENTRY,
            Newcomers.ARRIVALS,
            Newcomers.NEWCOMERS,
            Newcomers.VOUCHERS)
        .registersKeys()
        .allowance(Newcomers::quota)
        .authority(new Approvals())
        .approvals(
            ApprovalClass.POLICIES,
            PartyTransaction.RequireApprovals.class,
            PartyTransaction.WaiveApprovals.class,
            PartyTransaction.NameGuardians.class,
            PartyTransaction.Delegate.class,
            PartyTransaction.FoundDepartment.class,
            PartyTransaction.ReleaseDepartment.class)
        .approvals(
            ApprovalClass.KEYS,
            PartyTransaction.AddSigningKey.class,
            PartyTransaction.AddAgreementKey.class,
            PartyTransaction.RevokeKey.class,
            PartyTransaction.RetireKey.class,
            PartyTransaction.ReportCompromise.class)
        .approvals(
            ApprovalClass.MAKERS, PartyTransaction.Grant.class, grant -> grant.role() == Role.MAKER)
        .approvals(
            ApprovalClass.ROLES, PartyTransaction.Grant.class, PartyTransaction.Withdraw.class)
        .approvals(ApprovalClass.RULES, PartyTransaction.SetEntry.class)
        .together(
            PartyTransaction.Grant.class,
            PartyTransaction.Withdraw.class,
            PartyTransaction.SetEntry.class)
        .approvals(ApprovalClass.RECOVERY, PartyTransaction.Recover.class)
        .due(Approvals.LAPSES, Approvals::lapse)
        .due(KeyEnds.RETIREMENTS, KeyEnds::retired)
        .due(Recovery.DUES, Recovery::end)
        .deriveEach(
            "entry",
            "Who may register, and what it takes now; anybody, where there is none.",
            Newcomers.ENTRY,
            Entry.Standing.class,
            Readers.everyone(),
            (state, now, key, entry) -> Newcomers.standing(state, now, entry))
        .list(
            "newcomers",
            "Parties that came in by work and that nobody vouched for.",
            Newcomers.NEWCOMERS,
            Readers.everyone())
        .list(
            "vouchers",
            "Keys that somebody vouched for and that did not register yet.",
            Newcomers.VOUCHERS,
            Readers.everyone())
        .find("parties/{party}", "A party by its id.", PARTIES, Readers.everyone())
        .list("parties", "All parties.", PARTIES, Readers.everyone())
        .find("handles/{handle}", "The id behind a handle.", HANDLES, Readers.everyone())
        .list("roles/{role}", "Who holds a role.", ROLES, Readers.everyone())
        .list("keys/{party}", "A party's keys, valid and revoked.", KEYS, Readers.everyone())
        .list(
            "compromises/{party}",
            "A party's keys that others may have had, and from which block on.",
            KeyEnds.COMPROMISES,
            Readers.everyone())
        .find(
            "recoveries/{party}",
            "The key that a party is about to get from its guardians.",
            Recovery.RECOVERIES,
            Readers.everyone())
        .list(
            "policies/{party}",
            "What a party has approved by several, and by whom.",
            Approvals.POLICIES,
            Readers.everyone())
        .list(
            "proposals/{party}",
            "What waits for approvals in a party's name.",
            Approvals.PROPOSALS,
            Readers.concerned(Approvals::concerned))
        .list(
            "delegations/{party}",
            "What a party lets others do in its name.",
            Delegations.DELEGATIONS,
            Readers.everyone())
        .list(
            "held-delegations/{to}",
            "In whose names a party may act.",
            Delegations.HELD,
            Readers.everyone())
        .list(
            "departments/{organisation}",
            "The departments of an organisation.",
            Departments.UNDER,
            Readers.everyone())
        .find(
            "organisations/{department}",
            "The organisation that a department is of.",
            Departments.ABOVE,
            Readers.everyone())
        .proposals(
            "proposals/{party}/{proposal}",
            "What waits for approval in a party's name.",
            Approvals.PROPOSALS,
            ApprovalProposal::statement,
            Readers.concerned(Approvals::concerned))
        .derive(
            "public-keys/{key}",
            "A public key by its thumbprint, whose it is and when it counted.",
            KeyId.class,
            Keys.Registered.class,
            Readers.everyone(),
            (state, now, key) -> state.find(Keys.TABLE, key));
  }
}
