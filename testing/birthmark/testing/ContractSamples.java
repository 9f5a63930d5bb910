package birthmark.testing;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.cose.Algorithm;
import birthmark.cose.ContentType;
import birthmark.cose.CoseKey;
import birthmark.cose.KeyId;
import birthmark.cose.Sign1;
import birthmark.did.DidKey;
import birthmark.json.Json;
import birthmark.statement.ContentTypes;
import birthmark.x509.CertificateDraft;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/** Values of the records whose constructors ask for more than their shapes say. */
public final class ContractSamples {
  private static final List<String> GTINS =
      List.of("96385074", "036000291452", "9506000134352", "09506000134352", "4006381333931");
  private static final List<String> IMEIS = List.of("490154203237518", "356938035643809");

  private static final List<String> LOCATIONS =
      List.of("https://a.example/fw?v=1#x", "coaps://[2001:db8::1]/fw", "urn:acme:fw:1");

  private ContractSamples() {}

  /** Samples for the contracts of parties and things, and those that build on them. */
  public static Samples samples() {
    return new Samples()
        .with("handle", random -> new Json.Text(handle(random)))
        .with("model-id", random -> new Json.Text(handle(random) + ":" + name(random, 31)))
        .with("gtin", random -> new Json.Text(pick(GTINS, random)))
        .with("public", ContractSamples::identifier)
        .with("version", random -> new Json.Text(name(random, 20) + "." + name(random, 10)))
        .with("publish.imageSize", random -> new Json.Int(1 + random.nextInt(1 << 30)))
        .with("publish.location", random -> new Json.Text(pick(LOCATIONS, random)))
        .with("set-policy.validitySeconds", random -> new Json.Int(random.nextInt(60, 31_536_001)))
        .with("set-policy.freshnessSeconds", random -> new Json.Int(random.nextInt(10, 901)))
        .with("set-policy.restrictFrom", random -> severity(random, "low", "medium"))
        .with("set-policy.quarantineFrom", random -> severity(random, "high", "critical"))
        .with("keep-watch.seconds", random -> new Json.Int(random.nextInt(60, 86_401)))
        .with("set-entry.mode", random -> new Json.Text("work"))
        .with("set-entry.bits", random -> new Json.Int(random.nextInt(1, 41)))
        .with("set-entry.hourly", random -> new Json.Int(random.nextInt(1, 1_000_001)))
        .with("set-entry.quota", random -> new Json.Int(random.nextInt(10, 1_000_001)))
        .with("require-approvals.needed", random -> new Json.Int(1))
        .with(
            "require-approvals.openSeconds", random -> new Json.Int(random.nextInt(60, 7_776_001)))
        .with("name-guardians.needed", random -> new Json.Int(1))
        .with("name-guardians.openSeconds", random -> new Json.Int(random.nextInt(60, 7_776_001)))
        .with(
            "name-guardians.delaySeconds", random -> new Json.Int(random.nextInt(3_600, 7_776_001)))
        .with("transaction-name", random -> new Json.Text("things/offer"))
        .with(
            "delegate.transactions", random -> new Json.Arr(List.of(new Json.Text("things/offer"))))
        .with("require-approvals.kind", random -> new Json.Text("release"))
        .with("register-batch.count", random -> new Json.Int(1 + random.nextInt(1 << 24)))
        .with("add-replica.weight", ContractSamples::weight)
        .with("weigh-replica.weight", ContractSamples::weight)
        .with("replicas", ContractSamples::replicas)
        .with("offer-replica.checkpoint", ContractSamples::ed25519)
        .with("set-threshold.percent", random -> new Json.Int(random.nextInt(67, 101)))
        .with("set-threshold.openSeconds", random -> new Json.Int(random.nextInt(60, 7_776_001)))
        .with("offer-replica.consensus", random -> new Json.Null())
        .with("offer-replica.consensusPossession", random -> new Json.Null())
        .with("open-agreement.perMinute", random -> new Json.Int(random.nextInt(1, 60_001)))
        .with("open-agreement.waiting", random -> new Json.Int(random.nextInt(1, 1_001)))
        .with("member.agreement", ContractSamples::agreementKey)
        .with("report-double-vote.voter", ContractSamples::ed25519)
        .with("report-double-vote.height", random -> new Json.Int(random.nextInt(1, 1_000_000)))
        .with("report-double-vote.round", random -> new Json.Int(random.nextInt(9)))
        .with("engine-vote.nanos", random -> new Json.Int(random.nextInt(1_000_000_000)))
        .with("engine-vote.block", ContractSamples::engineBlock)
        .with("block.parts", random -> new Json.Int(random.nextInt(1, 70)))
        .with("limit-absence.seconds", random -> new Json.Int(random.nextInt(600, 7_776_001)))
        .with("attend.checkpoint", ContractSamples::ed25519)
        .with("suspended.replica", random -> ((Json.Arr) replicas(random)).elements().getFirst())
        .with("report-double-checkpoint.checkpoint", ContractSamples::ed25519)
        .with("certificate.agreement", ContractSamples::agreementKey)
        .with("rekey.agreement", ContractSamples::agreementKey)
        .with("reset.agreement", ContractSamples::agreementKey)
        .with("add-agreement-key.key", ContractSamples::agreementKey)
        .with("report-clone.second", ContractSamples::message)
        .with("report-copies.first", ContractSamples::message)
        .with("report-copies.second", ContractSamples::message)
        .with(
            "distinguished-name", random -> new Json.Text(authority(random).subject().der().hex()))
        .with("issuer.vendor", random -> new Json.Text("FFF1"))
        .with("issuer.product", random -> new Json.Text("8000"))
        .with("add-root.certificate", ContractSamples::certificate)
        .with("add-intermediate.certificate", ContractSamples::certificate)
        .with("bind.certificate", ContractSamples::certificate)
        .with("set-registration-policy.registrars", ContractSamples::registrars)
        .with("registration-policy.registrars", ContractSamples::registrars)
        .with("decimal", random -> new Json.Text(decimal(random)))
        .with("short-name", random -> new Json.Text(name(random, 32)))
        .with("sample-id.number", random -> new Json.Int(random.nextInt(1, 1_001)))
        .with("register-sample.number", random -> new Json.Int(random.nextInt(1, 1_001)))
        .with("exclude.number", random -> new Json.Int(random.nextInt(1, 1_001)))
        .with("percentile.fraction", random -> new Json.Text("0." + random.nextInt(1, 10)))
        .with("addressee.withinSeconds", random -> new Json.Int(random.nextInt(1, 1_000_000)))
        .with("terms.minimum", random -> new Json.Int(random.nextInt(1, 1_001)))
        .with("terms.approvals", random -> new Json.Int(random.nextInt(2, 17)))
        .with("terms.reasons", ContractSamples::reasons)
        .with("accredit.from", random -> new Json.Text("2026-01-01T00:00:00Z"))
        .with("accredit.until", random -> new Json.Text("2027-01-01T00:00:00Z"))
        .with("make-plan.required", random -> new Json.Int(random.nextInt(1, 1_001)))
        .with("make-plan.end", random -> new Json.Text("2026-06-30T00:00:00Z"))
        .with("make-plan.reportBy", random -> new Json.Text("2026-07-31T00:00:00Z"))
        .with("finding.detectionLimit", random -> new Json.Text("0.5"))
        .with("finding.value", random -> new Json.Text("" + random.nextInt(1, 1_000)))
        .with(
            "signed-decimal",
            random -> new Json.Text("-" + decimal(random).replaceFirst("^0", "1")))
        .with("readmit.number", random -> new Json.Int(random.nextInt(1, 1_001)))
        .with("watch.seconds", random -> new Json.Int(random.nextInt(1, 31_622_401)))
        .with("report-readings.readings", ContractSamples::readings)
        .with("register-logger.key", ContractSamples::loggerKey)
        .with("capture-log.key", ContractSamples::loggerKey)
        .with("log-findings", ContractSamples::logFindings)
        .with("register-in-full.statement", random -> new Json.Text(signedStatement(random).hex()));
  }

