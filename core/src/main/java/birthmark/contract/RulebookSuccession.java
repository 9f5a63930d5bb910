package birthmark.contract;

import birthmark.codec.Variants;
import birthmark.state.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What later rules must leave as it was: whatever earlier ones wrote, stated or refused is still
 * read by it.
 */
final class RulebookSuccession {
  private RulebookSuccession() {}

  /** Every rule broken, in words; empty where all is well. */
  static List<String> faults(Rulebook earlier, Rulebook later) {
    List<String> faults = new ArrayList<>();
    if (earlier.version() >= later.version()) {
      faults.add("version " + later.version() + " must follow version " + earlier.version());
    }
    for (Rulebook.Rules old : earlier.contracts()) {
      Optional<Rulebook.Rules> kept = later.numbered(old.number());
      if (kept.isEmpty() || !kept.get().surface().path().equals(old.surface().path())) {
        faults.add("contract " + old.number() + " must stay " + old.surface().path());
      } else {
        faults.addAll(faults(old, kept.get()));
      }
    }
    return faults;
  }

  private static List<String> faults(Rulebook.Rules old, Rulebook.Rules kept) {
    List<String> faults = new ArrayList<>();
    String path = old.surface().path();
    for (Table<?, ?> table : old.surface().tables()) {
      if (!kept.surface().tables().contains(table)) {
        faults.add(path + " must keep its table " + table);
      }
    }
    faults.addAll(faults(path, old.transactions(), kept.transactions()));
    faults.addAll(faults(path, old.facts(), kept.facts()));
    List<Reason> before = old.surface().refusals();
    List<Reason> after = kept.surface().refusals();
    if (after.size() < before.size() || !after.subList(0, before.size()).equals(before)) {
      faults.add(path + " must keep its refusals, in their order, before new ones");
    }
    return faults;
  }

  private static <S> List<String> faults(String path, Variants<S> old, Variants<S> kept) {
    List<String> faults = new ArrayList<>();
    for (Variants.Variant<S> variant : old.all()) {
      boolean same =
          kept.tagged(variant.tag()).map(now -> now.type() == variant.type()).orElse(false);
      if (!same) {
        faults.add(path + " must keep " + variant.name() + " under tag " + variant.tag());
      }
    }
    return faults;
  }
}
