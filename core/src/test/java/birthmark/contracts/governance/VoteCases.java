package birthmark.contracts.governance;

import static birthmark.testing.ContractTest.accepts;
import static birthmark.testing.ContractTest.refuses;

import birthmark.contract.Role;
import birthmark.contracts.governance.GovernanceTransaction.LeaveReplicas;
import birthmark.contracts.governance.GovernanceTransaction.Oppose;
import birthmark.contracts.governance.GovernanceTransaction.SetThreshold;
import birthmark.contracts.parties.PartyFact;
import birthmark.contracts.parties.PartyRefusal;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.contracts.parties.RevocationReason;
import birthmark.cose.CoseKey;
import birthmark.testing.ContractTest.Case;
import birthmark.testing.PartyWorld;
import java.util.List;

/** Several replicas that agree, or do not. */
final class VoteCases {
  private static final SetThreshold SOMETHING = new SetThreshold(Decision.RULES, 80, 600);

  private VoteCases() {}

  /** All of them. */
  static List<Case<PartyWorld>> all() {
    return List.of(
        accepts(
            "what one of several asks for is voted on",
            world -> new Council(4).asked(0, SOMETHING),
            GovernanceFact.MotionOpened.class),
        accepts(
            "asking for the same is a vote for it",
            world -> new Council(4).asked(1, SOMETHING),
            GovernanceFact.VoteCast.class),
        accepts(
            "enough of the weight carries it",
            world -> new Council(4).asked(2, SOMETHING),
            GovernanceFact.MotionCarried.class,
            GovernanceFact.ThresholdSet.class),
        accepts(
            "one whose weight is enough decides alone",
            world -> {
              Council council = new Council(1);
              return council.asked(0, SOMETHING);
            },
            GovernanceFact.ThresholdSet.class),
        accepts(
            "roles are given by more than two thirds of the weight",
            world -> {
              Council council = new Council(4);
              CoseKey acme = council.world.organisation("acme");
              return council.asked(2, new PartyTransaction.Grant(PartyWorld.id(acme), Role.MAKER));
            },
            GovernanceFact.MotionCarried.class,
            PartyFact.RoleGranted.class),
        accepts(
            "a threshold that was set holds",
            world -> {
              Council council = new Council(4);
              council.carried(new SetThreshold(Decision.ROLES, 51, 60));
              CoseKey acme = council.world.organisation("acme");
              return council.asked(1, new PartyTransaction.Grant(PartyWorld.id(acme), Role.MAKER));
            },
            GovernanceFact.VoteCast.class),
        accepts(
            "a replica votes against it",
            world -> {
              Council council = new Council(4);
              council.asked(0, SOMETHING);
              return council.world.decide(council.key(1), new Oppose(council.motion(SOMETHING)));
            },
            GovernanceFact.VoteCast.class),
        accepts(
            "what can no longer be carried is over",
            world -> {
              Council council = new Council(4);
              council.asked(0, SOMETHING);
              Oppose oppose = new Oppose(council.motion(SOMETHING));
              council.world.given(council.key(1), oppose);
              return council.world.decide(council.key(2), oppose);
            },
            GovernanceFact.MotionDefeated.class),
        accepts(
            "whoever was against it may be for it",
            world -> {
              Council council = new Council(4);
              council.asked(0, SOMETHING);
              council.world.given(council.key(1), new Oppose(council.motion(SOMETHING)));
              return council.world.decide(council.key(1), SOMETHING);
            },
            GovernanceFact.VoteCast.class),
        accepts(
            "what too few want lapses",
            world -> {
              Council council = new Council(4);
              council.asked(0, SOMETHING);
              return council.world.hearing.come(Threshold.FIRST.openSeconds());
            },
            GovernanceFact.MotionLapsed.class),
        accepts(
            "a vote by a key that was revoked does not count",
            world -> {
              Council council = new Council(4);
              council.asked(1, SOMETHING);
              PartyWorld of = council.world;
              CoseKey other = of.key();
              of.given(
                  council.key(1),
                  new PartyTransaction.AddSigningKey(
                      PartyWorld.id(council.key(1)), other, PartyWorld.proof()));
              of.given(
                  other,
                  new PartyTransaction.RevokeKey(
                      council.key(1).thumbprint(), RevocationReason.COMPROMISED));
              return of.decide(council.key(2), SOMETHING);
            },
            GovernanceFact.VoteCast.class),
        accepts(
            "nor does one of a party whose replica left",
            world -> {
              Council council = new Council(5);
              council.asked(1, SOMETHING);
              council.world.given(council.key(1), new LeaveReplicas(council.replica(1)));
              return council.world.decide(council.key(2), SOMETHING);
            },
            GovernanceFact.VoteCast.class),
        refuses(
            GovernanceRefusal.ALREADY_VOTED,
            "each votes once",
            world -> {
              Council council = new Council(4);
              council.asked(0, SOMETHING);
              return council.world.decide(council.key(0), SOMETHING);
            }),
        refuses(
            GovernanceRefusal.ALREADY_VOTED,
            "also against it",
            world -> {
              Council council = new Council(4);
              council.asked(0, SOMETHING);
              Oppose oppose = new Oppose(council.motion(SOMETHING));
              council.world.given(council.key(1), oppose);
              return council.world.decide(council.key(1), oppose);
            }),
        refuses(
            GovernanceRefusal.NO_SUCH_MOTION,
            "nobody is against what nobody asked for",
            world -> world.decide(world.root, new Oppose(new Council(1).motion(SOMETHING)))),
        refuses(
            GovernanceRefusal.RUNS_NO_REPLICA,
            "who runs no replica is not against it",
            world -> {
              Council council = new Council(4);
              council.asked(0, SOMETHING);
              CoseKey acme = council.organisation("acme", Role.REPLICA);
              return council.world.decide(acme, new Oppose(council.motion(SOMETHING)));
            }),
        refuses(
            GovernanceRefusal.RUNS_NO_REPLICA,
            "nor for it, whatever its role",
            world -> world.decide(world.organisation("acme", Role.REPLICA), SOMETHING)),
        refuses(
            PartyRefusal.NO_SUCH_PARTY,
            "nobody votes on what would be refused",
            world ->
                new Council(4)
                    .asked(
                        0,
                        new PartyTransaction.Grant(
                            PartyWorld.id(new PartyWorld().agreement()), Role.MAKER))));
  }
}
