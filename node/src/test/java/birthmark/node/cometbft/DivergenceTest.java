package birthmark.node.cometbft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.LogDifference;
import birthmark.client.sdk.LogDifference.Differing;
import birthmark.client.sdk.LogDifference.Found;
import birthmark.client.sdk.LogSource;
import birthmark.contract.Subject;
import birthmark.cose.SigningKey;
import birthmark.merkle.EntryBundle;
import birthmark.merkle.TilePath;
import birthmark.node.store.Column;
import birthmark.node.store.Snapshot;
import birthmark.statement.Statement;
import birthmark.testing.NotesLedger;
import birthmark.testing.notes.Notes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A replica whose stored state was changed by hand, found out by where its log parts. */
class DivergenceTest {
  private static final long SECOND = 1_000;
  private static final Notes.Title TITLE = new Notes.Title("one");

  private final FourReplicas four = new FourReplicas();

  private Statement signed(long sequence, Notes.Tx transaction) {
    SigningKey signer = four.notes.founders().getFirst();
    return four.notes.decode(
        new Statement.Draft(
                four.genesis.network(), sequence, NotesLedger.START.plusSeconds(3_600), transaction)
            .sign(NotesLedger.rulebook(), signer));
  }

  private static List<Bytes> bundle(Statement... statements) {
    List<Bytes> octets = new ArrayList<>();
    for (Statement each : statements) {
      octets.add(each.envelope().encode());
    }
    return List.of(new Bundle.Statements(octets).encode());
  }

  /** Gives the note another author or text in the state that the first replica has on its disk. */
  private SteppedReplica altered(Subject author, String text) {
    // Started again, it has nothing of its state in memory yet.
    SteppedReplica started = four.opened(0);
    four.disks
        .getFirst()
        .damage(
            Column.STATE,
            Notes.NOTES.key().encode(NotesLedger.rulebook().prefix(Notes.NOTES), TITLE),
            Notes.NOTES
                .value()
                .encode(new Notes.Note(author, text, NotesLedger.START.plusSeconds(1))));
    return started;
  }

  private static void decide(SteppedReplica replica, long height, List<Bytes> txs) {
    replica.decide(height, height * SECOND, txs);
    replica.commit();
  }

  /** What a replica's door serves of its log. */
  private static LogSource served(SteppedReplica replica) {
    return path -> {
      try (Snapshot now = replica.store.snapshot()) {
        if (path.equals(LogSource.CHECKPOINT)) {
          return Optional.of(Bytes.ofOwned(now.checkpoint().getBytes(StandardCharsets.UTF_8)));
        }
        TilePath asked = TilePath.parse(path).orElseThrow();
        if (asked.level().isPresent()) {
          return now.tiles()
              .tile(asked.level().get(), asked.index())
              .map(tile -> tile.slice(0, asked.width() * 32));
        }
        List<Bytes> entries = new ArrayList<>();
        for (long i = 256 * asked.index(); i < 256 * asked.index() + asked.width(); i++) {
          entries.add(now.entry(i).orElseThrow());
        }
        return Optional.of(new EntryBundle(entries).encode());
      }
    };
  }

  private static Found compared(SteppedReplica one, SteppedReplica other) throws Exception {
    return new LogDifference(
            NotesLedger.rulebook(),
            new LogDifference.Named("one", served(one)),
            new LogDifference.Named("other", served(other)))
        .find();
  }

