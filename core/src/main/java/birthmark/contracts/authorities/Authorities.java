package birthmark.contracts.authorities;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.codec.Length;
import birthmark.contract.ApprovalClass;
import birthmark.contract.Context;
import birthmark.contract.Contract;
import birthmark.contract.Keys;
import birthmark.contract.Outcome;
import birthmark.contract.Readers;
import birthmark.contract.Role;
import birthmark.contract.Surface;
import birthmark.contracts.authorities.AuthorityTransaction.AddIntermediate;
import birthmark.contracts.authorities.AuthorityTransaction.AddRoot;
import birthmark.contracts.authorities.AuthorityTransaction.Bind;
import birthmark.contracts.authorities.AuthorityTransaction.RevokeAuthority;
import birthmark.contracts.authorities.AuthorityTransaction.WithdrawCertificate;
import birthmark.contracts.parties.ApprovalPolicy;
import birthmark.contracts.parties.Approvals;
import birthmark.contracts.parties.Parties;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.things.Thing;
import birthmark.contracts.things.ThingId;
import birthmark.contracts.things.Things;
import birthmark.cose.CoseKey;
import birthmark.cose.KeyId;
import birthmark.state.Entry;
import birthmark.state.Table;
import birthmark.state.View;
import birthmark.x509.CertificatePath;
import birthmark.x509.Issuer;
import birthmark.x509.PathFault;
import birthmark.x509.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makers' certificate authorities (IEEE 802.1AR, Matter), and the certificates that devices have
 * from them, bound to things.
 *
 * <p>A root is trusted by a quorum; below it a maker adds its own. A certificate was checked when
 * it was bound, by signatures that every replica verified; whether it still counts is derived when
 * somebody asks, so the end of an authority is one record, not one for each device below it.
 */
public final class Authorities implements Contract<AuthorityTransaction> {
  /**
   * A name that an authority has.
   *
   * @param digest SHA-256 of its subject's name and its key's identifier, if it has one
   * @param authority which
   */
  public record Named(@Length(min = 32, max = 32) Bytes digest, AuthorityId authority) {
    static Bytes digest(Issuer issuer) {
      return Sha256.of(issuer.subject().der().concat(issuer.keyId().orElse(Bytes.EMPTY)));
    }
  }

  /**
   * Since when.
   *
   * @param since the height
   */
  public record Since(long since) {}

  /** The authorities. */
  public static final Table<AuthorityId, CertificateAuthority> AUTHORITIES =
      Table.of(1, "authorities", AuthorityId.class, CertificateAuthority.class);

  /** Which authorities have a name. */
  public static final Table<Named, Since> NAMES = Table.of(2, "names", Named.class, Since.class);

  /** The certificates that are bound to things. */
  public static final Table<Binding.Id, Binding> BINDINGS =
      Table.of(3, "bindings", Binding.Id.class, Binding.class);

  /** Which thing has a certificate for a key. */
  public static final Table<KeyId, ThingId> HOLDERS =
      Table.of(4, "holders", KeyId.class, ThingId.class);

  private static final int QUORUM_MIN = 2;

  /** The contract; it keeps nothing of its own. */
  public Authorities() {}

  @Override
  public Outcome decide(View state, Context at, AuthorityTransaction transaction) {
    return switch (transaction) {
      case AddRoot add -> addRoot(state, at, add);
      case AddIntermediate add -> addIntermediate(state, at, add);
      case RevokeAuthority revoke -> revoke(state, at, revoke);
      case Bind bind -> bind(state, at, bind);
      case WithdrawCertificate withdraw -> withdraw(state, at, withdraw);
    };
  }

  private static Outcome addRoot(View state, Context at, AddRoot add) {
    Optional<AuthorityRefusal> refusal = notByQuorum(state, at);
    if (refusal.isPresent()) {
      return Outcome.rejected(refusal.get());
    }
    if (add.maker().isPresent() && state.find(Parties.PARTIES, add.maker().get()).isEmpty()) {
      return Outcome.rejected(AuthorityRefusal.NO_SUCH_PARTY);
    }
    X509Certificate root = X509Certificate.parse(add.certificate());
    AuthorityId id = AuthorityId.of(root);
    if (state.find(AUTHORITIES, id).isPresent()) {
      return Outcome.rejected(AuthorityRefusal.AUTHORITY_EXISTS);
    }
    Optional<PathFault> fault = Issuer.faultOfRoot(root).or(() -> faultNow(at, root));
    if (fault.isPresent()) {
      return refused(fault.get(), root);
    }
    PartyId by = new PartyId(at.signer().id());
    CertificateAuthority authority =
        new CertificateAuthority(
            Issuer.of(root), Optional.empty(), add.maker(), 1, by, at.height(), Optional.empty());
    return added(state, at, id, authority, new AuthorityFact.RootAdded(id, add.maker(), by));
  }

