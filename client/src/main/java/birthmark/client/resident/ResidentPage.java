package birthmark.client.resident;

import birthmark.codec.Timestamp;
import birthmark.contracts.samples.Decimal;
import birthmark.contracts.samples.Result;
import birthmark.contracts.samples.Sample;
import birthmark.contracts.samples.Statistic;
import birthmark.contracts.samples.Unit;
import java.util.Locale;
import java.util.Optional;

/** A page for who gave a sample: what came of it, in plain words, readable without a network. */
public final class ResidentPage {
  private static final int DATE = 10;

  private final PlanRecord record;
  private final BottleLabel label;
  private final Sample sample;
  private final Optional<String> site;

  /**
   * A page about the sample of {@code label}.
   *
   * @param site where the resident says it was taken, if that is to be checked
   * @throws IllegalArgumentException if the plan has no such sample
   */
  public ResidentPage(PlanRecord record, BottleLabel label, Optional<String> site) {
    this.record = record;
    this.label = label;
    this.site = site;
    this.sample =
        record
            .sample(label.sample())
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "the plan has no sample " + label.sample() + ", and its list is complete"));
  }

  /** Whether the commitment on the ledger is to the place that the resident names. */
  public boolean rightPlace() {
    return site.map(each -> label.commitment(each).equals(sample.site())).orElse(true);
  }

  static String unit(Unit unit) {
    return switch (unit) {
      case PPM -> "ppm";
      case PPB -> "ppb";
      case PPT -> "ppt";
      case MILLIGRAMS_PER_LITRE -> "mg/L";
      case MICROGRAMS_PER_LITRE -> "µg/L";
      case NANOGRAMS_PER_LITRE -> "ng/L";
      case MICROGRAMS_PER_CUBIC_METRE -> "µg/m³";
      case BECQUERELS_PER_LITRE -> "Bq/L";
      case COLONIES_PER_100_MILLILITRES -> "colonies in 100 mL";
      case DEGREES_CELSIUS -> "°C";
    };
  }

  static String day(Timestamp time) {
    return time.toString().substring(0, DATE);
  }

  private String inUnit(Decimal value) {
    return value + " " + unit(record.rule().unit());
  }

  private String analyte() {
    return record.rule().analyte().text();
  }

  /** The page as HTML. */
  public String html() {
    Html page = new Html("Your water sample, number " + label.sample().number());
    page.paragraph("Plan “" + record.id().plan() + "”. What is measured: " + analyte() + ".");
    if (!rightPlace()) {
      page.box(
          true,
          "This bottle was registered for another place than the one you name. Ask whoever gave"
              + " you the bottle, and tell the regulator.");
    } else if (site.isPresent()) {
      page.box(false, "It is registered for the place that you name.");
    }
    result(page);
    way(page);
    everybody(page);
    page.heading("How you can be sure");
    page.paragraph(
        "The list of all samples of this plan was proven to be complete, and yours is in it."
            + " Nobody can take it out or change it in silence. The proofs are in the files beside"
            + " this page: anybody can check them with “birthmark verify”, without asking anyone.");
    page.small(
        "As of block "
            + record.height()
            + ", "
            + record.time()
            + ". Utility "
            + record.id().utility()
            + ". Law: "
            + record.rule().legalBasis());
    return page.end();
  }

  private void result(Html page) {
    page.heading("What was found");
    Optional<Result> result = sample.result();
    if (result.isEmpty()) {
      page.box(
          true,
          "Nothing yet: there is no result for your sample. As long as there is none it counts as"
              + " missing, for everybody to see.");
      return;
    }
    Optional<Decimal> value = result.get().finding().value();
    boolean above = value.map(each -> each.compareTo(record.rule().limit()) > 0).orElse(false);
    page.box(
        above,
        value
            .map(each -> "Your sample has " + inUnit(each) + " of " + analyte() + ".")
            .orElse(
                "No "
                    + analyte()
                    + " was detected in your sample. The method detects "
                    + inUnit(result.get().finding().detectionLimit())
                    + " or more."));
    if (above) {
      page.paragraph(
          "That is above "
              + inUnit(record.rule().limit())
              + ", the limit for the town's figure. Ask your utility or health department what to"
              + " do before you drink this water.");
    }
    if (sample.corrections() > 0) {
      page.paragraph(
          "The laboratory declared an earlier result wrong ("
              + sample.corrections()
              + "); the old one stays on the ledger too.");
    }
    sample
        .exclusion()
        .ifPresentOrElse(
            why ->
                page.box(
                    true,
                    "Your sample was LEFT OUT of the town's figure. The reason given: “"
                        + why.ground().text()
                        + "”. In words: “"
                        + why.explanation()
                        + "”."),
            () ->
                page.paragraph(
                    "It is among the " + kept() + " results that the town's figure is made of."));
  }

  private long kept() {
    return record.statistic().analysed() - record.statistic().excluded();
  }

  private void way(Html page) {
    page.heading("Its way");
    page.table("", "When")
        .row("Registered, before it was taken", day(sample.registered()))
        .row("Taken", sample.taken().map(ResidentPage::day).orElse("not yet"))
        .row(
            "Analysed",
            sample.result().map(each -> day(each.finding().analysed())).orElse("not yet"))
        .row("Reported", sample.result().map(each -> day(each.reported())).orElse("not yet"))
        .endTable();
  }

  private void everybody(Html page) {
    Statistic now = record.statistic();
    page.heading("The whole town");
    page.paragraph(
        String.format(
            Locale.ROOT,
            "%d samples were asked for, %d registered, %d taken, %d analysed, %d left out.",
            now.required(),
            now.registered(),
            now.collected(),
            now.analysed(),
            now.excluded()));
    now.complete().ifPresent(each -> figure(page, "With all results", each));
    if (now.excluded() > 0) {
      now.kept().ifPresent(each -> figure(page, "Without those left out", each));
      boolean with = now.complete().map(Statistic.Held::exceeds).orElse(false);
      boolean without = now.kept().map(Statistic.Held::exceeds).orElse(false);
      if (with != without) {
        page.box(true, "Leaving them out decides which side of the limit the figure is on.");
      }
    }
    if (record.published().isEmpty()) {
      page.paragraph(
          "The figures are published on " + day(record.plan().reportBy()) + ", by themselves.");
    }
  }

  private void figure(Html page, String which, Statistic.Held held) {
    page.box(
        held.exceeds(),
        which
            + " the figure is "
            + inUnit(held.figure())
            + ": "
            + (held.exceeds() ? "ABOVE" : "not above")
            + " the limit of "
            + inUnit(record.rule().limit())
            + ".");
  }
}
