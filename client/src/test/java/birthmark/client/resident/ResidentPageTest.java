package birthmark.client.resident;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.samples.Decimal;
import birthmark.contracts.samples.Finding;
import birthmark.contracts.samples.NonDetects;
import birthmark.contracts.samples.Percentile;
import birthmark.contracts.samples.PercentileMethod;
import birthmark.contracts.samples.Plan;
import birthmark.contracts.samples.PlanId;
import birthmark.contracts.samples.Result;
import birthmark.contracts.samples.Rule;
import birthmark.contracts.samples.RuleId;
import birthmark.contracts.samples.Sample;
import birthmark.contracts.samples.SampleId;
import birthmark.contracts.samples.ShortName;
import birthmark.contracts.samples.Unit;
import birthmark.cose.KeyId;
import birthmark.state.Entry;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.decoder.Decoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What a resident and a regulator read of a plan. */
class ResidentPageTest {
  private static final Timestamp DAY = Timestamp.parse("2026-06-01T00:00:00Z");
  private static final PartyId PARTY = new PartyId(Bytes.copyOf(new byte[32]));
  private static final PlanId PLAN = new PlanId(PARTY, new ShortName("spring"));
  private static final Rule.Ground FILTER = new Rule.Ground("the tap has a filter");
  private static final BottleLabel LABEL =
      new BottleLabel(new SampleId(PLAN, 1), Bytes.copyOf(new byte[32]));

  private static Sample sample(String value, Optional<String> explanation) {
    Finding finding =
        new Finding(
            value.isEmpty() ? Optional.empty() : Optional.of(new Decimal(value)),
            Unit.PPB,
            new Decimal("0.5"),
            new Decimal("1"),
            DAY,
            "=ICP, \"7\"",
            new Finding.Calibration(PARTY.value(), DAY.plusSeconds(1)));
    return new Sample(
        LABEL.commitment("1 Main Street"),
        PARTY,
        DAY,
        Optional.of(DAY),
        Optional.of(PARTY),
        Optional.empty(),
        Optional.of(new Result(finding, PARTY, DAY)),
        0,
        explanation.map(text -> new Sample.Exclusion(FILTER, text, DAY)));
  }

  private static PlanRecord record(Sample... samples) {
    List<Entry<SampleId, Sample>> rows = new ArrayList<>();
    for (Sample each : samples) {
      rows.add(new Entry<>(new SampleId(PLAN, rows.size() + 1L), each));
    }
    Rule.Terms rule =
        new Rule.Terms(
            "a law",
            new ShortName("lead"),
            Unit.PPB,
            new Percentile(new Decimal("0.9"), PercentileMethod.NEAREST_RANK),
            NonDetects.AS_ZERO,
            new Decimal("15"),
            1,
            List.of(FILTER),
            2,
            List.of());
    return new PlanRecord(
        PLAN,
        new Plan(new RuleId(PARTY, new ShortName("law")), PARTY, 3, DAY, DAY, DAY),
        rule,
        rows,
        Optional.empty(),
        7,
        DAY);
  }

  /** What a scanner of another maker reads of a picture's modules. */
  private static String scanned(String svg, int spoilt) throws Exception {
    Matcher size = Pattern.compile("viewBox=\"0 0 ([0-9]+) ").matcher(svg);
    assertTrue(size.find(), svg);
    int modules = Integer.parseInt(size.group(1)) - 8;
    BitMatrix matrix = new BitMatrix(modules);
    Matcher dark = Pattern.compile("M([0-9]+) ([0-9]+)h1v1h-1z").matcher(svg);
    while (dark.find()) {
      matrix.set(Integer.parseInt(dark.group(1)) - 4, Integer.parseInt(dark.group(2)) - 4);
    }
    for (int i = 0; i < spoilt; i++) {
      matrix.flip(modules / 2 + i % 6, modules / 2 + i / 6);
    }
    return new Decoder().decode(matrix).getText();
  }

