package birthmark.contracts.parties;

import birthmark.codec.Timestamp;
import birthmark.contract.Acceptance;
import birthmark.contract.Context;
import birthmark.contract.Due;
import birthmark.contract.Keys;
import birthmark.contract.Now;
import birthmark.contract.Outcome;
import birthmark.cose.KeyId;
import birthmark.state.Table;
import birthmark.state.View;
import java.util.Optional;

/**
 * How a party's key comes to count no more: at once, at a moment that was said before, or at once
 * and with a block named from which others may have had it. What it signed before stays valid as of
 * its height.
 */
public final class KeyEnds {
  /**
   * A key and when it retires.
   *
   * @param due when
   * @param party whose
   * @param key its thumbprint
   */
  public record Retirement(Timestamp due, PartyId party, KeyId key) implements Due {}

  /**
   * The height at which that was said.
   *
   * @param since the height
   */
  public record Since(long since) {}

  /**
   * From when on others may have had a key.
   *
   * @param from the height of the first block in which they may have used it
   * @param height the height at which that was said
   * @param time that block's time
   */
  public record Compromise(long from, long height, Timestamp time) {}

  /** When keys retire. */
  public static final Table<Retirement, Since> RETIREMENTS =
      Table.of(8, "retirements", Retirement.class, Since.class);

  /** The keys that others may have had. */
  public static final Table<Parties.OwnKey, Compromise> COMPROMISES =
      Table.of(9, "compromises", Parties.OwnKey.class, Compromise.class);

  private KeyEnds() {}

  /** A key of the signer's, or why it is none. */
  private record Own(
      PartyId party, Party record, KeyId id, Keys.Registered key, Parties.KeyUse use) {
    boolean signs() {
      return key.purpose() == Keys.Purpose.SIGNING;
    }

    /** Whether it is one of those that the party could not do without. */
    boolean last() {
      return signs() && use.retires().isEmpty() && record.signingKeys() < 2;
    }

    /** An acceptance in which it is no longer among the keys that go on counting. */
    Acceptance uncounted() {
      Acceptance accepted = Outcome.accepted();
      if (signs() && use.retires().isEmpty()) {
        accepted.put(Parties.PARTIES, party, record.withSigningKeys(record.signingKeys() - 1));
      }
      return accepted;
    }

    /** An acceptance in which it counts no more from {@code at} on. */
    Acceptance ended(Now at, RevocationReason reason) {
      Acceptance accepted = uncounted();
      // As long as it counts, that it retires is recorded.
      use.retires()
          .ifPresent(until -> accepted.remove(RETIREMENTS, new Retirement(until, party, id)));
      return accepted
          .put(Keys.TABLE, id, key.revoke(at))
          .put(
              Parties.KEYS,
              new Parties.OwnKey(party, id),
              new Parties.KeyUse(
                  key.purpose(),
                  key.since(),
                  Optional.of(new Parties.Revocation(at.height(), at.time(), reason)),
                  use.retires()));
    }
  }

  private static Own own(View state, PartyId party, KeyId id) {
    return new Own(
        party,
        state.find(Parties.PARTIES, party).orElseThrow(),
        id,
        state.find(Keys.TABLE, id).orElseThrow(),
        state.find(Parties.KEYS, new Parties.OwnKey(party, id)).orElseThrow());
  }

  private static Optional<PartyRefusal> notOwn(View state, Context at, KeyId id) {
    if (Parties.find(state, at.signer()).isEmpty()) {
      return Optional.of(PartyRefusal.NOT_A_PARTY);
    }
    boolean own =
        state.find(Keys.TABLE, id).map(key -> key.subject().equals(at.signer())).orElse(false);
    return own ? Optional.empty() : Optional.of(PartyRefusal.NOT_YOUR_KEY);
  }

