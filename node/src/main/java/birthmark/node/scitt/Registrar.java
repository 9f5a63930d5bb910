package birthmark.node.scitt;

import birthmark.bytes.Bytes;
import birthmark.contract.Keys;
import birthmark.contract.Rulebook;
import birthmark.contract.Subject;
import birthmark.contracts.registrations.RegistrationRefusal;
import birthmark.contracts.registrations.RegistrationTransaction;
import birthmark.contracts.registrations.Registrations;
import birthmark.contracts.registrations.SignedStatement;
import birthmark.contracts.registrations.UnfitException;
import birthmark.cose.CoseKey;
import birthmark.cose.KeyId;
import birthmark.cose.Sign1;
import birthmark.cose.Signatures;
import birthmark.machine.Overlay;
import birthmark.node.store.Snapshot;
import birthmark.node.submit.Answer;
import birthmark.node.submit.OwnStatements;
import birthmark.node.submit.Submission;
import birthmark.node.submit.UnavailableException;
import birthmark.state.View;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Registers signed statements in the node's own name: verifies each as its word will say, then
 * signs a registration of its digest, or of all of it where its issuer declares it public.
 */
final class Registrar {
  private static final int AT_ONCE = 64;

  private final Rulebook rulebook;
  private final Signatures signatures;
  private final Supplier<Snapshot> snapshots;
  private final Submission submission;
  private final OwnStatements own;
  private final KeyId key;
  private final long patienceMillis;
  private final Semaphore free = new Semaphore(AT_ONCE);

  /** A registrar that answers within {@code patienceMillis}, if not with a receipt. */
  Registrar(ScittParts parts, long patienceMillis) {
    this.rulebook = parts.rulebook();
    this.signatures = parts.signatures();
    this.snapshots = parts.snapshots();
    this.submission = parts.submission();
    this.own = parts.own();
    this.key = parts.key();
    this.patienceMillis = patienceMillis;
  }

  /** What became of a signed statement. */
  sealed interface Result {}

  /**
   * It is registered.
   *
   * @param entry the id of our statement that registered it first
   * @param before whether it was so before it was sent
   */
  record Registered(Bytes entry, boolean before) implements Result {}

  /**
   * It is not decided yet.
   *
   * @param entry the id of our statement that registers it
   */
  record Running(Bytes entry) implements Result {}

  /**
   * It is not registered.
   *
   * @param title a few words
   * @param sentence why, and what to do
   */
  record Refused(String title, String sentence) implements Result {}

  /**
   * It cannot be registered now.
   *
   * @param sentence why
   * @param seconds when to send it again
   */
  record Later(String sentence, long seconds) implements Result {}

  /** Registers the signed statement that {@code message} holds, whatever its unprotected header. */
  Result register(Bytes message) throws InterruptedException {
    SignedStatement statement;
    try {
      statement = SignedStatement.parse(message);
    } catch (UnfitException e) {
      return new Refused(e.unfit().title(), e.sentence());
    }
    if (statement.declaredPublic() && !statement.plain()) {
      return new Refused(
          "Not canonical",
          "What is declared public is registered in full, for which its protected header must have"
              + " lengths that are minimal and definite, and no fractions. Sign it again so, or"
              + " without the declaration (-70001).");
    }
    if (!free.tryAcquire()) {
      return new Later("The node registers as many statements at once as it can.", 1);
    }
    try {
      return register(statement);
    } catch (UnavailableException e) {
      return new Later(String.valueOf(e.getMessage()), 10);
    } finally {
      free.release();
    }
  }

  private Result register(SignedStatement statement) throws InterruptedException {
    Bytes signed;
    try (Snapshot snapshot = snapshots.get()) {
      View state = new Overlay(rulebook, snapshot);
      Optional<Result> answer = examine(state, snapshot.tip().height() + 1, statement);
      if (answer.isPresent()) {
        return answer.get();
      }
      signed =
          own.sign(
              statement.declaredPublic()
                  ? new RegistrationTransaction.RegisterInFull(statement.octets())
                  : new RegistrationTransaction.RegisterDigest(
                      statement.id(), statement.digest(), statement.key()),
              snapshot.tip().time());
    }
    return result(statement, Sign1.decode(signed).id(), submission.submit(signed));
  }

  /** What can be said without a registration; empty if nothing is in its way. */
  private Optional<Result> examine(View state, long height, SignedStatement statement) {
    Optional<Result> first = first(state, statement);
    if (first.isPresent()) {
      return first;
    }
    Optional<CoseKey> issuer =
        state
            .find(Keys.TABLE, statement.key())
            .map(Keys.Registered::key)
            .or(() -> statement.named().filter(named -> signatures.faultOf(named).isEmpty()));
    boolean verified =
        issuer
            .map(known -> signatures.verify(known, statement.signed(), statement.signature()))
            .orElse(statement.named().isEmpty());
    if (!verified) {
      return Optional.of(
          new Refused(
              "Bad Signature", "The signature does not verify by the key that the issuer names."));
    }
    Subject node =
        state
            .find(Keys.TABLE, key)
            .map(Keys.Registered::subject)
            .orElseGet(() -> Subject.party(key.value()));
    return Registrations.objection(state, height, node, statement, statement.declaredPublic())
        .map(reason -> rejected(reason, node));
  }

  private static Result rejected(RegistrationRefusal reason, Subject node) {
    return reason == RegistrationRefusal.NOT_A_REGISTRAR
        ? new Refused(
            "Rejected",
            "The registration policy does not name this node, party "
                + node.id()
                + ", as a registrar. Ask a replica to set it so, or have the issuer register it.")
        : new Refused("Rejected", reason.sentence());
  }

  private static Optional<Result> first(View state, SignedStatement statement) {
    return state
        .find(Registrations.REGISTRATIONS, Registrations.RegistrationId.of(statement))
        .map(row -> new Registered(row.statement(), true));
  }

  private Result result(SignedStatement statement, Bytes entry, CompletableFuture<Answer> pending)
      throws InterruptedException {
    Answer answer;
    try {
      answer = pending.get(patienceMillis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return new Running(entry);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a submission failed", e);
    }
    return switch (answer) {
      case Answer.Committed _ -> new Registered(entry, false);
      case Answer.Refused refused -> again(statement, refused);
      case Answer.OverQuota over ->
          new Later("This node has registered what it may in a minute.", seconds(over));
      case Answer.Busy busy -> new Later(busy.sentence(), 1 + busy.retryAfterMillis() / 1_000);
      case Answer.Unavailable unavailable -> new Later(unavailable.sentence(), 10);
    };
  }

  private static long seconds(Answer.OverQuota over) {
    return 1 + over.retryAfterMillis() / 1_000;
  }

  /** Somebody else may have been first since the statement was examined. */
  private Result again(SignedStatement statement, Answer.Refused refused) {
    try (Snapshot snapshot = snapshots.get()) {
      return first(new Overlay(rulebook, snapshot), statement)
          .orElseGet(() -> new Refused("Rejected", refused.reason().sentence()));
    }
  }
}
