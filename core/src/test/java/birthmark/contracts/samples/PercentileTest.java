package birthmark.contracts.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.testing.SharedData;
import birthmark.vectors.JsonFile;
import com.upokecenter.cbor.CBORObject;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Percentiles, exactly, and what leaving out values does to them. */
class PercentileTest {
  private static final Decimal LIMIT = new Decimal("15");
  private static final Decimal NINETIETH = new Decimal("0.9");

  private static Decimal decimal(Random random) {
    return Decimal.ofMillionths(random.nextLong(0, 40) * 500_000);
  }

  private static long[] sorted(List<Decimal> values) {
    return values.stream().mapToLong(Decimal::millionths).sorted().toArray();
  }

  @Test
  void aNumberHasOneForm() {
    for (String sound : List.of("0", "104", "0.5", "999999999999.999999", "10.000001")) {
      assertEquals(sound, new Decimal(sound).text());
      assertEquals(sound, Decimal.ofMillionths(new Decimal(sound).millionths()).text());
    }
    for (String unsound :
        List.of(
            "",
            ".5",
            "5.",
            "05",
            "-1",
            "+1",
            "1e3",
            "NaN",
            "Infinity",
            "-0",
            "0.50",
            "1.0",
            "1.0000001",
            "1000000000000",
            "1,5",
            " 1",
            "٣",
            "0x1",
            "1.2.3")) {
      assertThrows(IllegalArgumentException.class, () -> new Decimal(unsound), unsound);
    }
  }

  @Test
  void everyMethodGivesTheFiguresOfFlint() throws IOException {
    CBORObject expected = JsonFile.read(SharedData.file("01-flint/EXPECTED.json"));
    List<String> left = new ArrayList<>();
    flint(expected, "all_71", left);
    left.add("2");
    flint(expected, "drop_only_2", left);
    left.add("27");
    flint(expected, "official_69_two_removed", left);
    left.remove("2");
    flint(expected, "drop_only_27", left);
  }

  private static void flint(CBORObject expected, String name, List<String> left)
      throws IOException {
    List<Decimal> values = new ArrayList<>();
    for (String row : Files.readAllLines(SharedData.file("01-flint/flint_mdeq.csv"))) {
      String[] cells = row.split(",", -1);
      if (!cells[0].equals("sample") && !left.contains(cells[0])) {
        values.add(new Decimal(cells[1]));
      }
    }
    CBORObject wanted = expected.get(name);
    CBORObject types = wanted.get("p90_by_R_type");
    CBORObject lcr = wanted.get("lcr");
    for (int type = 1; type <= 9; type++) {
      PercentileMethod method = PercentileMethod.valueOf("R_" + type);
      assertEquals(number(types, "" + type), figure(method, values).rounded(), name + " " + method);
    }
    assertEquals(number(lcr, "nearest_rank"), of(PercentileMethod.NEAREST_RANK, values));
    assertEquals(number(lcr, "floor_rank"), of(PercentileMethod.FLOOR_RANK, values));
    assertEquals(number(lcr, "ceil_rank"), of(PercentileMethod.CEILING_RANK, values));
    assertEquals(number(lcr, "interpolated"), of(PercentileMethod.INTERPOLATED, values));
    assertEquals(
        wanted.get("exceeds_action_level_15ppb").AsBoolean(),
        figure(PercentileMethod.NEAREST_RANK, values).exceeds(LIMIT));
  }

  private static Decimal number(CBORObject in, String name) {
    return new Decimal(
        new BigDecimal(in.get(name).ToJSONString()).stripTrailingZeros().toPlainString());
  }

  private static Decimal of(PercentileMethod method, List<Decimal> values) {
    return figure(method, values).rounded();
  }

  private static Figure figure(PercentileMethod method, List<Decimal> values) {
    return new Percentile(NINETIETH, method).of(Ranked.of(sorted(values)));
  }

  @Test
  void figuresAreThoseOfTheDefinitionsInPlainFractions() {
    Random random = new Random(1);
    for (PercentileMethod method : PercentileMethod.values()) {
      for (int i = 0; i < 150; i++) {
        List<Decimal> values =
            IntStream.range(0, 1 + random.nextInt(30)).mapToObj(n -> decimal(random)).toList();
        Decimal p = Decimal.ofMillionths(1 + random.nextLong(20) * 50_000);
        Decimal exact = new Percentile(p, method).of(Ranked.of(sorted(values))).rounded();
        assertEquals(naive(method, new BigDecimal(p.text()), values), exact, method + " " + values);
      }
    }
  }

