package birthmark.contract;

import java.util.List;

/**
 * What became true: past tense, a record with a {@link birthmark.codec.Tag} in its contract's
 * sealed interface.
 *
 * <p>Facts follow from the log alone: they are projected into the index and streamed to readers,
 * never read by a contract.
 */
public interface Fact {
  /** Whom it concerns: they may read it; nobody else may unless it is {@link #open}. */
  default List<Subject> concerns() {
    return List.of();
  }

  /** Whether everybody may read it. */
  default boolean open() {
    return false;
  }

  /** Whether somebody should look at this now. */
  default boolean alarm() {
    return false;
  }
}
