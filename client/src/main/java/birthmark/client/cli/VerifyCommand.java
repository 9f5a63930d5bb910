package birthmark.client.cli;

import birthmark.answer.AnswerCheck;
import birthmark.bundle.BundleCheck;
import birthmark.bundle.BundleCodec;
import birthmark.bundle.BundleVerifier;
import birthmark.bytes.Bytes;
import birthmark.client.messages.MessageProof;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.OfflineVerifier;
import birthmark.client.sdk.ParallelSignatures;
import birthmark.client.sdk.ProofFolder;
import birthmark.contract.Genesis;
import birthmark.contract.Introduction;
import birthmark.cose.JdkSignatures;
import birthmark.cose.Sign1;
import birthmark.finality.ReplicaReceipts;
import birthmark.json.Json;
import birthmark.proof.Receipt;
import birthmark.proof.ReceiptCheck;
import birthmark.proof.TransparentStatement;
import birthmark.statement.RefusedException;
import birthmark.statement.Statement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** The check of a statement and its receipt without a node, and what it proves in plain words. */
final class VerifyCommand implements Action {
  private static final String STATEMENT = "--statement";
  private static final String GENESIS = "--genesis";
  private static final String FINAL = "final";
  private static final String SEEN =
      "enough replicas, or a witness that you named, signed for the same log.";

  private VerifyCommand() {}

  static CommandSpec spec() {
    CommandSpec spec =
        Commands.doing(
            "verify",
            "Check, without a node, that a statement, an answer or a thing's history is of the"
                + " ledger you trust.",
            new VerifyCommand());
    Commands.word(
        spec,
        "PROOF",
        true,
        "A file that 'birthmark bundle' or 'birthmark scitt register' wrote, a folder that"
            + " 'birthmark statement receipt' wrote, a receipt with --statement, or what a read"
            + " wrote with --proof.");
    CommonOptions.text(spec, true, STATEMENT, "FILE", "The statement, where PROOF is a receipt.");
    CommonOptions.text(
        spec,
        true,
        GENESIS,
        "FILE",
        "The ledger's genesis; it counts only if --network or your folder says so too.");
    Trusting.addOptions(spec);
    Witnesses.addOption(spec);
    return spec;
  }

  @Override
  public int run(Invocation invocation) throws ClientException {
    Path path = Path.of(invocation.words().getFirst());
    if (Files.isRegularFile(path) && invocation.option(STATEMENT).isEmpty()) {
      Bytes octets = ProofFolder.read(path, ProvenAnswers.lengthMax());
      if (BundleCodec.begins(octets)) {
        return verifyBundle(invocation, octets);
      }
      if (MessageProof.begins(octets)) {
        return VerifyMessage.run(invocation, trusted(invocation, Optional.empty()), octets);
      }
      Optional<TransparentStatement> transparent = VerifyTransparent.of(octets);
      return transparent.isPresent()
          ? VerifyTransparent.run(invocation, trust(invocation), transparent.get())
          : verifyAnswer(invocation, octets);
    }
    ProofFolder proof = proof(invocation);
    Genesis genesis = trusted(invocation, proof.genesis());
    OfflineVerifier trust = Trusting.of(invocation, genesis, proof.changes());
    ReplicaReceipts.Verdict verdict = trust.verify(proof.statement(), proof.receipt());
    return switch (verdict.check()) {
      case ReceiptCheck.Refused refused -> {
        tell(invocation, "the receipt does not prove it: " + refused.sentence());
        yield ExitStatus.REFUSED;
      }
      case ReceiptCheck.Proven proven -> tell(invocation, trust, proof, verdict, proven);
    };
  }

