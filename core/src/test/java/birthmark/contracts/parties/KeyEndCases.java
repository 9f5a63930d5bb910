package birthmark.contracts.parties;

import static birthmark.testing.ContractTest.accepts;
import static birthmark.testing.ContractTest.refuses;
import static birthmark.testing.PartyWorld.id;

import birthmark.bytes.Bytes;
import birthmark.contract.ApprovalClass;
import birthmark.contract.Outcome;
import birthmark.contracts.parties.PartyTransaction.AddSigningKey;
import birthmark.contracts.parties.PartyTransaction.NameGuardians;
import birthmark.contracts.parties.PartyTransaction.Recover;
import birthmark.contracts.parties.PartyTransaction.ReportCompromise;
import birthmark.contracts.parties.PartyTransaction.RetireKey;
import birthmark.contracts.parties.PartyTransaction.RevokeKey;
import birthmark.contracts.parties.PartyTransaction.StopRecovery;
import birthmark.contracts.parties.PartyTransaction.WaiveApprovals;
import birthmark.cose.CoseKey;
import birthmark.testing.ContractTest.Case;
import birthmark.testing.PartyWorld;
import java.util.List;
import java.util.stream.Stream;

/** Keys that retire, keys that others had, and parties that get a key back. */
final class KeyEndCases {
  private static final long DAY = 86_400;

  private KeyEndCases() {}

  static List<Case<PartyWorld>> all() {
    return Stream.of(retiring(), compromises(), recoveries(), stopped())
        .flatMap(List::stream)
        .toList();
  }

  private static RetireKey retire(PartyWorld world, CoseKey key) {
    return new RetireKey(key.thumbprint(), world.hearing.time().plusSeconds(DAY));
  }

  private static RevokeKey revoke(CoseKey key) {
    return new RevokeKey(key.thumbprint(), RevocationReason.LOST);
  }

  private static List<Case<PartyWorld>> retiring() {
    return List.of(
        accepts(
            "an old key counts beside the new one until its moment",
            world -> {
              world.given(world.root, retire(world, world.spare));
              world.hearing.pass(DAY - 1);
              return world.decide(
                  world.spare, new PartyTransaction.AddAgreementKey(world.agreement()));
            },
            PartyFact.KeyAdded.class),
        accepts(
            "said beforehand, when a key retires is a fact",
            world -> world.decide(world.root, retire(world, world.root)),
            PartyFact.KeyRetiring.class),
        accepts(
            "when its moment comes the key is revoked",
            world -> {
              world.given(world.root, retire(world, world.spare));
              return world.hearing.come(DAY);
            },
            PartyFact.KeyRevoked.class),
        accepts(
            "a key that retires can be revoked before",
            world -> {
              world.given(world.root, retire(world, world.spare));
              world.given(world.root, revoke(world.spare));
              return world.hearing.come(DAY);
            }),
        refuses(
            PartyRefusal.NOT_A_PARTY,
            "a thing retires no key",
            world -> world.decide(PartiesTest.thing(world), retire(world, world.root))),
        refuses(
            PartyRefusal.NOT_YOUR_KEY,
            "nobody retires another's key",
            world -> world.decide(world.organisation("acme"), retire(world, world.root))),
        refuses(
            PartyRefusal.ALREADY_REVOKED,
            "a revoked key does not retire",
            world -> {
              world.given(world.root, revoke(world.spare));
              return world.decide(world.root, retire(world, world.spare));
            }),
        refuses(
            PartyRefusal.ALREADY_RETIRING,
            "a key retires once",
            world -> {
              world.given(world.root, retire(world, world.spare));
              return world.decide(world.root, retire(world, world.spare));
            }),
        refuses(
            PartyRefusal.RETIRES_IN_THE_PAST,
            "a key retires at a moment to come",
            world ->
                world.decide(
                    world.root, new RetireKey(world.spare.thumbprint(), world.hearing.time()))),
        refuses(
            PartyRefusal.LAST_SIGNING_KEY,
            "the key that would be left does not retire",
            world -> {
              world.given(world.root, retire(world, world.spare));
              return world.decide(world.root, retire(world, world.root));
            }),
        refuses(
            PartyRefusal.LAST_SIGNING_KEY,
            "the key that would be left is not revoked",
            world -> {
              world.given(world.root, retire(world, world.spare));
              return world.decide(world.root, revoke(world.root));
            }));
  }

  private static ReportCompromise report(CoseKey key, long from) {
    return new ReportCompromise(key.thumbprint(), from);
  }

