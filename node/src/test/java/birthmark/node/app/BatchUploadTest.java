package birthmark.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.BatchFolder;
import birthmark.codec.Timestamp;
import birthmark.contract.Role;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.contracts.things.Assurance;
import birthmark.contracts.things.Certificate;
import birthmark.contracts.things.ModelId;
import birthmark.contracts.things.ThingTransaction;
import birthmark.cose.CoseKey;
import birthmark.cose.JdkSignatures;
import birthmark.cose.SigningKey;
import birthmark.merkle.MerkleTree;
import birthmark.node.testing.ClientProgram;
import birthmark.node.testing.FastKey;
import birthmark.node.testing.FrontDoor;
import birthmark.node.testing.NodeProcess;
import birthmark.testing.SeededRandom;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A batch as a factory uploads it: cut off in the middle, and one that should not have been. */
@Tag("long")
class BatchUploadTest {
  private static final String SECRET = "choose-a-long-one";
  private static final ModelId MODEL = new ModelId("acme:cam-1");
  private static final Timestamp MADE = Timestamp.parse("2026-01-02T00:00:00Z");
  private static final int THINGS = 120;

  @TempDir private Path folder;
  private final SeededRandom random = new SeededRandom(120);

  private record Made(SigningKey key, Certificate certificate) {
    String line(Bytes network, boolean proven) {
      String proof =
          proven ? ThingTransaction.Birth.claim(network, certificate).sign(key).hex() : "";
      return certificate.signing().encode().hex()
          + ","
          + certificate.agreement().encode().hex()
          + ","
          + proof;
    }
  }

  private Made made() throws Exception {
    SigningKey key = FastKey.generate(random);
    CoseKey agreement =
        JdkSignatures.coseKey(
            KeyPairGenerator.getInstance("X25519").generateKeyPair().getPublic(),
            CoseKey.Use.AGREE);
    return new Made(
        key,
        new Certificate(
            key.publicKey(),
            agreement,
            MODEL,
            "B1",
            "NLRTM",
            MADE,
            Assurance.SELF_REPORTED,
            List.of(),
            List.of()));
  }

  /** Prepares a batch of new things in the folder {@code name}. */
  private List<Made> prepare(
      ClientProgram client, Bytes network, String name, int count, boolean proven)
      throws Exception {
    List<Made> things = new ArrayList<>();
    List<String> lines = new ArrayList<>(List.of("signing,agreement,possession"));
    for (int i = 0; i < count; i++) {
      things.add(made());
      lines.add(things.getLast().line(network, proven));
    }
    Path csv = Files.write(folder.resolve(name + ".csv"), lines);
    client.done(
        SECRET,
        words(
            "batch prepare "
                + csv
                + " --model "
                + MODEL
                + " --batch B1 --made-at NLRTM --made "
                + MADE
                + " --assurance self-reported --to "
                + folder.resolve(name)));
    return things;
  }

  private static String[] words(String command) {
    return command.split(" ", -1);
  }

  private static long entries(FrontDoor door) throws Exception {
    return Long.parseLong(door.get("/checkpoint").text().lines().toList().get(1));
  }

  /** A number in what the program said, behind what it may have noticed first. */
  private static long number(String told, String name) {
    Matcher number = Pattern.compile("\"" + name + "\": ?\"([0-9]+)\"").matcher(told);
    assertTrue(number.find(), told);
    return Long.parseLong(number.group(1));
  }

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void anUploadThatWasKilledGoesOnAndABatchThatIsCalledOffHasNoMoreBirths() throws Exception {
    try (NodeProcess node = NodeProcess.start(folder.resolve("node"));
        FrontDoor door = FrontDoor.of(node)) {
      Bytes network = node.genesis().network();
      ClientProgram client = new ClientProgram(folder);
      client.done(SECRET, "ledger", "pin", "--node", node.url().toString());
      PartyId maker = client.organisation(SECRET, "acme");
      door.accept(node.founder(), new PartyTransaction.Grant(maker, Role.MAKER));
      client.done(
          SECRET,
          words(
              "thing register-model --as acme --model "
                  + MODEL
                  + " --name Cam --least-assurance self-reported"));
      List<Made> _ = prepare(client, network, "whole", THINGS, true);
      String upload = "batch upload " + folder.resolve("whole") + " --as acme --json";
      long before = entries(door);
      Process killed = client.start(SECRET, words(upload));
      while (killed.isAlive() && entries(door) < before + THINGS / 4) {
        TimeUnit.MILLISECONDS.sleep(5);
      }
      killed.destroyForcibly().waitFor();
      String told = client.done(SECRET, words(upload));
      assertEquals(THINGS, number(told, "born") + number(told, "bornBefore"), told);
      assertTrue(number(told, "bornBefore") > 0, told);
      assertEquals(0, number(told, "refused"), told);

      List<Made> unclaimed = prepare(client, network, "wrong", 3, false);
      String wrong = "batch upload " + folder.resolve("wrong") + " --as acme --json";
      assertEquals(3, number(client.done(SECRET, words(wrong)), "withoutProof"));
      BatchFolder batch = BatchFolder.open(folder.resolve("wrong"));
      client.done(
          SECRET,
          words(
              "thing call-off-batch --as acme --reason error --model "
                  + MODEL
                  + " --root "
                  + batch.batch().root().hex()));
      MerkleTree tree = batch.tree();
      batch.visit(
          0,
          item -> {
            Made thing = unclaimed.get(item.index());
            Bytes proof =
                ThingTransaction.Birth.claim(network, thing.certificate()).sign(thing.key());
            assertEquals(
                "things/batch-called-off",
                problem(door, node.founder(), batch.claim(tree, item, proof)));
          });
    }
  }

  private static String problem(FrontDoor door, SigningKey by, ThingTransaction transaction) {
    try {
      return door.submit(by, transaction).problem();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
