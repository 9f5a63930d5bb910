package birthmark.client.cli;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.Answer;
import birthmark.client.sdk.BatchFolder;
import birthmark.client.sdk.BatchPreparation;
import birthmark.client.sdk.BatchSheet;
import birthmark.client.sdk.BatchUpload;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.Problem;
import birthmark.codec.Codec;
import birthmark.contract.Genesis;
import birthmark.contracts.things.Identifier;
import birthmark.contracts.things.ModelId;
import birthmark.contracts.things.ThingTransaction;
import birthmark.json.Json;
import birthmark.json.JsonWriter;
import birthmark.merkle.MerkleTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Births at volume: a table of things becomes a batch, without a network, and is uploaded later.
 */
final class BatchCommands {
  private static final String TO = "--to";
  private static final String MODEL = "--model";
  static final String SECRET = "--secret";
  private static final int A_FOLDER = 1_000;
  private static final int POSSESSION_PLACEHOLDER = 64;
  private static final Codec<ThingTransaction.ClaimBirth> CLAIM =
      Codec.of(ThingTransaction.ClaimBirth.class);

  private BatchCommands() {}

  static CommandSpec spec() {
    CommandSpec spec =
        Commands.group(
            "batch", "Births at volume: prepared from a table without a network, uploaded later.");
    CommandSpec prepare =
        Commands.doing(
            "prepare",
            "Read a table (CSV) of things into a folder as one batch; asks nobody. Started again"
                + " it goes on; with a bad line there is no batch.",
            BatchCommands::prepare);
    Commands.word(
        prepare,
        "CSV",
        true,
        "Its first line names the columns: signing, agreement (keys in hexadecimal), perhaps"
            + " possession, components, batch, made-at, made, assurance, serial, sgtin,"
            + " digital-link, mac, imei, other.");
    CommonOptions.text(prepare, true, MODEL, "MODEL", "Their model, such as acme:cam-1.");
    CommonOptions.text(prepare, true, TO, "DIR", "The folder to make.");
    for (String column : BatchSheet.COMMON) {
      CommonOptions.text(
          prepare,
          true,
          "--" + column,
          "TEXT",
          "What holds where the column " + column + " says nothing.");
    }
    CommonOptions.text(
        prepare,
        true,
        SECRET,
        "FILE",
        "Your secret: of all identifiers only tokens under it go on the ledger.");
    spec.addSubcommand("prepare", prepare);
    CommandSpec papers =
        Commands.doing(
            "papers",
            "Write one claim file a thing, which whoever has the thing places with 'statement sign"
                + " things claim-birth @FILE'.",
            BatchCommands::papers);
    Commands.word(papers, "DIR", true, "The batch's folder.");
    CommonOptions.text(papers, true, TO, "DIR", "Where to write them (claims in that folder).");
    spec.addSubcommand("papers", papers);
    CommandSpec upload =
        Commands.doing(
            "upload",
            "Place a batch on the ledger and claim the things that gave their proof. Started again"
                + " it goes on.",
            BatchCommands::upload);
    Commands.word(upload, "DIR", true, "The batch's folder.");
    spec.addSubcommand("upload", upload);
    CommandSpec show =
        Commands.doing(
            "show", "Show what a batch's folder holds; asks nobody.", BatchCommands::show);
    Commands.word(show, "DIR", true, "The batch's folder.");
    spec.addSubcommand("show", show);
    return spec;
  }

  private static String need(Invocation invocation, String option) throws ClientException {
    return invocation
        .option(option)
        .orElseThrow(
            () -> ClientException.usage(option + " is missing", "See --help for what it is."));
  }

  private static int prepare(Invocation invocation) throws ClientException {
    Path folder = Path.of(need(invocation, TO));
    BatchPreparation preparation =
        new BatchPreparation(
            Path.of(invocation.words().getFirst()),
            folder,
            network(invocation),
            model(need(invocation, MODEL)),
            common(invocation),
            naming(invocation),
            (lines, bad, share) ->
                progress(
                    invocation,
                    lines
                        + " things read ("
                        + share
                        + "%)"
                        + (bad > 0 ? ", " + bad + " bad" : "")));
    return switch (preparation.run()) {
      case BatchPreparation.Prepared(BatchFolder batch) -> {
        invocation.show(batch.json());
        yield ExitStatus.DONE;
      }
      case BatchPreparation.BadLines(long count, List<String> first, Path file) -> {
        for (String line : first) {
          invocation.terminal().err().println("line " + line);
        }
        throw ClientException.usage(
            count + (count == 1 ? " line is bad" : " lines are bad") + ", so there is no batch",
            "All of them are in " + file + ". Correct the table and run this again.");
      }
    };
  }

  private static void progress(Invocation invocation, String said) {
    if (!invocation.json()) {
      invocation.terminal().notice(said);
    }
  }

