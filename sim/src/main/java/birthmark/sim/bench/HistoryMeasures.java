package birthmark.sim.bench;

import birthmark.contract.Genesis;
import birthmark.contracts.things.ThingId;
import birthmark.cose.SigningKey;
import birthmark.node.index.FactFilter;
import birthmark.node.index.FactPage;
import birthmark.node.index.FactScope;
import birthmark.node.index.Index;
import birthmark.node.index.Position;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** How long it takes to read all that ever happened to a thing, one of very many. */
final class HistoryMeasures {
  private static final int OF_A_MILLION = 10;
  private static final int EVERY = 100;
  private static final int OFFERS = 25;
  private static final double NANOS_A_MILLI = 1e6;

  private HistoryMeasures() {}

  static Measure measure() {
    return new Measure(
        List.of("history.thing.p50", "history.thing.p99"), true, HistoryMeasures::of);
  }

  private static List<Figure> of(Path folder, Settings settings) throws Exception {
    SigningKey founder = NativeKeys.generate();
    Genesis genesis = LocalLedger.genesis(founder);
    new LocalLedger(folder, true, founder, genesis).close();
    List<ThingId> things =
        new Population(genesis, founder)
            .add(
                folder.resolve("ledger"),
                settings.things() / OF_A_MILLION,
                founder,
                1,
                new Population.Lives(EVERY, OFFERS));
    try (LocalLedger ledger = new LocalLedger(folder, true, founder, genesis)) {
      Index index = ledger.index();
      millis(index, things);
      double[] millis = millis(index, things);
      Arrays.sort(millis);
      return List.of(
          figure("history.thing.p50", millis[millis.length / 2]),
          figure("history.thing.p99", millis[millis.length * 99 / 100]));
    }
  }

  private static Figure figure(String name, double millis) {
    return Figure.of(name, millis, "ms", Optional.empty(), Goal.atMost(5, 2));
  }

  private static double[] millis(Index index, List<ThingId> things) throws InterruptedException {
    double[] millis = new double[things.size()];
    for (int i = 0; i < millis.length; i++) {
      FactFilter one =
          new FactFilter(
              OptionalInt.empty(), OptionalInt.empty(), Optional.of(things.get(i).value()), false);
      long start = System.nanoTime();
      FactPage page = index.facts(new FactScope.Everything(), one, Position.START, Index.LIMIT_MAX);
      millis[i] = (System.nanoTime() - start) / NANOS_A_MILLI;
      if (page.more() || page.facts().size() != 1 + 2 * OFFERS) {
        throw new IllegalStateException(
            "a thing of the bench has " + page.facts().size() + " facts in its history");
      }
    }
    return millis;
  }
}
