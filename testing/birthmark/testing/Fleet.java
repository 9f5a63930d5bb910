package birthmark.testing;

import birthmark.bundle.BundleWriter.Accepted;
import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.codec.Timestamp;
import birthmark.contract.Acting;
import birthmark.contract.Fact;
import birthmark.contract.Genesis;
import birthmark.contract.Now;
import birthmark.contract.Outcome;
import birthmark.contract.Reason;
import birthmark.contract.Role;
import birthmark.contract.Rulebook;
import birthmark.contract.Subject;
import birthmark.contract.Transaction;
import birthmark.contracts.Contracts;
import birthmark.contracts.admission.Admission;
import birthmark.contracts.admission.AdmissionTransaction;
import birthmark.contracts.admission.DebugStatus;
import birthmark.contracts.admission.Evidence;
import birthmark.contracts.admission.Nonce;
import birthmark.contracts.admission.Standing;
import birthmark.contracts.firmware.FirmwareTransaction;
import birthmark.contracts.firmware.Severity;
import birthmark.contracts.firmware.Version;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.things.Assurance;
import birthmark.contracts.things.Certificate;
import birthmark.contracts.things.ModelId;
import birthmark.contracts.things.ThingId;
import birthmark.contracts.things.ThingTransaction;
import birthmark.cose.Algorithm;
import birthmark.cose.CoseKey;
import birthmark.cose.JdkSignatures;
import birthmark.cose.JdkSigningKey;
import birthmark.cose.SigningKey;
import birthmark.machine.Block;
import birthmark.machine.BlockResult;
import birthmark.machine.Decision;
import birthmark.machine.Machine;
import birthmark.machine.Overlay;
import birthmark.machine.Tip;
import birthmark.state.View;
import birthmark.statement.RefusedException;
import birthmark.statement.Statement;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A ledger under the real rules with a maker, operators and things, driven statement by statement
 * as a node would.
 */
public final class Fleet {
  /** When the ledger was founded. */
  public static final Timestamp START = Timestamp.parse("2026-01-01T00:00:00Z");

  /** A model whose things may report themselves. */
  public static final ModelId CAMERA = new ModelId("acme:cam-1");

  /** A model whose things must measure their boot. */
  public static final ModelId LOCK = new ModelId("acme:lock-1");

  /** A model on which lives depend. */
  public static final ModelId PUMP = new ModelId("acme:pump-1");

  /** The id of the statement that was decided last. */
  private Bytes last = Bytes.EMPTY;

  private final SeededRandom random = new SeededRandom(42);
  private final Map<Bytes, Long> sequences = new TreeMap<>();
  private final Rulebook rulebook = Contracts.rulebook();
  private final SigningKey maker = key(Algorithm.ED25519);
  private final SigningKey operator = key(Algorithm.ED25519);
  private final SigningKey other = key(Algorithm.ED25519);
  private final List<SigningKey> replicas = new ArrayList<>();
  private final Machine machine;
  private final MemoryLedger ledger;
  private final List<Accepted> all = new ArrayList<>();

  /**
   * A thing in hand.
   *
   * @param id its id
   * @param key its signing key
   * @param model its model
   */
  public record Device(ThingId id, SigningKey key, ModelId model) {}

  /** A ledger with the three models, nothing born yet. */
  public Fleet() {
    this(1);
  }

  /** The same, its checkpoints signed by so many replicas, of which the maker is the first. */
  public Fleet(int count) {
    replicas.add(maker);
    while (replicas.size() < count) {
      replicas.add(key(Algorithm.ED25519));
    }
    List<Genesis.Founder> founders =
        List.of(
            founder("acme", maker, Role.MAKER, Role.REPLICA),
            founder("town", operator, Role.OPERATOR),
            founder("rival", other, Role.MAKER, Role.OPERATOR));
    Genesis genesis =
        new Genesis(
            Genesis.FORMAT,
            "fleet.example",
            START,
            founders,
            replicas.stream().map(each -> Genesis.Replica.of("acme", each.publicKey())).toList(),
            Contracts.VERSION,
            1_000_000);
    machine = new Machine(rulebook, new JdkSignatures(), genesis);
    ledger = new MemoryLedger(machine);
    model(CAMERA, false, Assurance.SELF_REPORTED);
    model(LOCK, false, Assurance.MEASURED_BOOT);
    model(PUMP, true, Assurance.SELF_REPORTED);
  }

  private void model(ModelId id, boolean lifeSafety, Assurance least) {
    accept(
        maker,
        new ThingTransaction.RegisterModel(id, "Model " + id, lifeSafety, least, Optional.empty()));
  }