  private static int verifyBundle(Invocation invocation, Bytes octets) throws ClientException {
    Optional<Bytes> network = invocation.network();
    if (network.isEmpty()) {
      network = invocation.home().genesis().map(Genesis::network);
    }
    if (network.isEmpty()) {
      throw ClientException.usage(
          "it is not said which ledger you trust, and a bundle cannot say so itself",
          "Compare the network id with whoever runs the ledger and give it with --network ID.");
    }
    BundleVerifier verifier =
        new BundleVerifier(
            invocation.rulebook(),
            ParallelSignatures.byJdk(),
            network.get(),
            Witnesses.of(invocation));
    BundleCheck check = verifier.verify(octets);
    if (check instanceof BundleCheck.Refused refused) {
      tell(invocation, refused.sentence());
      return ExitStatus.REFUSED;
    }
    BundleCheck.Proven proven = (BundleCheck.Proven) check;
    Json.Obj json = new BundleJson(invocation.rulebook(), proven).json();
    if (invocation.json()) {
      invocation.terminal().json(json);
    } else {
      BundleStory.tell(invocation, json);
    }
    return ExitStatus.DONE;
  }

  private static int verifyAnswer(Invocation invocation, Bytes octets) throws ClientException {
    if (!ProvenAnswers.looksLikeOne(octets)) {
      throw ClientException.usage(
          "the file holds no proof of an answer, and a receipt proves nothing without its"
              + " statement",
          "Name the folder that both are in, or the statement with " + STATEMENT + " FILE.");
    }
    OfflineVerifier trust = trust(invocation);
    return switch (ProvenAnswers.check(invocation, trust, octets)) {
      case AnswerCheck.Refused refused -> {
        tell(invocation, refused.sentence());
        yield ExitStatus.REFUSED;
      }
      case AnswerCheck.Proven proven -> {
        tell(invocation, trust, proven);
        yield ExitStatus.DONE;
      }
    };
  }

  private static void tell(Invocation invocation, OfflineVerifier trust, AnswerCheck.Proven proven)
      throws ClientException {
    Json.Obj answer = ProvenAnswers.json(proven);
    String status = Witnesses.status(invocation, trust, proven.receipt().checkpoint());
    if (invocation.json()) {
      Json.ObjectBuilder object =
          Json.object()
              .put("verified", true)
              .put("ledger", proven.receipt().origin())
              .put("network", trust.genesis().network().hex())
              .put("status", status)
              .put("asked", ProvenAnswers.asked(proven.question()));
      answer.members().forEach(member -> object.put(member.name(), member.value()));
      invocation.terminal().json(object.build());
      return;
    }
    Terminal terminal = invocation.terminal();
    terminal.line(
        terminal.green("verified")
            + "  this is what the ledger '"
            + Rendering.printable(proven.receipt().origin())
            + "' held");
    terminal.line("asked: " + Rendering.printable(ProvenAnswers.asked(proven.question())));
    Answers.tell(invocation, answer);
    terminal.line(
        "Proven: it follows from the ledger's state after that block, which a replica of the"
            + " ledger signed for.");
    terminal.line(
        status.equals(FINAL)
            ? "Final: " + SEEN + " Not proven: that it still holds."
            : "Not proven: that it still holds, or that nobody was shown another log.");
  }

  private static ProofFolder proof(Invocation invocation) throws ClientException {
    Path path = Path.of(invocation.words().getFirst());
    Optional<String> statement = invocation.option(STATEMENT);
    if (Files.isDirectory(path)) {
      return ProofFolder.load(path);
    }
    // A file without a statement beside it was looked at already.
    if (statement.isEmpty()) {
      throw ClientException.usage("there is no file or folder " + path, "Check its name.");
    }
    return new ProofFolder(
        ProofFolder.read(Path.of(statement.get()), Sign1.MAX_LENGTH),
        ProofFolder.read(path, Receipt.MAX_LENGTH),
        Optional.empty(),
        Optional.empty());
  }

  private static OfflineVerifier trust(Invocation invocation) throws ClientException {
    return Trusting.of(invocation, trusted(invocation, Optional.empty()), Optional.empty());
  }

