package birthmark.testing.rogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import birthmark.bytes.Bytes;
import birthmark.contract.Context;
import birthmark.contract.Contract;
import birthmark.contract.History;
import birthmark.contract.Rulebook;
import birthmark.contract.Transaction;
import birthmark.cose.Algorithm;
import birthmark.cose.SigningKey;
import birthmark.machine.Decision;
import birthmark.machine.Machine;
import birthmark.state.View;
import birthmark.statement.EnvelopeRefusal;
import birthmark.testing.SignedLedger;
import birthmark.testing.notes.Notes;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A contract that does what none should: it harms the statement in hand and nothing else. */
class RogueContractTest {
  private final SignedLedger ledger =
      new SignedLedger(
          Rulebook.of(
              1,
              Machine.TABLES,
              List.of(
                  new Rulebook.Numbered(1, new Notes()), new Rulebook.Numbered(2, new Rogue()))),
          17);
  private final SigningKey user = ledger.root();

  @BeforeEach
  void aNoteIsPinned() {
    ledger.accept(user, new Notes.Pin(Rogue.VICTIM, "the owner's"));
  }

  /** What the contract broke; its statement is counted, in no log, and leaves nothing written. */
  private String fault(Transaction transaction) {
    Bytes marks = marks();
    int entries = ledger.ledger().entries().size();
    Decision.Refused refused =
        assertInstanceOf(Decision.Refused.class, ledger.decide(ledger.sign(user, transaction)));
    assertEquals(EnvelopeRefusal.CONTRACT_FAULT, refused.reason());
    assertEquals(marks, marks(), "nothing may be half done");
    assertEquals(entries + 1, ledger.ledger().entries().size(), "only the seal is logged");
    assertEquals(
        "the owner's", ledger.state().find(Notes.NOTES, Rogue.VICTIM).orElseThrow().text());
    ledger.replay();
    return refused.detail();
  }

  private Bytes marks() {
    return Bytes.copyOf(
        ledger
            .state()
            .list(Rogue.MARKS, List.of(), Optional.empty(), 10)
            .toString()
            .getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aSumBeyondSixtyThreeBitsIsAFaultAndWritesNothing() {
    assertEquals("java.lang.ArithmeticException: long overflow", fault(new Rogue.Overflow(1)));
  }

  @Test
  void aRecordOfAnotherContractIsNotWritten() {
    assertEquals("rogue wrote the table notes of another contract", fault(new Rogue.Overwrite()));
  }

  @Test
  void aContractThatRegistersNoKeysWritesNone() {
    assertNotEquals("", fault(new Rogue.Seize(user.publicKey().thumbprint())));
  }

  @Test
  void aReadBeyondTheBoundIsAFault() {
    assertNotEquals("", fault(new Rogue.Hoard(View.LIST_MAX + 1)));
  }

  @Test
  void whatFailedHarmsNoOtherStatement() {
    fault(new Rogue.Overflow(1));
    SigningKey unknown = ledger.key(Algorithm.ED25519);
    assertEquals(
        EnvelopeRefusal.UNKNOWN_KEY,
        ledger.refuse(ledger.sign(unknown, 1, new Rogue.Put(new Rogue.Mark("a")))));
    assertEquals(
        List.of(new Rogue.WasPut(new Rogue.Mark("b"))),
        ledger.accept(user, new Rogue.Put(new Rogue.Mark("b"))));
  }

  @Test
  void aContractIsGivenNothingThatItCouldCallWithAnEffect() {
    List<String> effects = new ArrayList<>();
    for (Class<?> given : List.of(View.class, Context.class, History.class)) {
      for (Method method : given.getMethods()) {
        boolean ofObject = method.getDeclaringClass() == Object.class;
        if (!ofObject && method.getReturnType() == void.class) {
          effects.add(given.getSimpleName() + "." + method.getName());
        }
        if (List.of(method.getParameterTypes()).contains(Transaction.class)
            || Contract.class.isAssignableFrom(method.getReturnType())) {
          effects.add(given.getSimpleName() + "." + method.getName() + " reaches a contract");
        }
      }
    }
    assertEquals(List.of(), effects, "a decision only reads and returns");
  }
}
