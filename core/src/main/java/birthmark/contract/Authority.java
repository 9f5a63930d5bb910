package birthmark.contract;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.cbor.CborWriter;
import birthmark.codec.Variants;
import birthmark.state.View;
import java.util.List;
import java.util.Optional;

/**
 * What says who may ask for something in whose name, before the contract that it is asked of
 * decides: one contract's rule for the transactions of all.
 *
 * <p>It is asked only where a transaction is of an {@link ApprovalClass} or names in whose name it
 * is ({@link Acting}): a statement of any other kind costs nothing.
 */
public interface Authority {
  /** Rules on {@code request}: a pure function of its arguments. */
  Ruling rule(View state, Request request);

  /**
   * What is asked for, and by whom.
   *
   * @param at the circumstances; its signer is whose key signed
   * @param rules the contract that it is asked of
   * @param transaction what is asked for
   * @param kind the class of the transaction, if it is of one
   * @param acting in whose name, if the statement says so
   */
  record Request(
      Context at,
      Rulebook.Rules rules,
      Transaction transaction,
      Optional<ApprovalClass> kind,
      Optional<Acting> acting) {
    /** The transaction's name: its contract's, a slash, and its own. */
    public String name() {
      return rules.surface().path() + "/" + rules.transactions().of(transaction).name();
    }

    /** SHA-256 of the CBOR array {@code [contract, tag, body]}. */
    public Bytes digest() {
      Variants.Variant<Transaction> variant = rules.transactions().of(transaction);
      CborWriter out = new CborWriter();
      out.array(3).unsigned(rules.number()).unsigned(variant.tag());
      variant.codec().write(out, transaction);
      return Sha256.of(out.toBytes());
    }
  }

  /** What follows. */
  sealed interface Ruling {}

  /**
   * The contract decides.
   *
   * @param principal who counts as the signer
   * @param before what else changes if it accepts, and the facts that come first
   * @param limit what it may concern
   */
  record Granted(Subject principal, Outcome.Accepted before, Limit limit) implements Ruling {
    /** The same without a limit. */
    public Granted(Subject principal, Outcome.Accepted before) {
      this(principal, before, Limit.NONE);
    }
  }

  /**
   * The things that what is asked for may concern, known by the facts that it leads to: all of them
   * must be among these, and there must be one.
   *
   * @param things which, if they are limited
   * @param otherwise why it is refused where it concerns others, or nothing
   */
  record Limit(Optional<List<Subject>> things, Optional<Reason> otherwise) {
    /** Whatever it concerns. */
    public static final Limit NONE = new Limit(Optional.empty(), Optional.empty());

    /** The narrower of this and {@code other}. */
    public Limit and(Optional<List<Subject>> other) {
      if (other.isEmpty()) {
        return this;
      }
      List<Subject> both =
          things.isEmpty()
              ? other.get()
              : things.get().stream().filter(other.get()::contains).toList();
      return new Limit(Optional.of(both), otherwise);
    }

    /** The same, refused with {@code reason} where it does not hold. */
    public Limit otherwise(Reason reason) {
      return things.isEmpty() ? NONE : new Limit(things, Optional.of(reason));
    }

    /** Why {@code accepted} is refused, if it is. */
    Optional<Reason> broken(Outcome.Accepted accepted) {
      if (things.isEmpty()) {
        return Optional.empty();
      }
      List<Subject> concerned =
          accepted.facts().stream()
              .flatMap(fact -> fact.concerns().stream())
              .filter(subject -> subject.kind() == Subject.Kind.THING)
              .toList();
      return !concerned.isEmpty() && things.get().containsAll(concerned)
          ? Optional.empty()
          : otherwise;
    }
  }

  /**
   * The contract is not asked.
   *
   * @param outcome what came of the statement
   */
  record Settled(Outcome outcome) implements Ruling {}
}
