package birthmark.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.client.replay.Measurement;
import birthmark.client.replay.SampleFile;
import birthmark.client.resident.BottleLabel;
import birthmark.codec.Timestamp;
import birthmark.contract.Acting;
import birthmark.contract.ApprovalClass;
import birthmark.contract.Role;
import birthmark.contract.Transaction;
import birthmark.contracts.parties.Handle;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.contracts.samples.Decimal;
import birthmark.contracts.samples.Finding;
import birthmark.contracts.samples.NonDetects;
import birthmark.contracts.samples.Percentile;
import birthmark.contracts.samples.PercentileMethod;
import birthmark.contracts.samples.PlanId;
import birthmark.contracts.samples.Rule;
import birthmark.contracts.samples.RuleId;
import birthmark.contracts.samples.SampleId;
import birthmark.contracts.samples.SamplingTransaction;
import birthmark.contracts.samples.ShortName;
import birthmark.contracts.samples.Unit;
import birthmark.cose.SigningKey;
import birthmark.json.Json;
import birthmark.node.testing.FastKey;
import birthmark.node.testing.FrontDoor;
import birthmark.node.testing.Inhabited;
import birthmark.testing.SeededRandom;
import birthmark.testing.SharedData;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The 71 samples of Flint, each brought to a real node by whom it concerns, in a few requests. */
final class FlintTown {
  /** What is printed in the rule for what the city said of the first sample left out. */
  static final Rule.Ground FILTER = new Rule.Ground("the tap has a filter");

  private static final ShortName LEAD = new ShortName("lead");
  private static final ShortName SPRING = new ShortName("spring");

  private final FrontDoor door;
  private final SeededRandom random = new SeededRandom(71);
  private final SigningKey regulator = key();
  private final SigningKey certifier = key();
  private final SigningKey utility = key();
  private final SigningKey laboratory = key();
  private final SigningKey sampler = key();
  private final SigningKey auditor = key();
  private final List<Measurement> measured;
  private Timestamp taken = new Timestamp(0);

  private record Signed(SigningKey key, Transaction transaction) {}

  /** A town before the ledger behind {@code door}, whose roles {@code founder} gives. */
  FlintTown(FrontDoor door, SigningKey founder) throws Exception {
    this.door = door;
    try (BufferedReader in =
        Files.newBufferedReader(
            SharedData.root()
                .resolve("client/src/main/resources/birthmark/client/replay/flint.csv"))) {
      measured = SampleFile.read("flint.csv", "ppb", terms().limit(), in);
    }
    List<Signed> all = new ArrayList<>();
    for (SigningKey each : List.of(regulator, certifier, utility, laboratory, sampler, auditor)) {
      Handle handle = new Handle("flint-" + all.size());
      all.add(new Signed(each, new PartyTransaction.Register(each.publicKey(), handle, "Flint")));
    }
    submit(all);
    all.clear();
    all.add(grant(founder, regulator, Role.REGULATOR));
    all.add(grant(founder, certifier, Role.CERTIFIER));
    all.add(grant(founder, utility, Role.OPERATOR));
    all.add(grant(founder, laboratory, Role.LABORATORY));
    all.add(grant(founder, auditor, Role.AUDITOR));
    submit(all);
    all.clear();
    all.add(new Signed(regulator, new SamplingTransaction.PublishRule(LEAD, terms())));
    all.add(
        new Signed(
            certifier,
            new SamplingTransaction.Accredit(
                Inhabited.party(laboratory),
                LEAD,
                "L-17025",
                new Timestamp(0),
                now().plusSeconds(1_000_000))));
    all.add(
        new Signed(
            utility,
            new PartyTransaction.RequireApprovals(
                ApprovalClass.EXCLUSION,
                2,
                List.of(Inhabited.party(utility), Inhabited.party(auditor)),
                3_600)));
    submit(all);
  }

  private SigningKey key() {
    return FastKey.generate(random);
  }

  private static Signed grant(SigningKey founder, SigningKey to, Role role) {
    return new Signed(founder, new PartyTransaction.Grant(Inhabited.party(to), role));
  }

  private static Timestamp now() {
    return new Timestamp(System.currentTimeMillis());
  }

