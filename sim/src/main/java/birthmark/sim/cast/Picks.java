package birthmark.sim.cast;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.contracts.things.ModelId;
import birthmark.contracts.things.ThingId;
import birthmark.contracts.things.Things;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;

/** Who and what is picked at random, more often than not something that fits. */
final class Picks {
  private final Cast cast;
  private final RandomGenerator random;

  Picks(Cast cast, RandomGenerator random) {
    this.cast = cast;
    this.random = random;
  }

  RandomGenerator random() {
    return random;
  }

  <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  /** True {@code percent} times in a hundred. */
  boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  Cast.Party anybody() {
    return pick(cast.parties());
  }

  /** A thing's first key, more often than not of one that was born, or was not. */
  SeededKey thing(Intentions.Knowledge known, boolean born) {
    List<SeededKey> fitting =
        cast.things().stream()
            .filter(key -> known.state().find(Things.THINGS, Cast.thing(key)).isPresent() == born)
            .toList();
    return fitting.isEmpty() || chance(10) ? pick(cast.things()) : pick(fitting);
  }

  /** A thing that was born, more often than not a quarantined one where there is any. */
  SeededKey quarantined(Intentions.Knowledge known) {
    List<SeededKey> fitting =
        cast.things().stream()
            .filter(key -> Things.quarantined(known.state(), Cast.thing(key)))
            .toList();
    return fitting.isEmpty() || chance(20) ? thing(known, true) : pick(fitting);
  }

  /** A model, more often than not one that is registered. */
  ModelId known(Intentions.Knowledge known) {
    List<ModelId> fitting =
        Cast.models().stream()
            .filter(model -> known.state().find(Things.MODELS, model).isPresent())
            .toList();
    return fitting.isEmpty() || chance(10) ? pick(Cast.models()) : pick(fitting);
  }

  /** Somebody who runs things, or sometimes somebody who does not. */
  Cast.Party operator() {
    return chance(90) ? pick(cast.operators()) : anybody();
  }

  /** The maker of {@code model}, or sometimes somebody else. */
  Cast.Party maker(ModelId model) {
    return chance(90)
        ? cast.parties().stream()
            .filter(party -> party.handle().equals(model.maker().toString()))
            .findFirst()
            .orElseThrow()
        : anybody();
  }

  /** Whose {@code thing} is, or sometimes somebody else. */
  Cast.Party owner(Intentions.Knowledge known, ThingId thing) {
    return chance(90)
        ? known
            .state()
            .find(Things.THINGS, thing)
            .map(found -> Things.owner(known.state(), found))
            .flatMap(cast::party)
            .orElseGet(this::anybody)
        : anybody();
  }

  static Bytes digest(String of) {
    return Sha256.of(Bytes.ofOwned(of.getBytes(StandardCharsets.UTF_8)));
  }
}