  private static Json readings(Random random) {
    return new Json.Arr(
        IntStream.rangeClosed(1, random.nextInt(1, 4))
            .<Json>mapToObj(
                second ->
                    Json.object()
                        .put("at", "2026-01-01T00:00:0" + second + "Z")
                        .put("value", "" + random.nextInt(-20, 40))
                        .build())
            .toList());
  }

  private static Json loggerKey(Random random) {
    return new Json.Text(
        CoseKey.p256(Samples.random(random, 32), Samples.random(random, 32)).encode().hex());
  }

  private static Json logFindings(Random random) {
    Json.ObjectBuilder findings = Json.object().put("days", random.nextInt(2, 1_001));
    Json alarm =
        Json.object()
            .put("limit", "8")
            .put("allowedMinutes", new Json.Int(60))
            .put("minutes", random.nextInt(5_000))
            .put("days", random.nextInt(3))
            .build();
    findings.put("alarms", new Json.Arr(random.nextBoolean() ? List.of(alarm) : List.of()));
    if (random.nextBoolean()) {
      findings.put(
          "log",
          Json.object()
              .put("count", random.nextInt(2, 1_000_001))
              .put("sum", "-" + random.nextInt(1, 9))
              .put("lowest", "-" + random.nextInt(9, 90))
              .put("highest", "" + random.nextInt(90) + ".5")
              .put("outside", random.nextInt(3))
              .put("first", "2026-01-01T00:00:00Z")
              .put("last", "2026-02-01T00:00:00Z")
              .build());
    }
    return findings.build();
  }

