package birthmark.client.cli;

import birthmark.bytes.Bytes;
import birthmark.client.coap.Exchange;
import birthmark.client.coap.GatewayLink;
import birthmark.client.messages.Correspondent;
import birthmark.client.messages.Message;
import birthmark.client.messages.MessageException;
import birthmark.client.sdk.ClientException;
import birthmark.contracts.messages.AgreementId;
import birthmark.contracts.things.ThingId;
import birthmark.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** Messages of a thing whose keys are in a key file: sent, taken and committed to. */
final class MessageCommands {
  static final String GATEWAY = "--gateway";
  static final String TRUST = "--trust";
  static final String AGREEMENT = "--agreement";
  static final String THING = "--thing";
  private static final String TO = "--to";
  private static final String TEXT = "--text";
  private static final String FILE = "--file";
  private static final String WAIT = "--wait";
  private static final String KEEP = "--keep";
  private static final long LOOK_MILLIS = 250;
  private static final int WAIT_SECONDS_MAX = 86_400;

  private MessageCommands() {}

  static List<CommandSpec> specs() {
    CommandSpec send =
        Commands.doing(
            "send",
            "Send a message, sealed to its recipient, by a gateway, and wait for the receipt. What"
                + " no receipt came for before is sent again first; with neither text nor file"
                + " nothing else is.",
            MessageCommands::send);
    atGateway(send);
    agreement(send);
    CommonOptions.text(send, true, TO, "THING", "Who is to have it.");
    CommonOptions.text(send, true, TEXT, "TEXT", "What it says.");
    CommonOptions.text(send, true, FILE, "FILE", "What it says, in a file of up to 32,768 octets.");
    CommonOptions.text(send, true, WAIT, "SECONDS", "How long to wait for receipts (10).");
    CommandSpec receive =
        Commands.doing(
            "receive",
            "Take what waits at a gateway: each message is checked, kept, counted once and"
                + " receipted.",
            MessageCommands::receive);
    atGateway(receive);
    CommonOptions.text(receive, true, WAIT, "SECONDS", "How long to wait for more (0).");
    CommonOptions.text(receive, true, KEEP, "DIR", "Write what each says into a file there.");
    return List.of(send, receive, MessageProofCommands.commit(), MessageProofCommands.disclose());
  }

  private static void atGateway(CommandSpec spec) {
    CommonOptions.text(spec, true, GATEWAY, "HOST:PORT", "Where the gateway takes CoAP.");
    CommonOptions.text(spec, true, TRUST, "FILE", "The gateway's server.pem.");
    thing(spec);
  }

  static void thing(CommandSpec spec) {
    CommonOptions.text(
        spec, true, THING, "ID", "The thing, where its key is no longer its first one.");
  }

  static void agreement(CommandSpec spec) {
    CommonOptions.text(spec, true, AGREEMENT, "ID", "By which agreement.");
  }

  private static int send(Invocation invocation) throws ClientException {
    Optional<Bytes> content = content(invocation);
    Duration wait = wait(invocation, 10);
    AgreementId agreement = agreementOf(invocation);
    Optional<ThingId> to =
        content.isPresent()
            ? Optional.of(new ThingId(MessageProofCommands.required(invocation, TO)))
            : Optional.empty();
    List<Json> received = new ArrayList<>();
    try (GatewayLink link = Conversing.link(invocation);
        Exchange exchange = Conversing.exchange(invocation, link::proof)) {
      Exchange.Told told = taken -> tell(invocation, taken, received, Optional.empty());
      exchange.takeAll(link, told);
      Correspondent side = exchange.side(agreement);
      List<Json.Obj> answers = new ArrayList<>(exchange.sendAgain(link, side));
      if (to.isPresent()) {
        answers.add(link.post(side.send(to.get(), content.orElseThrow()).envelope()));
      }
      answers.forEach(each -> tellPosted(invocation, each));
      long until = System.nanoTime() + wait.toNanos();
      while (!side.unanswered().isEmpty() && System.nanoTime() < until) {
        pause();
        exchange.takeAll(link, told);
      }
      return tellSent(invocation, answers, side.unanswered(), received);
    } catch (MessageException e) {
      throw ClientException.refused(e.sentence(), "Nothing else was sent.").because(e);
    }
  }

  private static void tellPosted(Invocation invocation, Json.Obj answer) {
    if (!invocation.json()) {
      Terminal terminal = invocation.terminal();
      String number = "number " + Answers.plain(answer, "number") + "  ";
      terminal.line(
          number
              + (accepted(answer)
                  ? terminal.green("accepted")
                  : terminal.red("refused: ")
                      + Rendering.printable(Answers.plain(answer, "problem"))));
    }
  }

  private static boolean accepted(Json.Obj answer) {
    return answer.member("accepted").orElse(new Json.Null()).equals(new Json.Bool(true));
  }

