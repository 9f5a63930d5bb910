package birthmark.node.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborWriter;
import birthmark.codec.Names;
import birthmark.codec.Timestamp;
import birthmark.contract.Genesis;
import birthmark.contract.Role;
import birthmark.contract.Transaction;
import birthmark.contracts.Contracts;
import birthmark.contracts.parties.Handle;
import birthmark.contracts.parties.Parties;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.contracts.parties.RevocationReason;
import birthmark.cose.Algorithm;
import birthmark.cose.CoseKey;
import birthmark.cose.JdkSignatures;
import birthmark.cose.JdkSigningKey;
import birthmark.cose.Sign1;
import birthmark.cose.SigningKey;
import birthmark.node.app.LedgerKeeper;
import birthmark.node.edge.Edge;
import birthmark.node.edge.EdgeParts;
import birthmark.node.edge.EdgeSettings;
import birthmark.node.testing.FrontDoor;
import birthmark.node.testing.FrontDoor.Told;
import birthmark.node.testing.HandClock;
import birthmark.statement.ContentTypes;
import birthmark.statement.EnvelopeRefusal;
import birthmark.statement.Statement;
import birthmark.testing.SeededRandom;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each refusal of the envelope, reached over HTTP on a whole node with the real contracts. */
class EnvelopeRefusalsTest {
  private static final long QUOTA = 20;

  /**
   * What the machine says of a contract that breaks the rules. No contract of ours does, so nobody
   * reaches these from outside; RogueContractTest and MachineTest reach them from inside. And what
   * a full block leaves out, which the pipeline offers to the next one (FullBlockTest).
   */
  private static final Set<EnvelopeRefusal> NOT_FROM_OUTSIDE =
      EnumSet.of(
          EnvelopeRefusal.CONTRACT_FAULT, EnvelopeRefusal.KEY_TAKEN, EnvelopeRefusal.BLOCK_FULL);

  private final HandClock clock = new HandClock(Timestamp.parse("2026-01-01T00:00:00Z"));
  private final SeededRandom random = new SeededRandom(9);
  private final SigningKey root = key();
  private final SigningKey user = key();
  @TempDir private Path folder;
  private LedgerKeeper keeper;
  private Edge edge;
  private FrontDoor door;

  private SigningKey key() {
    return JdkSigningKey.of(JdkSigningKey.generate(Algorithm.ED25519, random));
  }

  private CoseKey agreement() {
    return JdkSignatures.coseKey(JdkSigningKey.generateAgreement(random).getPublic());
  }

  @BeforeEach
  void start() throws Exception {
    Genesis genesis =
        new Genesis(
            Genesis.FORMAT,
            "envelope.example",
            new Timestamp(clock.millis()),
            List.of(
                new Genesis.Founder(
                    "root", "Root", List.of(root.publicKey()), List.of(Role.REPLICA))),
            List.of(Genesis.Replica.of("root", root.publicKey())),
            Contracts.VERSION,
            QUOTA);
    keeper =
        new LedgerKeeper(
            new LedgerKeeper.Places(
                folder.resolve("ledger"),
                Optional.of(folder.resolve("index.db")),
                folder.resolve("replay")),
            Contracts.rulebook(),
            genesis,
            root,
            (_, machine) ->
                (transaction, now) ->
                    new Statement.Draft(machine.network(), 1_000, now.plusSeconds(600), transaction)
                        .sign(machine.rulebook(), root),
            clock);
    edge =
        Edge.start(
            EdgeSettings.loopback(0),
            new EdgeParts(
                keeper.rulebook(),
                genesis,
                keeper::snapshot,
                keeper.submission(),
                keeper.index(),
                keeper.signatures(),
                Parties::roles,
                root,
                keeper::troubles,
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                () -> Instant.ofEpochMilli(clock.millis()),
                List.of()));
    door =
        new FrontDoor(
            URI.create(edge.url()),
            genesis.network(),
            Contracts.rulebook(),
            () -> new Timestamp(clock.millis()));
    door.accept(user, register(user, "user"));
  }

  @AfterEach
  void stop() {
    door.close();
    edge.close();
    keeper.close();
  }

  private static Transaction register(SigningKey key, String handle) {
    return new PartyTransaction.Register(key.publicKey(), new Handle(handle), "Name");
  }

  private Transaction harmless() {
    return new PartyTransaction.AddAgreementKey(agreement());
  }

  /** A statement of {@code user} with any payload. */
  private Bytes signed(long contract, long tag, Bytes body) {
    Bytes payload = Bytes.fromHex("86").concat(new CborWriter().bytes(network()).toBytes());
    for (long number : new long[] {contract, tag, door.next(user), clock.millis() + 60_000}) {
      payload = payload.concat(new CborWriter().unsigned(number).toBytes());
    }
    return Sign1.sign(user, ContentTypes.STATEMENT, payload.concat(body)).encode();
  }

  private Bytes network() {
    return keeper.genesis().network();
  }

  private Bytes draft(Bytes network, Timestamp expiry) {
    return new Statement.Draft(network, door.next(user), expiry, harmless())
        .sign(Contracts.rulebook(), user);
  }

