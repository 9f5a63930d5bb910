package birthmark.contracts.parties;

import birthmark.bytes.Bytes;
import birthmark.codec.About;
import birthmark.codec.Length;
import birthmark.codec.Timestamp;
import birthmark.contract.Subject;
import java.util.List;
import java.util.Optional;

/**
 * What one party may ask for in another's name.
 *
 * @param transactions which transactions
 * @param things which things they may concern; none named, any and none
 * @param until the block time from which it counts no more
 * @param onward whether it may be passed on, no wider than it is
 * @param by who gave it: the party itself, or one that passes it on
 * @param since the height at which it was given
 */
public record Delegation(
    @Length(min = 1, max = TRANSACTIONS_MAX) List<TransactionName> transactions,
    @Length(max = THINGS_MAX) List<ThingName> things,
    Timestamp until,
    boolean onward,
    PartyId by,
    long since) {
  /** The most transactions that are named. */
  public static final int TRANSACTIONS_MAX = 32;

  /** The most things that are named. */
  public static final int THINGS_MAX = 64;

  /**
   * A thing by its id.
   *
   * @param value 32 octets
   */
  @About("A thing: the thumbprint of its first signing key.")
  public record ThingName(@Length(min = 32, max = 32) Bytes value) {}

  /**
   * In whose name, and who may.
   *
   * @param party in whose name
   * @param to who may ask for it
   */
  public record Id(PartyId party, PartyId to) {}

  /**
   * The same, the other way round.
   *
   * @param to who may ask for it
   * @param party in whose name
   */
  public record Held(PartyId to, PartyId party) {}

  /**
   * The height from which something is so.
   *
   * @param height the height
   */
  public record Since(long height) {}

  /** The things it is limited to, if it is. */
  Optional<List<Subject>> limit() {
    return things.isEmpty()
        ? Optional.empty()
        : Optional.of(things.stream().map(each -> Subject.thing(each.value())).toList());
  }
}
