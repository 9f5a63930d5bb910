package birthmark.sim.cast;

import birthmark.bytes.Bytes;
import birthmark.contract.Transaction;
import birthmark.contracts.parties.Entry;
import birthmark.contracts.parties.Handle;
import birthmark.contracts.parties.Newcomers;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.parties.PartyTransaction.Register;
import birthmark.contracts.parties.PartyTransaction.RegisterPerson;
import birthmark.contracts.parties.PartyTransaction.RegisterPersonWithWork;
import birthmark.contracts.parties.PartyTransaction.RegisterWithWork;
import birthmark.contracts.parties.PartyTransaction.SetEntry;
import birthmark.contracts.parties.PartyTransaction.Vouch;
import birthmark.contracts.parties.Work;
import birthmark.cose.CoseKey;
import java.util.List;
import java.util.Optional;

/** Who comes in, by what the ledger asks for or not, and who says what that is. */
final class Entering {
  private static final int TRIES_MAX = 1 << 12;
  private static final List<String> HANDLES = List.of("inn", "mill", "forge", "labs");

  private final Cast cast;
  private final Bytes network;
  private final Picks picks;

  Entering(Cast cast, Bytes network, Picks picks) {
    this.cast = cast;
    this.network = network;
    this.picks = picks;
  }

  /** Somebody registers, with work where that is asked for, more often than not. */
  Intention register(Intentions.Knowledge known) {
    return register(known, picks.pick(cast.newcomers()));
  }

  /** The same of somebody whom nobody else has to do with. */
  Intention stranger(Intentions.Knowledge known) {
    SeededKey key = picks.pick(cast.spares());
    return register(known, new Cast.Party(picks.chance(50) ? "" : picks.pick(HANDLES), key));
  }

  private Intention register(Intentions.Knowledge known, Cast.Party newcomer) {
    CoseKey key = newcomer.key().publicKey();
    boolean asked =
        known
            .state()
            .find(Newcomers.ENTRY, Entry.Of.ALL)
            .filter(entry -> entry.mode() == Entry.Mode.WORK)
            .isPresent();
    return Intention.by(
        newcomer, asked != picks.chance(10) ? worked(known, newcomer, key) : plain(newcomer, key));
  }

  private static Transaction plain(Cast.Party newcomer, CoseKey key) {
    return newcomer.handle().isEmpty()
        ? new RegisterPerson(key, Picks.digest("commitment"))
        : new Register(key, new Handle(newcomer.handle()), "The " + newcomer.handle());
  }

  private Transaction worked(Intentions.Knowledge known, Cast.Party newcomer, CoseKey key) {
    Work work = work(known, key);
    return newcomer.handle().isEmpty()
        ? new RegisterPersonWithWork(key, Picks.digest("commitment"), work)
        : new RegisterWithWork(
            key, new Handle(newcomer.handle()), "The " + newcomer.handle(), work);
  }

  /** Enough work for a beginning, more often than not. */
  private Work work(Intentions.Knowledge known, CoseKey key) {
    long height = known.nonce().height();
    Bytes puzzle = Work.puzzle(network, key.thumbprint(), height, known.nonce().root());
    long wanted = picks.chance(85) ? 6 : 0;
    int from = picks.random().nextInt(1 << 16);
    Work best = nonce(height, from);
    for (int i = 1; best.bits(puzzle) < wanted && i < TRIES_MAX; i++) {
      best = nonce(height, from + i);
    }
    return best;
  }

  private static Work nonce(long height, int number) {
    byte[] octets = new byte[Work.NONCE_LENGTH];
    for (int i = 0; i < Integer.BYTES; i++) {
      octets[i] = (byte) (number >>> (Byte.SIZE * i));
    }
    return new Work(height, Bytes.ofOwned(octets));
  }

  /** What replicas ask for of who comes, or somebody vouches. */
  Intention rule(Intentions.Knowledge known) {
    if (picks.chance(40)) {
      PartyId party =
          picks.chance(50)
              ? picks.pick(cast.newcomers()).id()
              : new PartyId(picks.pick(cast.spares()).publicKey().thumbprint().value());
      return Intention.by(picks.chance(60) ? cast.root() : picks.anybody(), new Vouch(party));
    }
    return Intention.by(picks.chance(85) ? cast.root() : picks.anybody(), entry());
  }

  private SetEntry entry() {
    Entry.Mode mode = picks.pick(List.of(Entry.Mode.WORK, Entry.Mode.WORK, Entry.Mode.FREE));
    if (picks.chance(20)) {
      mode = Entry.Mode.VOUCHED;
    }
    boolean work = mode == Entry.Mode.WORK;
    return new SetEntry(
        mode,
        work ? Optional.of(1L + picks.random().nextInt(6)) : Optional.empty(),
        work ? Optional.of(1L + picks.random().nextInt(3)) : Optional.empty(),
        work ? Optional.of(10L) : Optional.empty());
  }
}
