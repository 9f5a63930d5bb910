package birthmark.contracts.samples;

import birthmark.contracts.parties.PartyId;

/**
 * A rule: a regulator's, under a name that it gave once.
 *
 * @param regulator who published it
 * @param rule its name
 */
public record RuleId(PartyId regulator, ShortName rule) {
  @Override
  public String toString() {
    return rule.text();
  }
}
