package birthmark.client.cli;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.Answer;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.KeyFile;
import birthmark.client.sdk.KeyState;
import birthmark.client.sdk.Ledger;
import birthmark.client.sdk.Node;
import birthmark.client.sdk.OfflineVerifier;
import birthmark.client.sdk.Outbox;
import birthmark.client.sdk.ProofFolder;
import birthmark.codec.Variants;
import birthmark.contract.Rulebook;
import birthmark.contract.Transaction;
import birthmark.json.Json;
import birthmark.json.JsonException;
import birthmark.json.JsonReader;
import birthmark.statement.RefusedException;
import birthmark.statement.Statement;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;

/** Commands about statements as such, whatever they ask for. */
final class StatementCommands {
  private static final String OUT = "--out";
  private static final String STATEMENT = "--statement";
  static final String COSE = "application/cose";

  private StatementCommands() {}

  static CommandSpec spec() {
    CommandSpec spec =
        Commands.group(
            "statement", "Statements as such: what became of them, signing without a node.");
    CommandSpec show =
        Commands.doing("show", "Tell what became of a statement.", StatementCommands::show);
    Commands.word(show, "ID", true, "The statement's id, 64 hexadecimal digits.");
    spec.addSubcommand("show", show);
    spec.addSubcommand("list", SignedStatements.spec());
    CommandSpec receipt =
        Commands.doing(
            "receipt",
            "Fetch a statement's receipt and write a folder that 'birthmark verify' checks without"
                + " a node.",
            StatementCommands::receipt);
    Commands.word(receipt, "ID", true, "The statement's id, 64 hexadecimal digits.");
    CommonOptions.text(receipt, true, OUT, "DIR", "The folder to write (proof-ID).");
    CommonOptions.text(
        receipt,
        true,
        STATEMENT,
        "FILE",
        "The statement, if you have it and the node would not show it.");
    spec.addSubcommand("receipt", receipt);
    CommandSpec sign =
        Commands.doing(
            "sign",
            "Place a transaction given as JSON; with --out sign it only, also without a node.",
            StatementCommands::sign);
    Commands.word(sign, "CONTRACT", true, "The contract, such as things.");
    Commands.word(sign, "TRANSACTION", true, "The transaction, such as birth.");
    Commands.word(sign, "JSON|@FILE", true, "Its components.");
    Placing.addOptions(sign);
    Placing.addActing(sign);
    spec.addSubcommand("sign", sign);
    CommandSpec submit =
        Commands.doing("submit", "Place statements signed before.", StatementCommands::submit);
    Commands.words(submit, "FILE", "Files that 'statement sign' or --out wrote.");
    spec.addSubcommand("submit", submit);
    CommandSpec decode =
        Commands.doing(
            "decode",
            "Show what a statement in a file says; asks nobody.",
            StatementCommands::decode);
    Commands.word(decode, "FILE", true, "The file.");
    spec.addSubcommand("decode", decode);
    spec.addSubcommand(
        "retry",
        Commands.doing(
            "retry", "Send what your key signed and nobody answered.", StatementCommands::retry));
    return spec;
  }

  private static int show(Invocation invocation) throws ClientException {
    String path = Node.path(List.of("statements", id(invocation)));
    Json.Obj answer = invocation.ledger().node().read(path, invocation.reader());
    invocation.show(answer);
    return ExitStatus.DONE;
  }

  private static int receipt(Invocation invocation) throws ClientException {
    String id = id(invocation);
    Ledger ledger = invocation.ledger();
    Optional<String> own = invocation.option(STATEMENT);
    Bytes receipt =
        ledger
            .node()
            .octets(Node.path(List.of("statements", id, "receipt")), COSE, invocation.reader());
    Bytes statement =
        own.isPresent()
            ? Values.file(own.get())
            : ledger
                .node()
                .octets(Node.path(List.of("statements", id, "entry")), COSE, invocation.reader());
    Path folder = Path.of(invocation.option(OUT).orElse("proof-" + id.substring(0, 16)));
    OfflineVerifier trust = Trusting.of(invocation, ledger.genesis(), Optional.empty());
    Trusting.refresh(invocation, trust, ledger.node());
    new ProofFolder(statement, receipt, Optional.of(ledger.genesis()), trust.followed())
        .save(folder);
    invocation.show(Json.object().put("statement", id).put("folder", folder.toString()).build());
    return ExitStatus.DONE;
  }

