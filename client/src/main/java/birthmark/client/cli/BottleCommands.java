package birthmark.client.cli;

import birthmark.bytes.Bytes;
import birthmark.client.resident.BottleLabel;
import birthmark.client.resident.Dossier;
import birthmark.client.resident.PlanRecord;
import birthmark.client.resident.ResidentPage;
import birthmark.client.resident.SignedStep;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.Node;
import birthmark.client.sdk.ProofFolder;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.samples.PlanId;
import birthmark.contracts.samples.SampleId;
import birthmark.contracts.samples.ShortName;
import birthmark.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** What stands on a bottle, and pages about what came of it. */
final class BottleCommands {
  private static final String SITE = "--site";
  private static final String OUT = "--out";
  private static final String SVG = "--svg";
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
            "Write a regulator's dossier of a plan: every sample and all figures as a page and as"
                + " tables, with the proofs and every signed statement beside them, for"
                + " 'birthmark-verifier dossier'.",
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
    PlanRecord record = new PlanProofs(invocation, folder).plan(label.sample().plan());
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
    PlanProofs proofs = new PlanProofs(invocation, folder);
    PlanRecord record = proofs.plan(plan(invocation, words.get(0), words.get(1)));
    proofs.corrections(record.id());
    Optional<Node.Reader> reader = invocation.reader();
    List<SignedStep> signed =
        reader.isPresent()
            ? new PlanStatements(invocation, record, reader.get().key(), folder).save(proofs)
            : List.of();
    Dossier dossier = new Dossier(record, signed);
    write(folder.resolve("dossier.html"), dossier.html());
    write(folder.resolve("samples.csv"), dossier.csv());
    write(folder.resolve("statements.csv"), dossier.statements());
    invocation.show(
        Json.object()
            .put("page", folder.resolve("dossier.html").toString())
            .put("table", folder.resolve("samples.csv").toString())
            .put("samples", record.samples().size())
            .put("statements", signed.size())
            .put("height", record.height())
            .build());
    if (signed.isEmpty()) {
      invocation
          .terminal()
          .notice(
              "the signed statements are not in it: auditors, regulators and replicas may read"
                  + " them; name such a key with --as");
    }
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
}
