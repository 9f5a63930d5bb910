package birthmark.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborException;
import birthmark.cbor.CborReader;
import birthmark.cbor.CborWriter;
import birthmark.json.Json;
import birthmark.json.JsonReader;
import birthmark.merkle.KeyRange;
import birthmark.merkle.NotShownException;
import birthmark.merkle.PageSource;
import birthmark.merkle.ShownState;
import birthmark.merkle.StateProof;
import birthmark.merkle.StateProof.Row;
import birthmark.merkle.StateTree;
import birthmark.testing.Golden;
import birthmark.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Golden roots and proofs of state trees, and what each proof shows or why it is refused. */
class StateVectorsTest {
  private static final String NOT_SHOWN = "not shown";

  private final TreeMap<Bytes, Bytes> pages = new TreeMap<>();
  private final PageSource source = key -> Optional.ofNullable(pages.get(key));

  private static Path file() {
    return SharedData.root().resolve("spec/vectors/merkle/state.json");
  }

  /** Keys of a few octets that end in 00 and have none before, so that none begins another. */
  private static SortedMap<Bytes, Bytes> values(int count, int seed) {
    Random random = new Random(seed);
    TreeMap<Bytes, Bytes> values = new TreeMap<>();
    while (values.size() < count) {
      byte[] key = new byte[1 + random.nextInt(4) + (random.nextInt(20) == 0 ? 123 : 0)];
      for (int i = 0; i < key.length - 1; i++) {
        key[i] = (byte) (1 + random.nextInt(i == 0 ? 4 : 255));
      }
      byte[] value = new byte[random.nextInt(6)];
      random.nextBytes(value);
      values.put(Bytes.ofOwned(key), Bytes.ofOwned(value));
    }
    return values;
  }

  private StateTree tree(SortedMap<Bytes, Bytes> values) {
    TreeMap<Bytes, Optional<Bytes>> changes = new TreeMap<>();
    values.forEach((key, value) -> changes.put(key, Optional.of(value)));
    pages.clear();
    StateTree.Update update = StateTree.open(source).update(source, changes);
    update.pages().forEach((key, page) -> page.ifPresent(octets -> pages.put(key, octets)));
    return update.tree();
  }

  @Test
  void octetsAreTheGoldenOnes() throws IOException {
    List<Json> trees = new ArrayList<>();
    for (int count : List.of(0, 1, 2, 3, 5, 16, 17, 60, 300)) {
      SortedMap<Bytes, Bytes> values = values(count, count);
      StateTree tree = tree(values);
      trees.add(
          Json.object()
              .put("entries", entries(values))
              .put("root", tree.root().hex())
              .put("proofs", new Json.Arr(proofs(tree, values)))
              .build());
    }
    Golden.check(file(), Json.object().put("trees", new Json.Arr(trees)).build());
  }

  private static Json entries(SortedMap<Bytes, Bytes> values) {
    List<Json> entries = new ArrayList<>();
    values.forEach(
        (key, value) ->
            entries.add(Json.object().put("key", key.hex()).put("value", value.hex()).build()));
    return new Json.Arr(entries);
  }

  private List<Json> proofs(StateTree tree, SortedMap<Bytes, Bytes> values) {
    List<Bytes> prefixes = new ArrayList<>();
    for (String prefix : List.of("", "00", "01", "0301", "ff", "0240", "0480")) {
      prefixes.add(Bytes.fromHex(prefix));
    }
    if (!values.isEmpty()) {
      prefixes.add(values.lastKey());
      prefixes.add(values.lastKey().concat(Bytes.fromHex("00")));
    }
    List<Json> made = new ArrayList<>();
    for (Bytes prefix : prefixes) {
      List<KeyRange> asked =
          List.of(KeyRange.under(prefix), KeyRange.of(Bytes.fromHex("0107").concat(prefix)));
      StateProof proof = tree.prove(source, asked, key -> Optional.ofNullable(values.get(key)));
      Bytes octets = encode(proof);
      made.add(proof(tree.root(), octets, prefixes));
      if (octets.length() < 1_000) {
        for (Bytes altered : alterations(octets, prefix.length() + values.size())) {
          made.add(proof(tree.root(), altered, List.of()));
        }
      }
    }
    return made;
  }

