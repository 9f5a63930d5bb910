package birthmark.node.store;

import birthmark.bytes.Bytes;
import java.util.Optional;

/**
 * Something stored that is not what was written.
 *
 * @param height the block that it belongs to, where that can be told
 * @param index the log entry that it belongs to, if any
 * @param statement the id of the statement that it belongs to, if any
 * @param what what is wrong, half a sentence
 */
public record Damage(
    Optional<Long> height, Optional<Long> index, Optional<Bytes> statement, String what) {
  /** Damage that belongs to no block. */
  public static Damage of(String what) {
    return new Damage(Optional.empty(), Optional.empty(), Optional.empty(), what);
  }

  /** Damage in the records of a block as a whole. */
  public static Damage ofBlock(long height, String what) {
    return new Damage(Optional.of(height), Optional.empty(), Optional.empty(), what);
  }

  /** Damage of one entry. */
  public static Damage ofEntry(long height, long index, String what) {
    return new Damage(Optional.of(height), Optional.of(index), Optional.empty(), what);
  }

  /** This, with the id of the statement. */
  public Damage about(Bytes id) {
    return new Damage(height, index, Optional.of(id), what);
  }

  /** Where it is: block, entry, statement, as far as known. */
  public String place() {
    StringBuilder place = new StringBuilder();
    height.ifPresent(block -> place.append("block ").append(block));
    index.ifPresent(at -> place.append(place.isEmpty() ? "" : ", ").append("entry ").append(at));
    statement.ifPresent(
        id -> place.append(place.isEmpty() ? "" : ", ").append("statement ").append(id));
    return place.isEmpty() ? "the ledger" : place.toString();
  }
}
