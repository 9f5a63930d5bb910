package birthmark.client.cli;

import birthmark.answer.Question;
import birthmark.bytes.Bytes;
import birthmark.client.resident.BottleLabel;
import birthmark.client.resident.Dossier;
import birthmark.client.resident.PlanRecord;
import birthmark.client.resident.ResidentPage;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.ProofFolder;
import birthmark.codec.MalformedException;
import birthmark.codec.Timestamp;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.samples.Plan;
import birthmark.contracts.samples.PlanId;
import birthmark.contracts.samples.Published;
import birthmark.contracts.samples.Rule;
import birthmark.contracts.samples.RuleId;
import birthmark.contracts.samples.Sample;
import birthmark.contracts.samples.SampleId;
import birthmark.contracts.samples.Sampling;
import birthmark.contracts.samples.ShortName;
import birthmark.json.Json;
import birthmark.state.Entry;
import birthmark.state.Table;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** What stands on a bottle, and pages about what came of it. */
final class BottleCommands {
  private static final String SITE = "--site";
  private static final String OUT = "--out";
  private static final String SVG = "--svg";
  private static final String PLAN = "plans/{utility}/{plan}";
  private static final int SALT = 32;

  private BottleCommands() {}

  static CommandSpec spec() {
    CommandSpec spec =
        Commands.group("bottle", "Labels of sample bottles, and pages about what came of them.");
    CommandSpec label =
        Commands.doing(
            "label",
            "Make the label of a sample's bottle and the commitment to its site, to register it"
                + " with. Keep the label off the ledger: it opens the commitment.",
            BottleCommands::label);
    Commands.word(label, "UTILITY", true, "The utility's id, or the name of your key for it.");
    Commands.word(label, "PLAN", true, "The plan's name.");
    Commands.word(label, "NUMBER", true, "The number on the bottle.");
    CommonOptions.text(label, true, SITE, "TEXT", "Where it is to be taken.");
    CommonOptions.text(label, true, SVG, "FILE", "Write the label's QR code, a picture to print.");
    spec.addSubcommand("label", label);
    CommandSpec page =
        Commands.doing(
            "page",
            "Write a page in plain words about the sample of a bottle, readable without a network,"
                + " with the proofs beside it.",
            BottleCommands::page);
    Commands.word(page, "LABEL", true, "The text of the label, or of its QR code.");
    CommonOptions.text(page, true, SITE, "TEXT", "Where you took it, to see that it is yours.");
    CommonOptions.text(page, true, OUT, "DIR", "Where to write (bottle).");
    spec.addSubcommand("page", page);
    CommandSpec dossier =
        Commands.doing(
            "dossier",
            "Write a regulator's dossier of a plan: every sample and all figures as a page and as a"
                + " table, with the proofs beside them.",
            BottleCommands::dossier);
    Commands.word(dossier, "UTILITY", true, "The utility's id, or the name of your key for it.");
    Commands.word(dossier, "PLAN", true, "The plan's name.");
    CommonOptions.text(dossier, true, OUT, "DIR", "Where to write (dossier).");
    spec.addSubcommand("dossier", dossier);
    return spec;
  }

  private static int label(Invocation invocation) throws ClientException {
    List<String> words = invocation.words();
    byte[] salt = new byte[SALT];
    new SecureRandom().nextBytes(salt);
    BottleLabel label;
    try {
      label =
          new BottleLabel(
              new SampleId(
                  plan(invocation, words.get(0), words.get(1)), Long.parseLong(words.get(2))),
              Bytes.copyOf(salt));
    } catch (IllegalArgumentException e) {
      throw wrong(e);
    }
    Optional<String> site = invocation.option(SITE);
    if (site.isEmpty()) {
      throw ClientException.usage("no site is given", "Say where it is to be taken: " + SITE);
    }
    Optional<String> picture = invocation.option(SVG);
    if (picture.isPresent()) {
      write(Path.of(picture.get()), label.svg());
    }
    invocation.show(
        Json.object()
            .put("label", label.text())
            .put("site", label.commitment(site.get()).hex())
            .build());
    return ExitStatus.DONE;
  }

  private static int page(Invocation invocation) throws ClientException {
    BottleLabel label;
    try {
      label = BottleLabel.parse(invocation.words().getFirst());
    } catch (IllegalArgumentException e) {
      throw wrong(e);
    }
    Path folder = folder(invocation, "bottle");
    PlanRecord record = record(invocation, label.sample().plan(), folder);
    ResidentPage page;
    try {
      page = new ResidentPage(record, label, invocation.option(SITE));
    } catch (IllegalArgumentException e) {
      throw ClientException.refused(
              String.valueOf(e.getMessage()),
              "Ask whoever gave you the bottle, and show them this answer's proof.")
          .because(e);
    }
    write(folder.resolve("page.html"), page.html());
    invocation.show(
        Json.object()
            .put("page", folder.resolve("page.html").toString())
            .put("height", record.height())
            .put("rightPlace", page.rightPlace())
            .build());
    return page.rightPlace() ? ExitStatus.DONE : ExitStatus.REFUSED;
  }