  private static Outcome addIntermediate(View state, Context at, AddIntermediate add) {
    if (!Parties.holds(state, at.signer(), Role.MAKER)) {
      return Outcome.rejected(AuthorityRefusal.NOT_A_MAKER);
    }
    PartyId maker = new PartyId(at.signer().id());
    Optional<AuthorityRefusal> refusal = notUsable(state, add.authority(), maker);
    if (refusal.isPresent()) {
      return Outcome.rejected(refusal.get());
    }
    X509Certificate certificate = X509Certificate.parse(add.certificate());
    AuthorityId id = AuthorityId.of(certificate);
    if (state.find(AUTHORITIES, id).isPresent()) {
      return Outcome.rejected(AuthorityRefusal.AUTHORITY_EXISTS);
    }
    List<CertificateAuthority> path = path(state, add.authority());
    CertificateAuthority above = path.getFirst();
    Optional<PathFault> fault =
        otherKey(above, add.key())
            .or(() -> above.issuer().faultOfIntermediate(certificate))
            .or(() -> tooDeep(above));
    if (fault.isPresent()) {
      return refused(fault.get(), certificate);
    }
    Optional<Outcome> late = late(at, path, certificate);
    if (late.isPresent()) {
      return late.get();
    }
    CertificateAuthority authority =
        new CertificateAuthority(
            above.issuer().issuing(certificate),
            Optional.of(add.authority()),
            Optional.of(maker),
            Math.addExact(above.level(), 1),
            maker,
            at.height(),
            Optional.empty());
    return added(
        state, at, id, authority, new AuthorityFact.IntermediateAdded(id, add.authority(), maker));
  }

  private static Outcome added(
      View state, Context at, AuthorityId id, CertificateAuthority authority, AuthorityFact fact) {
    Bytes name = Named.digest(authority.issuer());
    List<Entry<Named, Since>> before = state.list(NAMES, List.of(name), Optional.empty(), 1);
    if (!before.isEmpty()) {
      AuthorityId first = before.getFirst().key().authority();
      if (!state.find(AUTHORITIES, first).orElseThrow().maker().equals(authority.maker())) {
        return Outcome.rejected(AuthorityRefusal.NAME_OF_ANOTHER_MAKER, "authority " + first);
      }
    }
    return Outcome.accepted()
        .put(AUTHORITIES, id, authority)
        .put(NAMES, new Named(name, id), new Since(at.height()))
        .fact(fact)
        .outcome();
  }

  private static Outcome revoke(View state, Context at, RevokeAuthority revoke) {
    Optional<CertificateAuthority> found = state.find(AUTHORITIES, revoke.authority());
    if (found.isEmpty()) {
      return Outcome.rejected(AuthorityRefusal.NO_SUCH_AUTHORITY);
    }
    CertificateAuthority authority = found.get();
    if (authority.ended().isPresent()) {
      return Outcome.rejected(AuthorityRefusal.ALREADY_REVOKED);
    }
    boolean isOwn =
        authority.above().isPresent()
            && authority.maker().map(maker -> maker.subject().equals(at.signer())).orElse(false);
    Optional<AuthorityRefusal> refusal = isOwn ? Optional.empty() : notByQuorum(state, at);
    if (refusal.isPresent()) {
      return Outcome.rejected(refusal.get());
    }
    PartyId by = new PartyId(at.signer().id());
    return Outcome.accepted()
        .put(AUTHORITIES, revoke.authority(), authority.ending(end(at, revoke.reason())))
        .fact(
            new AuthorityFact.AuthorityRevoked(
                revoke.authority(), authority.maker(), by, revoke.reason()))
        .outcome();
  }

  private static CertificateAuthority.Ended end(Context at, String reason) {
    return new CertificateAuthority.Ended(
        at.height(), at.time(), new PartyId(at.signer().id()), reason);
  }

