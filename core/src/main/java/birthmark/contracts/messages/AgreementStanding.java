package birthmark.contracts.messages;

import birthmark.codec.Codec;
import birthmark.codec.Length;
import birthmark.codec.Timestamp;
import birthmark.contract.Keys;
import birthmark.contract.Now;
import birthmark.contracts.admission.Admission;
import birthmark.contracts.admission.Standing;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.things.Thing;
import birthmark.contracts.things.ThingId;
import birthmark.contracts.things.Things;
import birthmark.cose.CoseKey;
import birthmark.cose.KeyId;
import birthmark.state.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All that a thing needs to know of an agreement, as of a moment: whether it is in force, by which
 * keys the others sign and are sealed to, and whether they are admitted.
 *
 * @param agreement which
 * @param kind whether it is in force
 * @param purpose what for
 * @param until until when
 * @param perMinute how many messages each may send in a minute
 * @param waiting how many messages of each may wait for another
 * @param members the things
 * @param missing the owners who have not consented
 */
public record AgreementStanding(
    AgreementId agreement,
    Kind kind,
    @Length(min = 1, max = 200) String purpose,
    Timestamp until,
    long perMinute,
    long waiting,
    @Length(min = 2, max = 8) List<Member> members,
    @Length(max = 8) List<PartyId> missing) {
  /** Its forms. */
  public static final Codec<AgreementStanding> CODEC = Codec.of(AgreementStanding.class);

  /** Where an agreement can stand. */
  public enum Kind {
    /** The things may send. */
    IN_FORCE,
    /** An owner has not consented; perhaps a new one. */
    AWAITING_CONSENT,
    /** Its time is over. */
    EXPIRED,
    /** Somebody ended it. */
    ENDED
  }

  /**
   * One of the things.
   *
   * @param thing which
   * @param signing its signing key
   * @param agreement its key-agreement key
   * @param admitted whether it is admitted to its operator's network
   * @param admittedUntil until when, unless something happens
   */
  public record Member(
      ThingId thing,
      CoseKey signing,
      CoseKey agreement,
      boolean admitted,
      Optional<Timestamp> admittedUntil) {}

  /** Keeps its own lists. */
  public AgreementStanding {
    members = List.copyOf(members);
    missing = List.copyOf(missing);
  }

  /** The member {@code thing}, if it is one. */
  public Optional<Member> member(ThingId thing) {
    return members.stream().filter(each -> each.thing().equals(thing)).findFirst();
  }

  /** Where {@code agreement} stands in {@code state} as of {@code now}. */
  static AgreementStanding of(View state, Now now, AgreementId id, Agreement agreement) {
    List<PartyId> missing = new ArrayList<>(Messages.owners(state, agreement.things()));
    missing.removeIf(
        each -> state.find(Messages.CONSENTS, new Messages.Consenting(id, each)).isPresent());
    Kind kind;
    if (agreement.ended().isPresent()) {
      kind = Kind.ENDED;
    } else if (agreement.over(now.time())) {
      kind = Kind.EXPIRED;
    } else {
      kind = missing.isEmpty() ? Kind.IN_FORCE : Kind.AWAITING_CONSENT;
    }
    return new AgreementStanding(
        id,
        kind,
        agreement.purpose(),
        agreement.until(),
        agreement.perMinute(),
        agreement.waiting(),
        agreement.things().stream().map(thing -> member(state, now, thing)).toList(),
        missing);
  }

  private static Member member(View state, Now now, ThingId id) {
    Thing thing = state.find(Things.THINGS, id).orElseThrow();
    Standing standing = Admission.standing(state, now.time(), id).orElseThrow();
    return new Member(
        id,
        key(state, thing.signing()),
        key(state, thing.agreement()),
        standing.admitted(),
        standing.admitted() ? standing.until() : Optional.empty());
  }

  private static CoseKey key(View state, KeyId id) {
    return state.find(Keys.TABLE, id).map(Keys.Registered::key).orElseThrow();
  }
}
