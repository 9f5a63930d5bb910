package birthmark.contracts.governance;

import static birthmark.testing.ContractTest.accepts;
import static birthmark.testing.ContractTest.mustAccept;
import static birthmark.testing.ContractTest.refuses;

import birthmark.contract.Outcome;
import birthmark.contract.Replicas;
import birthmark.contract.Role;
import birthmark.contracts.governance.GovernanceTransaction.AddReplica;
import birthmark.contracts.governance.GovernanceTransaction.LeaveReplicas;
import birthmark.contracts.governance.GovernanceTransaction.RemoveReplica;
import birthmark.contracts.governance.GovernanceTransaction.ScheduleRules;
import birthmark.contracts.governance.GovernanceTransaction.SignalReadiness;
import birthmark.contracts.governance.GovernanceTransaction.WeighReplica;
import birthmark.contracts.governance.GovernanceTransaction.WithdrawRules;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.cose.CoseKey;
import birthmark.testing.ContractTest.Case;
import birthmark.testing.PartyWorld;
import java.util.ArrayList;
import java.util.List;

/** Rules, replicas, weights and thresholds: who may, who may not, and at the limits. */
final class GovernanceCases {
  private GovernanceCases() {}

  /** All of them. */
  static List<Case<PartyWorld>> all() {
    List<Case<PartyWorld>> cases = new ArrayList<>(rules());
    cases.addAll(sets());
    cases.addAll(limits());
    return cases;
  }

  private static Outcome schedule(PartyWorld world, long version, long ahead) {
    return world.decide(world.root, new ScheduleRules(version, world.hearing.height() + ahead));
  }

  private static PartyWorld ready() {
    PartyWorld world = new PartyWorld();
    world.given(world.root, new SignalReadiness(2));
    return world;
  }

  private static PartyWorld scheduled() {
    PartyWorld world = ready();
    mustAccept(schedule(world, 2, Governance.LEAD));
    return world;
  }

  static void pass(PartyWorld world, long blocks) {
    for (long i = 0; i < blocks; i++) {
      world.hearing.pass(1);
    }
  }

  private static Outcome byRoot(PartyWorld world, GovernanceTransaction transaction) {
    return world.decide(world.root, transaction);
  }

