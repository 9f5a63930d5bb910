package birthmark.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.json.Json;
import birthmark.merkle.EntryBundle;
import birthmark.merkle.LogProof;
import birthmark.merkle.LogTree;
import birthmark.merkle.LogVerdict;
import birthmark.merkle.TilePath;
import birthmark.node.edge.RunningEdge.Got;
import birthmark.node.parcels.MemoryNode;
import birthmark.proof.Checkpoint;
import birthmark.proof.Note;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogRoutesTest {
  @TempDir private Path folder;
  private RunningEdge edge;
  private MemoryNode node;

  @BeforeEach
  void start() throws Exception {
    edge = new RunningEdge(folder, Limits.USUAL, 1_000);
    node = edge.node();
    for (int i = 1; i <= 140; i++) {
      node.submit(node.parcel("alice", i, "red", i, "bob")).join();
    }
  }

  @AfterEach
  void stop() {
    edge.close();
  }

  private Checkpoint checkpoint() throws IOException, InterruptedException {
    return Checkpoint.of(Note.decode(edge.get("/checkpoint").octets()));
  }

  @Test
  void theCheckpointsRootFollowsFromTheTiles() throws IOException, InterruptedException {
    Checkpoint checkpoint = checkpoint();
    assertEquals(282, checkpoint.size());
    List<Integer> statuses = new ArrayList<>();
    Bytes root =
        LogProof.root(
            (level, index) -> {
              int width = TilePath.width(level, index, checkpoint.size());
              Got got = get("/" + TilePath.tile(level, index, width));
              statuses.add(got.status());
              return got.status() == 200 ? Optional.of(got.octets()) : Optional.empty();
            },
            checkpoint.size());
    assertEquals(checkpoint.root(), root);
    assertTrue(statuses.size() > 1 && statuses.stream().allMatch(status -> status == 200));
  }

  private Got get(String path) {
    try {
      return edge.get(path);
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void bundlesHoldTheEntriesWhoseHashesTheTilesHold() throws IOException, InterruptedException {
    for (TilePath path : List.of(TilePath.entries(0, 256), TilePath.entries(1, 26))) {
      Got got = edge.getAs("audit", "/" + path);
      assertEquals(200, got.status(), got::text);
      List<Bytes> entries = EntryBundle.decode(got.octets()).entries();
      Bytes hashes = edge.get("/" + TilePath.tile(0, path.index(), path.width())).octets();
      assertEquals(path.width(), entries.size());
      for (int i = 0; i < entries.size(); i++) {
        assertEquals(hashes.slice(32 * i, 32 * i + 32), LogTree.leafHash(entries.get(i)));
      }
    }
  }

  @Test
  void entriesAreOnlyForThoseWhoWatchOverTheLedger() throws IOException, InterruptedException {
    assertEquals(404, edge.get("/tile/entries/000").status());
    assertEquals(404, edge.getAs("alice", "/tile/entries/000").status());
    assertEquals(200, edge.getAs("watch", "/tile/entries/000").status());
    assertEquals(200, edge.getAs("node", "/tile/entries/000").status());
  }

  @Test
  void aTileThatIsNotThereYetIsNotServed() throws IOException, InterruptedException {
    assertEquals(200, edge.get("/tile/0/001.p/26").status());
    assertEquals(200, edge.get("/tile/0/001.p/7").status());
    assertEquals(404, edge.get("/tile/0/001.p/27").status());
    assertEquals(404, edge.get("/tile/0/001").status());
    assertEquals(404, edge.get("/tile/0/002").status());
    assertEquals(404, edge.get("/tile/2/000.p/1").status());
    assertEquals(404, edge.get("/tile/0/1").status());
  }

  @Test
  void fullTilesMayBeKeptForEver() throws IOException, InterruptedException {
    assertTrue(edge.get("/tile/0/000").field("Cache-Control").contains("immutable"));
    assertEquals("no-store", edge.get("/tile/0/001.p/26").field("Cache-Control"));
    assertEquals("no-store", edge.getAs("audit", "/tile/entries/000").field("Cache-Control"));
  }

  @Test
  void anyTwoSizesAreConsistent() throws IOException, InterruptedException {
    long size = checkpoint().size();
    for (long first : List.of(1L, 2L, 3L, 100L, 255L, 256L, 257L, size)) {
      for (long second : List.of(first, first + (size - first) / 2, size)) {
        Got got = edge.get("/v1/consistency?first=" + first + "&second=" + second);
        assertEquals(200, got.status(), got::text);
        List<Bytes> path = new ArrayList<>();
        ((Json.Arr) got.at("path"))
            .elements()
            .forEach(hash -> path.add(Bytes.fromHex(((Json.Text) hash).value())));
        assertEquals(
            LogVerdict.HOLDS,
            LogProof.verifyConsistency(
                first,
                second,
                path,
                Bytes.fromHex(got.textAt("firstRoot")),
                Bytes.fromHex(got.textAt("secondRoot"))));
      }
    }
    assertEquals(400, edge.get("/v1/consistency?first=9&second=8").status());
    assertEquals(400, edge.get("/v1/consistency?first=1&second=" + (size + 1)).status());
    assertEquals(400, edge.get("/v1/consistency?first=0&second=1").status());
  }
}
