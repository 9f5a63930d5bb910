package birthmark.node.testing;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.codec.Timestamp;
import birthmark.contract.Acting;
import birthmark.contract.ApprovalClass;
import birthmark.contract.Role;
import birthmark.contract.Transaction;
import birthmark.contracts.admission.AdmissionTransaction;
import birthmark.contracts.admission.DebugStatus;
import birthmark.contracts.admission.Evidence;
import birthmark.contracts.admission.Nonce;
import birthmark.contracts.admission.TopicUse;
import birthmark.contracts.admission.UsageDescription;
import birthmark.contracts.content.ContentTransaction;
import birthmark.contracts.firmware.FirmwareTransaction;
import birthmark.contracts.firmware.Version;
import birthmark.contracts.messages.MessageTransaction;
import birthmark.contracts.parties.ApprovalPolicy;
import birthmark.contracts.parties.Handle;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.contracts.registrations.RegistrationTransaction;
import birthmark.contracts.registrations.SignedStatement;
import birthmark.contracts.samples.Decimal;
import birthmark.contracts.samples.LogFindings;
import birthmark.contracts.samples.NonDetects;
import birthmark.contracts.samples.Percentile;
import birthmark.contracts.samples.PercentileMethod;
import birthmark.contracts.samples.Rule;
import birthmark.contracts.samples.RuleId;
import birthmark.contracts.samples.SamplingTransaction;
import birthmark.contracts.samples.SensorStream;
import birthmark.contracts.samples.ShortName;
import birthmark.contracts.samples.SignedDecimal;
import birthmark.contracts.samples.Unit;
import birthmark.contracts.things.Assurance;
import birthmark.contracts.things.Certificate;
import birthmark.contracts.things.Identifier;
import birthmark.contracts.things.ModelId;
import birthmark.contracts.things.ThingId;
import birthmark.contracts.things.ThingTransaction;
import birthmark.cose.Algorithm;
import birthmark.cose.CoseKey;
import birthmark.cose.JdkSignatures;
import birthmark.cose.JdkSigningKey;
import birthmark.cose.Sign1;
import birthmark.cose.SigningKey;
import birthmark.did.DidKey;
import birthmark.json.Json;
import birthmark.testing.SeededRandom;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A ledger with one of everything that can be read: a maker, an operator, an auditor, a camera. */
public final class Inhabited {
  /** The camera's model. */
  public static final ModelId MODEL = new ModelId("acme:cam-1");

  /** Its release. */
  public static final Version VERSION = new Version("1.0.0");

  /** The operator's plan to take samples. */
  public static final ShortName PLAN = new ShortName("spring");

  private static final long OPEN_SECONDS = 3_600;
  private static final Bytes IMAGE = Sha256.of(Bytes.fromHex("00"));

  /** The root of a batch that was called off. */
  public static final Bytes CALLED_OFF = Sha256.of(Bytes.fromHex("01"));

  private final SeededRandom random = new SeededRandom(5);
  private final FrontDoor door;
  private final Bytes network;
  private final List<Bytes> statements = new ArrayList<>();
  private final Bytes registered;
  private final Bytes entry;
  private String proposal = "";
  private Bytes agreement = IMAGE;
  private RuleId rule = new RuleId(new PartyId(IMAGE), PLAN);
  private final KeyPair auditorPair = JdkSigningKey.generate(Algorithm.ED25519, random);
  private final SigningKey auditor = JdkSigningKey.of(auditorPair);
  private final SigningKey maker = key();
  private final SigningKey operator = key();
  private final SigningKey camera = key();
  private final SigningKey scrapped = key();
  private final SigningKey department = key();
  private final SigningKey logger =
      JdkSigningKey.of(JdkSigningKey.generate(Algorithm.ES256, random));

