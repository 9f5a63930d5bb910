package birthmark.contracts.parties;

import static birthmark.testing.ContractTest.accepts;
import static birthmark.testing.ContractTest.refuses;
import static birthmark.testing.PartyWorld.id;

import birthmark.bytes.Bytes;
import birthmark.contract.ApprovalClass;
import birthmark.contract.Outcome;
import birthmark.contract.Role;
import birthmark.contracts.parties.PartyTransaction.AddSigningKey;
import birthmark.contracts.parties.PartyTransaction.Grant;
import birthmark.contracts.parties.PartyTransaction.Reject;
import birthmark.contracts.parties.PartyTransaction.RequireApprovals;
import birthmark.contracts.parties.PartyTransaction.RevokeKey;
import birthmark.cose.CoseKey;
import birthmark.testing.ContractTest;
import birthmark.testing.ContractTest.Case;
import birthmark.testing.PartyWorld;
import java.util.List;
import java.util.stream.Stream;

/**
 * The account rules of the Matter ledger as policies: a vendor by more than a third of five
 * trustees, any other role by two thirds, and what is rejected by those without whom it cannot be.
 */
final class RejectionCases {
  private static final long DAY = 86_400;

  private RejectionCases() {}

  /** Five trustees of the founder. */
  private static final class Alliance {
    final PartyWorld world;
    final List<CoseKey> trustees;
    final CoseKey acme;

    Alliance(PartyWorld world) {
      this.world = world;
      trustees = Stream.generate(world::person).limit(5).toList();
      acme = world.organisation("acme");
      world.given(world.root, require(ApprovalClass.ROLES, 4));
      Bytes proposal = world.proposed(trustee(0), world.root, require(ApprovalClass.MAKERS, 2));
      for (int i = 1; i < 4; i++) {
        world.approve(trustee(i), world.root, proposal, require(ApprovalClass.MAKERS, 2));
      }
    }

    private RequireApprovals require(ApprovalClass kind, long needed) {
      return new RequireApprovals(
          kind, needed, trustees.stream().map(PartyWorld::id).toList(), DAY);
    }

    CoseKey trustee(int i) {
      return trustees.get(i);
    }

    /** What the first proposes. */
    Bytes proposed(Role role) {
      return world.proposed(trustee(0), world.root, new Grant(id(acme), role));
    }

    Outcome approve(int by, Bytes proposal, Role role) {
      return world.approve(trustee(by), world.root, proposal, new Grant(id(acme), role));
    }

    Outcome reject(CoseKey by, Bytes proposal) {
      return world.decide(by, new Reject(id(world.root), proposal));
    }

    Bytes rejected(Role role, int... by) {
      Bytes proposal = proposed(role);
      for (int each : by) {
        ContractTest.mustAccept(reject(trustee(each), proposal));
      }
      return proposal;
    }
  }

  static List<Case<PartyWorld>> all() {
    return Stream.of(votes(), refusals()).flatMap(List::stream).toList();
  }

