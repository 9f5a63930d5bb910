package birthmark.node.app;

import static birthmark.node.app.FolderProgram.attempt;
import static birthmark.node.app.FolderProgram.done;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.contract.Genesis;
import birthmark.contract.Replicas;
import birthmark.contracts.Contracts;
import birthmark.contracts.parties.PartyRefusal;
import birthmark.machine.Overlay;
import birthmark.node.engine.Clock;
import birthmark.node.store.RocksKeyValues;
import birthmark.node.store.Snapshot;
import birthmark.node.store.Store;
import birthmark.node.submit.Answer;
import birthmark.statement.EnvelopeRefusal;
import birthmark.testing.PythonTools;
import birthmark.testing.SharedData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ledger that one node kept alone goes on with several, under a genesis that names it. */
@Tag("real")
class GoingOnTest {
  @TempDir private Path folder;

  private Path alone() {
    return folder.resolve("alone");
  }

  private Path log() {
    return folder.resolve("ledger.log");
  }

  private Path home(String handle) {
    return folder.resolve("machine-" + handle);
  }

  private Path card(String handle) {
    return folder.resolve(handle + ".card");
  }

  private static Genesis genesis(Path file) throws Exception {
    return Genesis.CODEC.decode(Bytes.ofOwned(Files.readAllBytes(file)));
  }

  /** The ledger of one node, with a statement; that statement. */
  private Bytes kept() throws Exception {
    Bytes placed;
    try (FolderLedger ledger = new FolderLedger(alone(), 1)) {
      placed = ledger.registration("before");
      assertInstanceOf(Answer.Committed.class, ledger.submit(placed));
    }
    done("export", "--data", alone(), "--to", log());
    return placed;
  }

  private void makeCard(String handle, String ledger, Object... more) {
    Object[] words = new Object[10 + more.length];
    List<Object> first =
        List.of(
            "--ledger",
            ledger,
            "--handle",
            handle,
            "--name",
            handle,
            "--data",
            home(handle),
            "--out",
            card(handle));
    System.arraycopy(first.toArray(), 0, words, 0, first.size());
    System.arraycopy(more, 0, words, first.size(), more.length);
    done("member", words);
  }

  private String name() throws Exception {
    return genesis(alone().resolve(Founding.GENESIS)).name();
  }

  private <T> T read(Path data, Function<Snapshot, T> reading) throws Exception {
    NodeFolder place = new NodeFolder(data, Map.of());
    try (Store store =
            new Store(
                RocksKeyValues.openToRead(place.ledger()),
                Contracts.rulebook(),
                place.genesis().network(),
                true);
        Snapshot now = store.snapshot()) {
      return reading.apply(now);
    }
  }

  @Test
  void allThatWasThereStaysAndItsLogIsTheBeginningOfTheNewOne() throws Exception {
    Bytes placed = kept();
    makeCard("founder", name(), "--keys", alone());
    makeCard("acme", name());
    Path file = folder.resolve("next.cbor");
    String cards = card("founder") + "," + card("acme");
    String said = done("genesis", "--members", cards, "--from", log(), "--out", file);
    Genesis before = genesis(alone().resolve(Founding.GENESIS));
    Genesis next = genesis(file);
    assertEquals(List.of(next.network(), before.network()), next.networks());
    assertTrue(said.contains("goes on from network " + before.network()), said);
    Path again = folder.resolve("again.cbor");
    String swapped = card("acme") + "," + card("founder");
    done("genesis", "--members", swapped, "--from", log(), "--out", again);
    assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(again), "for all the same");

    Path home = home("acme");
    String network = next.network().hex();
    String joined = done("join", "--data", home, "--genesis", file, "--network", network);
    assertTrue(joined.contains("birthmark import --from LOG"), joined);
    ClientException early =
        assertThrows(
            ClientException.class, () -> new NodeFolder(home, Map.of()).open(Clock.system()));
    assertTrue(early.remedy().contains("birthmark import"), early.remedy());
    done("import", "--from", log(), "--data", home);

