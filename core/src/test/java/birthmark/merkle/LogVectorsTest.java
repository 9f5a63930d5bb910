package birthmark.merkle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.json.Json;
import birthmark.json.JsonReader;
import birthmark.testing.Golden;
import birthmark.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Golden roots, tiles and proofs of a log whose entry i is i in 4 octets, big-endian. */
class LogVectorsTest {
  private static final int SIZE = 66_000;
  private static final List<Integer> SIZES =
      List.of(1, 2, 3, 4, 5, 7, 8, 9, 255, 256, 257, 513, 65_535, 65_536, 65_537, SIZE);

  private final LogFrontierTest.Store store = new LogFrontierTest.Store();

  private static Path file() {
    return SharedData.root().resolve("spec/vectors/merkle/log.json");
  }

  private static Bytes entry(long index) {
    byte[] entry = new byte[4];
    for (int i = 0; i < 4; i++) {
      entry[i] = (byte) (index >>> (24 - 8 * i));
    }
    return Bytes.ofOwned(entry);
  }

  private static Bytes leaf(long index) {
    return LogTree.leafHash(entry(index));
  }

  @Test
  void octetsAreTheGoldenOnes() throws IOException {
    List<Bytes> leaves = new ArrayList<>();
    for (int i = 0; i < SIZE; i++) {
      leaves.add(leaf(i));
    }
    List<Tile> tiles = LogFrontier.EMPTY.append(store, leaves).tiles();
    store.write(tiles);
    List<Json> roots = new ArrayList<>();
    roots.add(root(0));
    SIZES.forEach(size -> roots.add(root(size)));
    Json made =
        Json.object()
            .put("entries", "entry i is i in 4 octets, big-endian")
            .put("roots", new Json.Arr(roots))
            .put("tiles", new Json.Arr(tiles(tiles)))
            .put("inclusion", new Json.Arr(inclusions()))
            .put("consistency", new Json.Arr(consistencies()))
            .build();
    Golden.check(file(), made);
  }

  private Json root(long size) {
    return Json.object().put("size", size).put("root", LogProof.root(store, size).hex()).build();
  }

  private static List<Json> tiles(List<Tile> tiles) {
    List<Json> made = new ArrayList<>();
    for (Tile tile : tiles) {
      if (tile.index() == 0 || tile.width() < Tile.WIDTH) {
        made.add(
            Json.object()
                .put("level", tile.level())
                .put("index", tile.index())
                .put("width", tile.width())
                .put("path", tile.path())
                .put("sha256", Sha256.of(tile.hashes()).hex())
                .build());
      }
    }
    return made;
  }

  private List<Json> inclusions() {
    List<Json> made = new ArrayList<>();
    for (long size : SIZES) {
      for (long index : new TreeSet<>(List.of(0L, size / 3, size - 1))) {
        List<Bytes> path = LogProof.inclusion(store, index, size);
        made.add(inclusion(index, size, path));
        made.add(inclusion(index, size + 1, path));
        made.add(inclusion(index + 1, size, path));
        for (List<Bytes> mutated : mutations(path)) {
          made.add(inclusion(index, size, mutated));
        }
      }
    }
    return made;
  }

  private Json inclusion(long index, long size, List<Bytes> path) {
    Bytes root = LogProof.root(store, Math.min(size, SIZE));
    LogVerdict verdict = LogProof.verifyInclusion(leaf(index), index, size, path, root);
    return Json.object()
        .put("index", index)
        .put("size", size)
        .put("root", root.hex())
        .put("path", json(path))
        .put("verdict", verdict.name())
        .build();
  }

  private List<Json> consistencies() {
    List<Json> made = new ArrayList<>();
    for (int i = 0; i < SIZES.size(); i++) {
      for (int j = i; j < SIZES.size(); j += 3) {
        long first = SIZES.get(i);
        long second = SIZES.get(j);
        List<Bytes> path = LogProof.consistency(store, first, second);
        made.add(consistency(first, second, path));
        made.add(consistency(first + 1, second, path));
        for (List<Bytes> mutated : mutations(path)) {
          made.add(consistency(first, second, mutated));
        }
      }
    }
    return made;
  }