  private static List<Case<PartyWorld>> votes() {
    return List.of(
        accepts(
            "a vendor's account takes two of five trustees",
            world -> {
              Alliance alliance = new Alliance(world);
              return alliance.approve(1, alliance.proposed(Role.MAKER), Role.MAKER);
            },
            PartyFact.Approved.class,
            PartyFact.RoleGranted.class),
        accepts(
            "another account is not there with three of five",
            world -> {
              Alliance alliance = new Alliance(world);
              Bytes proposal = alliance.proposed(Role.CERTIFIER);
              alliance.approve(1, proposal, Role.CERTIFIER);
              return alliance.approve(2, proposal, Role.CERTIFIER);
            },
            PartyFact.ApprovalGiven.class),
        accepts(
            "another account takes four of five",
            world -> {
              Alliance alliance = new Alliance(world);
              Bytes proposal = alliance.proposed(Role.CERTIFIER);
              alliance.approve(1, proposal, Role.CERTIFIER);
              alliance.approve(2, proposal, Role.CERTIFIER);
              return alliance.approve(3, proposal, Role.CERTIFIER);
            },
            PartyFact.Approved.class,
            PartyFact.RoleGranted.class),
        accepts(
            "one of five does not reject an account",
            world -> {
              Alliance alliance = new Alliance(world);
              return alliance.reject(alliance.trustee(4), alliance.proposed(Role.CERTIFIER));
            },
            PartyFact.RejectionGiven.class),
        accepts(
            "more than a third reject an account",
            world -> {
              Alliance alliance = new Alliance(world);
              Bytes proposal = alliance.rejected(Role.CERTIFIER, 4);
              return alliance.reject(alliance.trustee(3), proposal);
            },
            PartyFact.ProposalRejected.class),
        accepts(
            "three of five do not reject a vendor",
            world -> {
              Alliance alliance = new Alliance(world);
              Bytes proposal = alliance.rejected(Role.MAKER, 4, 3);
              return alliance.reject(alliance.trustee(2), proposal);
            },
            PartyFact.RejectionGiven.class),
        accepts(
            "two thirds reject a vendor, who proposed it among them",
            world -> {
              Alliance alliance = new Alliance(world);
              Bytes proposal = alliance.rejected(Role.MAKER, 4, 3, 2);
              return alliance.reject(alliance.trustee(0), proposal);
            },
            PartyFact.ProposalRejected.class),
        accepts(
            "without a policy for makers that for roles counts",
            world -> {
              CoseKey ann = world.person();
              CoseKey ben = world.person();
              world.given(
                  world.root,
                  new RequireApprovals(ApprovalClass.ROLES, 2, List.of(id(ann), id(ben)), DAY));
              return world.decideFor(ann, world.root, new Grant(id(ann), Role.MAKER));
            },
            PartyFact.Proposed.class),
        accepts(
            "who said no may approve after all",
            world -> {
              Alliance alliance = new Alliance(world);
              Bytes proposal = alliance.rejected(Role.MAKER, 1);
              return alliance.approve(1, proposal, Role.MAKER);
            },
            PartyFact.Approved.class,
            PartyFact.RoleGranted.class),
        accepts(
            "who approved and then says no is not counted as approving",
            world -> {
              Alliance alliance = new Alliance(world);
              Bytes proposal = alliance.rejected(Role.MAKER, 0);
              return alliance.approve(1, proposal, Role.MAKER);
            },
            PartyFact.ApprovalGiven.class),
        accepts(
            "a no by a key that was revoked since does not count",
            world -> {
              Alliance alliance = new Alliance(world);
              CoseKey second = world.key();
              world.given(
                  alliance.trustee(4),
                  new AddSigningKey(id(alliance.trustee(4)), second, PartyWorld.proof()));
              Bytes proposal = alliance.rejected(Role.CERTIFIER, 4);
              world.given(
                  second,
                  new RevokeKey(alliance.trustee(4).thumbprint(), RevocationReason.COMPROMISED));
              return alliance.reject(alliance.trustee(3), proposal);
            },
            PartyFact.RejectionGiven.class));
  }

  private static List<Case<PartyWorld>> refusals() {
    return List.of(
        refuses(
            PartyRefusal.NO_SUCH_PROPOSAL,
            "what was rejected is not approved",
            world -> {
              Alliance alliance = new Alliance(world);
              Bytes proposal = alliance.rejected(Role.CERTIFIER, 4, 3);
              return alliance.approve(1, proposal, Role.CERTIFIER);
            }),
        refuses(
            PartyRefusal.NO_SUCH_PROPOSAL,
            "what has lapsed is not rejected",
            world -> {
              Alliance alliance = new Alliance(world);
              Bytes proposal = alliance.proposed(Role.MAKER);
              world.hearing.pass(DAY);
              return alliance.reject(alliance.trustee(1), proposal);
            }),
        refuses(
            PartyRefusal.NOT_A_PARTY,
            "a thing rejects nothing",
            world -> {
              Alliance alliance = new Alliance(world);
              return alliance.reject(PartiesTest.thing(world), alliance.proposed(Role.MAKER));
            }),
        refuses(
            PartyRefusal.NOT_AN_APPROVER,
            "who may not approve does not reject",
            world -> {
              Alliance alliance = new Alliance(world);
              return alliance.reject(alliance.acme, alliance.proposed(Role.MAKER));
            }),
        refuses(
            PartyRefusal.ALREADY_REJECTED,
            "one party says no once",
            world -> {
              Alliance alliance = new Alliance(world);
              Bytes proposal = alliance.rejected(Role.MAKER, 4);
              return alliance.reject(alliance.trustee(4), proposal);
            }),
        refuses(
            PartyRefusal.POLICY_CHANGED,
            "a proposal under another policy is not rejected",
            world -> {
              Alliance alliance = new Alliance(world);
              Bytes proposal = alliance.proposed(Role.MAKER);
              RequireApprovals same = alliance.require(ApprovalClass.MAKERS, 2);
              Bytes change = world.proposed(alliance.trustee(0), world.root, same);
              world.approve(alliance.trustee(1), world.root, change, same);
              return alliance.reject(alliance.trustee(1), proposal);
            }));
  }
}
