package birthmark.node.scitt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.answer.Answer;
import birthmark.answer.AnswerCheck;
import birthmark.answer.AnswerVerifier;
import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.cbor.CborDecoder;
import birthmark.cbor.CborEncoder;
import birthmark.cbor.CborItem;
import birthmark.cbor.CborWriter;
import birthmark.codec.Timestamp;
import birthmark.contract.Genesis;
import birthmark.contract.Role;
import birthmark.contracts.Contracts;
import birthmark.contracts.parties.Handle;
import birthmark.contracts.parties.Parties;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.contracts.registrations.RegistrationTransaction;
import birthmark.cose.Algorithm;
import birthmark.cose.JdkSignatures;
import birthmark.cose.JdkSigningKey;
import birthmark.cose.SigStructure;
import birthmark.cose.SigningKey;
import birthmark.did.DidKey;
import birthmark.node.app.LedgerKeeper;
import birthmark.node.edge.Edge;
import birthmark.node.edge.EdgeParts;
import birthmark.node.edge.EdgeSettings;
import birthmark.node.query.Snapshots;
import birthmark.node.store.Snapshot;
import birthmark.node.testing.FrontDoor;
import birthmark.node.testing.HandClock;
import birthmark.proof.Checkpoint;
import birthmark.proof.CheckpointSigner;
import birthmark.proof.LogTrust;
import birthmark.proof.Note;
import birthmark.proof.ReceiptCheck;
import birthmark.proof.ReceiptVerifier;
import birthmark.proof.TransparentStatement;
import birthmark.proof.TrustAnchor;
import birthmark.statement.Statement;
import birthmark.testing.SeededRandom;
import birthmark.testing.SignedStatements;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScittAnnexTest {
  private static final String ORIGIN = "scitt.example";
  private static final long PATIENCE_MILLIS = 20_000;

  private final HandClock clock = new HandClock(Timestamp.parse("2026-01-01T00:00:00Z"));
  private final SeededRandom random = new SeededRandom(17);
  private final SigningKey root = key(Algorithm.ED25519);
  private final SigningKey node = key(Algorithm.ED25519);
  private final SigningKey maker = key(Algorithm.ED25519);
  private final HttpClient client = HttpClient.newHttpClient();
  private final AtomicLong number = new AtomicLong();
  @TempDir private Path folder;
  private LedgerKeeper keeper;
  private Edge edge;
  private FrontDoor door;
  private volatile Optional<Note> cosigned = Optional.empty();

  /** The ledger, and what witnesses are said to have cosigned of it. */
  private final class Witnessed implements Snapshots {
    @Override
    public Snapshot get() {
      return keeper.snapshot();
    }

    @Override
    public Optional<Note> cosigned(long most) {
      return cosigned;
    }
  }

  private SigningKey key(Algorithm algorithm) {
    return JdkSigningKey.of(JdkSigningKey.generate(algorithm, random));
  }

  @BeforeEach
  void start() throws Exception {
    Genesis genesis =
        new Genesis(
            Genesis.FORMAT,
            ORIGIN,
            new Timestamp(clock.millis()),
            List.of(
                new Genesis.Founder(
                    "root", "Root", List.of(root.publicKey()), List.of(Role.REPLICA)),
                new Genesis.Founder(
                    "node", "Node", List.of(node.publicKey()), List.of(Role.AUDITOR))),
            List.of(Genesis.Replica.of("root", root.publicKey())),
            Contracts.VERSION,
            1_000);
    keeper =
        new LedgerKeeper(
            new LedgerKeeper.Places(
                folder.resolve("ledger"), Optional.empty(), folder.resolve("replay")),
            Contracts.rulebook(),
            genesis,
            root,
            (_, machine) ->
                (transaction, now) ->
                    new Statement.Draft(
                            machine.network(),
                            number.incrementAndGet(),
                            now.plusSeconds(600),
                            transaction)
                        .sign(machine.rulebook(), node),
            clock);
    listen(PATIENCE_MILLIS);
    door =
        new FrontDoor(
            URI.create(edge.url()),
            genesis.network(),
            Contracts.rulebook(),
            () -> new Timestamp(clock.millis()));
    door.accept(
        maker, new PartyTransaction.Register(maker.publicKey(), new Handle("acme"), "Acme"));
  }

  private void listen(long patienceMillis) throws Exception {
    ScittParts parts =
        new ScittParts(
            keeper.rulebook(),
            ORIGIN,
            root,
            keeper.signatures(),
            new Witnessed(),
            keeper.submission(),
            keeper.own(),
            node.publicKey().thumbprint());
    edge =
        Edge.start(
            EdgeSettings.loopback(0),
            new EdgeParts(
                keeper.rulebook(),
                keeper.genesis(),
                keeper::snapshot,
                keeper.submission(),
                keeper.index(),
                keeper.signatures(),
                Parties::roles,
                root,
                keeper::troubles,
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                () -> Instant.ofEpochMilli(clock.millis()),
                List.of(new ScittAnnex(parts, patienceMillis))));
  }

  @AfterEach
  void stop() {
    client.close();
    door.close();
    edge.close();
    keeper.close();
  }

  private void policy(boolean didKeys, SigningKey... registrars)
      throws IOException, InterruptedException {
    List<PartyId> named = new ArrayList<>();
    for (SigningKey registrar : registrars) {
      named.add(new PartyId(registrar.publicKey().thumbprint().value()));
    }
    door.accept(
        root, new RegistrationTransaction.SetRegistrationPolicy(didKeys, named, "for the test"));
  }

  private record Got(int status, String mediaType, Bytes octets, HttpResponse<byte[]> response) {
    String field(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    /** What went wrong, in a few words (RFC 9290). */
    String title() {
      assertEquals("application/concise-problem-details+cbor", mediaType);
      CborItem.Map map =
          (CborItem.Map) CborDecoder.decode(octets, CborDecoder.Profile.DETERMINISTIC);
      assertTrue(map.value(CborItem.integer(-2)).isPresent(), "a problem says what to do");
      return ((CborItem.TextString) map.value(CborItem.integer(-1)).orElseThrow()).value();
    }
  }

  private Got send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<byte[]> response =
        client.send(
            request.timeout(Duration.ofSeconds(30)).build(),
            HttpResponse.BodyHandlers.ofByteArray());
    return new Got(
        response.statusCode(),
        response.headers().firstValue("content-type").orElse(""),
        Bytes.ofOwned(response.body()),
        response);
  }

  private Got post(Bytes message, String type) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(URI.create(edge.url() + "/entries"))
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofByteArray(message.toByteArray())));
  }

  private Got post(Bytes message) throws IOException, InterruptedException {
    return post(message, "application/cose");
  }

  private Got get(String url) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(URI.create(url.startsWith("/") ? edge.url() + url : url)));
  }

  private LogTrust trust() {
    TrustAnchor anchor =
        new TrustAnchor(ORIGIN, CheckpointSigner.of(ORIGIN, root).key(), root.publicKey());
    return new ReceiptVerifier(anchor, new JdkSignatures());
  }

  private ReceiptCheck.Proven verified(Bytes entry, Bytes receipt) {
    return assertInstanceOf(ReceiptCheck.Proven.class, trust().verify(entry, receipt));
  }

  private Bytes makers(boolean isPublic, String payload) {
    String did = SignedStatements.did(new PartyId(maker.publicKey().thumbprint().value()));
    return SignedStatements.signed(maker, did, isPublic, payload);
  }

  @Test
  void aStatementIsRegisteredByItsDigestAndTheReceiptProvesThat() throws Exception {
    policy(false, node);
    Bytes statement = makers(false, "a secret");
    Got got = post(statement);
    assertEquals(201, got.status());
    assertEquals("application/cose", got.mediaType());
    ReceiptCheck.Proven receipt = verified(Sha256.of(statement), got.octets());
    assertEquals(Optional.of(ORIGIN), receipt.claims().issuer());
    String digest =
        Base64.getUrlEncoder().withoutPadding().encodeToString(Sha256.of(statement).toByteArray());
    assertEquals(Optional.of("ni:///sha-256;" + digest), receipt.claims().subject());
    Got again = get(got.field("Location"));
    assertEquals(200, again.status());
    assertEquals(got.octets(), again.octets());
    assertEquals(404, get(got.field("Location") + "/statement").status());
  }

  @Test
  void aPublicStatementIsGivenToAnybodyWithItsReceipt() throws Exception {
    policy(false, node);
    Bytes statement = makers(true, "for all to read");
    Got got = post(statement);
    assertEquals(201, got.status());
    assertEquals(
        Optional.of(SignedStatements.SUBJECT),
        verified(statement, got.octets()).claims().subject());
    TransparentStatement transparent =
        TransparentStatement.decode(get(got.field("Location") + "/statement").octets(), List.of());
    assertEquals(statement, transparent.statement());
    verified(statement, transparent.receipts().getFirst());
    assertEquals(2, transparent.issuer().size());
    AnswerVerifier verifier = new AnswerVerifier(Contracts.rulebook(), trust());
    for (Bytes proof : transparent.issuer()) {
      AnswerCheck.Proven proven =
          assertInstanceOf(AnswerCheck.Proven.class, verifier.verify(proof));
      assertTrue(proven.question().texts().contains(maker.publicKey().thumbprint().toString()));
      assertInstanceOf(Answer.Found.class, proven.answer());
    }
  }

  @Test
  void aReceiptStandsUnderWhatWitnessesCosigned() throws Exception {
    policy(false, node);
    Bytes statement = makers(false, "seen by others");
    Got first = post(statement);
    Note own = verified(Sha256.of(statement), first.octets()).checkpoint();
    CheckpointSigner witness =
        CheckpointSigner.cosigner("witness.example", key(Algorithm.ED25519), 1_800_000_000);
    Note seen = own.with(witness.sign(Checkpoint.of(own)));
    cosigned = Optional.of(seen);
    post(makers(false, "the log goes on"));
    Bytes receipt = get(first.field("Location")).octets();
    assertEquals(seen, verified(Sha256.of(statement), receipt).checkpoint());
  }

  @Test
  void whatWasRegisteredGetsItsFirstReceiptWhateverItsUnprotectedHeader() throws Exception {
    policy(false, node);
    Bytes statement = makers(true, "once");
    Got first = post(statement);
    Bytes decorated = new TransparentStatement(statement, List.of(first.octets())).encode();
    Got second = post(decorated);
    assertEquals(200, second.status());
    assertEquals(first.field("Location"), second.field("Location"));
    assertEquals(first.octets(), second.octets());
  }

  @Test
  void anIssuerThatIsADidKeyIsRegisteredWhereThePolicySaysSo() throws Exception {
    for (Algorithm algorithm : List.of(Algorithm.ED25519, Algorithm.ES256, Algorithm.ML_DSA_65)) {
      SigningKey stranger = key(algorithm);
      String did = DidKey.encode(stranger.publicKey());
      Bytes statement = SignedStatements.signed(stranger, did, false, "hello");
      policy(false, node);
      assertEquals("Rejected", post(statement).title());
      policy(true, node);
      verified(Sha256.of(statement), post(statement).octets());
    }
  }

  @Test
  void eachThingThatIsWrongIsToldByName() throws Exception {
    Bytes good = makers(false, "good");
    assertEquals("Rejected", post(good).title(), "no policy names the node");
    policy(true, node);
    byte[] forged = good.toByteArray();
    forged[forged.length - 1] ^= 1;
    assertEquals("Bad Signature", post(Bytes.ofOwned(forged)).title());
    SigningKey stranger = key(Algorithm.ED25519);
    assertEquals(
        "Rejected",
        post(SignedStatements.signed(stranger, "https://a.example", false, "?")).title(),
        "nobody registered the issuer");
    assertEquals(
        "Rejected",
        post(SignedStatements.signed(maker, "https://a.example", false, "?")).title(),
        "the issuer goes by another name");
    assertEquals("Malformed request", post(Bytes.fromHex("d284")).title());
    assertEquals(
        "Bad Signature Algorithm",
        post(SignedStatements.unsigned(maker.publicKey(), -37, "x", false, "?")).title());
    Bytes header = SignedStatements.header(maker.publicKey(), -8, "x", false);
    Bytes detached =
        new CborWriter().tag(18).array(4).bytes(header).map(0).nil().bytes(header).toBytes();
    assertEquals("Payload Missing", post(detached).title());
    Got large = post(Bytes.ofOwned(new byte[60_001]));
    assertEquals(413, large.status());
    assertEquals("Too large", large.title());
    Bytes nearly = Bytes.ofOwned(new byte[57_000]);
    assertEquals("Too large", post(SignedStatements.message(header, nearly, header)).title());
    Got other = post(good, "application/json");
    assertEquals(415, other.status());
    assertEquals("Unsupported media type", other.title());
    assertEquals(400, get("/entries/nonsense").status());
    assertEquals("Invalid locator", get("/entries/nonsense").title());
    assertEquals(404, get("/entries/" + "0".repeat(64)).status());
    assertEquals("Not Found", get("/entries/" + "0".repeat(64)).title());
  }

  @Test
  void whatMustBeUnderstoodAndIsNotIsRefusedAndWhatIsPublicMustBeCanonical() throws Exception {
    policy(true, node);
    CborItem.Map header =
        (CborItem.Map)
            CborDecoder.decode(
                SignedStatements.header(
                    maker.publicKey(), -8, DidKey.encode(maker.publicKey()), true),
                CborDecoder.Profile.DETERMINISTIC);
    Bytes plain = CborEncoder.encode(header);
    Bytes members = plain.slice(1, plain.length());
    Bytes critical = Bytes.fromHex("a7").concat(members).concat(Bytes.fromHex("028161786178f6"));
    assertEquals("Unknown critical header", post(signed(critical)).title());
    Bytes indefinite = Bytes.fromHex("bf").concat(members).concat(Bytes.fromHex("ff"));
    assertEquals("Not canonical", post(signed(indefinite)).title());
    assertEquals(201, post(signed(Bytes.fromHex("a5").concat(members))).status());
  }

  private Bytes signed(Bytes header) {
    Bytes payload = SignedStatements.text("{}");
    return SignedStatements.message(
        header, payload, maker.sign(SigStructure.signature1(header, Bytes.EMPTY, payload)));
  }

  @Test
  void whatTakesLongIsAnsweredWithWhereToAsk() throws Exception {
    policy(false, node);
    edge.close();
    listen(0);
    Bytes statement = makers(false, "slow");
    Got got = post(statement);
    assertEquals(303, got.status());
    assertEquals("1", got.field("Retry-After"));
    Got later = get(got.field("Location"));
    for (int i = 0; i < 200 && later.status() == 404; i++) {
      Thread.sleep(20);
      later = get(got.field("Location"));
    }
    assertEquals(200, later.status());
    verified(Sha256.of(statement), later.octets());
  }

  @Test
  void theKeysOfReceiptsAreThoseThatReceiptsName() throws Exception {
    CborItem keys =
        CborDecoder.decode(
            get("/.well-known/scitt-keys").octets(), CborDecoder.Profile.DETERMINISTIC);
    CborItem.Map key = (CborItem.Map) ((CborItem.Array) keys).items().getFirst();
    Bytes kid = root.publicKey().thumbprint().value();
    assertEquals(Optional.of(new CborItem.ByteString(kid)), key.value(CborItem.integer(2)));
    String name = Base64.getUrlEncoder().withoutPadding().encodeToString(kid.toByteArray());
    assertEquals(
        key,
        CborDecoder.decode(
            get("/.well-known/scitt-keys/" + name).octets(), CborDecoder.Profile.DETERMINISTIC));
    assertEquals(404, get("/.well-known/scitt-keys/other").status());
  }
}
