package birthmark.sim.bench;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.contract.Genesis;
import birthmark.contract.Role;
import birthmark.contract.Rulebook;
import birthmark.contract.Transaction;
import birthmark.contracts.Contracts;
import birthmark.contracts.parties.Handle;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.contracts.things.Assurance;
import birthmark.contracts.things.Certificate;
import birthmark.contracts.things.Identifier;
import birthmark.contracts.things.ModelId;
import birthmark.contracts.things.ThingId;
import birthmark.contracts.things.ThingTransaction;
import birthmark.cose.Algorithm;
import birthmark.cose.CoseKey;
import birthmark.cose.KeyFault;
import birthmark.cose.Signatures;
import birthmark.cose.SigningKey;
import birthmark.machine.Machine;
import birthmark.node.replica.CheckpointSigner;
import birthmark.node.store.RocksKeyValues;
import birthmark.node.store.Store;
import birthmark.statement.RefusedException;
import birthmark.statement.Statement;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * A ledger with many things, made fast: its statements are decided and stored as ever, but nobody
 * signed them and nobody looks. What is stored is of the same shape and size.
 */
final class Population {
  private static final int BLOCK = 4_096;
  private static final int SOME = 4_096;
  private static final Rulebook RULEBOOK = Contracts.rulebook();
  private static final ModelId MODEL = new ModelId("crowd:thing");

  /** Takes every signature and key for good. */
  private static final Signatures TRUSTING =
      new Signatures() {
        @Override
        public boolean verify(Algorithm algorithm, CoseKey key, Bytes signed, Bytes signature) {
          return true;
        }

        @Override
        public Optional<KeyFault> faultOf(CoseKey key) {
          return Optional.empty();
        }
      };

  /** Signs with zeros. */
  private record Unsigned(CoseKey publicKey) implements SigningKey {
    @Override
    public Bytes sign(Bytes toBeSigned) {
      return Bytes.ofOwned(new byte[64]);
    }
  }

  private final SplittableRandom random = new SplittableRandom(20261122);
  private final Genesis genesis;
  private final FirstBlocks filling;
  private final SigningKey maker = new Unsigned(key());
  private final List<ThingId> some = new ArrayList<>();
  private long makerNumber;

  /** A population of the ledger that starts from {@code genesis}. */
  Population(Genesis genesis, SigningKey checkpointKey) {
    this.genesis = genesis;
    this.filling =
        new FirstBlocks(
            new Machine(RULEBOOK, TRUSTING, genesis),
            CheckpointSigner.of(genesis.name(), checkpointKey));
  }

  private CoseKey key() {
    byte[] octets = new byte[32];
    random.nextBytes(octets);
    return CoseKey.ed25519(Bytes.ofOwned(octets));
  }

  private CoseKey agreementKey() {
    byte[] octets = new byte[32];
    random.nextBytes(octets);
    return CoseKey.x25519(Bytes.ofOwned(octets));
  }

  /** Adds {@code things} things to the ledger stored in {@code folder}, which no node has open. */
  void add(Path folder, int things, SigningKey founder, long founderNumber) {
    add(folder, things, founder, founderNumber, Lives.NONE);
  }

  /**
   * What becomes of things besides that they are born; where anything does, an index is to be made.
   *
   * @param every of how many one is offered, and the offer taken back, again and again
   * @param offers how often
   */
  record Lives(int every, int offers) {
    static final Lives NONE = new Lives(Integer.MAX_VALUE, 0);
  }

  /** The same, with {@code lives} of some of them; gives the ids of those. */
  List<ThingId> add(Path folder, int things, SigningKey founder, long founderNumber, Lives lives) {
    List<ThingId> lived = new ArrayList<>();
    try (RocksKeyValues disk = RocksKeyValues.open(folder);
        Store store = new Store(disk, RULEBOOK, genesis.network(), lives.offers() > 0)) {
      PartyId id = new PartyId(maker.publicKey().thumbprint().value());
      filling.commit(
          store,
          List.of(
              statement(
                  maker,
                  ++makerNumber,
                  new PartyTransaction.Register(maker.publicKey(), new Handle("crowd"), "Crowd"))));
      filling.commit(
          store,
          List.of(statement(founder, founderNumber, new PartyTransaction.Grant(id, Role.MAKER))));
      filling.commit(
          store,
          List.of(
              statement(
                  maker,
                  ++makerNumber,
                  new ThingTransaction.RegisterModel(
                      MODEL, "Thing", false, Assurance.SELF_REPORTED, Optional.empty()))));
      for (int made = 0; made < things; made += BLOCK) {
        List<Statement> births = new ArrayList<>(BLOCK);
        for (int i = made; i < Math.min(things, made + BLOCK); i++) {
          Certificate certificate = certificate(i);
          births.add(birth(certificate));
          if (i % Math.max(1, things / SOME) == 0) {
            some.add(certificate.thing());
          }
          if (lives.offers() > 0 && i % lives.every() == 0) {
            lived.add(certificate.thing());
          }
        }
        filling.commit(store, births);
      }
      PartyId to = new PartyId(founder.publicKey().thumbprint().value());
      for (int i = 0; i < lives.offers(); i++) {
        filling.commit(
            store, lived.stream().map(each -> own(new ThingTransaction.Offer(each, to))).toList());
        filling.commit(
            store,
            lived.stream().map(each -> own(new ThingTransaction.WithdrawOffer(each))).toList());
      }
    }
    return lived;
  }

  /** Some of the things, from all over the state. */
  List<ThingId> some() {
    return List.copyOf(some);
  }

  private Statement own(Transaction transaction) {
    return statement(maker, ++makerNumber, transaction);
  }

  private Statement birth(Certificate certificate) {
    return statement(
        maker, ++makerNumber, new ThingTransaction.Birth(certificate, Bytes.ofOwned(new byte[64])));
  }

  private Certificate certificate(int number) {
    return new Certificate(
        key(),
        agreementKey(),
        MODEL,
        "2026-47",
        "NLRTM",
        genesis.time(),
        Assurance.SELF_REPORTED,
        List.of(new Identifier.Public(Identifier.Kind.SERIAL, "CROWD-" + number)),
        List.of());
  }

  private Statement statement(SigningKey key, long number, Transaction transaction) {
    Timestamp expiry = genesis.time().plusSeconds(86_400L * 365);
    try {
      return Statement.decode(
          RULEBOOK,
          new Statement.Draft(genesis.network(), number, expiry, transaction).sign(RULEBOOK, key));
    } catch (RefusedException e) {
      throw new IllegalStateException("the crowd's statement has no form", e);
    }
  }
}