  /** The genesis that the user has a reason to trust, wherever its octets come from. */
  private static Genesis trusted(Invocation invocation, Optional<Genesis> enclosed)
      throws ClientException {
    Optional<String> named = invocation.option(GENESIS);
    Optional<Genesis> pinned = invocation.home().genesis();
    Optional<Genesis> offered =
        named.isPresent() ? Optional.of(ProofFolder.genesis(Path.of(named.get()))) : enclosed;
    Optional<Bytes> network = invocation.network();
    if (network.isEmpty()) {
      network = pinned.map(Genesis::network);
    }
    if (network.isEmpty()) {
      throw ClientException.usage(
          "it is not said which ledger you trust, and a proof cannot say so itself"
              + offered.map(genesis -> ": it is of the network " + genesis.network()).orElse(""),
          "Compare the network id with whoever runs the ledger and give it with --network ID.");
    }
    Optional<Genesis> genesis = offered.isPresent() ? offered : pinned;
    if (genesis.isEmpty()) {
      throw ClientException.refused(
          "the genesis of the network " + network.get() + " is not at hand",
          "Name it with --genesis FILE; its hash is checked.");
    }
    if (!genesis.get().network().equals(network.get())) {
      throw ClientException.refused(
          "the proof is of another ledger: its network is "
              + genesis.get().network()
              + ", the one you trust is "
              + network.get(),
          "Ask for a proof from the ledger that you trust, or name the other with --network ID.");
    }
    return genesis.get();
  }

  /** Tells why something is not verified. */
  static void tell(Invocation invocation, String why) {
    Terminal terminal = invocation.terminal();
    if (invocation.json()) {
      terminal.json(Json.object().put("verified", false).put("why", why).build());
    }
    terminal.err().println("birthmark: " + terminal.red("not verified: ") + why);
    terminal.err().println("  Do not rely on it. Ask for it and its proof again.");
  }

  private static int tell(
      Invocation invocation,
      OfflineVerifier trust,
      ProofFolder proof,
      ReplicaReceipts.Verdict verdict,
      ReceiptCheck.Proven proven)
      throws ClientException {
    Statement statement;
    try {
      statement = Statement.decode(invocation.rulebook(), proof.statement());
    } catch (RefusedException e) {
      tell(invocation, "the entry is in the log and is no statement known here: " + e.getMessage());
      return ExitStatus.REFUSED;
    }
    if (!trust.genesis().networks().contains(statement.network())) {
      tell(invocation, "the statement is for another ledger, " + statement.network());
      return ExitStatus.REFUSED;
    }
    if (statement.transaction() instanceof Introduction introduction
        && !statement.envelope().verifies(new JdkSignatures(), introduction.key())) {
      tell(invocation, "the statement's own signature does not verify");
      return ExitStatus.REFUSED;
    }
    String replica = verdict.replica().map(Object::toString).orElse("");
    Json.Obj json =
        Placing.told(
            Json.object()
                .put("verified", true)
                .put("ledger", proven.origin())
                .put("network", trust.genesis().network().hex())
                .put("statement", statement.id().hex())
                .put("index", proven.index())
                .put("size", proven.size())
                .put("root", proven.root().hex())
                .put("status", Witnesses.status(invocation, trust, proven.checkpoint()))
                .put("replica", replica)
                .put("replicas", trust.sets().current().members().size())
                .put("key", statement.key().toString())
                .put("sequence", statement.sequence())
                .put("contract", statement.rules().surface().path())
                .put("transaction", statement.name())
                .put("body", Placing.body(statement))
                .build(),
            statement.acting());
    if (invocation.json()) {
      invocation.terminal().json(json);
    } else {
      words(invocation, json);
    }
    return ExitStatus.DONE;
  }

  private static void words(Invocation invocation, Json.Obj json) throws ClientException {
    Terminal terminal = invocation.terminal();
    terminal.line(
        terminal.green("verified")
            + "  this statement took effect on the ledger '"
            + Rendering.printable(Answers.plain(json, "ledger"))
            + "'");
    List<Json.Member> members = json.members();
    invocation.rendering().object(new Json.Obj(members.subList(2, members.size())));
    terminal.line("");
    terminal.line(
        "Proven: it is entry "
            + Answers.plain(json, "index")
            + ", unchanged, of the "
            + Answers.plain(json, "size")
            + " entries that a replica of the ledger signed for.");
    terminal.line(
        "The ledger checked signer and rules when it accepted the statement. Not proven: that what"
            + " it says is true,");
    terminal.line(
        Answers.plain(json, "status").equals(FINAL)
            ? "what became of it since. Final: " + SEEN
            : "what became of it since, and, by this replica alone of "
                + Answers.plain(json, "replicas")
                + ", that nobody was shown another log.");
  }
}
