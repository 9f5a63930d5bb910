package birthmark.gateway.app;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.client.messages.Identity;
import birthmark.client.messages.ProvenAgreement;
import birthmark.client.sdk.Answer;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.Home;
import birthmark.client.sdk.KeyFile;
import birthmark.client.sdk.Node;
import birthmark.client.sdk.Passwords;
import birthmark.client.sdk.Patience;
import birthmark.codec.MalformedException;
import birthmark.codec.Timestamp;
import birthmark.contract.Genesis;
import birthmark.contract.Role;
import birthmark.contract.Transaction;
import birthmark.contracts.Contracts;
import birthmark.contracts.admission.AdmissionTransaction;
import birthmark.contracts.admission.DebugStatus;
import birthmark.contracts.admission.Evidence;
import birthmark.contracts.admission.Nonce;
import birthmark.contracts.admission.TopicUse;
import birthmark.contracts.firmware.FirmwareTransaction;
import birthmark.contracts.firmware.Severity;
import birthmark.contracts.firmware.Version;
import birthmark.contracts.messages.AgreementId;
import birthmark.contracts.messages.MessageTransaction;
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
import birthmark.cose.Curve;
import birthmark.cose.KeyId;
import birthmark.cose.Sign1;
import birthmark.cose.SigningKey;
import birthmark.json.Json;
import birthmark.statement.Statement;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A ledger behind a node in a process of its own, with a maker, an operator and a gateway's key.
 */
final class Site implements AutoCloseable {
  static final ModelId MODEL = new ModelId("acme:cam-1");
  static final Passwords PASSWORDS = Passwords.fixed("of a test".toCharArray());

  private final Path folder;
  private final RunningLedger ledger;
  private final Node node;
  private final Map<Bytes, Long> numbers = new TreeMap<>();
  private final SigningKey maker;
  private final SigningKey operator;
  private final SigningKey door;

  /** A thing in hand. */
  record Device(KeyFile file, SigningKey key, ThingId thing) {}

  Site(Path folder) throws IOException, InterruptedException, ClientException, MalformedException {
    this(folder, RunningLedger.alone(folder));
  }

  /** The same on a ledger that runs, which is stopped with it. */
  Site(Path folder, RunningLedger ledger) throws ClientException {
    this.folder = folder;
    this.ledger = ledger;
    this.node = Node.at(ledger.nodes(), Patience.USUAL);
    this.maker = party("acme", Role.MAKER);
    this.operator = party("town", Role.OPERATOR);
    this.door = party("door", Role.AUDITOR);
    accept(
        maker,
        new ThingTransaction.RegisterModel(
            MODEL, "Camera", false, Assurance.SELF_REPORTED, Optional.empty()));
    publish("1.0.0", 1);
  }

  private KeyFile file(String name, Algorithm algorithm) throws ClientException {
    return KeyFile.create(
        folder.resolve(name + KeyFile.SUFFIX),
        algorithm,
        Optional.of(Curve.X25519),
        PASSWORDS,
        new SecureRandom());
  }

  private SigningKey party(String handle, Role role) throws ClientException {
    SigningKey key = file(handle, Algorithm.ED25519).signingKey(PASSWORDS);
    accept(key, new PartyTransaction.Register(key.publicKey(), new Handle(handle), handle));
    decide(new PartyTransaction.Grant(id(key), role));
    return key;
  }

  /** Has the founders decide together. */
  void decide(Transaction transaction) throws ClientException {
    for (SigningKey founder : ledger.founders()) {
      accept(founder, transaction);
    }
  }

  private static PartyId id(SigningKey key) {
    return new PartyId(key.publicKey().thumbprint().value());
  }

  /** Has {@code transaction} decided, which must be accepted; answers the statement. */
  Bytes accept(SigningKey key, Transaction transaction) throws ClientException {
    KeyId kid = key.publicKey().thumbprint();
    Bytes statement =
        new Statement.Draft(
                genesis().network(),
                numbers.merge(kid.value(), 1L, Long::sum),
                new Timestamp(System.currentTimeMillis()).plusSeconds(3_600),
                transaction)
            .sign(Contracts.rulebook(), key);
    if (node.submit(statement) instanceof Answer.Refused refused) {
      throw new AssertionError(transaction + " was refused: " + refused.problem().detail());
    }
    return statement;
  }

