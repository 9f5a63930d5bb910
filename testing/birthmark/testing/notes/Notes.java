package birthmark.testing.notes;

import birthmark.codec.About;
import birthmark.codec.Length;
import birthmark.codec.Tag;
import birthmark.codec.Timestamp;
import birthmark.contract.Context;
import birthmark.contract.Contract;
import birthmark.contract.Fact;
import birthmark.contract.Genesis;
import birthmark.contract.Keys;
import birthmark.contract.Outcome;
import birthmark.contract.Readers;
import birthmark.contract.Reason;
import birthmark.contract.Subject;
import birthmark.contract.Surface;
import birthmark.contract.Transaction;
import birthmark.cose.CoseKey;
import birthmark.state.Table;
import birthmark.state.View;
import birthmark.state.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Notes: short texts under a title that only their author may take down. */
public final class Notes implements Contract<Notes.Tx> {
  /** What may be asked. */
  public sealed interface Tx extends Transaction {}

  /** Pins a note. */
  @Tag(1)
  @About("Pins a note under a title that nobody has taken.")
  public record Pin(
      @About("The title, unique among all notes.") Title title,
      @About("What the note says.") @Length(min = 1, max = 200) String text)
      implements Tx {}

  /** Takes a note down. */
  @Tag(2)
  @About("Takes down a note of one's own.")
  public record Unpin(@About("The note's title.") Title title) implements Tx {}

  /** A note's title. */
  public record Title(@Length(min = 1, max = 40) String text) {}

  /** A pinned note. */
  public record Note(Subject author, @Length(min = 1, max = 200) String text, Timestamp since) {}

  /** What became true. */
  public sealed interface Event extends Fact {}

  /** A note was pinned. */
  @Tag(1)
  public record Pinned(Title title, Subject author) implements Event {
    @Override
    public List<Subject> concerns() {
      return List.of(author);
    }
  }

  /** A note was taken down. */
  @Tag(2)
  public record Unpinned(Title title) implements Event {}

  /** Why a transaction is refused, in the order checked. */
  public enum Refusal implements Reason {
    /** Somebody took the title. */
    TITLE_TAKEN("The title is taken. Choose another, or ask its author to take the note down."),
    /** There is no such note. */
    NO_SUCH_NOTE("No note has this title. Check how it is written."),
    /** It is somebody else's. */
    NOT_THE_AUTHOR("Only its author takes a note down. Sign with the author's key.");

    private final String sentence;

    Refusal(String sentence) {
      this.sentence = sentence;
    }

    @Override
    public String sentence() {
      return sentence;
    }
  }

  /** The notes by title. */
  public static final Table<Title, Note> NOTES = Table.of(1, "notes", Title.class, Note.class);

  @Override
  public Outcome decide(View state, Context at, Tx tx) {
    return switch (tx) {
      case Pin pin -> pin(state, at, pin);
      case Unpin unpin -> unpin(state, at, unpin);
    };
  }

  private static Outcome pin(View state, Context at, Pin tx) {
    if (state.find(NOTES, tx.title()).isPresent()) {
      return Outcome.rejected(Refusal.TITLE_TAKEN, "title '" + tx.title().text() + "'");
    }
    return Outcome.accepted()
        .put(NOTES, tx.title(), new Note(at.signer(), tx.text(), at.time()))
        .fact(new Pinned(tx.title(), at.signer()))
        .outcome();
  }

  private static Outcome unpin(View state, Context at, Unpin tx) {
    Note note = state.find(NOTES, tx.title()).orElse(null);
    if (note == null) {
      return Outcome.rejected(Refusal.NO_SUCH_NOTE);
    }
    if (!note.author().equals(at.signer())) {
      return Outcome.rejected(Refusal.NOT_THE_AUTHOR);
    }
    return Outcome.accepted().remove(NOTES, tx.title()).fact(new Unpinned(tx.title())).outcome();
  }

  /** The founders' keys: this ledger has no contract about parties. */
  @Override
  public List<Write<?, ?>> founding(Genesis genesis) {
    List<Write<?, ?>> writes = new ArrayList<>();
    for (Genesis.Founder founder : genesis.founders()) {
      Subject party = Subject.party(founder.keys().getFirst().thumbprint().value());
      for (CoseKey key : founder.keys()) {
        writes.add(
            Keys.TABLE.put(
                key.thumbprint(),
                new Keys.Registered(
                    party, Keys.Purpose.SIGNING, key, 0, Optional.empty(), Optional.empty())));
      }
    }
    return writes;
  }

  @Override
  public Surface surface() {
    return Surface.at("notes", "note", "Short texts under a title.")
        .submit(Tx.class)
        .facts(Event.class)
        .refusals(Refusal.class)
        .tables(NOTES)
        .registersKeys()
        .find("notes/{title}", "A note.", NOTES, Readers.everyone())
        .list("notes", "All notes by title.", NOTES, Readers.everyone());
  }
}