  private static List<Case<PartyWorld>> rules() {
    return List.of(
        accepts(
            "a replica is ready for the next version",
            world -> world.decide(world.root, new SignalReadiness(2)),
            GovernanceFact.ReadinessSignalled.class),
        accepts(
            "a replica schedules the next version",
            world -> schedule(ready(), 2, Governance.LEAD),
            GovernanceFact.RulesScheduled.class),
        accepts(
            "a replica takes it back",
            world -> byRoot(scheduled(), new WithdrawRules(2)),
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
              later.given(later.root, new SignalReadiness(3));
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
            GovernanceRefusal.VERSION_NOT_NEXT,
            "nobody is ready for what is not next",
            world -> world.decide(world.root, new SignalReadiness(3))),
        refuses(
            GovernanceRefusal.TOO_SOON,
            "nodes have time to be made ready",
            world -> schedule(world, 2, Governance.LEAD - 1)),
        refuses(
            GovernanceRefusal.NOT_READY,
            "no version comes that replicas do not know",
            world -> schedule(world, 2, Governance.LEAD)),
        refuses(
            GovernanceRefusal.NOT_READY,
            "two thirds of the weight are not more than two thirds",
            world -> {
              Council council = new Council(3);
              council.world.given(council.key(0), new SignalReadiness(2));
              council.world.given(council.key(1), new SignalReadiness(2));
              return schedule(council.world, 2, Governance.LEAD);
            }),
        refuses(
            GovernanceRefusal.ALREADY_READY,
            "readiness is signalled once",
            world -> byRoot(ready(), new SignalReadiness(2))),
        refuses(
            GovernanceRefusal.RUNS_NO_REPLICA,
            "who runs none is not ready",
            world ->
                world.decide(world.organisation("acme", Role.REPLICA), new SignalReadiness(2))),
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

  private static List<Case<PartyWorld>> sets() {
    return List.of(
        accepts(
            "a party offers a replica",
            world -> {
              CoseKey acme = world.organisation("acme", Role.REPLICA);
              return world.decide(acme, Council.offer(world, acme, world.key(), world.key()));
            },
            GovernanceFact.ReplicaOffered.class),
        refuses(
            GovernanceRefusal.OFFERED_FOR_ANOTHER,
            "nobody offers another party's",
            world -> {
              CoseKey acme = world.organisation("acme", Role.REPLICA);
              return world.decide(world.root, Council.offer(world, acme, world.key()));
            }),
        refuses(
            GovernanceRefusal.KEY_USED,
            "a replica's key is never used twice",
            world -> {
              Council council = new Council(4);
              council.carried(new RemoveReplica(council.replica(3)));
              return council.world.decide(
                  council.key(2),
                  Council.offer(council.world, council.key(2), council.checkpoint(3)));
            }),
        refuses(
            GovernanceRefusal.KEY_USED,
            "nor is one that signs statements",
            world ->
                world.decide(
                    world.root, Council.offer(world, world.root, world.key(), world.spare))),
        accepts(
            "the only replica adds another one",
            world -> {
              CoseKey acme = world.organisation("acme", Role.REPLICA);
              CoseKey key = world.key();
              world.given(acme, Council.offer(world, acme, key));
              return world.decide(world.root, new AddReplica(key.thumbprint(), 1));
            },
            GovernanceFact.ReplicaAdded.class),
        refuses(
            GovernanceRefusal.NO_SUCH_OFFER,
            "what nobody offered is not added",
            world -> world.decide(world.root, new AddReplica(world.key().thumbprint(), 1))),
        refuses(
            GovernanceRefusal.ALREADY_A_REPLICA,
            "none is added twice",
            world -> {
              Council council = new Council(2);
              return council.world.decide(council.key(0), new AddReplica(council.replica(1), 1));
            }),
        refuses(
            GovernanceRefusal.OFFER_WITHOUT_ROLE,
            "nor one of a party that may not run any",
            world -> {
              CoseKey acme = world.organisation("acme", Role.REPLICA);
              CoseKey key = world.key();
              world.given(acme, Council.offer(world, acme, key));
              world.given(
                  world.root, new PartyTransaction.Withdraw(PartyWorld.id(acme), Role.REPLICA));
              return world.decide(world.root, new AddReplica(key.thumbprint(), 1));
            }),
        accepts(
            "a replica is removed by the others",
            world -> new Council(5).carried(new RemoveReplica(new Council(5).replica(4))),
            GovernanceFact.MotionCarried.class,
            GovernanceFact.ReplicaRemoved.class),
        accepts(
            "below four the ledger warns",
            world -> new Council(4).carried(new RemoveReplica(new Council(4).replica(3))),
            GovernanceFact.MotionCarried.class,
            GovernanceFact.ReplicaRemoved.class,
            GovernanceFact.TooFewReplicas.class),
        accepts(
            "a replica leaves by itself",
            world -> {
              Council council = new Council(5);
              return council.world.decide(council.key(4), new LeaveReplicas(council.replica(4)));
            },
            GovernanceFact.ReplicaRemoved.class),
        accepts(
            "a replica weighs something else",
            world -> new Council(4).carried(new WeighReplica(new Council(4).replica(3), 2)),
            GovernanceFact.MotionCarried.class,
            GovernanceFact.ReplicaWeighed.class),
        refuses(
            GovernanceRefusal.SAME_WEIGHT,
            "a weight changes",
            world -> world.decide(world.root, new WeighReplica(world.root.thumbprint(), 1))),
        refuses(
            GovernanceRefusal.NO_SUCH_REPLICA,
            "what is none is not removed",
            world -> world.decide(world.root, new RemoveReplica(world.spare.thumbprint()))),
        refuses(
            GovernanceRefusal.NO_SUCH_REPLICA,
            "nor does it leave",
            world -> world.decide(world.root, new LeaveReplicas(world.spare.thumbprint()))),
        refuses(
            GovernanceRefusal.NO_SUCH_REPLICA,
            "nor does it weigh anything",
            world -> world.decide(world.root, new WeighReplica(world.spare.thumbprint(), 3))),
        refuses(
            GovernanceRefusal.NOT_YOUR_REPLICA,
            "nobody lets another's replica leave",
            world -> {
              Council council = new Council(2);
              return council.world.decide(council.key(0), new LeaveReplicas(council.replica(1)));
            }));
  }

  private static List<Case<PartyWorld>> limits() {
    return List.of(
        refuses(
            GovernanceRefusal.LAST_REPLICA,
            "the last replica cannot leave",
            world -> world.decide(world.root, new LeaveReplicas(world.root.thumbprint()))),
        refuses(
            GovernanceRefusal.LAST_REPLICA,
            "nor is it removed",
            world -> world.decide(world.root, new RemoveReplica(world.root.thumbprint()))),
        refuses(
            GovernanceRefusal.TOO_MUCH_AT_ONCE,
            "no more than a third of the weight goes at once",
            world -> {
              Council council = new Council(2);
              return council.world.decide(council.key(1), new LeaveReplicas(council.replica(1)));
            }),
        accepts(
            "a third may go",
            world -> {
              Council council = new Council(3);
              return council.world.decide(council.key(2), new LeaveReplicas(council.replica(2)));
            },
            GovernanceFact.ReplicaRemoved.class,
            GovernanceFact.TooFewReplicas.class),
        refuses(
            GovernanceRefusal.TOO_MUCH_AT_ONCE,
            "all of one block is one change",
            world -> {
              Council council = new Council(5);
              council.world.given(council.key(4), new LeaveReplicas(council.replica(4)));
              return council.world.decide(council.key(3), new LeaveReplicas(council.replica(3)));
            }),
        accepts(
            "the next block makes another",
            world -> {
              Council council = new Council(5);
              council.world.given(council.key(4), new LeaveReplicas(council.replica(4)));
              pass(council.world, 1);
              return council.world.decide(council.key(3), new LeaveReplicas(council.replica(3)));
            },
            GovernanceFact.ReplicaRemoved.class,
            GovernanceFact.TooFewReplicas.class),
        refuses(
            GovernanceRefusal.TOO_MUCH_AT_ONCE,
            "from four on no more than a third is new",
            world -> {
              Council council = new Council(4);
              return council.world.decide(council.key(0), new WeighReplica(council.replica(3), 4));
            }),
        refuses(
            GovernanceRefusal.TOO_MANY_REPLICAS,
            "no more sign than a checkpoint has room for",
            world -> {
              world.given(world.root, new WeighReplica(world.root.thumbprint(), 1_000_000));
              pass(world, 2);
              for (int i = 1; i <= Replicas.MAX; i++) {
                CoseKey key = world.key();
                world.given(world.root, Council.offer(world, world.root, key));
                if (i == Replicas.MAX) {
                  return world.decide(world.root, new AddReplica(key.thumbprint(), 1));
                }
                world.given(world.root, new AddReplica(key.thumbprint(), 1));
              }
              throw new AssertionError("the last one is decided above");
            }));
  }
}