  /** Fills the ledger behind {@code door}, of which {@code founder} gives the roles. */
  public Inhabited(FrontDoor door, Bytes network, SigningKey founder)
      throws IOException, InterruptedException {
    this.door = door;
    this.network = network;
    register(founder, maker, "acme", Role.MAKER);
    register(founder, operator, "town", Role.OPERATOR);
    register(founder, auditor, "eyes", Role.AUDITOR);
    accept(
        maker,
        new ThingTransaction.RegisterModel(
            MODEL, "Camera", false, Assurance.SELF_REPORTED, Optional.empty()));
    accept(maker, birth(camera, "CAM-1"));
    accept(maker, new ThingTransaction.Offer(thing(), party(operator)));
    accept(operator, new ThingTransaction.Accept(thing()));
    accept(maker, publish(VERSION));
    accept(
        operator,
        new AdmissionTransaction.SetPolicy(
            MODEL,
            3_600,
            300,
            Assurance.SELF_REPORTED,
            false,
            Optional.empty(),
            Optional.empty(),
            false));
    accept(
        operator, new AdmissionTransaction.SetBaseline(MODEL, Optional.of(IMAGE), "the old town"));
    accept(camera, new AdmissionTransaction.Attest(evidence(thing()).sign(camera)));
    accept(operator, new AdmissionTransaction.Quarantine(thing(), "to look at it"));
    accept(operator, new ThingTransaction.Offer(thing(), party(maker)));
    SignedStatement.Claims claims =
        new SignedStatement.Claims(
            DidKey.encode(maker.publicKey()), "urn:cam-1", "text/plain", true);
    registered = SignedStatement.sign(maker, claims, IMAGE);
    accept(maker, new RegistrationTransaction.RegisterInFull(registered));
    entry = Sign1.decode(statements.getLast()).id();
  }

  private SigningKey key() {
    return JdkSigningKey.of(JdkSigningKey.generate(Algorithm.ED25519, random));
  }

  private void register(SigningKey founder, SigningKey key, String handle, Role role)
      throws IOException, InterruptedException {
    accept(key, new PartyTransaction.Register(key.publicKey(), new Handle(handle), handle));
    accept(founder, new PartyTransaction.Grant(party(key), role));
  }

  private void accept(SigningKey key, Transaction transaction)
      throws IOException, InterruptedException {
    Bytes statement = door.sign(key, transaction);
    FrontDoor.Told told = door.submit(statement);
    if (told.status() != 201) {
      throw new AssertionError(transaction + " was not accepted: " + told.text());
    }
    statements.add(statement);
  }

  private static Transaction publish(Version version) {
    return new FirmwareTransaction.Publish(
        MODEL,
        version,
        IMAGE,
        1,
        0,
        Optional.empty(),
        "https://acme.example/cam-1",
        Optional.empty(),
        Optional.empty());
  }

  private ThingTransaction.Birth birth(SigningKey key, String serial) {
    Certificate certificate =
        new Certificate(
            key.publicKey(),
            JdkSignatures.coseKey(JdkSigningKey.generateAgreement(random).getPublic()),
            MODEL,
            "2026-47",
            "NLRTM",
            Timestamp.parse("2026-01-01T00:00:00Z"),
            Assurance.SELF_REPORTED,
            List.of(new Identifier.Public(Identifier.Kind.SERIAL, serial)),
            List.of());
    return new ThingTransaction.Birth(
        certificate, ThingTransaction.Birth.claim(network, certificate).sign(key));
  }

  private Evidence evidence(ThingId about) throws IOException, InterruptedException {
    Json.Obj checkpoint =
        door.send(
                HttpRequest.newBuilder(door.uri("/v1/checkpoint"))
                    .header("Accept", "application/json"))
            .json();
    long height = ((Json.Int) checkpoint.member("height").orElseThrow()).value();
    Bytes root = Bytes.fromHex(((Json.Text) checkpoint.member("root").orElseThrow()).value());
    return new Evidence(
        new Nonce(height, root),
        about,
        DebugStatus.DISABLED_SINCE_BOOT,
        7,
        new Evidence.Image(IMAGE, VERSION, Assurance.SELF_REPORTED),
        Optional.of(IMAGE));
  }

  /** The party that {@code key} is the first key of. */
  public static PartyId party(SigningKey key) {
    return new PartyId(key.publicKey().thumbprint().value());
  }

