package birthmark.contracts.parties;

import static birthmark.testing.ContractTest.accepts;
import static birthmark.testing.ContractTest.assertFacts;
import static birthmark.testing.ContractTest.refuses;
import static birthmark.testing.PartyWorld.id;

import birthmark.bytes.Bytes;
import birthmark.contract.ApprovalClass;
import birthmark.contract.Outcome;
import birthmark.contract.Role;
import birthmark.contract.Transaction;
import birthmark.contracts.parties.PartyTransaction.AddSigningKey;
import birthmark.contracts.parties.PartyTransaction.Grant;
import birthmark.contracts.parties.PartyTransaction.RequireApprovals;
import birthmark.contracts.parties.PartyTransaction.RevokeKey;
import birthmark.contracts.parties.PartyTransaction.WaiveApprovals;
import birthmark.cose.CoseKey;
import birthmark.testing.ContractTest.Case;
import birthmark.testing.PartyWorld;
import java.util.List;
import java.util.stream.Stream;

/** Which approvals count, and which do not. */
final class ApprovalCases {
  private static final long HOUR = 3_600;

  private ApprovalCases() {}

  /** The founder, who has two of three approve roles. */
  private static final class Board {
    final PartyWorld world;
    final CoseKey ann;
    final CoseKey ben;
    final CoseKey cat;
    final CoseKey acme;

    Board(PartyWorld world) {
      this.world = world;
      ann = world.person();
      ben = world.person();
      cat = world.person();
      acme = world.organisation("acme");
      world.given(world.root, require(2, ann, ben, cat));
    }

    Transaction grant() {
      return new Grant(id(acme), Role.MAKER);
    }

    /** What Ann proposed. */
    Bytes proposal() {
      return world.proposed(ann, world.root, grant());
    }

    Outcome approve(CoseKey by, Bytes proposal) {
      return world.approve(by, world.root, proposal, grant());
    }
  }

  private static RequireApprovals require(ApprovalClass kind, long needed, CoseKey... approvers) {
    return new RequireApprovals(
        kind, needed, Stream.of(approvers).map(PartyWorld::id).toList(), HOUR);
  }

  private static RequireApprovals require(long needed, CoseKey... approvers) {
    return require(ApprovalClass.ROLES, needed, approvers);
  }

  static List<Case<PartyWorld>> all() {
    return Stream.of(policies(), approvals(), refusals()).flatMap(List::stream).toList();
  }

  private static List<Case<PartyWorld>> policies() {
    return List.of(
        accepts(
            "a party has two of three approve what it asks for",
            world -> world.decide(world.root, require(1, world.person())),
            PartyFact.ApprovalsRequired.class),
        refuses(
            PartyRefusal.NOT_A_PARTY,
            "a thing has nobody approve",
            world -> world.decide(PartiesTest.thing(world), require(1, world.root))),
        refuses(
            PartyRefusal.NOT_A_PARTY,
            "a thing waives nothing",
            world ->
                world.decide(PartiesTest.thing(world), new WaiveApprovals(ApprovalClass.ROLES))),
        refuses(
            PartyRefusal.NO_SUCH_PARTY,
            "an approver is a registered party",
            world -> world.decide(world.root, require(1, world.key()))),
        refuses(
            PartyRefusal.NO_SUCH_POLICY,
            "what needs no approval cannot be waived",
            world -> world.decide(world.root, new WaiveApprovals(ApprovalClass.ROLES))),
        refuses(
            PartyRefusal.NOT_AN_APPROVER,
            "a party does not waive alone what others are to approve",
            world ->
                world.decide(new Board(world).world.root, new WaiveApprovals(ApprovalClass.ROLES))),
        refuses(
            PartyRefusal.NOT_AN_APPROVER,
            "a party does not lower alone how many must approve",
            world -> world.decide(new Board(world).world.root, require(1, world.root))),
        accepts(
            "a party adds another class alone while none is on policies",
            world ->
                world.decide(
                    new Board(world).world.root, require(ApprovalClass.KEYS, 1, world.root)),
            PartyFact.ApprovalsRequired.class),
        refuses(
            PartyRefusal.NOT_AN_APPROVER,
            "with a policy on policies none is set alone",
            world -> {
              world.given(world.root, require(ApprovalClass.POLICIES, 1, world.person()));
              return world.decide(world.root, require(ApprovalClass.KEYS, 1, world.root));
            }),
        accepts(
            "those who approve a class waive it together",
            world -> {
              Board board = new Board(world);
              WaiveApprovals waive = new WaiveApprovals(ApprovalClass.ROLES);
              Bytes proposal = world.proposed(board.ann, world.root, waive);
              return world.approve(board.ben, world.root, proposal, waive);
            },
            PartyFact.Approved.class,
            PartyFact.ApprovalsWaived.class));
  }

