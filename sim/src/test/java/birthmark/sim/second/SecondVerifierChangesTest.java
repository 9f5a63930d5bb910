package birthmark.sim.second;

import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborException;
import birthmark.cose.Algorithm;
import birthmark.cose.JdkSignatures;
import birthmark.cose.JdkSigningKey;
import birthmark.cose.SigningKey;
import birthmark.finality.Finality;
import birthmark.finality.ReplicaReceipts;
import birthmark.finality.ReplicaSetChange;
import birthmark.finality.ReplicaSetChanges;
import birthmark.finality.ReplicaSets;
import birthmark.json.Json;
import birthmark.json.JsonWriter;
import birthmark.merkle.LogFrontier;
import birthmark.merkle.LogTree;
import birthmark.proof.Checkpoint;
import birthmark.proof.ReceiptCheck;
import birthmark.testing.ChangingLog;
import birthmark.testing.Mutation;
import birthmark.testing.SeededRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two verifiers that share no code follow replicas that come and go, from random histories that are
 * sound or not, and judge receipts of some that still sign and some that have left.
 */
@Tag("real")
class SecondVerifierChangesTest {
  private static final String ORIGIN = "changing.example";
  private static final Bytes NETWORK = Bytes.ofOwned(new byte[32]);
  private static final int HISTORIES = 60;
  private static final int ASKED_OF_EACH = 12;
  private static final int KEYS = 7;

  private final Random random = new Random(91);
  private final List<SigningKey> all = keys(new SeededRandom(92));
  private final JdkSignatures signatures = new JdkSignatures();

  private static List<SigningKey> keys(SeededRandom random) {
    return IntStream.range(0, KEYS)
        .mapToObj(
            _ -> (SigningKey) JdkSigningKey.of(JdkSigningKey.generate(Algorithm.ED25519, random)))
        .toList();
  }

  /** A log whose replicas changed, what proves that, and receipts from along the way. */
  private record History(
      List<SigningKey> first,
      ChangingLog log,
      List<ReplicaSetChange> changes,
      List<Bytes> receipts) {}

  private List<SigningKey> some(List<SigningKey> from, int least) {
    List<SigningKey> some = new ArrayList<>(from);
    Collections.shuffle(some, random);
    return List.copyOf(some.subList(0, Math.min(some.size(), least + random.nextInt(3))));
  }

  private History history() {
    List<SigningKey> now = some(all, 2);
    final List<SigningKey> first = now;
    ChangingLog log = new ChangingLog(ORIGIN, now).grown(1);
    List<ReplicaSetChange> changes = new ArrayList<>();
    List<Bytes> receipts = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      log.grown(1 + random.nextInt(6));
      receipts.add(log.receipt(0, now.get(random.nextInt(now.size())), some(now, 1)));
      List<SigningKey> next = some(all, 2);
      changes.add(log.change(next, random.nextInt(6) == 0 ? some(all, 1) : now));
      receipts.add(log.receipt(0, now.getFirst(), now));
      now = next;
    }
    log.grown(1 + random.nextInt(3));
    receipts.add(log.receipt(0, now.getFirst(), now));
    receipts.add(log.receipt(0, now.getLast()));
    return new History(first, log, List.copyOf(changes), List.copyOf(receipts));
  }

  /** The changes as they are, or with one missing, twice, out of order or altered. */
  private Bytes offered(List<ReplicaSetChange> changes) {
    List<ReplicaSetChange> offered = new ArrayList<>(changes);
    int at = random.nextInt(offered.size());
    switch (random.nextInt(8)) {
      case 0 -> offered.remove(at);
      case 1 -> offered.add(at, offered.get(random.nextInt(offered.size())));
      case 2 -> Collections.shuffle(offered, random);
      case 3 -> {
        return Mutation.several(new ReplicaSetChanges(NETWORK, offered).encode(), random);
      }
      default -> {
        // as they are
      }
    }
    return new ReplicaSetChanges(NETWORK, offered).encode();
  }

  private static boolean begins(List<Bytes> log, Checkpoint checkpoint) {
    return checkpoint.size() <= log.size()
        && LogFrontier.EMPTY
            .append(
                log.subList(0, (int) checkpoint.size()).stream().map(LogTree::leafHash).toList())
            .root()
            .equals(checkpoint.root());
  }

  /** What the verifier in Java says: the reason of a refusal, or JSON of what is proven. */
  private String told(History of, Bytes changes, Bytes receipt, List<Bytes> known) {
    ReplicaSetChanges offered;
    try {
      offered = ReplicaSetChanges.decode(changes);
    } catch (CborException e) {
      return Comparison.REFUSED;
    }
    if (!offered.network().equals(NETWORK)) {
      return Comparison.REFUSED;
    }
    ReplicaSets sets = new ReplicaSets(ChangingLog.set(ORIGIN, of.first()), signatures);
    for (ReplicaSetChange change : offered.changes()) {
      Optional<ReplicaSets.Refusal> refused = sets.follow(change);
      if (refused.isPresent()) {
        return refused.get().name();
      }
    }
    ReplicaReceipts receipts =
        new ReplicaReceipts(sets, signatures, checkpoint -> begins(known, checkpoint));
    return switch (receipts.verify(of.log().entry(0), receipt)) {
      case ReceiptCheck.Refused refused -> refused.reason().name();
      case ReceiptCheck.Proven proven ->
          JsonWriter.compact(
              Json.object()
                  .put("changes", sets.retired().size())
                  .put("size", proven.size())
                  .put(
                      "final",
                      Finality.of(proven.checkpoint(), sets, List.of(), signatures)
                          == Finality.FINAL)
                  .build());
    };
  }

  private static Json hex(List<Bytes> octets) {
    return new Json.Arr(octets.stream().<Json>map(each -> new Json.Text(each.hex())).toList());
  }

  @Test
  void bothFollowTheSameReplicasAndJudgeTheirReceiptsAlike() throws Exception {
    TreeMap<String, Integer> reasons = new TreeMap<>();
    List<Json> questions = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < HISTORIES; i++) {
      History history = history();
      for (int each = 0; each < ASKED_OF_EACH; each++) {
        Bytes changes = offered(history.changes());
        Bytes receipt = history.receipts().get(random.nextInt(history.receipts().size()));
        receipt = random.nextInt(10) == 0 ? Mutation.several(receipt, random) : receipt;
        List<Bytes> known = random.nextBoolean() ? history.log().entries() : List.of();
        questions.add(
            Json.object()
                .put("ask", "changes")
                .put("origin", ORIGIN)
                .put("network", NETWORK.hex())
                .put(
                    "replicas",
                    hex(history.first().stream().map(key -> key.publicKey().encode()).toList()))
                .put("changes", changes.hex())
                .put("entry", history.log().entry(0).hex())
                .put("receipt", receipt.hex())
                .put("log", hex(known))
                .build());
        expected.add(told(history, changes, receipt, known));
        reasons.merge(
            expected.getLast().startsWith("{") ? "HOLDS" : expected.getLast(), 1, Integer::sum);
      }
    }
    try (SecondVerifier second = SecondVerifier.start()) {
      Comparison.require(second.ask(questions), expected, questions);
    }
    for (String reason :
        List.of(
            "HOLDS",
            "OTHER_BEFORE",
            "NOT_NEWER",
            "TOO_FEW_SIGNERS",
            "SIGNER_HAS_LEFT",
            "refused")) {
      assertTrue(reasons.containsKey(reason), reason + " of " + reasons);
    }
  }
}
