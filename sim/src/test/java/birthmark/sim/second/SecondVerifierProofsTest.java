package birthmark.sim.second;

import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bundle.BundleCheck;
import birthmark.bundle.BundleVerifier;
import birthmark.bytes.Bytes;
import birthmark.contracts.Contracts;
import birthmark.cose.CoseKey;
import birthmark.cose.JdkSignatures;
import birthmark.json.Json;
import birthmark.json.JsonReader;
import birthmark.json.JsonWriter;
import birthmark.proof.NoteKey;
import birthmark.proof.ReceiptCheck;
import birthmark.proof.ReceiptVerifier;
import birthmark.proof.TrustAnchor;
import birthmark.testing.Mutation;
import birthmark.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two verifiers that share no code, given the same receipts, bundles and logs, sound or not. */
@Tag("real")
class SecondVerifierProofsTest {
  private static final int RECEIPTS = 3_000;
  private static final int BUNDLES = 1_500;
  private static final int LOGS = 250;
  private static final int LOG_BLOCKS = 30;

  private final TreeMap<String, Integer> told = new TreeMap<>();

  private static Json.Obj vectors(String name) throws IOException {
    return (Json.Obj)
        JsonReader.read(
            Files.readString(SharedData.root().resolve("spec/vectors/" + name + ".json")));
  }

  private static String text(Json.Obj object, String name) {
    return ((Json.Text) object.member(name).orElseThrow()).value();
  }

  private static List<Json.Obj> cases(Json.Obj vectors) {
    return ((Json.Arr) vectors.member("cases").orElseThrow())
        .elements().stream().map(each -> (Json.Obj) each).toList();
  }

  private static String refused(Enum<?> reason) {
    return reason.name();
  }

  private void compare(SecondVerifier second, List<Json> questions, List<String> expected)
      throws IOException {
    expected.forEach(each -> told.merge(each.startsWith("{") ? "HOLDS" : each, 1, Integer::sum));
    Comparison.require(second.ask(questions), expected, questions);
  }

  @Test
  void bothProveOrRefuseTheSameReceipts() throws Exception {
    Json.Obj vectors = vectors("receipts/receipts");
    String origin = text(vectors, "origin");
    NoteKey checkpointKey = NoteKey.decode(text(vectors, "checkpointKey"));
    CoseKey receiptKey = CoseKey.decode(Bytes.fromHex(text(vectors, "receiptKey")));
    ReceiptVerifier verifier =
        new ReceiptVerifier(
            new TrustAnchor(origin, checkpointKey, receiptKey), new JdkSignatures());
    Random random = new Random(5);
    List<Json> questions = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    List<Json.Obj> cases = cases(vectors);
    for (int i = 0; i < RECEIPTS; i++) {
      Json.Obj from = cases.get(i % cases.size());
      Bytes entry = Bytes.fromHex(text(from, "entry"));
      Bytes receipt = Bytes.fromHex(text(from, "receipt"));
      receipt = i < cases.size() ? receipt : Mutation.several(receipt, random);
      questions.add(
          Json.object()
              .put("ask", "receipt")
              .put("origin", origin)
              .put("checkpointKey", checkpointKey.encode())
              .put("receiptKey", receiptKey.encode().hex())
              .put("entry", entry.hex())
              .put("receipt", receipt.hex())
              .build());
      expected.add(
          switch (verifier.verify(entry, receipt)) {
            case ReceiptCheck.Refused refused -> refused(refused.reason());
            case ReceiptCheck.Proven proven ->
                JsonWriter.compact(
                    Json.object()
                        .put("index", proven.index())
                        .put("issuer", Comparison.maybe(proven.claims().issuer()))
                        .put("subject", Comparison.maybe(proven.claims().subject()))
                        .build());
          });
    }
    try (SecondVerifier second = SecondVerifier.start()) {
      compare(second, questions, expected);
    }
    assertTrue(told.size() > 10, told.toString());
  }

  @Test
  void bothBelieveOrRefuseTheSameBundles() throws Exception {
    Json.Obj vectors = vectors("bundles/bundles");
    Bytes network = Bytes.fromHex(text(vectors, "network"));
    BundleVerifier verifier =
        new BundleVerifier(Contracts.rulebook(), new JdkSignatures(), network, List.of());
    Random random = new Random(6);
    List<Json> questions = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    List<Json.Obj> cases = cases(vectors);
    for (int i = 0; i < BUNDLES; i++) {
      Bytes bundle = Bytes.fromHex(text(cases.get(i % cases.size()), "bundle"));
      bundle = i < cases.size() ? bundle : Mutation.several(bundle, random);
      questions.add(
          Json.object()
              .put("ask", "bundle")
              .put("network", network.hex())
              .put("octets", bundle.hex())
              .build());
      expected.add(
          switch (verifier.verify(bundle)) {
            case BundleCheck.Refused refused -> refused(refused.reason());
            case BundleCheck.Proven proven ->
                JsonWriter.compact(
                    Json.object()
                        .put("entries", proven.history().size())
                        .put("hidden", proven.hidden())
                        .put("answers", proven.answers().size())
                        .build());
          });
    }
    try (SecondVerifier second = SecondVerifier.start()) {
      compare(second, questions, expected);
    }
    assertTrue(told.size() > 10, told.toString());
  }

  @Test
  void bothFollowOrRefuseTheSameLogs() throws Exception {
    Random random = new Random(7);
    List<Json> questions = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    List<Bytes> log = List.of();
    RandomHistory history = new RandomHistory(0);
    for (int i = 0; i < LOGS; i++) {
      if (i % 25 == 0) {
        history = new RandomHistory(100 + i);
        for (int block = 0; block < LOG_BLOCKS; block++) {
          history.block();
        }
        log = history.ledger().entries();
      }
      List<Bytes> entries = i % 25 == 0 ? log : damaged(log, random);
      String name = history.genesis().name();
      questions.add(
          Json.object()
              .put("ask", "log")
              .put("octets", ReplayedLog.file(name, entries).hex())
              .build());
      expected.add(ReplayedLog.follows(entries) ? Comparison.ACCEPTED : Comparison.REFUSED);
    }
    try (SecondVerifier second = SecondVerifier.start()) {
      compare(second, questions, expected);
    }
    assertTrue(told.size() == 2, told.toString());
  }

  /** The log with an entry changed, dropped, moved or twice. */
  private static List<Bytes> damaged(List<Bytes> log, Random random) {
    List<Bytes> entries = new ArrayList<>(log);
    int at = random.nextInt(entries.size());
    switch (random.nextInt(6)) {
      case 0 -> entries.remove(at);
      case 1 -> entries.add(at, entries.get(random.nextInt(entries.size())));
      case 2 -> entries.add(random.nextInt(entries.size()), entries.remove(at));
      case 3 -> entries.subList(at, entries.size()).clear();
      default -> entries.set(at, Mutation.of(entries.get(at), random));
    }
    if (entries.isEmpty() || entries.stream().anyMatch(entry -> entry.length() == 0)) {
      return log.subList(0, 1);
    }
    return entries;
  }
}
