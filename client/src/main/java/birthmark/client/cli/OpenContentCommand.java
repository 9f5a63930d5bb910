package birthmark.client.cli;

import birthmark.answer.Answer;
import birthmark.answer.Question;
import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.client.messages.MessageException;
import birthmark.client.messages.SealedContent;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.KeyFile;
import birthmark.client.sdk.Node;
import birthmark.client.sdk.ProofFolder;
import birthmark.codec.Codec;
import birthmark.codec.MalformedException;
import birthmark.contracts.content.Content;
import birthmark.contracts.content.ContentTransaction;
import birthmark.contracts.parties.PartyId;
import birthmark.json.Json;
import birthmark.statement.RefusedException;
import birthmark.statement.Statement;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** What somebody sealed to a party, opened by whoever has that party's key. */
final class OpenContentCommand {
  private static final String STATEMENT = "--statement";
  private static final String SEALED = "--sealed";
  private static final String OUT = "--out";
  private static final String COSE = "application/cose";
  private static final Codec<Content.Commitment> COMMITMENT = Codec.of(Content.Commitment.class);

  private OpenContentCommand() {}

  static CommandSpec spec() {
    CommandSpec spec =
        Commands.doing(
            "open",
            "Open what was sealed to your party. The ledger proves who committed it, and that it is"
                + " what was committed.",
            OpenContentCommand::run);
    CommonOptions.text(spec, true, STATEMENT, "ID", "The statement that carries it.");
    CommonOptions.text(spec, true, SEALED, "FILE", "Or the file that was handed over.");
    CommonOptions.text(spec, true, OUT, "FILE", "Where to write what was inside.");
    SealSupplement.by(spec);
    return spec;
  }

  private static int run(Invocation invocation) throws ClientException {
    Path out = Path.of(MessageProofCommands.given(invocation, OUT));
    PartyId to = SealSupplement.own(invocation);
    Bytes octets = octets(invocation);
    Content.Commitment commitment = commitment(invocation, to, Sha256.of(octets));
    KeyFile key = invocation.keyFile();
    Bytes content;
    try {
      content =
          SealedContent.decode(octets)
              .open(
                  key.agreementPrivateKey(invocation.passwords()),
                  key.agreementKey().orElseThrow(),
                  new SealedContent.Way(invocation.ledger().network(), commitment.by(), to));
    } catch (MessageException e) {
      throw ClientException.refused(
              e.sentence(), "It was sealed to the key " + commitment.key() + ". Use its key file.")
          .because(e);
    }
    ProofFolder.write(out, content);
    invocation.show(
        Json.object()
            .put("by", commitment.by().toString())
            .put("statement", commitment.statement().hex())
            .put("height", commitment.since())
            .put("octets", content.length())
            .put("file", out.toString())
            .build());
    return ExitStatus.DONE;
  }

  private static Bytes octets(Invocation invocation) throws ClientException {
    Optional<String> file = invocation.option(SEALED);
    if (file.isPresent()) {
      return ProofFolder.read(
          Path.of(file.get()), SealedContent.CONTENT_MAX + SealedContent.OVERHEAD_MAX);
    }
    String id = invocation.values().digest(MessageProofCommands.given(invocation, STATEMENT)).hex();
    Bytes entry =
        invocation
            .ledger()
            .node()
            .octets(Node.path(List.of("statements", id, "entry")), COSE, invocation.reader());
    try {
      Statement statement = Statement.decode(invocation.rulebook(), entry);
      if (statement.transaction() instanceof ContentTransaction.SubmitSealed submitted) {
        return submitted.sealed();
      }
    } catch (RefusedException e) {
      throw ClientException.unanswered(
              "the node gives no statement of this ledger", "Ask another node.")
          .because(e);
    }
    throw ClientException.usage(
        "this statement carries nothing sealed",
        "Name one of 'birthmark content commitments PARTY', or give the file with " + SEALED + ".");
  }

  private static Content.Commitment commitment(Invocation invocation, PartyId to, Bytes digest)
      throws ClientException {
    Question question =
        new Question(
            "content",
            "commitments/{to}/{digest}",
            List.of(to.toString(), digest.hex()),
            List.of(),
            0);
    if (!(ProvenAnswers.proven(invocation, question).answer() instanceof Answer.Found found)) {
      throw ClientException.refused(
          "nobody committed this to your party",
          "It is for another party (--by), was changed on the way, or was never submitted.");
    }
    try {
      return COMMITMENT.fromJson(found.value());
    } catch (MalformedException e) {
      throw new IllegalStateException("what was proven is not of its own form", e);
    }
  }
}
