package birthmark.client.sdk;

import java.util.OptionalLong;

/**
 * The sequence numbers of one key on one ledger: each given out once, ever, also after a crash, by
 * several processes at once, and from a folder restored from a backup.
 */
public final class Numbers {
  private final SequenceFile file;
  private final boolean unused;

  Numbers(SequenceFile file, boolean unused) {
    this.file = file;
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
    file.update(
        highest -> {
          OptionalLong known = highest.isEmpty() && unused ? OptionalLong.of(0) : highest;
          if (known.isPresent() && counted <= known.getAsLong()) {
            return known;
          }
          skipped[0] = true;
          return OptionalLong.of(
              Math.min(counted, SequenceFile.MAX - KeyState.SKIP) + KeyState.SKIP);
        });
    return skipped[0];
  }

  /**
   * Takes note that the ledger counts nothing at or below {@code counted} any more: numbers go on
   * above it.
   */
  public void continueAbove(long counted) throws ClientException {
    file.update(
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
      file.update(highest -> highest.isEmpty() ? OptionalLong.of(0) : OptionalLong.empty());
    }
    return file.reserve(count);
  }

  /** The highest number used; empty where that is not known. */
  public OptionalLong highest() throws ClientException {
    OptionalLong highest = file.highest();
    return highest.isEmpty() && unused ? OptionalLong.of(0) : highest;
  }
}