  private static String decimal(Random random) {
    return random.nextInt(1_000) + (random.nextBoolean() ? "" : "." + random.nextInt(1, 10));
  }

  private static Json reasons(Random random) {
    return random.nextBoolean()
        ? new Json.Arr(List.of())
        : new Json.Arr(List.of(new Json.Text("broken bottle"), new Json.Text("not a tap")));
  }

  private static CertificateDraft authority(Random random) {
    return CertificateDraft.root(
        CertificateDraft.name("Authority " + name(random, 9), Optional.of("FFF1")),
        CoseKey.ed25519(Samples.random(random, 32)),
        Timestamp.parse("2026-01-01T00:00:00Z"),
        Timestamp.parse("2056-01-01T00:00:00Z"),
        Optional.empty());
  }

  private static Json certificate(Random random) {
    Bytes der = authority(random).signed(Algorithm.ED25519, Samples.random(random, 64));
    return new Json.Text(der.hex());
  }

  private static Json ed25519(Random random) {
    return new Json.Text(CoseKey.ed25519(Samples.random(random, 32)).encode().hex());
  }

  private static Json replicas(Random random) {
    return new Json.Arr(
        List.of(
            Json.object()
                .put("party", Samples.random(random, 32).hex())
                .put("checkpoint", ed25519(random))
                .put("consensus", new Json.Null())
                .put("weight", weight(random))
                .put("endpoint", new Json.Null())
                .build()));
  }

  private static Json engineBlock(Random random) {
    return Json.object()
        .put("hash", Samples.random(random, 32).hex())
        .put("parts", random.nextInt(1, 70))
        .put("partsHash", Samples.random(random, 32).hex())
        .build();
  }

  private static Json weight(Random random) {
    return new Json.Int(random.nextInt(1, 1_000_001));
  }

  private static Json registrars(Random random) {
    return new Json.Arr(List.of(new Json.Text(Samples.random(random, 32).hex())));
  }

  private static Bytes signedStatement(Random random) {
    CoseKey key = CoseKey.ed25519(Samples.random(random, 32));
    String issuer = random.nextBoolean() ? DidKey.encode(key) : "did:x:" + random.nextInt(99);
    return SignedStatements.unsigned(
        key, SignedStatements.EDDSA, issuer, random.nextBoolean(), "p");
  }

  /** One of {@code from}. */
  public static <T> T pick(List<T> from, Random random) {
    return from.get(random.nextInt(from.size()));
  }

  private static String handle(Random random) {
    String middle = random.nextBoolean() ? "-" : "";
    return name(random, 10) + middle + name(random, 10);
  }

  private static String name(Random random, int max) {
    StringBuilder name = new StringBuilder();
    for (int i = random.nextInt(1, max + 1); i > 0; i--) {
      name.append("abcdefghijklmnopqrstuvwxyz0123456789".charAt(random.nextInt(36)));
    }
    return name.toString();
  }

  private static Json identifier(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> identifier("serial", "SN " + name(random, 20) + " é");
      case 1 -> identifier("sgtin", "(01)" + pick(GTINS, random) + "(21)" + name(random, 20));
      case 2 ->
          identifier(
              "digital-link",
              "https://id.example/p/01/"
                  + pick(GTINS, random)
                  + "/21/"
                  + name(random, 20)
                  + "?a=b");
      case 3 -> identifier("mac", Samples.random(random, 6).hex());
      case 4 -> identifier("imei", pick(IMEIS, random));
      default -> identifier("other", name(random, 31));
    };
  }

  private static Json identifier(String kind, String text) {
    return Json.object().put("kind", kind).put("text", text).build();
  }

  private static Json severity(Random random, String... names) {
    return random.nextInt(3) == 0 ? new Json.Null() : new Json.Text(pick(List.of(names), random));
  }

  private static Json agreementKey(Random random) {
    return new Json.Text(Samples.agreementKey(random).encode().hex());
  }

  private static Json message(Random random) {
    ContentType type = random.nextBoolean() ? ContentTypes.STATEMENT : ContentTypes.EVIDENCE;
    Bytes message =
        Sign1.unsigned(
                Algorithm.ED25519,
                new KeyId(Samples.random(random, 32)),
                type,
                Samples.random(random, random.nextInt(100)))
            .signed(Samples.random(random, 64))
            .encode();
    return new Json.Text(message.hex());
  }
}
