package birthmark.contracts.authorities;

import static birthmark.testing.ContractTest.accepts;
import static birthmark.testing.ContractTest.mustAccept;
import static birthmark.testing.ContractTest.refuses;

import birthmark.bytes.Bytes;
import birthmark.contract.Outcome;
import birthmark.contracts.authorities.AuthorityTransaction.RevokeAuthority;
import birthmark.contracts.authorities.AuthorityTransaction.WithdrawCertificate;
import birthmark.contracts.things.ThingId;
import birthmark.cose.CoseKey;
import birthmark.testing.ContractTest.Case;
import birthmark.x509.CertificateDraft;
import birthmark.x509.CertificateDraft.Extension;
import birthmark.x509.X509Certificate;
import java.util.List;
import java.util.Optional;

/** Which certificate is bound to which thing, by whom. */
final class BindingCases {
  private BindingCases() {}

  /** A binding of a certificate with {@code extensions} by the maker. */
  private static Outcome deviceWith(AuthorityWorld world, Extension... extensions) {
    X509Certificate line = world.intermediate(world.acme, world.root());
    X509Certificate device =
        AuthorityWorld.signed(
            world.deviceDraft(world.parties.key(), line).with(List.of(extensions)));
    return world.decide(world.acme, AuthorityWorld.bind(world.things.born(), device, line));
  }

  private static Outcome bind(AuthorityWorld world, CoseKey by, CoseKey thing, CoseKey key) {
    X509Certificate line = world.intermediate(world.acme, world.root());
    return world.decide(
        by, AuthorityWorld.bind(thing, AuthorityWorld.signed(world.deviceDraft(key, line)), line));
  }

  private static Outcome withdraw(CoseKey by, AuthorityWorld world, CoseKey thing, Bytes which) {
    return world.decide(by, new WithdrawCertificate(ThingId.of(thing), which, "it was replaced"));
  }

