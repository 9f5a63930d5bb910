package birthmark.contracts.things;

import static birthmark.testing.ContractTest.accepts;
import static birthmark.testing.ContractTest.refuses;

import birthmark.bytes.Bytes;
import birthmark.contract.Outcome;
import birthmark.contracts.things.ThingTransaction.Rekey;
import birthmark.contracts.things.ThingTransaction.Release;
import birthmark.contracts.things.ThingTransaction.ReportClone;
import birthmark.contracts.things.ThingTransaction.ReportCopies;
import birthmark.cose.Algorithm;
import birthmark.cose.ContentType;
import birthmark.cose.CoseKey;
import birthmark.cose.Sign1;
import birthmark.statement.ContentTypes;
import birthmark.testing.ContractTest.Case;
import birthmark.testing.PartyWorld;
import birthmark.testing.Samples;
import birthmark.testing.ThingWorld;
import java.util.List;
import java.util.Random;

/** The decision table of copied keys. */
final class EvidenceCases {
  private EvidenceCases() {}

  private static Outcome report(ThingWorld world, Bytes first, Bytes second) {
    return world.decide(world.bolt, new ReportCopies(first, second));
  }

  private static Bytes message(CoseKey key, ContentType type, Bytes network, String text) {
    return ThingWorld.message(key, type, network, 1, text).encode();
  }

  private static Rekey rekey(ThingWorld world, CoseKey thing) {
    return new Rekey(
        ThingId.of(thing), world.parties.key(), world.parties.agreement(), PartyWorld.proof());
  }

