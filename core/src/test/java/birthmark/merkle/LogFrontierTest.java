package birthmark.merkle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import birthmark.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LogFrontierTest {
  /** Tiles in memory, as a store would keep them. */
  static final class Store implements Tiles {
    final TreeMap<Integer, TreeMap<Long, Bytes>> tiles = new TreeMap<>();

    @Override
    public Optional<Bytes> tile(int level, long index) {
      return Optional.ofNullable(tiles.getOrDefault(level, new TreeMap<>()).get(index));
    }

    void write(List<Tile> written) {
      for (Tile tile : written) {
        tiles
            .computeIfAbsent(tile.level(), level -> new TreeMap<>())
            .put(tile.index(), tile.hashes());
      }
    }
  }

  static List<Bytes> leaves(int count) {
    List<Bytes> leaves = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      leaves.add(
          LogTree.leafHash(
              Bytes.ofOwned(new byte[] {(byte) (i >> 16), (byte) (i >> 8), (byte) i})));
    }
    return leaves;
  }

  /** MTH of RFC 9162 section 2.1.1, over leaf hashes. */
  static Bytes naiveRoot(List<Bytes> leaves) {
    if (leaves.isEmpty()) {
      return LogTree.EMPTY_ROOT;
    }
    if (leaves.size() == 1) {
      return leaves.getFirst();
    }
    int split = Integer.highestOneBit(leaves.size() - 1);
    return LogTree.nodeHash(
        naiveRoot(leaves.subList(0, split)), naiveRoot(leaves.subList(split, leaves.size())));
  }

  @Test
  void everySizeHasTheRootOfTheStandard() {
    List<Bytes> leaves = leaves(600);
    LogFrontier frontier = LogFrontier.EMPTY;
    for (int size = 0; size <= leaves.size(); size++) {
      assertEquals(naiveRoot(leaves.subList(0, size)), frontier.root());
      assertEquals(size, frontier.size());
      assertEquals(frontier, LogFrontier.load(frontier.save()));
      if (size < leaves.size()) {
        frontier = frontier.append(leaves.subList(size, size + 1));
      }
    }
  }

  @Test
  void tilesHoldTheRootsOfCompleteSubtreesHoweverTheLogWasCut() {
    List<Bytes> leaves = leaves(70_000);
    for (int seed = 0; seed < 4; seed++) {
      Random random = new Random(seed);
      Store store = new Store();
      LogFrontier frontier = LogFrontier.EMPTY;
      int most = List.of(70_000, 3000, 700, 60).get(seed);
      while (frontier.size() < leaves.size()) {
        int from = (int) frontier.size();
        int to = Math.min(leaves.size(), from + 1 + random.nextInt(most));
        LogFrontier.Appended appended = frontier.append(store, leaves.subList(from, to));
        store.write(appended.tiles());
        frontier = LogFrontier.load(appended.frontier().save());
      }
      assertEquals(naiveRoot(leaves), frontier.root());
      List<Bytes> level = leaves;
      for (int number = 0; !level.isEmpty(); number++) {
        List<Bytes> above = new ArrayList<>();
        for (int from = 0; from < level.size(); from += Tile.WIDTH) {
          List<Bytes> row = level.subList(from, Math.min(level.size(), from + Tile.WIDTH));
          Bytes expected = row.stream().reduce(Bytes.EMPTY, Bytes::concat);
          assertEquals(Optional.of(expected), store.tile(number, from / Tile.WIDTH));
          if (row.size() == Tile.WIDTH) {
            above.add(naiveRoot(row));
          }
        }
        level = above;
      }
    }
  }

  @Test
  void aMissingTileIsSaidAndNotPaperedOver() {
    LogFrontier frontier = LogFrontier.EMPTY.append(new Store(), leaves(3)).frontier();
    assertThrows(DamagedTreeException.class, () -> frontier.append(new Store(), leaves(1)));
  }

  @Test
  void aSavedFrontierOfAnotherLengthIsRefused() {
    Bytes saved = LogFrontier.EMPTY.append(new Store(), leaves(3)).frontier().save();
    assertThrows(
        IllegalArgumentException.class, () -> LogFrontier.load(saved.slice(0, saved.length() - 1)));
    assertThrows(
        IllegalArgumentException.class, () -> LogFrontier.load(saved.concat(Bytes.fromHex("00"))));
    assertThrows(
        IllegalArgumentException.class, () -> LogFrontier.load(Bytes.fromHex("ffffffffffffffff")));
  }

  @Test
  void tilePathsAreThoseOfTlogTiles() {
    Bytes hash = leaves(1).getFirst();
    assertEquals("tile/0/000.p/1", new Tile(0, 0, hash).path());
    assertEquals("tile/3/x001/x234/067.p/1", new Tile(3, 1_234_067, hash).path());
    Bytes full = leaves(256).stream().reduce(Bytes.EMPTY, Bytes::concat);
    assertEquals("tile/1/x001/005", new Tile(1, 1005, full).path());
  }
}
