package birthmark.gateway.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.client.cli.Main;
import birthmark.client.messages.Correspondent;
import birthmark.client.messages.ProvenAgreement;
import birthmark.contracts.messages.AgreementId;
import birthmark.cose.Algorithm;
import birthmark.json.Json;
import birthmark.json.JsonReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The commands by which people, and programs of theirs, have things exchange messages. */
@Tag("real")
class MessageCommandsTest {
  @RegisterExtension private static final Door DOOR = new Door();

  @TempDir private static Path folder;
  private static Site site;
  private static Path home;

  @BeforeAll
  static void start() throws Exception {
    site = DOOR.site();
    home = site.gatewayHome(folder.resolve("me"), List.of(site.url()));
  }

  /** What a command said, which ended with {@code status}. */
  private static String said(int status, Site.Device device, String... words) {
    List<String> all = new ArrayList<>(List.of("message"));
    all.addAll(List.of(words));
    all.addAll(List.of("--as", device.file().path().toString()));
    if (List.of("send", "receive").contains(words[0])) {
      Gateway gateway = DOOR.gate().gateway();
      all.addAll(
          List.of(
              "--gateway",
              "127.0.0.1:" + gateway.coap().orElseThrow().getPort(),
              "--trust",
              gateway.certificateFile().toString()));
    }
    return run(status, all);
  }

  private static String run(int status, List<String> words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int ended =
        Main.run(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Map.of("BIRTHMARK_CLIENT_HOME", home.toString(), "BIRTHMARK_PASSWORD", "of a test"),
            words.toArray(String[]::new));
    String said = out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8);
    assertEquals(status, ended, () -> words + ": " + said);
    return said;
  }

  private static List<Json> list(String json, String name) {
    return ((Json.Arr) ((Json.Obj) JsonReader.read(json)).member(name).orElseThrow()).elements();
  }

  private static Json.Obj only(String json, String name) {
    List<Json> all = list(json, name);
    assertEquals(1, all.size(), json);
    return (Json.Obj) all.getFirst();
  }

  private static Json at(Json.Obj json, String name) {
    return json.member(name).orElseThrow();
  }

  @Test
  void aMessageIsSentTakenReceiptedCommittedToAndShownToAnybody() throws Exception {
    Site.Device ann = site.admitted("ann at the shell", Algorithm.ED25519);
    Site.Device ben = site.admitted("ben at the shell", Algorithm.ES256);
    AgreementId agreement = site.agreement(600, 5, ann, ben);
    String by = agreement.toString();
    String to = ben.thing().toString();
    String sent =
        said(
            0,
            ann,
            "send",
            "--agreement",
            by,
            "--to",
            to,
            "--text",
            "set 20",
            "--wait",
            "0",
            "--json");
    assertEquals(new Json.Bool(true), at(only(sent, "posted"), "accepted"));
    assertEquals(List.of(new Json.Int(1)), list(sent, "withoutReceipt"));
    Json.Obj taken = only(said(0, ben, "receive", "--json"), "received");
    assertEquals(new Json.Text("set 20"), at(taken, "text"));
    assertEquals(new Json.Text(ann.thing().toString()), at(taken, "sender"));
    assertTrue(said(0, ben, "receive").contains("nothing waits"));
    assertTrue(said(0, ann, "send", "--agreement", by).contains("every message has its receipt"));

    assertTrue(said(0, ben, "commit", "--agreement", by).contains("committed in block"));
    Path proof = folder.resolve("set.proof");
    said(
        0,
        ben,
        "disclose",
        "--agreement",
        by,
        "--sender",
        ann.thing().toString(),
        "--number",
        "1",
        "--out",
        proof.toString());
    String verified = run(0, List.of("verify", proof.toString(), "--json"));
    assertTrue(verified.contains("\"content\": \"736574203230\""), verified);
  }

  @Test
  void whatCannotBeTakenKeepsNothingBehindItWaiting() throws Exception {
    Site.Device cat = site.admitted("cat at the shell", Algorithm.ED25519);
    Site.Device dan = site.admitted("dan at the shell", Algorithm.ED25519);
    AgreementId agreement = site.agreement(600, 5, cat, dan);
    String to = dan.thing().toString();
    String[] first = {"send", "--agreement", agreement.toString(), "--to", to, "--text", "one"};
    said(0, cat, first);
    said(0, dan, "receive");
    try (CoapThing thing = new CoapThing(cat, DOOR.gate().gateway());
        Correspondent forgetful =
            new Correspondent(
                folder.resolve("forgetful"),
                Site.identity(cat),
                ProvenAgreement.of(
                    thing.octets("messages/agreement", agreement.value()), site.genesis()),
                Duration.ofHours(1),
                InstantSource.system())) {
      Bytes used = forgetful.send(dan.thing(), Bytes.fromHex("00")).envelope();
      assertEquals(new Json.Bool(true), at(thing.told("messages/post", used), "accepted"));
    }
    said(
        0,
        cat,
        "send",
        "--agreement",
        agreement.toString(),
        "--to",
        to,
        "--text",
        "two",
        "--wait",
        "0");
    String taken = said(0, dan, "receive");
    assertTrue(taken.contains("two") && taken.contains("passed over"), taken);
  }
}
