package birthmark.contracts.registrations;

import birthmark.bytes.Bytes;
import birthmark.codec.Length;
import birthmark.codec.Timestamp;
import birthmark.contract.Context;
import birthmark.contract.Contract;
import birthmark.contract.Keys;
import birthmark.contract.Outcome;
import birthmark.contract.Readers;
import birthmark.contract.Subject;
import birthmark.contract.Surface;
import birthmark.contracts.parties.Parties;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.registrations.RegistrationTransaction.RegisterDigest;
import birthmark.contracts.registrations.RegistrationTransaction.RegisterInFull;
import birthmark.contracts.registrations.RegistrationTransaction.SetRegistrationPolicy;
import birthmark.cose.CoseKey;
import birthmark.cose.KeyId;
import birthmark.state.Table;
import birthmark.state.View;
import java.util.List;
import java.util.Optional;

/**
 * Registrations of signed statements that others made (SCITT, RFC 9943): once each, for ever, by a
 * policy that is itself on the ledger.
 *
 * <p>By default only hashes are recorded, so that nothing personal gets onto the ledger by mistake.
 * What an issuer declares public, or registers itself, may be recorded in full.
 */
public final class Registrations implements Contract<RegistrationTransaction> {
  /**
   * A signed statement's name. The key is part of it: nobody can take another's name by claiming a
   * hash.
   *
   * @param id SHA-256 of its Sig_structure
   * @param key the key that signed it
   */
  public record RegistrationId(@Length(min = 32, max = 32) Bytes id, KeyId key) {
    /** The name of {@code statement}. */
    public static RegistrationId of(SignedStatement statement) {
      return new RegistrationId(statement.id(), statement.key());
    }
  }

  /**
   * A registration.
   *
   * @param digest SHA-256 of the signed statement's octets
   * @param issuer the party that signed it; none where the key is nobody's
   * @param by who registered it
   * @param inFull whether the log has it
   * @param statement the id of our statement that registered it; the entry behind that is what was
   *     registered
   * @param policy the revision of the policy that it was registered by
   * @param since the height
   */
  public record Registered(
      @Length(min = 32, max = 32) Bytes digest,
      Optional<PartyId> issuer,
      PartyId by,
      boolean inFull,
      @Length(min = 32, max = 32) Bytes statement,
      long policy,
      long since) {}

  /** What policies are there. */
  public enum PolicyName {
    /** What is registered. */
    REGISTRATION
  }

  /**
   * A policy's name.
   *
   * @param name which
   */
  public record PolicyKey(PolicyName name) {}

  /**
   * The policy.
   *
   * @param didKeys whether issuers count that are a did:key and no party
   * @param registrars who may register what others signed
   * @param note why
   * @param revision how often it was set
   * @param set when; nothing where it never was
   */
  public record RegistrationPolicy(
      boolean didKeys,
      @Length(max = SetRegistrationPolicy.REGISTRARS_MAX) List<PartyId> registrars,
      @Length(max = 400) String note,
      long revision,
      Optional<Timestamp> set) {
    /** What holds where nobody set a policy: parties register what they signed themselves. */
    public static final RegistrationPolicy DEFAULT =
        new RegistrationPolicy(false, List.of(), "", 0, Optional.empty());
  }

  /** The registrations. */
  public static final Table<RegistrationId, Registered> REGISTRATIONS =
      Table.of(1, "registrations", RegistrationId.class, Registered.class);

  /** The policy. */
  public static final Table<PolicyKey, RegistrationPolicy> POLICIES =
      Table.of(2, "policies", PolicyKey.class, RegistrationPolicy.class);

  private static final PolicyKey REGISTRATION = new PolicyKey(PolicyName.REGISTRATION);

  /** The contract; it keeps nothing of its own. */
  public Registrations() {}

  @Override
  public Outcome decide(View state, Context at, RegistrationTransaction transaction) {
    return switch (transaction) {
      case SetRegistrationPolicy policy -> set(state, at, policy);
      case RegisterDigest digest -> register(state, at, digest);
      case RegisterInFull full -> register(state, at, full);
    };
  }

  private static Outcome set(View state, Context at, SetRegistrationPolicy policy) {
    if (!Parties.mayPropose(state, at.signer())) {
      return Outcome.rejected(RegistrationRefusal.NOT_A_REPLICA);
    }
    for (PartyId registrar : policy.registrars()) {
      if (state.find(Parties.PARTIES, registrar).isEmpty()) {
        return Outcome.rejected(RegistrationRefusal.NO_SUCH_PARTY, "party " + registrar);
      }
    }
    long revision = policy(state).revision() + 1;
    return Outcome.accepted()
        .put(
            POLICIES,
            REGISTRATION,
            new RegistrationPolicy(
                policy.didKeys(),
                policy.registrars(),
                policy.note(),
                revision,
                Optional.of(at.time())))
        .fact(new RegistrationFact.RegistrationPolicySet(new PartyId(at.signer().id()), revision))
        .outcome();
  }

  private static Outcome register(View state, Context at, RegisterDigest digest) {
    RegistrationId id = new RegistrationId(digest.id(), digest.key());
    return objection(state, at.height(), at.signer(), id, true)
        .map(reason -> refused(state, id, reason))
        .orElseGet(() -> registered(state, at, id, digest.digest(), false));
  }