  /** The definitions of Hyndman and Fan: position {@code np + m}, then how its fraction counts. */
  private static Decimal naive(PercentileMethod method, BigDecimal p, List<Decimal> values) {
    MathContext fine = new MathContext(40);
    List<BigDecimal> x = values.stream().sorted().map(each -> new BigDecimal(each.text())).toList();
    BigDecimal n = BigDecimal.valueOf(x.size());
    BigDecimal third = BigDecimal.ONE.divide(BigDecimal.valueOf(3), fine);
    BigDecimal m =
        switch (method) {
          case R_3 -> new BigDecimal("-0.5");
          case R_5 -> new BigDecimal("0.5");
          case R_6 -> p;
          case R_7 -> BigDecimal.ONE.subtract(p);
          case R_8 -> p.add(BigDecimal.ONE).multiply(third);
          case R_9 -> p.divide(BigDecimal.valueOf(4)).add(new BigDecimal("0.375"));
          case NEAREST_RANK -> new BigDecimal("0.5");
          default -> BigDecimal.ZERO;
        };
    BigDecimal at = n.multiply(p).add(m);
    // What a third cannot say in 40 digits is put right here.
    BigDecimal tidy = at.setScale(30, RoundingMode.HALF_EVEN);
    int j = tidy.setScale(0, RoundingMode.FLOOR).intValueExact();
    BigDecimal g = tidy.subtract(BigDecimal.valueOf(j));
    boolean whole = g.signum() == 0;
    BigDecimal weight =
        switch (method) {
          case NEAREST_RANK, FLOOR_RANK -> BigDecimal.ZERO;
          case CEILING_RANK, R_1 -> whole ? BigDecimal.ZERO : BigDecimal.ONE;
          case R_2 -> whole ? new BigDecimal("0.5") : BigDecimal.ONE;
          case R_3 -> whole && j % 2 == 0 ? BigDecimal.ZERO : BigDecimal.ONE;
          default -> g;
        };
    BigDecimal low = x.get(Math.clamp(j, 1, x.size()) - 1);
    BigDecimal high = x.get(Math.clamp(j + 1L, 1, x.size()) - 1);
    return new Decimal(
        low.add(weight.multiply(high.subtract(low)))
            .setScale(20, RoundingMode.HALF_EVEN)
            .setScale(6, RoundingMode.HALF_UP)
            .stripTrailingZeros()
            .toPlainString());
  }

  @Test
  void influenceIsWhatLeavingOutEachAndEverySetShows() {
    Random random = new Random(2);
    for (PercentileMethod method : PercentileMethod.values()) {
      for (int i = 0; i < 40; i++) {
        long[] values =
            sorted(random.ints(1 + random.nextInt(9)).mapToObj(n -> decimal(random)).toList());
        Percentile percentile = new Percentile(new Decimal("0." + (1 + random.nextInt(9))), method);
        Decimal limit = decimal(random);
        Influence influence = new Influence(percentile, limit, Ranked.of(values));
        String where = method + " of " + Arrays.toString(values) + " against " + limit;
        int next = 1;
        int flipping = 0;
        for (Influence.Run run : influence.leaveOneOut()) {
          assertEquals(next, run.first(), where);
          for (int rank = run.first(); rank <= run.last(); rank++) {
            Figure without = percentile.of(Ranked.of(without(values, 1 << (rank - 1))));
            assertEquals(without, run.figure(), where);
            assertEquals(without.exceeds(limit) != influence.exceeded(), run.flips(), where);
            flipping += run.flips() ? 1 : 0;
          }
          next = run.last() + 1;
        }
        assertEquals(values.length == 1 ? 1 : values.length + 1, next, where);
        assertEquals(flipping, influence.flippingAlone(), where);
        assertEquals(smallest(percentile, limit, values), influence.smallestFlip(), where);
        long back = decimal(random).millionths();
        long[] more = Arrays.copyOf(values, values.length + 1);
        more[values.length] = back;
        Arrays.sort(more);
        assertEquals(percentile.of(Ranked.of(more)), influence.restored(back), where);
      }
    }
  }

  private static long[] without(long[] values, int left) {
    return IntStream.range(0, values.length)
        .filter(at -> (left & (1 << at)) == 0)
        .mapToLong(at -> values[at])
        .toArray();
  }

  /** The size of the smallest of all sets whose exclusion changes the side; 0 if none does. */
  private static int smallest(Percentile percentile, Decimal limit, long[] values) {
    boolean side = percentile.of(Ranked.of(values)).exceeds(limit);
    int best = 0;
    for (int left = 1; left < (1 << values.length) - 1; left++) {
      int size = Integer.bitCount(left);
      if ((best == 0 || size < best)
          && percentile.of(Ranked.of(without(values, left))).exceeds(limit) != side) {
        best = size;
      }
    }
    return best;
  }

  @Test
  void aMillionResultsTakeNoLongerThanHalfASecondOfProcessorTime() {
    Random random = new Random(3);
    long[] values = random.longs(Percentile.VALUES_MAX, 0, 1_000_000_000_000L).toArray();
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      long start = System.nanoTime();
      long[] ascending = values.clone();
      Arrays.sort(ascending);
      Influence influence =
          new Influence(
              new Percentile(NINETIETH, PercentileMethod.R_8),
              new Decimal("899999"),
              Ranked.of(ascending));
      assertTrue(influence.leaveOneOut().size() == 3 && influence.smallestFlip() > 0);
      best = Math.min(best, (System.nanoTime() - start) / 1_000_000);
    }
    assertTrue(best <= 500, String.format(Locale.ROOT, "%d ms", best));
  }

  @Test
  void figuresOfTheGreatestNumbersAreExact() {
    long[] greatest = {Decimal.MAX_MILLIONTHS - 1, Decimal.MAX_MILLIONTHS};
    Percentile middle = new Percentile(new Decimal("0.5"), PercentileMethod.R_7);
    Figure figure = middle.of(Ranked.of(greatest));
    assertEquals("999999999999.999999", figure.rounded().text());
    assertTrue(figure.exceeds(new Decimal("999999999999.999998")));
    assertTrue(!figure.exceeds(new Decimal("999999999999.999999")));
  }
}
