package birthmark.contracts.authorities;

import static birthmark.testing.ContractSamples.pick;
import static org.junit.jupiter.api.Assertions.assertEquals;

import birthmark.bytes.Bytes;
import birthmark.contract.Reason;
import birthmark.contracts.authorities.AuthorityTransaction.AddIntermediate;
import birthmark.contracts.authorities.AuthorityTransaction.AddRoot;
import birthmark.contracts.authorities.AuthorityTransaction.Bind;
import birthmark.contracts.authorities.AuthorityTransaction.RevokeAuthority;
import birthmark.contracts.authorities.AuthorityTransaction.WithdrawCertificate;
import birthmark.contracts.things.ThingId;
import birthmark.cose.CoseKey;
import birthmark.state.View;
import birthmark.testing.ContractTest;
import birthmark.x509.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Authorities once more, as a tree of names. The root is there from the beginning; the times of all
 * certificates are those of the world.
 */
final class NaiveAuthorities implements ContractTest.NaiveModel {
  /** An authority: who is above, whose it is, whether it was revoked. */
  private static final class Node {
    final X509Certificate certificate;
    final Optional<Node> above;
    final CoseKey maker;
    boolean ended;

    Node(X509Certificate certificate, Optional<Node> above, CoseKey maker) {
      this.certificate = certificate;
      this.above = above;
      this.maker = maker;
    }

    boolean gone() {
      return ended || above.map(Node::gone).orElse(false);
    }

    int level() {
      return 1 + above.map(Node::level).orElse(0);
    }
  }

  private final AuthorityWorld world;
  private final List<Node> nodes = new ArrayList<>();
  private final List<X509Certificate> certificates = new ArrayList<>();
  private final List<CoseKey> things;
  private final Map<CoseKey, CoseKey> holders = new HashMap<>();
  private final Map<Bytes, Boolean> bound = new HashMap<>();
  private final List<CoseKey> keys;

  NaiveAuthorities(AuthorityWorld world) {
    this.world = world;
    nodes.add(new Node(world.root(), Optional.empty(), world.site));
    things = List.of(world.things.born(), world.things.sold(), world.parties.key());
    keys = List.of(things.get(0), world.parties.key(), world.parties.key(), world.acme);
  }

  private CoseKey signer(Random random) {
    return pick(List.of(world.acme, world.acme, world.bolt, world.site), random);
  }

  @Override
  public ContractTest.Move move(Random random) {
    CoseKey signer = signer(random);
    Node above = pick(nodes, random);
    return switch (random.nextInt(10)) {
      case 0 ->
          new ContractTest.Move(
              signer, AuthorityWorld.add(world.rootOf("Other"), Optional.empty()));
      case 1, 2 -> {
        X509Certificate made =
            random.nextInt(6) == 0
                ? pick(nodes, random).certificate
                : AuthorityWorld.signed(
                    world.intermediateDraft(above.certificate, Optional.empty()));
        yield new ContractTest.Move(signer, AuthorityWorld.below(above.certificate, made));
      }
      case 3 ->
          new ContractTest.Move(
              random.nextInt(3) == 0 ? signer : above.maker,
              new RevokeAuthority(
                  AuthorityId.of(random.nextInt(9) == 0 ? world.rootOf("None") : above.certificate),
                  "it leaked"));
      case 4 ->
          new ContractTest.Move(
              signer,
              new WithdrawCertificate(
                  ThingId.of(pick(things, random)),
                  certificates.isEmpty()
                      ? above.certificate.digest()
                      : pick(certificates, random).digest(),
                  "it was replaced"));
      default -> {
        if (certificates.size() < 5 || random.nextInt(3) > 0) {
          certificates.add(
              AuthorityWorld.signed(world.deviceDraft(pick(keys, random), above.certificate)));
        }
        yield new ContractTest.Move(
            signer,
            AuthorityWorld.bind(
                pick(things, random), pick(certificates, random), above.certificate));
      }
    };
  }

  @Override
  public Optional<Reason> decide(ContractTest.Move move) {
    CoseKey signer = move.key();
    return switch ((AuthorityTransaction) move.transaction()) {
      case AddRoot _ -> Optional.of(AuthorityRefusal.NOT_A_REPLICA);
      case AddIntermediate add -> add(signer, add);
      case RevokeAuthority revoke -> revoke(signer, revoke);
      case Bind bind -> bind(signer, bind);
      case WithdrawCertificate withdraw -> withdraw(signer, withdraw);
    };
  }

  private Optional<Node> node(AuthorityId id) {
    return nodes.stream().filter(each -> AuthorityId.of(each.certificate).equals(id)).findFirst();
  }

  private Optional<Reason> unusable(Node above, CoseKey maker) {
    if (above.gone()) {
      return Optional.of(AuthorityRefusal.AUTHORITY_REVOKED);
    }
    return above.above.isPresent() && !above.maker.equals(maker)
        ? Optional.of(AuthorityRefusal.AUTHORITY_OF_ANOTHER_MAKER)
        : Optional.empty();
  }