  private static Outcome register(View state, Context at, RegisterInFull full) {
    SignedStatement statement = SignedStatement.parse(full.statement());
    RegistrationId id = RegistrationId.of(statement);
    return objection(state, at.height(), at.signer(), statement, true)
        .map(reason -> refused(state, id, reason))
        .orElseGet(() -> registered(state, at, id, statement.digest(), true));
  }

  private static Outcome refused(View state, RegistrationId id, RegistrationRefusal reason) {
    String first =
        reason == RegistrationRefusal.ALREADY_REGISTERED
            ? state.find(REGISTRATIONS, id).map(row -> "by statement " + row.statement()).orElse("")
            : "";
    return Outcome.rejected(reason, first);
  }

  /**
   * Why {@code signer} may not register {@code statement} in the block at {@code height}; empty if
   * it may. Whether the signature verifies is not asked here.
   */
  public static Optional<RegistrationRefusal> objection(
      View state, long height, Subject signer, SignedStatement statement, boolean inFull) {
    Optional<RegistrationRefusal> objection =
        objection(
            state, height, signer, RegistrationId.of(statement), statement.named().isPresent());
    if (objection.isPresent()) {
      return objection;
    }
    Optional<Keys.Registered> issuer = state.find(Keys.TABLE, statement.key());
    Optional<CoseKey> key = issuer.map(Keys.Registered::key).or(statement::named);
    if (!key.map(statement::isBy).orElse(false)) {
      return Optional.of(RegistrationRefusal.NOT_THE_KEYS_ALGORITHM);
    }
    boolean named =
        statement.named().isPresent()
            || (statement.issuer().startsWith("did:web:")
                && issuer
                    .map(row -> statement.issuer().endsWith(":party:" + row.subject().id()))
                    .orElse(false));
    if (!named) {
      return Optional.of(RegistrationRefusal.ISSUER_NAMED_OTHERWISE);
    }
    return inFull && !statement.declaredPublic() && !isSigner(signer, issuer)
        ? Optional.of(RegistrationRefusal.NOT_PUBLIC)
        : Optional.empty();
  }

  private static boolean isSigner(Subject signer, Optional<Keys.Registered> issuer) {
    return issuer.map(row -> row.subject().equals(signer)).orElse(false);
  }

  private static Optional<RegistrationRefusal> objection(
      View state, long height, Subject signer, RegistrationId id, boolean mayNameItself) {
    if (signer.kind() != Subject.Kind.PARTY) {
      return Optional.of(RegistrationRefusal.NOT_A_PARTY);
    }
    if (state.find(REGISTRATIONS, id).isPresent()) {
      return Optional.of(RegistrationRefusal.ALREADY_REGISTERED);
    }
    RegistrationPolicy policy = policy(state);
    Optional<Keys.Registered> issuer = state.find(Keys.TABLE, id.key());
    if (issuer.isEmpty() && !(mayNameItself && policy.didKeys())) {
      return Optional.of(RegistrationRefusal.UNKNOWN_ISSUER);
    }
    if (issuer.isPresent()) {
      Keys.Registered key = issuer.get();
      if (key.subject().kind() != Subject.Kind.PARTY || key.purpose() != Keys.Purpose.SIGNING) {
        return Optional.of(RegistrationRefusal.NOT_AN_ISSUER);
      }
      if (!key.validAt(height)) {
        return Optional.of(RegistrationRefusal.ISSUER_KEY_REVOKED);
      }
    }
    return isSigner(signer, issuer) || policy.registrars().contains(new PartyId(signer.id()))
        ? Optional.empty()
        : Optional.of(RegistrationRefusal.NOT_A_REGISTRAR);
  }

  private static Outcome registered(
      View state, Context at, RegistrationId id, Bytes digest, boolean inFull) {
    PartyId by = new PartyId(at.signer().id());
    Optional<PartyId> issuer =
        state.find(Keys.TABLE, id.key()).map(key -> new PartyId(key.subject().id()));
    return Outcome.accepted()
        .put(
            REGISTRATIONS,
            id,
            new Registered(
                digest, issuer, by, inFull, at.statement(), policy(state).revision(), at.height()))
        .fact(new RegistrationFact.Registered(id.id(), id.key(), issuer, by, inFull))
        .outcome();
  }

  /** The policy that holds. */
  public static RegistrationPolicy policy(View state) {
    return state.find(POLICIES, REGISTRATION).orElse(RegistrationPolicy.DEFAULT);
  }

  @Override
  public Surface surface() {
    return Surface.at(
            "registrations",
            "registration",
            "Signed statements of others (SCITT): who registered which, by which policy.")
        .submit(RegistrationTransaction.class)
        .together(RegistrationTransaction.SetRegistrationPolicy.class)
        .facts(RegistrationFact.class)
        .refusals(RegistrationRefusal.class)
        .tables(REGISTRATIONS, POLICIES)
        .reads(Parties.class)
        .find(
            "registrations/{registration}/{key}",
            "A signed statement's registration, by SHA-256 of its Sig_structure and its key.",
            REGISTRATIONS,
            Readers.everyone())
        .list(
            "registrations/{registration}",
            "What was registered under SHA-256 of a Sig_structure.",
            REGISTRATIONS,
            Readers.everyone())
        .derive(
            "policies/{name}",
            "The policy by which statements are registered.",
            PolicyKey.class,
            RegistrationPolicy.class,
            Readers.everyone(),
            (state, now, key) -> Optional.of(policy(state)));
  }
}
