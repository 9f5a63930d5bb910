package birthmark.contracts.parties;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import birthmark.bytes.Bytes;
import birthmark.contract.Acting;
import birthmark.contract.ApprovalClass;
import birthmark.contract.Fact;
import birthmark.contract.Keys;
import birthmark.contract.Transaction;
import birthmark.contracts.Contracts;
import birthmark.contracts.governance.GovernanceFact;
import birthmark.contracts.governance.GovernanceTransaction;
import birthmark.cose.Algorithm;
import birthmark.cose.CoseKey;
import birthmark.cose.SigningKey;
import birthmark.statement.EnvelopeRefusal;
import birthmark.statement.RefusedException;
import birthmark.statement.Statement;
import birthmark.testing.NotesLedger;
import birthmark.testing.SignedLedger;
import birthmark.testing.notes.Notes;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Approvals with real signatures, of a transaction of another contract, and replayed. */
class ApprovalLedgerTest {
  private static final Transaction ASKED = new GovernanceTransaction.ScheduleRules(2, 1_000);

  private final SignedLedger ledger = new SignedLedger(Contracts.rulebook(), 7);
  private final SigningKey ann = person();
  private final SigningKey ben = person();

  private SigningKey person() {
    SigningKey key = ledger.key(Algorithm.ED25519);
    ledger.accept(
        key, new PartyTransaction.RegisterPerson(key.publicKey(), Bytes.copyOf(new byte[32])));
    return key;
  }

  private static PartyId id(SigningKey key) {
    return new PartyId(key.publicKey().thumbprint().value());
  }

  private Bytes root() {
    return id(ledger.root()).value();
  }

  private void bothApproveRules() {
    ledger.accept(ledger.root(), new GovernanceTransaction.SignalReadiness(2));
    ledger.accept(
        ledger.root(),
        new PartyTransaction.RequireApprovals(
            ApprovalClass.RULES, 2, List.of(id(ann), id(ben)), 3_600));
  }

  @Test
  void whatTwoApproveIsDecidedByItsContractInThePartysName() {
    bothApproveRules();
    assertEquals(PartyRefusal.NOT_AN_APPROVER, ledger.refuse(ledger.root(), ASKED));
    Statement proposal = ledger.sign(ann, ASKED, Acting.inNameOf(root()));
    List<Fact> proposed = ledger.accept(proposal).facts();
    assertInstanceOf(PartyFact.Proposed.class, proposed.getFirst());
    List<Fact> facts =
        ledger.accept(ledger.sign(ben, ASKED, Acting.approving(root(), proposal.id()))).facts();
    assertEquals(
        new PartyFact.Approved(
            id(ledger.root()), ApprovalClass.RULES, proposal.id(), List.of(id(ann), id(ben))),
        facts.getFirst());
    assertEquals(new GovernanceFact.RulesScheduled(2, 1_000, id(ledger.root())), facts.getLast());
    ledger.replay();
  }

  @Test
  void aKeyThatWasRevokedApprovesNothing() {
    bothApproveRules();
    Statement proposal = ledger.sign(ann, ASKED, Acting.inNameOf(root()));
    ledger.accept(proposal);
    SigningKey next = ledger.key(Algorithm.ED25519);
    ledger.accept(
        ben,
        new PartyTransaction.AddSigningKey(
            id(ben),
            next.publicKey(),
            PartyTransaction.AddSigningKey.claim(ledger.network(), id(ben), next.publicKey())
                .sign(next)));
    ledger.accept(
        next,
        new PartyTransaction.RevokeKey(ben.publicKey().thumbprint(), RevocationReason.COMPROMISED));
    assertEquals(
        EnvelopeRefusal.KEY_REVOKED,
        ledger.refuse(ledger.sign(ben, ASKED, Acting.approving(root(), proposal.id()))));
    ledger.accept(ledger.sign(next, ASKED, Acting.approving(root(), proposal.id())));
    ledger.replay();
  }

  @Test
  void theSameStatementInAnothersNameHasAnotherId() {
    Statement own = ledger.sign(ann, 900, ASKED, Optional.empty());
    Statement other = ledger.sign(ann, 900, ASKED, Optional.of(Acting.inNameOf(root())));
    assertEquals(Optional.of(Acting.inNameOf(root())), other.acting());
    assertEquals(own.transaction(), other.transaction());
    assertEquals(2, List.of(own.id(), other.id()).stream().distinct().count());
  }

