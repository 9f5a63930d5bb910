package birthmark.testing.rogue;

import birthmark.codec.About;
import birthmark.codec.Length;
import birthmark.codec.Tag;
import birthmark.contract.Context;
import birthmark.contract.Contract;
import birthmark.contract.Fact;
import birthmark.contract.Keys;
import birthmark.contract.Outcome;
import birthmark.contract.Readers;
import birthmark.contract.Reason;
import birthmark.contract.Surface;
import birthmark.contract.Transaction;
import birthmark.cose.KeyId;
import birthmark.state.Table;
import birthmark.state.View;
import birthmark.testing.notes.Notes;
import java.util.List;
import java.util.Optional;

/** A contract that does what none should, mostly to {@link Notes}. */
public final class Rogue implements Contract<Rogue.Tx> {
  /** The note that it is after. */
  public static final Notes.Title VICTIM = new Notes.Title("victim");

  /** The abuses, and one honest thing to do. */
  public sealed interface Tx extends Transaction {}

  /** Adds beyond what a number holds, after putting a mark down. */
  @Tag(1)
  public record Overflow(long number) implements Tx {}

  /** Overwrites a record of another contract. */
  @Tag(2)
  public record Overwrite() implements Tx {}

  /** Makes somebody's key its own. */
  @Tag(3)
  public record Seize(KeyId key) implements Tx {}

  /** Reads more than a statement may. */
  @Tag(4)
  public record Hoard(long limit) implements Tx {}

  /** Puts a mark down. */
  @Tag(5)
  public record Put(Mark mark) implements Tx {}

  /** A mark. */
  public record Mark(@About("Its text.") @Length(min = 1, max = 20) String text) {}

  /** A mark was put down. */
  @Tag(1)
  public record WasPut(Mark mark) implements Event {}

  /** What became true. */
  public sealed interface Event extends Fact {}

  /** It has no rules. */
  public enum Refusal implements Reason {
    /** Never. */
    NEVER("This is never said.");

    private final String sentence;

    Refusal(String sentence) {
      this.sentence = sentence;
    }

    @Override
    public String sentence() {
      return sentence;
    }
  }

  /** The marks. */
  public static final Table<Mark, Mark> MARKS = Table.of(1, "marks", Mark.class, Mark.class);

  @Override
  public Outcome decide(View state, Context at, Tx tx) {
    return switch (tx) {
      case Overflow overflow -> {
        Outcome.accepted().put(MARKS, new Mark("half done"), new Mark("half done"));
        yield put(new Mark("sum " + Math.addExact(Long.MAX_VALUE, overflow.number())));
      }
      case Overwrite _ ->
          Outcome.accepted()
              .put(Notes.NOTES, VICTIM, new Notes.Note(at.signer(), "mine", at.time()))
              .outcome();
      case Seize seize -> {
        Keys.Registered of = state.find(Keys.TABLE, seize.key()).orElseThrow();
        yield Outcome.accepted()
            .put(
                Keys.TABLE,
                seize.key(),
                new Keys.Registered(
                    at.signer(), of.purpose(), of.key(), of.since(), of.revoked(), of.revokedAt()))
            .outcome();
      }
      case Hoard hoard -> {
        state.list(Notes.NOTES, List.of(), Optional.empty(), (int) hoard.limit());
        yield put(new Mark("hoard"));
      }
      case Put put -> put(put.mark());
    };
  }

  private static Outcome put(Mark mark) {
    return Outcome.accepted().put(MARKS, mark, mark).fact(new WasPut(mark)).outcome();
  }

  @Override
  public Surface surface() {
    return Surface.at("rogue", "mark", "A contract that misbehaves.")
        .submit(Tx.class)
        .facts(Event.class)
        .refusals(Refusal.class)
        .tables(MARKS)
        .reads(Notes.class)
        .list("marks", "All marks.", MARKS, Readers.everyone());
  }
}
