package birthmark.node.query;

import java.util.List;
import java.util.Optional;

/**
 * A part of a listing.
 *
 * @param records those that whoever asks may see
 * @param withheld how many of the page it may not see
 * @param next the key behind which to go on, as the texts that a path names it by; empty at the end
 */
public record Page(List<Found> records, int withheld, Optional<List<String>> next) {
  /** Keeps a copy. */
  public Page {
    records = List.copyOf(records);
  }
}
