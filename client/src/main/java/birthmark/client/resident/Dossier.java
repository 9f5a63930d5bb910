package birthmark.client.resident;

import birthmark.contracts.samples.Result;
import birthmark.contracts.samples.Sample;
import birthmark.contracts.samples.SampleId;
import birthmark.contracts.samples.Statistic;
import birthmark.state.Entry;
import java.util.List;
import java.util.Optional;

/** A regulator's dossier of a plan: every sample and what follows, as a page and as a table. */
public final class Dossier {
  private static final int SHOWN = 16;

  private final PlanRecord record;
  private final List<SignedStep> signed;

  /** A dossier of {@code record}, which follows from the statements {@code signed}. */
  public Dossier(PlanRecord record, List<SignedStep> signed) {
    this.record = record;
    this.signed = List.copyOf(signed);
  }

  /** All samples as comma-separated values (RFC 4180), one a line, names first. */
  public String csv() {
    StringBuilder out =
        new StringBuilder(
            "sample,value,unit,detection limit,uncertainty,registered,taken,analysed,reported,"
                + "laboratory,instrument,calibration,corrections,left out because,explanation\r\n");
    record.samples().forEach(each -> line(out, cells(each)));
    return out.toString();
  }

  private static void line(StringBuilder out, List<String> cells) {
    out.append(String.join(",", cells.stream().map(Dossier::quoted).toList()));
    out.append("\r\n");
  }

  /** The signed statements, one a line in the order of the ledger, names first. */
  public String statements() {
    StringBuilder out = new StringBuilder("block,transaction,sample,key,statement\r\n");
    signed.forEach(each -> line(out, cells(each)));
    return out.toString();
  }

  private static List<String> cells(SignedStep step) {
    return List.of(
        Long.toString(step.height()),
        step.transaction(),
        step.sample().map(number -> Long.toString(number)).orElse(""),
        step.key().toString(),
        step.statement().hex());
  }

  private static String quoted(String text) {
    // A cell that begins so is taken for a formula by spreadsheets.
    String safe = !text.isEmpty() && "=+-@".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    return safe.indexOf(',') < 0 && safe.indexOf('"') < 0
        ? safe
        : "\"" + safe.replace("\"", "\"\"") + "\"";
  }

  private List<String> cells(Entry<SampleId, Sample> each) {
    Sample sample = each.value();
    Optional<Result> result = sample.result();
    return List.of(
        Long.toString(each.key().number()),
        result.map(found -> found.finding().value().map(Object::toString).orElse("ND")).orElse(""),
        result.map(found -> ResidentPage.unit(found.finding().unit())).orElse(""),
        result.map(found -> found.finding().detectionLimit().text()).orElse(""),
        result.map(found -> found.finding().uncertainty().text()).orElse(""),
        sample.registered().toString(),
        sample.taken().map(Object::toString).orElse(""),
        result.map(found -> found.finding().analysed().toString()).orElse(""),
        result.map(found -> found.reported().toString()).orElse(""),
        result.map(found -> found.laboratory().toString()).orElse(""),
        result.map(found -> found.finding().instrument()).orElse(""),
        result.map(found -> found.finding().calibration().certificate().hex()).orElse(""),
        Long.toString(sample.corrections()),
        sample.exclusion().map(why -> why.ground().text()).orElse(""),
        sample.exclusion().map(Sample.Exclusion::explanation).orElse(""));
  }

  /** The figures and all samples as a page. */
  public String html() {
    Statistic now = record.statistic();
    Html page = new Html("Dossier of the plan " + record.id().plan());
    page.small(
        "Utility "
            + record.id().utility()
            + "; rule "
            + record.plan().rule()
            + " of "
            + record.plan().rule().regulator()
            + ": "
            + record.rule().legalBasis());
    page.heading("Figures");
    page.table("", "figure", "above " + record.rule().limit());
    row(page, "All " + now.analysed() + " results", now.complete());
    row(page, "Without the " + now.excluded() + " left out", now.kept());
    now.restored()
        .forEach(
            each -> row(page, "With #" + each.number() + " put back", Optional.of(each.held())));
    page.endTable();
    page.paragraph(
        "Required "
            + now.required()
            + ", registered "
            + now.registered()
            + ", collected "
            + now.collected()
            + ", analysed "
            + now.analysed()
            + ", excluded "
            + now.excluded()
            + ".");
    now.leaveOneOut()
        .ifPresent(
            each ->
                page.paragraph(
                    "Leaving out one: "
                        + each.lowest()
                        + " to "
                        + each.highest()
                        + "; "
                        + each.flipping()
                        + " decide alone."));
    now.smallestFlip()
        .ifPresent(
            each ->
                page.paragraph(
                    "The fewest that decide: "
                        + each.count()
                        + ", first of all "
                        + each.numbers()));
    record
        .published()
        .filter(each -> !each.statistic().equals(now))
        .ifPresent(
            each ->
                page.box(
                    true,
                    "What was published (revision "
                        + each.revision()
                        + ") differs: something changed since, and is reckoned next."));
    page.heading("Samples");
    page.table("#", "value", "taken", "analysed", "corrections", "left out because");
    for (Entry<SampleId, Sample> each : record.samples()) {
      List<String> cells = cells(each);
      page.row(
          cells.get(0), cells.get(1), cells.get(6), cells.get(7), cells.get(12), cells.get(13));
    }
    page.endTable();
    if (!signed.isEmpty()) {
      page.heading("Signed statements");
      page.paragraph(
          "Each is in the folder statements beside this page, called by its id, with its receipt.");
      page.table("block", "what", "sample", "key", "statement");
      for (SignedStep each : signed) {
        List<String> cells = cells(each);
        page.row(
            cells.get(0),
            cells.get(1),
            cells.get(2),
            cells.get(3).substring(0, SHOWN),
            cells.get(4).substring(0, SHOWN));
      }
      page.endTable();
    }
    page.small(
        "As of block "
            + record.height()
            + ", "
            + record.time()
            + ". The proofs are in the files beside this page: birthmark verify takes each, and"
            + " birthmark-verifier dossier, another program by the same rules, takes all of them:"
            + " it checks every signature and reckons the figures again from what was signed.");
    return page.end();
  }

  private static void row(Html page, String name, Optional<Statistic.Held> held) {
    page.row(
        name,
        held.map(each -> each.figure().text()).orElse("-"),
        held.map(each -> each.exceeds() ? "yes" : "no").orElse("-"));
  }
}
