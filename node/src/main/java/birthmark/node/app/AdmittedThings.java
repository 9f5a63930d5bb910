package birthmark.node.app;

import birthmark.codec.Timestamp;
import birthmark.contract.Rulebook;
import birthmark.contract.RulesVersions;
import birthmark.contracts.admission.Admission;
import birthmark.contracts.things.Thing;
import birthmark.contracts.things.ThingId;
import birthmark.contracts.things.Things;
import birthmark.machine.Overlay;
import birthmark.node.store.Snapshot;
import birthmark.node.store.Store;
import birthmark.state.Entry;
import birthmark.state.View;
import java.util.List;
import java.util.Optional;

/**
 * How many things may be on their operators' networks, whoever they are: for whoever runs the node,
 * who has the state anyway.
 *
 * <p>Status is derived on read, so each count looks at things again. It looks at no more than a
 * bound, at most at one a millisecond: ten thousand things are counted again after ten seconds.
 */
final class AdmittedThings {
  /** Things looked at, where nobody says otherwise. */
  static final int LOOKED_AT_MAX = 10_000;

  private static final int PAGE = 500;
  private static final long REST_NANOS = 1_000_000;

  private final Store store;
  private final Rulebook rulebook;
  private final int most;
  private Optional<Count> last = Optional.empty();
  private long again;

  /**
   * What a count came to.
   *
   * @param admitted things that are in, by the state and the time of the block
   * @param whole whether all things were looked at; otherwise the first ones by id
   * @param height the block as of which it holds
   */
  record Count(long admitted, boolean whole, long height) {}

  /**
   * The things of {@code store}.
   *
   * @param most so many are looked at
   */
  AdmittedThings(Store store, Rulebook rulebook, int most) {
    this.store = store;
    this.rulebook = rulebook;
    this.most = most;
  }

  /** The count as of the last block, or an older one where counting again would cost too much. */
  synchronized Count count() {
    if (last.isPresent() && System.nanoTime() - again < 0) {
      return last.get();
    }
    Count counted;
    try (Snapshot now = store.snapshot()) {
      if (last.isPresent() && last.get().height() == now.tip().height()) {
        return last.get();
      }
      counted = counted(now);
    }
    last = Optional.of(counted);
    return counted;
  }

  private Count counted(Snapshot now) {
    long height = now.tip().height();
    long version = RulesVersions.inForce(new Overlay(rulebook, now), height);
    View state = new Overlay(rulebook.ofVersion(version).orElse(rulebook), now);
    Timestamp time = now.tip().time();
    long admitted = 0;
    int lookedAt = 0;
    Optional<ThingId> after = Optional.empty();
    boolean whole = false;
    while (!whole && lookedAt < most) {
      int limit = Math.min(PAGE, most - lookedAt);
      List<Entry<ThingId, Thing>> page = state.list(Things.THINGS, List.of(), after, limit);
      for (Entry<ThingId, Thing> each : page) {
        lookedAt++;
        admitted += Admission.isAdmitted(state, time, each.key()) ? 1 : 0;
      }
      whole = page.size() < limit;
      after = page.isEmpty() ? after : Optional.of(page.getLast().key());
    }
    again = System.nanoTime() + REST_NANOS * lookedAt;
    // That many and no more is told as that many or more: nobody looks one further.
    return new Count(admitted, whole, height);
  }
}
