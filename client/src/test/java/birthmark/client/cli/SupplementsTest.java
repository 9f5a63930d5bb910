package birthmark.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.client.sdk.KeyFile;
import birthmark.client.sdk.Passwords;
import birthmark.client.sdk.QuickKeys;
import birthmark.codec.Timestamp;
import birthmark.contract.Endorsement;
import birthmark.contract.Genesis;
import birthmark.contract.Role;
import birthmark.contract.Rulebook;
import birthmark.contracts.Contracts;
import birthmark.contracts.authorities.AuthorityId;
import birthmark.contracts.authorities.AuthorityTransaction;
import birthmark.contracts.firmware.FirmwareTransaction;
import birthmark.contracts.things.Identifier;
import birthmark.contracts.things.ThingTransaction;
import birthmark.cose.JdkSignatures;
import birthmark.cose.SigningKey;
import birthmark.statement.Statement;
import birthmark.x509.CertificateDraft;
import birthmark.x509.X509Certificate;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupplementsTest {
  private static final Rulebook RULEBOOK = Contracts.rulebook();
  private static final String BIRTH =
      "thing birth --as maker --signing cam --model acme:cam-1 --batch b1 --made-at DEHAM --made"
          + " now --assurance self-reported";

  @TempDir private Path home;

  @BeforeEach
  void makesKeysAndTrustsALedger() throws Exception {
    KeyFile maker = QuickKeys.create(home.resolve("keys/maker.p12"));
    QuickKeys.create(home.resolve("keys/cam.p12"));
    Genesis.Founder founder =
        new Genesis.Founder("acme", "Acme", List.of(maker.publicKey()), List.of(Role.REPLICA));
    Genesis genesis =
        new Genesis(
            Genesis.FORMAT,
            "test.example",
            Timestamp.parse("2026-01-01T00:00:00Z"),
            List.of(founder),
            List.of(Genesis.Replica.of(founder.handle(), maker.publicKey())),
            1,
            1_000);
    Run.trust(home, genesis);
  }

  private Run run(String command, String... more) {
    List<String> arguments = new ArrayList<>(List.of(command.split(" ", -1)));
    arguments.addAll(List.of(more));
    return Run.of(home, () -> RULEBOOK, arguments.toArray(String[]::new));
  }

  private Statement signed(String command, String... more) throws Exception {
    List<String> all = new ArrayList<>(List.of(more));
    all.addAll(List.of("--out", home.resolve("out.cose").toString()));
    Run run = run(command, all.toArray(String[]::new));
    assertEquals(ExitStatus.DONE, run.status(), run.err());
    return Statement.decode(RULEBOOK, Bytes.ofOwned(Files.readAllBytes(home.resolve("out.cose"))));
  }

  @Test
  void identifiersAreTypedAsTheyArePrinted() throws Exception {
    Statement statement =
        signed(
            BIRTH,
            "--serial",
            "A1",
            "--digital-link",
            "https://id.example/01/09506000134352/21/A1",
            "--identifier",
            "public:kind=other,text=x");
    ThingTransaction.Birth birth = (ThingTransaction.Birth) statement.transaction();
    assertEquals(
        List.of(
            new Identifier.Public(Identifier.Kind.OTHER, "x"),
            new Identifier.Public(Identifier.Kind.SERIAL, "A1"),
            new Identifier.Public(
                Identifier.Kind.DIGITAL_LINK, "https://id.example/01/09506000134352/21/A1")),
        birth.certificate().identifiers());
  }

  @Test
  void underASecretOnlyTokensAreSigned() throws Exception {
    byte[] secret = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    Path file = home.resolve("secret");
    Files.write(file, secret);
    Statement statement = signed(BIRTH, "--mac", "00:1B:44:11:3A:B7", "--secret", file.toString());
    ThingTransaction.Birth birth = (ThingTransaction.Birth) statement.transaction();
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret, "HmacSHA256"));
    Bytes token = Bytes.ofOwned(mac.doFinal("001b44113ab7".getBytes(StandardCharsets.US_ASCII)));
    assertEquals(
        List.of(new Identifier.Blinded(Identifier.Kind.MAC, token)),
        birth.certificate().identifiers());
    Run told = run("thing token mac 00-1b-44-11-3a-b7 --json", "--secret", file.toString());
    assertEquals(token.hex(), told.text("token"));
  }

  @Test
  void aWrongCheckDigitOrAShortSecretIsToldUnderItsOption() throws Exception {
    Run imei = run(BIRTH, "--imei", "490154203237517", "--out", home.resolve("x").toString());
    assertEquals(ExitStatus.USAGE, imei.status());
    assertTrue(imei.err().contains("check digit"), imei.err());
    Path file = home.resolve("secret");
    Files.writeString(file, "short");
    Run secret = run(BIRTH, "--serial", "A1", "--secret", file.toString());
    assertEquals(ExitStatus.LOCAL, secret.status());
  }

  @Test
  void anImagesSizeFollowsFromItsFile() throws Exception {
    byte[] image = new byte[123_456];
    Path file = home.resolve("fw.bin");
    Files.write(file, image);
    Statement statement =
        signed(
            "firmware publish --as maker --model acme:cam-1 --version 1.0 --security-counter 1"
                + " --location https://acme.example/fw.bin",
            "--image",
            "@" + file);
    FirmwareTransaction.Publish publish = (FirmwareTransaction.Publish) statement.transaction();
    assertEquals(Sha256.of(image), publish.image());
    assertEquals(image.length, publish.imageSize());
  }

  @Test
  void evidenceNeedsAnImageOrIsGiven() {
    Run nothing = run("admission attest --as cam");
    assertEquals(ExitStatus.USAGE, nothing.status());
    assertTrue(nothing.err().contains("--image FILE"), nothing.err());
    Run both = run("admission attest --as cam --image a --evidence 00");
    assertEquals(ExitStatus.USAGE, both.status());
  }

  /**
   * A root of the maker, a device's certificate from it for the key {@code cam}, and their files.
   */
  private Path chain(Timestamp until) throws Exception {
    SigningKey maker = signing("maker");
    CertificateDraft rootDraft =
        CertificateDraft.root(
            CertificateDraft.name("Acme Root", Optional.empty()),
            maker.publicKey(),
            Timestamp.parse("2026-01-01T00:00:00Z"),
            Timestamp.parse("2056-01-01T00:00:00Z"),
            Optional.empty());
    X509Certificate root = X509Certificate.parse(rootDraft.sign(maker));
    CertificateDraft device =
        CertificateDraft.device(
            CertificateDraft.name("Cam 1", Optional.empty()),
            signing("cam").publicKey(),
            root,
            1,
            until);
    Files.writeString(home.resolve("root.pem"), pem(root.der()));
    Path chain = home.resolve("chain.pem");
    Files.writeString(chain, pem(device.sign(maker)) + pem(root.der()));
    return chain;
  }

  private SigningKey signing(String name) throws Exception {
    return KeyFile.open(home.resolve("keys/" + name + ".p12"))
        .signingKey(Passwords.fixed(QuickKeys.PASSWORD.toCharArray()));
  }

  private static String pem(Bytes der) {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der.unsafe());
    return "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n";
  }

  @Test
  void aCertificateItsAuthorityAndTheProofFollowFromTheChain() throws Exception {
    Path chain = chain(Timestamp.parse("2046-01-01T00:00:00Z"));
    Statement statement =
        signed("authority bind --as maker --thing " + "00".repeat(32), "--chain", chain.toString());
    AuthorityTransaction.Bind bind = (AuthorityTransaction.Bind) statement.transaction();
    X509Certificate root = X509Certificate.parse(ChainSupplement.read(chain).get(1).der());
    assertEquals(AuthorityId.of(root), bind.authority());
    for (Endorsement each : bind.endorsements(statement.network())) {
      Endorsement.SelfNamed by = (Endorsement.SelfNamed) each.by();
      assertTrue(new JdkSignatures().verify(by.key(), each.signed(), each.signature()));
    }
  }

  @Test
  void aChainIsCheckedWithoutALedger() throws Exception {
    String root = home.resolve("root.pem").toString();
    Path chain = chain(Timestamp.parse("2046-01-01T00:00:00Z"));
    Run holds = run("authority check", chain.toString(), root, "--at", "2030-01-01");
    assertEquals(ExitStatus.DONE, holds.status(), holds.err());
    assertTrue(holds.out().contains("CN=Acme Root"), holds.out());
    Run expired = run("authority check", chain.toString(), root, "--at", "2047-01-01");
    assertEquals(ExitStatus.REFUSED, expired.status());
    assertTrue(expired.err().contains("expired, CN=Cam 1"), expired.err());
    Run none = run("authority check", root, chain.toString());
    assertEquals(ExitStatus.LOCAL, none.status(), "a device's certificate is no root");
  }
}
