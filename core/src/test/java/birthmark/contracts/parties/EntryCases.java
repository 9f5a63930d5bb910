package birthmark.contracts.parties;

import static birthmark.testing.ContractTest.accepts;
import static birthmark.testing.ContractTest.refuses;
import static birthmark.testing.PartyWorld.id;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.codec.Timestamp;
import birthmark.contract.Checkpoints;
import birthmark.contract.Outcome;
import birthmark.contract.Role;
import birthmark.contracts.parties.PartyTransaction.AddSigningKey;
import birthmark.contracts.parties.PartyTransaction.FoundDepartment;
import birthmark.contracts.parties.PartyTransaction.Grant;
import birthmark.contracts.parties.PartyTransaction.Register;
import birthmark.contracts.parties.PartyTransaction.RegisterPerson;
import birthmark.contracts.parties.PartyTransaction.RegisterPersonWithWork;
import birthmark.contracts.parties.PartyTransaction.RegisterWithWork;
import birthmark.contracts.parties.PartyTransaction.SetEntry;
import birthmark.contracts.parties.PartyTransaction.Vouch;
import birthmark.cose.CoseKey;
import birthmark.testing.ContractTest.Case;
import birthmark.testing.PartyWorld;
import java.util.List;
import java.util.Optional;

/** Who is let in, and what newcomers may do. */
final class EntryCases {
  private static final long BITS = 4;
  private static final long HOURLY = 2;
  private static final Checkpoints.Sealed BLOCK =
      new Checkpoints.Sealed(new Timestamp(0), 2, Sha256.of(Bytes.fromHex("05")));

  private EntryCases() {}

  static SetEntry entry(Entry.Mode mode) {
    boolean work = mode == Entry.Mode.WORK;
    return new SetEntry(
        mode,
        work ? Optional.of(BITS) : Optional.empty(),
        work ? Optional.of(HOURLY) : Optional.empty(),
        work ? Optional.of(10L) : Optional.empty());
  }

  /** Sets who may register. */
  private static PartyWorld with(PartyWorld world, Entry.Mode mode) {
    world.given(world.root, entry(mode));
    world.hearing.force(Checkpoints.TABLE.put(new Checkpoints.Height(3), BLOCK));
    return world;
  }

  /** Work of at least {@code bits}, and of fewer than {@code below}. */
  static Work work(PartyWorld world, CoseKey key, long bits, long below) {
    Bytes puzzle = Work.puzzle(world.hearing.network(), key.thumbprint(), 3, BLOCK.root());
    for (int nonce = 0; ; nonce++) {
      Work work = new Work(3, Bytes.fromHex("00000000%08x".formatted(nonce)));
      if (work.bits(puzzle) >= bits && work.bits(puzzle) < below) {
        return work;
      }
    }
  }

  private static Outcome worked(PartyWorld world, CoseKey key, Work work) {
    return world.decide(key, new RegisterPersonWithWork(key, Sha256.of(Bytes.EMPTY), work));
  }

  /** Somebody who came in by work, with a name. */
  static CoseKey newcomer(PartyWorld world, String handle) {
    CoseKey key = world.key();
    Work work = work(world, key, BITS, 64);
    world.given(key, new RegisterWithWork(key, new Handle(handle), "New", work));
    return key;
  }

