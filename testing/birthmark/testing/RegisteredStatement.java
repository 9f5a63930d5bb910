package birthmark.testing;

import birthmark.bytes.Bytes;
import birthmark.contract.Genesis;
import birthmark.contracts.Contracts;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.registrations.RegistrationTransaction.RegisterDigest;
import birthmark.contracts.registrations.RegistrationTransaction.RegisterInFull;
import birthmark.contracts.registrations.RegistrationTransaction.SetRegistrationPolicy;
import birthmark.contracts.registrations.SignedStatement;
import birthmark.cose.Algorithm;
import birthmark.cose.CoseKey;
import birthmark.cose.SigningKey;
import birthmark.did.DidKey;
import birthmark.merkle.LogProof;
import birthmark.proof.Checkpoint;
import birthmark.proof.CheckpointSigner;
import birthmark.proof.Receipt;
import java.util.List;
import java.util.Optional;

/** A ledger on which a stranger's signed statements are registered, and their receipts. */
public final class RegisteredStatement {
  /** The origin of the ledger's log. */
  public static final String ORIGIN = "test.example";

  private final SignedLedger ledger = new SignedLedger(Contracts.rulebook(), 21);
  private final SigningKey issuer = ledger.key(Algorithm.ED25519);

  /** A ledger whose founder is a registrar of whoever is a did:key. */
  public RegisteredStatement() {
    PartyId root = new PartyId(ledger.root().publicKey().thumbprint().value());
    ledger.accept(ledger.root(), new SetRegistrationPolicy(true, List.of(root), "all"));
  }

  /** What the ledger started from. */
  public Genesis genesis() {
    return ledger.genesis();
  }

  /** The key of receipts and checkpoints. */
  public CoseKey log() {
    return ledger.root().publicKey();
  }

  /** The stranger's key. */
  public CoseKey issuer() {
    return issuer.publicKey();
  }

  /** What the stranger says. */
  public Bytes said(String payload, boolean isPublic) {
    SignedStatement.Claims claims =
        new SignedStatement.Claims(
            DidKey.encode(issuer.publicKey()), SignedStatements.SUBJECT, "text/plain", isPublic);
    return SignedStatement.sign(issuer, claims, SignedStatements.text(payload));
  }

  /** Registers {@code statement} in full, or by its digest; the entry's index. */
  public long register(Bytes statement, boolean inFull) {
    SignedStatement parsed = SignedStatement.parse(statement);
    return ledger
            .accept(
                ledger.sign(
                    ledger.root(),
                    inFull
                        ? new RegisterInFull(statement)
                        : new RegisterDigest(parsed.id(), parsed.digest(), parsed.key())))
            .index()
        + 1;
  }

  /** The receipt of entry {@code index} as of now. */
  public Bytes receipt(long index) {
    long size = ledger.ledger().tip().log().size();
    Bytes root = ledger.ledger().tip().log().root();
    return Receipt.issue(
            ledger.root(),
            new Receipt.Claims(Optional.of(ORIGIN), Optional.of(SignedStatements.SUBJECT)),
            new Receipt.Inclusion(
                size, index, LogProof.inclusion(ledger.ledger().tiles(), index, size)),
            root,
            CheckpointSigner.of(ORIGIN, ledger.root()).note(new Checkpoint(ORIGIN, size, root)))
        .encode();
  }
}
