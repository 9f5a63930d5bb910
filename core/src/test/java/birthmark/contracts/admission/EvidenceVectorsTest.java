package birthmark.contracts.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.codec.MalformedException;
import birthmark.contracts.firmware.Version;
import birthmark.contracts.things.Assurance;
import birthmark.contracts.things.ThingId;
import birthmark.cose.Algorithm;
import birthmark.cose.CoseKey;
import birthmark.cose.JdkSignatures;
import birthmark.cose.JdkSigningKey;
import birthmark.json.Json;
import birthmark.json.JsonReader;
import birthmark.json.JsonWriter;
import birthmark.testing.SeededRandom;
import birthmark.testing.SharedData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Golden octets of evidence, for any language: the vectors in {@code spec/vectors/evidence.json}.
 * They are written only when asked for by {@code -Dbirthmark.golden=write}.
 */
class EvidenceVectorsTest {
  private static Path file() {
    return SharedData.root().resolve("spec/vectors/evidence.json");
  }

  private static Json sample(String name, JdkSigningKey key, Evidence evidence) {
    Json.ObjectBuilder sample =
        Json.object()
            .put("name", name)
            .put("key", key.publicKey().encode().hex())
            .put("thing", evidence.thing().toString())
            .put("height", evidence.nonce().height())
            .put("root", evidence.nonce().root().hex())
            .put("debug", EvidenceFormat.number(evidence.debug()))
            .put("bootCount", evidence.bootCount())
            .put("image", evidence.image().digest().hex())
            .put("version", evidence.image().version().text())
            .put("measuredBoot", evidence.image().measured() == Assurance.MEASURED_BOOT);
    evidence.settings().ifPresent(settings -> sample.put("settings", settings.hex()));
    return sample
        .put("claims", EvidenceFormat.encode(evidence).hex())
        .put("evidence", evidence.sign(key).hex())
        .build();
  }

  private static Json vectors() {
    JdkSigningKey key =
        JdkSigningKey.of(JdkSigningKey.generate(Algorithm.ED25519, new SeededRandom(9)));
    Evidence least =
        new Evidence(
            new Nonce(0, Sha256.of(Bytes.fromHex("01"))),
            ThingId.of(key.publicKey()),
            DebugStatus.ENABLED,
            0,
            new Evidence.Image(
                Sha256.of(Bytes.fromHex("02")), new Version("1"), Assurance.SELF_REPORTED),
            Optional.empty());
    Evidence most =
        new Evidence(
            new Nonce(Long.MAX_VALUE, Sha256.of(Bytes.fromHex("03"))),
            ThingId.of(key.publicKey()),
            DebugStatus.DISABLED_FULLY_AND_PERMANENTLY,
            Long.MAX_VALUE,
            new Evidence.Image(
                Sha256.of(Bytes.fromHex("04")),
                new Version("2026.10.1-rc.2+build_12345678901"),
                Assurance.MEASURED_BOOT),
            Optional.of(Sha256.of(Bytes.fromHex("05"))));
    return Json.object()
        .put("profile", EvidenceFormat.PROFILE)
        .put(
            "good",
            new Json.Arr(
                List.of(
                    sample("self-reported, no settings", key, least),
                    sample("measured boot, with settings", key, most))))
        .put("bad", new Json.Arr(bad(EvidenceFormat.encode(most))))
        .build();
  }

  /** Claims sets that each differ from a good one in one place. */
  private static List<Json> bad(Bytes good) {
    String hex = good.hex();
    return List.of(
        bad("a head that is not minimal", hex.replaceFirst("^a6", "b806")),
        bad("an indefinite length", hex.replaceFirst("^a6", "bf") + "ff"),
        bad("one octet behind the end", hex + "00"),
        bad("one octet less", hex.substring(0, hex.length() - 2)),
        bad("debugging disabled permanently, without oemid", hex.replace("19010704", "19010703")),
        bad("a UEID of another type", hex.replace("190100582101", "190100582102")),
        bad("another profile", hex.replace("75756964", "75756965")),
        bad("the settings measured by CoSWID", hex.replaceFirst("(.*)19012758", "$119010258")),
        bad("a flag that nobody defined", hex.replace("480000000000000001", "480000000000000003")));
  }

  private static Json bad(String name, String claims) {
    return Json.object().put("name", name).put("claims", claims).build();
  }

  @Test
  void evidenceHasTheGoldenOctets() throws Exception {
    String text = JsonWriter.indented(vectors()) + "\n";
    if ("write".equals(System.getProperty("birthmark.golden"))) {
      Files.writeString(file(), text);
      fail("wrote evidence.json; look at what changed, and test again without the flag");
    }
    assertEquals(Files.readString(file()), text);
  }

  private static String text(Json.Obj object, String member) {
    return ((Json.Text) object.member(member).orElseThrow()).value();
  }

  @Test
  void theGoodVectorsVerifyAndTheBadOnesAreNoEvidence() throws Exception {
    Json.Obj all = (Json.Obj) JsonReader.read(Files.readString(file()));
    int seen = 0;
    for (Json each : ((Json.Arr) all.member("good").orElseThrow()).elements()) {
      Json.Obj good = (Json.Obj) each;
      EvidenceFormat.Signed signed = EvidenceFormat.decode(Bytes.fromHex(text(good, "evidence")));
      CoseKey key = CoseKey.decode(Bytes.fromHex(text(good, "key")));
      assertTrue(signed.envelope().verifies(new JdkSignatures(), key));
      assertEquals(text(good, "claims"), signed.envelope().payload().hex());
      assertEquals(text(good, "thing"), signed.claims().thing().toString());
      seen++;
    }
    for (Json each : ((Json.Arr) all.member("bad").orElseThrow()).elements()) {
      Json.Obj bad = (Json.Obj) each;
      assertThrows(
          MalformedException.class,
          () -> EvidenceFormat.claims(Bytes.fromHex(text(bad, "claims"))),
          text(bad, "name"));
      seen++;
    }
    assertEquals(11, seen);
  }
}
