package birthmark.client.sdk;

import java.util.OptionalLong;

/**
 * The highest sequence number that a key has used on one ledger, kept where no crash can take it
 * back: a file for a client, something simpler for a simulated one.
 */
public interface HighestNumber {
  /** The greatest number there is. */
  long MAX = Long.MAX_VALUE;

  /** What to do with the highest number used; empty where none is known. */
  interface Step {
    /** The highest number used from now on; empty to leave it as it is. */
    OptionalLong next(OptionalLong highest) throws ClientException;
  }

  /**
   * Sets the highest number used while nobody else can, never to a lower one; returns it. When this
   * returns, no crash can make it lower again.
   *
   * @throws ClientException if it cannot be read or written
   */
  OptionalLong update(Step step) throws ClientException;

  /** Where it is kept, for people. */
  String place();
}
