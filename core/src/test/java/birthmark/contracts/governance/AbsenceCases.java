package birthmark.contracts.governance;

import static birthmark.testing.ContractTest.accepts;
import static birthmark.testing.ContractTest.refuses;

import birthmark.codec.Timestamp;
import birthmark.contract.Checkpoints;
import birthmark.contract.Outcome;
import birthmark.contract.Replicas;
import birthmark.contract.Role;
import birthmark.contracts.governance.GovernanceTransaction.Attend;
import birthmark.contracts.governance.GovernanceTransaction.LeaveReplicas;
import birthmark.contracts.governance.GovernanceTransaction.LimitAbsence;
import birthmark.contracts.governance.GovernanceTransaction.RemoveReplica;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.cose.CoseKey;
import birthmark.testing.ContractTest.Case;
import birthmark.testing.PartyWorld;
import java.util.List;
import java.util.Optional;

/** Replicas that are absent, and that come back. */
final class AbsenceCases {
  private static final long LIMIT = 3_600;

  private AbsenceCases() {}

  /** Five replicas, none of which may be absent for more than an hour. */
  private static Council limited(int replicas) {
    Council council = new Council(replicas);
    council.carried(new LimitAbsence(Optional.of(LIMIT)));
    return council;
  }

  /** What shows that the replica with this checkpoint key is there. */
  private static Attend shown(PartyWorld world, CoseKey checkpoint) {
    long height = world.hearing.height() - 1;
    Timestamp time = world.hearing.time();
    world.hearing.force(
        Checkpoints.TABLE.put(
            new Checkpoints.Height(height),
            new Checkpoints.Sealed(time, height * 3, checkpoint.thumbprint().value())));
    return new Attend(
        checkpoint,
        "test.example",
        height,
        height * 3,
        checkpoint.thumbprint().value(),
        PartyWorld.proof());
  }

  /** Five replicas, of which the last one alone did not show itself within the hour. */
  private static Council away() {
    Council council = limited(5);
    council.world.hearing.pass(LIMIT / 2);
    for (int i = 0; i < 4; i++) {
      council.world.given(council.key(i), shown(council.world, council.checkpoint(i)));
    }
    council.world.hearing.pass(LIMIT / 2);
    return council;
  }

  /** The same, a few blocks later. */
  private static Council suspended() {
    Council council = away();
    GovernanceCases.pass(council.world, 3);
    return council;
  }

  /** What came by itself in the block in which it was absent too long. */
  private static Outcome.Accepted late() {
    Council council = limited(5);
    council.world.hearing.pass(LIMIT / 2);
    for (int i = 0; i < 4; i++) {
      council.world.given(council.key(i), shown(council.world, council.checkpoint(i)));
    }
    return council.world.hearing.come(LIMIT / 2);
  }

  private static Outcome attends(Council council, int replica) {
    return council.world.decide(
        council.world.person(), shown(council.world, council.checkpoint(replica)));
  }

