package birthmark.contracts.parties;

import static birthmark.testing.ContractTest.accepts;
import static birthmark.testing.ContractTest.mustAccept;
import static birthmark.testing.ContractTest.refuses;
import static birthmark.testing.PartyWorld.id;

import birthmark.bytes.Bytes;
import birthmark.contract.ApprovalClass;
import birthmark.contract.Outcome;
import birthmark.contract.Role;
import birthmark.contract.Transaction;
import birthmark.contracts.parties.PartyTransaction.AddAgreementKey;
import birthmark.contracts.parties.PartyTransaction.Delegate;
import birthmark.contracts.parties.PartyTransaction.EndDelegation;
import birthmark.contracts.parties.PartyTransaction.FoundDepartment;
import birthmark.contracts.parties.PartyTransaction.Grant;
import birthmark.contracts.parties.PartyTransaction.ReleaseDepartment;
import birthmark.contracts.parties.PartyTransaction.RequireApprovals;
import birthmark.contracts.parties.PartyTransaction.WaiveApprovals;
import birthmark.cose.CoseKey;
import birthmark.testing.ContractTest.Case;
import birthmark.testing.PartyWorld;
import java.util.List;
import java.util.stream.Stream;

/** Who acts in whose name: by delegation, or as the organisation above a department. */
final class ActingCases {
  private static final long HOUR = 3_600;
  private static final String KEYS = "parties/add-agreement-key";

  private ActingCases() {}

  static List<Case<PartyWorld>> all() {
    return Stream.of(delegated(), undelegated(), departments(), refusedDepartments())
        .flatMap(List::stream)
        .toList();
  }

  static Delegate let(PartyWorld world, CoseKey to, boolean onward, String... names) {
    return new Delegate(
        id(to),
        Stream.of(names).map(TransactionName::new).toList(),
        List.of(),
        world.hearing.time().plusSeconds(HOUR),
        onward);
  }

  /** A chain: the founder lets Ann, who lets Ben, who lets Cat act for it. */
  private static final class Chain {
    final PartyWorld world;
    final CoseKey ann;
    final CoseKey ben;
    final CoseKey cat;

    Chain(PartyWorld world) {
      this.world = world;
      ann = world.person();
      ben = world.person();
      cat = world.person();
      world.given(world.root, let(world, ann, true, KEYS));
      mustAccept(world.decideFor(ann, world.root, let(world, ben, true, KEYS)));
      mustAccept(world.decideFor(ben, world.root, let(world, cat, true, KEYS, "parties/grant")));
    }

    Outcome asks(CoseKey by) {
      return world.decideFor(by, world.root, new AddAgreementKey(world.agreement()));
    }
  }

  private static List<Case<PartyWorld>> delegated() {
    return List.of(
        accepts(
            "a party lets another act for it",
            world -> world.decide(world.root, let(world, world.person(), false, KEYS)),
            PartyFact.Delegated.class),
        accepts(
            "who may act does, in the other's name",
            world -> {
              CoseKey ann = world.person();
              world.given(world.root, let(world, ann, false, KEYS));
              return world.decideFor(ann, world.root, new AddAgreementKey(world.agreement()));
            },
            PartyFact.ActedFor.class,
            PartyFact.KeyAdded.class),
        accepts(
            "what is passed on as it may be is good",
            world -> {
              Chain chain = new Chain(world);
              return chain.asks(chain.cat);
            },
            PartyFact.ActedFor.class,
            PartyFact.KeyAdded.class),
        accepts(
            "either of the two ends a delegation",
            world -> {
              CoseKey ann = world.person();
              world.given(world.root, let(world, ann, false, KEYS));
              return world.decide(ann, new EndDelegation(id(world.root), id(ann)));
            },
            PartyFact.DelegationEnded.class),
        accepts(
            "a party takes over what another passed on in its name",
            world -> {
              Chain chain = new Chain(world);
              return world.decide(world.root, let(world, chain.cat, false, KEYS));
            },
            PartyFact.Delegated.class));
  }

