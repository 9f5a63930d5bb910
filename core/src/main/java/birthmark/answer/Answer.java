package birthmark.answer;

import birthmark.json.Json;
import java.util.List;
import java.util.Optional;

/** What a read gives. */
public sealed interface Answer {
  /** There is nothing under the key. */
  record Nothing() implements Answer {}

  /**
   * A record, or what was derived, under its key.
   *
   * @param key its key
   * @param value its value
   */
  record Found(Json key, Json value) implements Answer {}

  /**
   * A part of a listing.
   *
   * @param records in the order of their keys
   * @param withheld how many more the node says there are that are not for the reader
   * @param next the texts of the key behind which to go on; empty where the listing ends
   */
  record Page(List<Found> records, long withheld, Optional<List<String>> next) implements Answer {
    /** Keeps a copy. */
    public Page {
      records = List.copyOf(records);
    }
  }
}