  private static List<Case<PartyWorld>> compromises() {
    return List.of(
        accepts(
            "a key found stolen is revoked, and from which block on is said",
            world -> {
              world.hearing.pass(60).pass(60);
              return world.decide(world.root, report(world.spare, 2));
            },
            PartyFact.KeyRevoked.class,
            PartyFact.CompromiseReported.class),
        accepts(
            "that a key was stolen can be found after it was revoked",
            world -> {
              world.hearing.pass(60);
              world.given(world.root, revoke(world.spare));
              return world.decide(world.root, report(world.spare, 0));
            },
            PartyFact.CompromiseReported.class),
        accepts(
            "an earlier block can be named later",
            world -> {
              world.hearing.pass(60).pass(60);
              world.given(world.root, report(world.spare, 2));
              return world.decide(world.root, report(world.spare, 1));
            },
            PartyFact.CompromiseReported.class),
        accepts(
            "a retiring key can be found stolen",
            world -> {
              world.given(world.root, retire(world, world.spare));
              world.given(world.root, report(world.spare, 0));
              return world.hearing.come(DAY);
            }),
        refuses(
            PartyRefusal.NOT_A_PARTY,
            "a thing reports no party's key",
            world -> world.decide(PartiesTest.thing(world), report(world.root, 0))),
        refuses(
            PartyRefusal.NOT_YOUR_KEY,
            "nobody reports another's key",
            world -> world.decide(world.organisation("acme"), report(world.root, 0))),
        refuses(
            PartyRefusal.KEY_DID_NOT_COUNT,
            "others cannot have used a key in a block to come",
            world -> world.decide(world.root, report(world.spare, world.hearing.height() + 1))),
        refuses(
            PartyRefusal.KEY_DID_NOT_COUNT,
            "others cannot have used a key before it was registered",
            world -> {
              world.hearing.pass(60);
              CoseKey late = world.key();
              world.given(world.root, new AddSigningKey(id(world.root), late, PartyWorld.proof()));
              return world.decide(world.root, report(late, 1));
            }),
        refuses(
            PartyRefusal.ALREADY_REPORTED,
            "the same block is not named twice",
            world -> {
              world.hearing.pass(60);
              world.given(world.root, report(world.spare, 0));
              world.hearing.pass(60);
              return world.decide(world.root, report(world.spare, 1));
            }),
        refuses(
            PartyRefusal.LAST_SIGNING_KEY,
            "a party's last key stays until it has another",
            world -> {
              CoseKey acme = world.organisation("acme");
              return world.decide(acme, report(acme, world.hearing.height()));
            }));
  }

  /** A party whose guardians are two of three. */
  private static final class Ward {
    final PartyWorld world;
    final CoseKey ann;
    final CoseKey ben;
    final CoseKey cat;
    final CoseKey ward;
    final CoseKey next;

    Ward(PartyWorld world) {
      this.world = world;
      ann = world.person();
      ben = world.person();
      cat = world.person();
      ward = world.person();
      next = world.key();
      world.given(ward, guardians(2, ann, ben, cat));
    }

    Recover recover() {
      return new Recover(id(ward), next, PartyWorld.proof());
    }

    Outcome recovered() {
      Bytes proposal = world.proposed(ann, ward, recover());
      return world.approve(ben, ward, proposal, recover());
    }

    Outcome stop() {
      return world.decide(ward, new StopRecovery(next.thumbprint()));
    }
  }

  private static NameGuardians guardians(long needed, CoseKey... guardians) {
    return new NameGuardians(
        needed, Stream.of(guardians).map(PartyWorld::id).toList(), DAY, 3 * DAY);
  }

