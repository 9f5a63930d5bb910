package birthmark.gs1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GtinTest {
  /** From the GS1 General Specifications and from products. */
  @ParameterizedTest
  @ValueSource(
      strings = {"96385074", "036000291452", "9506000134352", "4006381333931", "09506000134352"})
  void aNumberWithItsCheckDigitIsAccepted(String digits) {
    assertEquals(digits, new Gtin(digits).digits());
  }

  @ParameterizedTest
  @ValueSource(strings = {"96385074", "036000291452", "9506000134352", "09506000134352"})
  void everyOtherLastDigitIsRefused(String digits) {
    for (char last = '0'; last <= '9'; last++) {
      String other = digits.substring(0, digits.length() - 1) + last;
      if (!other.equals(digits)) {
        assertThrows(IllegalArgumentException.class, () -> new Gtin(other), other);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"4006381333931", "09506000134352"})
  void oneWrongDigitAnywhereIsRefused(String digits) {
    for (int i = 0; i < digits.length(); i++) {
      char wrong = (char) ('0' + (digits.charAt(i) - '0' + 1) % 10);
      String other = digits.substring(0, i) + wrong + digits.substring(i + 1);
      assertThrows(IllegalArgumentException.class, () -> new Gtin(other), other);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0",
        "9638507",
        "963850745",
        "95060001343521",
        "4006381 33931",
        "٤٠٠٦٣٨١٣٣٣٩٣١"
      })
  void whatIsNoNumberOfSuchLengthIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> new Gtin(text));
  }

  @Test
  void formsOfOneNumberNameOneProduct() {
    assertTrue(new Gtin("9506000134352").sameAs(new Gtin("09506000134352")));
    assertTrue(new Gtin("00000096385074").sameAs(new Gtin("96385074")));
    assertFalse(new Gtin("4006381333931").sameAs(new Gtin("9506000134352")));
  }

  @Test
  void aRefusalNamesTheDigitThatWouldBeRight() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> new Gtin("9506000134353")).getMessage();
    assertTrue(String.valueOf(message).contains("should be 2"), message);
  }
}
