package birthmark.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import birthmark.bundle.BundleCheck.Proven;
import birthmark.bundle.BundleCheck.Refused;
import birthmark.bundle.Event.Shown;
import birthmark.bytes.Bytes;
import birthmark.cose.JdkSignatures;
import birthmark.json.Json;
import birthmark.json.JsonReader;
import birthmark.testing.Fleet;
import birthmark.testing.ForgedBundles;
import birthmark.testing.Golden;
import birthmark.testing.Life;
import birthmark.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Bundles for any language: each holds, or is refused for the reason that is listed. They were made
 * once: a bundle must be understood when the state that it is of has long changed.
 */
class BundleVectorsTest {
  private final Life life = new Life(new Fleet(), 1);
  private final Bundle bundle = life.bundle();
  private final List<Json> cases = new ArrayList<>();

  private static Path file() {
    return SharedData.root().resolve("spec/vectors/bundles/bundles.json");
  }

  private void add(String name, Bytes encoded) {
    Json.ObjectBuilder made = Json.object().put("name", name).put("bundle", encoded.hex());
    switch (life.verifier().verify(encoded)) {
      case Proven proven -> {
        made.put("entries", proven.history().size()).put("hidden", proven.hidden());
        made.put("keys", proven.keys().size()).put("answers", proven.answers().size());
        made.put("height", proven.seal().height()).put("size", proven.receipt().size());
      }
      case Refused refused -> made.put("refused", refused.reason().name());
    }
    cases.add(made.build());
  }

  private void add(String name, Bundle changed) {
    add(name, BundleCodec.encode(changed));
  }

  private Shown shown(int at) {
    return (Shown) bundle.events().get(at);
  }

  private Bundle with(int at, Event other) {
    return bundle.withEvents(Life.with(bundle.events(), at, other));
  }

  private static Shown edited(Shown event, Bytes outcome, Bytes statement, List<Bytes> path) {
    return new Shown(
        event.key(), event.index(), event.height(), event.time(), outcome, statement, path);
  }

  @Test
  void eachFaultIsRefusedForItsOwnReason() throws IOException {
    Bytes good = BundleCodec.encode(bundle);
    add("whole", good);
    Proven proven = (Proven) life.check(bundle);
    add(
        "with two entries hidden",
        bundle.hiding(proven.history(), Set.of(shown(0).index(), shown(4).index())));
    add("cut", good.slice(0, good.length() - 1));
    add("with an octet after it", good.concat(Bytes.fromHex("00")));
    add("with an entry left out", bundle.withEvents(without(2)));
    add("with the last entry left out", bundle.withEvents(without(bundle.events().size() - 1)));
    add("with its entries reversed", bundle.withEvents(bundle.events().reversed()));
    add(
        "with another outcome",
        with(3, edited(shown(3), shown(2).outcome(), shown(3).statement(), shown(3).path())));
    add(
        "with another path",
        with(3, edited(shown(3), shown(3).outcome(), shown(3).statement(), shown(2).path())));
    add(
        "with no outcome",
        with(3, edited(shown(3), Bytes.fromHex("80"), shown(3).statement(), shown(3).path())));
    Shown own = shown(3);
    add(
        "with its own statement as another's",
        with(
            3,
            new Shown(
                Optional.empty(),
                own.index(),
                own.height(),
                own.time(),
                own.outcome(),
                own.statement(),
                own.path())));
    Bundle other = ForgedBundles.subject(bundle, life.neighbour().id().subject());
    add("of another thing", other);
    Bytes receipt = life.receipt(life.fleet().operator());
    add("sealed by a stranger", ForgedBundles.sealed(bundle, bundle.seal(), receipt));
    add(
        "asking what nobody knows",
        ForgedBundles.reads(
            bundle,
            List.of(Life.question("things", "wishes/{thing}", life.camera().id().toString()))));
    Bundle later = later();
    add(
        "with the rows of a later block",
        new Bundle(
            bundle.genesis(),
            bundle.changes(),
            bundle.subject(),
            bundle.events(),
            bundle.reads(),
            bundle.seal(),
            bundle.receipt(),
            later.rows()));
    byte[] genesis = bundle.genesis().toByteArray();
    genesis[genesis.length - 1] ^= 1;
    add(
        "of another ledger",
        new Bundle(
            Bytes.ofOwned(genesis),
            bundle.changes(),
            bundle.subject(),
            bundle.events(),
            bundle.reads(),
            bundle.seal(),
            bundle.receipt(),
            bundle.rows()));
    Golden.keep(
        file(),
        Json.object()
            .put("network", life.fleet().network().hex())
            .put("cases", new Json.Arr(cases))
            .build());
    assertEquals(
        List.of(
            "",
            "",
            "MALFORMED",
            "MALFORMED",
            "HISTORY",
            "HISTORY",
            "ORDER",
            "STATEMENT",
            "NOT_INCLUDED",
            "OUTCOME",
            "KEY",
            "NOT_SHOWN",
            "RECEIPT",
            "UNKNOWN_READ",
            "STATE",
            "OTHER_NETWORK"),
        cases.stream().map(each -> refused((Json.Obj) each)).toList());
  }

  private static String refused(Json.Obj one) {
    return one.member("refused").map(reason -> ((Json.Text) reason).value()).orElse("");
  }

  private static Bundle later() {
    Life goingOn = new Life(new Fleet(), 1);
    goingOn.attestItself();
    return goingOn.bundle();
  }

  private List<Event> without(int at) {
    List<Event> fewer = new ArrayList<>(bundle.events());
    fewer.remove(at);
    return fewer;
  }

  @Test
  void theFileIsTheFirstOfThem() throws IOException {
    Golden.keep(file().resolveSibling("whole.birthmark"), BundleCodec.encode(bundle));
    Json.Obj golden = (Json.Obj) JsonReader.read(Files.readString(file()));
    Json.Arr all = (Json.Arr) golden.member("cases").orElseThrow();
    assertEquals(
        text((Json.Obj) all.elements().getFirst(), "bundle"),
        Bytes.ofOwned(Files.readAllBytes(file().resolveSibling("whole.birthmark"))).hex());
  }

  @Test
  void theFileOfTwentyEntriesHolds() throws IOException {
    Path file = file().resolveSibling("twenty.birthmark");
    Golden.keep(file, BundleCodec.encode(new Life().bundle()));
    Bytes twenty = Bytes.ofOwned(Files.readAllBytes(file));
    assertEquals(20, ((Proven) life.verifier().verify(twenty)).history().size());
  }

  @Test
  void theGoldenBundlesHoldOrAreRefusedAsListed() throws IOException {
    Json.Obj golden = (Json.Obj) JsonReader.read(Files.readString(file()));
    BundleVerifier verifier =
        new BundleVerifier(
            life.fleet().rulebook(),
            new JdkSignatures(),
            Bytes.fromHex(text(golden, "network")),
            List.of());
    Json.Arr all = (Json.Arr) golden.member("cases").orElseThrow();
    assertEquals(16, all.elements().size());
    for (Json each : all.elements()) {
      Json.Obj one = (Json.Obj) each;
      String found =
          switch (verifier.verify(Bytes.fromHex(text(one, "bundle")))) {
            case Proven _ -> "";
            case Refused why -> why.reason().name();
          };
      assertEquals(refused(one), found, text(one, "name"));
    }
  }

  private static String text(Json.Obj json, String name) {
    return ((Json.Text) json.member(name).orElseThrow()).value();
  }
}