  @Test
  void anAlteredRowIsFoundByTheStatementThatCameOutOtherwise() throws Exception {
    Statement pin = signed(1, new Notes.Pin(TITLE, "text"));
    four.all(SECOND, bundle(pin));
    four.all(SECOND, bundle(signed(2, new Notes.Pin(new Notes.Title("two"), "text"))));
    SteppedReplica astray = altered(Subject.party(Bytes.copyOf(new byte[32])), "text");
    assertEquals(
        new Found.Same(6), compared(astray, four.all.get(1)), "nothing shows until it is used");

    Statement before = signed(3, new Notes.Pin(new Notes.Title("three"), "text"));
    Statement unpin = signed(4, new Notes.Unpin(TITLE));
    Statement after = signed(5, new Notes.Pin(TITLE, "again"));
    List<Bytes> txs = bundle(before, unpin, after);
    decide(astray, 3, txs);
    List<SteppedReplica> honest = four.all.subList(1, 4);
    honest.forEach(each -> decide(each, 3, txs));

    // Two of three others are more than a third, so the second vote shows who is wrong.
    assertTrue(astray.accepts(4, honest.getFirst().extension()));
    Bytes second = honest.get(1).extension();
    String sentence =
        String.valueOf(
            assertThrows(EngineSteps.EndException.class, () -> astray.accepts(4, second))
                .getMessage());
    assertTrue(sentence.contains("block 3"), sentence);
    assertTrue(sentence.contains("birthmark ledger compare --entries"), sentence);

    Found.Parted parted = assertInstanceOf(Found.Parted.class, compared(astray, honest.getFirst()));
    assertEquals(7, parted.index(), "genesis and seal, two blocks of one, and the first of this");
    assertEquals(3, parted.height());
    assertEquals(3, parted.otherHeight());
    assertEquals(
        List.of(unpin.id(), after.id()),
        parted.statements().stream().map(Differing::id).toList(),
        "in the order decided, and not the one before them");
    Differing first = parted.statements().getFirst();
    assertEquals(four.notes.founders().getFirst().publicKey().thumbprint(), first.key());
    assertEquals(4, first.sequence());
    assertEquals(Optional.of("notes/unpin"), first.name(), "from the log that has it");
    assertEquals("refused", first.one().word());
    assertEquals(Optional.of("not-the-author"), first.one().reason());
    assertEquals("accepted", first.other().word());
    assertEquals(Optional.of(7L), first.other().entry());
    assertEquals(
        List.of("title-taken"), parted.statements().getLast().one().reason().stream().toList());

    Found.Parted back = assertInstanceOf(Found.Parted.class, compared(honest.getFirst(), astray));
    assertEquals(unpin.id(), back.statements().getFirst().id());
    assertEquals("accepted", back.statements().getFirst().one().word());
  }

  @Test
  void whatOnlyOneSideCountedIsAbsentAtTheOther() throws Exception {
    four.all(SECOND, bundle(signed(1, new Notes.Pin(TITLE, "text"))));
    Statement here = signed(2, new Notes.Pin(new Notes.Title("here"), "text"));
    Statement there = signed(2, new Notes.Pin(new Notes.Title("there"), "text"));
    decide(four.all.getFirst(), 2, bundle(here));
    decide(four.all.get(1), 2, bundle(there));
    Found.Parted parted =
        assertInstanceOf(Found.Parted.class, compared(four.all.getFirst(), four.all.get(1)));
    assertEquals(
        List.of("absent accepted", "accepted absent"),
        parted.statements().stream()
            .map(each -> each.one().word() + " " + each.other().word())
            .sorted()
            .toList());
  }

  @Test
  void whatChangesNoOutcomeIsToldByTheSeal() throws Exception {
    four.all(SECOND, bundle(signed(1, new Notes.Pin(TITLE, "text"))));
    decide(four.all.get(1), 2, bundle(signed(2, new Notes.Pin(new Notes.Title("two"), "text"))));
    four.all
        .getFirst()
        .decide(2, 3 * SECOND, bundle(signed(2, new Notes.Pin(new Notes.Title("two"), "text"))));
    four.all.getFirst().commit();
    Found.Parted parted =
        assertInstanceOf(Found.Parted.class, compared(four.all.getFirst(), four.all.get(1)));
    assertEquals(List.of(), parted.statements());
    assertTrue(parted.seals().contains("time"), parted.seals().toString());
    assertFalse(parted.seals().contains("height"), parted.seals().toString());
  }

  @Test
  void aReplicaThatIsOnlyBehindIsTheSame() throws Exception {
    four.all(SECOND, bundle(signed(1, new Notes.Pin(TITLE, "text"))));
    for (long height = 2; height < 140; height++) {
      SteppedReplica ahead = four.all.get(1);
      Statement pin = signed(height, new Notes.Pin(new Notes.Title("note " + height), "text"));
      ahead.decide(height, height * SECOND, bundle(pin));
      ahead.commit();
      if (height < 138) {
        four.all.get(2).decide(height, height * SECOND, bundle(pin));
        four.all.get(2).commit();
      }
    }
    long size = four.all.get(2).store.tip().orElseThrow().log().size();
    assertTrue(size > 256, "more than one tile");
    assertEquals(new Found.Same(size), compared(four.all.get(1), four.all.get(2)));
    four.all.get(2).decide(138, 138 * SECOND, bundle(signed(500, new Notes.Unpin(TITLE))));
    four.all.get(2).commit();
    Found.Parted parted =
        assertInstanceOf(Found.Parted.class, compared(four.all.get(1), four.all.get(2)));
    assertEquals(size, parted.index());
    assertEquals(138, parted.height());
  }
}
