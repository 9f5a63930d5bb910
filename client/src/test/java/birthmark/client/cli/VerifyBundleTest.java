package birthmark.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bundle.Bundle;
import birthmark.bundle.BundleCodec;
import birthmark.bundle.Event;
import birthmark.bytes.Bytes;
import birthmark.contracts.Contracts;
import birthmark.cose.Algorithm;
import birthmark.cose.SigningKey;
import birthmark.json.Json;
import birthmark.proof.CheckpointSigner;
import birthmark.proof.Note;
import birthmark.testing.Fleet;
import birthmark.testing.ForgedBundles;
import birthmark.testing.Life;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyBundleTest {
  private static final Life LIFE = new Life(new Fleet(), 2);

  @TempDir private Path folder;
  private final Bundle bundle = LIFE.bundle();

  @BeforeEach
  void trustsTheLedger() throws Exception {
    Run.trust(folder.resolve("home"), LIFE.fleet().machine().genesis());
  }

  private Run verify(Bundle changed, String... more) throws IOException {
    return verify("home", BundleCodec.encode(changed), more);
  }

  private Run verify(String home, Bytes octets, String... more) throws IOException {
    Path file = folder.resolve("camera.birthmark");
    Files.write(file, octets.toByteArray());
    List<String> arguments = new ArrayList<>(List.of("verify", file.toString()));
    arguments.addAll(List.of(more));
    return Run.of(folder.resolve(home), Contracts::rulebook, arguments.toArray(String[]::new));
  }

  private static String status(Run run) {
    Json.Obj asOf = (Json.Obj) run.json().member("asOf").orElseThrow();
    return ((Json.Text) asOf.member("status").orElseThrow()).value();
  }

  @Test
  void tellsAThingsLifeAsAStory() throws IOException {
    Run run = verify(bundle);
    assertEquals(ExitStatus.DONE, run.status(), run.err());
    assertTrue(run.out().contains("verified  the whole history of thing " + LIFE.camera().id()));
    assertTrue(run.out().contains("A thing was born.  by acme"), run.out());
    assertTrue(run.out().contains("A thing has new keys.  by acme"), run.out());
    assertTrue(run.out().contains("A thing was admitted.  by this thing"), run.out());
    assertTrue(run.out().contains("moved away"), run.out());
    assertTrue(run.out().contains("things/quarantines: nothing"), run.out());
    assertTrue(run.out().contains("are all that concern it"), run.out());
    assertTrue(run.out().contains("Not in this bundle: things/offers/{thing}"), run.out());
    assertTrue(run.out().contains("nobody was shown another log"), run.out());
  }

  @Test
  void tellsTheSameInJson() throws IOException {
    Run run = verify(bundle, "--json");
    Json.Arr history = (Json.Arr) run.json().member("history").orElseThrow();
    assertEquals(bundle.events().size(), history.elements().size());
    assertEquals(new Json.Bool(true), run.json().member("verified").orElseThrow());
    assertEquals("committed", status(run));
    Json.Arr keys = (Json.Arr) run.json().member("keys").orElseThrow();
    assertEquals(4, keys.elements().size());
  }

  @Test
  void refusesAHistoryWithAnEntryMissingAndSaysHowMany() throws IOException {
    List<Event> fewer = new ArrayList<>(bundle.events());
    fewer.remove(3);
    Bundle cut = ForgedBundles.events(bundle, fewer);
    Run run = verify(cut);
    assertEquals(ExitStatus.REFUSED, run.status());
    assertTrue(run.err().contains("not the whole history"), run.err());
    int all = bundle.events().size();
    assertTrue(run.err().contains((all - 1) + " entries, and the ledger has " + all), run.err());
  }

  @Test
  void saysThatEntriesAreHidden() throws IOException {
    List<Event> hidden = new ArrayList<>(bundle.events());
    hidden.set(3, ((Event.Shown) hidden.get(3)).hidden());
    Bundle some = ForgedBundles.events(bundle, hidden);
    Run run = verify(some);
    assertEquals(ExitStatus.DONE, run.status(), run.err());
    assertTrue(run.out().contains("is hidden"), run.out());
    assertTrue(run.out().contains("1 of the entries are hidden"), run.out());
  }

  @Test
  void whatAWitnessOfTheReadersCosignedIsFinal() throws IOException {
    SigningKey key = LIFE.fleet().key(Algorithm.ED25519);
    CheckpointSigner witness = CheckpointSigner.cosigner("witness.example", key, 1_800_000_000);
    Note note =
        CheckpointSigner.of(Life.ORIGIN, LIFE.fleet().maker())
            .note(LIFE.checkpoint())
            .with(witness.sign(LIFE.checkpoint()));
    long last = LIFE.fleet().ledger().tip().log().size() - 1;
    Bundle seen =
        ForgedBundles.sealed(bundle, bundle.seal(), LIFE.receipt(LIFE.fleet().maker(), last, note));
    assertEquals("committed", status(verify(seen, "--json")));
    Run run = verify(seen, "--json", "--witness", witness.key().encode());
    assertEquals("final", status(run));
    Run wrong = verify(seen, "--witness", "witness.example+00");
    assertEquals(ExitStatus.USAGE, wrong.status());
    assertTrue(wrong.err().contains("is not the key of a witness"), wrong.err());
    CheckpointSigner log = CheckpointSigner.of(Life.ORIGIN, LIFE.fleet().maker());
    assertEquals(ExitStatus.USAGE, verify(seen, "--witness", log.key().encode()).status());
  }

  @Test
  void whoeverTrustsNoLedgerIsAskedForOne() throws IOException {
    Bytes octets = BundleCodec.encode(bundle);
    Run run = verify("stranger", octets);
    assertEquals(ExitStatus.USAGE, run.status());
    assertTrue(run.err().contains("which ledger you trust"), run.err());
    String network = LIFE.fleet().network().hex();
    assertEquals(ExitStatus.DONE, verify("stranger", octets, "--network", network).status());
    Run other = verify("stranger", octets, "--network", "00".repeat(32));
    assertEquals(ExitStatus.REFUSED, other.status());
    assertTrue(other.err().contains("another ledger"), other.err());
  }
}
