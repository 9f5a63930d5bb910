package birthmark.sim.cast;

import birthmark.bytes.Bytes;
import birthmark.contract.Transaction;
import birthmark.contracts.messages.Agreement;
import birthmark.contracts.messages.AgreementId;
import birthmark.contracts.messages.MessageTransaction;
import birthmark.contracts.messages.Messages;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.things.Thing;
import birthmark.contracts.things.ThingId;
import birthmark.contracts.things.Things;
import birthmark.state.Entry;
import birthmark.state.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Agreements between things, and what these commit to. */
final class Talking {
  private static final int FEW = 100;
  private static final long LONG_SECONDS = 40_000;

  private final Cast cast;
  private final RandomGenerator random;

  Talking(Cast cast, RandomGenerator random) {
    this.cast = cast;
    this.random = random;
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  private boolean seldom() {
    return random.nextInt(8) == 0;
  }

  private Intention by(PartyId party, Transaction transaction) {
    Cast.Party other = pick(cast.parties());
    return new Intention((seldom() ? other : cast.party(party).orElse(other)).key(), transaction);
  }

  private PartyId owner(View state, ThingId thing) {
    return state
        .find(Things.THINGS, thing)
        .map(found -> Things.owner(state, found))
        .orElseGet(() -> pick(cast.parties()).id());
  }

  Intention next(Intentions.Knowledge known) {
    View state = known.state();
    List<Entry<AgreementId, Agreement>> open =
        state.list(Messages.AGREEMENTS, List.of(), Optional.empty(), FEW);
    if (open.isEmpty() || random.nextInt(4) == 0) {
      return opening(known);
    }
    Entry<AgreementId, Agreement> agreement = pick(open);
    AgreementId id = seldom() ? new AgreementId(random(32)) : agreement.key();
    ThingId thing = pick(agreement.value().things());
    return switch (random.nextInt(7)) {
      case 0 -> by(owner(state, thing), new MessageTransaction.EndAgreement(id, "it is spring"));
      case 1, 2, 3 -> by(owner(state, thing), new MessageTransaction.Consent(id));
      default -> {
        Optional<SeededKey> key =
            state.find(Things.THINGS, thing).map(Thing::signing).flatMap(cast::thingKey);
        yield new Intention(
            key.filter(_ -> !seldom()).orElseGet(() -> pick(cast.things())),
            new MessageTransaction.CommitConversation(id, random.nextInt(20), random(32)));
      }
    };
  }

  private Bytes random(int length) {
    byte[] octets = new byte[length];
    random.nextBytes(octets);
    return Bytes.ofOwned(octets);
  }

  private Intention opening(Intentions.Knowledge known) {
    View state = known.state();
    List<ThingId> born =
        state.list(Things.THINGS, List.of(), Optional.empty(), FEW).stream()
            .map(Entry::key)
            .toList();
    List<ThingId> things = new ArrayList<>();
    for (int i = 0; i < 10 && things.size() < 2; i++) {
      ThingId thing = born.isEmpty() || seldom() ? Cast.thing(pick(cast.things())) : pick(born);
      // Two of one owner need nobody's consent.
      boolean alike =
          !things.isEmpty() && owner(state, things.getFirst()).equals(owner(state, thing));
      if (!things.contains(thing) && (!alike || i > 6)) {
        things.add(thing);
      }
    }
    if (things.size() < 2) {
      things = List.of(Cast.thing(cast.things().get(0)), Cast.thing(cast.things().get(1)));
    }
    return by(
        owner(state, things.getFirst()),
        new MessageTransaction.OpenAgreement(
            things,
            "heating",
            known.time().plusSeconds(random.nextLong(LONG_SECONDS)),
            1 + random.nextInt(60),
            1 + random.nextInt(10)));
  }
}
