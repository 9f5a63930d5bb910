package birthmark.merkle;

import birthmark.bytes.Bytes;
import birthmark.merkle.StateProof.Cut;
import birthmark.merkle.StateProof.Part;
import birthmark.merkle.StateProof.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a verified proof shows of a state: of each key whether it is there and with which value, or
 * that the proof does not say.
 *
 * <p>A key is either that of a row, or in a subtree that is cut off, or absent: the tree holds no
 * others.
 */
public final class ShownState {
  private final List<Part> parts;

  private ShownState(List<Part> parts) {
    this.parts = parts;
  }

  /** What checking a proof came to. */
  public sealed interface Check {
    /** The state is shown. */
    record Shown(ShownState state) implements Check {}

    /** It is not. */
    record Refused(StateProofRefusal reason) implements Check {}
  }

  /** Checks that {@code proof} is of the state with this root. */
  public static Check check(StateProof proof, Bytes root) {
    Optional<StateProofRefusal> refusal = new StateProofCheck(proof.parts()).refusal(root);
    return refusal
        .<Check>map(Check.Refused::new)
        .orElseGet(() -> new Check.Shown(new ShownState(proof.parts())));
  }

  /**
   * The value under {@code key}; empty if the state has none.
   *
   * @throws NotShownException if the proof does not say
   */
  public Optional<Bytes> value(Bytes key) {
    List<Part> found = parts(KeyRange.of(key), 1);
    return found.isEmpty() ? Optional.empty() : Optional.of(row(found.getFirst()).value());
  }

  /**
   * At most {@code limit} rows with keys in {@code range}, from the least on.
   *
   * @throws NotShownException if the proof does not show that there are no others
   */
  public List<Row> rows(KeyRange range, int limit) {
    List<Row> rows = new ArrayList<>();
    for (Part part : parts(range, limit)) {
      rows.add(row(part));
    }
    return rows;
  }

  private static Row row(Part part) {
    if (part instanceof Row row) {
      return row;
    }
    throw new NotShownException(part.key());
  }

  /**
   * The parts that meet {@code range}, from the least on, until they are over at least {@code
   * limit} keys. A part that is cut off may lie in the range with some of its keys only, and how
   * many keys it is over is not proven (see {@link StateProof.Cut}).
   */
  public List<Part> parts(KeyRange range, long limit) {
    List<Part> found = new ArrayList<>();
    long count = 0;
    for (int i = firstNotBefore(range.low()); i < parts.size() && count < limit; i++) {
      Part part = parts.get(i);
      if (range.isEmpty() || range.endsBy(part.key())) {
        break;
      }
      found.add(part);
      // A number of keys is at least 0, and their sum was checked not to overflow.
      count += part.count();
    }
    return found;
  }

  /** The first part that can have a key which is not before {@code low}. */
  private int firstNotBefore(Bytes low) {
    int from = 0;
    int to = parts.size();
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (endsBefore(parts.get(middle), low)) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  private static boolean endsBefore(Part part, Bytes low) {
    if (part instanceof Cut cut) {
      Optional<Bytes> end = KeyRange.behindAll(cut.key().unsafe(), cut.bits());
      return end.isPresent() && end.get().compareTo(low) <= 0;
    }
    return part.key().compareTo(low) < 0;
  }
}
