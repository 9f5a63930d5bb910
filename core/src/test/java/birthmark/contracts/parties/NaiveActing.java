package birthmark.contracts.parties;

import static birthmark.testing.ContractSamples.pick;
import static org.junit.jupiter.api.Assertions.assertEquals;

import birthmark.codec.Timestamp;
import birthmark.contract.Reason;
import birthmark.cose.CoseKey;
import birthmark.state.View;
import birthmark.testing.PartyWorld;
import birthmark.testing.Samples;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Acting in another's name once more, over maps: delegations, and whose departments are whose. */
final class NaiveActing {
  private static final List<String> NAMES =
      List.of("parties/stop-recovery", "parties/grant", "parties/revoke-key", "parties/reject");

  /** What one lets another do. */
  private record Given(PartyTransaction.Delegate said, PartyId by) {}

  private final Map<PartyId, Map<PartyId, Given>> given = new HashMap<>();
  private final Map<PartyId, PartyId> above = new HashMap<>();

  /** The party and whoever is above it, the nearest first. */
  List<PartyId> upwards(PartyId party) {
    List<PartyId> all = new ArrayList<>();
    for (PartyId next = party; next != null; next = above.get(next)) {
      all.add(next);
    }
    return all;
  }

  private Optional<Given> link(PartyId party, PartyId to) {
    return Optional.ofNullable(given.getOrDefault(party, Map.of()).get(to));
  }

  /** Why {@code self} may not ask for this in the name of {@code party}; nothing if it may. */
  Optional<Reason> refusal(PartyId party, PartyId self, PartyTransaction asked, Timestamp now) {
    if (upwards(party).contains(self)) {
      return Optional.empty();
    }
    boolean passing = asked instanceof PartyTransaction.Delegate;
    PartyId holder = self;
    for (int i = 0; i < 4; i++) {
      Optional<Given> link = link(party, holder);
      if (link.isEmpty()) {
        return Optional.of(PartyRefusal.NOT_ENTITLED);
      }
      PartyTransaction.Delegate said = link.get().said();
      if (said.until().millis() <= now.millis()) {
        return Optional.of(PartyRefusal.DELEGATION_OVER);
      }
      boolean named =
          said.transactions().stream().anyMatch(each -> each.value().equals(name(asked)));
      if ((i > 0 && !said.onward()) || (passing ? !said.onward() : !named)) {
        return Optional.of(PartyRefusal.DELEGATION_TOO_NARROW);
      }
      if (link.get().by().equals(party)) {
        return Optional.empty();
      }
      holder = link.get().by();
    }
    return Optional.of(PartyRefusal.TOO_MANY_LEVELS);
  }

  private static String name(PartyTransaction asked) {
    String simple = asked.getClass().getSimpleName();
    StringBuilder name = new StringBuilder("parties/");
    for (int i = 0; i < simple.length(); i++) {
      char c = simple.charAt(i);
      name.append(Character.isUpperCase(c) && i > 0 ? "-" : "").append(Character.toLowerCase(c));
    }
    return name.toString();
  }

  Optional<Reason> delegate(
      PartyId party,
      PartyId signed,
      boolean governed,
      PartyTransaction.Delegate tx,
      Timestamp now) {
    if (tx.until().millis() <= now.millis()) {
      return Optional.of(PartyRefusal.ENDS_IN_THE_PAST);
    }
    PartyId by = governed || upwards(party).contains(signed) ? party : signed;
    List<PartyId> chain = new ArrayList<>();
    for (PartyId each = by; !each.equals(party); each = link(party, each).orElseThrow().by()) {
      if (each.equals(tx.to())) {
        return Optional.of(PartyRefusal.DELEGATION_LOOP);
      }
      chain.add(each);
      if (chain.size() == 4) {
        return Optional.of(PartyRefusal.TOO_MANY_LEVELS);
      }
    }
    if (tx.to().equals(party)) {
      return Optional.of(PartyRefusal.DELEGATION_LOOP);
    }
    Optional<Given> before = link(party, tx.to());
    if (before.isPresent() && !by.equals(party) && !before.get().by().equals(by)) {
      return Optional.of(PartyRefusal.DELEGATED_BY_ANOTHER);
    }
    given.computeIfAbsent(party, _ -> new HashMap<>()).put(tx.to(), new Given(tx, by));
    return Optional.empty();
  }

  Optional<Reason> end(PartyId self, PartyTransaction.EndDelegation tx) {
    Optional<Given> link = link(tx.party(), tx.to());
    if (link.isEmpty() || !List.of(tx.party(), tx.to(), link.get().by()).contains(self)) {
      return Optional.of(PartyRefusal.NO_SUCH_DELEGATION);
    }
    given.getOrDefault(tx.party(), new HashMap<>()).remove(tx.to());
    return Optional.empty();
  }

  boolean deep(PartyId organisation) {
    return upwards(organisation).size() > 4;
  }

  void founded(PartyId organisation, PartyId department) {
    above.put(department, organisation);
  }

  Optional<Reason> release(PartyId self, PartyId department) {
    if (!self.equals(above.get(department))) {
      return Optional.of(PartyRefusal.NOT_YOUR_DEPARTMENT);
    }
    above.remove(department);
    return Optional.empty();
  }

  /** What somebody may ask for about acting for each other. */
  PartyTransaction next(Random random, PartyId self, List<PartyId> parties, Timestamp now) {
    return switch (random.nextInt(8)) {
      case 0 -> {
        List<PartyId> departments = List.copyOf(above.keySet());
        yield new PartyTransaction.ReleaseDepartment(
            departments.isEmpty() ? self : pick(departments, random));
      }
      case 1, 2 ->
          new PartyTransaction.FoundDepartment(
              random.nextInt(6) == 0 ? pick(parties, random) : self,
              CoseKey.ed25519(Samples.random(random, 32)),
              new Handle("department-" + random.nextInt(40)),
              "A department",
              PartyWorld.proof());
      case 3 -> {
        List<PartyId> from = List.copyOf(given.keySet());
        PartyId party = from.isEmpty() ? self : pick(from, random);
        List<PartyId> held = List.copyOf(given.getOrDefault(party, Map.of()).keySet());
        yield new PartyTransaction.EndDelegation(party, held.isEmpty() ? self : pick(held, random));
      }
      default ->
          new PartyTransaction.Delegate(
              pick(parties, random),
              NAMES.subList(0, 1 + random.nextInt(NAMES.size())).stream()
                  .map(TransactionName::new)
                  .toList(),
              List.of(),
              now.plusSeconds(random.nextInt(10) == 0 ? 0 : random.nextInt(100_000)),
              random.nextInt(3) > 0);
    };
  }

  void compare(View state) {
    long links = 0;
    for (Map.Entry<PartyId, Map<PartyId, Given>> each : given.entrySet()) {
      for (Map.Entry<PartyId, Given> to : each.getValue().entrySet()) {
        Delegation.Id id = new Delegation.Id(each.getKey(), to.getKey());
        Delegation kept = state.find(Delegations.DELEGATIONS, id).orElseThrow();
        assertEquals(to.getValue().by(), kept.by());
        assertEquals(to.getValue().said().transactions(), kept.transactions());
        links++;
      }
    }
    assertEquals(links, NaiveApprovals.all(state, Delegations.DELEGATIONS).size());
    assertEquals(links, NaiveApprovals.all(state, Delegations.HELD).size());
    assertEquals(above.size(), NaiveApprovals.all(state, Departments.ABOVE).size());
    assertEquals(above.size(), NaiveApprovals.all(state, Departments.UNDER).size());
  }
}