  private static Rule.Terms terms() {
    return new Rule.Terms(
        "40 CFR 141.80(c)",
        LEAD,
        Unit.PPB,
        new Percentile(new Decimal("0.9"), PercentileMethod.NEAREST_RANK),
        NonDetects.AS_ZERO,
        new Decimal("15"),
        100,
        List.of(FILTER, new Rule.Ground("not a home")),
        2,
        List.of(new Rule.Addressee("those who drink the water", 5_184_000)));
  }

  /** Who makes the plan. */
  PartyId utility() {
    return Inhabited.party(utility);
  }

  /** The plan. */
  PlanId plan() {
    return new PlanId(utility(), SPRING);
  }

  /** How many samples there are. */
  int samples() {
    return measured.size();
  }

  /** What was found in a sample. */
  String value(int number) {
    return Decimal.ofMillionths(measured.get(number - 1).millionths()).text();
  }

  private SampleId sample(long number) {
    return new SampleId(plan(), number);
  }

  private static Bytes salt(long number) {
    return Sha256.of(Bytes.copyOf(Long.toString(number).getBytes(StandardCharsets.UTF_8)));
  }

  /** Makes the plan, and registers all samples; that of {@code label} where it says. */
  void plan(BottleLabel label, String site, long secondsToRegister) throws Exception {
    Timestamp end = now().plusSeconds(secondsToRegister);
    String _ =
        door.accept(
            utility,
            new SamplingTransaction.MakePlan(
                SPRING,
                new RuleId(Inhabited.party(regulator), LEAD),
                Inhabited.party(laboratory),
                100,
                end,
                end));
    List<Signed> all = new ArrayList<>();
    for (long number = 1; number <= samples(); number++) {
      Bytes salt = number == label.sample().number() ? label.salt() : salt(number);
      String place = number == label.sample().number() ? site : "house " + number;
      all.add(
          new Signed(
              utility,
              new SamplingTransaction.RegisterSample(
                  SPRING,
                  number,
                  new BottleLabel(sample(number), salt).commitment(place),
                  Inhabited.party(sampler))));
    }
    submit(all);
    taken = now();
  }

  /** Takes all samples, brings them to the laboratory and has them analysed. */
  void analyse() throws Exception {
    each(sampler, id -> new SamplingTransaction.Collect(id, taken));
    each(sampler, id -> new SamplingTransaction.HandOver(id, Inhabited.party(laboratory)));
    each(laboratory, SamplingTransaction.Receive::new);
    each(laboratory, id -> new SamplingTransaction.ReportResult(id, finding(id)));
  }

  private void each(SigningKey by, Function<SampleId, Transaction> step) throws Exception {
    List<Signed> all = new ArrayList<>();
    for (long number = 1; number <= samples(); number++) {
      all.add(new Signed(by, step.apply(sample(number))));
    }
    submit(all);
  }

  private Finding finding(SampleId id) {
    String value = value((int) id.number());
    return new Finding(
        value.equals("0") ? Optional.empty() : Optional.of(new Decimal(value)),
        Unit.PPB,
        new Decimal("1"),
        new Decimal("0.5"),
        taken,
        "ICP-MS 7",
        new Finding.Calibration(salt(0), taken.plusSeconds(1)));
  }

  /** Leaves out the two that the city left out, with the approval that the rule asks for. */
  void exclude() throws Exception {
    for (long number : List.of(2L, 27L)) {
      SamplingTransaction.Exclude exclusion =
          new SamplingTransaction.Exclude(SPRING, number, FILTER, "as the city said");
      String proposal = door.accept(utility, exclusion);
      FrontDoor.Told told =
          door.submit(
              auditor, exclusion, Acting.approving(utility().value(), Bytes.fromHex(proposal)));
      assertEquals(201, told.status(), told.text());
    }
  }

  /** Sends all of them at once; each counts, in any order. */
  private void submit(List<Signed> all) throws IOException, InterruptedException {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    for (Signed each : all) {
      octets.writeBytes(door.sign(each.key(), each.transaction()).toByteArray());
    }
    FrontDoor.Told told = door.post("/v1/statements", "application/cbor-seq", octets.toByteArray());
    Json.Arr answers = (Json.Arr) told.json().member("answers").orElseThrow();
    for (Json each : answers.elements()) {
      assertEquals(Optional.empty(), ((Json.Obj) each).member("refused"));
    }
    assertEquals(all.size(), answers.elements().size());
  }
}