  private static Genesis.Founder founder(String handle, SigningKey key, Role... roles) {
    return new Genesis.Founder(handle, "Party " + handle, List.of(key.publicKey()), List.of(roles));
  }

  /** A new signing key. */
  public SigningKey key(Algorithm algorithm) {
    return JdkSigningKey.of(JdkSigningKey.generate(algorithm, random));
  }

  /** The maker of all models. */
  public SigningKey maker() {
    return maker;
  }

  /** Those who sign checkpoints. */
  public List<SigningKey> replicas() {
    return List.copyOf(replicas);
  }

  /** The operator that owns what {@link #born} makes. */
  public SigningKey operator() {
    return operator;
  }

  /** Another party, maker and operator too. */
  public SigningKey other() {
    return other;
  }

  /** The party that {@code key} is the first key of. */
  public static PartyId party(SigningKey key) {
    return new PartyId(key.publicKey().thumbprint().value());
  }

  /** The network's id. */
  public Bytes network() {
    return machine.network();
  }

  /** The rules. */
  public Rulebook rulebook() {
    return rulebook;
  }

  /** What is kept. */
  public MemoryLedger ledger() {
    return ledger;
  }

  /** The machine. */
  public Machine machine() {
    return machine;
  }

  /** The state as it stands. */
  public View view() {
    return new Overlay(rulebook, ledger);
  }

  /** The moment as of which reads are answered. */
  public Now now() {
    return new Now(ledger.tip().height(), ledger.tip().time());
  }

  /** Lets time pass with nothing but a heartbeat. */
  public void pass(long seconds) {
    block(seconds, List.of());
  }

  /** The same; the answer is what happened by itself. */
  public Outcome.Accepted come(long seconds) {
    List<Fact> facts = new ArrayList<>();
    block(seconds, List.of()).performed().forEach(done -> facts.addAll(done.facts()));
    return new Outcome.Accepted(List.of(), facts);
  }

  private BlockResult block(long seconds, List<Statement> statements) {
    BlockResult result =
        machine.apply(
            ledger.tip(),
            ledger,
            new Block(
                ledger.tip().height() + 1,
                ledger.tip().time().plusSeconds(seconds),
                statements,
                true));
    ledger.keep(result);
    Tip tip = ledger.tip();
    for (Decision decision : result.decisions()) {
      if (decision instanceof Decision.Accepted accepted) {
        all.add(new Accepted(accepted.index(), tip.height(), tip.time(), accepted.facts()));
      }
    }
    return result;
  }

  /** What was accepted that concerns {@code subject}. */
  public List<Accepted> history(Subject subject) {
    return all.stream()
        .filter(each -> each.facts().stream().anyMatch(fact -> fact.concerns().contains(subject)))
        .toList();
  }

  /** Decides {@code transaction}, signed by {@code key}, in a block a second after the last. */
  public Decision decide(SigningKey key, Transaction transaction) {
    return decide(key, transaction, Optional.empty());
  }

  /** The same, in whose name or approving what {@code acting} says. */
  public Decision decide(SigningKey key, Transaction transaction, Optional<Acting> acting) {
    long sequence = sequences.merge(key.publicKey().thumbprint().value(), 1L, Long::sum);
    Bytes signed =
        new Statement.Draft(
                network(), sequence, ledger.tip().time().plusSeconds(3_600), transaction, acting)
            .sign(rulebook, key);
    try {
      Statement statement = Statement.decode(rulebook, signed);
      last = statement.id();
      return block(1, List.of(statement)).decisions().getFirst();
    } catch (RefusedException e) {
      throw new AssertionError("the statement must decode", e);
    }
  }

  /** What comes of {@code transaction}; the writes of an accepted one are not told. */
  public Outcome outcome(SigningKey key, Transaction transaction) {
    return outcome(key, transaction, Optional.empty());
  }

  /** What comes of it once {@code key} proposed it and {@code approver} approves it. */
  public Outcome approved(SigningKey key, SigningKey approver, Transaction transaction) {
    outcome(key, transaction);
    Bytes proposal = last;
    return outcome(
        approver, transaction, Optional.of(Acting.approving(party(key).value(), proposal)));
  }

  private Outcome outcome(SigningKey key, Transaction transaction, Optional<Acting> acting) {
    return switch (decide(key, transaction, acting)) {
      case Decision.Accepted accepted -> new Outcome.Accepted(List.of(), accepted.facts());
      case Decision.Refused refused -> new Outcome.Rejected(refused.reason(), refused.detail());
      case Decision.Ignored ignored -> new Outcome.Rejected(ignored.reason(), ignored.detail());
    };
  }

