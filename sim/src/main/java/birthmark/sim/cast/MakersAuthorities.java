package birthmark.sim.cast;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.contract.ApprovalClass;
import birthmark.contract.Transaction;
import birthmark.contracts.authorities.Authorities;
import birthmark.contracts.authorities.AuthorityId;
import birthmark.contracts.authorities.AuthorityTransaction;
import birthmark.contracts.authorities.Binding;
import birthmark.contracts.parties.ApprovalPolicy;
import birthmark.contracts.parties.Approvals;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.contracts.things.Thing;
import birthmark.contracts.things.ThingId;
import birthmark.contracts.things.Things;
import birthmark.cose.Algorithm;
import birthmark.state.Entry;
import birthmark.state.View;
import birthmark.x509.CertificateDraft;
import birthmark.x509.CertificateDraft.Extension;
import birthmark.x509.DistinguishedName;
import birthmark.x509.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Roots and lines of makers, and what is asked of the ledger about them and their devices. */
final class MakersAuthorities {
  private static final Timestamp UNTIL = Timestamp.parse("2056-01-01T00:00:00Z");
  private static final Timestamp SOON = Cast.START.plusSeconds(4_000);

  /** An authority whose key is here. */
  private record Authority(X509Certificate certificate, SeededKey key) {}

  private final Cast cast;
  private final RandomGenerator random;
  private final List<Authority> roots = new ArrayList<>();
  private final List<Authority> lines = new ArrayList<>();

  MakersAuthorities(Cast cast, RandomGenerator random) {
    this.cast = cast;
    this.random = random;
    List<SeededKey> keys = cast.issuers();
    root("Sim Root 1", Optional.empty(), keys.get(0), UNTIL);
    root("Sim Root 2", Optional.of("FFF1"), keys.get(1), UNTIL);
    root("Sim Root 3", Optional.empty(), keys.get(2), SOON);
    line("Sim Line 1", keys.get(3), roots.get(0), Optional.of(0));
    line("Sim Line 2", keys.get(4), roots.get(1), Optional.empty());
    line("Sim Line 3", keys.get(4), roots.get(2), Optional.empty());
    line("Sim Line 4", keys.get(4), lines.get(0), Optional.empty());
  }

  private void root(String name, Optional<String> vendor, SeededKey key, Timestamp until) {
    CertificateDraft draft =
        CertificateDraft.root(
            CertificateDraft.name(name, vendor),
            key.publicKey(),
            Cast.START,
            until,
            Optional.empty());
    roots.add(new Authority(X509Certificate.parse(draft.sign(key)), key));
  }

