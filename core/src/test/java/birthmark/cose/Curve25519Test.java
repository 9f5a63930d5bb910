package birthmark.cose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.junit.jupiter.api.Test;

class Curve25519Test {
  /** What stands in for a fault that there is none. */
  private static String name(Optional<KeyFault> fault) {
    return fault.map(KeyFault::name).orElse("SOUND");
  }

  private static void compare(Bytes octets) {
    assertEquals(
        HalvedCurve25519.edwardsFault(octets), Curve25519.edwardsFault(octets), octets::hex);
    assertEquals(
        HalvedCurve25519.montgomeryFault(octets), Curve25519.montgomeryFault(octets), octets::hex);
    assertEquals(
        Ed25519.validatePublicKeyFull(octets.toByteArray(), 0),
        Curve25519.edwardsFault(octets).isEmpty(),
        octets::hex);
  }

  @Test
  void anyOctetsAreJudgedAsByHalvingInPlainNumbersAndByAnotherLibrary() {
    Random random = new Random(7);
    List<String> seen = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      byte[] octets = new byte[32];
      random.nextBytes(octets);
      compare(Bytes.copyOf(octets));
      seen.add(name(Curve25519.edwardsFault(Bytes.copyOf(octets))));
      octets[31] &= 0x7f;
      compare(Bytes.ofOwned(octets));
    }
    for (KeyFault fault : List.of(KeyFault.NOT_ON_CURVE, KeyFault.NOT_PRIME_ORDER)) {
      assertTrue(seen.contains(fault.name()), fault.name());
    }
    assertTrue(seen.contains("SOUND"));
  }

  @Test
  void numbersAboutEveryEdgeAreJudgedAlike() {
    BigInteger limit = BigInteger.TWO.pow(255);
    for (int i = 0; i <= 300; i++) {
      BigInteger small = BigInteger.valueOf(i);
      for (BigInteger number :
          List.of(small, limit.subtract(small), Edwards.P.add(small).min(limit))) {
        compare(Edwards.littleEndian(number.clearBit(255)));
        compare(Edwards.littleEndian(number.setBit(255)));
      }
    }
    for (int limb = 1; limb < 5; limb++) {
      BigInteger one = BigInteger.TWO.pow(51 * limb);
      for (int i = -8; i <= 8; i++) {
        compare(Edwards.littleEndian(one.add(BigInteger.valueOf(i))));
        compare(Edwards.littleEndian(limit.subtract(one).add(BigInteger.valueOf(i))));
      }
    }
  }

  @Test
  void everyTorsionPartOfManyPointsIsSeen() {
    Random random = new Random(8);
    for (int i = 0; i < 40; i++) {
      Edwards.Point sound = Edwards.BASE.times(new BigInteger(252, random).setBit(0));
      Edwards.Point torsion = Edwards.NEUTRAL;
      for (int part = 0; part < 8; part++) {
        Edwards.Point point = sound.plus(torsion);
        compare(point.encode());
        compare(point.montgomery());
        Optional<KeyFault> expected =
            part == 0 ? Optional.empty() : Optional.of(KeyFault.NOT_PRIME_ORDER);
        assertEquals(expected, Curve25519.edwardsFault(point.encode()), point.encode()::hex);
        assertEquals(expected, Curve25519.montgomeryFault(point.montgomery()));
        compare(torsion.encode());
        torsion = torsion.plus(Edwards.EIGHTH);
      }
    }
  }

  @Test
  void aScalarIsReducedJustBelowTheOrder() {
    for (int i = -300; i <= 300; i++) {
      BigInteger number = Edwards.L.add(BigInteger.valueOf(i));
      Bytes octets = Bytes.fromHex("ff").concat(Edwards.littleEndian(number));
      assertEquals(i < 0, Curve25519.isReducedScalar(octets, 1), octets::hex);
      Bytes high = Edwards.littleEndian(number.setBit(255));
      assertEquals(false, Curve25519.isReducedScalar(high, 0), high::hex);
    }
  }
}