  /** The facts of {@code transaction}, which must be accepted. */
  public List<Fact> accept(SigningKey key, Transaction transaction) {
    Decision decision = decide(key, transaction);
    if (decision instanceof Decision.Accepted accepted) {
      return accepted.facts();
    }
    throw new AssertionError(transaction + " was not accepted: " + decision);
  }

  /** Why {@code transaction} is refused. */
  public Reason refuse(SigningKey key, Transaction transaction) {
    return switch (decide(key, transaction)) {
      case Decision.Refused refused -> refused.reason();
      case Decision.Ignored ignored -> ignored.reason();
      case Decision.Accepted accepted ->
          throw new AssertionError(transaction + " was accepted: " + accepted);
    };
  }

  /** A thing of {@code model} that the maker made and the operator owns. */
  public Device born(ModelId model, Assurance assurance) {
    return born(model, assurance, key(Algorithm.ED25519));
  }

  /** A thing with this signing key. */
  public Device born(ModelId model, Assurance assurance, SigningKey key) {
    Certificate certificate =
        new Certificate(
            key.publicKey(),
            agreementKey(),
            model,
            "batch-1",
            "DEHAM",
            START,
            assurance,
            List.of(),
            List.of());
    accept(
        maker,
        new ThingTransaction.Birth(
            certificate, ThingTransaction.Birth.claim(network(), certificate).sign(key)));
    Device device = new Device(ThingId.of(key.publicKey()), key, model);
    give(device, maker, operator);
    return device;
  }

  /** A new key-agreement key. */
  public CoseKey agreementKey() {
    return JdkSignatures.coseKey(JdkSigningKey.generateAgreement(random).getPublic());
  }

  /** Hands a thing over. */
  public void give(Device device, SigningKey from, SigningKey to) {
    accept(from, new ThingTransaction.Offer(device.id(), party(to)));
    accept(to, new ThingTransaction.Accept(device.id()));
  }

  /** The digest of the image that {@link #publish} publishes under {@code version}. */
  public static Bytes image(ModelId model, String version) {
    return Sha256.of(Bytes.copyOf((model + " image " + version).getBytes(StandardCharsets.UTF_8)));
  }

  /** A transaction that publishes a release. */
  public static FirmwareTransaction.Publish release(
      ModelId model, String version, long counter, Optional<Timestamp> previousDeadline) {
    return new FirmwareTransaction.Publish(
        model,
        new Version(version),
        image(model, version),
        4_096,
        counter,
        Optional.empty(),
        "https://firmware.acme.example/" + version,
        previousDeadline,
        Optional.empty());
  }

  /** Publishes a release. */
  public void publish(ModelId model, String version, long counter) {
    accept(maker, release(model, version, counter, Optional.empty()));
  }

  /** Publishes a release with a deadline for those before. */
  public void publish(ModelId model, String version, long counter, Timestamp previousDeadline) {
    accept(maker, release(model, version, counter, Optional.of(previousDeadline)));
  }

  /** Revokes a release. */
  public void revoke(ModelId model, String version, Severity severity) {
    accept(
        maker,
        new FirmwareTransaction.RevokeRelease(
            model, new Version(version), severity, "it opens the door", Optional.empty()));
  }

  /** The nonce that names the latest sealed block. */
  public Nonce nonce() {
    return new Nonce(ledger.tip().height(), ledger.tip().log().root());
  }

  /** Good evidence of {@code device} that it runs {@code version}, measured by itself. */
  public Evidence evidence(Device device, String version) {
    return new Evidence(
        nonce(),
        device.id(),
        DebugStatus.DISABLED_SINCE_BOOT,
        7,
        new Evidence.Image(
            image(device.model(), version), new Version(version), Assurance.SELF_REPORTED),
        Optional.empty());
  }

  /** A transaction that hands in what {@code device} signs. */
  public static AdmissionTransaction.Attest attest(Device device, Evidence evidence) {
    return new AdmissionTransaction.Attest(evidence.sign(device.key()));
  }

  /** Lets {@code device} attest that it runs {@code version}; its facts. */
  public List<Fact> attest(Device device, String version) {
    return accept(operator, attest(device, evidence(device, version)));
  }

  /** Where {@code device} stands. */
  public Standing standing(Device device) {
    return Admission.standing(view(), now().time(), device.id()).orElseThrow();
  }
}