  private static List<Case<PartyWorld>> recoveries() {
    return List.of(
        accepts(
            "a party names guardians",
            world -> world.decide(world.person(), guardians(1, world.root)),
            PartyFact.GuardiansNamed.class),
        refuses(
            PartyRefusal.NOT_A_PARTY,
            "a thing has no guardians",
            world -> world.decide(PartiesTest.thing(world), guardians(1, world.root))),
        refuses(
            PartyRefusal.NO_SUCH_PARTY,
            "a guardian is a registered party",
            world -> world.decide(world.root, guardians(1, world.key()))),
        accepts(
            "a party changes its guardians without them",
            world -> {
              Ward ward = new Ward(world);
              return world.decide(ward.ward, guardians(1, ward.cat));
            },
            PartyFact.GuardiansNamed.class),
        accepts(
            "a party goes on without guardians, and needs none of them for that",
            world -> world.decide(new Ward(world).ward, new WaiveApprovals(ApprovalClass.RECOVERY)),
            PartyFact.ApprovalsWaived.class),
        accepts(
            "one guardian of two needed only proposes",
            world -> {
              Ward ward = new Ward(world);
              return world.decideFor(ward.ann, ward.ward, ward.recover());
            },
            PartyFact.Proposed.class),
        refuses(
            PartyRefusal.ALREADY_APPROVED,
            "one guardian alone is not two",
            world -> {
              Ward ward = new Ward(world);
              Bytes proposal = world.proposed(ward.ann, ward.ward, ward.recover());
              return world.approve(ward.ann, ward.ward, proposal, ward.recover());
            }),
        accepts(
            "two guardians begin a recovery",
            world -> new Ward(world).recovered(),
            PartyFact.Approved.class,
            PartyFact.RecoveryBegun.class),
        accepts(
            "after the delay the party has the key",
            world -> {
              Ward ward = new Ward(world);
              ward.recovered();
              world.hearing.pass(3 * DAY);
              return world.decide(ward.next, revoke(ward.ward));
            },
            PartyFact.KeyRevoked.class),
        accepts(
            "what happens then is told",
            world -> {
              new Ward(world).recovered();
              return world.hearing.come(3 * DAY);
            },
            PartyFact.KeyAdded.class,
            PartyFact.Recovered.class),
        accepts(
            "a key that somebody registered meanwhile is nobody else's",
            world -> {
              Ward ward = new Ward(world);
              ward.recovered();
              world.given(ward.next, new PartyTransaction.RegisterPerson(ward.next, COMMITMENT));
              return world.hearing.come(3 * DAY);
            },
            PartyFact.RecoveryStopped.class));
  }

  private static final Bytes COMMITMENT = Bytes.copyOf(new byte[32]);

  private static List<Case<PartyWorld>> stopped() {
    return List.of(
        refuses(
            PartyRefusal.NO_GUARDIANS,
            "a party without guardians is recovered by nobody",
            world ->
                world.decide(
                    world.root, new Recover(id(world.root), world.key(), PartyWorld.proof()))),
        refuses(
            PartyRefusal.NOT_ENTITLED,
            "who is no guardian recovers nobody",
            world -> {
              CoseKey ann = world.person();
              return world.decideFor(
                  ann, world.root, new Recover(id(world.root), world.key(), PartyWorld.proof()));
            }),
        refuses(
            PartyRefusal.KEY_FOR_ANOTHER_PARTY,
            "guardians of one party recover no other",
            world -> {
              CoseKey ann = world.person();
              CoseKey ward = world.person();
              world.given(ward, guardians(1, ann));
              return world.decideFor(
                  ann, ward, new Recover(id(world.root), world.key(), PartyWorld.proof()));
            }),
        refuses(
            PartyRefusal.KEY_TAKEN,
            "the new key is nobody's yet",
            world -> {
              CoseKey ann = world.person();
              CoseKey ward = world.person();
              world.given(ward, guardians(1, ann));
              return world.decideFor(ann, ward, new Recover(id(ward), ann, PartyWorld.proof()));
            }),
        refuses(
            PartyRefusal.RECOVERY_UNDER_WAY,
            "one recovery at a time",
            world -> {
              Ward ward = new Ward(world);
              ward.recovered();
              return ward.recovered();
            }),
        accepts(
            "the old key stops the recovery",
            world -> {
              Ward ward = new Ward(world);
              ward.recovered();
              world.hearing.pass(3 * DAY - 1);
              return ward.stop();
            },
            PartyFact.RecoveryStopped.class),
        accepts(
            "a recovery that was stopped does not happen",
            world -> {
              Ward ward = new Ward(world);
              ward.recovered();
              ward.stop();
              return world.hearing.come(3 * DAY);
            }),
        refuses(
            PartyRefusal.NO_RECOVERY,
            "too late there is nothing to stop",
            world -> {
              Ward ward = new Ward(world);
              ward.recovered();
              world.hearing.pass(3 * DAY);
              return ward.stop();
            }),
        refuses(
            PartyRefusal.NO_RECOVERY,
            "nobody stops another's recovery",
            world -> {
              Ward ward = new Ward(world);
              ward.recovered();
              return world.decide(ward.cat, new StopRecovery(ward.next.thumbprint()));
            }),
        refuses(
            PartyRefusal.NOT_A_PARTY,
            "a thing stops no recovery",
            world ->
                world.decide(PartiesTest.thing(world), new StopRecovery(world.root.thumbprint()))));
  }
}
