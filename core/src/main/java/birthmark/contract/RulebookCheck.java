package birthmark.contract;

import birthmark.codec.Shape;
import birthmark.state.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The rules of the house that contracts obey, so that an edge can render any of them. */
final class RulebookCheck {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z-]*");

  private RulebookCheck() {}

  /** Every rule broken, in words; empty where all is well. */
  static List<String> faults(List<Rulebook.Rules> contracts, Function<Table<?, ?>, Integer> owner) {
    List<String> faults = new ArrayList<>();
    List<Class<?>> before = new ArrayList<>();
    int last = 0;
    for (Rulebook.Rules rules : contracts) {
      String path = rules.surface().path();
      if (rules.number() <= last || rules.number() > 65_535) {
        faults.add(
            path + " must have a number above that of the contract before it, at most 65535");
      }
      last = rules.number();
      if (!NAME.matcher(path).matches() || !NAME.matcher(rules.surface().noun()).matches()) {
        faults.add(path + " must be named in kebab case");
      }
      for (Rulebook.Rules other : contracts) {
        if (other.number() != rules.number()
            && (other.surface().path().equals(path)
                || other.surface().noun().equals(rules.surface().noun()))) {
          faults.add(path + " shares its name with contract " + other.number());
        }
      }
      // A contract reads only those listed before it, so there can be no cycle.
      for (Class<?> dependency : rules.surface().dependencies()) {
        if (!before.contains(dependency)) {
          faults.add(
              path + " reads " + dependency.getSimpleName() + ", which must be listed before it");
        }
      }
      before.add(rules.contract().getClass());
      for (Reason reason : rules.surface().refusals()) {
        if (!reason.sentence().endsWith(".")) {
          faults.add(path + " refusal " + reason.name() + " needs a whole sentence");
        }
      }
      List<Class<?>> named = new ArrayList<>(rules.surface().together());
      rules.surface().classed().forEach(classed -> named.add(classed.type()));
      for (Class<?> type : named) {
        if (rules.transactions().all().stream().noneMatch(each -> each.type() == type)) {
          faults.add(path + " has no transaction " + type.getSimpleName());
        }
      }
      for (Duty<?, ?> duty : rules.surface().duties()) {
        faults.addAll(faults(rules, duty, owner));
      }
      for (OpenRequest<?, ?> open : rules.surface().openRequests()) {
        if (open.parameters().size() != open.table().key().components()
            || owner.apply(open.table()) != rules.number()) {
          faults.add(path + "/" + open.path() + " must name a record of its own contract");
        }
      }
      for (Read read : rules.surface().reads()) {
        faults.addAll(faults(rules, read, owner, readable(contracts, rules)));
      }
    }
    return faults;
  }

  private static List<String> faults(
      Rulebook.Rules rules, Duty<?, ?> duty, Function<Table<?, ?>, Integer> owner) {
    List<String> faults = new ArrayList<>();
    String what = rules.surface().path() + " duty on " + duty.table();
    if (!rules.surface().tables().contains(duty.table())
        || owner.apply(duty.table()) != rules.number()) {
      faults.add(what + " must be on a table of its own contract");
    }
    boolean ordered =
        duty.table().key().shape() instanceof Shape.Product key
            && key.fields().getFirst().name().equals("due")
            && key.fields().getFirst().shape() instanceof Shape.Moment;
    if (!ordered) {
      faults.add(what + " needs keys of several components, the first of them the moment 'due'");
    }
    return faults;
  }

  /** The numbers of the contracts whose tables {@code rules} may read, its own among them. */
  private static List<Integer> readable(List<Rulebook.Rules> contracts, Rulebook.Rules rules) {
    List<Integer> numbers = new ArrayList<>();
    for (Rulebook.Rules other : contracts) {
      if (other.number() == rules.number()
          || rules.surface().dependencies().contains(other.contract().getClass())) {
        numbers.add(other.number());
      }
    }
    return numbers;
  }

  private static List<String> faults(
      Rulebook.Rules rules,
      Read read,
      Function<Table<?, ?>, Integer> owner,
      List<Integer> readable) {
    List<String> faults = new ArrayList<>();
    String where = rules.surface().path() + "/" + read.path();
    int named = read.parameters().size();
    switch (read) {
      case Read.Find<?, ?> find -> {
        if (owner.apply(find.table()) != rules.number()) {
          faults.add(where + " must read a table of its own contract");
        }
        if (named != find.table().key().components()) {
          faults.add(where + " must name every component of the key");
        }
      }
      case Read.Listing<?, ?> listing -> {
        if (owner.apply(listing.table()) != rules.number()) {
          faults.add(where + " must read a table of its own contract");
        }
        if (named >= listing.table().key().components()) {
          faults.add(where + " must leave a component of the key open");
        }
      }
      case Read.DerivedListing<?, ?, ?> listing -> {
        if (!readable.contains(owner.apply(listing.table()))) {
          faults.add(where + " must read a table of its own contract or of one it declares");
        }
        if (named >= listing.table().key().components()) {
          faults.add(where + " must leave a component of the key open");
        }
      }
      case Read.Derived<?, ?> derived -> {
        if (named != derived.query().components()) {
          faults.add(where + " must name every component of the query");
        }
      }
    }
    return faults;
  }
}