  private Json consistency(long first, long second, List<Bytes> path) {
    Bytes firstRoot = LogProof.root(store, Math.min(first, SIZE));
    Bytes secondRoot = LogProof.root(store, second);
    LogVerdict verdict = LogProof.verifyConsistency(first, second, path, firstRoot, secondRoot);
    return Json.object()
        .put("first", first)
        .put("second", second)
        .put("firstRoot", firstRoot.hex())
        .put("secondRoot", secondRoot.hex())
        .put("path", json(path))
        .put("verdict", verdict.name())
        .build();
  }

  private static List<List<Bytes>> mutations(List<Bytes> path) {
    List<List<Bytes>> mutations = new ArrayList<>();
    List<Bytes> longer = new ArrayList<>(path);
    longer.add(LogTree.EMPTY_ROOT);
    mutations.add(longer);
    if (!path.isEmpty()) {
      mutations.add(path.subList(1, path.size()));
      List<Bytes> changed = new ArrayList<>(path);
      byte[] last = path.getLast().toByteArray();
      last[31] ^= 1;
      changed.set(path.size() - 1, Bytes.ofOwned(last));
      mutations.add(changed);
      List<Bytes> cut = new ArrayList<>(path);
      cut.set(0, path.getFirst().slice(0, 31));
      mutations.add(cut);
    }
    return mutations;
  }

  private static Json json(List<Bytes> path) {
    return new Json.Arr(path.stream().<Json>map(hash -> new Json.Text(hash.hex())).toList());
  }

  @Test
  void theGoldenProofsHoldOrAreRefusedAsListed() throws IOException {
    Json.Obj golden = (Json.Obj) JsonReader.read(Files.readString(file()));
    int held = 0;
    for (Json.Obj each : list(golden, "inclusion")) {
      long index = number(each, "index");
      Bytes root = octets(each, "root");
      LogVerdict verdict =
          LogProof.verifyInclusion(leaf(index), index, number(each, "size"), path(each), root);
      assertEquals(text(each, "verdict"), verdict.name());
      held += verdict.holds() ? 1 : 0;
    }
    assertTrue(held >= 3 * SIZES.size() - 5, "proofs of inclusion that hold: " + held);
    held = 0;
    for (Json.Obj each : list(golden, "consistency")) {
      LogVerdict verdict =
          LogProof.verifyConsistency(
              number(each, "first"),
              number(each, "second"),
              path(each),
              octets(each, "firstRoot"),
              octets(each, "secondRoot"));
      assertEquals(text(each, "verdict"), verdict.name());
      held += verdict.holds() ? 1 : 0;
    }
    assertTrue(held >= 3 * SIZES.size(), "proofs of consistency that hold: " + held);
  }

  private static List<Bytes> path(Json.Obj each) {
    List<Bytes> path = new ArrayList<>();
    for (Json hash : ((Json.Arr) each.member("path").orElseThrow()).elements()) {
      path.add(Bytes.fromHex(((Json.Text) hash).value()));
    }
    return path;
  }

  private static List<Json.Obj> list(Json.Obj golden, String name) {
    List<Json.Obj> list = new ArrayList<>();
    for (Json each : ((Json.Arr) golden.member(name).orElseThrow()).elements()) {
      list.add((Json.Obj) each);
    }
    return list;
  }

  private static long number(Json.Obj each, String name) {
    return ((Json.Int) each.member(name).orElseThrow()).value();
  }

  private static String text(Json.Obj each, String name) {
    return ((Json.Text) each.member(name).orElseThrow()).value();
  }

  private static Bytes octets(Json.Obj each, String name) {
    return Bytes.fromHex(text(each, name));
  }
}
