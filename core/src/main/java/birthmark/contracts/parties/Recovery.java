package birthmark.contracts.parties;

import birthmark.codec.Timestamp;
import birthmark.contract.ApprovalClass;
import birthmark.contract.Context;
import birthmark.contract.Due;
import birthmark.contract.Keys;
import birthmark.contract.Now;
import birthmark.contract.Outcome;
import birthmark.cose.CoseKey;
import birthmark.state.Table;
import birthmark.state.View;
import java.util.List;
import java.util.Optional;

/**
 * A party that lost its keys gets a new one: enough of its guardians ask for it ({@link
 * Approvals}), and it becomes the party's after a delay in which whoever still has a key of the
 * party can stop it.
 */
public final class Recovery {
  /**
   * A recovery under way.
   *
   * @param key the key that the party is about to get
   * @param from the block time from which it is the party's
   * @param since the height at which enough guardians had agreed
   */
  public record UnderWay(CoseKey key, Timestamp from, long since) {}

  /**
   * A recovery and when it ends.
   *
   * @param due when
   * @param party whose
   */
  public record End(Timestamp due, PartyId party) implements Due {}

  /** The recoveries under way. */
  public static final Table<PartyId, UnderWay> RECOVERIES =
      Table.of(10, "recoveries", PartyId.class, UnderWay.class);

  /** When each of these ends. */
  public static final Table<End, KeyEnds.Since> DUES =
      Table.of(11, "recovery-ends", End.class, KeyEnds.Since.class);

  private Recovery() {}

  static Outcome begin(View state, Context at, PartyTransaction.Recover tx) {
    if (!tx.party().subject().equals(at.signer())) {
      return Outcome.rejected(PartyRefusal.KEY_FOR_ANOTHER_PARTY);
    }
    // Where there is a policy, its approvers have approved.
    Optional<ApprovalPolicy> policy =
        state.find(Approvals.POLICIES, new ApprovalPolicy.Id(tx.party(), ApprovalClass.RECOVERY));
    if (policy.isEmpty()) {
      return Outcome.rejected(PartyRefusal.NO_GUARDIANS);
    }
    if (Keys.taken(state, tx.key())) {
      return Outcome.rejected(PartyRefusal.KEY_TAKEN, "key " + tx.key().thumbprint());
    }
    if (underWay(state, at, tx.party()).isPresent()) {
      return Outcome.rejected(PartyRefusal.RECOVERY_UNDER_WAY);
    }
    Timestamp from = at.time().plusSeconds(policy.get().delaySeconds());
    return Outcome.accepted()
        .put(RECOVERIES, tx.party(), new UnderWay(tx.key(), from, at.height()))
        .put(DUES, new End(from, tx.party()), new KeyEnds.Since(at.height()))
        .fact(new PartyFact.RecoveryBegun(tx.party(), tx.key().thumbprint(), from))
        .outcome();
  }

  private static Optional<UnderWay> underWay(View state, Context at, PartyId party) {
    return state.find(RECOVERIES, party).filter(each -> at.time().isBefore(each.from()));
  }

  static Outcome stop(View state, Context at, PartyTransaction.StopRecovery tx) {
    if (Parties.find(state, at.signer()).isEmpty()) {
      return Outcome.rejected(PartyRefusal.NOT_A_PARTY);
    }
    PartyId party = new PartyId(at.signer().id());
    Optional<UnderWay> recovery =
        underWay(state, at, party).filter(each -> each.key().thumbprint().equals(tx.key()));
    if (recovery.isEmpty()) {
      return Outcome.rejected(PartyRefusal.NO_RECOVERY);
    }
    return Outcome.accepted()
        .remove(RECOVERIES, party)
        .remove(DUES, new End(recovery.get().from(), party))
        .fact(new PartyFact.RecoveryStopped(party, tx.key()))
        .outcome();
  }

  /** Gives a party the key that its guardians agreed on. */
  static Outcome.Accepted end(View state, Now at, End end, KeyEnds.Since since) {
    CoseKey key = state.find(RECOVERIES, end.party()).orElseThrow().key();
    if (Keys.taken(state, key)) {
      return Outcome.accepted()
          .remove(RECOVERIES, end.party())
          .fact(new PartyFact.RecoveryStopped(end.party(), key.thumbprint()))
          .outcome();
    }
    Party party = state.find(Parties.PARTIES, end.party()).orElseThrow();
    return Outcome.accepted()
        .remove(RECOVERIES, end.party())
        .put(Parties.PARTIES, end.party(), party.withSigningKeys(party.signingKeys() + 1))
        .put(
            Parties.KEYS,
            new Parties.OwnKey(end.party(), key.thumbprint()),
            Parties.KeyUse.of(Keys.Purpose.SIGNING, at.height()))
        .writes(
            List.of(Keys.register(at.height(), end.party().subject(), Keys.Purpose.SIGNING, key)))
        .fact(new PartyFact.KeyAdded(end.party(), key.thumbprint(), Keys.Purpose.SIGNING))
        .fact(new PartyFact.Recovered(end.party(), key.thumbprint()))
        .outcome();
  }
}