  private static List<Case<PartyWorld>> undelegated() {
    return List.of(
        refuses(
            PartyRefusal.NOT_A_PARTY,
            "a thing delegates nothing",
            world -> world.decide(PartiesTest.thing(world), let(world, world.root, false, KEYS))),
        refuses(
            PartyRefusal.NOT_A_PARTY,
            "a thing ends no delegation",
            world ->
                world.decide(
                    PartiesTest.thing(world), new EndDelegation(id(world.root), id(world.root)))),
        refuses(
            PartyRefusal.NO_SUCH_PARTY,
            "who acts is a registered party",
            world -> world.decide(world.root, let(world, world.key(), false, KEYS))),
        refuses(
            PartyRefusal.ENDS_IN_THE_PAST,
            "a delegation is for a time to come",
            world ->
                world.decide(
                    world.root,
                    new Delegate(
                        id(world.person()),
                        List.of(new TransactionName(KEYS)),
                        List.of(),
                        world.hearing.time(),
                        false))),
        refuses(
            PartyRefusal.DELEGATION_TOO_NARROW,
            "who may ask for one transaction asks for no other",
            world -> {
              CoseKey ann = world.person();
              world.given(world.root, let(world, ann, true, KEYS));
              return world.decideFor(ann, world.root, new Grant(id(ann), Role.MAKER));
            }),
        refuses(
            PartyRefusal.DELEGATION_TOO_NARROW,
            "who passes something on gives no more than it has",
            world -> {
              Chain chain = new Chain(world);
              return world.decideFor(chain.cat, world.root, new Grant(id(chain.cat), Role.MAKER));
            }),
        refuses(
            PartyRefusal.DELEGATION_TOO_NARROW,
            "a delegation is not passed on unless that was said",
            world -> {
              CoseKey ann = world.person();
              world.given(world.root, let(world, ann, false, KEYS, "parties/delegate"));
              return world.decideFor(ann, world.root, let(world, world.person(), false, KEYS));
            }),
        refuses(
            PartyRefusal.NOT_ENTITLED,
            "who acts for one that acts for another does not act for that other",
            world -> {
              CoseKey ann = world.person();
              CoseKey ben = world.person();
              world.given(world.root, let(world, ann, true, KEYS));
              world.given(ann, let(world, ben, true, KEYS));
              return world.decideFor(ben, world.root, new AddAgreementKey(world.agreement()));
            }),
        refuses(
            PartyRefusal.DELEGATION_OVER,
            "a delegation ends at its moment",
            world -> {
              CoseKey ann = world.person();
              world.given(world.root, let(world, ann, false, KEYS));
              world.hearing.pass(HOUR);
              return world.decideFor(ann, world.root, new AddAgreementKey(world.agreement()));
            }),
        refuses(
            PartyRefusal.NOT_ENTITLED,
            "an ended delegation is over at once, with all that was passed on",
            world -> {
              Chain chain = new Chain(world);
              world.given(world.root, new EndDelegation(id(world.root), id(chain.ann)));
              return chain.asks(chain.cat);
            }),
        refuses(
            PartyRefusal.DELEGATION_LOOP,
            "nothing is passed on to who passed it on",
            world -> {
              Chain chain = new Chain(world);
              return world.decideFor(chain.cat, world.root, let(world, chain.ann, false, KEYS));
            }),
        refuses(
            PartyRefusal.DELEGATION_LOOP,
            "nothing is passed on to the party in whose name it is",
            world -> {
              Chain chain = new Chain(world);
              return world.decideFor(chain.cat, world.root, let(world, world.root, false, KEYS));
            }),
        refuses(
            PartyRefusal.DELEGATION_LOOP,
            "a party does not delegate to itself",
            world -> world.decide(world.root, let(world, world.root, false, KEYS))),
        refuses(
            PartyRefusal.TOO_MANY_LEVELS,
            "what was passed on three times is not passed on once more",
            world -> {
              Chain chain = new Chain(world);
              CoseKey dan = world.person();
              mustAccept(world.decideFor(chain.cat, world.root, let(world, dan, true, KEYS)));
              return world.decideFor(dan, world.root, let(world, world.person(), true, KEYS));
            }),
        refuses(
            PartyRefusal.DELEGATED_BY_ANOTHER,
            "what the party itself gave is not changed by one that may pass it on",
            world -> {
              Chain chain = new Chain(world);
              CoseKey dan = world.person();
              world.given(world.root, let(world, dan, false, KEYS));
              return world.decideFor(chain.ann, world.root, let(world, dan, true, KEYS));
            }),
        refuses(
            PartyRefusal.NO_SUCH_DELEGATION,
            "a stranger ends no delegation",
            world -> {
              CoseKey ann = world.person();
              world.given(world.root, let(world, ann, false, KEYS));
              return world.decide(world.person(), new EndDelegation(id(world.root), id(ann)));
            }),
        refuses(
            PartyRefusal.NOT_AN_APPROVER,
            "a delegation gives nothing that several must approve",
            world -> {
              CoseKey ann = world.person();
              CoseKey ben = world.person();
              world.given(world.root, let(world, ann, false, KEYS));
              world.given(world.root, require(ApprovalClass.KEYS, ben));
              return world.decideFor(ann, world.root, new AddAgreementKey(world.agreement()));
            }));
  }

  private static RequireApprovals require(ApprovalClass kind, CoseKey... approvers) {
    return new RequireApprovals(
        kind, approvers.length, Stream.of(approvers).map(PartyWorld::id).toList(), HOUR);
  }

  static FoundDepartment found(CoseKey organisation, CoseKey key, String handle) {
    return new FoundDepartment(
        id(organisation), key, new Handle(handle), "The " + handle, PartyWorld.proof());
  }

  private static CoseKey department(PartyWorld world, CoseKey organisation, String handle) {
    CoseKey key = world.key();
    world.given(organisation, found(organisation, key, handle));
    return key;
  }

