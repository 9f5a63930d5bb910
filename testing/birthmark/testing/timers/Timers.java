package birthmark.testing.timers;

import birthmark.bytes.Sha256;
import birthmark.codec.Length;
import birthmark.codec.Tag;
import birthmark.codec.Timestamp;
import birthmark.contract.Acceptance;
import birthmark.contract.Context;
import birthmark.contract.Contract;
import birthmark.contract.Due;
import birthmark.contract.Fact;
import birthmark.contract.Now;
import birthmark.contract.Outcome;
import birthmark.contract.Reason;
import birthmark.contract.Subject;
import birthmark.contract.Surface;
import birthmark.contract.Transaction;
import birthmark.state.Table;
import birthmark.state.View;
import birthmark.testing.notes.Notes;

/** Timers: what rings by itself, and some that do worse than ring. */
public final class Timers implements Contract<Timers.Tx> {
  /** What may be asked. */
  public sealed interface Tx extends Transaction {}

  /** Sets timers that all ring at one moment: {@code name}, or several by that name. */
  @Tag(1)
  public record Start(@Length(min = 1, max = 40) String name, long count, Timestamp at)
      implements Tx {}

  /** Rings at once; known from the second version of the rules. */
  @Tag(value = 2, since = 2)
  public record Chime(@Length(min = 1, max = 40) String name) implements Tx {}

  /** A timer. */
  public record Ringing(Timestamp due, @Length(min = 1, max = 40) String name, long number)
      implements Due {}

  /** The block that a timer was set in. */
  public record Since(long height) {}

  /** What became true. */
  public sealed interface Event extends Fact {}

  /** A timer rang. */
  @Tag(1)
  public record Rang(@Length(min = 1, max = 40) String name, long number) implements Event {}

  /** There is none: what is asked for is granted. */
  public enum Refusal implements Reason {
    /** Never used. */
    NEVER;

    @Override
    public String sentence() {
      return "This is never refused.";
    }
  }

  /** What rings when. */
  public static final Table<Ringing, Since> RINGING =
      Table.of(1, "ringing", Ringing.class, Since.class);

  /** A second table with duties: what rings later for the first. */
  public static final Table<Ringing, Since> ECHOES =
      Table.of(2, "echoes", Ringing.class, Since.class);

  private final long rules;

  /** Timers of the rules version {@code rules}: from 2 on every timer rings twice. */
  public Timers(long rules) {
    this.rules = rules;
  }

  @Override
  public Outcome decide(View state, Context at, Tx tx) {
    return switch (tx) {
      case Start start -> start(at, start);
      case Chime chime -> Outcome.accepted().fact(new Rang(chime.name(), 0)).outcome();
    };
  }

  private static Outcome start(Context at, Start start) {
    Acceptance accepted = Outcome.accepted();
    for (long i = 0; i < start.count(); i++) {
      accepted.put(RINGING, new Ringing(start.at(), start.name(), i), new Since(at.height()));
    }
    return accepted.outcome();
  }

  private Outcome.Accepted ring(View state, Now at, Ringing key, Since value) {
    Acceptance accepted = Outcome.accepted().fact(new Rang(key.name(), key.number()));
    if (rules > 1) {
      accepted.fact(new Rang(key.name(), key.number()));
    }
    return switch (key.name()) {
      case "again" -> accepted.put(RINGING, key, new Since(at.height())).outcome();
      case "echo" -> accepted.put(ECHOES, new Ringing(at.time(), "the echo", 0), value).outcome();
      case "a thief" -> accepted.remove(RINGING, new Ringing(key.due(), "a victim", 0)).outcome();
      case "broken" -> throw new ArithmeticException("planted");
      case "greedy" ->
          accepted
              .put(
                  Notes.NOTES,
                  new Notes.Title("mine"),
                  new Notes.Note(Subject.party(Sha256.of(new byte[0])), "mine", at.time()))
              .outcome();
      default -> accepted.outcome();
    };
  }

  @Override
  public Surface surface() {
    return Surface.at("timers", "timer", "What rings by itself.")
        .submit(Tx.class)
        .facts(Event.class)
        .refusals(Refusal.class)
        .tables(RINGING, ECHOES)
        .due(ECHOES, this::ring)
        .due(RINGING, this::ring);
  }
}
