package birthmark.client.cli;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.Answer;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.Problem;
import birthmark.client.sdk.Signer;
import birthmark.codec.Timestamp;
import birthmark.contract.Acting;
import birthmark.contract.Genesis;
import birthmark.contract.Transaction;
import birthmark.cose.Sign1;
import birthmark.json.Json;
import birthmark.statement.Statement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** How a transaction is signed and placed, or signed and written to a file. */
final class Placing {
  private static final String EXPIRES = "--expires";
  private static final String OUT = "--out";
  private static final String SEQUENCE = "--sequence";
  private static final String FOR = "--for";
  private static final String APPROVES = "--approves";
  private static final String USUAL_EXPIRY = "+10m";

  private Placing() {}

  /** Adds the options that every transaction has. */
  static void addOptions(CommandSpec spec) {
    CommonOptions.text(
        spec, true, EXPIRES, "TIME", "Until when the ledger may decide it (" + USUAL_EXPIRY + ").");
    CommonOptions.text(
        spec,
        true,
        OUT,
        "FILE",
        "Sign only, also without a node, and write the statement to FILE; 'birthmark statement"
            + " submit FILE' places it.");
    CommonOptions.text(
        spec,
        true,
        SEQUENCE,
        "N",
        "With --out: this number, whatever was used before. Two statements with one number prove"
            + " that the key was copied.");
  }

  /** What {@code statement} asks for, in JSON. */
  static Json body(Statement statement) {
    Transaction transaction = statement.transaction();
    return statement.rules().transactions().of(transaction).codec().toJson(transaction);
  }

  /** Adds those of a transaction that may be asked for in another's name. */
  static void addActing(CommandSpec spec) {
    CommonOptions.text(
        spec,
        true,
        FOR,
        "PARTY",
        "In the name of this party, which has yours approve what is asked for: its id.");
    CommonOptions.text(
        spec,
        true,
        APPROVES,
        "ID",
        "With --for: as an approval of this proposal, which asked for the very same; 'party"
            + " approve' copies it for you.");
  }

  /** In whose name the options say that something is asked for. */
  static Optional<Acting> acting(Invocation invocation) throws ClientException {
    Optional<String> party = invocation.option(FOR);
    Optional<String> approves = invocation.option(APPROVES);
    if (party.isEmpty() && approves.isEmpty()) {
      return Optional.empty();
    }
    if (party.isEmpty()) {
      throw ClientException.usage(
          APPROVES + " goes with " + FOR + " only",
          "Name the party in whose name it was proposed.");
    }
    Bytes principal = id(invocation, FOR, party.get());
    return Optional.of(
        approves.isPresent()
            ? Acting.approving(principal, id(invocation, APPROVES, approves.get()))
            : Acting.inNameOf(principal));
  }

  private static Bytes id(Invocation invocation, String option, String text)
      throws ClientException {
    try {
      return invocation.values().digest(text);
    } catch (ClientException e) {
      throw e.kind() == ClientException.Kind.USAGE
          ? ClientException.usage(option + " " + e.what(), e.remedy()).because(e)
          : e;
    }
  }

  /** A statement's members that say in whose name it asks, if it says so. */
  static Json.Obj told(Json.Obj statement, Optional<Acting> acting) {
    if (acting.isEmpty()) {
      return statement;
    }
    List<Json.Member> members = new ArrayList<>(statement.members());
    members.add(new Json.Member("for", new Json.Text(acting.get().party().hex())));
    acting
        .get()
        .approves()
        .ifPresent(id -> members.add(new Json.Member("approves", new Json.Text(id.hex()))));
    return new Json.Obj(members);
  }

  /** The network id, without asking a node where only a file is written. */
  static Bytes network(Invocation invocation) throws ClientException {
    Optional<Genesis> pinned = invocation.home().genesis();
    return invocation.option(OUT).isPresent() && pinned.isPresent()
        ? pinned.get().network()
        : invocation.ledger().network();
  }