  /** All of them. */
  static List<Case<PartyWorld>> all() {
    return List.of(
        accepts(
            "replicas set how long one may be absent",
            world -> new Council(4).carried(new LimitAbsence(Optional.of(LIMIT))),
            GovernanceFact.MotionCarried.class,
            GovernanceFact.AbsenceLimited.class),
        accepts(
            "one that was absent too long is suspended by itself",
            world -> late(),
            GovernanceFact.ReplicaRemoved.class),
        accepts(
            "whoever shows that it is there again brings it back",
            world -> attends(suspended(), 4),
            GovernanceFact.ReplicaAdded.class),
        accepts(
            "one that shows itself stays",
            world -> {
              Council council = away();
              council.world.hearing.pass(LIMIT / 2 - 1);
              return attends(council, 0);
            },
            GovernanceFact.AttendanceShown.class),
        accepts(
            "who is back may be absent as long again",
            world -> {
              Council council = suspended();
              attends(council, 4);
              council.world.hearing.pass(LIMIT - 1);
              return attends(council, 4);
            },
            GovernanceFact.AttendanceShown.class),
        accepts(
            "nobody is suspended where the ledger would end",
            world -> {
              Council council = limited(1);
              council.world.hearing.pass(2 * LIMIT);
              council.world.hearing.pass(2 * LIMIT);
              return attends(council, 0);
            },
            GovernanceFact.AttendanceShown.class),
        accepts(
            "two of five go one after the other, since both at once are too much",
            world -> {
              Council council = limited(5);
              council.world.hearing.pass(LIMIT / 2);
              for (int i = 0; i < 3; i++) {
                council.world.given(council.key(i), shown(council.world, council.checkpoint(i)));
              }
              council.world.hearing.pass(LIMIT / 2);
              return council.world.hearing.come(60);
            },
            GovernanceFact.ReplicaRemoved.class,
            GovernanceFact.TooFewReplicas.class),
        accepts(
            "without a limit nobody is suspended any more",
            world -> {
              Council council = limited(4);
              council.carried(new LimitAbsence(Optional.empty()));
              return council.world.hearing.come(2 * LIMIT);
            }),
        accepts(
            "a suspended replica is removed for good",
            world -> {
              Council council = suspended();
              return council.carried(new RemoveReplica(council.replica(4)));
            },
            GovernanceFact.MotionCarried.class,
            GovernanceFact.ReplicaRemoved.class),
        accepts(
            "or for what it signed twice",
            world -> {
              Council council = suspended();
              return council.world.decide(
                  council.key(0), EvictionCases.checkpoints(council.checkpoint(4), "test.example"));
            },
            GovernanceFact.DoubleSigningShown.class,
            GovernanceFact.ReplicaRemoved.class),
        refuses(
            GovernanceRefusal.NO_SUCH_REPLICA,
            "who left does not come back",
            world -> {
              Council council = suspended();
              council.world.given(council.key(4), new LeaveReplicas(council.replica(4)));
              return attends(council, 4);
            }),
        refuses(
            GovernanceRefusal.NO_LIMIT,
            "nothing is to be shown where nothing is limited",
            world -> attends(new Council(4), 2)),
        refuses(
            GovernanceRefusal.OTHER_LOG,
            "another log's checkpoint shows nothing",
            world -> {
              Attend own = shown(world, world.root);
              return world.decide(
                  world.root,
                  new Attend(
                      own.checkpoint(),
                      "other.example",
                      own.height(),
                      own.size(),
                      own.root(),
                      own.signature()));
            }),
        refuses(
            GovernanceRefusal.NOT_RECENT,
            "an old checkpoint shows nothing",
            world -> {
              Council council = limited(4);
              Attend shown = shown(council.world, council.checkpoint(1));
              council.world.hearing.force(
                  Checkpoints.TABLE.remove(new Checkpoints.Height(shown.height())));
              return council.world.decide(council.key(1), shown);
            }),
        refuses(
            GovernanceRefusal.OFFER_WITHOUT_ROLE,
            "a party that may run none any more does not bring it back",
            world -> {
              Council council = suspended();
              council.carried(
                  new PartyTransaction.Withdraw(PartyWorld.id(council.key(4)), Role.REPLICA));
              return attends(council, 4);
            }),
        refuses(
            GovernanceRefusal.TOO_MUCH_AT_ONCE,
            "not more than a third comes back at once",
            world -> {
              Council council = suspended();
              int weight = 9;
              council.world.hearing.force(
                  Governance.SUSPENDED.put(
                      new ReplicaOffer.Id(council.replica(4)),
                      new Absence.Suspended(
                          council
                              .world
                              .hearing
                              .state()
                              .find(Governance.SUSPENDED, new ReplicaOffer.Id(council.replica(4)))
                              .orElseThrow()
                              .replica()
                              .weighing(weight),
                          Replicas.LEAD)));
              return attends(council, 4);
            }));
  }
}
