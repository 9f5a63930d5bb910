package birthmark.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.contracts.Contracts;
import birthmark.contracts.admission.AdmissionTransaction;
import birthmark.json.Json;
import birthmark.node.store.RocksKeyValues;
import birthmark.node.store.Store;
import birthmark.node.testing.FrontDoor;
import birthmark.node.testing.Inhabited;
import birthmark.node.testing.NodeProcess;
import birthmark.node.upkeep.ControlSocket;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node tells whoever runs it of how many things are in. */
@Tag("real")
class AdmittedThingsTest {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

  @TempDir private Path parent;

  private NodeFolder folder() {
    return new NodeFolder(parent.resolve("data"), Map.of());
  }

  private void assertTold(long admitted) throws Exception {
    Json.Obj request = Json.object().put("command", LedgerJobs.ADMITTED).build();
    long told = -1;
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (told != admitted && System.nanoTime() - end < 0) {
      Json.Obj answer = ControlSocket.ask(folder().socket(), request, (step, done, all) -> {});
      told = ControlSocket.number(answer, LedgerJobs.ADMITTED);
      assertTrue(answer.toString().contains("whole"), answer.toString());
      TimeUnit.MILLISECONDS.sleep(50);
    }
    assertEquals(admitted, told, "the last count");
  }

  @Test
  void aNodeCountsWhatIsInAsDecisionsComeAndLooksAtNoMoreThanItsBound() throws Exception {
    try (NodeProcess node = NodeProcess.start(parent.resolve("data"));
        FrontDoor door = FrontDoor.of(node)) {
      Inhabited ledger = new Inhabited(door, node.genesis().network(), node.founder());
      assertTold(0);
      var release = new AdmissionTransaction.Release(ledger.thing());
      assertEquals(201, door.submit(ledger.operator(), release).status());
      assertTold(0);
      ledger.attest();
      assertTold(1);
      var apart = new AdmissionTransaction.Quarantine(ledger.thing(), "it was seen elsewhere");
      assertEquals(201, door.submit(ledger.operator(), apart).status());
      assertTold(0);
      assertEquals(201, door.submit(ledger.operator(), release).status());
      ledger.attest();
      assertTold(1);
    }
    try (RocksKeyValues disk = RocksKeyValues.openToRead(folder().ledger());
        Store store = new Store(disk, Contracts.rulebook(), folder().genesis().network(), true)) {
      AdmittedThings.Count all = count(store, 10);
      assertEquals(new AdmittedThings.Count(1, true, all.height()), all);
      assertEquals(new AdmittedThings.Count(0, false, all.height()), count(store, 0));
    }
  }

  private static AdmittedThings.Count count(Store store, int most) {
    return new AdmittedThings(store, Contracts.rulebook(), most).count();
  }
}
