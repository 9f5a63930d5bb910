package birthmark.merkle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import birthmark.bytes.Bytes;
import birthmark.json.Json;
import birthmark.json.JsonReader;
import birthmark.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LogProofTest {
  private static final int SIZE = 1200;

  private final List<Bytes> leaves = LogFrontierTest.leaves(SIZE);
  private final LogFrontierTest.Store tiles = new LogFrontierTest.Store();

  private final List<Bytes> roots = new ArrayList<>();

  LogProofTest() {
    tiles.write(LogFrontier.EMPTY.append(tiles, leaves).tiles());
    LogFrontier frontier = LogFrontier.EMPTY;
    roots.add(frontier.root());
    for (Bytes leaf : leaves) {
      frontier = frontier.append(List.of(leaf));
      roots.add(frontier.root());
    }
  }

  private Bytes root(int size) {
    return roots.get(size);
  }

  private LogVerdict inclusion(int index, int size, List<Bytes> path) {
    return LogProof.verifyInclusion(leaves.get(index), index, size, path, root(size));
  }

  @Test
  void nodesThatAreAtHandGiveTheSameProofs() {
    Tiles remembered =
        new Tiles() {
          @Override
          public Optional<Bytes> tile(int level, long index) {
            return tiles.tile(level, index);
          }

          @Override
          public Optional<TileNodes> nodes(int level, long index) {
            return tile(level, index)
                .filter(tile -> tile.length() == Tile.WIDTH * LogTree.HASH_LENGTH)
                .map(TileNodes::of);
          }
        };
    for (int size = 1; size <= SIZE; size += 7) {
      int index = 977 % size;
      assertEquals(
          LogProof.inclusion(tiles, index, size), LogProof.inclusion(remembered, index, size));
      assertEquals(
          LogProof.consistency(tiles, index + 1, size),
          LogProof.consistency(remembered, index + 1, size));
      assertEquals(root(size), LogProof.root(remembered, size));
    }
  }

  @Test
  void everyEntryIsProvenAtEverySize() {
    for (int size = 1; size <= 80; size++) {
      for (int index = 0; index < size; index++) {
        List<Bytes> path = LogProof.inclusion(tiles, index, size);
        assertEquals(LogVerdict.HOLDS, inclusion(index, size, path));
      }
    }
    Random random = new Random(1);
    for (int i = 0; i < 500; i++) {
      int size = 1 + random.nextInt(SIZE);
      int index = random.nextInt(size);
      List<Bytes> path = LogProof.inclusion(tiles, index, size);
      assertEquals(LogVerdict.HOLDS, inclusion(index, size, path));
      assertEquals(root(size), LogProof.root(tiles, size));
    }
  }

  @Test
  void anySizeIsConsistentWithAnyLaterOne() {
    Random random = new Random(2);
    for (int i = 0; i < 3000; i++) {
      int second = i < 2000 ? 1 + i / 50 : 1 + random.nextInt(SIZE);
      int first = 1 + random.nextInt(second);
      List<Bytes> path = LogProof.consistency(tiles, first, second);
      assertEquals(
          LogVerdict.HOLDS,
          LogProof.verifyConsistency(first, second, path, root(first), root(second)));
    }
  }

  @Test
  void aMutatedInclusionProofIsRefused() {
    Random random = new Random(3);
    for (int i = 0; i < 3000; i++) {
      int size = 1 + random.nextInt(SIZE);
      int index = random.nextInt(size);
      List<Bytes> path = LogProof.inclusion(tiles, index, size);
      for (List<Bytes> mutated : mutations(path, random)) {
        assertFalse(inclusion(index, size, mutated).holds());
      }
      int other = random.nextInt(size);
      if (other != index) {
        LogVerdict verdict =
            LogProof.verifyInclusion(leaves.get(other), index, size, path, root(size));
        assertEquals(LogVerdict.ROOT_DIFFERS, verdict);
        assertFalse(
            LogProof.verifyInclusion(leaves.get(index), other, size, path, root(size)).holds());
      }
    }
  }

  @Test
  void aMutatedConsistencyProofIsRefused() {
    Random random = new Random(4);
    for (int i = 0; i < 3000; i++) {
      int second = 2 + random.nextInt(SIZE - 1);
      int first = 1 + random.nextInt(second - 1);
      List<Bytes> path = LogProof.consistency(tiles, first, second);
      for (List<Bytes> mutated : mutations(path, random)) {
        assertFalse(
            LogProof.verifyConsistency(first, second, mutated, root(first), root(second)).holds());
      }
      Bytes forked = LogTree.leafHash(root(second));
      assertEquals(
          LogVerdict.ROOT_DIFFERS,
          LogProof.verifyConsistency(first, second, path, root(first), forked));
      LogVerdict verdict = LogProof.verifyConsistency(first, second, path, forked, root(second));
      assertFalse(verdict.holds());
    }
  }

  private static List<List<Bytes>> mutations(List<Bytes> path, Random random) {
    List<List<Bytes>> mutations = new ArrayList<>();
    List<Bytes> longer = new ArrayList<>(path);
    longer.add(random.nextInt(path.size() + 1), LogTree.EMPTY_ROOT);
    mutations.add(longer);
    if (path.isEmpty()) {
      return mutations;
    }
    int at = random.nextInt(path.size());
    List<Bytes> shorter = new ArrayList<>(path);
    shorter.remove(at);
    mutations.add(shorter);
    byte[] flipped = path.get(at).toByteArray();
    flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
    List<Bytes> changed = new ArrayList<>(path);
    changed.set(at, Bytes.ofOwned(flipped));
    mutations.add(changed);
    List<Bytes> cut = new ArrayList<>(path);
    cut.set(at, path.get(at).slice(0, 31));
    mutations.add(cut);
    if (path.size() > 1) {
      List<Bytes> swapped = new ArrayList<>(path);
      int next = (at + 1) % path.size();
      swapped.set(at, path.get(next));
      swapped.set(next, path.get(at));
      mutations.add(swapped);
    }
    return mutations;
  }

  @Test
  void eachRefusalNamesWhatIsWrong() {
    List<Bytes> path = LogProof.inclusion(tiles, 5, 9);
    List<Bytes> more = new ArrayList<>(path);
    more.add(LogTree.EMPTY_ROOT);
    assertEquals(LogVerdict.PATH_TOO_LONG, inclusion(5, 9, more));
    assertEquals(LogVerdict.PATH_TOO_SHORT, inclusion(5, 9, path.subList(1, path.size())));
    assertEquals(LogVerdict.INDEX_OUTSIDE, inclusion(9, 9, path));
    assertEquals(
        LogVerdict.HASH_LENGTH, LogProof.verifyInclusion(Bytes.EMPTY, 5, 9, path, root(9)));
    List<Bytes> growth = LogProof.consistency(tiles, 4, 9);
    assertEquals(
        LogVerdict.SIZE_ZERO,
        LogProof.verifyConsistency(0, 9, List.of(), LogTree.EMPTY_ROOT, root(9)));
    assertEquals(
        LogVerdict.SIZES_OUT_OF_ORDER, LogProof.verifyConsistency(9, 4, growth, root(9), root(4)));
    assertEquals(
        LogVerdict.FIRST_ROOT_DIFFERS,
        LogProof.verifyConsistency(3, 9, LogProof.consistency(tiles, 3, 9), root(4), root(9)));
    assertEquals(
        LogVerdict.NOT_A_SUBTREE,
        LogProof.verifySubtreeInclusion(leaves.get(3), 3, 1, 4, List.of(), root(4)));
  }

  @Test
  void whatIsNotInTheLogHasNoProof() {
    assertThrows(IllegalArgumentException.class, () -> LogProof.inclusion(tiles, 4, 4));
    assertThrows(IllegalArgumentException.class, () -> LogProof.inclusion(tiles, -1, 4));
    assertThrows(IllegalArgumentException.class, () -> LogProof.consistency(tiles, 0, 4));
    assertThrows(IllegalArgumentException.class, () -> LogProof.consistency(tiles, 5, 4));
    assertThrows(DamagedTreeException.class, () -> LogProof.inclusion(tiles, 4, SIZE + 1));
  }

  @Test
  void theVectorsOfOthersAreAcceptedAndRefusedAsListed() throws IOException {
    String file =
        Files.readString(SharedData.file("08-anchoring/merkle-rfc6962").resolve("vectors.json"))
            .replaceAll(": ([0-9]{19,})", ": \"$1\"");
    int accepted = 0;
    int refused = 0;
    for (Json.Member member : ((Json.Obj) JsonReader.read(file)).members()) {
      Json.Obj vector = (Json.Obj) member.value();
      boolean wantErr = ((Json.Bool) vector.member("wantErr").orElseThrow()).value();
      LogVerdict verdict = verdict(member.name().substring(0, member.name().indexOf('/')), vector);
      assertEquals(!wantErr, verdict.holds(), member.name() + ": " + verdict);
      accepted += wantErr ? 0 : 1;
      refused += wantErr ? 1 : 0;
    }
    assertEquals(21, accepted);
    assertEquals(290, refused);
  }

  private static LogVerdict verdict(String kind, Json.Obj vector) {
    List<Bytes> path = new ArrayList<>();
    if (vector.member("proof").orElseThrow() instanceof Json.Arr list) {
      list.elements().forEach(hash -> path.add(base64(hash)));
    }
    return switch (kind) {
      case "inclusion" ->
          LogProof.verifyInclusion(
              hash(vector, "leafHash"),
              number(vector, "leafIdx"),
              number(vector, "treeSize"),
              path,
              hash(vector, "root"));
      case "consistency" ->
          LogProof.verifyConsistency(
              number(vector, "size1"),
              number(vector, "size2"),
              path,
              hash(vector, "root1"),
              hash(vector, "root2"));
      case "subtreeinclusion" ->
          LogProof.verifySubtreeInclusion(
              hash(vector, "leafHash"),
              number(vector, "leafIdx"),
              number(vector, "start"),
              number(vector, "end"),
              path,
              hash(vector, "root"));
      case "subtreeconsistency" ->
          LogProof.verifySubtreeConsistency(
              number(vector, "start"),
              number(vector, "end"),
              number(vector, "size"),
              path,
              hash(vector, "root1"),
              hash(vector, "root2"));
      default -> throw new IllegalArgumentException(kind);
    };
  }

  private static Bytes hash(Json.Obj vector, String name) {
    return base64(vector.member(name).orElseThrow());
  }

  private static Bytes base64(Json text) {
    return Bytes.ofOwned(Base64.getDecoder().decode(((Json.Text) text).value()));
  }

  /** A number; one of 19 digits or more, which no log reaches, counts as the largest. */
  private static long number(Json.Obj vector, String name) {
    return vector.member(name).orElseThrow() instanceof Json.Int number
        ? number.value()
        : Long.MAX_VALUE;
  }
}
