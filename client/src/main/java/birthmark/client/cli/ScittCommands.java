package birthmark.client.cli;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.KeyFile;
import birthmark.client.sdk.Ledger;
import birthmark.client.sdk.OfflineVerifier;
import birthmark.client.sdk.ProofFolder;
import birthmark.client.sdk.Registration;
import birthmark.contracts.registrations.SignedStatement;
import birthmark.contracts.registrations.UnfitException;
import birthmark.cose.Sign1;
import birthmark.did.DidKey;
import birthmark.json.Json;
import birthmark.proof.TransparentStatement;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** Commands about signed statements that software of others reads too (SCITT, RFC 9943). */
final class ScittCommands {
  private static final String ISSUER = "--issuer";
  private static final String OUT = "--out";
  private static final String PUBLIC = "--public";
  private static final String SUBJECT = "--subject";
  private static final String TYPE = "--type";
  private static final String OCTETS = "application/octet-stream";

  private ScittCommands() {}

  static CommandSpec spec() {
    CommandSpec spec =
        Commands.group(
            "scitt", "Signed statements that software of others reads too (SCITT, RFC 9943).");
    CommandSpec sign =
        Commands.doing(
            "sign", "Sign what a file holds with your key; asks nobody.", ScittCommands::sign);
    Commands.word(sign, "FILE", true, "What you say, such as a list of components.");
    CommonOptions.text(sign, true, SUBJECT, "TEXT", "What it is about, such as a package's URL.");
    CommonOptions.text(
        sign, true, ISSUER, "DID", "Who says it (your key's did:key), or your party's did:web.");
    CommonOptions.text(sign, true, TYPE, "MEDIA-TYPE", "What FILE is (" + OCTETS + ").");
    CommonOptions.flag(
        sign,
        true,
        PUBLIC,
        "Declare that anybody may read it: the ledger keeps all of it for ever.");
    CommonOptions.text(sign, true, OUT, "FILE", "Where the signed statement goes (FILE.cose).");
    spec.addSubcommand("sign", sign);
    CommandSpec register =
        Commands.doing(
            "register",
            "Have a node register a signed statement, and write it with its receipt into a file"
                + " that 'birthmark verify' checks without a node.",
            ScittCommands::register);
    Commands.word(register, "FILE", true, "The signed statement.");
    CommonOptions.text(register, true, OUT, "FILE", "Where it goes (FILE.receipted).");
    spec.addSubcommand("register", register);
    return spec;
  }

  private static int sign(Invocation invocation) throws ClientException {
    String name = invocation.words().getFirst();
    Optional<String> subject = invocation.option(SUBJECT);
    if (subject.isEmpty()) {
      throw ClientException.usage(
          SUBJECT + " is missing: a signed statement says what it is about",
          "Name it, such as " + SUBJECT + " pkg:generic/camera@1.0.0.");
    }
    KeyFile key = invocation.keyFile();
    Bytes payload = ProofFolder.read(Path.of(name), SignedStatement.LENGTH_MAX);
    SignedStatement.Claims claims =
        new SignedStatement.Claims(
            invocation.option(ISSUER).orElseGet(() -> DidKey.encode(key.publicKey())),
            subject.get(),
            invocation.option(TYPE).orElse(OCTETS),
            invocation.flag(PUBLIC));
    Bytes signed = SignedStatement.sign(key.signingKey(invocation.passwords()), claims, payload);
    SignedStatement parsed = parsed(signed);
    Path file = Path.of(invocation.option(OUT).orElse(name + ".cose"));
    ProofFolder.write(file, signed);
    invocation.show(
        Json.object()
            .put("registration", parsed.id().hex())
            .put("key", parsed.key().toString())
            .put("issuer", parsed.issuer())
            .put("subject", parsed.subject())
            .put("file", file.toString())
            .build());
    return ExitStatus.DONE;
  }

  private static SignedStatement parsed(Bytes octets) throws ClientException {
    try {
      return SignedStatement.parse(octets);
    } catch (UnfitException e) {
      throw ClientException.usage(
              "this is no signed statement that can be registered: " + e.sentence(),
              "Sign it as RFC 9943, section 6, asks for, or with 'birthmark scitt sign'.")
          .because(e);
    }
  }

  private static int register(Invocation invocation) throws ClientException {
    String name = invocation.words().getFirst();
    Bytes octets = ProofFolder.read(Path.of(name), Sign1.MAX_LENGTH);
    SignedStatement parsed = parsed(octets);
    TransparentStatement before = TransparentStatement.decode(octets, SignedStatement.UNDERSTOOD);
    Ledger ledger = invocation.ledger();
    Registration registered = Registration.of(ledger.node(), octets);
    List<Bytes> receipts = new ArrayList<>(before.receipts());
    receipts.add(registered.receipt());
    OfflineVerifier trust = Trusting.of(invocation, ledger.genesis(), Optional.empty());
    Trusting.refresh(invocation, trust, ledger.node());
    TransparentCheck.Proven proven =
        switch (TransparentCheck.of(
            trust, new TransparentStatement(before.statement(), List.of(registered.receipt())))) {
          case TransparentCheck.Refused(String why) ->
              throw ClientException.refused(
                  "the node " + ledger.node().url() + " does not prove what it registered: " + why,
                  "Do not rely on it. Ask another node, and show the file to whoever runs this"
                      + " one.");
          case TransparentCheck.Proven held -> held;
        };
    List<Bytes> issuer =
        parsed.named().isPresent() ? List.of() : IssuerCheck.ask(invocation, ledger.node(), parsed);
    TransparentStatement transparent =
        new TransparentStatement(before.statement(), receipts, issuer);
    Path file = Path.of(invocation.option(OUT).orElse(name + ".receipted"));
    ProofFolder.write(file, transparent.encode());
    invocation.show(
        Json.object()
            .put("registration", parsed.id().hex())
            .put("statement", registered.entry())
            .put("index", proven.receipt().index())
            .put("before", registered.before())
            .put("inFull", proven.inFull())
            .put("file", file.toString())
            .build());
    return ExitStatus.DONE;
  }
}
