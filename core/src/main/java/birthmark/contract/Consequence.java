package birthmark.contract;

import birthmark.state.View;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What follows from the state and can change with a transaction of whatever contract, so that
 * whoever is about to ask for one can be told before what it would do to which.
 *
 * @param <Q> what it is about
 * @param <R> what follows
 * @param read how it is read, and by whom
 * @param word what holds, in a word: it changed where this did
 * @param about what of {@code Q} a subject is, if it is any
 * @param scan which ones a transaction can change besides those that its facts concern
 */
public record Consequence<Q, R>(
    Read.Derived<Q, R> read,
    Function<R, String> word,
    Function<Subject, Optional<Q>> about,
    Scan<Q> scan) {
  /** Finds what a transaction can change. */
  public interface Scan<Q> {
    /**
     * Shows each to {@code visit} until that says no.
     *
     * @param state the state before the transaction
     * @param signer in whose name it is asked for
     * @return whether all were shown
     */
    boolean of(View state, Subject signer, Transaction transaction, Predicate<Q> visit);
  }
}
