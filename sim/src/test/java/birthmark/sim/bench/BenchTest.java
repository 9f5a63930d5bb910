package birthmark.sim.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.cose.Sign1;
import birthmark.node.submit.FastSignatures;
import birthmark.node.upkeep.Folders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The bench measures what it says it does. */
class BenchTest {
  private static final Bytes NETWORK = Bytes.ofOwned(new byte[32]);

  /** What the trees cost beside none, and what a bundle takes beyond a program's start. */
  private static final Set<String> DIFFERENCES = Set.of("trees.cost", "bundle.verify");

  @TempDir Path folder;

  @Test
  void everyStatementHas250OctetsAndIsSignedByAnotherKeyInTurn() {
    Makers makers = Makers.of(NETWORK, 3);
    List<Makers.Signed> models = makers.models(7);
    for (int i = 0; i < models.size(); i++) {
      Sign1 message = Sign1.decode(models.get(i).octets());
      assertEquals(Makers.STATEMENT_OCTETS, models.get(i).octets().length());
      assertTrue(message.verifies(FastSignatures.best(), models.get(i).key()));
      assertEquals(models.get(i % 3).key(), models.get(i).key());
    }
  }

  @Test
  void theLimitCountsNoSignatureThatDoesNotVerify() {
    List<Makers.Signed> models = Makers.of(NETWORK, 2).models(2);
    Makers.Signed swapped = new Makers.Signed(models.get(0).octets(), models.get(1).key());
    assertThrows(IllegalStateException.class, () -> new SignatureLimit().nanos(List.of(swapped)));
  }

  @Test
  void aStatementThatIsNotCommittedIsNotCounted() throws InterruptedException {
    try (LocalLedger ledger = new LocalLedger(folder, false)) {
      Makers makers = ledger.makers(2);
      ledger.commit(Makers.octets(makers.models(10)));
      List<Bytes> ofAnotherLedger = Makers.octets(Makers.of(NETWORK, 1).models(1));
      assertThrows(IllegalStateException.class, () -> ledger.commit(ofAnotherLedger));
    }
  }

  @Test
  void aFigureIsJudgedByItsGoal() {
    Goal share = Goal.atLeast(0.60, 0.80);
    assertEquals("short", share.verdict(0.59));
    assertEquals("must", share.verdict(0.60));
    assertEquals("aim", share.verdict(0.81));
    Goal time = Goal.atMost(20, 8);
    assertEquals("short", time.verdict(20.5));
    assertEquals("must", time.verdict(20));
    assertEquals("aim", time.verdict(8));
  }

  @Test
  void aRowForProgramsIsOneJsonObject() {
    assertEquals(
        "{\"name\": \"a\", \"value\": 1500, \"unit\": \"statements/s\", \"limit\": 3000, \"ratio\":"
            + " 0.500}",
        Figure.share("a", 1_500, "statements/s", 3_000, Goal.atLeast(0.4, 0.6)).json());
    assertEquals(
        "{\"name\": \"b\", \"value\": 2.500, \"unit\": \"s\", \"limit\": null, \"ratio\": null}",
        Figure.of("b", 2.5, "s", Optional.empty(), Goal.atMost(3, 1)).json());
  }

  @Test
  void theRecordKeepsEveryCommitsFiguresAndDrawsThem() throws Exception {
    Goal goal = Goal.atLeast(0.40, 0.60);
    Results record = new Results(folder.resolve("record"));
    record.add(List.of(Figure.share("a.rate", 10, "statements/s", 20, goal)));
    record.add(
        List.of(
            Figure.share("a.rate", 14, "statements/s", 20, goal),
            Figure.of("b.start", 2, "s", Optional.empty(), Goal.atMost(3, 1))));
    List<String> rows = Files.readAllLines(folder.resolve("record/results.tsv"));
    assertEquals(4, rows.size());
    assertTrue(
        rows.get(2).endsWith("a.rate\t0.7000\t0.4000\t0.6000\t14.000\tstatements/s\t20.000"),
        rows::toString);
    String chart = Files.readString(folder.resolve("record/chart.svg"));
    assertEquals(3, chart.split("<circle", -1).length - 1);
    assertEquals(2, chart.split("<polyline", -1).length - 1);
    assertTrue(chart.contains("must 0.40"), chart);
  }

  @Test
  @Tag("real")
  @Timeout(value = 8, unit = TimeUnit.MINUTES)
  void eachRowIsMeasuredAgainstARealNode() throws Exception {
    Settings settings = new Settings(folder, 20, new Settings.Rounds(1, 1, 400), 1, 2_000);
    for (Measure measure : Measures.all()) {
      Path own = Measures.folder(folder, measure);
      List<Figure> figures = measure.run().in(own, settings);
      assertEquals(measure.names(), figures.stream().map(Figure::name).toList());
      figures.forEach(figure -> assertTrue(isMeasured(figure), figure.line()));
      Folders.delete(own);
      assertTrue(Files.notExists(own));
    }
  }

  /** A difference of two figures that are nearly one can come out below 0. */
  private static boolean isMeasured(Figure figure) {
    return figure.value() > 0
        || (DIFFERENCES.contains(figure.name()) && Double.isFinite(figure.value()));
  }
}
