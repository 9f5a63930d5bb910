package birthmark.client.cli;

import birthmark.bytes.Bytes;
import birthmark.client.coap.Exchange;
import birthmark.client.messages.Correspondent;
import birthmark.client.messages.MessageException;
import birthmark.client.messages.MessageProof;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.Node;
import birthmark.contracts.messages.AgreementId;
import birthmark.contracts.things.ThingId;
import birthmark.json.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** What a thing commits to on the ledger of a conversation, and one message of it for others. */
final class MessageProofCommands {
  private static final String SENDER = "--sender";
  private static final String NUMBER = "--number";
  private static final String OUT = "--out";
  private static final String COSE = "application/cose";

  private MessageProofCommands() {}

  static CommandSpec commit() {
    CommandSpec commit =
        Commands.doing(
            "commit",
            "Commit on the ledger to every message that the thing has sent and received by an"
                + " agreement so far: nobody can change one, or deny it, after that.",
            MessageProofCommands::runCommit);
    MessageCommands.agreement(commit);
    MessageCommands.thing(commit);
    Placing.addOptions(commit);
    return commit;
  }

  static CommandSpec disclose() {
    CommandSpec disclose =
        Commands.doing(
            "disclose",
            "Write one message that the thing committed to into a file that proves it to anybody:"
                + " 'birthmark verify FILE'. The others stay unsaid.",
            MessageProofCommands::runDisclose);
    MessageCommands.agreement(disclose);
    MessageCommands.thing(disclose);
    CommonOptions.text(disclose, true, SENDER, "THING", "Who sent it (the thing itself).");
    CommonOptions.text(disclose, true, NUMBER, "N", "Its number.");
    CommonOptions.text(disclose, true, OUT, "FILE", "Where to write (message.proof).");
    return disclose;
  }

  /** The text of an option that must be given. */
  static String given(Invocation invocation, String option) throws ClientException {
    return invocation
        .option(option)
        .orElseThrow(
            () -> ClientException.usage(option + " is missing", "--help says what it is."));
  }

  /** The id that an option that must be given names. */
  static Bytes required(Invocation invocation, String option) throws ClientException {
    return invocation.values().digest(given(invocation, option));
  }

  private static int runCommit(Invocation invocation) throws ClientException {
    try (Exchange exchange = Conversing.exchange(invocation, Exchange.KEPT)) {
      Correspondent side = exchange.side(MessageCommands.agreementOf(invocation));
      if (side.messages() == 0) {
        throw ClientException.local(
            "there is no message to commit to",
            "Is this the folder of the key by which the thing sends and receives?");
      }
      return Placing.place(invocation, side.commitment(), Optional.empty());
    }
  }

  /** What a thing committed to last. */
  private record Commitment(int messages, String statement) {}

  private static int runDisclose(Invocation invocation) throws ClientException {
    AgreementId agreement = MessageCommands.agreementOf(invocation);
    ThingId self = Conversing.thing(invocation);
    ThingId sender =
        invocation.option(SENDER).isPresent() ? new ThingId(required(invocation, SENDER)) : self;
    String number = given(invocation, NUMBER);
    if (!number.matches("[1-9][0-9]{0,17}")) {
      throw ClientException.usage(NUMBER + " is a whole number from 1", "Correct that.");
    }
    Path file = Path.of(invocation.option(OUT).orElse("message.proof"));
    Commitment commitment = commitment(invocation, agreement, self);
    try (Exchange exchange = Conversing.exchange(invocation, Exchange.KEPT)) {
      MessageProof proof =
          exchange
              .side(agreement)
              .disclose(
                  sender,
                  Long.parseLong(number),
                  commitment.messages(),
                  of(invocation, commitment.statement(), "entry"),
                  of(invocation, commitment.statement(), "receipt"));
      // Who is shown a file that does not hold would blame the thing.
      proof.verify(invocation.ledger().genesis());
      Placing.writeNew(file, proof.encode());
    } catch (MessageException e) {
      throw ClientException.refused(
              e.sentence(), "Commit to the conversation again, then disclose the message.")
          .because(e);
    }
    invocation.show(
        Json.object()
            .put("file", file.toString())
            .put("statement", commitment.statement())
            .put("ofMessages", commitment.messages())
            .build());
    return ExitStatus.DONE;
  }

  private static Bytes of(Invocation invocation, String statement, String part)
      throws ClientException {
    return invocation
        .ledger()
        .node()
        .octets(Node.path(List.of("statements", statement, part)), COSE, invocation.reader());
  }

  private static Commitment commitment(Invocation invocation, AgreementId agreement, ThingId self)
      throws ClientException {
    Json.Obj page =
        invocation
            .ledger()
            .node()
            .read(
                Node.path(List.of("messages", "conversations", agreement.toString())),
                invocation.reader());
    if (page.member("records").orElse(new Json.Null()) instanceof Json.Arr records) {
      for (Json each : records.elements()) {
        if (each instanceof Json.Obj row
            && row.member("key").orElse(new Json.Null()) instanceof Json.Obj key
            && row.member("value").orElse(new Json.Null()) instanceof Json.Obj value
            && Answers.plain(key, "thing").equals(self.toString())
            && value.member("messages").orElse(new Json.Null()) instanceof Json.Int messages) {
          return new Commitment(
              Math.toIntExact(messages.value()), Answers.plain(value, "statement"));
        }
      }
    }
    throw ClientException.refused(
        "the thing has committed to no conversation by this agreement",
        "Do that first: birthmark message commit.");
  }
}
