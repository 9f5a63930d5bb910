package birthmark.node.index;

import birthmark.bytes.Bytes;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which of the facts that one may see are asked for.
 *
 * @param contract only this contract's, by number
 * @param tag only those with this tag; needs a contract
 * @param subject only those that concern the party or thing with this id
 * @param alarms only those that somebody should look at now
 */
public record FactFilter(
    OptionalInt contract, OptionalInt tag, Optional<Bytes> subject, boolean alarms) {
  /** All of them. */
  public static final FactFilter ALL =
      new FactFilter(OptionalInt.empty(), OptionalInt.empty(), Optional.empty(), false);

  /** A tag says nothing without its contract. */
  public FactFilter {
    if (tag.isPresent() && contract.isEmpty()) {
      throw new IllegalArgumentException("a fact's tag is its contract's: name the contract");
    }
  }
}
