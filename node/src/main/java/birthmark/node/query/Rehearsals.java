package birthmark.node.query;

import birthmark.bytes.Bytes;
import birthmark.contract.Acting;
import birthmark.contract.Consequence;
import birthmark.contract.Context;
import birthmark.contract.Fact;
import birthmark.contract.Now;
import birthmark.contract.Outcome;
import birthmark.contract.Rulebook;
import birthmark.contract.Subject;
import birthmark.contract.Transaction;
import birthmark.cose.KeyId;
import birthmark.json.Json;
import birthmark.machine.Overlay;
import birthmark.machine.Rehearsal;
import birthmark.node.store.Snapshot;
import birthmark.state.View;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Tells what a transaction would do, and to which, without placing it. */
final class Rehearsals {
  /** The most that are looked at. */
  static final int LOOKED_MAX = 10_000;

  private final Snapshot snapshot;
  private final Rulebook rulebook;
  private final Viewer viewer;

  Rehearsals(Snapshot snapshot, Rulebook rulebook, Viewer viewer) {
    this.snapshot = snapshot;
    this.rulebook = rulebook;
    this.viewer = viewer;
  }

  Rehearsed of(
      Bytes network,
      KeyId key,
      Subject signer,
      Transaction transaction,
      Optional<Acting> acting,
      int limit) {
    Context at =
        new Context(
            network,
            snapshot.tip().height() + 1,
            snapshot.tip().time(),
            Bytes.copyOf(new byte[Context.STATEMENT_LENGTH]),
            key,
            signer,
            snapshot);
    Rehearsal rehearsal = Rehearsal.of(rulebook, snapshot, at, transaction, acting);
    List<Rehearsed.Effect> effects = new ArrayList<>();
    for (Rulebook.Rules rules : rulebook.contracts()) {
      for (Consequence<?, ?> consequence : rules.surface().consequences()) {
        effects.add(effect(rules, consequence, rehearsal, transaction, limit));
      }
    }
    return new Rehearsed(rehearsal, List.copyOf(effects));
  }

  private <Q, R> Rehearsed.Effect effect(
      Rulebook.Rules rules,
      Consequence<Q, R> consequence,
      Rehearsal rehearsal,
      Transaction transaction,
      int limit) {
    View before = new Overlay(rulebook, snapshot);
    Set<Q> all = new LinkedHashSet<>();
    facts(rehearsal).stream()
        .flatMap(fact -> fact.concerns().stream())
        .flatMap(subject -> consequence.about().apply(subject).stream())
        .forEach(all::add);
    Predicate<Q> room =
        each -> {
          all.add(each);
          return all.size() < LOOKED_MAX;
        };
    boolean complete = consequence.scan().of(before, rehearsal.principal(), transaction, room);
    Now now = new Now(snapshot.tip().height(), snapshot.tip().time());
    TreeMap<Rehearsed.Move, Long> moves = new TreeMap<>();
    List<Rehearsed.Change> changed = new ArrayList<>();
    long withheld = 0;
    for (Q each : all) {
      Optional<R> old = consequence.read().derivation().of(before, now, each);
      Optional<R> next = consequence.read().derivation().of(rehearsal.after(), now, each);
      Rehearsed.Move move =
          new Rehearsed.Move(
              old.map(consequence.word()).orElse(""), next.map(consequence.word()).orElse(""));
      if (move.from().equals(move.to())) {
        continue;
      }
      if (!seen(consequence, each, before, old) && !seen(consequence, each, before, next)) {
        withheld++;
        continue;
      }
      moves.merge(move, 1L, Long::sum);
      if (changed.size() < limit) {
        changed.add(
            new Rehearsed.Change(
                consequence.read().query().codec().toJson(each),
                move,
                next.map(consequence.read().answer()::toJson).orElse(new Json.Null())));
      }
    }
    return new Rehearsed.Effect(
        rules, consequence, all.size(), complete, withheld, moves, List.copyOf(changed));
  }

  private <Q, R> boolean seen(
      Consequence<Q, R> consequence, Q each, View state, Optional<R> answer) {
    return answer
        .map(found -> consequence.read().readers().admits(state, viewer.reader(), each, found))
        .orElse(false);
  }

  private static List<Fact> facts(Rehearsal rehearsal) {
    List<Fact> facts = new ArrayList<>(rehearsal.facts());
    rehearsal
        .atLast()
        .filter(Outcome.Accepted.class::isInstance)
        .map(Outcome.Accepted.class::cast)
        .ifPresent(accepted -> facts.addAll(accepted.facts()));
    return facts;
  }
}