  static List<Case<ThingWorld>> all() {
    return List.of(
        accepts(
            "two statements with one number quarantine a thing",
            world -> world.decide(world.bolt, world.copies(world.born(), 100)),
            ThingFact.CloneProven.class),
        accepts(
            "one of them may be in the log",
            world -> {
              CoseKey thing = world.born();
              long index = world.hearing.log(world.statement(thing, 100, "one"));
              return world.decide(
                  world.bolt, new ReportClone(index, world.statement(thing, 100, "other")));
            },
            ThingFact.CloneProven.class),
        accepts(
            "a thing may report the copy of another",
            world -> world.decide(world.born(), world.copies(world.born(), 100)),
            ThingFact.CloneProven.class),
        accepts(
            "a thing reports that its own key was copied",
            world -> {
              CoseKey thing = world.born();
              return world.decide(thing, world.copies(thing, 100));
            },
            ThingFact.CloneProven.class),
        accepts(
            "a party's copied key raises an alarm",
            world -> world.decide(world.bolt, world.copies(world.acme, 100)),
            ThingFact.PartyKeyCopied.class),
        refuses(
            ThingRefusal.NO_SUCH_ENTRY,
            "the log entry must be there",
            world ->
                world.decide(
                    world.bolt, new ReportClone(99, world.statement(world.born(), 1, "x")))),
        refuses(
            ThingRefusal.NOT_A_STATEMENT,
            "the genesis is no statement",
            world ->
                world.decide(
                    world.bolt, new ReportClone(0, world.statement(world.born(), 1, "x")))),
        refuses(
            ThingRefusal.NOT_A_STATEMENT,
            "evidence about a thing is no statement, whatever its payload looks like",
            world -> {
              CoseKey thing = world.born();
              Bytes network = world.hearing.network();
              return report(
                  world,
                  message(thing, ContentTypes.EVIDENCE, network, "one"),
                  message(thing, ContentTypes.STATEMENT, network, "other"));
            }),
        refuses(
            ThingRefusal.NOT_A_STATEMENT,
            "a proof of possession is no statement",
            world -> {
              CoseKey thing = world.born();
              Bytes network = world.hearing.network();
              return report(
                  world,
                  message(thing, ContentTypes.STATEMENT, network, "one"),
                  message(thing, ContentTypes.POSSESSION, network, "other"));
            }),
        refuses(
            ThingRefusal.NOT_A_STATEMENT,
            "a payload that is no statement's proves nothing",
            world -> {
              CoseKey thing = world.born();
              Bytes odd =
                  Sign1.unsigned(
                          Algorithm.ED25519,
                          thing.thumbprint(),
                          ContentTypes.STATEMENT,
                          Bytes.fromHex("80"))
                      .signed(Bytes.copyOf(new byte[64]))
                      .encode();
              return report(world, world.statement(thing, 1, "one"), odd);
            }),
        refuses(
            ThingRefusal.NOT_A_STATEMENT,
            "a number below 1 is no statement's",
            world -> {
              CoseKey thing = world.born();
              return report(
                  world, world.statement(thing, 0, "one"), world.statement(thing, 0, "other"));
            }),
        refuses(
            ThingRefusal.NOT_A_STATEMENT,
            "a header that names another algorithm than the key's is no statement's",
            world -> {
              CoseKey thing = world.born();
              Sign1 good = Sign1.decode(world.statement(thing, 1, "other"));
              Bytes other =
                  Sign1.unsigned(
                          Algorithm.ES256,
                          thing.thumbprint(),
                          ContentTypes.STATEMENT,
                          good.payload())
                      .signed(good.signature())
                      .encode();
              return report(world, world.statement(thing, 1, "one"), other);
            }),
        refuses(
            ThingRefusal.OF_TWO_KEYS,
            "statements by two keys prove nothing",
            world ->
                report(
                    world,
                    world.statement(world.born(), 1, "one"),
                    world.statement(world.born(), 1, "other"))),
        refuses(
            ThingRefusal.OF_ANOTHER_NETWORK,
            "a key may be used on two ledgers",
            world -> {
              CoseKey thing = world.born();
              return report(
                  world,
                  world.statement(thing, 1, "one"),
                  message(
                      thing, ContentTypes.STATEMENT, Samples.random(new Random(1), 32), "other"));
            }),
        refuses(
            ThingRefusal.OF_TWO_NUMBERS,
            "statements with two numbers prove nothing",
            world -> {
              CoseKey thing = world.born();
              return report(
                  world, world.statement(thing, 1, "one"), world.statement(thing, 2, "other"));
            }),
        refuses(
            ThingRefusal.ONE_STATEMENT,
            "a retry proves nothing",
            world -> {
              CoseKey thing = world.born();
              return report(
                  world, world.statement(thing, 1, "one"), world.statement(thing, 1, "one"));
            }),
        refuses(
            ThingRefusal.ONE_STATEMENT,
            "another signature of one statement proves nothing",
            world -> {
              CoseKey thing = world.born();
              byte[] resigned = world.statement(thing, 1, "one").toByteArray();
              resigned[resigned.length - 1] ^= 1;
              long index = world.hearing.log(world.statement(thing, 1, "one"));
              return world.decide(world.bolt, new ReportClone(index, Bytes.copyOf(resigned)));
            }),
        refuses(
            ThingRefusal.ALREADY_PROVEN,
            "a party's key raises one alarm a number",
            world -> {
              world.given(world.bolt, world.copies(world.acme, 100));
              return world.decide(world.site, world.copies(world.acme, 100));
            }),
        accepts(
            "a party's key raises another alarm for another number",
            world -> {
              world.given(world.bolt, world.copies(world.acme, 100));
              return world.decide(world.site, world.copies(world.acme, 101));
            },
            ThingFact.PartyKeyCopied.class),
        refuses(
            ThingRefusal.ALREADY_PROVEN,
            "what a thing was released from cannot be used again",
            world -> {
              CoseKey thing = world.born();
              world.given(world.bolt, world.copies(thing, 100));
              world.given(world.acme, new Release(ThingId.of(thing), "a test"));
              return world.decide(world.bolt, world.copies(thing, 100));
            }),
        accepts(
            "a released thing is quarantined again on other evidence",
            world -> {
              CoseKey thing = world.born();
              world.given(world.bolt, world.copies(thing, 100));
              world.given(world.acme, new Release(ThingId.of(thing), "a test"));
              return world.decide(world.bolt, world.copies(thing, 101));
            },
            ThingFact.CloneProven.class),
        refuses(
            ThingRefusal.KEY_REPLACED,
            "evidence by a replaced key says nothing of a re-keyed thing",
            world -> {
              CoseKey thing = world.born();
              world.given(world.acme, rekey(world, thing));
              return world.decide(world.bolt, world.copies(thing, 100));
            }),
        refuses(
            ThingRefusal.ALREADY_QUARANTINED,
            "a thing is quarantined once",
            world -> {
              CoseKey thing = world.born();
              world.given(world.bolt, world.copies(thing, 100));
              return world.decide(world.bolt, world.copies(thing, 101));
            }));
  }
}
