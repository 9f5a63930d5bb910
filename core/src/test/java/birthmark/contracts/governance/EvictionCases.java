package birthmark.contracts.governance;

import static birthmark.testing.ContractTest.accepts;
import static birthmark.testing.ContractTest.refuses;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.contract.Outcome;
import birthmark.contract.Role;
import birthmark.contracts.governance.GovernanceTransaction.AddReplica;
import birthmark.contracts.governance.GovernanceTransaction.ReportDoubleCheckpoint;
import birthmark.contracts.governance.GovernanceTransaction.ReportDoubleVote;
import birthmark.contracts.governance.GovernanceTransaction.SetThreshold;
import birthmark.contracts.governance.GovernanceTransaction.WeighReplica;
import birthmark.contracts.governance.GovernanceTransaction.WithdrawOffer;
import birthmark.cose.CoseKey;
import birthmark.testing.ContractTest.Case;
import birthmark.testing.PartyWorld;
import birthmark.testing.ThingWorld;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Replicas that sign twice, offers that are taken back, and who only proposes. */
final class EvictionCases {
  private static final SetThreshold SOMETHING = new SetThreshold(Decision.RULES, 80, 600);

  private EvictionCases() {}

  private static Bytes digest(String of) {
    return Sha256.of(of.getBytes(StandardCharsets.UTF_8));
  }

  private static EngineVote vote(String block) {
    return new EngineVote(
        Optional.of(new EngineVote.Block(digest(block), 1, digest(block))),
        1_700_000_000,
        0,
        PartyWorld.proof());
  }

  /** Two votes of {@code voter} at one height. */
  static ReportDoubleVote votes(CoseKey voter) {
    return new ReportDoubleVote(voter, VotePhase.PRECOMMIT, 7, 0, vote("one"), vote("other"));
  }

  /** Two checkpoints of {@code signer}. */
  static ReportDoubleCheckpoint checkpoints(CoseKey signer, String origin) {
    return new ReportDoubleCheckpoint(
        signer, origin, 12, digest("one"), PartyWorld.proof(), digest("other"), PartyWorld.proof());
  }

  /** A replica of {@code weight} beside one of 9 votes twice, which a stranger shows. */
  private static Outcome evicted(PartyWorld world, int weight) {
    CoseKey acme = world.organisation("acme", Role.REPLICA);
    CoseKey checkpoint = world.key();
    CoseKey votes = world.key();
    world.given(world.root, new WeighReplica(world.root.thumbprint(), 9));
    GovernanceCases.pass(world, 2);
    world.given(acme, Council.offer(world, acme, checkpoint, votes));
    world.given(world.root, new AddReplica(checkpoint.thumbprint(), weight));
    GovernanceCases.pass(world, 2);
    return world.decide(world.person(), votes(votes));
  }

  /** All of them. */
  static List<Case<PartyWorld>> all() {
    List<Case<PartyWorld>> cases = new ArrayList<>(evictions());
    cases.addAll(proposals());
    return cases;
  }

  private static List<Case<PartyWorld>> evictions() {
    return List.of(
        accepts(
            "whoever shows two votes of a replica has it removed",
            world -> evicted(world, 1),
            GovernanceFact.DoubleSigningShown.class,
            GovernanceFact.ReplicaRemoved.class,
            GovernanceFact.TooFewReplicas.class),
        accepts(
            "whoever shows two checkpoints of a replica too",
            world -> {
              Council council = new Council(5);
              return council.world.decide(
                  council.world.person(), checkpoints(council.checkpoint(4), "test.example"));
            },
            GovernanceFact.DoubleSigningShown.class,
            GovernanceFact.ReplicaRemoved.class),
        refuses(
            GovernanceRefusal.TOO_MUCH_AT_ONCE,
            "no more than a third goes at once, whatever it signed",
            world -> evicted(world, 9)),
        refuses(
            GovernanceRefusal.LAST_REPLICA,
            "the last replica does not go",
            world -> world.decide(world.person(), checkpoints(world.root, "test.example"))),
        refuses(
            GovernanceRefusal.NO_SUCH_REPLICA,
            "who has no vote has none twice",
            world -> world.decide(world.person(), votes(world.root))),
        refuses(
            GovernanceRefusal.NO_SUCH_REPLICA,
            "a replica goes once",
            world -> {
              Council council = new Council(5);
              ReportDoubleCheckpoint shown = checkpoints(council.checkpoint(4), "test.example");
              council.world.given(council.key(4), shown);
              return council.world.decide(council.key(0), shown);
            }),
        refuses(
            GovernanceRefusal.OTHER_LOG,
            "what was signed of another log shows nothing",
            world -> {
              Council council = new Council(5);
              return council.world.decide(
                  council.key(0), checkpoints(council.checkpoint(4), "other.example"));
            }),
        refuses(
            GovernanceRefusal.NOT_A_PARTY,
            "things report no replicas",
            world -> {
              ThingWorld things = new ThingWorld();
              return things.decide(things.born(), votes(world.root));
            }));
  }

  private static List<Case<PartyWorld>> proposals() {
    return List.of(
        accepts(
            "an offer is taken back",
            world -> {
              CoseKey key = world.key();
              world.given(world.root, Council.offer(world, world.root, key));
              return world.decide(world.root, new WithdrawOffer(key.thumbprint()));
            },
            GovernanceFact.OfferWithdrawn.class),
        refuses(
            GovernanceRefusal.NO_SUCH_OFFER,
            "what was taken back is not added",
            world -> {
              CoseKey key = world.key();
              world.given(world.root, Council.offer(world, world.root, key));
              world.given(world.root, new WithdrawOffer(key.thumbprint()));
              return world.decide(world.root, new AddReplica(key.thumbprint(), 1));
            }),
        refuses(
            GovernanceRefusal.NOT_YOUR_REPLICA,
            "nobody takes back another's offer",
            world -> {
              CoseKey key = world.key();
              world.given(world.root, Council.offer(world, world.root, key));
              return world.decide(world.organisation("acme"), new WithdrawOffer(key.thumbprint()));
            }),
        accepts(
            "who may propose opens a motion without a vote",
            world -> {
              CoseKey acme = world.organisation("acme", Role.PROPOSER);
              return world.decide(acme, SOMETHING);
            },
            GovernanceFact.MotionOpened.class),
        accepts(
            "replicas then vote for it by asking for the same",
            world -> {
              Council council = new Council(4);
              CoseKey acme = council.organisation("acme", Role.PROPOSER);
              council.world.given(acme, SOMETHING);
              return council.asked(0, SOMETHING);
            },
            GovernanceFact.VoteCast.class),
        refuses(
            GovernanceRefusal.ALREADY_PROPOSED,
            "what is proposed already waits for those who vote",
            world -> {
              CoseKey acme = world.organisation("acme", Role.PROPOSER);
              world.given(acme, SOMETHING);
              return world.decide(acme, SOMETHING);
            }),
        refuses(
            GovernanceRefusal.NOT_A_REPLICA,
            "who only proposes offers no replica",
            world -> {
              CoseKey acme = world.organisation("acme", Role.PROPOSER);
              return world.decide(acme, Council.offer(world, acme, world.key()));
            }),
        refuses(
            GovernanceRefusal.RUNS_NO_REPLICA,
            "the role replica alone proposes nothing",
            world -> world.decide(world.organisation("acme", Role.REPLICA), SOMETHING)));
  }
}
