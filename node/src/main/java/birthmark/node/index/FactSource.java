package birthmark.node.index;

import birthmark.node.store.BlockFacts;
import java.util.List;

/** The facts of committed blocks: what an index catches up from. */
public interface FactSource {
  /**
   * The blocks that follow {@code height}, in order and without a gap, at most {@code limit} of
   * them; none where {@code height} is the last committed one.
   *
   * <p>Blocks in which nothing became true may be left out, except the last one, which tells how
   * far the index has come.
   *
   * @param height -1 for all
   * @throws ForgottenException if facts behind {@code height} are no longer kept
   */
  List<BlockFacts> after(long height, int limit) throws ForgottenException;

  /** The index keeps everything up to {@code height} for good: the source may forget it. */
  void kept(long height);

  /** The source no longer has the facts asked for: the index must be made again from the log. */
  final class ForgottenException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Facts from {@code oldest} on are kept. */
    public ForgottenException(long height, long oldest) {
      super(
          "facts of block "
              + (height + 1)
              + " are no longer kept, only those from block "
              + oldest
              + " on");
    }
  }
}
