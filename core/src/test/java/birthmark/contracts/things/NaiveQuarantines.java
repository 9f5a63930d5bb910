package birthmark.contracts.things;

import static birthmark.contracts.things.NaiveThings.no;

import birthmark.contract.Reason;
import birthmark.contract.Transaction;
import birthmark.contracts.things.NaiveThings.Toy;
import birthmark.contracts.things.NaiveThings.Wish;
import birthmark.contracts.things.ThingTransaction.Rekey;
import birthmark.contracts.things.ThingTransaction.Release;
import birthmark.contracts.things.ThingTransaction.ReportClone;
import birthmark.contracts.things.ThingTransaction.ReportCopies;
import birthmark.cose.CoseKey;
import birthmark.cose.Sign1;
import birthmark.statement.StatementHead;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Copied keys once more: who is quarantined, and what owner and maker must agree on to end it. */
final class NaiveQuarantines {
  private final NaiveThings known;
  private final List<CoseKey> replaced = new ArrayList<>();
  private final Set<String> proven = new HashSet<>();

  NaiveQuarantines(NaiveThings known) {
    this.known = known;
  }

  /** The keys that things had before. */
  List<CoseKey> replaced() {
    return replaced;
  }

  /** Forgets what was asked for too long ago, and says of which things: each once for a wish. */
  List<ThingId> lapse() {
    List<ThingId> lapsed = new ArrayList<>();
    for (Toy toy : known.toys()) {
      toy.wishes.stream().filter(this::lapsed).forEach(wish -> lapsed.add(toy.id));
      toy.wishes.removeIf(this::lapsed);
    }
    return lapsed;
  }

  private boolean lapsed(Wish wish) {
    return !known.time().isBefore(wish.until());
  }

  Optional<Reason> report(ReportClone tx) {
    if (tx.first() >= 1_000_000) {
      return no(ThingRefusal.NO_SUCH_ENTRY);
    }
    return tx.first() == 0
        ? no(ThingRefusal.NOT_A_STATEMENT)
        : report(Sign1.decode(known.real().entry(tx.first())), Sign1.decode(tx.second()));
  }

  Optional<Reason> report(ReportCopies tx) {
    return report(Sign1.decode(tx.first()), Sign1.decode(tx.second()));
  }

  private Optional<Reason> report(Sign1 first, Sign1 second) {
    if (!first.keyId().equals(second.keyId())) {
      return no(ThingRefusal.OF_TWO_KEYS);
    }
    long number = StatementHead.of(first).orElseThrow().sequence();
    if (number != StatementHead.of(second).orElseThrow().sequence()) {
      return no(ThingRefusal.OF_TWO_NUMBERS);
    }
    if (first.payload().equals(second.payload())) {
      return no(ThingRefusal.ONE_STATEMENT);
    }
    String pair = number + " of " + first.keyId();
    if (proven.contains(pair)) {
      return no(ThingRefusal.ALREADY_PROVEN);
    }
    boolean ofParty =
        known.parties().stream().anyMatch(key -> key.thumbprint().equals(first.keyId()));
    if (!ofParty) {
      Optional<Toy> toy =
          known.toys().stream()
              .filter(each -> each.key.thumbprint().equals(first.keyId()))
              .findFirst();
      if (toy.isEmpty()) {
        return no(ThingRefusal.KEY_REPLACED);
      }
      if (toy.get().quarantined) {
        return no(ThingRefusal.ALREADY_QUARANTINED);
      }
      toy.get().quarantined = true;
      CoseKey owner = toy.get().owner();
      toy.get()
          .wishes
          .removeIf(wish -> wish.by().equals(owner) || wish.by().equals(toy.get().maker));
    }
    proven.add(pair);
    return Optional.empty();
  }

  Optional<Reason> rekey(CoseKey who, Rekey tx) {
    Optional<Toy> found = known.toy(tx.thing());
    Optional<Reason> not = notBetweenThem(who, found);
    if (not.isPresent()) {
      return not;
    }
    Toy toy = found.get();
    if (known.keys().contains(tx.signing())) {
      return no(ThingRefusal.KEY_TAKEN);
    }
    Optional<Optional<Reason>> waiting = waiting(toy, who, tx);
    if (waiting.isPresent()) {
      return waiting.get();
    }
    replaced.add(toy.key);
    toy.key = tx.signing();
    known.keys().add(tx.signing());
    toy.quarantined = false;
    return Optional.empty();
  }

  Optional<Reason> release(CoseKey who, Release tx) {
    Optional<Toy> found = known.toy(tx.thing());
    Optional<Reason> not = notBetweenThem(who, found);
    if (not.isPresent()) {
      return not;
    }
    Toy toy = found.get();
    if (!toy.quarantined) {
      return no(ThingRefusal.NOT_QUARANTINED);
    }
    Optional<Optional<Reason>> waiting = waiting(toy, who, tx);
    if (waiting.isPresent()) {
      return waiting.get();
    }
    toy.quarantined = false;
    return Optional.empty();
  }

  /** Why {@code who} has no say in a thing's keys: owner and maker of one that is in use have. */
  private static Optional<Reason> notBetweenThem(CoseKey who, Optional<Toy> found) {
    if (found.isEmpty()) {
      return no(ThingRefusal.NO_SUCH_THING);
    }
    Toy toy = found.get();
    if (!who.equals(toy.owner()) && !who.equals(toy.maker)) {
      return no(ThingRefusal.NEITHER_OWNER_NOR_MAKER);
    }
    return toy.dead ? no(ThingRefusal.THING_DECOMMISSIONED) : Optional.empty();
  }

  /** What comes of asking as long as the other one has not asked for the same. */
  private Optional<Optional<Reason>> waiting(Toy toy, CoseKey who, Transaction what) {
    CoseKey owner = toy.owner();
    if (!owner.equals(toy.maker)) {
      CoseKey other = who.equals(owner) ? toy.maker : owner;
      if (!asked(toy, other, what)) {
        if (asked(toy, who, what)) {
          return Optional.of(no(ThingRefusal.ALREADY_PROPOSED));
        }
        toy.wishes.removeIf(wish -> wish.by().equals(who));
        toy.wishes.add(new Wish(who, what, known.time().plusSeconds(7 * 86_400)));
        return Optional.of(Optional.empty());
      }
    }
    toy.wishes.removeIf(wish -> wish.by().equals(owner) || wish.by().equals(toy.maker));
    return Optional.empty();
  }

  private boolean asked(Toy toy, CoseKey by, Transaction what) {
    return toy.wishes.stream()
        .anyMatch(wish -> wish.by().equals(by) && wish.what().equals(what) && !lapsed(wish));
  }
}
