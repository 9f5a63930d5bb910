package birthmark.node.fuzz;

import birthmark.bytes.Bytes;
import java.util.List;

/** Something that reads what strangers send, and what must hold of whatever they send. */
interface Target {
  /** Valid octets to begin with. */
  List<Bytes> seeds();

  /**
   * Reads {@code octets}.
   *
   * @throws AssertionError if what must hold does not
   * @throws RuntimeException if reading does more than refuse
   */
  void read(Bytes octets);

  /** Fails where {@code holds} is false. */
  static void require(boolean holds, String promise) {
    if (!holds) {
      throw new AssertionError("broken: " + promise);
    }
  }
}
