package birthmark.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.client.sdk.Home;
import birthmark.client.sdk.KeyFile;
import birthmark.client.sdk.QuickKeys;
import birthmark.codec.Timestamp;
import birthmark.contract.Genesis;
import birthmark.contract.Role;
import birthmark.contract.Rulebook;
import birthmark.contracts.Contracts;
import birthmark.contracts.firmware.FirmwareTransaction;
import birthmark.contracts.things.Identifier;
import birthmark.contracts.things.ThingTransaction;
import birthmark.statement.Statement;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    Home.of(Optional.of(home), Map.of()).pin(List.of(URI.create("http://127.0.0.1:1")), genesis);
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
}