  private Optional<Reason> add(CoseKey signer, AddIntermediate add) {
    if (signer.equals(world.site)) {
      return Optional.of(AuthorityRefusal.NOT_A_MAKER);
    }
    Node above = node(add.authority()).orElseThrow();
    Optional<Reason> unusable = unusable(above, signer);
    if (unusable.isPresent()) {
      return unusable;
    }
    X509Certificate made = X509Certificate.parse(add.certificate());
    if (node(AuthorityId.of(made)).isPresent()) {
      return Optional.of(AuthorityRefusal.AUTHORITY_EXISTS);
    }
    if (above.level() == 4) {
      return Optional.of(AuthorityRefusal.PATH_TOO_LONG);
    }
    nodes.add(new Node(made, Optional.of(above), signer));
    return Optional.empty();
  }

  private Optional<Reason> revoke(CoseKey signer, RevokeAuthority revoke) {
    Optional<Node> found = node(revoke.authority());
    if (found.isEmpty()) {
      return Optional.of(AuthorityRefusal.NO_SUCH_AUTHORITY);
    }
    Node node = found.get();
    if (node.ended) {
      return Optional.of(AuthorityRefusal.ALREADY_REVOKED);
    }
    if (node.above.isEmpty() || !node.maker.equals(signer)) {
      return Optional.of(AuthorityRefusal.NOT_A_REPLICA);
    }
    node.ended = true;
    return Optional.empty();
  }

  /** The thing behind an id, if it was born; the last was not. */
  private Optional<Reason> unconcerned(CoseKey signer, ThingId id) {
    if (id.equals(ThingId.of(things.get(2)))) {
      return Optional.of(AuthorityRefusal.NO_SUCH_THING);
    }
    boolean owner = id.equals(ThingId.of(things.get(1))) && signer.equals(world.site);
    return signer.equals(world.acme) || owner
        ? Optional.empty()
        : Optional.of(AuthorityRefusal.NEITHER_OWNER_NOR_MAKER);
  }

  private Optional<Reason> bind(CoseKey signer, Bind bind) {
    Node above = node(bind.authority()).orElseThrow();
    Optional<Reason> refused =
        unconcerned(signer, bind.thing()).or(() -> unusable(above, world.acme));
    if (refused.isPresent()) {
      return refused;
    }
    X509Certificate device = X509Certificate.parse(bind.certificate());
    Bytes aboveKey = above.certificate.subjectKey().orElseThrow();
    if (!device.issuer().equals(above.certificate.subject())
        || !device.extensions().issuerKey().orElseThrow().equals(aboveKey)) {
      return Optional.of(AuthorityRefusal.ISSUED_BY_ANOTHER);
    }
    CoseKey thing = ThingId.of(things.get(0)).equals(bind.thing()) ? things.get(0) : things.get(1);
    boolean others =
        !holders.getOrDefault(device.key(), thing).equals(thing)
            || device.key().equals(world.acme)
            || (device.key().equals(things.get(0)) && !thing.equals(things.get(0)));
    if (others) {
      return Optional.of(AuthorityRefusal.KEY_OF_ANOTHER);
    }
    Bytes name = bind.thing().value().concat(device.digest());
    if (bound.containsKey(name)) {
      return Optional.of(AuthorityRefusal.ALREADY_BOUND);
    }
    bound.put(name, true);
    holders.put(device.key(), thing);
    return Optional.empty();
  }

  private Optional<Reason> withdraw(CoseKey signer, WithdrawCertificate withdraw) {
    Optional<Reason> refused = unconcerned(signer, withdraw.thing());
    if (refused.isPresent()) {
      return refused;
    }
    Bytes name = withdraw.thing().value().concat(withdraw.certificate());
    if (!bound.containsKey(name)) {
      return Optional.of(AuthorityRefusal.NO_SUCH_CERTIFICATE);
    }
    boolean counted = bound.put(name, false);
    return counted ? Optional.empty() : Optional.of(AuthorityRefusal.ALREADY_WITHDRAWN);
  }

  @Override
  public void pass(long seconds) {}

  @Override
  public void compare(View state) {
    for (Node node : nodes) {
      CertificateAuthority row =
          state.find(Authorities.AUTHORITIES, AuthorityId.of(node.certificate)).orElseThrow();
      assertEquals(node.ended, row.ended().isPresent());
      assertEquals(node.level(), row.level());
    }
    assertEquals(
        nodes.size(),
        state.list(Authorities.AUTHORITIES, List.of(), Optional.empty(), 1_000).size());
    bound.forEach(
        (name, counts) ->
            assertEquals(
                counts,
                state
                    .find(
                        Authorities.BINDINGS,
                        new Binding.Id(new ThingId(name.slice(0, 32)), name.slice(32, 64)))
                    .orElseThrow()
                    .ended()
                    .isEmpty()));
    assertEquals(
        bound.size(), state.list(Authorities.BINDINGS, List.of(), Optional.empty(), 1_000).size());
    holders.forEach(
        (key, thing) ->
            assertEquals(
                ThingId.of(thing),
                state.find(Authorities.HOLDERS, key.thumbprint()).orElseThrow()));
  }
}
