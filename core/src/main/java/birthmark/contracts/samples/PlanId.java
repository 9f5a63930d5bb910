package birthmark.contracts.samples;

import birthmark.contracts.parties.PartyId;

/**
 * A plan: that of who is to have samples taken, under a name that it gave once.
 *
 * @param utility whose
 * @param plan its name
 */
public record PlanId(PartyId utility, ShortName plan) {
  @Override
  public String toString() {
    return plan.text();
  }
}
