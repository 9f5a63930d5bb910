package birthmark.contracts.samples;

import birthmark.codec.Timestamp;
import birthmark.contracts.parties.PartyId;
import java.util.Optional;

/** A sample on a sheet of paper. */
final class NaiveBottle {
  final Timestamp registered;
  Optional<Timestamp> taken = Optional.empty();
  Optional<PartyId> has = Optional.empty();
  Optional<PartyId> offered = Optional.empty();
  Optional<Integer> value = Optional.empty();
  int corrections;
  boolean excluded;

  NaiveBottle(Timestamp registered) {
    this.registered = registered;
  }
}