  @Test
  void aScannerOfAnotherMakerReadsTheLabelAlsoWhereADropSpoiltIt() throws Exception {
    assertEquals(LABEL.text(), scanned(LABEL.svg(), 0));
    assertEquals(LABEL.text(), scanned(LABEL.svg(), 36));
    assertTrue(LABEL.svg().contains(">spring #1</text>"), LABEL.svg());
  }

  private static String page(PlanRecord record, String site) {
    return new ResidentPage(record, LABEL, Optional.of(site)).html();
  }

  @Test
  void aLabelIsReadAsItWasPrinted() {
    assertEquals(LABEL, BottleLabel.parse(" " + LABEL.text() + "\n"));
    for (String wrong :
        List.of(
            "",
            "birthmark:bottle:2" + LABEL.text().substring(18),
            LABEL.text() + "0",
            LABEL.text().replace(":1:0", ":x:0"),
            LABEL.text().replace("spring:1:", "spring:1001:"))) {
      assertThrows(IllegalArgumentException.class, () -> BottleLabel.parse(wrong), wrong);
    }
  }

  @Test
  void aPlaceIsTheSameHoweverItsLettersAreComposed() {
    assertEquals(
        LABEL.commitment("Rue de l'Église 1"), LABEL.commitment(" Rue de l'E\u0301glise 1"));
    assertFalse(LABEL.commitment("1 Main Street").equals(LABEL.commitment("2 Main Street")));
  }

  @Test
  void aResidentReadsTheResultAndThatItCounts() {
    String page =
        page(
            record(sample("104", Optional.empty()), sample("2", Optional.empty())),
            "1 Main Street");
    assertTrue(page.contains("Your sample has 104 ppb of lead."), page);
    assertTrue(page.contains("It is among the 2 results"), page);
    assertTrue(page.contains("It is registered for the place that you name."), page);
    assertTrue(page.contains("the figure is 104 ppb: ABOVE the limit of 15 ppb"), page);
  }

  @Test
  void aResidentReadsThatTheSampleWasLeftOutAndWhatThatDoes() {
    String page =
        page(
            record(sample("104", Optional.of("<b>seen</b>")), sample("2", Optional.empty())),
            "1 Main Street");
    assertTrue(page.contains("LEFT OUT"), page);
    assertTrue(page.contains("&lt;b&gt;seen&lt;/b&gt;") && !page.contains("<b>seen"), page);
    assertTrue(page.contains("Leaving them out decides"), page);
  }

  @Test
  void aBottleOfAnotherPlaceIsTold() {
    String page = page(record(sample("2", Optional.empty())), "2 Main Street");
    assertTrue(page.contains("registered for another place"), page);
  }

  @Test
  void whatWasNotDetectedIsSaidSo() {
    String page = page(record(sample("", Optional.empty())), "1 Main Street");
    assertTrue(page.contains("No lead was detected"), page);
  }

  @Test
  void aSampleThatThePlanDoesNotHaveIsRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> new ResidentPage(record(), LABEL, Optional.empty()));
  }

  @Test
  void aPageNeedsNothingButItself() {
    String page = page(record(sample("2", Optional.empty())), "1 Main Street");
    for (String outside : List.of("<script", "<link", "<img", "http:", "https:", "url(")) {
      assertFalse(page.contains(outside), outside);
    }
  }

  @Test
  void aDossierHasEverySampleAndNoFormula() {
    Dossier dossier =
        new Dossier(
            record(sample("104", Optional.of("seen")), sample("2", Optional.empty())),
            List.of(
                new SignedStep(
                    PARTY.value(), 7, "exclude", new KeyId(PARTY.value()), Optional.of(1L))));
    assertEquals(
        "7,exclude,1," + PARTY + "," + PARTY, dossier.statements().lines().toList().getLast());
    List<String> lines = dossier.csv().lines().toList();
    assertEquals(3, lines.size());
    assertTrue(lines.get(1).startsWith("1,104,ppb,0.5,1,2026-06-01T00:00:00Z,"), lines.get(1));
    assertTrue(lines.get(1).contains(",\"'=ICP, \"\"7\"\"\","), lines.get(1));
    assertTrue(dossier.html().contains("With #1 put back"), dossier.html());
  }
}
