package birthmark.contracts.authorities;

import static birthmark.testing.ContractTest.assertFacts;
import static birthmark.testing.ContractTest.mustAccept;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.contract.Outcome;
import birthmark.contracts.authorities.AuthorityTransaction.RevokeAuthority;
import birthmark.contracts.parties.PartyFact;
import birthmark.contracts.parties.PartyRefusal;
import birthmark.x509.X509Certificate;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The Matter ledger's rule on roots: of five trustees four trust one, and two vote one down. */
class RootVotesTest {
  private final AuthorityWorld world = new AuthorityWorld();
  private final Trustees trustees = new Trustees(world, 4);
  private final X509Certificate root = world.rootOf("Root");
  private final AuthorityTransaction.AddRoot add = AuthorityWorld.add(root, Optional.empty());

  private Optional<CertificateAuthority> trusted() {
    return world.things.hearing.state().find(Authorities.AUTHORITIES, AuthorityId.of(root));
  }

  private Outcome.Accepted accepted(Outcome outcome) {
    return (Outcome.Accepted) mustAccept(outcome);
  }

  @Test
  void whatOneTrusteeProposesHasNoEffectUntilFourAgree() {
    Bytes proposal = trustees.proposed(add);
    for (int by = 1; by < 3; by++) {
      assertFalse(trusted().isPresent());
      assertFacts(accepted(trustees.approve(by, proposal, add)), PartyFact.ApprovalGiven.class);
    }
    assertFalse(trusted().isPresent());
    assertFacts(
        accepted(trustees.approve(3, proposal, add)),
        PartyFact.Approved.class,
        AuthorityFact.RootAdded.class);
    assertTrue(trusted().isPresent());
  }

  @Test
  void moreThanAThirdVoteARootDownAndThenNobodyCanAgreeToItAnyMore() {
    Bytes proposal = trustees.proposed(add);
    assertFacts(accepted(trustees.reject(4, proposal)), PartyFact.RejectionGiven.class);
    assertFacts(accepted(trustees.reject(3, proposal)), PartyFact.ProposalRejected.class);
    Outcome.Rejected late = (Outcome.Rejected) trustees.approve(1, proposal, add);
    assertEquals(PartyRefusal.NO_SUCH_PROPOSAL, late.reason());
    assertFalse(trusted().isPresent());
  }

  @Test
  void aRootThatWasVotedDownCanBeProposedAgain() {
    Bytes proposal = trustees.proposed(add);
    mustAccept(trustees.reject(4, proposal));
    mustAccept(trustees.reject(3, proposal));
    mustAccept(trustees.approved(add, 4));
    assertTrue(trusted().isPresent());
  }

  @Test
  void theEndOfARootTakesFourOfFiveTooAndTwoVoteItDown() {
    mustAccept(trustees.approved(add, 4));
    RevokeAuthority end = new RevokeAuthority(AuthorityId.of(root), "the key leaked");
    Bytes voted = trustees.proposed(end);
    mustAccept(trustees.reject(4, voted));
    assertFacts(accepted(trustees.reject(3, voted)), PartyFact.ProposalRejected.class);
    assertEquals(Optional.empty(), trusted().orElseThrow().ended());
    mustAccept(trustees.approved(end, 4));
    assertTrue(trusted().orElseThrow().ended().isPresent());
  }
}
