package birthmark.contracts.parties;

import birthmark.contract.Acceptance;
import birthmark.contract.Checkpoints;
import birthmark.contract.Context;
import birthmark.contract.Now;
import birthmark.contract.Outcome;
import birthmark.contract.Subject;
import birthmark.contracts.parties.Entry.Arrivals;
import birthmark.contracts.parties.Entry.Newcomer;
import birthmark.contracts.parties.Entry.Voucher;
import birthmark.contracts.parties.PartyTransaction.SetEntry;
import birthmark.contracts.parties.PartyTransaction.Vouch;
import birthmark.cose.CoseKey;
import birthmark.state.Table;
import birthmark.state.View;
import birthmark.state.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides who is let in: anybody, whoever does some work, or those whom somebody vouches for.
 *
 * <p>The work that is needed doubles with each hour's worth of registrations that came too soon, so
 * that whoever can do a lot of work gets in no faster than that in the long run. Who came in by
 * work has little to say until somebody with a role vouches for it.
 */
public final class Newcomers {
  /** Who may register, where that was set. */
  public static final Table<Entry.Of, Entry> ENTRY =
      Table.of(16, "entry", Entry.Of.class, Entry.class);

  /** How far those who came in by work have used up the hours. */
  public static final Table<Entry.Of, Arrivals> ARRIVALS =
      Table.of(17, "arrivals", Entry.Of.class, Arrivals.class);

  /** Those who came in by work and whom nobody vouched for. */
  public static final Table<PartyId, Newcomer> NEWCOMERS =
      Table.of(18, "newcomers", PartyId.class, Newcomer.class);

  /** Who vouched for parties that are to register. */
  public static final Table<PartyId, Voucher> VOUCHERS =
      Table.of(19, "vouchers", PartyId.class, Voucher.class);

  /** How many signing keys a newcomer has at most: one in place of another. */
  private static final long KEYS_MAX = 2;

  private Newcomers() {}

  static Outcome set(View state, Context at, SetEntry tx) {
    if (at.signer().kind() != Subject.Kind.PARTY) {
      return Outcome.rejected(PartyRefusal.NOT_A_PARTY);
    }
    return Parties.mayPropose(state, at.signer())
        ? Outcome.accepted()
            .put(
                ENTRY,
                Entry.Of.ALL,
                new Entry(tx.mode(), tx.bits(), tx.hourly(), tx.quota(), at.height()))
            .fact(
                new PartyFact.EntrySet(
                    new PartyId(at.signer().id()), tx.mode(), tx.bits(), tx.hourly(), tx.quota()))
            .outcome()
        : Outcome.rejected(PartyRefusal.NOT_A_REPLICA);
  }

  static Outcome vouch(View state, Context at, Vouch tx) {
    Optional<Party> voucher = Parties.find(state, at.signer());
    if (voucher.isEmpty()) {
      return Outcome.rejected(PartyRefusal.NOT_A_PARTY);
    }
    if (voucher.get().roles().isEmpty()) {
      return Outcome.rejected(PartyRefusal.NO_ROLE);
    }
    PartyId by = new PartyId(at.signer().id());
    boolean registered = state.find(Parties.PARTIES, tx.party()).isPresent();
    if (registered && state.find(NEWCOMERS, tx.party()).isEmpty()) {
      return Outcome.rejected(PartyRefusal.NOT_A_NEWCOMER);
    }
    if (state.find(VOUCHERS, tx.party()).isPresent()) {
      return Outcome.rejected(PartyRefusal.ALREADY_VOUCHED);
    }
    Acceptance accepted =
        registered
            ? Outcome.accepted().remove(NEWCOMERS, tx.party())
            : Outcome.accepted().put(VOUCHERS, tx.party(), new Voucher(by, at.height()));
    return accepted.fact(new PartyFact.Vouched(tx.party(), by)).outcome();
  }