  /**
   * Has the maker ask for new keys of the camera, which its owner must ask for too, the auditor for
   * a key in the maker's name, which the operator must approve, and the maker give the operator a
   * key as its guardian.
   */
  public void propose() throws IOException, InterruptedException {
    SigningKey fresh = key();
    CoseKey agreement = JdkSignatures.coseKey(JdkSigningKey.generateAgreement(random).getPublic());
    accept(
        maker,
        new ThingTransaction.Rekey(
            thing(),
            fresh.publicKey(),
            agreement,
            ThingTransaction.Rekey.claim(network, thing(), fresh.publicKey(), agreement)
                .sign(fresh)));
    accept(
        maker,
        new PartyTransaction.RequireApprovals(
            ApprovalClass.RELEASE, 2, List.of(party(operator), party(auditor)), OPEN_SECONDS));
    proposal = ask(auditor, maker, publish(new Version("1.1.0")));
    accept(
        operator,
        new PartyTransaction.NameGuardians(
            1, List.of(party(maker)), OPEN_SECONDS, ApprovalPolicy.MIN_DELAY_SECONDS));
    SigningKey found = key();
    ask(
        maker,
        operator,
        new PartyTransaction.Recover(
            party(operator),
            found.publicKey(),
            PartyTransaction.AddSigningKey.claim(network, party(operator), found.publicKey())
                .sign(found)));
  }

  /**
   * Has a batch registered and another called off, two cameras talk, the second scrapped and seen
   * again, a sample registered for a plan that ends in a moment, and what the others may read of
   * things.
   */
  public void age(SigningKey founder) throws IOException, InterruptedException {
    accept(maker, new ThingTransaction.RegisterBatch(MODEL, 2, IMAGE, IMAGE));
    accept(maker, new ThingTransaction.RegisterBatch(MODEL, 2, CALLED_OFF, CALLED_OFF));
    accept(maker, new ThingTransaction.CallOffBatch(MODEL, CALLED_OFF, "one key too many"));
    accept(maker, birth(scrapped, "CAM-2"));
    accept(
        operator,
        new MessageTransaction.OpenAgreement(
            List.of(thing(), scrapped()),
            "heating",
            new Timestamp(System.currentTimeMillis()).plusSeconds(OPEN_SECONDS),
            60,
            10));
    agreement = Sign1.decode(statements.getLast()).id();
    accept(maker, new ThingTransaction.Decommission(scrapped(), "it was scrapped"));
    accept(scrapped, new AdmissionTransaction.Attest(evidence(scrapped()).sign(scrapped)));
    SigningKey regulator = key();
    SigningKey laboratory = key();
    register(founder, regulator, "state", Role.REGULATOR);
    register(founder, laboratory, "laboratory", Role.LABORATORY);
    rule = new RuleId(party(regulator), new ShortName("action-level"));
    accept(
        regulator,
        new SamplingTransaction.PublishRule(
            rule.rule(),
            new Rule.Terms(
                "40 CFR 141.80(c)(3)",
                new ShortName("lead"),
                Unit.PPB,
                new Percentile(new Decimal("0.9"), PercentileMethod.INTERPOLATED),
                NonDetects.AS_ZERO,
                new Decimal("15"),
                1,
                List.of(new Rule.Ground("the bottle broke")),
                2,
                List.of(new Rule.Addressee("residents", 86_400)))));
    Timestamp soon = new Timestamp(System.currentTimeMillis()).plusSeconds(5);
    accept(
        operator,
        new SamplingTransaction.MakePlan(
            PLAN, rule, party(laboratory), 1, soon, soon.plusSeconds(1)));
    accept(operator, new SamplingTransaction.RegisterSample(PLAN, 1, IMAGE, party(maker)));
    watch();
    accept(
        maker,
        new AdmissionTransaction.DescribeUsage(
            MODEL,
            IMAGE,
            "https://acme.example/cam-1.json",
            List.of(new UsageDescription.Entry("to-the-cloud", false)),
            List.of(new TopicUse(TopicUse.Direction.PUBLISH, "pictures"))));
    accept(operator, new AdmissionTransaction.KeepWatch(OPEN_SECONDS));
    accept(
        maker,
        new PartyTransaction.FoundDepartment(
            party(maker),
            department.publicKey(),
            new Handle("acme-service"),
            "Service",
            PartyTransaction.FoundDepartment.claim(network, party(maker), department.publicKey())
                .sign(department)));
    disclose();
  }

