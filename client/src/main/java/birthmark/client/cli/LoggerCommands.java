package birthmark.client.cli;

import birthmark.client.logger.Excursion;
import birthmark.client.logger.LoggerFile;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.ProofFolder;
import birthmark.codec.Codec;
import birthmark.contracts.samples.LogFindings;
import birthmark.contracts.samples.SignedDecimal;
import birthmark.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** Files of loggers that sign them: checked, captured, kept. */
final class LoggerCommands {
  private static final String KEEP = "--keep";
  private static final String FILE = "FILE";

  private LoggerCommands() {}

  static CommandSpec spec() {
    CommandSpec spec =
        Commands.group("logger", "Files of cold-chain loggers that their devices signed.");
    CommandSpec check =
        Commands.doing(
            "check",
            "Check the device's signature of a file and count what it says; needs no node.",
            LoggerCommands::check);
    Commands.word(check, FILE, true, "The file as the device wrote it.");
    spec.addSubcommand("check", check);
    CommandSpec register =
        Commands.doing(
            "register",
            "Register the device of a file as yours: only what its key signed is captured.",
            LoggerCommands::register);
    Commands.word(register, FILE, true, "A file of the device.");
    Placing.addOptions(register);
    spec.addSubcommand("register", register);
    CommandSpec capture =
        Commands.doing(
            "capture",
            "Capture a file: the device's signature, what the file says and its digest go to the"
                + " ledger, the file itself is kept by its digest. Every replica checks the"
                + " signature.",
            LoggerCommands::capture);
    Commands.word(capture, FILE, true, "The file as the device wrote it.");
    CommonOptions.text(capture, true, KEEP, "DIR", "Where the file is kept (captures).");
    Placing.addOptions(capture);
    spec.addSubcommand("capture", capture);
    return spec;
  }

  private static LoggerFile file(Invocation invocation) throws ClientException {
    return LoggerFile.read(Path.of(invocation.words().getFirst()));
  }

  private static LoggerFile genuine(Invocation invocation) throws ClientException {
    LoggerFile file = file(invocation);
    if (!file.genuine()) {
      throw ClientException.refused(
          "the signature in " + invocation.words().getFirst() + " is not the device's",
          "The file was changed or shortened after the device wrote it. Read the device again.");
    }
    return file;
  }

  private static int check(Invocation invocation) throws ClientException {
    LoggerFile file = file(invocation);
    invocation.show(json(file));
    return file.genuine() ? ExitStatus.DONE : ExitStatus.REFUSED;
  }

  private static int register(Invocation invocation) throws ClientException {
    return Placing.place(
        invocation, genuine(invocation).registration(), Placing.acting(invocation));
  }

  private static int capture(Invocation invocation) throws ClientException {
    LoggerFile file = genuine(invocation);
    Path folder = Path.of(invocation.option(KEEP).orElse("captures"));
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw ClientException.usage("no folder can be made at " + folder, "Choose another " + KEEP)
          .because(e);
    }
    ProofFolder.write(folder.resolve(file.digest().hex() + ".txt"), file.octets());
    return Placing.place(invocation, file.capture(), Placing.acting(invocation));
  }

  /** What a file says, with what is counted of it. */
  static Json.Obj json(LoggerFile file) {
    Codec<LogFindings> findings = Codec.of(LogFindings.class);
    Json.ObjectBuilder json =
        Json.object()
            .put("model", file.model())
            .put("serial", file.serial())
            .put("key", file.key().thumbprint().toString())
            .put("signature", file.genuine() ? "good" : "bad")
            .put("file", file.digest().hex())
            .put("findings", findings.toJson(file.findings()));
    file.findings()
        .log()
        .ifPresent(log -> json.put("mean", SignedDecimal.mean(log.sum(), log.count()).text()));
    List<Json> excursions = file.excursions().stream().map(LoggerCommands::json).toList();
    return json.put("gaps", file.gaps()).put("excursions", new Json.Arr(excursions)).build();
  }

  private static Json json(Excursion excursion) {
    return Json.object()
        .put("first", excursion.first().toString())
        .put("last", excursion.last().toString())
        .put("readings", excursion.readings())
        .put("lowest", excursion.lowest().text())
        .put("highest", excursion.highest().text())
        .build();
  }
}