  private static Outcome bind(View state, Context at, Bind bind) {
    Optional<Thing> thing = state.find(Things.THINGS, bind.thing());
    if (thing.isEmpty()) {
      return Outcome.rejected(AuthorityRefusal.NO_SUCH_THING);
    }
    Optional<AuthorityRefusal> refusal =
        notConcerned(state, at, thing.get())
            .or(() -> notUsable(state, bind.authority(), thing.get().maker()));
    if (refusal.isPresent()) {
      return Outcome.rejected(refusal.get());
    }
    X509Certificate device = X509Certificate.parse(bind.certificate());
    List<CertificateAuthority> path = path(state, bind.authority());
    Optional<PathFault> fault =
        otherKey(path.getFirst(), bind.key())
            .or(() -> path.getFirst().issuer().faultOfDevice(device));
    if (fault.isPresent()) {
      return refused(fault.get(), device);
    }
    Optional<Outcome> late = late(at, path, device);
    if (late.isPresent()) {
      return late.get();
    }
    KeyId key = device.key().thumbprint();
    boolean others =
        state.find(HOLDERS, key).map(holder -> !holder.equals(bind.thing())).orElse(false)
            || state
                .find(Keys.TABLE, key)
                .map(row -> !row.subject().equals(bind.thing().subject()))
                .orElse(false);
    if (others) {
      return Outcome.rejected(AuthorityRefusal.KEY_OF_ANOTHER);
    }
    Binding.Id id = new Binding.Id(bind.thing(), device.digest());
    if (state.find(BINDINGS, id).isPresent()) {
      return Outcome.rejected(AuthorityRefusal.ALREADY_BOUND);
    }
    PartyId by = new PartyId(at.signer().id());
    return Outcome.accepted()
        .put(
            BINDINGS,
            id,
            new Binding(
                bind.authority(),
                key,
                device.notBefore(),
                device.notAfter(),
                by,
                at.height(),
                Optional.empty()))
        .put(HOLDERS, key, bind.thing())
        .fact(
            new AuthorityFact.CertificateBound(
                bind.thing(), id.certificate(), bind.authority(), device.notAfter(), by))
        .outcome();
  }

  private static Outcome withdraw(View state, Context at, WithdrawCertificate withdraw) {
    Optional<Thing> thing = state.find(Things.THINGS, withdraw.thing());
    if (thing.isEmpty()) {
      return Outcome.rejected(AuthorityRefusal.NO_SUCH_THING);
    }
    Optional<AuthorityRefusal> refusal = notConcerned(state, at, thing.get());
    if (refusal.isPresent()) {
      return Outcome.rejected(refusal.get());
    }
    Binding.Id id = new Binding.Id(withdraw.thing(), withdraw.certificate());
    Optional<Binding> binding = state.find(BINDINGS, id);
    if (binding.isEmpty()) {
      return Outcome.rejected(AuthorityRefusal.NO_SUCH_CERTIFICATE);
    }
    if (binding.get().ended().isPresent()) {
      return Outcome.rejected(AuthorityRefusal.ALREADY_WITHDRAWN);
    }
    return Outcome.accepted()
        .put(BINDINGS, id, binding.get().ending(end(at, withdraw.reason())))
        .fact(
            new AuthorityFact.CertificateWithdrawn(
                withdraw.thing(),
                withdraw.certificate(),
                new PartyId(at.signer().id()),
                withdraw.reason()))
        .outcome();
  }

  private static Optional<AuthorityRefusal> notByQuorum(View state, Context at) {
    if (!Parties.holds(state, at.signer(), Role.REPLICA)) {
      return Optional.of(AuthorityRefusal.NOT_A_REPLICA);
    }
    Optional<ApprovalPolicy> policy =
        Approvals.policy(state, new PartyId(at.signer().id()), ApprovalClass.ROOTS);
    boolean quorum =
        policy.isPresent()
            && policy.get().needed() >= QUORUM_MIN
            && Math.multiplyExact(policy.get().needed(), 3)
                >= Math.multiplyExact(policy.get().approvers().size(), 2);
    return quorum ? Optional.empty() : Optional.of(AuthorityRefusal.NOT_BY_QUORUM);
  }

