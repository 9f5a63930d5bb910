package birthmark.node.query;

import birthmark.codec.Timestamp;
import birthmark.cose.CoseKey;
import java.util.List;
import java.util.Optional;

/**
 * The keys of a subject as of a height.
 *
 * @param height the height
 * @param keys those that counted then, in the order of their thumbprints
 * @param created when its first key was registered
 * @param updated when the last change up to that height was made
 * @param next the height of the next change, if there was one since
 */
public record SubjectKeys(
    long height, List<CoseKey> keys, Timestamp created, Timestamp updated, Optional<Long> next) {
  /** Keeps a copy. */
  public SubjectKeys {
    keys = List.copyOf(keys);
  }
}
