package birthmark.contracts.admission;

import birthmark.contract.Fact;
import birthmark.contract.Subject;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.things.ThingId;
import java.util.List;

/** A fact about one thing's admission: it concerns the thing, its operator and its maker. */
interface OfThing extends Fact {
  ThingId thing();

  PartyId owner();

  PartyId maker();

  @Override
  default List<Subject> concerns() {
    return owner().equals(maker())
        ? List.of(thing().subject(), owner().subject())
        : List.of(thing().subject(), owner().subject(), maker().subject());
  }
}