  /** The maker commits to something that only the operator can read. */
  private void disclose() throws IOException, InterruptedException {
    CoseKey agreeing = JdkSignatures.coseKey(JdkSigningKey.generateAgreement(random).getPublic());
    accept(operator, new PartyTransaction.AddAgreementKey(agreeing));
    accept(
        maker,
        new ContentTransaction.CommitSealed(party(operator), agreeing.thumbprint(), IMAGE, 1));
  }

  /** A stream, and a logger with a file. */
  private void watch() throws IOException, InterruptedException {
    SensorStream.Watch watch =
        new SensorStream.Watch(
            thing().value(),
            new ShortName("temperature"),
            Unit.DEGREES_CELSIUS,
            SensorStream.Side.ABOVE,
            new SignedDecimal("8"),
            600);
    accept(operator, new SamplingTransaction.OpenStream(PLAN, watch));
    accept(operator, new SamplingTransaction.RegisterLogger("tag", "7", logger.publicKey()));
    // A logger signs what has the reversed digest: so this is one that it signed.
    accept(
        operator,
        new SamplingTransaction.CaptureLog(
            logger.publicKey(),
            IMAGE,
            Sha256.of(IMAGE).reversed(),
            logger.sign(IMAGE),
            new LogFindings(1, List.of(), Optional.empty())));
  }

  /** The key of the operator's logger, whose one file has the digest {@link #image}. */
  public CoseKey logger() {
    return logger.publicKey();
  }

  /** What the two cameras talk under; there is one after {@link #age}. */
  public Bytes agreement() {
    return agreement;
  }

  /** The maker's department. */
  public PartyId department() {
    return party(department);
  }

  /** The rule that the operator's plan follows. */
  public RuleId rule() {
    return rule;
  }

  private ThingId scrapped() {
    return ThingId.of(scrapped.publicKey());
  }

  /** Has {@code key} ask for {@code transaction} in the name of another's party. */
  private String ask(SigningKey key, SigningKey other, Transaction transaction)
      throws IOException, InterruptedException {
    FrontDoor.Told told = door.submit(key, transaction, Acting.inNameOf(party(other).value()));
    if (told.status() != 201) {
      throw new AssertionError(transaction + " was not accepted: " + told.text());
    }
    return told.textOf("statement");
  }

  /** The id of what waits for approval in the maker's name; there is one after {@link #propose}. */
  public String proposal() {
    return proposal;
  }

  /** The maker's key. */
  public SigningKey maker() {
    return maker;
  }

  /** The camera attests once more. */
  public void attest() throws IOException, InterruptedException {
    accept(camera, new AdmissionTransaction.Attest(evidence(thing()).sign(camera)));
  }

  /** The operator's key. */
  public SigningKey operator() {
    return operator;
  }

  /** The auditor's key. */
  public SigningKey auditor() {
    return auditor;
  }

  /** The auditor's private key in PKCS#8, for programs that are not ours. */
  public Bytes auditorPrivateKey() {
    return Bytes.copyOf(auditorPair.getPrivate().getEncoded());
  }

  /** The camera. */
  public ThingId thing() {
    return ThingId.of(camera.publicKey());
  }

  /** The image of the camera's release. */
  public Bytes image() {
    return IMAGE;
  }

  /** All that was signed and accepted. */
  public List<Bytes> statements() {
    return List.copyOf(statements);
  }

  /** The id of a signed statement that the maker registered. */
  public Bytes registration() {
    return SignedStatement.parse(registered).id();
  }

  /** The id of the statement that registered it. */
  public Bytes entry() {
    return entry;
  }
}