  /** An agreement between things of the operator. */
  AgreementId agreement(long perMinute, long waiting, Device... devices) throws ClientException {
    Bytes statement =
        accept(
            operator,
            new MessageTransaction.OpenAgreement(
                List.of(devices).stream().map(Device::thing).toList(),
                "heating",
                new Timestamp(System.currentTimeMillis()).plusSeconds(3_600),
                perMinute,
                waiting));
    return new AgreementId(Sign1.decode(statement).id());
  }

  /** Ends it. */
  void end(AgreementId agreement) throws ClientException {
    accept(operator, new MessageTransaction.EndAgreement(agreement, "it is spring"));
  }

  /** The ledger's receipt for {@code statement}. */
  Bytes receipt(Bytes statement) throws ClientException {
    return node.octets(
        Node.path(List.of("statements", Sign1.decode(statement).id().hex(), "receipt")),
        "application/cose",
        Optional.of(() -> operator));
  }

  /** What the node proves of {@code agreement} now, to the gateway's party. */
  Bytes proof(AgreementId agreement) throws ClientException {
    return node.octetsAs(
        Node.path(List.of("messages", "agreements", agreement.toString())),
        ProvenAgreement.TYPE,
        Optional.of(() -> door));
  }

  /** The ledger's genesis. */
  Genesis genesis() {
    return ledger.genesis();
  }

  /** A thing with its keys, as its kit has them. */
  static Identity identity(Device device) throws ClientException {
    return new Identity(
        device.thing(),
        device.key(),
        device.file().agreementKey().orElseThrow(),
        device.file().agreementPrivateKey(PASSWORDS));
  }

  private static Bytes image(String version) {
    return Sha256.of(("image " + version).getBytes(StandardCharsets.UTF_8));
  }

  void publish(String version, long counter) throws ClientException {
    accept(
        maker,
        new FirmwareTransaction.Publish(
            MODEL,
            new Version(version),
            image(version),
            1,
            counter,
            Optional.empty(),
            "https://acme.example/cam-1",
            Optional.empty(),
            Optional.empty()));
  }

  void revoke(String version, Severity severity) throws ClientException {
    accept(
        maker,
        new FirmwareTransaction.RevokeRelease(
            MODEL, new Version(version), severity, "a hole", Optional.empty()));
  }

  /** A thing born and given to the operator; it has not attested. */
  Device born(String name, Algorithm algorithm, Identifier... identifiers) throws ClientException {
    KeyFile file = file(name, algorithm);
    SigningKey key = file.signingKey(PASSWORDS);
    return new Device(file, key, born(key, file.agreementKey().orElseThrow(), identifiers));
  }

  /** The same of a thing with these keys. */
  ThingId born(SigningKey key, CoseKey agreement, Identifier... identifiers)
      throws ClientException {
    Certificate certificate =
        new Certificate(
            key.publicKey(),
            agreement,
            MODEL,
            "2026-47",
            "NLRTM",
            Timestamp.parse("2026-01-01T00:00:00Z"),
            Assurance.SELF_REPORTED,
            List.of(identifiers),
            List.of());
    accept(
        maker,
        new ThingTransaction.Birth(
            certificate, ThingTransaction.Birth.claim(genesis().network(), certificate).sign(key)));
    ThingId thing = ThingId.of(key.publicKey());
    accept(maker, new ThingTransaction.Offer(thing, id(operator)));
    accept(operator, new ThingTransaction.Accept(thing));
    return thing;
  }

