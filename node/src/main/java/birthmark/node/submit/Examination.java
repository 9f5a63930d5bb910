package birthmark.node.submit;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.contract.Allowance;
import birthmark.contract.Endorsed;
import birthmark.contract.Endorsement;
import birthmark.contract.Introduction;
import birthmark.contract.Keys;
import birthmark.contract.Rulebook;
import birthmark.cose.CoseException;
import birthmark.cose.CoseKey;
import birthmark.cose.Sign1;
import birthmark.cose.Signatures;
import birthmark.machine.Endorsements;
import birthmark.machine.Machine;
import birthmark.machine.Window;
import birthmark.state.View;
import birthmark.statement.EnvelopeRefusal;
import birthmark.statement.RefusedException;
import birthmark.statement.Statement;
import java.util.Optional;

/**
 * What can be said of a statement before it is ordered, from its octets and the last block.
 *
 * <p>The machine checks all of this again when it decides: here it keeps what cannot count from
 * costing anybody a place in a block, and its signer a number.
 */
final class Examination {
  /** What was found. */
  sealed interface Finding {
    /**
     * Nothing speaks against it.
     *
     * @param used how many statements of its key counted in this minute
     * @param quota how many may
     */
    record Fit(long used, long quota) implements Finding {}

    /** It cannot be ordered. */
    record Unfit(Answer answer) implements Finding {}

    /**
     * Its number is used, or too old to be.
     *
     * @param reason which of the two
     * @param highest the key's highest number
     * @param first what used it, where anything did
     */
    record Spent(EnvelopeRefusal reason, long highest, Optional<LastBlock.First> first)
        implements Finding {}
  }

  private final Rulebook rulebook;
  private final Optional<Allowance> allowance;
  private final long most;
  private final Bytes network;
  private final Signatures signatures;
  private final Endorsements endorsements;

  Examination(Machine machine, Signatures signatures) {
    this.rulebook = machine.rulebook();
    this.allowance = machine.rulebook().allowance();
    this.most = machine.genesis().quota();
    this.network = machine.network();
    this.signatures = signatures;
    this.endorsements = new Endorsements(signatures);
  }

  /**
   * The statement that {@code octets} hold.
   *
   * @throws RefusedException if they hold none of this ledger's
   */
  Statement decode(Bytes octets) throws RefusedException {
    Statement statement = Statement.decode(rulebook, octets);
    if (!statement.network().equals(network)) {
      throw new RefusedException(EnvelopeRefusal.OTHER_NETWORK, "it is for " + statement.network());
    }
    return statement;
  }

  /** The id of a statement that does not decode, where it has the form of one of our messages. */
  static Optional<Bytes> idOf(Bytes octets) {
    try {
      return Optional.of(Sign1.decode(octets).id());
    } catch (CoseException e) {
      return Optional.empty();
    }
  }

  /** Examines {@code statement} against the last block, of which {@code minute} is the minute. */
  Finding examine(LastBlock last, Statement statement, long minute) {
    View state = last.state();
    Optional<Keys.Registered> registered = state.find(Keys.TABLE, statement.key());
    Optional<CoseKey> key = registered.map(Keys.Registered::key).or(() -> introduced(statement));
    if (key.isEmpty()) {
      return unfit(statement, EnvelopeRefusal.UNKNOWN_KEY, "key " + statement.key());
    }
    if (registered.filter(known -> known.purpose() != Keys.Purpose.SIGNING).isPresent()) {
      return unfit(statement, EnvelopeRefusal.NOT_A_SIGNING_KEY, "key " + statement.key());
    }
    if (!statement.envelope().verifies(signatures, key.get())) {
      return unfit(statement, EnvelopeRefusal.SIGNATURE_INVALID, "key " + statement.key());
    }
    Window window = state.find(Window.TABLE, statement.key()).orElse(Window.NEW);
    switch (window.place(statement.sequence())) {
      case COUNTED -> {
        return spent(last, statement, EnvelopeRefusal.SEQUENCE_COUNTED, window);
      }
      case BEHIND -> {
        return spent(last, statement, EnvelopeRefusal.SEQUENCE_BEHIND, window);
      }
      case TOO_FAR -> {
        return new Finding.Unfit(
            refused(
                statement, EnvelopeRefusal.SEQUENCE_TOO_FAR, "", Optional.of(window.highest())));
      }
      case OPEN -> {}
    }
    if (registered.filter(known -> !known.validAt(last.height() + 1)).isPresent()) {
      return unfit(statement, EnvelopeRefusal.KEY_REVOKED, "key " + statement.key());
    }
    if (statement.expiry().isBefore(last.time())) {
      return unfit(statement, EnvelopeRefusal.EXPIRED, expired(statement.expiry(), last.time()));
    }
    if (!endorsements.hold(state, statement)) {
      return unfit(statement, EnvelopeRefusal.ENDORSEMENT_INVALID, "");
    }
    askOfNewKeys(statement);
    long quota =
        registered
            .flatMap(known -> allowance.flatMap(rule -> rule.of(state, known.subject())))
            .map(few -> Math.min(few, most))
            .orElse(most);
    return new Finding.Fit(window.minute() == minute ? window.used() : 0, quota);
  }

  /**
   * Whether a statement has the signature of no key that it could be by: one that is not registered
   * yet may be so earlier in the same block.
   */
  boolean isForged(View state, Statement statement) {
    Optional<CoseKey> key =
        state
            .find(Keys.TABLE, statement.key())
            .map(Keys.Registered::key)
            .or(() -> introduced(statement));
    return key.filter(known -> !statement.envelope().verifies(signatures, known)).isPresent();
  }

  /** What used the number of a statement that the machine found spent. */
  Finding.Spent spent(LastBlock last, Statement statement, EnvelopeRefusal reason) {
    Window window = last.state().find(Window.TABLE, statement.key()).orElse(Window.NEW);
    return spent(last, statement, reason, window);
  }

  private static Finding.Spent spent(
      LastBlock last, Statement statement, EnvelopeRefusal reason, Window window) {
    return new Finding.Spent(
        reason, window.highest(), last.first(statement.key(), statement.sequence()));
  }

  private Optional<CoseKey> introduced(Statement statement) {
    if (!(statement.transaction() instanceof Introduction introduction)
        || !introduction.key().thumbprint().equals(statement.key())) {
      return Optional.empty();
    }
    // Asked here, on many threads, so that the answer is remembered when the machine asks.
    signatures.faultOf(introduction.key());
    return Optional.of(introduction.key());
  }

  /** Asks, on many threads, what the machine will ask about keys that are new. */
  private void askOfNewKeys(Statement statement) {
    if (statement.transaction() instanceof Endorsed transaction) {
      for (Endorsement endorsement : statement.endorsements()) {
        if (endorsement.by() instanceof Endorsement.Carried(CoseKey key)) {
          signatures.faultOf(key);
        }
      }
      transaction.silentKeys().forEach(signatures::faultOf);
    }
  }

  private static String expired(Timestamp expiry, Timestamp time) {
    return "it expired at " + expiry + ", the last block's time is " + time;
  }

  private static Finding.Unfit unfit(Statement statement, EnvelopeRefusal reason, String detail) {
    return new Finding.Unfit(refused(statement, reason, detail, Optional.empty()));
  }

  static Answer.Refused refused(
      Statement statement, EnvelopeRefusal reason, String detail, Optional<Long> highest) {
    return new Answer.Refused(
        Optional.of(statement.id()), Rulebook.LEDGER, reason, detail, Optional.empty(), highest);
  }
}
