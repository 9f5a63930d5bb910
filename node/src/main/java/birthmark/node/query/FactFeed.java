package birthmark.node.query;

import birthmark.codec.MalformedException;
import birthmark.codec.Variants;
import birthmark.contract.Fact;
import birthmark.contract.Rulebook;
import birthmark.json.Json;
import birthmark.node.index.FactFilter;
import birthmark.node.index.FactPage;
import birthmark.node.index.FactScope;
import birthmark.node.index.Index;
import birthmark.node.index.IndexedFact;
import birthmark.node.index.Position;
import java.time.Duration;

/** Facts as whoever asks may see them, page by page, and a way to wait for more. */
public final class FactFeed {
  private final Index index;
  private final Rulebook rulebook;

  /** Facts from {@code index}. */
  public FactFeed(Index index, Rulebook rulebook) {
    this.index = index;
    this.rulebook = rulebook;
  }

  /**
   * The facts behind {@code after}.
   *
   * @param scope the right to see them, from {@link Viewer#facts}
   * @param limit at most this many
   */
  public FactPage page(FactScope scope, FactFilter filter, Position after, int limit)
      throws InterruptedException {
    return index.facts(scope, filter, after, limit);
  }

  /** Waits for a block above {@code height}, at most for {@code patience}. */
  public void awaitAbove(long height, Duration patience) throws InterruptedException {
    index.awaitAbove(height, patience);
  }

  /** The last block that can be asked about. */
  public long height() {
    return index.height();
  }

  /** The JSON form of a fact. */
  public Json.Obj json(IndexedFact fact) {
    Rulebook.Rules rules =
        rulebook
            .numbered(fact.contract())
            .orElseThrow(() -> unknown(fact, "no contract " + fact.contract()));
    return json(
            fact.position(),
            rules,
            rules
                .facts()
                .tagged(fact.tag())
                .orElseThrow(() -> unknown(fact, "no fact with tag " + fact.tag())),
            fact)
        .build();
  }

  private static Json.ObjectBuilder json(
      Position position, Rulebook.Rules rules, Variants.Variant<Fact> variant, IndexedFact fact) {
    try {
      Fact value = variant.codec().decode(fact.body());
      Json.ObjectBuilder told =
          Json.object()
              .put("position", position.toString())
              .put("height", position.height())
              .put("time", fact.time().toString());
      fact.statement().ifPresent(id -> told.put("statement", id.hex()));
      return told.put("index", fact.index())
          .put("contract", rules.surface().path())
          .put("fact", variant.name())
          .put("alarm", fact.alarm())
          .put("value", variant.codec().toJson(value));
    } catch (MalformedException e) {
      throw new IllegalStateException("the index holds a damaged fact at " + position, e);
    }
  }

  private static IllegalStateException unknown(IndexedFact fact, String what) {
    return new IllegalStateException(
        "the index holds a fact at " + fact.position() + " of which the rules know " + what);
  }
}