  private static Bytes encode(StateProof proof) {
    CborWriter out = new CborWriter();
    StateProofCodec.write(out, proof);
    return out.toBytes();
  }

  private static List<Bytes> alterations(Bytes octets, int seed) {
    Random random = new Random(seed);
    List<Bytes> all = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      byte[] changed = octets.toByteArray();
      changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
      all.add(Bytes.ofOwned(changed));
    }
    all.add(octets.slice(0, octets.length() - 1));
    return all;
  }

  private static Json proof(Bytes root, Bytes octets, List<Bytes> prefixes) {
    Json.ObjectBuilder made = Json.object().put("proof", octets.hex());
    Result result = result(root, octets);
    made.put("verdict", result.verdict());
    if (result.state().isPresent()) {
      List<Json> reads = new ArrayList<>();
      for (Bytes prefix : prefixes) {
        reads.add(
            Json.object()
                .put("prefix", prefix.hex())
                .put("rows", rows(result.state().get(), prefix))
                .build());
      }
      made.put("reads", new Json.Arr(reads));
    }
    return made.build();
  }

  /** What came of a proof. */
  private record Result(String verdict, Optional<ShownState> state) {}

  private static Result result(Bytes root, Bytes octets) {
    StateProof proof;
    try {
      CborReader in = new CborReader(octets);
      proof = StateProofCodec.read(in);
      in.end();
    } catch (CborException e) {
      return new Result("MALFORMED", Optional.empty());
    }
    return switch (ShownState.check(proof, root)) {
      case ShownState.Check.Refused refused ->
          new Result(refused.reason().name(), Optional.empty());
      case ShownState.Check.Shown shown -> new Result("HOLDS", Optional.of(shown.state()));
    };
  }

  /** The rows under a prefix as the proof shows them, or that it does not. */
  private static Json rows(ShownState state, Bytes prefix) {
    try {
      TreeMap<Bytes, Bytes> rows = new TreeMap<>();
      for (Row row : state.rows(KeyRange.under(prefix), Integer.MAX_VALUE)) {
        rows.put(row.key(), row.value());
      }
      return entries(rows);
    } catch (NotShownException e) {
      return new Json.Text(NOT_SHOWN);
    }
  }

  @Test
  void theGoldenProofsShowWhatIsListedOrAreRefused() throws IOException {
    Json.Obj golden = (Json.Obj) JsonReader.read(Files.readString(file()));
    int held = 0;
    int refused = 0;
    for (Json each : array(golden, "trees")) {
      Json.Obj tree = (Json.Obj) each;
      Bytes root = octets(tree, "root");
      TreeMap<Bytes, Bytes> values = new TreeMap<>();
      for (Json entry : array(tree, "entries")) {
        values.put(octets((Json.Obj) entry, "key"), octets((Json.Obj) entry, "value"));
      }
      assertEquals(root, tree(values).root());
      for (Json one : array(tree, "proofs")) {
        Json.Obj proof = (Json.Obj) one;
        Result result = result(root, octets(proof, "proof"));
        assertEquals(text(proof, "verdict"), result.verdict());
        if (result.state().isPresent()) {
          held++;
          reads(proof, result.state().get(), values);
        } else {
          refused++;
        }
      }
    }
    assertTrue(held > 60 && refused > 100, held + " held and " + refused + " refused");
  }

  /** What a proof shows is also what the tree really has. */
  private static void reads(Json.Obj proof, ShownState state, SortedMap<Bytes, Bytes> values) {
    for (Json each : array(proof, "reads")) {
      Bytes prefix = octets((Json.Obj) each, "prefix");
      Json listed = ((Json.Obj) each).member("rows").orElseThrow();
      assertEquals(listed, rows(state, prefix));
      if (listed instanceof Json.Arr) {
        TreeMap<Bytes, Bytes> truth = new TreeMap<>(values);
        truth.keySet().removeIf(key -> !key.startsWith(prefix));
        assertEquals(entries(truth), listed);
      }
    }
  }

  private static List<Json> array(Json.Obj each, String name) {
    return ((Json.Arr) each.member(name).orElseThrow()).elements();
  }

  private static String text(Json.Obj each, String name) {
    return ((Json.Text) each.member(name).orElseThrow()).value();
  }

  private static Bytes octets(Json.Obj each, String name) {
    return Bytes.fromHex(text(each, name));
  }
}