    Genesis.Predecessor end = next.predecessor().orElseThrow();
    read(
        home,
        now -> {
          assertEquals(end.height() + 1, now.tip().height());
          assertEquals(end.root(), now.block(end.height()).orElseThrow().root());
          assertEquals(Optional.of(Genesis.CODEC.encode(next)), now.entry(end.size()));
          Replicas set = Replicas.at(new Overlay(Contracts.rulebook(), now), now.tip().height());
          assertEquals(2, set.members().size());
          return set;
        });
    try (FolderLedger ledger = new FolderLedger(home, 2)) {
      Answer.Refused astray = assertInstanceOf(Answer.Refused.class, ledger.submit(placed));
      assertEquals(EnvelopeRefusal.OTHER_NETWORK, astray.reason());
      assertInstanceOf(Answer.Committed.class, ledger.submit(ledger.registration("after")));
      Answer.Refused twice =
          assertInstanceOf(Answer.Refused.class, ledger.submit(ledger.registration("before")));
      assertEquals(PartyRefusal.HANDLE_TAKEN, twice.reason(), "what was taken stays taken");
    }
    String whole = done("fsck", "--data", home);
    assertTrue(whole.contains("is whole"), whole);
    Path more = folder.resolve("more.log");
    done("export", "--data", home, "--to", more);
    done("import", "--from", more, "--data", folder.resolve("copy"));
    assertTrue(done("fsck", "--data", folder.resolve("copy")).contains("is whole"));
    String second = decidedAgain(more, network);
    assertTrue(second.contains(network), second);
    done("join", "--data", home("late"), "--genesis", file, "--network", network);
    done("import", "--from", more, "--data", home("late"));
    long begins = read(home("late"), now -> now.tip().height());
    assertEquals(end.height() + 1, begins, "the engine gives all since");
  }

  /** What the second verifier says of a log. */
  private String decidedAgain(Path file, String network) throws Exception {
    Path sources = SharedData.root().resolve("verifier");
    Path programs = PythonTools.installed("verifier", sources.resolve("requirements.txt"));
    return PythonTools.check(
        sources,
        folder,
        List.of(
            "env",
            "PYTHONPATH=src",
            "PYTHONDONTWRITEBYTECODE=1",
            programs.resolve("python3").toString(),
            "-m",
            "birthmark_verifier",
            "log",
            file.toString(),
            "--network",
            network));
  }

  @Test
  void whatDoesNotGoTogetherIsRefusedAndSaysWhy() throws Exception {
    kept();
    makeCard("acme", name());
    makeCard("before", name());
    makeCard("beta", "ledger.example/other");
    Path file = folder.resolve("next.cbor");
    refused("the log is that of " + name(), "genesis", "beta", file);
    refused("the handle before is that of another party", "genesis", "before", file);
    done("genesis", "--members", card("acme"), "--from", log(), "--out", file);
    String network = genesis(file).network().hex();
    done("join", "--data", home("acme"), "--genesis", file, "--network", network);
    try (FolderLedger ledger = new FolderLedger(alone(), 3)) {
      assertInstanceOf(Answer.Committed.class, ledger.submit(ledger.registration("later")));
    }
    Path longer = folder.resolve("longer.log");
    done("export", "--data", alone(), "--to", longer);
    FolderProgram.Said said = attempt("import", "--from", longer, "--data", home("acme"));
    assertEquals(FolderCommand.DAMAGED, said.status(), said.text());
    assertTrue(said.text().contains("another genesis"), said.text());
  }

  private void refused(String why, String command, String member, Path out) {
    FolderProgram.Said said =
        attempt(command, "--members", card(member), "--from", log(), "--out", out);
    assertEquals(FolderCommand.DAMAGED, said.status(), said.text());
    assertTrue(said.text().contains(why), said.text());
  }
}