  /** Signs {@code transaction} and places it, or writes it to a file. */
  static int place(Invocation invocation, Transaction transaction, Optional<Acting> acting)
      throws ClientException {
    Optional<String> out = invocation.option(OUT);
    Optional<String> sequence = invocation.option(SEQUENCE);
    if (out.isPresent()) {
      return write(invocation, transaction, acting, Path.of(out.get()), sequence);
    }
    if (sequence.isPresent()) {
      throw ClientException.usage(
          SEQUENCE + " goes with " + OUT + " only",
          "Leave it out: numbers are given one after the other.");
    }
    return tell(invocation, invocation.signer().submit(transaction, acting, validity(invocation)));
  }

  private static Duration validity(Invocation invocation) throws ClientException {
    Timestamp until;
    try {
      until = invocation.values().moment(invocation.option(EXPIRES).orElse(USUAL_EXPIRY));
    } catch (ClientException e) {
      throw ClientException.usage(EXPIRES + " " + e.what(), "Leave it out for ten minutes.")
          .because(e);
    }
    return Duration.ofMillis(until.millis() - Instant.now().toEpochMilli());
  }

  private static int write(
      Invocation invocation,
      Transaction transaction,
      Optional<Acting> acting,
      Path file,
      Optional<String> sequence)
      throws ClientException {
    if (Files.exists(file)) {
      throw ClientException.local(
          "there is a file " + file + " already", "Choose another name, or remove it first.");
    }
    Signer signer = invocation.offlineSigner();
    Bytes statement =
        sequence.isPresent()
            ? signer.sign(transaction, acting, validity(invocation), number(sequence.get()))
            : signer.sign(transaction, acting, validity(invocation));
    writeNew(file, statement);
    Json.Obj json =
        Json.object()
            .put("status", "signed")
            .put("statement", Sign1.decode(statement).id().hex())
            .put("file", file.toString())
            .build();
    invocation.show(json);
    return ExitStatus.DONE;
  }

  private static long number(String text) throws ClientException {
    if (text.isEmpty() || text.length() > 18 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw ClientException.usage(
          SEQUENCE + " is a whole number, not '" + text + "'", "Leave it out for the next one.");
    }
    return Long.parseLong(text);
  }

  /** Writes a file that there is not. */
  static void writeNew(Path file, Bytes octets) throws ClientException {
    try {
      Files.write(file, octets.toByteArray(), StandardOpenOption.CREATE_NEW);
    } catch (IOException e) {
      throw ClientException.local(
              "the file " + file + " cannot be written (" + e.getClass().getSimpleName() + ")",
              "Choose another name; nothing is overwritten.")
          .because(e);
    }
  }

  /** Tells what became of a statement. */
  static int tell(Invocation invocation, Answer answer) throws ClientException {
    return switch (answer) {
      case Answer.Committed committed -> {
        if (invocation.json()) {
          invocation.terminal().json(committed.json());
        } else {
          TransactionCommand.tell(invocation, committed);
        }
        yield ExitStatus.DONE;
      }
      case Answer.Refused refused -> {
        tell(invocation, refused.problem());
        yield ExitStatus.REFUSED;
      }
    };
  }

  private static void tell(Invocation invocation, Problem problem) {
    Terminal terminal = invocation.terminal();
    if (invocation.json()) {
      terminal.json(Json.object().put("status", "refused").put("problem", problem.json()).build());
    }
    ClientException refusal = problem.exception();
    terminal.err().println("birthmark: " + terminal.red("refused: ") + refusal.what());
    if (!refusal.remedy().isEmpty()) {
      terminal.err().println("  " + Rendering.printable(refusal.remedy()));
    }
    if (!problem.statement().isEmpty()) {
      terminal
          .err()
          .println(
              "  statement "
                  + problem.statement()
                  + (problem.counted().isPresent()
                      ? ", counted in block " + problem.counted().getAsLong()
                      : ", not counted"));
    }
  }
}