  private static List<Case<PartyWorld>> approvals() {
    return List.of(
        accepts(
            "the first of two is a proposal and changes nothing",
            world -> {
              Board board = new Board(world);
              return world.decideFor(board.ann, world.root, board.grant());
            },
            PartyFact.Proposed.class),
        accepts(
            "the last approval has it take effect in the party's name",
            world -> {
              Board board = new Board(world);
              return board.approve(board.cat, board.proposal());
            },
            PartyFact.Approved.class,
            PartyFact.RoleGranted.class),
        accepts(
            "where one approval is enough it takes effect at once",
            world -> {
              CoseKey ann = world.person();
              world.given(world.root, require(1, ann));
              return world.decideFor(ann, world.root, new Grant(id(ann), Role.AUDITOR));
            },
            PartyFact.Approved.class,
            PartyFact.RoleGranted.class),
        accepts(
            "one approval of three is counted",
            world -> {
              Board board = new Board(world);
              CoseKey second = world.organisation("second");
              world.given(second, require(3, board.ann, board.ben, board.cat));
              Bytes proposal = world.proposed(board.ann, second, board.grant());
              return world.approve(board.ben, second, proposal, board.grant());
            },
            PartyFact.ApprovalGiven.class),
        accepts(
            "a party's own keys count as one where it names itself",
            world -> {
              CoseKey ann = world.person();
              world.given(world.root, require(2, world.root, ann));
              Grant grant = new Grant(id(ann), Role.AUDITOR);
              assertFacts(
                  (Outcome.Accepted) world.decide(world.root, grant), PartyFact.Proposed.class);
              return world.approve(ann, world.root, world.hearing.lastStatement(), grant);
            },
            PartyFact.Approved.class,
            PartyFact.RoleGranted.class),
        accepts(
            "who approved with a key that was revoked since approves again with another",
            world -> {
              Board board = new Board(world);
              CoseKey second = addedTo(world, board.ann);
              Bytes proposal = board.proposal();
              world.given(second, new RevokeKey(board.ann.thumbprint(), RevocationReason.LOST));
              return board.approve(second, proposal);
            },
            PartyFact.ApprovalGiven.class),
        accepts(
            "an approval by a key that was revoked since does not count",
            world -> {
              Board board = new Board(world);
              CoseKey second = addedTo(world, board.ann);
              Bytes proposal = board.proposal();
              world.given(second, new RevokeKey(board.ann.thumbprint(), RevocationReason.LOST));
              return board.approve(board.ben, proposal);
            },
            PartyFact.ApprovalGiven.class),
        accepts(
            "what too few approve in time lapses",
            world -> {
              new Board(world).proposal();
              return world.hearing.come(HOUR);
            },
            PartyFact.ProposalLapsed.class));
  }

  private static CoseKey addedTo(PartyWorld world, CoseKey party) {
    CoseKey second = world.key();
    world.given(party, new AddSigningKey(id(party), second, PartyWorld.proof()));
    return second;
  }

