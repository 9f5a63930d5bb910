package birthmark.contracts.parties;

import static org.junit.jupiter.api.Assertions.assertEquals;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.contract.ApprovalClass;
import birthmark.contract.Keys;
import birthmark.contract.Reason;
import birthmark.contract.Role;
import birthmark.contracts.governance.GovernanceRefusal;
import birthmark.cose.CoseKey;
import birthmark.cose.KeyId;
import birthmark.state.Entry;
import birthmark.state.View;
import birthmark.testing.ContractTest;
import birthmark.testing.Hearing;
import birthmark.testing.PartyWorld;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** Parties once more, over maps: who has which handle, roles and keys. */
final class NaiveParties implements ContractTest.NaiveModel {
  static final PartyId NOBODY = new PartyId(Bytes.copyOf(new byte[32]));

  /** Keys by owner; the first one named it. */
  private final Map<CoseKey, PartyId> owner = new HashMap<>();

  private final NaiveKeyEnds ends = new NaiveKeyEnds();
  private final NaiveEntry entry;
  private final Timestamp start;
  private final PartyId founder;
  private final Map<String, PartyId> handles = new HashMap<>();
  private final Map<PartyId, Set<Role>> roles = new HashMap<>();
  private final List<CoseKey> all = new ArrayList<>();
  private final NaiveActing acting = new NaiveActing();
  private final NaiveApprovals approvals = new NaiveApprovals(acting, key -> !ends.revoked(key));
  private final PartyMoves moves;

  NaiveParties(Hearing hearing, CoseKey root, CoseKey spare) {
    this.start = hearing.time();
    this.entry = new NaiveEntry(hearing);
    this.moves = new PartyMoves(start, new PartyMoves.Keys(all, owner, ends), acting, approvals);
    founder = PartyWorld.id(root);
    PartyId id = founder;
    handles.put("root", id);
    roles.put(id, new TreeSet<>(Set.of(Role.REPLICA)));
    own(root, id);
    own(spare, id);
    ends.founded(root);
    ends.founded(spare);
  }

  private void own(CoseKey key, PartyId id) {
    owner.put(key, id);
    all.add(key);
    ends.added(key);
  }

  private static boolean signs(CoseKey key) {
    return key.signingAlgorithm().isPresent();
  }

  private PartyId owner(CoseKey key) {
    return owner.getOrDefault(key, NOBODY);
  }

  private Set<Role> roles(PartyId party) {
    return roles.getOrDefault(party, new TreeSet<>());
  }

  private static Optional<Reason> no(PartyRefusal refusal) {
    return Optional.of(refusal);
  }

  @Override
  public ContractTest.Move move(Random random) {
    return moves.next(random);
  }

  @Override
  public void numbered(Bytes statement) {
    approvals.numbered(statement);
  }

  @Override
  public Optional<Reason> decide(ContractTest.Move move) {
    NaiveApprovals.Ruling ruling =
        approvals.rule(
            owner.getOrDefault(move.key(), PartyWorld.id(move.key())),
            move,
            start.plusSeconds(ends.seconds()));
    if (ruling.principal().isEmpty()) {
      return ruling.reason();
    }
    PartyId known = owner(move.key());
    Optional<Reason> reason =
        decide(known.equals(NOBODY) ? NOBODY : ruling.principal().get(), move);
    if (reason.isEmpty()) {
      approvals.accepted(move);
    }
    return reason;
  }

