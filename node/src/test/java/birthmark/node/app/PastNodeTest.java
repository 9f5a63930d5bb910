package birthmark.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.answer.AnswerCheck;
import birthmark.answer.AnswerVerifier;
import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.contract.Genesis;
import birthmark.contracts.Contracts;
import birthmark.contracts.parties.Handle;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.cose.Algorithm;
import birthmark.cose.JdkSignatures;
import birthmark.cose.JdkSigningKey;
import birthmark.cose.SigningKey;
import birthmark.json.Json;
import birthmark.node.testing.FrontDoor;
import birthmark.node.testing.FrontDoor.Told;
import birthmark.node.testing.NodeProcess;
import birthmark.node.upkeep.LogFile;
import birthmark.node.upkeep.Progress;
import birthmark.proof.NoteKey;
import birthmark.proof.ReceiptVerifier;
import birthmark.proof.TrustAnchor;
import birthmark.testing.SeededRandom;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was true long ago, answered and proven from the log of a real node that goes on. */
@Tag("real")
class PastNodeTest {
  private static final String PARTIES = "/v1/parties/parties?limit=100";
  private static final int REGISTERED = 20;
  private static final HttpAddress ANYWHERE = new HttpAddress("127.0.0.1", 0);

  private final SeededRandom random = new SeededRandom(41);
  @TempDir private Path folder;

  private NodeFolder data() {
    return new NodeFolder(folder.resolve("data"), Map.of());
  }

  private PastNode past(long height, Optional<Path> log) throws Exception {
    PrintStream nowhere =
        new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    return PastCommand.open(
        data(),
        height,
        log,
        ANYWHERE,
        new FolderCommand.Surroundings(nowhere, nowhere, false, Map.of()));
  }

  private void register(FrontDoor door, int number) throws Exception {
    SigningKey key = JdkSigningKey.of(JdkSigningKey.generate(Algorithm.ED25519, random));
    door.accept(
        key,
        new PartyTransaction.Register(key.publicKey(), new Handle("party-" + number), "Somebody"));
  }

  private static long height(Told list) {
    return Long.parseLong(list.text().replaceAll("(?s).*\"height\": *(\\d+).*", "$1"));
  }

  @Test
  void everyEarlierBlockIsAnsweredAsItWasThenAndProvenUnderTheSameLog() throws Exception {
    try (NodeProcess node = NodeProcess.start(folder.resolve("data"));
        FrontDoor door = FrontDoor.of(node)) {
      Genesis genesis = node.genesis();
      Map<Long, Told> then = new LinkedHashMap<>();
      for (int i = 0; i < REGISTERED; i++) {
        register(door, i);
        Told list = door.get(PARTIES);
        then.put(height(list), list);
      }
      long first = then.keySet().iterator().next();
      long late = then.keySet().stream().skip(REGISTERED / 2).findFirst().orElseThrow();
      assertEquals(
          404, door.get(PARTIES + "&height=" + first).status(), "no node keeps it as long as this");
      for (long height : List.of(first, late)) {
        try (PastNode past = past(height, Optional.empty());
            FrontDoor back = FrontDoor.of(URI.create(past.url()), genesis)) {
          Told told = back.get(PARTIES);
          assertEquals(Objects.requireNonNull(then.get(height)).text(), told.text());
          proven(genesis, back);
          Told refused = back.post("/v1/statements", "application/cose", new byte[] {1});
          assertEquals(503, refused.status(), refused::text);
          assertTrue(refused.text().contains("block " + height), refused::text);
          assertEquals(
              door.get("/tile/0/000.p/" + entries(back)).body(),
              back.get("/tile/0/000.p/" + entries(back)).body());
        }
      }
    }
    try (var left = Files.list(folder.resolve("data"))) {
      assertEquals(
          List.of(),
          left.filter(each -> each.getFileName().toString().startsWith("past-")).toList());
    }
  }

  private static long entries(FrontDoor door) throws Exception {
    return Long.parseLong(door.get("/checkpoint").text().lines().toList().get(1));
  }

  private static void proven(Genesis genesis, FrontDoor door) throws Exception {
    Bytes proof =
        door.send(
                HttpRequest.newBuilder(door.uri(PARTIES))
                    .header("Accept", "application/vnd.birthmark.answer-proof+cbor"))
            .body();
    TrustAnchor anchor =
        new TrustAnchor(
            genesis.name(),
            NoteKey.ofLog(genesis.name(), genesis.checkpointKeys().getFirst()).orElseThrow(),
            genesis.checkpointKeys().getFirst());
    AnswerCheck check =
        new AnswerVerifier(Contracts.rulebook(), new ReceiptVerifier(anchor, new JdkSignatures()))
            .verify(proof);
    assertInstanceOf(AnswerCheck.Proven.class, check, check::toString);
  }

  @Test
  void aLogThatWasNeverSignedIsNotSignedNow() throws Exception {
    Path log = folder.resolve("log");
    Path other = folder.resolve("other");
    try (FolderLedger ledger = new FolderLedger(folder.resolve("data"), 1)) {
      ledger.submit(ledger.registration("one"));
    }
    export(log);
    try (FolderLedger ledger = new FolderLedger(folder.resolve("data"), 2)) {
      ledger.submit(ledger.registration("two"));
    }
    export(other);
    byte[] tail = Files.readAllBytes(other);
    tail[tail.length - 1] ^= 1;
    Files.write(other, tail);
    // The blocks up to the one asked for are whole: it is the rest that nobody signed.
    assertThrows(LogFile.DamagedFileException.class, () -> past(1, Optional.of(other)).close());
    ClientException missing =
        assertThrows(ClientException.class, () -> past(1_000, Optional.of(log)).close());
    assertTrue(missing.what().contains("there is no block 1000 yet"), missing.what());
    past(1, Optional.of(log)).close();
  }

  private void export(Path to) throws Exception {
    LedgerJobs.run(
        data(),
        Json.object().put("command", LedgerJobs.EXPORT).put(LedgerJobs.TO, to.toString()).build(),
        Progress.NONE);
  }
}
