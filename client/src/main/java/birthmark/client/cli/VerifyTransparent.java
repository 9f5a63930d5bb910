package birthmark.client.cli;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.OfflineVerifier;
import birthmark.contract.Subject;
import birthmark.contracts.registrations.SignedStatement;
import birthmark.contracts.registrations.UnfitException;
import birthmark.cose.CoseException;
import birthmark.cose.CoseKey;
import birthmark.cose.JdkSignatures;
import birthmark.json.Json;
import birthmark.proof.ReceiptCheck;
import birthmark.proof.TransparentStatement;
import java.util.List;
import java.util.Optional;

/** The check of somebody's signed statement with its receipt (RFC 9943, section 7). */
final class VerifyTransparent {
  private VerifyTransparent() {}

  /** The signed statement with receipts that {@code octets} hold, if they hold one. */
  static Optional<TransparentStatement> of(Bytes octets) {
    try {
      return Optional.of(TransparentStatement.decode(octets, SignedStatement.UNDERSTOOD))
          .filter(found -> !found.receipts().isEmpty());
    } catch (CoseException e) {
      return Optional.empty();
    }
  }

  static int run(Invocation invocation, OfflineVerifier trust, TransparentStatement transparent)
      throws ClientException {
    SignedStatement statement;
    try {
      statement = SignedStatement.parse(transparent.statement());
    } catch (UnfitException e) {
      VerifyCommand.tell(invocation, "it is no signed statement: " + e.sentence());
      return ExitStatus.REFUSED;
    }
    JdkSignatures signatures = new JdkSignatures();
    Optional<CoseKey> named = statement.named();
    boolean forged =
        named.isPresent()
            && (!statement.isBy(named.get())
                || signatures.faultOf(named.get()).isPresent()
                || !signatures.verify(named.get(), statement.signed(), statement.signature()));
    if (forged) {
      VerifyCommand.tell(invocation, "its signature does not verify by the key that its issuer is");
      return ExitStatus.REFUSED;
    }
    return switch (TransparentCheck.of(trust, transparent)) {
      case TransparentCheck.Refused(String why) -> {
        VerifyCommand.tell(invocation, "no receipt in it proves it: " + why);
        yield ExitStatus.REFUSED;
      }
      case TransparentCheck.Proven proven -> {
        IssuerCheck issuer = IssuerCheck.of(invocation, trust, statement, transparent.issuer());
        if (issuer instanceof IssuerCheck.Refused(String why)) {
          VerifyCommand.tell(invocation, why);
          yield ExitStatus.REFUSED;
        }
        tell(invocation, trust, statement, proven, issuer);
        yield ExitStatus.DONE;
      }
    };
  }

  private static void tell(
      Invocation invocation,
      OfflineVerifier trust,
      SignedStatement statement,
      TransparentCheck.Proven proven,
      IssuerCheck issuer)
      throws ClientException {
    ReceiptCheck.Proven receipt = proven.receipt();
    Json.ObjectBuilder object =
        Json.object()
            .put("verified", true)
            .put("ledger", receipt.origin())
            .put("network", trust.genesis().network().hex())
            .put("registration", statement.id().hex())
            .put("issuer", statement.issuer())
            .put("subject", statement.subject())
            .put("key", statement.key().toString())
            .put("inFull", proven.inFull())
            .put("index", receipt.index())
            .put("size", receipt.size())
            .put("root", receipt.root().hex())
            .put("status", Witnesses.status(invocation, trust, receipt.checkpoint()))
            .put("replica", proven.verdict().replica().map(Object::toString).orElse(""));
    boolean bySigner = statement.named().isPresent() || issuer instanceof IssuerCheck.Signed;
    if (issuer instanceof IssuerCheck.Signed(Subject party, long height)) {
      object.put("party", party.id().hex()).put("registeredAt", height);
    }
    Json.Obj json = object.build();
    Terminal terminal = invocation.terminal();
    if (invocation.json()) {
      terminal.json(json);
      return;
    }
    terminal.line(
        terminal.green("verified")
            + "  this signed statement is registered on the ledger '"
            + Rendering.printable(receipt.origin())
            + "'");
    List<Json.Member> members = json.members();
    invocation.rendering().object(new Json.Obj(members.subList(2, members.size())));
    terminal.line("");
    terminal.line(
        "Proven: "
            + (proven.inFull() ? "it" : "its SHA-256")
            + " is entry "
            + receipt.index()
            + " of the "
            + receipt.size()
            + " that a replica of the ledger signed for"
            + signedBy(statement, issuer));
    terminal.line(
        "Not proven: that what it says is true"
            + (bySigner
                ? "."
                : ", nor here that the issuer signed it: whoever registered it says so."));
  }

  private static String signedBy(SignedStatement statement, IssuerCheck issuer) {
    if (statement.named().isPresent()) {
      return ", and the key that its issuer is signed it.";
    }
    return issuer instanceof IssuerCheck.Signed(Subject party, long height)
        ? ", and a key of the party "
            + party.id().hex()
            + " signed it, which counted at block "
            + height
            + " that registered it."
        : ".";
  }
}
