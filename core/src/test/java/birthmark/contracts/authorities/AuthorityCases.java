package birthmark.contracts.authorities;

import static birthmark.testing.ContractTest.accepts;
import static birthmark.testing.ContractTest.mustAccept;
import static birthmark.testing.ContractTest.refuses;

import birthmark.contract.Outcome;
import birthmark.contract.Role;
import birthmark.contracts.authorities.AuthorityTransaction.AddIntermediate;
import birthmark.contracts.authorities.AuthorityTransaction.RevokeAuthority;
import birthmark.contracts.parties.PartyFact;
import birthmark.cose.CoseKey;
import birthmark.testing.ContractTest.Case;
import birthmark.x509.CertificateDraft;
import birthmark.x509.CertificateDraft.Extension;
import birthmark.x509.X509Certificate;
import java.util.List;
import java.util.Optional;

/** Who adds and revokes which authority. */
final class AuthorityCases {
  private AuthorityCases() {}

  private static Outcome revoke(AuthorityWorld world, CoseKey by, X509Certificate authority) {
    return world.decide(by, new RevokeAuthority(AuthorityId.of(authority), "the key leaked"));
  }

  private static X509Certificate revoked(AuthorityWorld world) {
    X509Certificate root = world.root();
    mustAccept(world.together(new RevokeAuthority(AuthorityId.of(root), "the key leaked")));
    return root;
  }

  private static Outcome rootWith(AuthorityWorld world, Extension... extensions) {
    CertificateDraft draft =
        world.rootDraft("Root", world.parties.key(), Optional.empty()).with(List.of(extensions));
    return world.together(AuthorityWorld.add(AuthorityWorld.signed(draft), Optional.empty()));
  }

  static List<Case<AuthorityWorld>> roots() {
    return List.of(
        accepts(
            "two of three trust a root",
            world ->
                world.together(AuthorityWorld.add(world.rootOf("Root"), Optional.of(world.acme))),
            PartyFact.Approved.class,
            AuthorityFact.RootAdded.class),
        refuses(
            AuthorityRefusal.NOT_A_REPLICA,
            "a maker trusts no root",
            world ->
                world.decide(
                    world.acme, AuthorityWorld.add(world.rootOf("Root"), Optional.empty()))),
        refuses(
            AuthorityRefusal.NOT_BY_QUORUM,
            "a replica without a policy trusts none either",
            world -> {
              CoseKey other = world.parties.organisation("other", Role.REPLICA);
              return world.decide(
                  other, AuthorityWorld.add(world.rootOf("Root"), Optional.empty()));
            }),
        refuses(
            AuthorityRefusal.NOT_BY_QUORUM,
            "one of one is no quorum",
            world -> {
              world.otherwise(1, world.acme);
              return world.parties.decideFor(
                  world.acme,
                  world.parties.root,
                  AuthorityWorld.add(world.rootOf("Root"), Optional.empty()));
            }),
        refuses(
            AuthorityRefusal.NOT_BY_QUORUM,
            "three of five are less than two thirds",
            world -> fiveTrustees(world, 3)),
        accepts(
            "four of five are two thirds",
            world -> fiveTrustees(world, 4),
            PartyFact.Approved.class,
            AuthorityFact.RootAdded.class),
        refuses(
            AuthorityRefusal.NO_SUCH_PARTY,
            "for the devices of nobody",
            world ->
                world.together(
                    AuthorityWorld.add(world.rootOf("Root"), Optional.of(world.parties.key())))),
        refuses(
            AuthorityRefusal.AUTHORITY_EXISTS,
            "a root twice",
            world -> world.together(AuthorityWorld.add(world.root(), Optional.empty()))),
        refuses(
            AuthorityRefusal.NOT_AN_AUTHORITY,
            "a root that says it is none",
            world -> rootWith(world, Extension.device())),
        refuses(
            AuthorityRefusal.NOT_FOR_CERTIFICATES,
            "a root whose key is for something else",
            world ->
                rootWith(
                    world,
                    Extension.authority(Optional.empty()),
                    Extension.usage(CertificateDraft.DIGITAL_SIGNATURE))),
        refuses(
            AuthorityRefusal.NOT_A_ROOT,
            "a root without a key identifier",
            world ->
                rootWith(
                    world,
                    Extension.authority(Optional.empty()),
                    Extension.usage(
                        CertificateDraft.CERTIFICATES | CertificateDraft.REVOCATION_LISTS))),
        refuses(
            AuthorityRefusal.NOT_A_ROOT,
            "an authority that another issued",
            world ->
                world.together(
                    AuthorityWorld.add(
                        AuthorityWorld.signed(
                            world.intermediateDraft(world.rootOf("Root"), Optional.empty())),
                        Optional.empty()))),
        refuses(
            AuthorityRefusal.EXPIRED,
            "a root whose time is over",
            world -> {
              world.things.hearing.pass(31L * 366 * 86_400);
              return world.together(AuthorityWorld.add(world.rootOf("Root"), Optional.empty()));
            }),
        refuses(
            AuthorityRefusal.NOT_YET_VALID,
            "a root whose time is to come",
            world -> {
              CertificateDraft later =
                  CertificateDraft.root(
                      CertificateDraft.name("Root", Optional.empty()),
                      world.parties.key(),
                      AuthorityWorld.UNTIL,
                      AuthorityWorld.UNTIL.plusSeconds(1_000),
                      Optional.empty());
              return world.together(
                  AuthorityWorld.add(AuthorityWorld.signed(later), Optional.empty()));
            }),
        refuses(
            AuthorityRefusal.NAME_OF_ANOTHER_MAKER,
            "another maker's name and key",
            world -> {
              CoseKey key = world.parties.key();
              world.root(world.rootDraft("Root", key, Optional.empty()), Optional.of(world.acme));
              return world.together(
                  AuthorityWorld.add(
                      AuthorityWorld.signed(world.rootDraft("Root", key, Optional.of(1))),
                      Optional.of(world.bolt)));
            }));
  }

