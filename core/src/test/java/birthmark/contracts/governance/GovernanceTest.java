package birthmark.contracts.governance;

import static birthmark.testing.ContractSamples.pick;
import static org.junit.jupiter.api.Assertions.assertEquals;

import birthmark.contract.Outcome;
import birthmark.contract.Reason;
import birthmark.contract.Role;
import birthmark.contract.Rulebook;
import birthmark.contract.RulesVersions;
import birthmark.contracts.Contracts;
import birthmark.contracts.governance.GovernanceTransaction.ScheduleRules;
import birthmark.contracts.governance.GovernanceTransaction.WithdrawRules;
import birthmark.cose.CoseKey;
import birthmark.state.View;
import birthmark.testing.ContractSamples;
import birthmark.testing.ContractTest;
import birthmark.testing.Hearing;
import birthmark.testing.PartyWorld;
import birthmark.testing.Samples;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/** What every contract must stand, for governance. */
class GovernanceTest extends ContractTest<PartyWorld> {
  private PartyWorld played = new PartyWorld();

  @Override
  protected Rulebook rulebook() {
    return Contracts.rulebook();
  }

  @Override
  protected String path() {
    return "governance";
  }

  @Override
  protected Samples samples() {
    return ContractSamples.samples();
  }

  @Override
  protected PartyWorld world() {
    return new PartyWorld();
  }

  @Override
  protected Hearing hearing() {
    played = new PartyWorld();
    return played.hearing;
  }

  @Override
  protected NaiveModel model(Hearing hearing) {
    return new Model(played);
  }

  private static Outcome schedule(PartyWorld world, long version, long ahead) {
    return world.decide(world.root, new ScheduleRules(version, world.hearing.height() + ahead));
  }

  private static PartyWorld scheduled() {
    PartyWorld world = new PartyWorld();
    mustAccept(schedule(world, 2, Governance.LEAD));
    return world;
  }

  private static void pass(PartyWorld world, long blocks) {
    for (long i = 0; i < blocks; i++) {
      world.hearing.pass(1);
    }
  }

  @Override
  protected List<Case<PartyWorld>> cases() {
    return List.of(
        accepts(
            "a replica schedules the next version",
            world -> schedule(world, 2, Governance.LEAD),
            GovernanceFact.RulesScheduled.class),
        accepts(
            "a replica takes it back",
            world -> scheduled().decide(world.root, new WithdrawRules(2)),
            GovernanceFact.RulesWithdrawn.class),
        accepts(
            "what was taken back can be scheduled for another height",
            world -> {
              PartyWorld again = scheduled();
              again.given(again.root, new WithdrawRules(2));
              return schedule(again, 2, 100);
            },
            GovernanceFact.RulesScheduled.class),
        accepts(
            "once a version decides, the one after it may be scheduled",
            world -> {
              PartyWorld later = scheduled();
              pass(later, Governance.LEAD);
              return schedule(later, 3, Governance.LEAD);
            },
            GovernanceFact.RulesScheduled.class),
        refuses(
            GovernanceRefusal.NOT_A_REPLICA,
            "nobody else schedules",
            world ->
                world.decide(
                    world.organisation("acme", Role.AUDITOR),
                    new ScheduleRules(2, world.hearing.height() + 100))),
        refuses(
            GovernanceRefusal.NOT_A_REPLICA,
            "nobody else takes back",
            world -> {
              PartyWorld later = scheduled();
              return later.decide(later.organisation("acme", Role.MAKER), new WithdrawRules(2));
            }),
        refuses(
            GovernanceRefusal.ALREADY_SCHEDULED,
            "there is one change at a time",
            world -> schedule(scheduled(), 2, 100)),
        refuses(
            GovernanceRefusal.VERSION_NOT_NEXT,
            "no version is left out",
            world -> schedule(world, 3, Governance.LEAD)),
        refuses(
            GovernanceRefusal.VERSION_NOT_NEXT,
            "none comes again",
            world -> schedule(world, 1, Governance.LEAD)),
        refuses(
            GovernanceRefusal.TOO_SOON,
            "nodes have time to be made ready",
            world -> schedule(world, 2, Governance.LEAD - 1)),
        refuses(
            GovernanceRefusal.NOT_SCHEDULED,
            "what nobody scheduled is not taken back",
            world -> world.decide(world.root, new WithdrawRules(2))),
        refuses(
            GovernanceRefusal.NOT_SCHEDULED,
            "nor what decides already",
            world -> {
              PartyWorld later = scheduled();
              pass(later, Governance.LEAD);
              return later.decide(later.root, new WithdrawRules(2));
            }));
  }

  /** Versions once more: the one of each height in a map. */
  private static final class Model implements NaiveModel {
    private final PartyWorld world;
    private final CoseKey stranger;
    private final TreeMap<Long, Long> versions = new TreeMap<>();

    Model(PartyWorld world) {
      this.world = world;
      this.stranger = world.organisation("acme", Role.OPERATOR);
      versions.put(0L, 1L);
    }

    private long now() {
      return world.hearing.height();
    }

    private long inForce() {
      return versions.floorEntry(now()).getValue();
    }

    @Override
    public Move move(Random random) {
      CoseKey key = pick(List.of(world.root, world.root, world.root, stranger), random);
      boolean open = versions.higherKey(now()) != null;
      long version = random.nextInt(4) == 0 ? inForce() + random.nextInt(3) : inForce() + 1;
      return new Move(
          key,
          random.nextInt(3) == 0 ^ open
              ? new WithdrawRules(version)
              : new ScheduleRules(version, now() + 5 + random.nextInt(15)));
    }

    @Override
    public Optional<Reason> decide(Move move) {
      if (move.key().equals(stranger)) {
        return Optional.of(GovernanceRefusal.NOT_A_REPLICA);
      }
      Optional<Long> ahead = Optional.ofNullable(versions.higherKey(now()));
      return switch ((GovernanceTransaction) move.transaction()) {
        case ScheduleRules tx -> {
          if (ahead.isPresent()) {
            yield Optional.of(GovernanceRefusal.ALREADY_SCHEDULED);
          }
          if (tx.version() - inForce() != 1) {
            yield Optional.of(GovernanceRefusal.VERSION_NOT_NEXT);
          }
          if (tx.height() - now() < 10) {
            yield Optional.of(GovernanceRefusal.TOO_SOON);
          }
          versions.put(tx.height(), tx.version());
          yield Optional.empty();
        }
        case WithdrawRules tx -> {
          if (!ahead.map(versions::get).equals(Optional.of(tx.version()))) {
            yield Optional.of(GovernanceRefusal.NOT_SCHEDULED);
          }
          versions.remove(ahead.get());
          yield Optional.empty();
        }
      };
    }

    @Override
    public void pass(long seconds) {}

    @Override
    public void compare(View state) {
      for (long height = now(); height < now() + 30; height++) {
        assertEquals(versions.floorEntry(height).getValue(), RulesVersions.inForce(state, height));
      }
      assertEquals(
          versions.size() - 1,
          state.list(Governance.CHANGES, List.of(), Optional.empty(), View.LIST_MAX).size());
    }
  }
}
