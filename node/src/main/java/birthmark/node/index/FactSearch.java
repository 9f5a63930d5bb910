package birthmark.node.index;

import birthmark.contract.Rulebook;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The facts of a scope and a filter: as many queries as it takes, and their answers as one. */
final class FactSearch {
  private final Rulebook rulebook;

  FactSearch(Rulebook rulebook) {
    this.rulebook = rulebook;
  }

  /** The first {@code limit} such facts behind {@code after} and up to {@code upTo}, in order. */
  List<IndexedFact> find(
      Connection connection,
      FactScope scope,
      FactFilter filter,
      Position after,
      Position upTo,
      int limit)
      throws SQLException {
    List<IndexedFact> facts = new ArrayList<>();
    for (Optional<byte[]> reader : readers(scope)) {
      for (OptionalInt tag : runs(scope, filter)) {
        facts.addAll(FactQuery.of(reader, filter, tag, after, upTo).run(connection, limit));
      }
    }
    facts.sort(Comparator.comparing(IndexedFact::position));
    // A fact may be open and concern its reader too.
    List<IndexedFact> once = new ArrayList<>();
    for (IndexedFact fact : facts) {
      if (once.isEmpty() || !once.getLast().position().equals(fact.position())) {
        once.add(fact);
      }
    }
    return once.size() > limit ? once.subList(0, limit) : once;
  }

  private static List<Optional<byte[]>> readers(FactScope scope) {
    return switch (scope) {
      case FactScope.Everything _ -> List.of(Optional.empty());
      case FactScope.Open _ -> List.of(Optional.of(FactTables.EVERYBODY));
      case FactScope.Concerning concerning ->
          List.of(
              Optional.of(FactTables.EVERYBODY), Optional.of(FactTables.key(concerning.subject())));
    };
  }

  /** All facts of a contract lie in as many runs of an index as it has types. */
  private List<OptionalInt> runs(FactScope scope, FactFilter filter) {
    boolean byKind =
        filter.contract().isPresent()
            && filter.tag().isEmpty()
            && filter.subject().isEmpty()
            && !filter.alarms()
            && scope instanceof FactScope.Everything;
    if (!byKind) {
      return List.of(filter.tag());
    }
    return rulebook
        .numbered(filter.contract().getAsInt())
        .map(rules -> rules.facts().all().stream().map(each -> OptionalInt.of(each.tag())).toList())
        .orElse(List.of());
  }
}
