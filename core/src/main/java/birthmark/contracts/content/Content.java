package birthmark.contracts.content;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.codec.About;
import birthmark.codec.Length;
import birthmark.contract.Context;
import birthmark.contract.Contract;
import birthmark.contract.Keys;
import birthmark.contract.Outcome;
import birthmark.contract.Readers;
import birthmark.contract.Subject;
import birthmark.contract.Surface;
import birthmark.contracts.parties.Parties;
import birthmark.contracts.parties.PartyId;
import birthmark.cose.CoseKey;
import birthmark.cose.KeyId;
import birthmark.state.Entry;
import birthmark.state.Table;
import birthmark.state.View;
import java.util.List;
import java.util.Optional;

/**
 * Content that is sealed to a party, a regulator say: only it reads it, and everyone sees who
 * committed what to whom, and when.
 *
 * <p>What is small goes with the statement, so that whoever follows the ledger has it; what is
 * large, or is to be shredded some day, is handed over apart, and its digest alone is here. Nothing
 * on the ledger says whether it can be opened or what it says: the party that it is for does.
 */
public final class Content implements Contract<ContentTransaction> {
  /**
   * What names a commitment.
   *
   * @param to for whom
   * @param digest SHA-256 of the sealed octets
   */
  public record Sealed(PartyId to, @Length(min = 32, max = 32) Bytes digest) {}

  /**
   * A commitment.
   *
   * @param by by whom
   * @param key to which key it is sealed
   * @param length how many octets it has
   * @param statement the statement that says so
   * @param since the height
   */
  public record Commitment(
      PartyId by,
      KeyId key,
      long length,
      @Length(min = 32, max = 32) Bytes statement,
      long since) {}

  /**
   * The key to seal to for a party.
   *
   * @param key its thumbprint
   * @param publicKey the key
   */
  @About("The key to seal to for a party.")
  public record Recipient(KeyId key, CoseKey publicKey) {}

  /** What was committed. */
  public static final Table<Sealed, Commitment> COMMITMENTS =
      Table.of(1, "commitments", Sealed.class, Commitment.class);

  /** The contract; it keeps nothing of its own. */
  public Content() {}

  @Override
  public Outcome decide(View state, Context at, ContentTransaction transaction) {
    return switch (transaction) {
      case ContentTransaction.SubmitSealed tx ->
          commit(
              state,
              at,
              tx.key(),
              new Sealed(tx.to(), Sha256.of(tx.sealed())),
              tx.sealed().length());
      case ContentTransaction.CommitSealed tx ->
          commit(state, at, tx.key(), new Sealed(tx.to(), tx.digest()), tx.length());
    };
  }

  private static Outcome commit(View state, Context at, KeyId key, Sealed sealed, long length) {
    if (at.signer().kind() != Subject.Kind.PARTY) {
      return Outcome.rejected(ContentRefusal.NOT_A_PARTY);
    }
    boolean its =
        state
            .find(Keys.TABLE, key)
            .filter(each -> each.subject().equals(sealed.to().subject()))
            .filter(each -> each.purpose() == Keys.Purpose.AGREEMENT)
            .filter(each -> each.validAt(at.height()))
            .isPresent();
    if (!its) {
      return Outcome.rejected(ContentRefusal.NOT_ITS_KEY, "key " + key);
    }
    if (state.find(COMMITMENTS, sealed).isPresent()) {
      return Outcome.rejected(ContentRefusal.ALREADY_COMMITTED);
    }
    PartyId by = new PartyId(at.signer().id());
    return Outcome.accepted()
        .put(COMMITMENTS, sealed, new Commitment(by, key, length, at.statement(), at.height()))
        .fact(new ContentFact.Committed(by, sealed.to(), key, sealed.digest(), length))
        .outcome();
  }

  /** Of a party's keys that agree and count the one that it added last. */
  private static Optional<Recipient> recipient(View state, PartyId party) {
    Optional<Entry<Parties.OwnKey, Parties.KeyUse>> best = Optional.empty();
    for (Entry<Parties.OwnKey, Parties.KeyUse> each :
        state.list(Parties.KEYS, List.of(party), Optional.empty(), View.LIST_MAX)) {
      Parties.KeyUse use = each.value();
      boolean counts = use.purpose() == Keys.Purpose.AGREEMENT && use.revoked().isEmpty();
      if (counts && best.map(before -> use.since() >= before.value().since()).orElse(true)) {
        best = Optional.of(each);
      }
    }
    return best.flatMap(found -> state.find(Keys.TABLE, found.key().key()))
        .map(found -> new Recipient(found.key().thumbprint(), found.key()));
  }

  @Override
  public Surface surface() {
    return Surface.at("content", "content", "What is sealed to a party, so that only it reads it.")
        .reads(Parties.class)
        .submit(ContentTransaction.class)
        .facts(ContentFact.class)
        .refusals(ContentRefusal.class)
        .tables(COMMITMENTS)
        .derive(
            "recipients/{party}",
            "The key to seal to for a party: of those that agree, the one that it added last.",
            PartyId.class,
            Recipient.class,
            Readers.everyone(),
            (state, now, party) -> recipient(state, party))
        .find(
            "commitments/{to}/{digest}",
            "Who committed some sealed octets to a party, and when.",
            COMMITMENTS,
            Readers.everyone())
        .list(
            "commitments/{to}",
            "What was sealed to a party, by whom and when.",
            COMMITMENTS,
            Readers.everyone());
  }
}