  /** A root that as many of five trustees ask for as their policy needs. */
  private static Outcome fiveTrustees(AuthorityWorld world, int needed) {
    Trustees trustees = new Trustees(world, needed);
    return trustees.approved(AuthorityWorld.add(world.rootOf("Root"), Optional.empty()), needed);
  }

  static List<Case<AuthorityWorld>> intermediates() {
    return List.of(
        accepts(
            "a maker adds its own below a root for all",
            world -> {
              X509Certificate root = world.root();
              return world.decide(
                  world.acme,
                  AuthorityWorld.below(
                      root, AuthorityWorld.signed(world.intermediateDraft(root, Optional.of(0)))));
            },
            AuthorityFact.IntermediateAdded.class),
        refuses(
            AuthorityRefusal.NOT_A_MAKER,
            "who is no maker adds none",
            world -> {
              X509Certificate root = world.root();
              return world.decide(
                  world.site,
                  AuthorityWorld.below(
                      root, AuthorityWorld.signed(world.intermediateDraft(root, Optional.of(0)))));
            }),
        refuses(
            AuthorityRefusal.NO_SUCH_AUTHORITY,
            "below what nobody trusts",
            world -> {
              X509Certificate root = world.rootOf("Root");
              return world.decide(
                  world.acme,
                  AuthorityWorld.below(
                      root, AuthorityWorld.signed(world.intermediateDraft(root, Optional.of(0)))));
            }),
        refuses(
            AuthorityRefusal.AUTHORITY_REVOKED,
            "below what was revoked",
            world -> {
              X509Certificate root = revoked(world);
              return world.decide(
                  world.acme,
                  AuthorityWorld.below(
                      root, AuthorityWorld.signed(world.intermediateDraft(root, Optional.of(0)))));
            }),
        refuses(
            AuthorityRefusal.AUTHORITY_OF_ANOTHER_MAKER,
            "below another maker's",
            world -> {
              X509Certificate line = world.intermediate(world.acme, world.root());
              return world.decide(
                  world.bolt,
                  AuthorityWorld.below(
                      line, AuthorityWorld.signed(world.intermediateDraft(line, Optional.of(0)))));
            }),
        refuses(
            AuthorityRefusal.AUTHORITY_EXISTS,
            "twice",
            world -> {
              X509Certificate root = world.root();
              return world.decide(
                  world.acme, AuthorityWorld.below(root, world.intermediate(world.acme, root)));
            }),
        refuses(
            AuthorityRefusal.ISSUED_BY_ANOTHER,
            "what another root issued",
            world -> {
              X509Certificate root = world.root();
              return world.decide(
                  world.acme,
                  AuthorityWorld.below(
                      root,
                      AuthorityWorld.signed(
                          world.intermediateDraft(world.rootOf("Other"), Optional.empty()))));
            }),
        refuses(
            AuthorityRefusal.ISSUED_BY_ANOTHER,
            "what another key signed",
            world -> {
              X509Certificate root = world.root();
              return world.decide(
                  world.acme,
                  new AddIntermediate(
                      AuthorityWorld.signed(world.intermediateDraft(root, Optional.empty())).der(),
                      AuthorityId.of(root),
                      world.parties.key()));
            }),
        refuses(
            AuthorityRefusal.PATH_TOO_LONG,
            "below one that allows none below it",
            world -> {
              X509Certificate root =
                  world.root(
                      world.rootDraft("Root", world.parties.key(), Optional.of(0)),
                      Optional.empty());
              return world.decide(
                  world.acme,
                  AuthorityWorld.below(
                      root,
                      AuthorityWorld.signed(world.intermediateDraft(root, Optional.empty()))));
            }),
        refuses(
            AuthorityRefusal.PATH_TOO_LONG,
            "a fifth in a row",
            world -> {
              X509Certificate last = world.root();
              for (int i = 0; i < 3; i++) {
                last = world.intermediate(world.acme, last);
              }
              return world.decide(
                  world.acme,
                  AuthorityWorld.below(
                      last,
                      AuthorityWorld.signed(world.intermediateDraft(last, Optional.empty()))));
            }),
        accepts(
            "its maker revokes it",
            world -> revoke(world, world.acme, world.intermediate(world.acme, world.root())),
            AuthorityFact.AuthorityRevoked.class),
        refuses(
            AuthorityRefusal.NOT_A_REPLICA,
            "another maker does not",
            world -> revoke(world, world.bolt, world.intermediate(world.acme, world.root()))),
        accepts(
            "two of three revoke a root",
            world -> world.together(new RevokeAuthority(AuthorityId.of(world.root()), "it leaked")),
            PartyFact.Approved.class,
            AuthorityFact.AuthorityRevoked.class),
        refuses(
            AuthorityRefusal.NOT_A_REPLICA,
            "its maker alone revokes no root",
            world ->
                revoke(
                    world,
                    world.acme,
                    world.root(
                        world.rootDraft("Root", world.parties.key(), Optional.empty()),
                        Optional.of(world.acme)))),
        refuses(
            AuthorityRefusal.NO_SUCH_AUTHORITY,
            "what is not there",
            world -> revoke(world, world.acme, world.rootOf("Root"))),
        refuses(
            AuthorityRefusal.ALREADY_REVOKED,
            "twice",
            world -> {
              X509Certificate line = world.intermediate(world.acme, world.root());
              mustAccept(revoke(world, world.acme, line));
              return revoke(world, world.acme, line);
            }));
  }
}
