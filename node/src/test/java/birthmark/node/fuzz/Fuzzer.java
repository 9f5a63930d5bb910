package birthmark.node.fuzz;

import birthmark.bytes.Bytes;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** What Jazzer calls, in a process of its own; a property says which target it is about. */
public final class Fuzzer {
  static final String TARGET = "birthmark.fuzz.target";

  private static final Map<String, Supplier<Target>> TARGETS =
      new TreeMap<>(
          Map.of(
              "answers", AnswerTarget::new,
              "bodies", BodyTarget::new,
              "cbor", CborTarget::new,
              "json", JsonTarget::new,
              "receipts", ReceiptTarget::new,
              "rows", RowsTarget::new,
              "statements", StatementTarget::new));

  private static final Target CHOSEN = target(System.getProperty(TARGET, "cbor"));

  private Fuzzer() {}

  /** The target called {@code name}. */
  static Target target(String name) {
    Supplier<Target> found = TARGETS.get(name);
    if (found == null) {
      throw new IllegalArgumentException(name + " is none of " + TARGETS.keySet());
    }
    return found.get();
  }

  /** Tries one input. */
  public static void fuzzerTestOneInput(byte[] input) {
    CHOSEN.read(Bytes.copyOf(input));
  }
}