  /** A statement that is refused, made when all before it were. */
  private interface Refusable {
    Bytes make() throws Exception;
  }

  private Map<EnvelopeRefusal, Refusable> cases() {
    Map<EnvelopeRefusal, Refusable> cases = new EnumMap<>(EnvelopeRefusal.class);
    Timestamp later = new Timestamp(clock.millis()).plusSeconds(60);
    cases.put(EnvelopeRefusal.MALFORMED, () -> Bytes.fromHex("d28443a10126a0f640"));
    cases.put(EnvelopeRefusal.OTHER_NETWORK, () -> draft(Bytes.ofOwned(new byte[32]), later));
    cases.put(EnvelopeRefusal.NO_SUCH_CONTRACT, () -> signed(999, 1, Bytes.fromHex("80")));
    cases.put(EnvelopeRefusal.NO_SUCH_TRANSACTION, () -> signed(1, 999, Bytes.fromHex("80")));
    cases.put(EnvelopeRefusal.BODY_MALFORMED, () -> signed(1, 3, Bytes.fromHex("8101")));
    cases.put(EnvelopeRefusal.UNKNOWN_KEY, () -> door.sign(key(), harmless()));
    cases.put(
        EnvelopeRefusal.NOT_A_SIGNING_KEY,
        () -> {
          CoseKey agrees = agreement();
          door.accept(user, new PartyTransaction.AddAgreementKey(agrees));
          Bytes payload =
              new Statement.Draft(network(), 1, later, harmless()).payload(Contracts.rulebook());
          return Sign1.unsigned(
                  Algorithm.ED25519, agrees.thumbprint(), ContentTypes.STATEMENT, payload)
              .signed(Bytes.ofOwned(new byte[64]))
              .encode();
        });
    cases.put(
        EnvelopeRefusal.SIGNATURE_INVALID,
        () -> {
          byte[] octets = door.sign(user, harmless()).toByteArray();
          octets[octets.length - 1] ^= 1;
          return Bytes.copyOf(octets);
        });
    cases.put(EnvelopeRefusal.SEQUENCE_TOO_FAR, () -> door.sign(user, 2_000_000, harmless()));
    cases.put(
        EnvelopeRefusal.SEQUENCE_BEHIND,
        () -> {
          SigningKey ahead = key();
          door.submit(door.sign(ahead, 5_000, register(ahead, "ahead")));
          return door.sign(ahead, 1, harmless());
        });
    cases.put(
        EnvelopeRefusal.SEQUENCE_COUNTED,
        () -> {
          SigningKey twice = key();
          door.submit(door.sign(twice, 1, register(twice, "twice")));
          return door.sign(twice, 1, harmless());
        });
    cases.put(
        EnvelopeRefusal.KEY_REVOKED,
        () -> {
          SigningKey second = key();
          PartyId party = new PartyId(user.publicKey().thumbprint().value());
          Bytes possession =
              PartyTransaction.AddSigningKey.claim(network(), party, second.publicKey())
                  .sign(second);
          door.accept(
              user, new PartyTransaction.AddSigningKey(party, second.publicKey(), possession));
          door.accept(
              user,
              new PartyTransaction.RevokeKey(
                  second.publicKey().thumbprint(), RevocationReason.SUPERSEDED));
          return door.sign(second, harmless());
        });
    cases.put(
        EnvelopeRefusal.EXPIRED,
        () -> draft(network(), new Timestamp(clock.millis()).plusSeconds(-60)));
    cases.put(
        EnvelopeRefusal.OVER_QUOTA,
        () -> {
          SigningKey busy = key();
          door.accept(busy, register(busy, "busy"));
          for (int i = 1; i < QUOTA; i++) {
            door.accept(busy, harmless());
          }
          return door.sign(busy, harmless());
        });
    cases.put(
        EnvelopeRefusal.ENDORSEMENT_INVALID,
        () -> {
          SigningKey second = key();
          PartyId party = new PartyId(user.publicKey().thumbprint().value());
          return door.sign(
              user,
              new PartyTransaction.AddSigningKey(
                  party, second.publicKey(), Bytes.ofOwned(new byte[64])));
        });
    cases.put(
        EnvelopeRefusal.KEY_UNSOUND,
        () ->
            door.sign(
                user,
                new PartyTransaction.AddAgreementKey(CoseKey.x25519(Bytes.ofOwned(new byte[32])))));
    return cases;
  }

  @Test
  void eachRefusalOfTheEnvelopeIsReachedFromOutside() throws Exception {
    Map<EnvelopeRefusal, Refusable> cases = cases();
    Set<EnvelopeRefusal> missing = EnumSet.allOf(EnvelopeRefusal.class);
    missing.removeAll(cases.keySet());
    assertEquals(NOT_FROM_OUTSIDE, missing, "give each refusal a statement that meets it");
    for (Map.Entry<EnvelopeRefusal, Refusable> each : cases.entrySet()) {
      Told told = door.submit(each.getValue().make());
      assertEquals(
          "ledger/" + Names.kebab(each.getKey().name()), told.problem(), () -> told.text());
    }
  }
}
