package birthmark.testing.notes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import birthmark.contract.Genesis;
import birthmark.contract.Reason;
import birthmark.contract.Role;
import birthmark.contract.Rulebook;
import birthmark.cose.CoseKey;
import birthmark.state.View;
import birthmark.testing.ContractTest;
import birthmark.testing.Hearing;
import birthmark.testing.NotesLedger;
import birthmark.testing.Samples;
import birthmark.testing.SharedData;
import birthmark.testing.notes.Notes.Note;
import birthmark.testing.notes.Notes.Pin;
import birthmark.testing.notes.Notes.Pinned;
import birthmark.testing.notes.Notes.Refusal;
import birthmark.testing.notes.Notes.Title;
import birthmark.testing.notes.Notes.Unpin;
import birthmark.testing.notes.Notes.Unpinned;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/** The whole test class of a contract: CONTRIBUTING shows it. */
class NotesTest extends ContractTest<Hearing> {
  private static final CoseKey ADA = CoseKey.ed25519(Samples.random(new Random(1), 32));
  private static final CoseKey BEN = CoseKey.ed25519(Samples.random(new Random(2), 32));
  private static final Title TEA = new Title("tea");

  @Override
  protected Rulebook rulebook() {
    return NotesLedger.rulebook();
  }

  @Override
  protected String path() {
    return "notes";
  }

  @Override
  protected Path golden() {
    return SharedData.root().resolve("core/src/test/resources/golden/notes.json");
  }

  @Override
  protected Samples samples() {
    return new Samples();
  }

  @Override
  protected Hearing world() {
    return hearing();
  }

  @Override
  protected Hearing hearing() {
    return new Hearing(
        rulebook(),
        new Genesis(
            Genesis.FORMAT,
            "notes.example",
            NotesLedger.START,
            List.of(
                new Genesis.Founder("ada", "Ada", List.of(ADA), List.of(Role.REPLICA)),
                new Genesis.Founder("ben", "Ben", List.of(BEN), List.of(Role.REPLICA))),
            List.of(Genesis.Replica.of("ada", ADA)),
            1,
            100));
  }

  @Override
  protected List<Case<Hearing>> cases() {
    return List.of(
        accepts(
            "a free title is pinned",
            world -> world.decide(ADA, new Pin(TEA, "is ready")),
            Pinned.class),
        refuses(
            Refusal.TITLE_TAKEN,
            "a title is pinned once",
            world -> {
              mustAccept(world.decide(ADA, new Pin(TEA, "is ready")));
              return world.decide(BEN, new Pin(TEA, "is cold"));
            }),
        refuses(
            Refusal.NO_SUCH_NOTE,
            "what is not pinned is not taken down",
            world -> world.decide(ADA, new Unpin(TEA))),
        refuses(
            Refusal.NOT_THE_AUTHOR,
            "nobody takes down another's note",
            world -> {
              mustAccept(world.decide(ADA, new Pin(TEA, "is ready")));
              return world.decide(BEN, new Unpin(TEA));
            }),
        accepts(
            "an author takes a note down",
            world -> {
              mustAccept(world.decide(ADA, new Pin(TEA, "is ready")));
              return world.decide(ADA, new Unpin(TEA));
            },
            Unpinned.class));
  }

  @Override
  protected NaiveModel model(Hearing hearing) {
    return new NaiveNotes();
  }

  /** Notes once more, over a map of titles to authors. */
  private static final class NaiveNotes implements NaiveModel {
    private final TreeMap<String, CoseKey> authors = new TreeMap<>();

    @Override
    public Move move(Random random) {
      CoseKey who = random.nextBoolean() ? ADA : BEN;
      Title title = new Title("title " + random.nextInt(8));
      return new Move(who, random.nextBoolean() ? new Pin(title, "text") : new Unpin(title));
    }

    @Override
    public Optional<Reason> decide(Move move) {
      return switch ((Notes.Tx) move.transaction()) {
        case Pin pin ->
            authors.putIfAbsent(pin.title().text(), move.key()) == null
                ? Optional.empty()
                : Optional.of(Refusal.TITLE_TAKEN);
        case Unpin unpin -> {
          if (!authors.containsKey(unpin.title().text())) {
            yield Optional.of(Refusal.NO_SUCH_NOTE);
          }
          yield authors.remove(unpin.title().text(), move.key())
              ? Optional.empty()
              : Optional.of(Refusal.NOT_THE_AUTHOR);
        }
      };
    }

    @Override
    public void pass(long seconds) {}

    @Override
    public void compare(View state) {
      TreeMap<String, Note> held = new TreeMap<>();
      state
          .list(Notes.NOTES, List.of(), Optional.empty(), View.LIST_MAX)
          .forEach(entry -> held.put(entry.key().text(), entry.value()));
      assertEquals(authors.keySet(), held.keySet());
      authors.forEach(
          (title, author) ->
              assertEquals(
                  Optional.of(author.thumbprint().value()),
                  Optional.ofNullable(held.get(title)).map(note -> note.author().id())));
    }
  }
}
