package birthmark.gateway.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.client.coap.GatewayLink;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.Node;
import birthmark.client.sdk.Patience;
import birthmark.contracts.governance.GovernanceTransaction.WeighReplica;
import birthmark.contracts.messages.AgreementId;
import birthmark.cose.Algorithm;
import birthmark.finality.ReplicaSet;
import birthmark.json.Json;
import birthmark.node.app.Cluster;
import birthmark.node.app.ClusterNode;
import birthmark.node.cometbft.CometProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that follows the four real nodes of one ledger, whichever of them is lost. */
@Tag("long")
class SeveralNodesTest {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(100);

  @TempDir private Path folder;

  private static Path program() {
    try {
      return CometProgram.find(Optional.empty(), System.getenv(), _ -> {});
    } catch (CometProgram.MissingException e) {
      return Assumptions.abort(String.valueOf(e.getMessage()));
    }
  }

  private static void await(String what, Callable<Boolean> happened) throws Exception {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!happened.call()) {
      assertTrue(System.nanoTime() - end < 0, what);
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  /** Whether {@code node} says that its last block is final. */
  private static boolean isSettled(ClusterNode node) {
    try (Node asked = Node.at(List.of(node.url()), Patience.USUAL)) {
      Json.Obj checkpoint = asked.read("/v1/checkpoint", Optional.empty());
      return checkpoint.member("status").equals(Optional.of(new Json.Text("final")));
    } catch (ClientException e) {
      return false;
    }
  }

  private static void awaitAll(Cluster cluster) throws Exception {
    for (ClusterNode node : cluster.nodes()) {
      await(node.url() + " answers", () -> isSettled(node));
    }
  }

  @Test
  void whatEnoughReplicasSignedForIsGoneByWhicheverNodeIsLostAndWhoeverSignsLater()
      throws Exception {
    try (Cluster cluster = Cluster.start(folder.resolve("nodes"), 4, program(), List.of())) {
      awaitAll(cluster);
      RunningLedger ledger = RunningLedger.of(cluster);
      Path own = Files.createDirectories(folder.resolve("gate"));
      try (Site site = new Site(own, ledger);
          Gate gate = new Gate(site, own, ledger.nodes(), "--mqtt", "none", "--watch", "60")) {
        Site.Device ann = site.admitted("ann", Algorithm.ED25519);
        assertIn(gate, ann);
        for (ClusterNode lost : cluster.nodes().subList(0, 2)) {
          lost.kill();
          Site.Device next = site.admitted("beside " + lost.url().getPort(), Algorithm.ES256);
          assertIn(gate, next);
          assertCutOff(site, gate, next);
          lost.start();
          awaitAll(cluster);
        }
        site.decide(
            new WeighReplica(
                ReplicaSet.of(site.genesis()).members().getLast().key().thumbprint(), 2));
        Site.Device later = site.admitted("after a change of replicas", Algorithm.ED25519);
        await("the change is followed", () -> isIn(gate, later));
        AgreementId agreement = site.agreement(60, 5, ann, later);
        try (GatewayLink link = link(gate, ann)) {
          assertTrue(link.proof(agreement).isPresent());
        }
        assertEquals(List.of(), gate.said.stream().filter(e -> e.startsWith("ALARM")).toList());
      }
    }
  }

  private static GatewayLink link(Gate gate, Site.Device device) throws ClientException {
    return MovesTest.link(device, gate.gateway(), gate.gateway().coap().orElseThrow());
  }

  private static boolean isIn(Gate gate, Site.Device device) {
    try (GatewayLink link = link(gate, device)) {
      return link.next().isEmpty();
    } catch (ClientException e) {
      return false;
    }
  }

  private static void assertIn(Gate gate, Site.Device device) throws Exception {
    await(device.thing() + " is let in", () -> isIn(gate, device));
  }

  private static void assertCutOff(Site site, Gate gate, Site.Device device) throws Exception {
    try (GatewayLink link = link(gate, device)) {
      assertTrue(link.next().isEmpty());
      site.quarantine(device);
      String told = device.thing() + " (CoAP)";
      await(told, () -> gate.said.stream().anyMatch(each -> each.contains(told)));
    }
  }
}