  /** Why devices of {@code maker} cannot have certificates from below {@code id}. */
  private static Optional<AuthorityRefusal> notUsable(View state, AuthorityId id, PartyId maker) {
    if (state.find(AUTHORITIES, id).isEmpty()) {
      return Optional.of(AuthorityRefusal.NO_SUCH_AUTHORITY);
    }
    List<CertificateAuthority> path = path(state, id);
    if (path.stream().anyMatch(each -> each.ended().isPresent())) {
      return Optional.of(AuthorityRefusal.AUTHORITY_REVOKED);
    }
    return path.getFirst().maker().map(other -> !other.equals(maker)).orElse(false)
        ? Optional.of(AuthorityRefusal.AUTHORITY_OF_ANOTHER_MAKER)
        : Optional.empty();
  }

  private static Optional<AuthorityRefusal> notConcerned(View state, Context at, Thing thing) {
    boolean concerned =
        at.signer().equals(thing.maker().subject())
            || at.signer().equals(Things.owner(state, thing).subject());
    return concerned ? Optional.empty() : Optional.of(AuthorityRefusal.NEITHER_OWNER_NOR_MAKER);
  }

  private static Optional<PathFault> otherKey(CertificateAuthority above, CoseKey key) {
    return above.issuer().key().thumbprint().equals(key.thumbprint())
        ? Optional.empty()
        : Optional.of(PathFault.ISSUED_BY_ANOTHER);
  }

  private static Optional<PathFault> tooDeep(CertificateAuthority above) {
    return above.level() < CertificatePath.AUTHORITIES_MAX
        ? Optional.empty()
        : Optional.of(PathFault.PATH_TOO_LONG);
  }

  /** The refusal if the certificate, or an authority of the path, does not hold now. */
  private static Optional<Outcome> late(
      Context at, List<CertificateAuthority> path, X509Certificate certificate) {
    boolean above =
        path.stream()
            .anyMatch(
                each ->
                    Issuer.faultAt(each.issuer().notBefore(), each.issuer().notAfter(), at.time())
                        .isPresent());
    if (above) {
      return Optional.of(Outcome.rejected(AuthorityRefusal.AUTHORITY_EXPIRED));
    }
    return faultNow(at, certificate).map(fault -> refused(fault, certificate));
  }

  private static Optional<PathFault> faultNow(Context at, X509Certificate certificate) {
    return Issuer.faultAt(certificate.notBefore(), certificate.notAfter(), at.time());
  }

  private static Outcome refused(PathFault fault, X509Certificate certificate) {
    return Outcome.rejected(
        AuthorityRefusal.of(fault),
        "the certificate of "
            + certificate.subject().words()
            + " holds from "
            + certificate.notBefore()
            + " to "
            + certificate.notAfter());
  }

  /** The authority {@code id}, which must be there, and those above it, the root last. */
  static List<CertificateAuthority> path(View state, AuthorityId id) {
    List<CertificateAuthority> path = new ArrayList<>();
    Optional<AuthorityId> next = Optional.of(id);
    while (next.isPresent()) {
      path.add(state.find(AUTHORITIES, next.get()).orElseThrow());
      next = path.getLast().above();
    }
    return path;
  }

  @Override
  public Surface surface() {
    return Surface.at(
            "authorities",
            "authority",
            "Makers' certificate authorities, and devices' certificates from them.")
        .submit(AuthorityTransaction.class)
        .facts(AuthorityFact.class)
        .refusals(AuthorityRefusal.class)
        .approvals(ApprovalClass.ROOTS, AddRoot.class, RevokeAuthority.class)
        .tables(AUTHORITIES, NAMES, BINDINGS, HOLDERS)
        .reads(Parties.class)
        .reads(Things.class)
        .find(
            "authorities/{authority}",
            "A certificate authority by SHA-256 of its certificate.",
            AUTHORITIES,
            Readers.everyone())
        .list("authorities", "All certificate authorities.", AUTHORITIES, Readers.everyone())
        .deriveEach(
            "certificates/{thing}",
            "A thing's certificates from makers' authorities: by whom, until when, and whether"
                + " they count.",
            BINDINGS,
            CertificateStanding.class,
            Readers.everyone(),
            (state, now, id, binding) ->
                CertificateStanding.of(now, id, binding, path(state, binding.authority())))
        .find(
            "holders/{key}",
            "The thing with a certificate for a key.",
            HOLDERS,
            Readers.everyone());
  }
}