  @Test
  void rulesThatKnowNobodyWhoActsForAnotherReadNoSuchStatement() {
    NotesLedger notes = new NotesLedger(1, 100, 3);
    Bytes signed =
        new Statement.Draft(
                notes.machine().network(),
                1,
                NotesLedger.START,
                new Notes.Unpin(new Notes.Title("a note")),
                Optional.of(Acting.inNameOf(root())))
            .sign(NotesLedger.rulebook(), ann);
    RefusedException refused =
        assertThrows(
            RefusedException.class, () -> Statement.decode(NotesLedger.rulebook(), signed));
    assertEquals(EnvelopeRefusal.MALFORMED, refused.reason());
  }

  @Test
  void aPartyThatLostItsKeyGetsOneFromItsGuardiansAndSignsWithIt() {
    SigningKey ward = person();
    ledger.accept(
        ward, new PartyTransaction.NameGuardians(2, List.of(id(ann), id(ben)), 3_600, 7_200));
    SigningKey next = ledger.key(Algorithm.ED25519);
    PartyTransaction.Recover recover =
        new PartyTransaction.Recover(
            id(ward),
            next.publicKey(),
            PartyTransaction.AddSigningKey.claim(ledger.network(), id(ward), next.publicKey())
                .sign(next));
    Statement proposal = ledger.sign(ann, recover, Acting.inNameOf(id(ward).value()));
    ledger.accept(proposal);
    ledger.accept(ledger.sign(ben, recover, Acting.approving(id(ward).value(), proposal.id())));
    PartyTransaction.RevokeKey lost =
        new PartyTransaction.RevokeKey(ward.publicKey().thumbprint(), RevocationReason.LOST);
    assertEquals(EnvelopeRefusal.UNKNOWN_KEY, ledger.refuse(next, lost));
    ledger.block(7_200, true);
    assertEquals(
        Optional.of(new Keys.Since(ledger.ledger().tip().height())),
        ledger
            .state()
            .find(
                Keys.OF_SUBJECT,
                new Keys.OfSubject(id(ward).subject(), next.publicKey().thumbprint())),
        "the key is listed as its party's");
    ledger.accept(next, lost);
    assertEquals(
        EnvelopeRefusal.KEY_REVOKED,
        ledger.refuse(ward, new PartyTransaction.StopRecovery(next.publicKey().thumbprint())));
    ledger.replay();
  }

  @Test
  void aRecoveryToAKeyThatIsUnsoundGivesNothingAndHindersNoOther() {
    SigningKey ward = person();
    ledger.accept(ward, new PartyTransaction.NameGuardians(1, List.of(id(ann)), 3_600, 3_600));
    // The neutral element: anybody can make signatures under it that hold.
    CoseKey neutral = CoseKey.ed25519(Bytes.fromHex("01" + "00".repeat(31)));
    Bytes forged = Bytes.fromHex("01" + "00".repeat(63));
    Acting acting = Acting.inNameOf(id(ward).value());
    ledger.accept(
        ledger.sign(ann, new PartyTransaction.Recover(id(ward), neutral, forged), acting));
    ledger.block(3_600, true);
    assertEquals(Optional.empty(), ledger.state().find(Keys.TABLE, neutral.thumbprint()));
    SigningKey next = ledger.key(Algorithm.ED25519);
    ledger.accept(
        ledger.sign(
            ann,
            new PartyTransaction.Recover(
                id(ward),
                next.publicKey(),
                PartyTransaction.AddSigningKey.claim(ledger.network(), id(ward), next.publicKey())
                    .sign(next)),
            acting));
    ledger.replay();
  }

  @Test
  void aKeyIsStillOneSubjectsWhateverNameItSignsIn() {
    bothApproveRules();
    ledger.accept(ledger.sign(ann, ASKED, Acting.inNameOf(root())));
    assertEquals(
        id(ann).subject(),
        ledger.state().find(Keys.TABLE, ann.publicKey().thumbprint()).orElseThrow().subject());
  }
}