  private void line(String name, SeededKey key, Authority above, Optional<Integer> below) {
    DistinguishedName named = CertificateDraft.name(name, above.certificate().subject().vendor());
    CertificateDraft draft =
        CertificateDraft.intermediate(
            named, key.publicKey(), above.certificate(), lines.size() + 1L, UNTIL, below);
    lines.add(new Authority(X509Certificate.parse(draft.sign(above.key())), key));
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  /** What somebody wants of authorities or of a thing's certificate. */
  Intention next(Intentions.Knowledge known, Bytes network, ThingId thing, Cast.Party owner) {
    Cast.Party root = cast.root();
    ApprovalPolicy.Id place = new ApprovalPolicy.Id(root.id(), ApprovalClass.ROOTS);
    if (known.state().find(Approvals.POLICIES, place).isEmpty() && chance(60)) {
      List<PartyId> approvers = cast.parties().subList(0, 3).stream().map(Cast.Party::id).toList();
      return new Intention(
          root.key(),
          new PartyTransaction.RequireApprovals(ApprovalClass.ROOTS, 2, approvers, 400_000));
    }
    List<Authority> there =
        known(known, List.of(roots, lines).stream().flatMap(List::stream).toList());
    return switch (there.isEmpty() ? 0 : random.nextInt(12)) {
      case 0, 1 -> addRoot(known);
      case 2, 3 -> addLine();
      case 4 ->
          new Intention(
              chance(50) ? root.key() : pick(cast.parties()).key(),
              new AuthorityTransaction.RevokeAuthority(
                  AuthorityId.of(pick(chance(70) ? lines : roots).certificate()), "it leaked"));
      case 5, 6 -> withdraw(known, owner);
      default -> bind(pick(chance(90) ? there : lines), network, thing, owner);
    };
  }

  private static List<Authority> known(Intentions.Knowledge known, List<Authority> all) {
    return all.stream()
        .filter(
            each ->
                known
                    .state()
                    .find(Authorities.AUTHORITIES, AuthorityId.of(each.certificate()))
                    .isPresent())
        .toList();
  }

  private Intention addRoot(Intentions.Knowledge known) {
    List<Authority> missing = new ArrayList<>(roots);
    missing.removeAll(known(known, roots));
    X509Certificate root = pick(missing.isEmpty() ? roots : missing).certificate();
    Optional<PartyId> maker =
        chance(30) ? Optional.of(pick(cast.parties()).id()) : Optional.empty();
    return new Intention(
        chance(95) ? cast.root().key() : pick(cast.parties()).key(),
        new AuthorityTransaction.AddRoot(root.der(), maker));
  }

  private Intention addLine() {
    int which = random.nextInt(lines.size());
    Authority above = which == 3 ? lines.get(0) : roots.get(which);
    Authority named = chance(90) ? above : pick(roots);
    Transaction add =
        new AuthorityTransaction.AddIntermediate(
            lines.get(which).certificate().der(),
            AuthorityId.of(above.certificate()),
            named.key().publicKey());
    return new Intention(pick(cast.parties().subList(0, 3)).key(), add);
  }

  private Intention bind(Authority above, Bytes network, ThingId thing, Cast.Party owner) {
    SeededKey key = pick(chance(40) ? cast.things() : cast.spares());
    Optional<String> vendor =
        chance(80) ? above.certificate().subject().vendor() : Optional.of("FFF2");
    CertificateDraft draft =
        CertificateDraft.device(
            CertificateDraft.name("Device " + random.nextInt(3), vendor),
            key.publicKey(),
            above.certificate(),
            1 + random.nextInt(3),
            chance(85) ? UNTIL : Cast.START.plusSeconds(random.nextInt(2_000)));
    if (chance(8)) {
      draft = draft.with(List.of(Extension.usage(CertificateDraft.REVOCATION_LISTS)));
    } else if (chance(8)) {
      draft = draft.with(List.of(Extension.purpose("2b06010505070301")));
    } else if (chance(8)) {
      draft = draft.with(List.of(Extension.authority(Optional.empty())));
    }
    Bytes der =
        chance(95)
            ? draft.sign(above.key())
            : draft.signed(Algorithm.ED25519, Bytes.copyOf(new byte[64]));
    X509Certificate device = X509Certificate.parse(der);
    Bytes possession =
        AuthorityTransaction.Bind.claim(network, thing, device)
            .sign(chance(95) ? key : pick(cast.spares()));
    return new Intention(
        owner.key(),
        new AuthorityTransaction.Bind(
            thing, der, AuthorityId.of(above.certificate()), above.key().publicKey(), possession));
  }

  private Intention withdraw(Intentions.Knowledge known, Cast.Party owner) {
    List<Entry<Binding.Id, Binding>> bound =
        known.state().list(Authorities.BINDINGS, List.of(), Optional.empty(), View.LIST_MAX);
    if (bound.isEmpty()) {
      return addLine();
    }
    Binding.Id id = pick(bound).key();
    Cast.Party maker =
        known
            .state()
            .find(Things.THINGS, id.thing())
            .map(Thing::maker)
            .flatMap(cast::party)
            .orElse(owner);
    return new Intention(
        (chance(70) ? maker : owner).key(),
        new AuthorityTransaction.WithdrawCertificate(id.thing(), id.certificate(), "replaced"));
  }
}