  static Outcome revoke(View state, Context at, PartyTransaction.RevokeKey tx) {
    Optional<PartyRefusal> refusal = notOwn(state, at, tx.key());
    if (refusal.isPresent()) {
      return Outcome.rejected(refusal.get());
    }
    Own own = own(state, new PartyId(at.signer().id()), tx.key());
    if (own.key().revoked().isPresent()) {
      return Outcome.rejected(PartyRefusal.ALREADY_REVOKED);
    }
    if (own.last()) {
      return Outcome.rejected(PartyRefusal.LAST_SIGNING_KEY);
    }
    return own.ended(new Now(at.height(), at.time()), tx.reason())
        .fact(new PartyFact.KeyRevoked(own.party(), tx.key(), tx.reason()))
        .outcome();
  }

  static Outcome retire(View state, Context at, PartyTransaction.RetireKey tx) {
    Optional<PartyRefusal> refusal = notOwn(state, at, tx.key());
    if (refusal.isPresent()) {
      return Outcome.rejected(refusal.get());
    }
    Own own = own(state, new PartyId(at.signer().id()), tx.key());
    if (own.key().revoked().isPresent()) {
      return Outcome.rejected(PartyRefusal.ALREADY_REVOKED);
    }
    if (own.use().retires().isPresent()) {
      return Outcome.rejected(PartyRefusal.ALREADY_RETIRING);
    }
    if (!tx.until().isAfter(at.time())) {
      return Outcome.rejected(PartyRefusal.RETIRES_IN_THE_PAST);
    }
    if (own.last()) {
      return Outcome.rejected(PartyRefusal.LAST_SIGNING_KEY);
    }
    return own.uncounted()
        .put(
            Parties.KEYS,
            new Parties.OwnKey(own.party(), tx.key()),
            new Parties.KeyUse(
                own.key().purpose(), own.key().since(), Optional.empty(), Optional.of(tx.until())))
        .put(RETIREMENTS, new Retirement(tx.until(), own.party(), tx.key()), new Since(at.height()))
        .fact(new PartyFact.KeyRetiring(own.party(), tx.key(), tx.until()))
        .outcome();
  }

  static Outcome report(View state, Context at, PartyTransaction.ReportCompromise tx) {
    Optional<PartyRefusal> refusal = notOwn(state, at, tx.key());
    if (refusal.isPresent()) {
      return Outcome.rejected(refusal.get());
    }
    Own own = own(state, new PartyId(at.signer().id()), tx.key());
    if (tx.from() > at.height() || !own.key().validAt(tx.from())) {
      return Outcome.rejected(PartyRefusal.KEY_DID_NOT_COUNT);
    }
    Parties.OwnKey place = new Parties.OwnKey(own.party(), tx.key());
    boolean reported =
        state.find(COMPROMISES, place).map(before -> before.from() <= tx.from()).orElse(false);
    if (reported) {
      return Outcome.rejected(PartyRefusal.ALREADY_REPORTED);
    }
    boolean counts = own.key().revoked().isEmpty();
    if (counts && own.last()) {
      return Outcome.rejected(PartyRefusal.LAST_SIGNING_KEY);
    }
    Acceptance accepted =
        counts
            ? own.ended(new Now(at.height(), at.time()), RevocationReason.COMPROMISED)
                .fact(new PartyFact.KeyRevoked(own.party(), tx.key(), RevocationReason.COMPROMISED))
            : Outcome.accepted();
    return accepted
        .put(COMPROMISES, place, new Compromise(tx.from(), at.height(), at.time()))
        .fact(new PartyFact.CompromiseReported(own.party(), tx.key(), tx.from()))
        .outcome();
  }

  /** Ends a key whose moment has come. */
  static Outcome.Accepted retired(View state, Now at, Retirement retirement, Since since) {
    return own(state, retirement.party(), retirement.key())
        .ended(at, RevocationReason.SUPERSEDED)
        .fact(
            new PartyFact.KeyRevoked(
                retirement.party(), retirement.key(), RevocationReason.SUPERSEDED))
        .outcome();
  }
}