  private Optional<Reason> decide(PartyId self, ContractTest.Move move) {
    switch ((PartyTransaction) move.transaction()) {
      case PartyTransaction.Register tx -> {
        return register(self, tx.key(), Optional.of(tx.handle()), Optional.empty());
      }
      case PartyTransaction.RegisterPerson tx -> {
        return register(self, tx.key(), Optional.empty(), Optional.empty());
      }
      case PartyTransaction.RegisterWithWork tx -> {
        return register(self, tx.key(), Optional.of(tx.handle()), Optional.of(tx.work()));
      }
      case PartyTransaction.RegisterPersonWithWork tx -> {
        return register(self, tx.key(), Optional.empty(), Optional.of(tx.work()));
      }
      case PartyTransaction.SetEntry tx -> {
        if (!roles(self).contains(Role.REPLICA)) {
          return no(PartyRefusal.NOT_A_REPLICA);
        }
        return self.equals(founder)
            ? entry.set(tx)
            : Optional.of(GovernanceRefusal.RUNS_NO_REPLICA);
      }
      case PartyTransaction.Vouch tx -> {
        return roles(self).isEmpty()
            ? no(PartyRefusal.NO_ROLE)
            : entry.vouch(tx.party(), roles.containsKey(tx.party()));
      }
      case PartyTransaction.Grant tx -> {
        if (!roles(self).contains(Role.REPLICA)) {
          return no(PartyRefusal.NOT_A_REPLICA);
        }
        if (!roles.containsKey(tx.party())) {
          return no(PartyRefusal.NO_SUCH_PARTY);
        }
        if (roles(tx.party()).contains(tx.role())) {
          return no(PartyRefusal.ROLE_HELD);
        }
        if (!self.equals(founder)) {
          return Optional.of(GovernanceRefusal.RUNS_NO_REPLICA);
        }
        roles(tx.party()).add(tx.role());
        entry.trusted(tx.party());
      }
      case PartyTransaction.Withdraw tx -> {
        if (!roles(self).contains(Role.REPLICA)) {
          return no(PartyRefusal.NOT_A_REPLICA);
        }
        if (!roles.containsKey(tx.party())) {
          return no(PartyRefusal.NO_SUCH_PARTY);
        }
        if (!roles(tx.party()).contains(tx.role())) {
          return no(PartyRefusal.ROLE_NOT_HELD);
        }
        long replicas = roles.values().stream().filter(held -> held.contains(Role.REPLICA)).count();
        if (tx.role() == Role.REPLICA && replicas == 1) {
          return no(PartyRefusal.LAST_REPLICA);
        }
        if (tx.role() == Role.REPLICA && tx.party().equals(founder)) {
          return no(PartyRefusal.RUNS_A_REPLICA);
        }
        if (!self.equals(founder)) {
          return Optional.of(GovernanceRefusal.RUNS_NO_REPLICA);
        }
        roles(tx.party()).remove(tx.role());
      }
      case PartyTransaction.AddSigningKey tx -> {
        if (!tx.party().equals(self)) {
          return no(PartyRefusal.KEY_FOR_ANOTHER_PARTY);
        }
        if (owner.containsKey(tx.key())) {
          return no(PartyRefusal.KEY_TAKEN);
        }
        if (entry.isNewcomer(self) && signingKeys(self) >= 2) {
          return no(PartyRefusal.NEWCOMER);
        }
        own(tx.key(), self);
      }
      case PartyTransaction.AddAgreementKey tx -> {
        if (owner.containsKey(tx.key())) {
          return no(PartyRefusal.KEY_TAKEN);
        }
        own(tx.key(), self);
      }
      case PartyTransaction.RevokeKey tx -> {
        Optional<CoseKey> own = own(self, tx.key());
        if (own.isEmpty()) {
          return no(PartyRefusal.NOT_YOUR_KEY);
        }
        CoseKey key = own.get();
        if (ends.revoked(key)) {
          return no(PartyRefusal.ALREADY_REVOKED);
        }
        if (last(self, key)) {
          return no(PartyRefusal.LAST_SIGNING_KEY);
        }
        ends.revoke(key);
      }
      case PartyTransaction.RetireKey tx -> {
        Optional<CoseKey> own = own(self, tx.key());
        if (own.isEmpty()) {
          return no(PartyRefusal.NOT_YOUR_KEY);
        }
        CoseKey key = own.get();
        if (ends.revoked(key)) {
          return no(PartyRefusal.ALREADY_REVOKED);
        }
        if (ends.retiring(key)) {
          return no(PartyRefusal.ALREADY_RETIRING);
        }
        long due = (tx.until().millis() - start.millis()) / 1_000;
        if (due <= ends.seconds()) {
          return no(PartyRefusal.RETIRES_IN_THE_PAST);
        }
        if (last(self, key)) {
          return no(PartyRefusal.LAST_SIGNING_KEY);
        }
        ends.retire(key, due);
      }
      case PartyTransaction.ReportCompromise tx -> {
        Optional<CoseKey> own = own(self, tx.key());
        if (own.isEmpty()) {
          return no(PartyRefusal.NOT_YOUR_KEY);
        }
        CoseKey key = own.get();
        if (!ends.countedAt(key, tx.from())) {
          return no(PartyRefusal.KEY_DID_NOT_COUNT);
        }
        if (ends.reported(key, tx.from())) {
          return no(PartyRefusal.ALREADY_REPORTED);
        }
        if (!ends.revoked(key)) {
          if (last(self, key)) {
            return no(PartyRefusal.LAST_SIGNING_KEY);
          }
          ends.revoke(key);
        }
        ends.report(key, tx.from());
      }
      case PartyTransaction.NameGuardians tx -> {
        return approvals.guard(self, tx);
      }
      case PartyTransaction.Recover tx -> {
        if (!tx.party().equals(self)) {
          return no(PartyRefusal.KEY_FOR_ANOTHER_PARTY);
        }
        if (!approvals.guarded(self)) {
          return no(PartyRefusal.NO_GUARDIANS);
        }
        if (owner.containsKey(tx.key())) {
          return no(PartyRefusal.KEY_TAKEN);
        }
        if (ends.coming(self).isPresent()) {
          return no(PartyRefusal.RECOVERY_UNDER_WAY);
        }
        ends.recover(self, tx.key());
      }
      case PartyTransaction.StopRecovery tx -> {
        if (!ends.coming(self).map(CoseKey::thumbprint).equals(Optional.of(tx.key()))) {
          return no(PartyRefusal.NO_RECOVERY);
        }
        ends.stop(self);
      }
      case PartyTransaction.RequireApprovals tx -> {
        return approvals.require(self, tx);
      }
      case PartyTransaction.Delegate tx -> {
        return acting.delegate(
            self,
            owner(move.key()),
            approvals.governed(self, ApprovalClass.POLICIES),
            tx,
            start.plusSeconds(ends.seconds()));
      }
      case PartyTransaction.EndDelegation tx -> {
        return acting.end(self, tx);
      }
      case PartyTransaction.ReleaseDepartment tx -> {
        return acting.release(self, tx.department());
      }
      case PartyTransaction.Reject tx -> {
        return approvals.reject(self, move.key(), tx);
      }
      case PartyTransaction.FoundDepartment tx -> {
        if (!tx.organisation().equals(self)) {
          return no(PartyRefusal.KEY_FOR_ANOTHER_PARTY);
        }
        if (!handles.containsValue(self)) {
          return no(PartyRefusal.NOT_AN_ORGANISATION);
        }
        if (owner.containsKey(tx.key())) {
          return no(PartyRefusal.KEY_TAKEN);
        }
        if (handles.containsKey(tx.handle().value())) {
          return no(PartyRefusal.HANDLE_TAKEN);
        }
        if (acting.deep(self)) {
          return no(PartyRefusal.TOO_MANY_LEVELS);
        }
        if (entry.isNewcomer(self)) {
          return no(PartyRefusal.NEWCOMER);
        }
        handles.put(tx.handle().value(), PartyWorld.id(tx.key()));
        enter(tx.key());
        acting.founded(self, PartyWorld.id(tx.key()));
      }
      case PartyTransaction.WaiveApprovals tx -> {
        return approvals.waive(self, tx);
      }
    }
    return Optional.empty();
  }

