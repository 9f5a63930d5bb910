package birthmark.testing;

import birthmark.answer.AnswerProof;
import birthmark.answer.Question;
import birthmark.answer.Recorder;
import birthmark.bytes.Bytes;
import birthmark.contract.Genesis;
import birthmark.contract.Keys;
import birthmark.contracts.Contracts;
import birthmark.contracts.parties.Handle;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.contracts.registrations.RegistrationTransaction.RegisterDigest;
import birthmark.contracts.registrations.RegistrationTransaction.RegisterInFull;
import birthmark.contracts.registrations.RegistrationTransaction.SetRegistrationPolicy;
import birthmark.contracts.registrations.Registrations;
import birthmark.contracts.registrations.SignedStatement;
import birthmark.cose.Algorithm;
import birthmark.cose.CoseKey;
import birthmark.cose.KeyId;
import birthmark.cose.SigningKey;
import birthmark.did.DidKey;
import birthmark.machine.Overlay;
import birthmark.merkle.LogProof;
import birthmark.proof.Checkpoint;
import birthmark.proof.CheckpointSigner;
import birthmark.proof.Receipt;
import birthmark.state.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A ledger on which a stranger's signed statements are registered, and their receipts. */
public final class RegisteredStatement {
  /** The origin of the ledger's log. */
  public static final String ORIGIN = "test.example";

  private final SignedLedger ledger = new SignedLedger(Contracts.rulebook(), 21);
  private final SigningKey issuer = ledger.key(Algorithm.ED25519);

  private final List<SigningKey> parties = new ArrayList<>();

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

  private SigningKey registered() {
    if (parties.isEmpty()) {
      SigningKey key = ledger.key(Algorithm.ED25519);
      ledger.accept(
          key, new PartyTransaction.Register(key.publicKey(), new Handle("acme"), "Acme"));
      parties.add(key);
    }
    return parties.getFirst();
  }

  /** What a party says, which is registered when it first says something. */
  public Bytes saidByParty(String payload) {
    SigningKey party = registered();
    String named = "did:web:" + ORIGIN + ":party:" + party.publicKey().thumbprint();
    return SignedStatement.sign(
        party,
        new SignedStatement.Claims(named, SignedStatements.SUBJECT, "text/plain", true),
        SignedStatements.text(payload));
  }

  /** The party's key. */
  public CoseKey party() {
    return registered().publicKey();
  }

  /** The proven answer, as of now, of what is registered under the id of {@code statement}. */
  public Bytes registration(Bytes statement) {
    SignedStatement parsed = SignedStatement.parse(statement);
    Registrations.RegistrationId id = new Registrations.RegistrationId(parsed.id(), parsed.key());
    return proof(
        new Question(
            "registrations",
            "registrations/{registration}/{key}",
            List.of(parsed.id().hex(), parsed.key().toString()),
            List.of(),
            0),
        view -> view.find(Registrations.REGISTRATIONS, id));
  }

  /** The proven answer, as of now, of whose key {@code kid} names. */
  public Bytes keyOf(KeyId kid) {
    return proof(
        new Question(Question.LEDGER, Question.KEYS.path(), List.of(kid.toString()), List.of(), 0),
        view -> view.find(Keys.TABLE, kid));
  }

  private Bytes proof(Question question, Consumer<View> reading) {
    MemoryLedger held = ledger.ledger();
    Recorder recorder = new Recorder(held);
    reading.accept(new Overlay(Contracts.rulebook(), recorder));
    long last = held.tip().log().size() - 1;
    return new AnswerProof(
            question,
            held.entry(last).orElseThrow(),
            receipt(last),
            held.tip().tree().prove(held.pages(), recorder.ranges(), held::value))
        .encode();
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
