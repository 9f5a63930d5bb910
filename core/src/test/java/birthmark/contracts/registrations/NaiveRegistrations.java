package birthmark.contracts.registrations;

import static birthmark.testing.ContractSamples.pick;
import static org.junit.jupiter.api.Assertions.assertEquals;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.contract.Reason;
import birthmark.contracts.registrations.RegistrationTransaction.RegisterDigest;
import birthmark.contracts.registrations.RegistrationTransaction.RegisterInFull;
import birthmark.contracts.registrations.RegistrationTransaction.SetRegistrationPolicy;
import birthmark.contracts.registrations.Registrations.RegistrationId;
import birthmark.cose.CoseKey;
import birthmark.did.DidKey;
import birthmark.state.View;
import birthmark.testing.ContractTest;
import birthmark.testing.PartyWorld;
import birthmark.testing.SignedStatements;
import birthmark.testing.ThingWorld;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Registrations once more, as a map, a flag and a list. */
final class NaiveRegistrations implements ContractTest.NaiveModel {
  private final ThingWorld world;
  private final CoseKey thing;
  private final CoseKey stranger;
  private final Map<RegistrationId, Optional<CoseKey>> all = new HashMap<>();
  private boolean didKeys;
  private List<CoseKey> registrars = List.of();

  NaiveRegistrations(ThingWorld world) {
    this.world = world;
    this.thing = world.born();
    this.stranger = world.parties.key();
  }

  private CoseKey party(Random random) {
    return pick(List.of(world.acme, world.bolt, world.site), random);
  }

  @Override
  public ContractTest.Move move(Random random) {
    CoseKey signer = random.nextInt(12) == 0 ? thing : party(random);
    return switch (random.nextInt(6)) {
      case 0 -> {
        List<CoseKey> named = new ArrayList<>(List.of(world.acme, world.bolt));
        named.removeIf(_ -> random.nextInt(3) == 0);
        if (random.nextInt(9) == 0) {
          named.add(stranger);
        }
        yield new ContractTest.Move(
            random.nextInt(3) == 0 ? signer : world.parties.root,
            new SetRegistrationPolicy(
                random.nextBoolean(), named.stream().map(PartyWorld::id).toList(), "so"));
      }
      case 1, 2, 3 -> {
        CoseKey issuer = pick(List.of(signer, party(random), stranger, thing), random);
        int algorithm = random.nextInt(6) == 0 ? SignedStatements.ES256 : SignedStatements.EDDSA;
        CoseKey named = random.nextInt(6) == 0 ? party(random) : issuer;
        String did =
            random.nextInt(3) == 0
                ? DidKey.encode(issuer)
                : SignedStatements.did(PartyWorld.id(named));
        yield new ContractTest.Move(
            signer,
            new RegisterInFull(
                SignedStatements.unsigned(
                    issuer, algorithm, did, random.nextBoolean(), "n" + random.nextInt(40))));
      }
      default -> {
        Bytes id = Sha256.of(SignedStatements.text("id " + random.nextInt(40)));
        CoseKey key = pick(List.of(signer, party(random), stranger, thing), random);
        yield new ContractTest.Move(
            signer, new RegisterDigest(id, Sha256.of(id), key.thumbprint()));
      }
    };
  }

  @Override
  public Optional<Reason> decide(ContractTest.Move move) {
    CoseKey signer = move.key();
    return switch ((RegistrationTransaction) move.transaction()) {
      case SetRegistrationPolicy policy -> set(signer, policy);
      case RegisterDigest digest -> {
        RegistrationId id = new RegistrationId(digest.id(), digest.key());
        yield kept(id, may(signer, id, true));
      }
      case RegisterInFull full -> inFull(signer, SignedStatement.parse(full.statement()));
    };
  }

  private Optional<Reason> set(CoseKey signer, SetRegistrationPolicy policy) {
    if (!signer.equals(world.parties.root)) {
      return Optional.of(RegistrationRefusal.NOT_A_REPLICA);
    }
    if (policy.registrars().contains(PartyWorld.id(stranger))) {
      return Optional.of(RegistrationRefusal.NO_SUCH_PARTY);
    }
    didKeys = policy.didKeys();
    registrars =
        List.of(world.acme, world.bolt).stream()
            .filter(key -> policy.registrars().contains(PartyWorld.id(key)))
            .toList();
    return Optional.empty();
  }

  private Optional<Reason> inFull(CoseKey signer, SignedStatement statement) {
    RegistrationId id = new RegistrationId(statement.id(), statement.key());
    boolean self = statement.issuer().startsWith("did:key:");
    Optional<Reason> reason = may(signer, id, self);
    if (reason.isPresent()) {
      return reason;
    }
    if (statement.algorithm().number() != SignedStatements.EDDSA) {
      return Optional.of(RegistrationRefusal.NOT_THE_KEYS_ALGORITHM);
    }
    if (!self && !statement.issuer().endsWith(statement.key().toString())) {
      return Optional.of(RegistrationRefusal.ISSUER_NAMED_OTHERWISE);
    }
    if (!statement.declaredPublic() && !statement.key().equals(signer.thumbprint())) {
      return Optional.of(RegistrationRefusal.NOT_PUBLIC);
    }
    return kept(id, Optional.empty());
  }

  private Optional<Reason> kept(RegistrationId id, Optional<Reason> reason) {
    if (reason.isEmpty()) {
      boolean known = !id.key().equals(stranger.thumbprint());
      all.put(
          id,
          List.of(world.acme, world.bolt, world.site).stream()
              .filter(key -> known && key.thumbprint().equals(id.key()))
              .findFirst());
    }
    return reason;
  }

  private Optional<Reason> may(CoseKey signer, RegistrationId id, boolean self) {
    if (signer.equals(thing)) {
      return Optional.of(RegistrationRefusal.NOT_A_PARTY);
    }
    if (all.containsKey(id)) {
      return Optional.of(RegistrationRefusal.ALREADY_REGISTERED);
    }
    if (id.key().equals(stranger.thumbprint()) && !(self && didKeys)) {
      return Optional.of(RegistrationRefusal.UNKNOWN_ISSUER);
    }
    if (id.key().equals(thing.thumbprint())) {
      return Optional.of(RegistrationRefusal.NOT_AN_ISSUER);
    }
    return id.key().equals(signer.thumbprint()) || registrars.contains(signer)
        ? Optional.empty()
        : Optional.of(RegistrationRefusal.NOT_A_REGISTRAR);
  }

  @Override
  public void pass(long seconds) {}

  @Override
  public void compare(View state) {
    all.forEach(
        (id, issuer) ->
            assertEquals(
                issuer.map(PartyWorld::id),
                state.find(Registrations.REGISTRATIONS, id).orElseThrow().issuer()));
    assertEquals(
        all.size(),
        state.list(Registrations.REGISTRATIONS, List.of(), Optional.empty(), 1_000).size());
    assertEquals(didKeys, Registrations.policy(state).didKeys());
    assertEquals(
        registrars.stream().map(PartyWorld::id).toList(), Registrations.policy(state).registrars());
  }
}
