package birthmark.contracts.things;

import birthmark.bytes.Bytes;
import birthmark.codec.Length;
import birthmark.contracts.parties.PartyId;

/**
 * Things whose certificates a maker signed all at once: the leaves of one tree (RFC 9162 section
 * 2.1) whose root is on the ledger. Each is born when it is claimed.
 *
 * @param maker who made them
 * @param count how many they are
 * @param content SHA-256 of the file that lists them, or of whatever else the maker keeps of them
 * @param since the height at which it was registered
 */
public record Batch(
    PartyId maker, long count, @Length(min = 32, max = 32) Bytes content, long since) {
  /** The most things of a batch: a path has one hash for each halving. */
  public static final long COUNT_MAX = 1L << 24;

  /** The most hashes of a path. */
  public static final int PATH_MAX = 24;

  /**
   * A batch's name.
   *
   * @param model the model of all its things
   * @param root the root over their certificates
   */
  public record Name(ModelId model, @Length(min = 32, max = 32) Bytes root) {}

  /**
   * A place in a batch.
   *
   * @param model the model
   * @param root the root
   * @param index from 0
   */
  public record Place(ModelId model, @Length(min = 32, max = 32) Bytes root, long index) {}

  /**
   * What was claimed from a place.
   *
   * @param thing which thing
   * @param since the height
   */
  public record Claimed(ThingId thing, long since) {}

  /**
   * That a batch was called off.
   *
   * @param reason why
   * @param since the height
   */
  public record CalledOff(@Length(min = 1, max = 200) String reason, long since) {}

  /**
   * A hash on the way from a certificate to the root.
   *
   * @param hash the sibling's hash
   */
  public record Sibling(@Length(min = 32, max = 32) Bytes hash) {}
}