  /** What is needed at {@code now}. */
  static Entry.Standing standing(View state, Now now, Entry entry) {
    return new Entry.Standing(
        entry.mode(),
        entry.bits().map(_ -> entry.bitsAt(now.time(), state.find(ARRIVALS, Entry.Of.ALL))),
        entry.hourly(),
        entry.quota());
  }

  /** Why {@code key} is not let in, if it is not. */
  static Optional<Outcome> refused(View state, Context at, CoseKey key, Optional<Work> work) {
    Optional<Entry> entry = state.find(ENTRY, Entry.Of.ALL);
    PartyId party = new PartyId(key.thumbprint().value());
    if (entry.isEmpty() || state.find(VOUCHERS, party).isPresent()) {
      return Optional.empty();
    }
    return switch (entry.get().mode()) {
      case FREE -> Optional.empty();
      case VOUCHED -> Optional.of(Outcome.rejected(PartyRefusal.VOUCHING_NEEDED));
      case WORK -> {
        long needed = entry.get().bitsAt(at.time(), state.find(ARRIVALS, Entry.Of.ALL));
        if (work.isEmpty()) {
          yield Optional.of(Outcome.rejected(PartyRefusal.WORK_NEEDED, needed + " bits now"));
        }
        yield tooLittle(state, at, key, work.get(), needed);
      }
    };
  }

  private static Optional<Outcome> tooLittle(
      View state, Context at, CoseKey key, Work work, long needed) {
    Optional<Checkpoints.Sealed> block =
        state.find(Checkpoints.TABLE, new Checkpoints.Height(work.height()));
    if (block.isEmpty()) {
      return Optional.of(
          Outcome.rejected(PartyRefusal.WORK_STALE, "its block is " + work.height()));
    }
    long done =
        work.bits(Work.puzzle(at.network(), key.thumbprint(), work.height(), block.get().root()));
    return done < needed
        ? Optional.of(
            Outcome.rejected(
                PartyRefusal.TOO_LITTLE_WORK, needed + " bits are needed now, this has " + done))
        : Optional.empty();
  }

  /** What follows from letting {@code key} in. */
  static List<Write<?, ?>> entered(View state, Context at, CoseKey key) {
    PartyId party = new PartyId(key.thumbprint().value());
    if (state.find(VOUCHERS, party).isPresent()) {
      return List.of(VOUCHERS.remove(party));
    }
    Optional<Entry> entry = state.find(ENTRY, Entry.Of.ALL);
    if (entry.isEmpty() || entry.get().mode() != Entry.Mode.WORK) {
      return List.of();
    }
    List<Write<?, ?>> writes = new ArrayList<>();
    writes.add(
        ARRIVALS.put(
            Entry.Of.ALL, entry.get().after(at.time(), state.find(ARRIVALS, Entry.Of.ALL))));
    writes.add(NEWCOMERS.put(party, new Newcomer(entry.get().quota().orElseThrow(), at.height())));
    return List.copyOf(writes);
  }

  /** Whether {@code subject} is one that nobody vouched for. */
  static boolean isOne(View state, Subject subject) {
    return newcomer(state, subject).isPresent();
  }

  /** Whether {@code party}, of {@code subject}, may have one more signing key. */
  static boolean mayAddKey(View state, Subject subject, Party party) {
    return party.signingKeys() < KEYS_MAX || !isOne(state, subject);
  }

  /** How many statements each key of {@code subject} may place, if it is one. */
  static Optional<Long> quota(View state, Subject subject) {
    return newcomer(state, subject).map(Newcomer::quota);
  }

  private static Optional<Newcomer> newcomer(View state, Subject subject) {
    return subject.kind() == Subject.Kind.PARTY
        ? state.find(NEWCOMERS, new PartyId(subject.id()))
        : Optional.empty();
  }

  /** What a role ends: with one, somebody has vouched. */
  static List<Write<?, ?>> trusted(View state, PartyId party) {
    return state.find(NEWCOMERS, party).isPresent() ? List.of(NEWCOMERS.remove(party)) : List.of();
  }
}
