package birthmark.bytes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class BytesTest {
  @Test
  void octetsAreOrderedUnsignedFromTheLeftAndAPrefixComesFirst() {
    assertTrue(Bytes.fromHex("7f").compareTo(Bytes.fromHex("80")) < 0);
    assertTrue(Bytes.fromHex("ff").compareTo(Bytes.fromHex("00ff")) > 0);
    assertTrue(Bytes.fromHex("01").compareTo(Bytes.fromHex("0100")) < 0);
  }

  @Test
  void aCopyDoesNotChangeWithItsSource() {
    byte[] source = {1, 2, 3};
    Bytes copy = Bytes.copyOf(source);
    source[0] = 9;
    copy.toByteArray()[1] = 9;
    assertEquals(Bytes.fromHex("010203"), copy);
    assertNotEquals(Bytes.copyOf(source), copy);
  }

  @Test
  void textThatIsNotPairsOfHexDigitsIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> Bytes.fromHex("0"));
    assertThrows(IllegalArgumentException.class, () -> Bytes.fromHex("0g"));
  }

  @Test
  void sha256GivesTheExampleOfFips180() {
    assertEquals(
        Bytes.fromHex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        Sha256.of(Bytes.fromHex("616263")));
  }
}
