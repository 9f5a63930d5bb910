package birthmark.contracts.samples;

import birthmark.contracts.parties.PartyId;

/**
 * A stream of readings, under a name that its operator gave once.
 *
 * @param operator whose
 * @param stream its name
 */
public record StreamId(PartyId operator, ShortName stream) {
  @Override
  public String toString() {
    return stream.text();
  }
}