  /** The ledger that things prove to hold their keys for: no node need be asked. */
  private static Bytes network(Invocation invocation) throws ClientException {
    Optional<Genesis> pinned = invocation.home().genesis();
    if (invocation.network().isPresent()) {
      return invocation.network().get();
    }
    return pinned.isPresent() ? pinned.get().network() : invocation.ledger().network();
  }

  private static ModelId model(String text) throws ClientException {
    try {
      return new ModelId(text);
    } catch (IllegalArgumentException e) {
      throw ClientException.usage(MODEL + ": " + e.getMessage(), "").because(e);
    }
  }

  private static Map<String, String> common(Invocation invocation) {
    Map<String, String> common = new TreeMap<>();
    for (String column : BatchSheet.COMMON) {
      invocation.option("--" + column).ifPresent(text -> common.put(column, text));
    }
    return common;
  }

  static BatchSheet.Naming naming(Invocation invocation) throws ClientException {
    Optional<String> file = invocation.option(SECRET);
    if (file.isEmpty()) {
      return Identifier.Public::new;
    }
    Bytes secret = BirthSupplement.secret(Path.of(file.get()));
    return (kind, text) -> new Identifier.Blinded(kind, BirthSupplement.token(kind, text, secret));
  }

  private static int papers(Invocation invocation) throws ClientException {
    Path folder = Path.of(invocation.words().getFirst());
    BatchFolder batch = BatchFolder.open(folder);
    Path claims = invocation.option(TO).map(Path::of).orElse(folder.resolve("claims"));
    MerkleTree tree = batch.tree();
    batch.visit(
        0,
        item -> {
          Path shelf = claims.resolve(Integer.toString(item.index() / A_FOLDER));
          Path file = shelf.resolve(item.index() + ".json");
          if (!Files.exists(file)) {
            write(shelf, file, paper(batch, tree, item));
          }
          if ((item.index() + 1) % (10 * A_FOLDER) == 0) {
            progress(invocation, (item.index() + 1) + " of " + batch.batch().count() + " written");
          }
        });
    invocation.show(
        Json.object()
            .put("claims", Long.toString(batch.batch().count()))
            .put("folder", claims.toString())
            .build());
    return ExitStatus.DONE;
  }

  /** What claims a thing; without its proof, what its key must sign for it. */
  private static Json paper(BatchFolder batch, MerkleTree tree, BatchFolder.Item item) {
    if (item.possession().isPresent()) {
      return CLAIM.toJson(batch.claim(tree, item, item.possession().get()));
    }
    Bytes none = Bytes.copyOf(new byte[POSSESSION_PLACEHOLDER]);
    Json.Obj claim = (Json.Obj) CLAIM.toJson(batch.claim(tree, item, none));
    return Json.object()
        .put("toBeSigned", batch.toBeSigned(item).hex())
        .put(
            "claim",
            new Json.Obj(
                claim.members().stream()
                    .filter(member -> !member.name().equals("possession"))
                    .toList()))
        .build();
  }

  private static void write(Path shelf, Path file, Json json) throws ClientException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      Files.createDirectories(shelf);
      Files.writeString(part, JsonWriter.compact(json) + "\n");
      Files.move(part, file);
    } catch (IOException e) {
      throw ClientException.local(
              file + " cannot be written (" + e.getClass().getSimpleName() + ")",
              "Check that you may write there and that the disk is not full; then run this again.")
          .because(e);
    }
  }

  private static int upload(Invocation invocation) throws ClientException {
    BatchFolder batch = BatchFolder.open(Path.of(invocation.words().getFirst()));
    if (!batch.network().equals(invocation.ledger().network())) {
      throw ClientException.refused(
          "the batch is for the network " + batch.network() + ", not for this ledger",
          "Things proved that they hold their keys for that one. Ask a node of it.");
    }
    BatchUpload upload =
        new BatchUpload(
            batch,
            invocation.signer(),
            new BatchUpload.Watch() {
              @Override
              public void uploaded(long count, long of) {
                progress(invocation, count + " of " + of + " things answered for");
              }

              @Override
              public void refused(int index, String thing, Problem problem) {
                invocation
                    .terminal()
                    .err()
                    .println(
                        "thing "
                            + thing
                            + " at place "
                            + index
                            + " is refused: "
                            + problem.detail());
              }
            });
    Answer registered = upload.register();
    if (!BatchUpload.isRegistered(registered)) {
      return Placing.tell(invocation, registered);
    }
    BatchUpload.Uploaded done = upload.claim();
    invocation.show(
        Json.object()
            .put("root", batch.batch().root().hex())
            .put("born", Long.toString(done.born()))
            .put("bornBefore", Long.toString(done.before()))
            .put("withoutProof", Long.toString(done.unproven()))
            .put("refused", Long.toString(done.refused()))
            .build());
    return done.refused() == 0 ? ExitStatus.DONE : ExitStatus.REFUSED;
  }

  private static int show(Invocation invocation) throws ClientException {
    BatchFolder batch = BatchFolder.open(Path.of(invocation.words().getFirst()));
    invocation.show(batch.json());
    return ExitStatus.DONE;
  }
}
