package birthmark.contracts.samples;

import birthmark.bytes.Bytes;
import birthmark.codec.Length;
import birthmark.codec.Timestamp;
import birthmark.contracts.parties.PartyId;
import java.util.Optional;

/**
 * A sample as it stands, known since before it was taken.
 *
 * @param site SHA-256 of a salt of 32 octets and the site's name in UTF-8; the bottle's label holds
 *     the salt
 * @param sampler who is to take it
 * @param registered when it was registered
 * @param taken when it was taken, by its sampler
 * @param custodian who has it, once it was taken
 * @param offered to whom the custodian said it hands it over, until that one says so too
 * @param result what the laboratory found
 * @param corrections how many results were declared wrong before this one
 * @param exclusion why it is left out, if it is
 */
public record Sample(
    @Length(min = 32, max = 32) Bytes site,
    PartyId sampler,
    Timestamp registered,
    Optional<Timestamp> taken,
    Optional<PartyId> custodian,
    Optional<PartyId> offered,
    Optional<Result> result,
    long corrections,
    Optional<Exclusion> exclusion) {
  /**
   * Why a sample is left out.
   *
   * @param ground the reason of the rule's list
   * @param explanation in words
   * @param at since when
   */
  public record Exclusion(
      Rule.Ground ground, @Length(min = 1, max = 400) String explanation, Timestamp at) {}

  static Sample registered(Bytes site, PartyId sampler, Timestamp at) {
    return new Sample(
        site,
        sampler,
        at,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        0,
        Optional.empty());
  }

  Sample takenAt(Timestamp at) {
    return new Sample(
        site,
        sampler,
        registered,
        Optional.of(at),
        Optional.of(sampler),
        offered,
        result,
        corrections,
        exclusion);
  }

  Sample offeredTo(PartyId next) {
    return held(custodian, Optional.of(next));
  }

  Sample receivedBy(PartyId next) {
    return held(Optional.of(next), Optional.empty());
  }

  private Sample held(Optional<PartyId> by, Optional<PartyId> next) {
    return new Sample(site, sampler, registered, taken, by, next, result, corrections, exclusion);
  }

  Sample found(Result found, long corrected) {
    return new Sample(
        site,
        sampler,
        registered,
        taken,
        custodian,
        offered,
        Optional.of(found),
        corrected,
        exclusion);
  }

  Sample excluded(Exclusion why) {
    return excluded(Optional.of(why));
  }

  Sample readmitted() {
    return excluded(Optional.empty());
  }

  private Sample excluded(Optional<Exclusion> why) {
    return new Sample(
        site, sampler, registered, taken, custodian, offered, result, corrections, why);
  }
}
