package birthmark.client.sdk;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.contract.Acting;
import birthmark.contract.Rulebook;
import birthmark.contract.Transaction;
import birthmark.cose.CoseException;
import birthmark.cose.Sign1;
import birthmark.cose.SigningKey;
import birthmark.json.Json;
import birthmark.statement.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A key that places statements on a ledger: each gets a number never used before, is kept until it
 * is answered, and is sent as the same octets until then.
 *
 * <p>Several threads may use one; several processes may use one key.
 */
public final class Signer {
  private static final int NUMBERS_TRIED = 4;

  private final Ledger ledger;
  private final Rulebook rulebook;
  private final SigningKey key;
  private final Numbers numbers;
  private final Outbox outbox;
  private final Notices notices;
  private boolean started;

  /** A signer with {@code key}, whose numbers and unanswered statements are in {@code state}. */
  public Signer(Ledger ledger, Rulebook rulebook, SigningKey key, KeyState state, Notices notices)
      throws ClientException {
    this.ledger = ledger;
    this.rulebook = rulebook;
    this.key = key;
    this.numbers = state.numbers(ledger.network());
    this.outbox = state.outbox(ledger.network());
    this.notices = notices;
  }

  /**
   * Asks the ledger which numbers it has counted, and sends what was left unanswered; done once,
   * before the first statement.
   */
  public synchronized void start() throws ClientException {
    if (started) {
      return;
    }
    if (numbers.reconcile(counted())) {
      notices.say(
          "The ledger knows of statements by this key that this folder does not: it was restored"
              + " or moved, or somebody else has the key. Numbers go on far ahead, so that none is"
              + " used twice.");
    }
    for (Outbox.Entry entry : outbox.abandoned()) {
      try (entry) {
        sendLeftover(entry);
      }
    }
    started = true;
  }

  private long counted() throws ClientException {
    String path = Node.path(List.of("keys", key.publicKey().thumbprint().toString()));
    Optional<Json.Obj> known = ledger.node().find(path, Optional.empty());
    if (known.isEmpty()) {
      return 0;
    }
    OptionalLong highest = ledger.node().highest(path, key);
    return highest.orElse(0);
  }

  private void sendLeftover(Outbox.Entry entry) throws ClientException {
    String id;
    try {
      id = Sign1.decode(entry.statement()).id().hex();
    } catch (CoseException e) {
      // It was never sent: what is sent is on disk before.
      entry.answered();
      return;
    }
    String what =
        switch (deliver(entry)) {
          case Answer.Committed committed -> "it took effect";
          case Answer.Refused refused -> "it is refused: " + refused.problem().detail();
        };
    notices.say("Statement " + id + " had been left without an answer; " + what);
  }

  /** Sends a statement and forgets it when it is answered. */
  private Answer deliver(Outbox.Entry entry) throws ClientException {
    try {
      Answer answer = ledger.node().submit(entry.statement());
      entry.answered();
      return answer;
    } catch (ClientException e) {
      if (e.kind() != ClientException.Kind.UNANSWERED) {
        entry.answered();
      }
      throw e;
    }
  }

  /**
   * Signs {@code transaction} with a number of its own, without sending it.
   *
   * @param acting in whose name, or what it approves; empty for what the key's own party asks for
   * @param validity how long it may take to be decided
   */
  public Bytes sign(Transaction transaction, Optional<Acting> acting, Duration validity)
      throws ClientException {
    return signed(transaction, acting, validity, numbers.reserve());
  }

  /**
   * Signs {@code transaction} with the number {@code sequence}, whether it was used before or not;
   * later ones are higher.
   */
  public Bytes sign(
      Transaction transaction, Optional<Acting> acting, Duration validity, long sequence)
      throws ClientException {
    numbers.continueAbove(sequence);
    return signed(transaction, acting, validity, sequence);
  }

  private Bytes signed(
      Transaction transaction, Optional<Acting> acting, Duration validity, long sequence) {
    Timestamp expiry = ledger.node().now().plusSeconds(validity.toSeconds());
    return new Statement.Draft(ledger.network(), sequence, expiry, transaction, acting)
        .sign(rulebook, key);
  }

  /**
   * Places {@code transaction} on the ledger and waits for the answer.
   *
   * <p>Where the number cannot count any more, which shows that the statement never counted, it is
   * signed anew with a higher one.
   *
   * @param validity how long it may take to be decided
   * @throws ClientException if no node answers; what was signed is kept and sent again later
   */
  public Answer submit(Transaction transaction, Duration validity) throws ClientException {
    return submit(transaction, Optional.empty(), validity);
  }

  /** The same, in whose name or approving what {@code acting} says. */
  public Answer submit(Transaction transaction, Optional<Acting> acting, Duration validity)
      throws ClientException {
    start();
    for (int tried = 1; ; tried++) {
      long sequence = numbers.reserve();
      Answer answer;
      try (Outbox.Entry entry =
          outbox.put(sequence, signed(transaction, acting, validity, sequence))) {
        answer = deliver(entry);
      }
      boolean again =
          answer instanceof Answer.Refused refused
              && tried < NUMBERS_TRIED
              && passedBy(refused.problem(), sequence);
      if (!again) {
        return answer;
      }
    }
  }

  /** Whether the number can never count and a higher one may; takes note of that one. */
  private boolean passedBy(Problem problem, long sequence) throws ClientException {
    if (problem.is("sequence-counted")) {
      notices.say(
          "Number "
              + sequence
              + " of this key was used by another statement. Unless you restored this folder or use"
              + " the key elsewhere, somebody has a copy of it: have it revoked.");
    } else if (!problem.is("sequence-behind")) {
      return false;
    }
    numbers.continueAbove(problem.highest().orElse(sequence));
    return true;
  }
}
