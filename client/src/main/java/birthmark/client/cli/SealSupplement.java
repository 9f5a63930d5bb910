package birthmark.client.cli;

import birthmark.answer.Answer;
import birthmark.answer.Question;
import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.client.messages.MessageException;
import birthmark.client.messages.SealedContent;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.ProofFolder;
import birthmark.codec.Codec;
import birthmark.codec.MalformedException;
import birthmark.contracts.content.Content;
import birthmark.contracts.content.ContentTransaction;
import birthmark.contracts.parties.PartyId;
import birthmark.json.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Content that is sealed here, to the key that the ledger proves to be the recipient's: no node
 * sees it, and none can name a key of its own.
 *
 * @param apart whether the sealed octets are handed over apart
 */
record SealSupplement(boolean apart) implements Supplement {
  static final String BY = "--by";

  private static final String CONTENT = "--content";
  private static final String SEALED_FILE = "--sealed-file";
  private static final Codec<Content.Recipient> RECIPIENT = Codec.of(Content.Recipient.class);

  @Override
  public List<List<String>> supplied() {
    return apart
        ? List.of(List.of("key"), List.of("digest"), List.of("length"))
        : List.of(List.of("key"), List.of("sealed"));
  }

  @Override
  public void addOptions(CommandSpec spec) {
    CommonOptions.text(
        spec, true, CONTENT, "FILE", "What only the other party is to read: sealed here, now.");
    by(spec);
    if (apart) {
      CommonOptions.text(
          spec, true, SEALED_FILE, "FILE", "Where to write what is to be handed over.");
    }
  }

  static void by(CommandSpec spec) {
    CommonOptions.text(
        spec, true, BY, "PARTY", "Your party, where your key is not its first one: its id.");
  }

  /** The party that the key signs for, or the one that is named. */
  static PartyId own(Invocation invocation) throws ClientException {
    Optional<String> named = invocation.option(BY);
    return new PartyId(
        named.isPresent()
            ? invocation.values().digest(named.get())
            : invocation.keyFile().publicKey().thumbprint().value());
  }

  @Override
  public Json.Obj supply(Invocation invocation, Json.Obj typed) throws ClientException {
    Optional<String> file = invocation.option(CONTENT);
    if (file.isEmpty()) {
      return typed;
    }
    int most = apart ? SealedContent.CONTENT_MAX : ContentTransaction.SEALED_MAX;
    Bytes content =
        ProofFolder.read(Path.of(file.get()), most - (apart ? 0 : SealedContent.OVERHEAD_MAX));
    PartyId to = new PartyId(invocation.values().digest(Answers.plain(typed, "to")));
    Content.Recipient recipient = recipient(invocation, to);
    Bytes sealed;
    try {
      sealed =
          SealedContent.seal(
                  recipient.publicKey(),
                  new SealedContent.Way(invocation.ledger().network(), own(invocation), to),
                  content)
              .encode();
    } catch (MessageException e) {
      throw ClientException.refused(
              "nothing can be sealed to the key " + recipient.key(),
              "Tell the party that it is of.")
          .because(e);
    }
    Json.Obj json = Fields.with(typed, List.of("key"), new Json.Text(recipient.key().toString()));
    if (!apart) {
      return Fields.with(json, List.of("sealed"), new Json.Text(sealed.hex()));
    }
    Path out = Path.of(MessageProofCommands.given(invocation, SEALED_FILE));
    ProofFolder.write(out, sealed);
    json = Fields.with(json, List.of("digest"), new Json.Text(Sha256.of(sealed).hex()));
    return Fields.with(json, List.of("length"), new Json.Int(sealed.length()));
  }

  private static Content.Recipient recipient(Invocation invocation, PartyId to)
      throws ClientException {
    Question question =
        new Question("content", "recipients/{party}", List.of(to.toString()), List.of(), 0);
    if (!(ProvenAnswers.proven(invocation, question).answer() instanceof Answer.Found found)) {
      throw ClientException.refused(
          "the party has no key to seal to",
          "It adds one: 'birthmark party add-agreement-key --key NAME'.");
    }
    try {
      return RECIPIENT.fromJson(found.value());
    } catch (MalformedException e) {
      throw new IllegalStateException("what was proven is not of its own form", e);
    }
  }
}