  static List<Case<AuthorityWorld>> all() {
    return List.of(
        accepts(
            "a maker binds the certificate of a thing's own key",
            world -> {
              CoseKey thing = world.things.born();
              return bind(world, world.acme, thing, thing);
            },
            AuthorityFact.CertificateBound.class),
        accepts(
            "the owner binds one of a key that the device has besides",
            world -> bind(world, world.site, world.things.sold(), world.parties.key()),
            AuthorityFact.CertificateBound.class),
        refuses(
            AuthorityRefusal.NO_SUCH_THING,
            "of what was never born",
            world -> bind(world, world.acme, world.parties.key(), world.parties.key())),
        refuses(
            AuthorityRefusal.NEITHER_OWNER_NOR_MAKER,
            "by somebody else",
            world -> bind(world, world.bolt, world.things.born(), world.parties.key())),
        refuses(
            AuthorityRefusal.NO_SUCH_AUTHORITY,
            "from what nobody trusts",
            world -> {
              X509Certificate root = world.rootOf("Root");
              X509Certificate device =
                  AuthorityWorld.signed(world.deviceDraft(world.parties.key(), root));
              return world.decide(
                  world.acme, AuthorityWorld.bind(world.things.born(), device, root));
            }),
        refuses(
            AuthorityRefusal.AUTHORITY_REVOKED,
            "from below a revoked root",
            world -> {
              X509Certificate root = world.root();
              X509Certificate line = world.intermediate(world.acme, root);
              mustAccept(world.together(new RevokeAuthority(AuthorityId.of(root), "it leaked")));
              X509Certificate device =
                  AuthorityWorld.signed(world.deviceDraft(world.parties.key(), line));
              return world.decide(
                  world.acme, AuthorityWorld.bind(world.things.born(), device, line));
            }),
        refuses(
            AuthorityRefusal.AUTHORITY_OF_ANOTHER_MAKER,
            "from another maker's authority",
            world -> {
              X509Certificate line = world.intermediate(world.bolt, world.root());
              X509Certificate device =
                  AuthorityWorld.signed(world.deviceDraft(world.parties.key(), line));
              return world.decide(
                  world.acme, AuthorityWorld.bind(world.things.born(), device, line));
            }),
        refuses(
            AuthorityRefusal.ISSUED_BY_ANOTHER,
            "what another authority issued",
            world -> {
              X509Certificate root = world.root();
              X509Certificate line = world.intermediate(world.acme, root);
              X509Certificate device =
                  AuthorityWorld.signed(world.deviceDraft(world.parties.key(), line));
              return world.decide(
                  world.acme, AuthorityWorld.bind(world.things.born(), device, root));
            }),
        refuses(
            AuthorityRefusal.IS_AN_AUTHORITY,
            "one of an authority",
            world -> deviceWith(world, Extension.authority(Optional.empty()))),
        refuses(
            AuthorityRefusal.NOT_FOR_SIGNATURES,
            "one whose key signs nothing but revocation lists",
            world -> deviceWith(world, Extension.usage(CertificateDraft.REVOCATION_LISTS))),
        refuses(
            AuthorityRefusal.NOT_FOR_CLIENTS,
            "one for servers alone",
            world -> deviceWith(world, Extension.purpose("2b06010505070301"))),
        accepts(
            "one for clients",
            world -> deviceWith(world, Extension.purpose("2b06010505070302")),
            AuthorityFact.CertificateBound.class),
        refuses(
            AuthorityRefusal.VENDOR_DIFFERS,
            "one that does not name its root's vendor",
            world -> {
              X509Certificate root =
                  world.root(
                      CertificateDraft.root(
                          CertificateDraft.name("Root", Optional.of("FFF1")),
                          world.parties.key(),
                          AuthorityWorld.FROM,
                          AuthorityWorld.UNTIL,
                          Optional.empty()),
                      Optional.of(world.acme));
              X509Certificate device =
                  AuthorityWorld.signed(world.deviceDraft(world.parties.key(), root));
              return world.decide(
                  world.acme, AuthorityWorld.bind(world.things.born(), device, root));
            }),
        refuses(
            AuthorityRefusal.EXPIRED,
            "one whose time is over",
            world -> {
              X509Certificate line = world.intermediate(world.acme, world.root());
              CertificateDraft draft =
                  CertificateDraft.device(
                      CertificateDraft.name("Device", Optional.empty()),
                      world.parties.key(),
                      line,
                      9,
                      AuthorityWorld.FROM.plusSeconds(60));
              return world.decide(
                  world.acme,
                  AuthorityWorld.bind(world.things.born(), AuthorityWorld.signed(draft), line));
            }),
        refuses(
            AuthorityRefusal.AUTHORITY_EXPIRED,
            "one whose authority's time is over",
            world -> {
              X509Certificate line = world.intermediate(world.acme, world.root());
              CertificateDraft draft =
                  CertificateDraft.device(
                      CertificateDraft.name("Device", Optional.empty()),
                      world.parties.key(),
                      line,
                      9,
                      AuthorityWorld.UNTIL.plusSeconds(100L * 366 * 86_400));
              CoseKey thing = world.things.born();
              world.things.hearing.pass(31L * 366 * 86_400);
              return world.decide(
                  world.acme, AuthorityWorld.bind(thing, AuthorityWorld.signed(draft), line));
            }),
        refuses(
            AuthorityRefusal.KEY_OF_ANOTHER,
            "one of another thing's key",
            world -> bind(world, world.acme, world.things.born(), world.things.born())),
        refuses(
            AuthorityRefusal.KEY_OF_ANOTHER,
            "one that another thing has",
            world -> {
              CoseKey key = world.parties.key();
              mustAccept(bind(world, world.acme, world.things.born(), key));
              return bind(world, world.acme, world.things.born(), key);
            }),
        refuses(
            AuthorityRefusal.ALREADY_BOUND,
            "twice",
            world -> {
              X509Certificate line = world.intermediate(world.acme, world.root());
              CoseKey thing = world.things.born();
              X509Certificate device =
                  AuthorityWorld.signed(world.deviceDraft(world.parties.key(), line));
              mustAccept(world.decide(world.acme, AuthorityWorld.bind(thing, device, line)));
              return world.decide(world.acme, AuthorityWorld.bind(thing, device, line));
            }),
        accepts(
            "a maker withdraws one",
            world -> {
              CoseKey thing = world.things.born();
              return withdraw(world.acme, world, thing, bound(world, thing));
            },
            AuthorityFact.CertificateWithdrawn.class),
        refuses(
            AuthorityRefusal.NO_SUCH_CERTIFICATE,
            "what is not bound cannot be withdrawn",
            world ->
                withdraw(world.acme, world, world.things.born(), world.rootOf("Root").digest())),
        refuses(
            AuthorityRefusal.ALREADY_WITHDRAWN,
            "withdrawn twice",
            world -> {
              CoseKey thing = world.things.born();
              Bytes which = bound(world, thing);
              mustAccept(withdraw(world.acme, world, thing, which));
              return withdraw(world.acme, world, thing, which);
            }));
  }

  /** The certificate that {@code thing} is given. */
  static Bytes bound(AuthorityWorld world, CoseKey thing) {
    X509Certificate line = world.intermediate(world.acme, world.root());
    X509Certificate device = AuthorityWorld.signed(world.deviceDraft(world.parties.key(), line));
    mustAccept(world.decide(world.acme, AuthorityWorld.bind(thing, device, line)));
    return device.digest();
  }
}