  private static List<Case<PartyWorld>> departments() {
    return List.of(
        accepts(
            "an organisation founds a department",
            world -> world.decide(world.root, found(world.root, world.key(), "works")),
            PartyFact.Registered.class,
            PartyFact.DepartmentFounded.class),
        accepts(
            "an organisation acts for its department's department",
            world -> {
              CoseKey works = department(world, world.root, "works");
              CoseKey line = department(world, works, "line");
              return world.decideFor(world.root, line, new AddAgreementKey(world.agreement()));
            },
            PartyFact.ActedFor.class,
            PartyFact.KeyAdded.class),
        accepts(
            "what an organisation has approved by several its departments have too",
            world -> {
              CoseKey works = department(world, world.root, "works");
              CoseKey ann = world.person();
              CoseKey ben = world.person();
              world.given(world.root, require(ApprovalClass.KEYS, ann, ben));
              Transaction key = new AddAgreementKey(world.agreement());
              Bytes proposal = world.proposed(ann, works, key);
              return world.approve(ben, works, proposal, key);
            },
            PartyFact.Approved.class,
            PartyFact.KeyAdded.class),
        accepts(
            "a department's own policy counts before that of its organisation",
            world -> {
              CoseKey works = department(world, world.root, "works");
              CoseKey ann = world.person();
              world.given(works, require(ApprovalClass.KEYS, ann));
              world.given(world.root, require(ApprovalClass.KEYS, world.person()));
              return world.decideFor(ann, works, new AddAgreementKey(world.agreement()));
            },
            PartyFact.Approved.class,
            PartyFact.KeyAdded.class),
        accepts(
            "an organisation lets a department go",
            world -> {
              CoseKey works = department(world, world.root, "works");
              return world.decide(world.root, new ReleaseDepartment(id(works)));
            },
            PartyFact.DepartmentReleased.class));
  }

  private static List<Case<PartyWorld>> refusedDepartments() {
    return List.of(
        refuses(
            PartyRefusal.NOT_A_PARTY,
            "a thing founds no department",
            world -> {
              CoseKey thing = PartiesTest.thing(world);
              return world.decide(thing, found(thing, world.key(), "works"));
            }),
        refuses(
            PartyRefusal.KEY_FOR_ANOTHER_PARTY,
            "nobody takes another's proof to found a department",
            world ->
                world.decide(world.organisation("acme"), found(world.root, world.key(), "works"))),
        refuses(
            PartyRefusal.NOT_AN_ORGANISATION,
            "a person has no departments",
            world -> {
              CoseKey ann = world.person();
              return world.decide(ann, found(ann, world.key(), "works"));
            }),
        refuses(
            PartyRefusal.KEY_TAKEN,
            "a department has a key of its own",
            world -> world.decide(world.root, found(world.root, world.spare, "works"))),
        refuses(
            PartyRefusal.HANDLE_TAKEN,
            "a department has a handle of its own",
            world -> world.decide(world.root, found(world.root, world.key(), "root"))),
        refuses(
            PartyRefusal.TOO_MANY_LEVELS,
            "at most four organisations are above a department",
            world -> {
              CoseKey above = world.root;
              for (String handle : List.of("d-1", "d-2", "d-3", "d-4")) {
                above = department(world, above, handle);
              }
              return world.decide(above, found(above, world.key(), "d-5"));
            }),
        refuses(
            PartyRefusal.NOT_ENTITLED,
            "a department does not act for its organisation unless it delegates",
            world -> {
              CoseKey works = department(world, world.root, "works");
              return world.decideFor(works, world.root, new AddAgreementKey(world.agreement()));
            }),
        refuses(
            PartyRefusal.NOT_AN_APPROVER,
            "a department does not lower alone what its organisation has approved",
            world -> {
              CoseKey works = department(world, world.root, "works");
              world.given(world.root, require(ApprovalClass.KEYS, world.person()));
              return world.decide(works, require(ApprovalClass.KEYS, works));
            }),
        refuses(
            PartyRefusal.NO_SUCH_POLICY,
            "an organisation's policy is not waived in its department's name",
            world -> {
              CoseKey works = department(world, world.root, "works");
              CoseKey ann = world.person();
              world.given(world.root, require(ApprovalClass.KEYS, ann));
              return world.decideFor(ann, works, new WaiveApprovals(ApprovalClass.KEYS));
            }),
        refuses(
            PartyRefusal.NO_GUARDIANS,
            "guardians of an organisation are not its departments'",
            world -> {
              CoseKey works = department(world, world.root, "works");
              world.given(
                  world.root,
                  new PartyTransaction.NameGuardians(1, List.of(id(works)), HOUR, HOUR));
              return world.decideFor(
                  world.root,
                  works,
                  new PartyTransaction.Recover(id(works), world.key(), PartyWorld.proof()));
            }),
        refuses(
            PartyRefusal.NOT_YOUR_DEPARTMENT,
            "nobody lets another's department go",
            world -> {
              CoseKey works = department(world, world.root, "works");
              return world.decide(world.organisation("acme"), new ReleaseDepartment(id(works)));
            }),
        refuses(
            PartyRefusal.NOT_ENTITLED,
            "an organisation acts no more for a department that it let go",
            world -> {
              CoseKey works = department(world, world.root, "works");
              world.given(world.root, new ReleaseDepartment(id(works)));
              return world.decideFor(world.root, works, new AddAgreementKey(world.agreement()));
            }));
  }
}
