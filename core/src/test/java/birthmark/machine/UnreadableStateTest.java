package birthmark.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import birthmark.bytes.Bytes;
import birthmark.contract.Context;
import birthmark.contract.Contract;
import birthmark.contract.Genesis;
import birthmark.contract.Outcome;
import birthmark.contract.Rulebook;
import birthmark.contract.Surface;
import birthmark.cose.JdkSignatures;
import birthmark.cose.SigningKey;
import birthmark.merkle.PageSource;
import birthmark.merkle.Tiles;
import birthmark.state.Entry;
import birthmark.state.View;
import birthmark.state.Write;
import birthmark.statement.EnvelopeRefusal;
import birthmark.statement.RefusedException;
import birthmark.statement.Statement;
import birthmark.testing.NotesLedger;
import birthmark.testing.notes.Notes;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A replica that cannot read what others can must not decide otherwise than they do. */
class UnreadableStateTest {
  private final NotesLedger notes = new NotesLedger(1, 100, 7);
  private final SigningKey key = notes.founders().getFirst();

  /** A ledger in which what the contract of notes asks for is answered otherwise. */
  private record Answering(Ledger ledger, Bytes table, RawAnswer answer) implements Ledger {
    interface RawAnswer {
      Optional<Bytes> value();
    }

    @Override
    public Optional<Bytes> value(Bytes key) {
      return key.startsWith(table) ? answer.value() : ledger.value(key);
    }

    @Override
    public List<Entry<Bytes, Bytes>> list(Bytes prefix, Optional<Bytes> after, int limit) {
      return ledger.list(prefix, after, limit);
    }

    @Override
    public Optional<Bytes> entry(long index) {
      return ledger.entry(index);
    }

    @Override
    public PageSource pages() {
      return ledger.pages();
    }

    @Override
    public Tiles tiles() {
      return ledger.tiles();
    }
  }

  /** Notes decided by a contract with a fault of its own. */
  private static final class Faulty implements Contract<Notes.Tx> {
    private final Notes notes = new Notes();

    @Override
    public Outcome decide(View state, Context at, Notes.Tx tx) {
      throw new ArithmeticException("planted");
    }

    @Override
    public List<Write<?, ?>> founding(Genesis genesis) {
      return notes.founding(genesis);
    }

    @Override
    public Surface surface() {
      return notes.surface();
    }
  }

  private BlockResult decide(Machine machine, Ledger ledger) {
    Statement signed = notes.sign(key, 1, new Notes.Pin(new Notes.Title("tea"), "text"));
    Statement pin = decoded(machine.rulebook(), signed.envelope().encode());
    Tip tip = notes.ledger().tip();
    return machine.apply(tip, ledger, new Block(tip.height() + 1, tip.time(), List.of(pin), false));
  }

  private static Statement decoded(Rulebook rulebook, Bytes encoded) {
    try {
      return Statement.decode(rulebook, encoded);
    } catch (RefusedException e) {
      throw new AssertionError("a test's statement must decode", e);
    }
  }

  private Ledger answering(Answering.RawAnswer answer) {
    return new Answering(notes.ledger(), notes.machine().rulebook().prefix(Notes.NOTES), answer);
  }

  @Test
  void whatTheDiskCannotReadIsNotDecided() {
    RuntimeException fault = new RuntimeException("the disk failed");
    Ledger failing =
        answering(
            () -> {
              throw fault;
            });
    assertSame(fault, assertThrows(RuntimeException.class, () -> decide(notes.machine(), failing)));
  }

  @Test
  void aDamagedRecordIsNotDecidedUpon() {
    Ledger damaged = answering(() -> Optional.of(Bytes.fromHex("ff")));
    assertThrows(DamagedRecordException.class, () -> decide(notes.machine(), damaged));
  }

  @Test
  void aContractThatFailsByItselfIsRefusedAlikeEverywhere() {
    Rulebook rulebook =
        Rulebook.of(1, Machine.TABLES, List.of(new Rulebook.Numbered(1, new Faulty())));
    Machine machine = new Machine(rulebook, new JdkSignatures(), notes.machine().genesis());
    Decision.Refused refused =
        assertInstanceOf(
            Decision.Refused.class, decide(machine, notes.ledger()).decisions().getFirst());
    assertEquals(EnvelopeRefusal.CONTRACT_FAULT, refused.reason());
    assertEquals("java.lang.ArithmeticException: planted", refused.detail());
  }
}
