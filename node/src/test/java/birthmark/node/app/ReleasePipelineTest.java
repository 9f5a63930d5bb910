package birthmark.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.node.testing.ClientProgram;
import birthmark.node.testing.NodeProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pipeline that publishes with a key that never leaves its token (SoftHSM). */
@Tag("real")
class ReleasePipelineTest {
  private static final Path LIBRARY = Path.of("/usr/lib/softhsm/libsofthsm2.so");
  private static final String PIN = "2468";

  @TempDir private Path folder;

  private static ClientProgram.Done publish(ClientProgram client, Path image, String version)
      throws IOException, InterruptedException {
    return client.run(
        PIN,
        List.of(
            "bash",
            "docs/publish-release.sh",
            image.toString(),
            "acme:cam-1",
            version,
            "1",
            "https://acme.example/cam-1"));
  }

  /** A token, and a program that runs the client. */
  private ClientProgram prepare() throws IOException, InterruptedException {
    if (!Files.exists(LIBRARY)) {
      if ("true".equals(System.getenv("CI"))) {
        Assertions.fail("no SoftHSM here (softhsm2); with CI=true every test must run");
      }
      Assumptions.abort("no SoftHSM here: install softhsm2");
    }
    Files.createDirectory(folder.resolve("tokens"));
    Files.writeString(
        folder.resolve("softhsm2.conf"),
        "directories.tokendir = " + folder.resolve("tokens") + "\nlog.level = ERROR\n");
    ClientProgram client =
        new ClientProgram(folder)
            .with("SOFTHSM2_CONF", folder.resolve("softhsm2.conf").toString())
            .with("RELEASE_FOR", "maker");
    ClientProgram.Done token =
        client.run(
            PIN,
            List.of(
                "softhsm2-util",
                "--init-token",
                "--free",
                "--label",
                "ci",
                "--pin",
                PIN,
                "--so-pin",
                "9753"));
    assertEquals(0, token.status(), token.out());
    return client;
  }

  @Test
  void aPipelinePublishesInItsMakersNameWithAKeyThatStaysInItsToken() throws Exception {
    ClientProgram client = prepare();
    try (NodeProcess node = NodeProcess.start(folder.resolve("node"))) {
      String secret = "choose-a-long-one";
      client.done(secret, "ledger", "pin", "--node", node.url().toString());
      client.done(secret, "key", "new", "maker");
      String made = client.done(PIN, "key", "new", "ci", "--token", LIBRARY.toString());
      assertTrue(made.contains("es256"), made);
      client.done(secret, words("party register --as maker --handle acme --name Acme"));
      client.done(PIN, words("party register --as ci --handle acme-ci --name Pipeline"));
      String founder = folder.resolve("node/founder.p12").toString();
      String password = folder.resolve("node/founder.password").toString();
      client.done(
          secret,
          words(
              "party grant --party maker --role maker --as "
                  + founder
                  + " --password-file "
                  + password));
      client.done(
          secret,
          words(
              "thing register-model --as maker --model acme:cam-1 --name Cam --least-assurance"
                  + " self-reported"));
      client.done(
          secret,
          words(
              "party require-approvals --as maker --kind release --needed 1 --approver ci"
                  + " --open-seconds 3600"));
      Path image = folder.resolve("fw.bin");
      Files.writeString(image, "firmware");
      ClientProgram.Done published = publish(client, image, "1.0.0");
      assertEquals(0, published.status(), published.out());
      assertTrue(published.out().startsWith("published release 1.0.0"), published.out());
      ClientProgram.Done again = publish(client, image, "1.0.0");
      assertEquals(0, again.status(), again.out());
      assertTrue(again.out().contains("is there, with this image"), again.out());
      Files.writeString(image, "other firmware");
      ClientProgram.Done other = publish(client, image, "1.0.0");
      assertEquals(1, other.status(), other.out());
      ClientProgram.Done wrong =
          client.attempt("1111", words("party revoke-key --as ci --key ci --reason lost"));
      assertEquals(4, wrong.status(), wrong.out());
      assertTrue(wrong.out().contains("the PIN does not open the token"), wrong.out());
      assertFalse(privateKeyIsHere(), "the key must be in the token alone");
    }
  }

  private static String[] words(String command) {
    return command.split(" ", -1);
  }

  /** Whether anything in the user's folder belongs to the pipeline's key besides where it is. */
  private boolean privateKeyIsHere() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("home/keys"))) {
      List<String> names = files.map(file -> file.getFileName().toString()).sorted().toList();
      assertTrue(names.contains("ci.token"), names.toString());
      String text = Files.readString(folder.resolve("home/keys/ci.token"), StandardCharsets.UTF_8);
      return names.contains("ci.p12") || text.lines().count() != 5;
    }
  }
}
