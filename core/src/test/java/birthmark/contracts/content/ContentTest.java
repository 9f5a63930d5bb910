package birthmark.contracts.content;

import static birthmark.testing.PartyWorld.id;
import static org.junit.jupiter.api.Assertions.assertEquals;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.contract.Keys;
import birthmark.contract.Reason;
import birthmark.contract.Role;
import birthmark.contract.Subject;
import birthmark.contracts.content.ContentTransaction.CommitSealed;
import birthmark.contracts.content.ContentTransaction.SubmitSealed;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.parties.PartyTransaction.AddAgreementKey;
import birthmark.contracts.parties.PartyTransaction.RevokeKey;
import birthmark.contracts.parties.RevocationReason;
import birthmark.cose.CoseKey;
import birthmark.cose.KeyId;
import birthmark.state.View;
import birthmark.testing.ContractSamples;
import birthmark.testing.Hearing;
import birthmark.testing.PartyWorld;
import birthmark.testing.ProductContractTest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ContentTest extends ProductContractTest<PartyWorld> {
  private static final Bytes SEALED = Bytes.fromHex("8241004100");

  private PartyWorld played = new PartyWorld();

  ContentTest() {
    super(Content.class, PartyWorld::new);
  }

  @Override
  protected Hearing hearing() {
    played = new PartyWorld();
    return played.hearing;
  }

  /** A regulator and its key that agrees. */
  private record Regulator(CoseKey party, CoseKey key) {
    static Regulator of(PartyWorld world, String handle) {
      CoseKey party = world.organisation(handle, Role.REGULATOR);
      CoseKey key = world.agreement();
      world.given(party, new AddAgreementKey(key));
      return new Regulator(party, key);
    }

    SubmitSealed sealed(Bytes octets) {
      return new SubmitSealed(id(party), key.thumbprint(), octets);
    }

    CommitSealed digest(Bytes octets) {
      return new CommitSealed(id(party), key.thumbprint(), Sha256.of(octets), octets.length());
    }
  }

  @Override
  protected List<Case<PartyWorld>> cases() {
    return List.of(
        accepts(
            "a maker submits what only a regulator reads",
            world ->
                world.decide(
                    world.organisation("acme", Role.MAKER),
                    Regulator.of(world, "agency").sealed(SEALED)),
            ContentFact.Committed.class),
        accepts(
            "or hands it over apart",
            world ->
                world.decide(
                    world.organisation("acme"), Regulator.of(world, "agency").digest(SEALED)),
            ContentFact.Committed.class),
        accepts(
            "the same octets to another party are another thing",
            world -> {
              world.given(world.root, Regulator.of(world, "agency").sealed(SEALED));
              return world.decide(world.root, Regulator.of(world, "other").sealed(SEALED));
            },
            ContentFact.Committed.class),
        refuses(
            ContentRefusal.NOT_A_PARTY,
            "a thing submits nothing",
            world -> {
              CoseKey thing = world.key();
              world.hearing.force(
                  Keys.TABLE.put(
                      thing.thumbprint(),
                      new Keys.Registered(
                          Subject.thing(thing.thumbprint().value()),
                          Keys.Purpose.SIGNING,
                          thing,
                          0,
                          Optional.empty(),
                          Optional.empty())));
              return world.decide(thing, Regulator.of(world, "agency").sealed(SEALED));
            }),
        refuses(
            ContentRefusal.NOT_ITS_KEY,
            "a key that nobody has opens nothing",
            world -> {
              Regulator agency = Regulator.of(world, "agency");
              return world.decide(
                  world.root, new Regulator(agency.party(), world.agreement()).sealed(SEALED));
            }),
        refuses(
            ContentRefusal.NOT_ITS_KEY,
            "nor does another's",
            world -> {
              Regulator agency = Regulator.of(world, "agency");
              return world.decide(
                  world.root, new Regulator(world.root, agency.key()).sealed(SEALED));
            }),
        refuses(
            ContentRefusal.NOT_ITS_KEY,
            "a key that signs opens nothing",
            world -> {
              Regulator agency = Regulator.of(world, "agency");
              return world.decide(
                  world.root, new Regulator(agency.party(), agency.party()).sealed(SEALED));
            }),
        refuses(
            ContentRefusal.NOT_ITS_KEY,
            "nothing is sealed to a key that was revoked",
            world -> {
              Regulator agency = Regulator.of(world, "agency");
              world.given(
                  agency.party(), new RevokeKey(agency.key().thumbprint(), RevocationReason.LOST));
              return world.decide(world.root, agency.sealed(SEALED));
            }),
        refuses(
            ContentRefusal.ALREADY_COMMITTED,
            "the same octets are committed once, whichever way they go",
            world -> {
              Regulator agency = Regulator.of(world, "agency");
              world.given(world.root, agency.sealed(SEALED));
              return world.decide(world.organisation("thief"), agency.digest(SEALED));
            }));
  }

  @Test
  void aCommitmentSaysWhoseItIsAndWhenItWasMade() {
    PartyWorld world = new PartyWorld();
    Regulator agency = Regulator.of(world, "agency");
    world.given(world.root, agency.sealed(SEALED));
    assertEquals(
        Optional.of(
            new Content.Commitment(
                id(world.root),
                agency.key().thumbprint(),
                SEALED.length(),
                world.hearing.lastStatement(),
                world.hearing.height())),
        world
            .hearing
            .state()
            .find(Content.COMMITMENTS, new Content.Sealed(id(agency.party()), Sha256.of(SEALED))));
  }

  @Override
  protected NaiveModel model(Hearing hearing) {
    List<Regulator> regulators =
        List.of(Regulator.of(played, "agency"), Regulator.of(played, "bureau"));
    return new Naive(played, regulators);
  }

  /** Who committed what to whom, as a set. */
  private static final class Naive implements NaiveModel {
    private final List<Regulator> regulators;
    private final List<CoseKey> signers;
    private final Set<Content.Sealed> committed = new HashSet<>();

    Naive(PartyWorld world, List<Regulator> regulators) {
      this.regulators = regulators;
      this.signers = new ArrayList<>(List.of(world.root, world.organisation("acme")));
      regulators.forEach(each -> signers.add(each.party()));
    }

    @Override
    public Move move(Random random) {
      Regulator to = ContractSamples.pick(regulators, random);
      Regulator of = random.nextInt(5) == 0 ? ContractSamples.pick(regulators, random) : to;
      Regulator mixed = new Regulator(to.party(), of.key());
      Bytes octets = Bytes.copyOf(new byte[1 + random.nextInt(30)]);
      return new Move(
          ContractSamples.pick(signers, random),
          random.nextBoolean() ? mixed.sealed(octets) : mixed.digest(octets));
    }

    @Override
    public Optional<Reason> decide(Move move) {
      return switch ((ContentTransaction) move.transaction()) {
        case SubmitSealed tx ->
            commit(tx.key(), new Content.Sealed(tx.to(), Sha256.of(tx.sealed())));
        case CommitSealed tx -> commit(tx.key(), new Content.Sealed(tx.to(), tx.digest()));
      };
    }

    private Optional<Reason> commit(KeyId key, Content.Sealed sealed) {
      PartyId owner =
          regulators.stream()
              .filter(each -> each.key().thumbprint().equals(key))
              .map(each -> id(each.party()))
              .findFirst()
              .orElseThrow();
      if (!owner.equals(sealed.to())) {
        return Optional.of(ContentRefusal.NOT_ITS_KEY);
      }
      return committed.add(sealed)
          ? Optional.empty()
          : Optional.of(ContentRefusal.ALREADY_COMMITTED);
    }

    @Override
    public void pass(long seconds) {}

    @Override
    public void compare(View state) {
      Set<Content.Sealed> rows = new HashSet<>();
      state
          .list(Content.COMMITMENTS, List.of(), Optional.empty(), View.LIST_MAX)
          .forEach(each -> rows.add(each.key()));
      assertEquals(committed, rows);
    }
  }
}