  /** What {@code device} signs about itself running {@code version}. */
  Bytes evidence(Device device, String version) throws ClientException {
    Json.Obj checkpoint = node.read("/v1/checkpoint", Optional.empty());
    long height = ((Json.Int) checkpoint.member("height").orElseThrow()).value();
    String root = ((Json.Text) checkpoint.member("root").orElseThrow()).value();
    return evidence(device, version, new Nonce(height, Bytes.fromHex(root)).encode());
  }

  /** The same in answer to a challenge. */
  Bytes evidence(Device device, String version, Bytes challenge) {
    return evidence(device, version, challenge, 1);
  }

  /** The same of a device that has started so often. */
  static Bytes evidence(Device device, String version, Bytes challenge, long starts) {
    Nonce nonce =
        new Nonce(Long.parseUnsignedLong(challenge.slice(0, 8).hex(), 16), challenge.slice(8, 40));
    return new Evidence(
            nonce,
            device.thing(),
            DebugStatus.DISABLED,
            starts,
            new Evidence.Image(image(version), new Version(version), Assurance.SELF_REPORTED),
            Optional.empty())
        .sign(device.key());
  }

  void attest(Device device, String version) throws ClientException {
    accept(device.key(), new AdmissionTransaction.Attest(evidence(device, version)));
  }

  /** A thing that is admitted. */
  Device admitted(String name, Algorithm algorithm) throws ClientException {
    Device device = born(name, algorithm);
    attest(device, "1.0.0");
    return device;
  }

  private static final Bytes USAGE = image("usage description");

  /** Has the maker say that things may publish and subscribe to all that is their own. */
  void describeUsage() throws ClientException {
    accept(
        maker,
        new AdmissionTransaction.DescribeUsage(
            MODEL,
            USAGE,
            "https://acme.example/cam.json",
            List.of(),
            List.of(use(TopicUse.Direction.PUBLISH), use(TopicUse.Direction.SUBSCRIBE))));
  }

  private static TopicUse use(TopicUse.Direction direction) {
    return new TopicUse(direction, "#");
  }

  /** Has the operator take {@code directions} away. */
  void tightenUsage(TopicUse.Direction... directions) throws ClientException {
    accept(
        operator,
        new AdmissionTransaction.TightenUsage(
            MODEL, USAGE, false, List.of(), Stream.of(directions).map(Site::use).toList(), 0));
  }

  /** Has the operator let each thing publish so many octets a second. */
  void limitUsage(long octetsPerSecond) throws ClientException {
    accept(
        operator,
        new AdmissionTransaction.TightenUsage(
            MODEL, USAGE, false, List.of(), List.of(), octetsPerSecond));
  }

  /** Within how many seconds the gateway said that it is heard of again. */
  Optional<Json> watch() throws ClientException {
    return node.readAs("/v1/admission/watches/" + id(door), Optional.of(() -> door))
        .member("value")
        .map(row -> ((Json.Obj) row).member("seconds").orElseThrow());
  }

  /** How many facts of admission called {@code fact} the node tells. */
  int told(String fact) throws ClientException {
    Json facts =
        node.readAs("/v1/facts?contract=admission&type=" + fact, Optional.of(() -> door))
            .member("facts")
            .orElseThrow();
    return ((Json.Arr) facts).elements().size();
  }

  void quarantine(Device device) throws ClientException {
    accept(operator, new AdmissionTransaction.Quarantine(device.thing(), "to look at it"));
  }

  /** A client's folder for the gateway that trusts this ledger and asks {@code nodes}. */
  Path gatewayHome(List<URI> nodes) throws ClientException, IOException {
    return gatewayHome(folder.resolve("home"), nodes);
  }

  /** The same in {@code home}. */
  Path gatewayHome(Path home, List<URI> nodes) throws ClientException, IOException {
    Home.of(Optional.of(home), Map.of()).pin(nodes, genesis());
    Files.createDirectories(home.resolve("keys"));
    Files.copy(folder.resolve("door.p12"), home.resolve("keys/door.p12"));
    return home;
  }

  /** Where its first node is. */
  URI url() {
    return ledger.nodes().getFirst();
  }

  @Override
  public void close() {
    node.close();
    ledger.processes().run();
  }
}
