package birthmark.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.KeyFile;
import birthmark.client.sdk.Passwords;
import birthmark.client.sdk.Patience;
import birthmark.cose.Algorithm;
import birthmark.cose.JdkSigningKey;
import birthmark.json.Json;
import birthmark.json.JsonReader;
import birthmark.node.edge.EdgeException;
import birthmark.node.edge.EdgeSettings;
import birthmark.node.edge.Limits;
import birthmark.node.testing.ClientProgram;
import birthmark.testing.SeededRandom;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readers who show who they are by a certificate, over real sockets. */
@Tag("real")
class MutualTlsTest {
  private static final char[] PASSWORD = "of the server".toCharArray();
  private static final Duration YEAR = Duration.ofDays(365);

  /** Something that nobody reads who has not shown who it is. */
  private static final String HIDDEN = "/v1/admission/standings";

  private final SeededRandom random = new SeededRandom(15);
  @TempDir Path folder;
  private KeyStore trusted;
  private Node node;

  private static X509Certificate certificate(
      KeyPair pair, String algorithm, Instant from, Instant to)
      throws GeneralSecurityException, IOException, OperatorCreationException {
    X500Name name = new X500Name("CN=localhost");
    X509v3CertificateBuilder builder =
        new X509v3CertificateBuilder(
            name,
            BigInteger.valueOf(7),
            Date.from(from),
            Date.from(to),
            name,
            SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()));
    builder.addExtension(
        Extension.subjectAlternativeName,
        false,
        new GeneralNames(new GeneralName(GeneralName.iPAddress, "127.0.0.1")));
    byte[] der =
        builder.build(new JcaContentSignerBuilder(algorithm).build(pair.getPrivate())).getEncoded();
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
  }

  private static X509Certificate current(KeyPair pair, String algorithm)
      throws GeneralSecurityException, IOException, OperatorCreationException {
    Instant now = Instant.now();
    return certificate(pair, algorithm, now.minus(YEAR), now.plus(YEAR));
  }

  private static KeyStore store(KeyPair pair, X509Certificate certificate)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("own", pair.getPrivate(), PASSWORD, new Certificate[] {certificate});
    return store;
  }

  @BeforeEach
  void aNodeWithTls()
      throws GeneralSecurityException,
          IOException,
          OperatorCreationException,
          ClientException,
          EdgeException {
    KeyPair server = JdkSigningKey.generate(Algorithm.ES256, random);
    X509Certificate certificate = current(server, "SHA256withECDSA");
    Path file = folder.resolve("server.p12");
    try (OutputStream out = Files.newOutputStream(file)) {
      store(server, certificate).store(out, PASSWORD);
    }
    trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", certificate);
    node =
        new Node(
            new NodeFolder(folder.resolve("node"), Map.of()),
            false,
            new EdgeSettings(
                "127.0.0.1",
                0,
                Optional.of(new EdgeSettings.Certificate(file, new String(PASSWORD))),
                false,
                Limits.USUAL),
            List.of());
  }

  @AfterEach
  void stop() {
    node.close();
  }

  /** The founder's key pair, out of its key file. */
  private KeyPair founder() throws GeneralSecurityException, IOException {
    char[] password =
        Files.readAllLines(folder.resolve("node/founder.password")).getFirst().toCharArray();
    try (var in = Files.newInputStream(folder.resolve("node/founder.p12"))) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, password);
      return new KeyPair(
          store.getCertificate("signing").getPublicKey(),
          (PrivateKey) store.getKey("signing", password));
    }
  }

  private SSLContext context(Optional<KeyStore> own) throws GeneralSecurityException {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own.orElse(null), PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private HttpResponse<String> get(Optional<KeyStore> own, String path, String protocol)
      throws GeneralSecurityException, IOException, InterruptedException {
    SSLContext context = context(own);
    var parameters = context.getDefaultSSLParameters();
    parameters.setProtocols(new String[] {protocol});
    try (HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(context)
            .sslParameters(parameters)
            .build()) {
      return client.send(
          HttpRequest.newBuilder(URI.create(node.url() + path)).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  private HttpResponse<String> get(KeyPair pair, X509Certificate shown)
      throws GeneralSecurityException, IOException, InterruptedException {
    return get(Optional.of(store(pair, shown)), HIDDEN, "TLSv1.3");
  }

  private static String detail(HttpResponse<String> answer) {
    return ((Json.Text) ((Json.Obj) JsonReader.read(answer.body())).member("detail").orElseThrow())
        .value();
  }

  @Test
  void aCertificateOfARegisteredKeyReadsWhatASignedRequestDoes() throws Exception {
    KeyPair founder = founder();
    HttpResponse<String> answer = get(founder, current(founder, "Ed25519"));
    assertEquals(200, answer.statusCode(), answer.body());
    assertEquals("TLSv1.3", answer.sslSession().orElseThrow().getProtocol());
    HttpResponse<String> nobody = get(Optional.empty(), HIDDEN, "TLSv1.3");
    assertEquals(401, nobody.statusCode(), nobody.body());
  }

  @Test
  void aClientShowsTheCertificateOfItsKeyFileAndSignsNoRequest() throws Exception {
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext own =
        KeyFile.open(folder.resolve("node/founder.p12"))
            .tls(
                Passwords.of(Optional.of(folder.resolve("node/founder.password")), Map.of()),
                Optional.of(trust.getTrustManagers()));
    try (var client =
        birthmark.client.sdk.Node.at(
            List.of(URI.create(node.url())), Patience.USUAL, Optional.of(own))) {
      assertTrue(client.read(HIDDEN, Optional.empty()).member("records").isPresent());
    }
  }

  @Test
  void aServerWithACertificateOfItsOwnIsKnownByThatFromTheFirstTimeOn() throws Exception {
    Path pem = folder.resolve("server.pem");
    Files.writeString(
        pem,
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(trusted.getCertificate("server").getEncoded())
            + "\n-----END CERTIFICATE-----\n");
    ClientProgram client = new ClientProgram(folder);
    ClientProgram.Done stranger = client.attempt("", "ledger", "pin", "--node", node.url());
    assertEquals(3, stranger.status(), stranger.out());
    assertTrue(stranger.out().contains("--ca FILE"), stranger.out());
    client.done("", "ledger", "pin", "--node", node.url(), "--ca", pem.toString());
    String seen = client.done("", "monitor", node.url(), "--once");
    assertTrue(seen.contains("consistent"), seen);
  }

  @Test
  void anUnknownKeyIsNobodyAndIsToldWhy() throws Exception {
    KeyPair stranger = JdkSigningKey.generate(Algorithm.ES256, random);
    HttpResponse<String> answer = get(stranger, current(stranger, "SHA256withECDSA"));
    assertEquals(401, answer.statusCode(), answer.body());
    assertTrue(detail(answer).contains("is registered on this ledger"), detail(answer));
    HttpResponse<String> open =
        get(
            Optional.of(store(stranger, current(stranger, "SHA256withECDSA"))),
            "/v1/checkpoint",
            "TLSv1.3");
    assertEquals(200, open.statusCode(), "what everyone may read");
  }

  @Test
  void anExpiredCertificateIsAsNoneAndItsHolderIsToldWhy() throws Exception {
    KeyPair founder = founder();
    Instant now = Instant.now();
    HttpResponse<String> expired =
        get(founder, certificate(founder, "Ed25519", now.minus(YEAR), now.minusSeconds(60)));
    assertEquals(401, expired.statusCode(), expired.body());
    assertTrue(detail(expired).contains("Make a new one for the same key"), detail(expired));
    HttpResponse<String> early =
        get(founder, certificate(founder, "Ed25519", now.plus(YEAR), now.plus(YEAR)));
    assertEquals(401, early.statusCode(), early.body());
  }

  @Test
  void belowTls13ACertificateEndsTheHandshake() throws Exception {
    KeyPair founder = founder();
    Optional<KeyStore> own = Optional.of(store(founder, current(founder, "Ed25519")));
    assertThrows(IOException.class, () -> get(own, "/v1/checkpoint", "TLSv1.2"));
    assertEquals(200, get(Optional.empty(), "/v1/checkpoint", "TLSv1.2").statusCode());
  }
}