  private static int tellSent(
      Invocation invocation,
      List<Json.Obj> answers,
      List<Correspondent.Outgoing> open,
      List<Json> received) {
    List<Json> waiting =
        open.stream().<Json>map(each -> new Json.Int(each.address().number())).toList();
    if (invocation.json()) {
      invocation
          .terminal()
          .json(
              Json.object()
                  .put("posted", new Json.Arr(List.copyOf(answers)))
                  .put("withoutReceipt", new Json.Arr(waiting))
                  .put("received", new Json.Arr(received))
                  .build());
    } else {
      invocation
          .terminal()
          .line(
              open.isEmpty()
                  ? "every message has its receipt"
                  : open.size()
                      + " without a receipt yet; they wait at the gateway, and are sent again next"
                      + " time");
    }
    return answers.stream().allMatch(MessageCommands::accepted)
        ? ExitStatus.DONE
        : ExitStatus.REFUSED;
  }

  private static int receive(Invocation invocation) throws ClientException {
    Duration wait = wait(invocation, 0);
    Optional<Path> keep = invocation.option(KEEP).map(Path::of);
    List<Json> received = new ArrayList<>();
    try (GatewayLink link = Conversing.link(invocation);
        Exchange exchange = Conversing.exchange(invocation, link::proof)) {
      long until = System.nanoTime() + wait.toNanos();
      do {
        exchange.takeAll(link, taken -> tell(invocation, taken, received, keep));
        if (System.nanoTime() < until) {
          pause();
        }
      } while (System.nanoTime() < until);
    }
    if (invocation.json()) {
      invocation.terminal().json(Json.object().put("received", new Json.Arr(received)).build());
    } else if (received.isEmpty()) {
      invocation.terminal().line("nothing waits");
    }
    return ExitStatus.DONE;
  }

  private static void tell(
      Invocation invocation, Exchange.Taken taken, List<Json> received, Optional<Path> keep)
      throws ClientException {
    Terminal terminal = invocation.terminal();
    switch (taken) {
      case Exchange.Taken.Arrived(Message message, boolean first) -> {
        // One that came before was told then, and whoever acts on it acted.
        if (first) {
          received.add(json(message));
          keep(message, keep);
          if (!invocation.json()) {
            terminal.line(
                terminal.bold("from " + message.address().sender())
                    + "  number "
                    + message.address().number()
                    + "  sent "
                    + message.sent());
            terminal.line("  " + text(message).map(Rendering::printable).orElse(hex(message)));
          }
        }
      }
      case Exchange.Taken.Receipted receipted -> {
        if (!invocation.json()) {
          terminal.line(
              "number "
                  + receipted.receipt().address().number()
                  + "  "
                  + terminal.green("receipt"));
        }
      }
      case Exchange.Taken.Refused(Bytes id, MessageException why) ->
          terminal.notice("passed over " + id.hex().substring(0, 16) + ": " + why.sentence() + ".");
    }
  }

  private static String hex(Message message) {
    return message.content().hex();
  }

  private static Optional<String> text(Message message) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(message.content().toByteArray()))
              .toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static Json json(Message message) {
    Json.ObjectBuilder json =
        Json.object()
            .put("agreement", message.address().agreement().toString())
            .put("sender", message.address().sender().toString())
            .put("number", message.address().number())
            .put("sent", message.sent().toString())
            .put("content", hex(message));
    text(message).ifPresent(text -> json.put("text", text));
    return json.build();
  }

  private static void keep(Message message, Optional<Path> folder) throws ClientException {
    if (folder.isEmpty()) {
      return;
    }
    Path file =
        folder
            .get()
            .resolve(message.address().sender() + "-" + message.address().number() + ".message");
    try {
      Files.createDirectories(folder.get());
      Files.write(file, message.content().toByteArray());
    } catch (IOException e) {
      throw ClientException.local(file + " cannot be written", "Choose another folder.").because(e);
    }
  }

  private static Optional<Bytes> content(Invocation invocation) throws ClientException {
    Optional<String> text = invocation.option(TEXT);
    Optional<String> file = invocation.option(FILE);
    if (text.isPresent() && file.isPresent()) {
      throw ClientException.usage(
          TEXT + " and " + FILE + " are two ways to say one thing", "Leave one of them out.");
    }
    Optional<Bytes> content =
        file.isPresent()
            ? Optional.of(Values.file(file.get()))
            : text.map(words -> Bytes.copyOf(words.getBytes(StandardCharsets.UTF_8)));
    if (content.isPresent() && content.get().length() > Message.CONTENT_MAX) {
      throw ClientException.usage(
          "a message has at most " + Message.CONTENT_MAX + " octets", "Send it in parts.");
    }
    return content;
  }

  static AgreementId agreementOf(Invocation invocation) throws ClientException {
    return new AgreementId(MessageProofCommands.required(invocation, AGREEMENT));
  }

  private static Duration wait(Invocation invocation, int usual) throws ClientException {
    String text = invocation.option(WAIT).orElse(String.valueOf(usual));
    if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > WAIT_SECONDS_MAX) {
      throw ClientException.usage(
          WAIT + " is 0 to " + WAIT_SECONDS_MAX + " seconds, not '" + text + "'", "Correct that.");
    }
    return Duration.ofSeconds(Long.parseLong(text));
  }

  private static void pause() throws ClientException {
    try {
      Thread.sleep(LOOK_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ClientException.unanswered("it was interrupted", "Start it again.").because(e);
    }
  }
}
