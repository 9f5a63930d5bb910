package birthmark.cose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FieldElementTest {
  private static final BigInteger P = Edwards.P;
  private static final BigInteger LIMIT = BigInteger.TWO.pow(255);

  /** A number, and the element that should stand for it. */
  private record Pair(BigInteger number, FieldElement element) {
    static Pair of(BigInteger number) {
      return new Pair(number.mod(P), elementOf(number));
    }

    void check(BigInteger expected, FieldElement actual, String what) {
      assertTrue(actual.isSame(elementOf(expected.mod(P))), () -> what + " of " + number);
      assertEquals(expected.mod(P).signum() == 0, actual.isZero(), () -> what + " of " + number);
    }
  }

  private static FieldElement elementOf(BigInteger number) {
    return FieldElement.littleEndian(Edwards.littleEndian(number));
  }

  /** Limbs that are full, empty or lie about a boundary, numbers about p and 2^255, and others. */
  private static List<Pair> pairs() {
    List<BigInteger> numbers = new ArrayList<>();
    for (int i = 0; i <= 40; i++) {
      numbers.add(BigInteger.valueOf(i));
      numbers.add(LIMIT.subtract(BigInteger.valueOf(i + 1L)));
    }
    for (int limb = 0; limb < 5; limb++) {
      BigInteger one = BigInteger.TWO.pow(51 * limb);
      numbers.add(one);
      numbers.add(one.subtract(BigInteger.ONE));
      numbers.add(LIMIT.subtract(one));
      numbers.add(one.shiftLeft(51).subtract(one));
      numbers.add(LIMIT.subtract(BigInteger.ONE).subtract(one.shiftLeft(51).subtract(one)));
    }
    Random random = new Random(5);
    for (int i = 0; i < 60; i++) {
      numbers.add(new BigInteger(255, random));
    }
    List<Pair> pairs = new ArrayList<>(numbers.stream().map(Pair::of).toList());
    // Elements as operations leave them: a lowest limb below zero or above 51 bits.
    for (int i = 1; i <= 40; i++) {
      FieldElement below = FieldElement.of(0).minus(FieldElement.of(i));
      pairs.add(new Pair(P.subtract(BigInteger.valueOf(i)), below));
      pairs.add(
          new Pair(
              BigInteger.valueOf(19 - i).mod(P),
              elementOf(LIMIT.subtract(BigInteger.ONE))
                  .plus(FieldElement.of(1))
                  .minus(FieldElement.of(i))));
    }
    FieldElement full = elementOf(LIMIT.subtract(BigInteger.ONE));
    pairs.add(new Pair(BigInteger.valueOf(18L * 1023), full.times(1023)));
    pairs.add(
        new Pair(
            P.subtract(BigInteger.valueOf(18L * 1023)),
            FieldElement.of(0).minus(full.times(1023))));
    return pairs;
  }

  @Test
  void everyOperationGivesWhatWholeNumbersGive() {
    List<Pair> pairs = pairs();
    for (Pair a : pairs) {
      a.check(a.number.pow(2), a.element.squared(), "the square");
      a.check(a.number.modPow(BigInteger.TWO.pow(7), P), a.element.squared(7), "the 128th power");
      a.check(a.number.multiply(BigInteger.valueOf(1023)), a.element.times(1023), "1023 times");
      for (Pair b : pairs) {
        a.check(a.number.add(b.number), a.element.plus(b.element), "the sum with " + b.number);
        a.check(
            a.number.subtract(b.number), a.element.minus(b.element), "the rest from " + b.number);
        a.check(
            a.number.multiply(b.number),
            a.element.times(b.element),
            "the product with " + b.number);
        assertEquals(a.number.equals(b.number), a.element.isSame(b.element));
      }
    }
  }

  @Test
  void aRootIsFoundJustWhereThereIsOne() {
    BigInteger half = P.shiftRight(1);
    BigInteger quarter = P.shiftRight(2);
    for (Pair a : pairs()) {
      Optional<FieldElement> root = a.element.root();
      assertEquals(
          a.number.signum() == 0 || a.number.modPow(half, P).equals(BigInteger.ONE),
          root.isPresent(),
          () -> "a root of " + a.number);
      root.ifPresent(found -> a.check(a.number, found.squared(), "the squared root"));
      a.check(a.number.modPow(quarter, P), a.element.quarticSymbol(), "the quartic symbol");
    }
  }

  @Test
  void longChainsOfOperationsStayExact() {
    Random random = new Random(6);
    BigInteger number = new BigInteger(255, random);
    FieldElement element = elementOf(number);
    for (int i = 0; i < 20_000; i++) {
      BigInteger other = new BigInteger(255, random);
      FieldElement with = elementOf(other);
      switch (random.nextInt(4)) {
        case 0 -> {
          number = number.multiply(other).mod(P);
          element = element.times(with);
        }
        case 1 -> {
          number = number.subtract(other).mod(P);
          element = element.minus(with);
        }
        case 2 -> {
          number = number.add(other).shiftLeft(9).mod(P);
          element = element.plus(with).times(512);
        }
        default -> {
          number = number.modPow(BigInteger.valueOf(8), P);
          element = element.squared(3);
        }
      }
      if (i % 100 == 0) {
        assertTrue(element.isSame(elementOf(number)), "after " + i);
      }
    }
    assertTrue(element.isSame(elementOf(number)));
    assertFalse(element.isSame(elementOf(number.add(BigInteger.ONE).mod(P))));
  }
}
