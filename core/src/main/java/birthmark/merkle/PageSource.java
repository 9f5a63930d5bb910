package birthmark.merkle;

import birthmark.bytes.Bytes;
import java.util.Optional;

/** The stored pages of a state tree, by page key. */
@FunctionalInterface
public interface PageSource {
  /** The page last stored under {@code pageKey}, or empty if there is none. */
  Optional<Bytes> page(Bytes pageKey);
}