  static List<Case<PartyWorld>> all() {
    return List.of(
        accepts(
            "replicas say who may register",
            world -> world.decide(world.root, entry(Entry.Mode.WORK)),
            PartyFact.EntrySet.class),
        refuses(
            PartyRefusal.NOT_A_PARTY,
            "a thing says nothing about that",
            world -> world.decide(PartiesTest.thing(world), entry(Entry.Mode.FREE))),
        refuses(
            PartyRefusal.NOT_A_REPLICA,
            "nor does whoever is no replica",
            world -> world.decide(world.organisation("acme", Role.MAKER), entry(Entry.Mode.FREE))),
        accepts(
            "an organisation comes in by work",
            world -> {
              with(world, Entry.Mode.WORK);
              CoseKey key = world.key();
              Work work = work(world, key, BITS, 64);
              return world.decide(key, new RegisterWithWork(key, new Handle("new"), "New", work));
            },
            PartyFact.Registered.class),
        accepts(
            "a person comes in by work",
            world -> {
              with(world, Entry.Mode.WORK);
              CoseKey key = world.key();
              return worked(world, key, work(world, key, BITS, 64));
            },
            PartyFact.Registered.class),
        accepts(
            "where no work is asked for, it is not looked at",
            world -> {
              CoseKey key = world.key();
              return worked(world, key, new Work(99, Bytes.copyOf(new byte[8])));
            },
            PartyFact.Registered.class),
        refuses(
            PartyRefusal.WORK_NEEDED,
            "nobody comes in for nothing",
            world -> {
              with(world, Entry.Mode.WORK);
              CoseKey key = world.key();
              return world.decide(key, new Register(key, new Handle("new"), "New"));
            }),
        refuses(
            PartyRefusal.TOO_LITTLE_WORK,
            "nor for too little",
            world -> {
              with(world, Entry.Mode.WORK);
              CoseKey key = world.key();
              return worked(world, key, work(world, key, 0, BITS));
            }),
        refuses(
            PartyRefusal.TOO_LITTLE_WORK,
            "work for one key is none for another",
            world -> {
              with(world, Entry.Mode.WORK);
              CoseKey other = world.key();
              CoseKey key = world.key();
              Work stolen = work(world, other, 16, 64);
              return worked(world, key, stolen);
            }),
        refuses(
            PartyRefusal.TOO_LITTLE_WORK,
            "an hour's worth of newcomers doubles the work",
            world -> {
              with(world, Entry.Mode.WORK);
              newcomer(world, "one");
              newcomer(world, "two");
              CoseKey key = world.key();
              return worked(world, key, work(world, key, BITS, BITS + 1));
            }),
        accepts(
            "and time halves it again",
            world -> {
              with(world, Entry.Mode.WORK);
              newcomer(world, "one");
              newcomer(world, "two");
              world.hearing.pass(60);
              CoseKey key = world.key();
              return worked(world, key, work(world, key, BITS, BITS + 1));
            },
            PartyFact.Registered.class),
        refuses(
            PartyRefusal.WORK_STALE,
            "work is for a block of the last minutes",
            world -> {
              with(world, Entry.Mode.WORK);
              CoseKey key = world.key();
              return worked(world, key, new Work(4, Bytes.copyOf(new byte[8])));
            }),
        refuses(
            PartyRefusal.VOUCHING_NEEDED,
            "where vouching is asked for, work does not do",
            world -> {
              with(world, Entry.Mode.VOUCHED);
              CoseKey key = world.key();
              return worked(world, key, work(world, key, BITS, 64));
            }),
        accepts(
            "whom somebody vouched for comes in",
            world -> {
              with(world, Entry.Mode.VOUCHED);
              CoseKey key = world.key();
              world.given(world.root, new Vouch(id(key)));
              return world.decide(key, new RegisterPerson(key, Sha256.of(Bytes.EMPTY)));
            },
            PartyFact.Registered.class),
        accepts(
            "somebody with a role vouches for a newcomer",
            world ->
                world.decide(
                    world.root, new Vouch(id(newcomer(with(world, Entry.Mode.WORK), "new")))),
            PartyFact.Vouched.class),
        refuses(
            PartyRefusal.NOT_A_PARTY,
            "a thing vouches for nobody",
            world -> world.decide(PartiesTest.thing(world), new Vouch(id(world.key())))),
        refuses(
            PartyRefusal.NO_ROLE,
            "nor does who has no role",
            world -> world.decide(world.organisation("acme"), new Vouch(id(world.key())))),
        refuses(
            PartyRefusal.NOT_A_NEWCOMER,
            "who is no newcomer needs nobody",
            world -> world.decide(world.root, new Vouch(id(world.organisation("acme"))))),
        refuses(
            PartyRefusal.NOT_A_NEWCOMER,
            "who was given a role is no newcomer any more",
            world -> {
              CoseKey key = newcomer(with(world, Entry.Mode.WORK), "new");
              world.given(world.root, new Grant(id(key), Role.MAKER));
              return world.decide(world.root, new Vouch(id(key)));
            }),
        refuses(
            PartyRefusal.ALREADY_VOUCHED,
            "once is enough",
            world -> {
              PartyId party = id(world.key());
              world.given(world.root, new Vouch(party));
              return world.decide(world.root, new Vouch(party));
            }),
        refuses(
            PartyRefusal.NEWCOMER,
            "a newcomer has no third key",
            world -> {
              CoseKey key = newcomer(with(world, Entry.Mode.WORK), "new");
              world.given(key, new AddSigningKey(id(key), world.key(), PartyWorld.proof()));
              return world.decide(key, new AddSigningKey(id(key), world.key(), PartyWorld.proof()));
            }),
        refuses(
            PartyRefusal.NEWCOMER,
            "a newcomer has no departments",
            world -> {
              CoseKey key = newcomer(with(world, Entry.Mode.WORK), "new");
              return world.decide(
                  key,
                  new FoundDepartment(
                      id(key), world.key(), new Handle("dept"), "D", PartyWorld.proof()));
            }));
  }
}
