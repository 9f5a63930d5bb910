package birthmark.client.sdk;

import java.util.OptionalLong;

/**
 * The sequence numbers of one key on one ledger: each given out once, ever, also after a crash, by
 * several processes at once, and from a folder restored from a backup.
 */
public final class Numbers {
  private final HighestNumber kept;
  private final boolean unused;

  /**
   * The numbers above the one that is {@code kept}.
   *
   * @param unused whether none was used yet if none is known, so that nobody need be asked
   */
  public Numbers(HighestNumber kept, boolean unused) {
    this.kept = kept;
    this.unused = unused;
  }

  /**
   * Takes note of the highest number that the ledger has counted for the key.
   *
   * <p>If that is higher than the highest known here, or none is known here, numbers were used that
   * this folder knows nothing of, perhaps more than were counted: they go on far ahead of it.
   *
   * @return whether they do
   */
  public boolean reconcile(long counted) throws ClientException {
    boolean[] skipped = new boolean[1];
    kept.update(
        highest -> {
          OptionalLong known = highest.isEmpty() && unused ? OptionalLong.of(0) : highest;
          if (known.isPresent() && counted <= known.getAsLong()) {
            return known;
          }
          skipped[0] = true;
          return OptionalLong.of(KeyState.ahead(counted));
        });
    return skipped[0];
  }

  /**
   * Takes note that the ledger counts nothing at or below {@code counted} any more: numbers go on
   * above it.
   */
  public void continueAbove(long counted) throws ClientException {
    kept.update(
        highest ->
            highest.isPresent() && highest.getAsLong() >= counted
                ? OptionalLong.empty()
                : OptionalLong.of(counted));
  }

  /**
   * A number that nobody was given before, on disk when this returns.
   *
   * @throws ClientException if it is not known which were used and no node was asked
   */
  public long reserve() throws ClientException {
    return reserve(1);
  }

  /**
   * The first of {@code count} such numbers in a row, for a sender that cannot wait for the disk
   * each time; those it leaves unused are gaps that the ledger's window must have room for.
   */
  public long reserve(int count) throws ClientException {
    if (count < 1) {
      throw new IllegalArgumentException("reserve one number or more, not " + count);
    }
    if (unused) {
      kept.update(highest -> highest.isEmpty() ? OptionalLong.of(0) : OptionalLong.empty());
    }
    OptionalLong last =
        kept.update(
            highest -> {
              long used = highest.orElseThrow(this::unknown);
              if (used > HighestNumber.MAX - count) {
                throw ClientException.local(
                    "the key of " + kept.place() + " has used up its numbers",
                    "Make a new key and have it registered.");
              }
              return OptionalLong.of(used + count);
            });
    return last.orElseThrow() - count + 1;
  }

  private ClientException unknown() {
    return ClientException.local(
        "the numbers that this key has used are not known: "
            + kept.place()
            + " is missing or damaged",
        "Sign while a node can be reached, so that its highest number can be asked for.");
  }

  /** The highest number used; empty where that is not known. */
  public OptionalLong highest() throws ClientException {
    OptionalLong highest = kept.update(known -> OptionalLong.empty());
    return highest.isEmpty() && unused ? OptionalLong.of(0) : highest;
  }
}