  private static String id(Invocation invocation) throws ClientException {
    String id = invocation.words().getFirst().toLowerCase(Locale.ROOT);
    if (!id.matches("[0-9a-f]{64}")) {
      throw ClientException.usage(
          "a statement's id is 64 hexadecimal digits, not '" + id + "'",
          "It is printed when the statement is placed.");
    }
    return id;
  }

  private static int sign(Invocation invocation) throws ClientException {
    List<String> words = invocation.words();
    Rulebook.Rules rules =
        invocation
            .rulebook()
            .named(words.get(0))
            .orElseThrow(
                () ->
                    ClientException.usage(
                        "there is no contract '" + words.get(0) + "'",
                        "'birthmark help' lists them."));
    Variants.Variant<Transaction> variant =
        rules
            .transactions()
            .named(words.get(1))
            .orElseThrow(
                () ->
                    ClientException.usage(
                        rules.surface().path() + " has no transaction '" + words.get(1) + "'",
                        "'birthmark " + rules.surface().noun() + " --help' lists them."));
    KeyFile signer = invocation.keyFile();
    Transaction transaction =
        new Completion(
                invocation.home(), invocation.passwords(), Placing.network(invocation), signer)
            .complete(variant, Fields.of(variant.shape(), Set.of()), json(words.get(2)), Map.of());
    return Placing.place(invocation, transaction, Placing.acting(invocation));
  }

  private static Json.Obj json(String text) throws ClientException {
    try {
      Json json =
          text.startsWith("@")
              ? JsonReader.read(Values.file(text.substring(1)))
              : JsonReader.read(text);
      if (json instanceof Json.Obj object) {
        return object;
      }
      throw ClientException.usage(
          "a transaction is a JSON object", "Write it as {\"component\": value, …}.");
    } catch (JsonException e) {
      throw ClientException.usage(
              "the transaction is not JSON: " + e.getMessage(),
              "Correct that; @FILE reads it from a file.")
          .because(e);
    }
  }

  private static int submit(Invocation invocation) throws ClientException {
    int status = ExitStatus.DONE;
    for (String file : invocation.words()) {
      Answer answer = invocation.ledger().node().submit(Values.file(file));
      status = Math.max(status, Placing.tell(invocation, answer));
    }
    return status;
  }

  private static int decode(Invocation invocation) throws ClientException {
    String file = invocation.words().getFirst();
    Bytes octets = Values.file(file);
    try {
      Statement statement = Statement.decode(invocation.rulebook(), octets);
      invocation.show(
          Placing.told(
              Json.object()
                  .put("statement", statement.id().hex())
                  .put("key", statement.key().toString())
                  .put("network", statement.network().hex())
                  .put("sequence", statement.sequence())
                  .put("expiry", statement.expiry().toString())
                  .put("contract", statement.rules().surface().path())
                  .put("transaction", statement.name())
                  .put("body", Placing.body(statement))
                  .build(),
              statement.acting()));
      return ExitStatus.DONE;
    } catch (RefusedException e) {
      throw ClientException.refused(file + " holds no statement: " + e.getMessage(), "").because(e);
    }
  }

  private static int retry(Invocation invocation) throws ClientException {
    KeyFile file = invocation.keyFile();
    Outbox outbox = KeyState.of(file.path()).outbox(invocation.ledger().network());
    int status = ExitStatus.DONE;
    List<Outbox.Entry> entries = outbox.abandoned();
    if (entries.isEmpty() && !invocation.json()) {
      invocation.terminal().line("nothing is left unanswered");
    }
    for (Outbox.Entry entry : entries) {
      try (entry) {
        Answer answer = invocation.ledger().node().submit(entry.statement());
        entry.answered();
        status = Math.max(status, Placing.tell(invocation, answer));
      }
    }
    return status;
  }
}