  private static int dossier(Invocation invocation) throws ClientException {
    List<String> words = invocation.words();
    Path folder = folder(invocation, "dossier");
    PlanRecord record = record(invocation, plan(invocation, words.get(0), words.get(1)), folder);
    Dossier dossier = new Dossier(record);
    write(folder.resolve("dossier.html"), dossier.html());
    write(folder.resolve("samples.csv"), dossier.csv());
    invocation.show(
        Json.object()
            .put("page", folder.resolve("dossier.html").toString())
            .put("table", folder.resolve("samples.csv").toString())
            .put("samples", record.samples().size())
            .put("height", record.height())
            .build());
    return ExitStatus.DONE;
  }

  private static PlanId plan(Invocation invocation, String utility, String name)
      throws ClientException {
    try {
      return new PlanId(new PartyId(invocation.values().digest(utility)), new ShortName(name));
    } catch (IllegalArgumentException e) {
      throw wrong(e);
    }
  }

  private static ClientException wrong(IllegalArgumentException e) {
    return ClientException.usage(String.valueOf(e.getMessage()), "Check how it is written.")
        .because(e);
  }

  private static Path folder(Invocation invocation, String otherwise) throws ClientException {
    Path folder = Path.of(invocation.option(OUT).orElse(otherwise));
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw ClientException.usage("no folder can be made at " + folder, "Choose another " + OUT)
          .because(e);
    }
  }

  private static void write(Path file, String text) throws ClientException {
    ProofFolder.write(file, Bytes.copyOf(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** All of a plan as proofs show it, which are kept in {@code folder}. */
  private static PlanRecord record(Invocation invocation, PlanId id, Path folder)
      throws ClientException {
    List<String> texts = List.of(id.utility().toString(), id.plan().text());
    Asking asking = new Asking(invocation, folder);
    try {
      Json.Obj list = asking.list(PLAN + "/samples", texts, "samples");
      long height = number((Json.Obj) member(list, "asOf"), "height");
      Plan plan = asking.found(PLAN, texts, "plan", Sampling.PLANS).orElseThrow(() -> none(id));
      RuleId rule = plan.rule();
      Rule terms =
          asking
              .found(
                  "rules/{regulator}/{rule}",
                  List.of(rule.regulator().toString(), rule.rule().text()),
                  "rule",
                  Sampling.RULES)
              .orElseThrow(() -> none(id));
      Optional<Published> published =
          asking.found(PLAN + "/published", texts, "published", Sampling.PUBLISHED);
      return new PlanRecord(
          id,
          plan,
          terms.terms(),
          samples(list),
          published,
          height,
          Timestamp.parse(text((Json.Obj) member(list, "asOf"), "time")));
    } catch (MalformedException e) {
      throw ClientException.refused(
              "the node's answer cannot be read: " + e.sentence(),
              "Check that client and node are of one version.")
          .because(e);
    }
  }

  private static ClientException none(PlanId id) {
    return ClientException.refused(
        "there is no plan " + id + " of " + id.utility(), "Check both names.");
  }

  private static List<Entry<SampleId, Sample>> samples(Json.Obj list) throws MalformedException {
    List<Entry<SampleId, Sample>> samples = new ArrayList<>();
    for (Json each : ((Json.Arr) member(list, "records")).elements()) {
      samples.add(
          new Entry<>(
              Sampling.SAMPLES.key().codec().fromJson(member((Json.Obj) each, "key")),
              Sampling.SAMPLES.value().fromJson(member((Json.Obj) each, "value"))));
    }
    return samples;
  }

  private static Json member(Json.Obj object, String name) {
    return object.member(name).orElse(new Json.Null());
  }

  private static String text(Json.Obj object, String name) {
    return ((Json.Text) member(object, name)).value();
  }

  private static long number(Json.Obj object, String name) {
    return ((Json.Int) member(object, name)).value();
  }

  /** Asks a node for answers with their proofs. */
  private record Asking(Invocation invocation, Path folder) {
    Json.Obj list(String path, List<String> texts, String file) throws ClientException {
      Question question = new Question("samples", path, texts, List.of(), Plan.SAMPLES_MAX);
      return ask(question, "?limit=" + Plan.SAMPLES_MAX, file);
    }

    <K, V> Optional<V> found(String path, List<String> texts, String file, Table<K, V> table)
        throws ClientException, MalformedException {
      Json.Obj answer = ask(new Question("samples", path, texts, List.of(), 0), "", file);
      Optional<Json> value = answer.member("value");
      return value.isEmpty() ? Optional.empty() : Optional.of(table.value().fromJson(value.get()));
    }

    private Json.Obj ask(Question question, String query, String file) throws ClientException {
      return ProvenAnswers.ask(
          invocation,
          ProvenAnswers.asked(question) + query,
          question,
          Optional.empty(),
          folder.resolve(file + ".proof"));
    }
  }
}
