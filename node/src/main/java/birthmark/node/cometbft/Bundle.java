package birthmark.node.cometbft;

import birthmark.bytes.Bytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A transaction of the engine: an octet that says which kind it is, then either statements, each
 * behind four octets of its length, or the checkpoint that enough replicas signed.
 */
public sealed interface Bundle {
  /**
   * Statements to be decided.
   *
   * @param statements encoded statements
   */
  record Statements(List<Bytes> statements) implements Bundle {}

  /**
   * A checkpoint that is final.
   *
   * @param note an encoded note
   */
  record FinalCheckpoint(Bytes note) implements Bundle {}

  /** What is before each statement, in octets. */
  int HEAD = Integer.BYTES;

  /** The first octet of a final checkpoint. */
  byte FINAL_CHECKPOINT = 1;

  /** The first octet of statements. */
  byte STATEMENTS = 2;

  /** The octets of this. */
  default Bytes encode() {
    return switch (this) {
      case FinalCheckpoint(Bytes note) -> Bytes.ofOwned(new byte[] {FINAL_CHECKPOINT}).concat(note);
      case Statements(List<Bytes> statements) -> {
        int size = 1;
        for (Bytes statement : statements) {
          size += HEAD + statement.length();
        }
        ByteBuffer out = ByteBuffer.allocate(size).put(STATEMENTS);
        for (Bytes statement : statements) {
          out.putInt(statement.length()).put(statement.unsafe());
        }
        yield Bytes.ofOwned(out.array());
      }
    };
  }

  /** The bundle that {@code octets} are; empty if they are none. */
  static Optional<Bundle> decode(Bytes octets) {
    if (octets.length() < 2) {
      return Optional.empty();
    }
    return switch (octets.octet(0)) {
      case FINAL_CHECKPOINT -> Optional.of(new FinalCheckpoint(octets.slice(1, octets.length())));
      case STATEMENTS -> statements(octets);
      default -> Optional.empty();
    };
  }

  private static Optional<Bundle> statements(Bytes octets) {
    List<Bytes> statements = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(octets.unsafe());
    in.position(1);
    while (in.remaining() >= HEAD) {
      int length = in.getInt();
      if (length < 1 || length > in.remaining()) {
        return Optional.empty();
      }
      int from = in.position();
      statements.add(octets.slice(from, from + length));
      in.position(from + length);
    }
    return in.hasRemaining() ? Optional.empty() : Optional.of(new Statements(statements));
  }
}
