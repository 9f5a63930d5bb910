package birthmark.node.query;

import birthmark.bundle.BundleWriter.Accepted;
import birthmark.codec.MalformedException;
import birthmark.contract.Fact;
import birthmark.contract.Rulebook;
import birthmark.contract.Subject;
import birthmark.node.index.FactFilter;
import birthmark.node.index.FactPage;
import birthmark.node.index.FactScope;
import birthmark.node.index.Index;
import birthmark.node.index.IndexedFact;
import birthmark.node.index.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The statements that concern a subject, with all that became true by each, from the index. What
 * happened by itself is no statement.
 */
final class SubjectFacts {
  private static final FactScope ALL = new FactScope.Everything();
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final int AROUND = 8;

  private final Index index;
  private final Rulebook rulebook;

  SubjectFacts(Index index, Rulebook rulebook) {
    this.index = index;
    this.rulebook = rulebook;
  }

  /**
   * Those up to block {@code height}, in the order of the log; empty if they are more than {@code
   * max}. Where the index does not come to that block soon, the last ones are missing.
   */
  Optional<List<Accepted>> about(Subject subject, long height, int max)
      throws InterruptedException {
    index.awaitAbove(height - 1, PATIENCE);
    FactFilter filter =
        new FactFilter(OptionalInt.empty(), OptionalInt.empty(), Optional.of(subject.id()), false);
    List<Accepted> accepted = new ArrayList<>();
    Position after = Position.START;
    long last = -1;
    while (true) {
      FactPage page = index.facts(ALL, filter, after, Index.LIMIT_MAX);
      for (IndexedFact fact : page.facts()) {
        boolean said = fact.statement().isPresent() && fact.position().height() <= height;
        if (said && fact.index() != last) {
          last = fact.index();
          accepted.add(new Accepted(last, fact.position().height(), fact.time(), all(fact)));
        }
      }
      if (accepted.size() > max) {
        return Optional.empty();
      }
      if (!page.more()) {
        return Optional.of(accepted);
      }
      after = page.next();
    }
  }

  /** All facts of the statement that {@code one} follows from: they stand next to each other. */
  private List<Fact> all(IndexedFact one) throws InterruptedException {
    long height = one.position().height();
    for (int around = AROUND; ; around = 4 * around) {
      int from = Math.max(0, one.position().number() - around);
      Position before =
          from == 0
              ? height == 0 ? Position.START : Position.endOf(height - 1)
              : new Position(height, from - 1);
      int limit = Math.min(Index.LIMIT_MAX, 2 * around + 1);
      List<IndexedFact> page = index.facts(ALL, FactFilter.ALL, before, limit).facts();
      List<IndexedFact> same =
          page.stream()
              .filter(each -> each.index() == one.index() && each.position().height() == height)
              .toList();
      boolean starts = from == 0 || page.getFirst().index() != one.index();
      boolean ends = page.size() < limit || page.getLast().index() != one.index();
      if (starts && ends) {
        return same.stream().map(this::fact).toList();
      }
      if (limit == Index.LIMIT_MAX) {
        throw new IllegalStateException(
            "entry " + one.index() + " has more facts than a page of the index");
      }
    }
  }

  private Fact fact(IndexedFact indexed) {
    try {
      return rulebook
          .numbered(indexed.contract())
          .flatMap(rules -> rules.facts().tagged(indexed.tag()))
          .orElseThrow(() -> new MalformedException("", "unknown to the rules"))
          .codec()
          .decode(indexed.body());
    } catch (MalformedException e) {
      throw new IllegalStateException("the index holds a damaged fact at " + indexed.position(), e);
    }
  }
}
