package birthmark.node.scitt;

import birthmark.answer.IssuerQuestions;
import birthmark.answer.Question;
import birthmark.bytes.Bytes;
import birthmark.codec.MalformedException;
import birthmark.contract.Reason;
import birthmark.contract.Rulebook;
import birthmark.contracts.registrations.RegistrationTransaction;
import birthmark.contracts.registrations.SignedStatement;
import birthmark.cose.KeyId;
import birthmark.node.query.AnswerProver;
import birthmark.node.query.Receipts;
import birthmark.node.store.Recorded;
import birthmark.node.store.Snapshot;
import birthmark.proof.TransparentStatement;
import birthmark.statement.EnvelopeRefusal;
import birthmark.statement.RefusedException;
import birthmark.statement.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What was registered, found by the id of our statement that registered it. */
final class Entries {
  private final Rulebook rulebook;
  private final Receipts receipts;
  private final Supplier<Snapshot> snapshots;
  private final KeyId key;

  Entries(ScittParts parts) {
    this.rulebook = parts.rulebook();
    this.receipts = new Receipts(parts.receiptKey(), parts.issuer(), parts.snapshots()::cosigned);
    this.snapshots = parts.snapshots();
    this.key = parts.key();
  }

  /** What is known under an id. */
  sealed interface Found {}

  /**
   * Something registered.
   *
   * @param receipt its receipt, naming what it is about
   * @param statement all of it, if the log has it
   */
  record Registered(Bytes receipt, Optional<Bytes> statement) implements Found {}

  /**
   * A registration of this node's that was refused.
   *
   * @param sentence why
   */
  record Refused(String sentence) implements Found {}

  /** What is known under {@code id}. */
  Optional<Found> find(Bytes id) {
    try (Snapshot snapshot = snapshots.get()) {
      return snapshot.recorded(id).flatMap(recorded -> found(snapshot, recorded));
    }
  }

  /**
   * What was registered in full, with its receipt and, where a party signed it, what proves that;
   * empty if there is nothing, or only its digest.
   */
  Optional<Bytes> transparent(Bytes id) {
    try (Snapshot snapshot = snapshots.get()) {
      return snapshot
          .recorded(id)
          .flatMap(recorded -> found(snapshot, recorded))
          .flatMap(
              found ->
                  found instanceof Registered(Bytes receipt, Optional<Bytes> statement)
                      ? statement.map(octets -> transparent(snapshot, octets, receipt))
                      : Optional.empty());
    }
  }

  private Bytes transparent(Snapshot snapshot, Bytes octets, Bytes receipt) {
    SignedStatement statement = SignedStatement.parse(octets);
    List<Bytes> issuer = statement.named().isPresent() ? List.of() : issuer(snapshot, statement);
    return new TransparentStatement(octets, List.of(receipt), issuer).encode();
  }

  /** Proofs of when it was registered and of whose its key is. */
  private List<Bytes> issuer(Snapshot snapshot, SignedStatement statement) {
    AnswerProver prover = AnswerProver.forEveryone(snapshot, rulebook, receipts);
    List<Bytes> proofs = new ArrayList<>();
    for (Question question : IssuerQuestions.of(statement.id().hex(), statement.key().toString())) {
      try {
        switch (prover.prove(question.read(rulebook).orElseThrow(), question)) {
          case AnswerProver.Proving.Proven proven -> proofs.add(proven.proof().encode());
          case AnswerProver.Proving.Nothing _, AnswerProver.Proving.NotForViewer _ ->
              throw new IllegalStateException("what is registered is not found in the state");
        }
      } catch (MalformedException e) {
        throw new IllegalStateException("an id is none", e);
      }
    }
    return proofs;
  }

  private Optional<Found> found(Snapshot snapshot, Recorded recorded) {
    return switch (recorded.verdict()) {
      case Recorded.Accepted(long index) -> registered(snapshot, index);
      // Of others' statements only those whom it concerns are told.
      case Recorded.Refused(int contract, int reason, String _) ->
          recorded.key().equals(key)
              ? Optional.of(new Refused(reason(contract, reason).sentence()))
              : Optional.empty();
    };
  }

  private Reason reason(int contract, int position) {
    return contract == Rulebook.LEDGER
        ? List.of(EnvelopeRefusal.values()).get(position)
        : rulebook.numbered(contract).orElseThrow().surface().refusals().get(position);
  }

  private Optional<Found> registered(Snapshot snapshot, long index) {
    Statement statement;
    try {
      statement = Statement.decode(rulebook, snapshot.entry(index).orElseThrow());
    } catch (RefusedException e) {
      throw new IllegalStateException("a logged statement cannot be read", e);
    }
    return switch (statement.transaction()) {
      case RegistrationTransaction.RegisterInFull(Bytes whole) ->
          Optional.of(
              new Registered(
                  receipt(snapshot, index + 1, SignedStatement.parse(whole).subject()),
                  Optional.of(whole)));
      case RegistrationTransaction.RegisterDigest digest ->
          Optional.of(
              new Registered(
                  receipt(snapshot, index + 1, name(digest.digest())), Optional.empty()));
      default -> Optional.empty();
    };
  }

  private Bytes receipt(Snapshot snapshot, long index, String subject) {
    return receipts.of(snapshot, index, Optional.of(subject)).encode();
  }

  /** What has no other name here: a hash (RFC 6920). */
  private static String name(Bytes digest) {
    return "ni:///sha-256;"
        + Base64.getUrlEncoder().withoutPadding().encodeToString(digest.toByteArray());
  }
}
