package birthmark.contracts.governance;

import birthmark.bytes.Bytes;
import birthmark.codec.About;
import birthmark.codec.Length;
import birthmark.codec.Timestamp;
import birthmark.contract.Due;
import birthmark.contracts.parties.PartyId;
import birthmark.cose.KeyId;
import java.util.List;

/**
 * What one replica asked for and too few others have asked for as yet.
 *
 * @param decision which threshold it needs
 * @param statement the statement that asked first
 * @param by who asked first
 * @param ayes who asked for the same, in order
 * @param noes who is against it, in order
 * @param since the height at which it was asked
 * @param expires the block time from which it can no longer be voted on
 */
public record Motion(
    Decision decision,
    @Length(min = 32, max = 32) Bytes statement,
    PartyId by,
    @Length(max = Motion.VOTERS_MAX) List<Vote> ayes,
    @Length(max = Motion.VOTERS_MAX) List<Vote> noes,
    long since,
    Timestamp expires) {
  /** The most parties that vote: each runs a replica. */
  public static final int VOTERS_MAX = 64;

  /**
   * A party's vote.
   *
   * @param by whose
   * @param key the key that signed, which must still count when votes are counted
   */
  public record Vote(PartyId by, KeyId key) {}

  /**
   * What names a motion: the SHA-256 of {@code [contract, tag, body]} of what is asked for.
   *
   * @param digest the hash, 32 octets
   */
  @About("A motion: the digest of what is asked for.")
  public record Id(@Length(min = 32, max = 32) Bytes digest) {}

  /**
   * A motion and when it lapses.
   *
   * @param due when
   * @param motion which
   */
  public record Lapse(Timestamp due, @Length(min = 32, max = 32) Bytes motion) implements Due {}

  /**
   * The height at which something was asked.
   *
   * @param since the height
   */
  public record Since(long since) {}

  Motion with(List<Vote> inFavour, List<Vote> against) {
    return new Motion(decision, statement, by, inFavour, against, since, expires);
  }
}
