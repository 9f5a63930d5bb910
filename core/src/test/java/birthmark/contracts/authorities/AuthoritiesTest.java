package birthmark.contracts.authorities;

import static org.junit.jupiter.api.Assertions.assertEquals;

import birthmark.contract.Now;
import birthmark.contracts.authorities.AuthorityTransaction.RevokeAuthority;
import birthmark.contracts.authorities.AuthorityTransaction.WithdrawCertificate;
import birthmark.contracts.things.ThingId;
import birthmark.cose.CoseKey;
import birthmark.state.Entry;
import birthmark.testing.Hearing;
import birthmark.testing.ProductContractTest;
import birthmark.x509.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AuthoritiesTest extends ProductContractTest<AuthorityWorld> {
  private AuthorityWorld played = new AuthorityWorld();

  AuthoritiesTest() {
    super(Authorities.class, AuthorityWorld::new);
  }

  @Override
  protected Hearing hearing() {
    played = new AuthorityWorld();
    return played.things.hearing;
  }

  @Override
  protected NaiveModel model(Hearing hearing) {
    return new NaiveAuthorities(played);
  }

  @Override
  protected List<Case<AuthorityWorld>> cases() {
    List<Case<AuthorityWorld>> cases = new ArrayList<>(AuthorityCases.roots());
    cases.addAll(AuthorityCases.intermediates());
    cases.addAll(BindingCases.all());
    return cases;
  }

  private static CertificateStanding standing(AuthorityWorld world, CoseKey thing) {
    Hearing hearing = world.things.hearing;
    Entry<Binding.Id, Binding> row =
        hearing
            .state()
            .list(Authorities.BINDINGS, List.of(ThingId.of(thing)), Optional.empty(), 2)
            .getFirst();
    return CertificateStanding.of(
        new Now(hearing.height(), hearing.time()),
        row.key(),
        row.value(),
        Authorities.path(hearing.state(), row.value().authority()));
  }

  @Test
  void whoeverLooksSeesByWhomAndUntilWhenACertificateCounts() {
    AuthorityWorld world = new AuthorityWorld();
    CoseKey thing = world.things.born();
    BindingCases.bound(world, thing);
    CertificateStanding valid = standing(world, thing);
    assertEquals(CertificateStanding.Kind.VALID, valid.kind());
    assertEquals("CN=Line", valid.issuer());
    assertEquals("CN=Root", valid.root());
    assertEquals("It is valid until 2056-01-01T00:00:00Z.", valid.why());
    world.things.hearing.pass(31L * 366 * 86_400);
    assertEquals(CertificateStanding.Kind.EXPIRED, standing(world, thing).kind());
  }

  @Test
  void theEndOfAnAuthorityEndsAllBelowItWithOneRecord() {
    AuthorityWorld world = new AuthorityWorld();
    X509Certificate root = world.root();
    X509Certificate line = world.intermediate(world.acme, root);
    List<CoseKey> things = List.of(world.things.born(), world.things.born());
    for (CoseKey thing : things) {
      mustAccept(
          world.decide(
              world.acme,
              AuthorityWorld.bind(
                  thing, AuthorityWorld.signed(world.deviceDraft(thing, line)), line)));
    }
    mustAccept(world.together(new RevokeAuthority(AuthorityId.of(root), "the key leaked")));
    for (CoseKey thing : things) {
      assertEquals(CertificateStanding.Kind.AUTHORITY_REVOKED, standing(world, thing).kind());
    }
  }

  @Test
  void aWithdrawnCertificateSaysSo() {
    AuthorityWorld world = new AuthorityWorld();
    CoseKey thing = world.things.born();
    mustAccept(
        world.decide(
            world.acme,
            new WithdrawCertificate(
                ThingId.of(thing), BindingCases.bound(world, thing), "it was replaced")));
    assertEquals(CertificateStanding.Kind.WITHDRAWN, standing(world, thing).kind());
  }
}