  private static List<Case<PartyWorld>> refusals() {
    return List.of(
        refuses(
            PartyRefusal.NOT_A_PARTY,
            "a thing asks in nobody's name",
            world -> {
              Board board = new Board(world);
              return world.decideFor(PartiesTest.thing(world), world.root, board.grant());
            }),
        refuses(
            PartyRefusal.NOT_ENTITLED,
            "nobody asks in the name of a party that named no approvers",
            world -> {
              CoseKey ann = world.person();
              return world.decideFor(ann, world.root, new Grant(id(ann), Role.MAKER));
            }),
        refuses(
            PartyRefusal.NOT_ENTITLED,
            "an approver of one class asks for nothing of another",
            world -> {
              Board board = new Board(world);
              CoseKey key = world.key();
              return world.decideFor(
                  board.ann,
                  world.root,
                  new AddSigningKey(id(world.root), key, PartyWorld.proof()));
            }),
        refuses(
            PartyRefusal.NOT_AN_APPROVER,
            "the party alone does not do what others are to approve",
            world -> {
              Board board = new Board(world);
              return world.decide(world.root, board.grant());
            }),
        refuses(
            PartyRefusal.NOT_AN_APPROVER,
            "who is not named does not approve",
            world -> {
              Board board = new Board(world);
              return board.approve(board.acme, board.proposal());
            }),
        refuses(
            PartyRefusal.NO_SUCH_PROPOSAL,
            "what was never proposed cannot be approved",
            world -> {
              Board board = new Board(world);
              return board.approve(board.ben, Bytes.copyOf(new byte[32]));
            }),
        refuses(
            PartyRefusal.NO_SUCH_PROPOSAL,
            "where no approval is needed there is nothing to approve",
            world -> {
              CoseKey ann = world.person();
              return world.approve(
                  world.root,
                  world.root,
                  Bytes.copyOf(new byte[32]),
                  new Grant(id(ann), Role.MAKER));
            }),
        refuses(
            PartyRefusal.NO_SUCH_PROPOSAL,
            "an approval that comes too late does not count",
            world -> {
              Board board = new Board(world);
              Bytes proposal = board.proposal();
              world.hearing.pass(HOUR);
              return board.approve(board.ben, proposal);
            }),
        refuses(
            PartyRefusal.NO_SUCH_PROPOSAL,
            "what took effect is not approved once more",
            world -> {
              Board board = new Board(world);
              Bytes proposal = board.proposal();
              board.approve(board.ben, proposal);
              return board.approve(board.cat, proposal);
            }),
        refuses(
            PartyRefusal.NO_SUCH_PROPOSAL,
            "a proposal in one party's name serves no other",
            world -> {
              Board board = new Board(world);
              CoseKey second = world.organisation("second");
              world.given(second, require(2, board.ann, board.ben));
              return world.approve(board.ben, second, board.proposal(), board.grant());
            }),
        refuses(
            PartyRefusal.POLICY_CHANGED,
            "a proposal under another policy is not approved",
            world -> {
              Board board = new Board(world);
              Bytes proposal = board.proposal();
              RequireApprovals same = require(2, board.ann, board.ben, board.cat);
              Bytes change = world.proposed(board.ann, world.root, same);
              world.approve(board.ben, world.root, change, same);
              return board.approve(board.ben, proposal);
            }),
        refuses(
            PartyRefusal.OTHER_TRANSACTION,
            "a changed body is not approved",
            world -> {
              Board board = new Board(world);
              return world.approve(
                  board.ben, world.root, board.proposal(), new Grant(id(board.acme), Role.REPLICA));
            }),
        refuses(
            PartyRefusal.ALREADY_APPROVED,
            "one party approves once, who proposed among them",
            world -> {
              Board board = new Board(world);
              return board.approve(board.ann, board.proposal());
            }),
        refuses(
            PartyRefusal.ALREADY_APPROVED,
            "two keys of one party are one approval",
            world -> {
              Board board = new Board(world);
              CoseKey second = addedTo(world, board.ann);
              return board.approve(second, board.proposal());
            }),
        refuses(
            PartyRefusal.ROLE_HELD,
            "what enough approve is still decided by its own rules",
            world -> {
              Board board = new Board(world);
              Bytes first = board.proposal();
              Bytes second = world.proposed(board.ben, world.root, board.grant());
              board.approve(board.cat, first);
              return board.approve(board.ann, second);
            }));
  }
}
