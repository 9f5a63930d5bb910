package birthmark.contract;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.cbor.CborWriter;
import birthmark.codec.Variants;
import birthmark.state.View;
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
   */
  record Granted(Subject principal, Outcome.Accepted before) implements Ruling {}

  /**
   * The contract is not asked.
   *
   * @param outcome what came of the statement
   */
  record Settled(Outcome outcome) implements Ruling {}
}