  private Optional<Reason> register(
      PartyId self, CoseKey key, Optional<Handle> handle, Optional<Work> work) {
    if (!self.equals(NOBODY)) {
      return no(PartyRefusal.ALREADY_REGISTERED);
    }
    if (handle.isPresent() && handles.containsKey(handle.get().value())) {
      return no(PartyRefusal.HANDLE_TAKEN);
    }
    Optional<Reason> stranger = entry.enter(key, work, start.plusSeconds(ends.seconds()).millis());
    if (stranger.isEmpty()) {
      handle.ifPresent(name -> handles.put(name.value(), PartyWorld.id(key)));
      enter(key);
    }
    return stranger;
  }

  private Optional<CoseKey> own(PartyId self, KeyId id) {
    return all.stream()
        .filter(each -> each.thumbprint().equals(id) && owner(each).equals(self))
        .findFirst();
  }

  private boolean last(PartyId self, CoseKey key) {
    return signs(key) && ends.stays(key) && signingKeys(self) == 1;
  }

  private void enter(CoseKey key) {
    own(key, PartyWorld.id(key));
    roles.put(PartyWorld.id(key), new TreeSet<>());
  }

  private long signingKeys(PartyId party) {
    return all.stream()
        .filter(key -> owner(key).equals(party) && signs(key) && ends.stays(key))
        .count();
  }

  @Override
  public void pass(long seconds) {
    approvals.pass(seconds);
    ends.pass(seconds)
        .forEach(
            (party, key) -> {
              if (!owner.containsKey(key)) {
                own(key, party);
              }
            });
  }

  @Override
  public void compare(View state) {
    List<Entry<PartyId, Party>> parties =
        state.list(Parties.PARTIES, List.of(), Optional.empty(), View.LIST_MAX);
    assertEquals(roles.keySet(), new HashSet<>(parties.stream().map(Entry::key).toList()));
    for (Entry<PartyId, Party> party : parties) {
      assertEquals(List.copyOf(roles(party.key())), party.value().roles());
      assertEquals(signingKeys(party.key()), party.value().signingKeys());
    }
    for (Role role : Role.values()) {
      Set<PartyId> holders = new HashSet<>();
      state
          .list(Parties.ROLES, List.of(role), Optional.empty(), View.LIST_MAX)
          .forEach(entry -> holders.add(entry.key().party()));
      Set<PartyId> expected = new HashSet<>();
      roles.forEach(
          (party, held) -> {
            if (held.contains(role)) {
              expected.add(party);
            }
          });
      assertEquals(expected, holders);
    }
    for (CoseKey key : all) {
      Keys.Registered registered = state.find(Keys.TABLE, key.thumbprint()).orElseThrow();
      assertEquals(owner(key).subject(), registered.subject());
      assertEquals(ends.revoked(key), registered.revoked().isPresent());
      Parties.KeyUse use =
          state.find(Parties.KEYS, new Parties.OwnKey(owner(key), key.thumbprint())).orElseThrow();
      assertEquals(ends.revoked(key), use.revoked().isPresent());
    }
    approvals.compare(state);
    acting.compare(state);
    ends.compare(state, owner);
    entry.compare(state);
    handles.forEach(
        (handle, party) ->
            assertEquals(Optional.of(party), state.find(Parties.HANDLES, new Handle(handle))));
  }
}
